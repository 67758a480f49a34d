"""Below the problems: what is known of the chosen one, what tells of it, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.core.release.page import Confirm, Dismiss, Fixed, UndoDecision
from supporttray.ui import link
from supporttray.ui.inbox.facts import Facts
from supporttray.ui.part.area import Area
from supporttray.ui.part.label import Label
from supporttray.ui.release import word
from supporttray.ui.release.bar import Bar, Step, offered
from supporttray.ui.release.subject import about
from supporttray.ui.release.table import ToldTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.core.action import Action
    from supporttray.core.release.page import Line, Room
    from supporttray.ui.inbox.sheet import Place, Sheet

DONE: Mapping[Step, Callable[[int], Action]] = {
    Step.CONFIRM: Confirm,
    Step.DISMISS: Dismiss,
    Step.FIXED: Fixed,
    Step.UNDO: UndoDecision,
}


@runtime_checkable
class Learning(Protocol):
    """A sheet that has to know the problem, and the others."""

    def learn(self, line: Line, room: Room) -> None:
        """Take them."""


class ProblemPage(Area):
    """Shows one problem. What is shown already keeps what is asked about it, and where it is scrolled to. `decided` says that something was said of it."""

    decided = Signal()

    def __init__(self, place: Place) -> None:
        page = QWidget()
        super().__init__(page)
        self._page, self._place = page, place
        self._room: Room | None = None
        self._queue = False
        self._sheets: dict[Step, Sheet] = {}
        self.line: Line | None = None
        self.open_sheet: Sheet | None = None
        self.title, self.state = Label(bold=True, larger=1.2), Label()
        self.because, self.bug = Label(), Label()
        self.bar, self.signs = Bar(), Facts()
        self.told = ToldTable(place.clock, lambda: place.zone)
        self.setAccessibleName(self.tr("The chosen problem"))
        self.bar.wished.connect(self.take)
        self.told.entered.connect(self._open_told)
        self.told.doubleClicked.connect(self._open_told)
        self._lay_out()
        self._page.hide()

    def draw(self, line: Line | None, room: Room, *, queue: bool) -> None:
        """Show a problem; `queue` whether there is one to put a bug into."""
        another = (self.line.problem.number if self.line else 0) != (line.problem.number if line else 0)
        self.line, self._room, self._queue = line, room, queue
        if another:
            self.close_sheet()
            self.verticalScrollBar().setValue(0)
        self._page.setVisible(line is not None)
        if line:
            self._show(line, room)

    def _show(self, line: Line, room: Room) -> None:
        self.title.say(word.called(line))
        self.state.say(word.state(line, self._place.clock(), self._place.zone))
        bug = word.bug(line)
        self.bug.say(self.tr("Bug: {bug}").format(bug=bug) if bug else "")
        self.bar.offer(line, others=_others(line, room), queue=self._queue)
        self.signs.draw(word.signs(line.problem.signs))
        self.because.say("" if line.problem.signs else self.tr("A person made it; it has no reasons of its own."))
        self.told.draw((*line.tickets, *line.errors))

    def take_focus(self) -> None:
        """Go on with what can be done."""
        shown = (one for one in self.bar.buttons.values() if one.isVisibleTo(self) and one.isEnabled())
        if first := next(shown, None):
            first.setFocus()

    def take(self, step: Step) -> None:
        """Do what a button or a key says, where it can be done."""
        line, room = self.line, self._room
        if line is None or room is None or not self.bar.isEnabled():
            return
        if step not in offered(line, others=_others(line, room), queue=self._queue):
            return
        if step in DONE:
            self._act(line, DONE[step](line.problem.number))
        elif step is Step.OPEN:
            link.open_page(line.problem.bug)
        else:
            self._begin(step, line, room)

    def close_sheet(self) -> None:
        """Close the sheet; what was written in it stays for its problem."""
        if self.open_sheet:
            self.open_sheet.hide()
            self.open_sheet = None

    @property
    def held(self) -> int:
        """The problem about which somebody is asked something: it must stay."""
        return self.line.problem.number if self.line and self.open_sheet else 0

    # --- what is done

    def _act(self, line: Line, action: Action) -> None:
        self.bar.setEnabled(False)
        self._place.do(action, lambda result: self._done(line, result))

    def _done(self, line: Line, result: object) -> None:
        self.bar.setEnabled(True)
        self._place.tell(result, line.problem.title)
        self.decided.emit()

    def _begin(self, step: Step, line: Line, room: Room) -> None:
        """Open a sheet below the buttons, and bring it into view: its place is known when it was laid out."""
        if room.release is None:
            return
        self.close_sheet()
        sheet = self.open_sheet = self._sheets.get(step) or self._made(step)
        need = about(line, room.release)
        if isinstance(sheet, Learning):
            sheet.learn(line, room)
        sheet.begin(need)
        QTimer.singleShot(0, sheet, lambda: self.ensureWidgetVisible(sheet, 0, 0))

    def _made(self, step: Step) -> Sheet:
        made = self._sheets[step] = MAKERS[step](self._place)
        made.left.connect(self._left)
        self._sheet_place.addWidget(made)
        return made

    def _left(self) -> None:
        self.close_sheet()
        self.take_focus()

    def _open_told(self) -> None:
        if one := self.told.current():
            link.open_page(one.url)

    # --- how it is put together

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        self._sheet_place = QVBoxLayout()
        above: tuple[QWidget, ...] = (self.title, self.state, self.bug, self.bar)
        below: tuple[QWidget, ...] = (self.because, self.signs, self.told)
        for part in above:
            layout.addWidget(part)
        layout.addLayout(self._sheet_place)
        for part in below:
            layout.addWidget(part)
        layout.addStretch()


def _others(line: Line, room: Room) -> bool:
    return any(one.problem.open and one.problem.number != line.problem.number for one in room.problems)


def _merge(place: Place) -> Sheet:
    from supporttray.ui.release.sheet import MergeSheet  # noqa: PLC0415  each when it is wanted

    return MergeSheet(place)


def _split(place: Place) -> Sheet:
    from supporttray.ui.release.sheet import SplitSheet  # noqa: PLC0415

    return SplitSheet(place)


def _link(place: Place) -> Sheet:
    from supporttray.ui.release.sheet import LinkSheet  # noqa: PLC0415

    return LinkSheet(place)


def _answers(place: Place) -> Sheet:
    from supporttray.ui.release.sheet import AnswersSheet  # noqa: PLC0415

    return AnswersSheet(place)


def _task(place: Place) -> Sheet:
    from supporttray.ui.inbox.task import TaskSheet  # noqa: PLC0415

    return TaskSheet(place)


MAKERS: Mapping[Step, Callable[[Place], Sheet]] = {
    Step.MERGE: _merge,
    Step.SPLIT: _split,
    Step.LINK: _link,
    Step.ANSWER: _answers,
    Step.CREATE: _task,
}
