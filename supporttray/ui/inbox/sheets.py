"""The sheets of a pane: each is made when it is first wanted, and used again; one is open at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.ui.inbox.actions import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.core.asked import Colleague
    from supporttray.core.model import Need
    from supporttray.ui.inbox.sheet import Place, Sheet


class Sheets(QWidget):
    """Where a sheet stands. `left` says that it was left, `taught` comes with the proposal that was taken."""

    left = Signal()
    taught = Signal(object)

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._made: dict[Step, Sheet] = {}
        self.open: Sheet | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def under_way(self) -> bool:
        """Whether what the open one asked for is being done."""
        return self.open is not None and self.open.under_way

    def begin(self, step: Step, need: Need, colleague: Colleague | None = None) -> None:
        """Open the sheet of a step; `colleague` is to whom it could be handed."""
        self.close_it()
        self.open = self._sheet(step)
        self.show()
        self.open.begin(need)
        if colleague:
            self.hand(colleague)

    def hand(self, colleague: Colleague) -> None:
        """Name somebody in the sheet that hands over."""
        from supporttray.ui.inbox.handing import HandSheet  # noqa: PLC0415  (as below)

        if isinstance(self.open, HandSheet):
            self.open.suggest(colleague)

    def close_it(self) -> None:
        """Close the one that is open; what was written in it stays for its need."""
        if self.open:
            self.open.hide()
            self.open = None
            self.hide()

    def _sheet(self, step: Step) -> Sheet:
        if step not in self._made:
            sheet = self._made[step] = MAKERS[step](self)
            sheet.left.connect(self.left)
            self._lines.addWidget(sheet)
        return self._made[step]

    def _hand(self) -> Sheet:
        from supporttray.ui.inbox.handing import HandSheet  # noqa: PLC0415  each when it is wanted

        return HandSheet(self._place)

    def _lesson(self) -> Sheet:
        from supporttray.ui.inbox.lesson import LessonSheet  # noqa: PLC0415

        made = LessonSheet(self._place)
        made.taught.connect(self.taught)
        return made

    def _task(self) -> Sheet:
        from supporttray.ui.inbox.task import TaskSheet  # noqa: PLC0415

        return TaskSheet(self._place)

    def _until(self) -> Sheet:
        from supporttray.ui.inbox.until import UntilSheet  # noqa: PLC0415

        return UntilSheet(self._place)


MAKERS: Mapping[Step, Callable[[Sheets], Sheet]] = {
    Step.HAND: Sheets._hand,  # noqa: SLF001  its own
    Step.NONE: Sheets._lesson,  # noqa: SLF001
    Step.QUEUE: Sheets._task,  # noqa: SLF001
    Step.SNOOZE: Sheets._until,  # noqa: SLF001
}
