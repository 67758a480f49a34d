"""Below the list: why the chosen build is red, what that rests on, whose it may be, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.core.builds import AskWhy, LetGo, Rerun, Why
from supporttray.core.model import Need, Urgency
from supporttray.ui import link
from supporttray.ui.builds import account, word
from supporttray.ui.builds.bar import Bar, Step
from supporttray.ui.builds.excerpt import Excerpt
from supporttray.ui.inbox.facts import Facts
from supporttray.ui.inbox.links import Links
from supporttray.ui.part.area import Area
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.core.builds import Line
    from supporttray.ui.inbox.sheet import Place, Sheet


class Evidence(Area):
    """Shows one build. What is shown already keeps what is selected in it and where it is scrolled to."""

    def __init__(self, place: Place) -> None:
        page = QWidget()
        super().__init__(page)
        self._page, self._place = page, place
        self._question = 0
        self._sheets: dict[Step, Sheet] = {}
        self.open_sheet: Sheet | None = None
        self.line: Line | None = None
        self.why: Why | None = None
        self.title, self.head = Label(bold=True, larger=1.2), Label()
        self.sentence, self.trouble, self.caption = Label(bold=True), Label(), Label()
        self.bar, self.excerpt, self.facts, self.links = Bar(), Excerpt(), Facts(), Links()
        self.setAccessibleName(self.tr("Why"))
        self.bar.wished.connect(self.take)
        self._lay_out()
        self._page.hide()

    def draw(self, line: Line | None, *, anew: bool = False) -> None:
        """Show a build, and ask why it is so; of the one that is shown only `anew`."""
        if line == self.line and not anew:
            return
        another = (self.line.key if self.line else "") != (line.key if line else "")
        self.line = line
        if another:
            self.close_sheet()
            self.why = None
            self.verticalScrollBar().setValue(0)
        self._page.setVisible(line is not None)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if line else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)  # a page that is hidden keeps its height
        if line is None:
            return
        self.title.say(line.title)
        running = self.tr("one is running now") if line.running else ""
        since, recent = word.since(line, self._place.clock()), word.recent(line.recent)
        parts = (word.state(line), word.place(line), since, recent, running)
        self.head.say(" · ".join(part for part in parts if part))
        if another:
            self._show(None)
        self._ask(line)

    def take_focus(self) -> None:
        """Go on with what can be done."""
        shown = (one for one in (*self.bar.buttons.values(), *self.links.buttons) if one.isVisibleTo(self))
        if first := next(shown, None):
            first.setFocus()

    def take(self, step: Step) -> None:
        """Do what a button says."""
        if self.line:
            STEPS[step](self, self.line)

    def close_sheet(self) -> None:
        """Close the sheet; what was written in it stays for its build."""
        if self.open_sheet:
            self.open_sheet.hide()
            self.open_sheet = None

    def keep(self, subject: str, text: str) -> None:
        """Keep a message that was taken back, for its author to go on with."""
        from supporttray.ui.builds.message import MessageSheet  # noqa: PLC0415  when there is one

        sheet = self._sheets.get(Step.TELL) or self._made(Step.TELL)
        if isinstance(sheet, MessageSheet):
            sheet.give_back(subject, text)

    @property
    def held(self) -> str:
        """The build about which somebody is asked something: it must stay."""
        return self.line.key if self.line and self.open_sheet else ""

    # --- what is asked and answered

    def _ask(self, line: Line) -> None:
        """Ask why. Of a build that is not red only what there is to say is said."""
        self._question += 1
        number = self._question
        if line.state == word.RED:
            self._place.do(AskWhy(line.key), lambda result: self._learn(number, result))
        else:
            self._show(None)
            self.sentence.say(account.calm(line))
            self.links.draw(((self.tr("Newest run"), line.url),), line.title)

    def _learn(self, number: int, result: object) -> None:
        """Show an answer, unless it is one to an older question, or says what is shown already."""
        if number != self._question:
            return
        if isinstance(result, Why) and result != self.why:
            self._show(result)
        elif isinstance(result, Why):
            self.trouble.say(result.trouble)
        elif isinstance(result, BaseException):
            self.trouble.say(" — ".join(part.rstrip(".") for part in told(result) if part))

    def _done(self, line: Line, result: object) -> None:
        self._place.tell(result, line.title)
        if self.line and self.line.key == line.key:
            self._ask(self.line)

    # --- what is seen

    def _show(self, why: Why | None) -> None:
        self.why = why
        verdict, zone = why.verdict if why else None, self._place.zone
        self.sentence.say(self._sentence(why) if why else "")
        self.trouble.say(why.trouble if why else "")
        self.bar.offer(why, red=bool(self.line and self.line.state == word.RED))
        job = verdict.job if verdict else ""
        self.caption.say(self.tr("From the log of “{job}”:").format(job=job) if job else "")
        self.excerpt.draw(verdict)
        self.caption.setVisible(bool(job) and not self.excerpt.isHidden())
        self.facts.draw(account.paragraphs(why, zone) if why else ())
        self.links.draw(account.pages(why) if why else (), self.line.title if self.line else "")

    def _sentence(self, why: Why) -> str:
        if why.verdict:
            lacks = f" {why.verdict.lacks}" if why.verdict.cause == "unknown" and why.verdict.lacks else ""
            return f"{word.sentence(why.verdict)}{lacks}"
        return self.tr("Why is not known yet.") if why.trouble else self.tr("Being looked into…")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        self._sheet_place = QVBoxLayout()
        layout.addWidget(self.title)
        layout.addWidget(self.head)
        layout.addWidget(self.sentence)
        layout.addWidget(self.trouble)
        layout.addWidget(self.bar)
        layout.addLayout(self._sheet_place)
        layout.addWidget(self.caption)
        layout.addWidget(self.excerpt)
        layout.addWidget(self.facts)
        layout.addWidget(self.links)
        layout.addStretch()

    # --- what is done

    def _act(self, line: Line, action: Action) -> None:
        self._place.do(action, lambda result: self._done(line, result))

    def _rerun(self, line: Line) -> None:
        self.bar.buttons[Step.RERUN].setEnabled(False)
        self._place.do(Rerun(line.key), lambda result: self._ran(line, result))

    def _ran(self, line: Line, result: object) -> None:
        self.bar.buttons[Step.RERUN].setEnabled(True)
        self._done(line, result)

    def _let_go(self, line: Line) -> None:
        self._act(line, LetGo(line.key))

    def _open_log(self, _line: Line) -> None:
        if self.why and self.why.verdict:
            link.open_page(self.why.verdict.url)

    def _begin(self, step: Step, line: Line) -> None:
        """Open a sheet below the buttons, and bring it into view: its place is known when it was laid out."""
        self.close_sheet()
        sheet = self._sheets.get(step) or self._made(step)
        self.open_sheet = sheet
        sheet.begin(about(line, self._place.clock()))
        QTimer.singleShot(0, sheet, lambda: self.ensureWidgetVisible(sheet, 0, 0))

    def _made(self, step: Step) -> Sheet:
        made = self._sheets[step] = SHEETS[step](self._place)
        made.left.connect(self._left)
        self._sheet_place.addWidget(made)
        return made

    def _left(self) -> None:
        """Go back to the buttons, and look what has become of it."""
        self.close_sheet()
        self.take_focus()
        if self.line:
            self._ask(self.line)

    def _mine(self, line: Line) -> None:
        self._begin(Step.MINE, line)

    def _tell(self, line: Line) -> None:
        self._begin(Step.TELL, line)

    def _teach(self, line: Line) -> None:
        from supporttray.ui.builds.teach import TeachSheet  # noqa: PLC0415  each when it is wanted

        sheet = self._sheets.get(Step.TEACH) or self._made(Step.TEACH)
        if isinstance(sheet, TeachSheet):
            verdict = self.why.verdict if self.why else None
            sheet.mark(self.excerpt.line, verdict.source if verdict else None)
        self._begin(Step.TEACH, line)


def about(line: Line, now: datetime) -> Need:
    """Return a build as what sheets ask about."""
    return Need(
        key=line.incident or line.key,
        kind="build",
        urgency=Urgency.QUIET,
        title=line.title,
        because="",
        since=line.since or now,
        subject=line.key,
    )


def _mine_sheet(place: Place) -> Sheet:
    from supporttray.ui.builds.mine import MineSheet  # noqa: PLC0415  each when it is wanted

    return MineSheet(place)


def _message_sheet(place: Place) -> Sheet:
    from supporttray.ui.builds.message import MessageSheet  # noqa: PLC0415

    return MessageSheet(place)


def _teach_sheet(place: Place) -> Sheet:
    from supporttray.ui.builds.teach import TeachSheet  # noqa: PLC0415

    return TeachSheet(place)


SHEETS: Mapping[Step, Callable[[Place], Sheet]] = {
    Step.MINE: _mine_sheet,
    Step.TELL: _message_sheet,
    Step.TEACH: _teach_sheet,
}
STEPS: Mapping[Step, Callable[[Evidence, Line], None]] = {
    Step.RERUN: Evidence._rerun,  # noqa: SLF001  its own
    Step.MINE: Evidence._mine,  # noqa: SLF001
    Step.LET_GO: Evidence._let_go,  # noqa: SLF001
    Step.TELL: Evidence._tell,  # noqa: SLF001
    Step.LOG: Evidence._open_log,  # noqa: SLF001
    Step.TEACH: Evidence._teach,  # noqa: SLF001
}
