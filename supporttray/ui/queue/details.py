"""Below the queue: what is known of the chosen task, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.core.model import Need, Urgency
from supporttray.core.work import AskWays, Bring, Move, Remark, Way
from supporttray.ui import link
from supporttray.ui.inbox.facts import Facts
from supporttray.ui.part.area import Area
from supporttray.ui.part.flow import button
from supporttray.ui.part.label import Label
from supporttray.ui.part.remark import RemarkSheet
from supporttray.ui.part.trouble import told
from supporttray.ui.queue import word
from supporttray.ui.queue.bar import Bar, Step

if TYPE_CHECKING:
    from supporttray.core.item.task import Task
    from supporttray.ui.inbox.sheet import Place
    from supporttray.ui.queue.line import Line

REST_MS = 300  # who walks down the list asks no tracker about every row


class TaskPage(Area):
    """Shows one task. What is shown already keeps what is written about it, and where it is scrolled to."""

    def __init__(self, place: Place) -> None:
        page = QWidget()
        super().__init__(page)
        self._page, self._place = page, place
        self._word = ""  # the tracker's, for what is being blocked
        self._known: dict[str, tuple[Task, tuple[Way, ...]]] = {}  # what was allowed, as the task was then
        self._question = 0
        self.line: Line | None = None
        self.open_sheet: RemarkSheet | None = None
        self.title, self.state = Label(bold=True, larger=1.2), Label()
        self.bar, self.why, self.facts = Bar(), Label(), Facts()
        self.again = button(self.tr("As&k again"), "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        self._sheets: dict[Move | Step, RemarkSheet] = {}
        self.setAccessibleName(self.tr("The chosen task"))
        self.bar.moved.connect(self._move)
        self.bar.wished.connect(self.take)
        self.again.clicked.connect(self._ask)
        self._lay_out()
        self._page.hide()

    def draw(self, line: Line | None) -> None:
        """Show a task, and ask what its tracker allows unless that is known of it as it is."""
        another = (self.line.key if self.line else "") != (line.key if line else "")
        news = another or self.line != line
        self.line = line
        if another:
            self.close_sheet()
            self.verticalScrollBar().setValue(0)
        self._page.setVisible(line is not None)
        if line is None:
            return
        now, zone = self._place.clock(), self._place.zone
        self.title.say(word.named_title(line.task))
        self.state.say(word.state(line))
        self.facts.draw(word.facts(line, now, now.astimezone(zone).date()))
        if news:
            self._wonder(line)

    def take_focus(self) -> None:
        """Go on with what can be done."""
        buttons = (*self.bar.moves.values(), *self.bar.buttons.values())
        if first := next((one for one in buttons if one.isVisibleTo(self) and one.isEnabled()), None):
            first.setFocus()

    def take(self, step: Step) -> None:
        """Do what a button says."""
        if self.line and step is Step.OPEN:
            link.open_page(self.line.task.url)
        elif self.line:
            self._begin(step)

    def close_sheet(self) -> None:
        """Close the sheet; what was written in it stays for its task."""
        if self.open_sheet:
            self.open_sheet.hide()
            self.open_sheet = None

    def give_back(self, subject: str, text: str, *, blocking: bool = False) -> None:
        """Keep words that were taken back, for their author to go on with: a comment's, or why something is blocked."""
        self._sheet(Move.BLOCK if blocking else Step.COMMENT).give_back(subject, text)

    @property
    def held(self) -> str:
        """The task about which somebody writes: it must stay."""
        return self.line.key if self.line and self.open_sheet else ""

    # --- what the tracker allows

    def _wonder(self, line: Line) -> None:
        """Offer what is known to be allowed; else ask, as soon as a person rests on it."""
        known = self._known.get(line.key)
        self._question += 1
        self._rest.stop()
        self.again.hide()
        if line.moving:
            self.bar.offer(line, ())
            self.why.say(self.tr("A change is on its way: what can be done next is asked when it is there."))
        elif known and known[0] == line.task:
            self._offer(line, known[1])
        else:
            self.why.say("")
            self.bar.ask(line)
            self._rest.start()

    def _ask(self) -> None:
        if line := self.line:
            self._question += 1
            number = self._question
            self.again.hide()
            self.why.say("")
            self.bar.ask(line)
            self._place.do(AskWays(line.key), lambda result: self._learn(number, line, result))

    def _learn(self, number: int, line: Line, result: object) -> None:
        """Take an answer, unless another task is looked at now."""
        if isinstance(result, tuple):
            self._known[line.key] = line.task, tuple(one for one in result if isinstance(one, Way))
        if number != self._question or self.line is None:
            return
        if isinstance(result, tuple):
            self._offer(self.line, self._known[line.key][1])
        else:
            self.bar.offer(self.line, ())
            self.again.show()
            error = result if isinstance(result, BaseException) else TypeError()
            self.why.say(" ".join(_sentence(part) for part in told(error) if part))

    def _offer(self, line: Line, ways: tuple[Way, ...]) -> None:
        self.bar.offer(line, ways)
        self.why.say(word.missing(line.task, line, (way.move for way in ways)))

    # --- what is done

    def _move(self, move: Move, chosen: str) -> None:
        if self.line is None:
            return
        if move is Move.BLOCK:
            self._word = chosen
            self._begin(move)
        else:
            self._act(self.line, Bring(self.line.key, move, chosen))

    def _act(self, line: Line, action: Bring) -> None:
        self.bar.setEnabled(False)
        self._place.do(action, lambda result: self._done(line, result))

    def _done(self, line: Line, result: object) -> None:
        self.bar.setEnabled(True)
        self._place.tell(result, line.task.title)
        if isinstance(result, BaseException):  # it may be another one that is allowed now
            self._known.pop(line.key, None)
            self._ask()
        self.take_focus()

    def _begin(self, which: Move | Step) -> None:
        """Open a sheet below the buttons, and bring it into view: its place is known when it was laid out."""
        if self.line:
            self.close_sheet()
            sheet = self.open_sheet = self._sheet(which)
            sheet.begin(about(self.line))
            QTimer.singleShot(0, sheet, lambda: self.ensureWidgetVisible(sheet, 0, 0))

    def _sheet(self, which: Move | Step) -> RemarkSheet:
        if which not in self._sheets:
            made = self._sheets[which] = self._blocking() if which is Move.BLOCK else self._commenting()
            made.left.connect(self._left)
            self._sheet_place.addWidget(made)
        return self._sheets[which]

    def _blocking(self) -> RemarkSheet:
        hint = self.tr("It is written under the task ten seconds later, in your name; until then it can be undone.")
        return RemarkSheet(
            self._place,
            self.tr("It is blocked because"),
            hint,
            lambda subject, text: Bring(subject, Move.BLOCK, self._word, text),
        )

    def _commenting(self) -> RemarkSheet:
        hint = self.tr("It goes out ten seconds later, in your name; until then it can be undone.")
        return RemarkSheet(self._place, self.tr("Your comment"), hint, Remark)

    def _left(self) -> None:
        self.close_sheet()
        self.take_focus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        self._sheet_place = QVBoxLayout()
        for part in (self.title, self.state, self.bar, self.why):
            layout.addWidget(part)
        layout.addWidget(self.again)
        layout.addLayout(self._sheet_place)
        layout.addWidget(self.facts)
        layout.addStretch()
        self.again.hide()


def about(line: Line) -> Need:
    """Return a task as what sheets ask about."""
    task = line.task
    return Need(
        key=task.key,
        kind="task",
        urgency=Urgency.QUIET,
        title=word.named_title(task),
        because="",
        since=task.at,
        subject=task.key,
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
