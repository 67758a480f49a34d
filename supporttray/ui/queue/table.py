"""The queue as a list: a row a task, in the order that QA keeps, with its shapes, its dates and whom it is for."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from supporttray.ui.grid.model import GridModel
from supporttray.ui.grid.paint import GAP, SIDE, Cell, GridPaint
from supporttray.ui.grid.table import GridTable
from supporttray.ui.queue import word
from supporttray.ui.queue.line import Line
from supporttray.ui.queue.shape import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, tzinfo

    from PySide6.QtGui import QFont

_BOTH = 2  # shapes beside each other


class Column(IntEnum):
    """What stands in a row, in this order."""

    PLACE = 0
    STATE = 1
    TASK = 2
    WHO = 3
    DUE = 4
    CUSTOMER = 5
    SIZE = 6
    RELEASE = 7
    AGE = 8


class QueueModel(GridModel[Line]):
    """Tasks in rows; `clock` and `zone` tell what is overdue."""

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        super().__init__(word.heads())
        self._clock, self._zone = clock, zone

    def key(self, one: Line) -> str:
        """Return the task's key."""
        return one.key

    def words(self, one: Line, column: int) -> str:
        """Return what stands in a cell."""
        return _TOLD[column](self, one)

    def late(self, one: Line) -> bool:
        """Whether what was promised is over."""
        return word.overdue(one.task, self._clock().astimezone(self._zone()).date())

    def _place(self, one: Line) -> str:
        return str(one.place) if one.place else ""

    def _due(self, one: Line) -> str:
        return word.due(one.task, self._clock().astimezone(self._zone()).date())

    def _age(self, one: Line) -> str:
        return word.old(one.task, self._clock())


_TOLD: tuple[Callable[[QueueModel, Line], str], ...] = (  # by column
    QueueModel._place,  # noqa: SLF001  its own
    lambda _, one: word.state(one),
    lambda _, one: word.named_title(one.task),
    lambda _, one: word.who(one.task),
    QueueModel._due,  # noqa: SLF001
    lambda _, one: one.task.customer,
    lambda _, one: one.task.size,
    lambda _, one: one.task.release,
    QueueModel._age,  # noqa: SLF001
)


class QueuePaint(GridPaint[Line]):
    """Draws the rows: shapes before the tracker's word, what is mine in bold, what is done calmly."""

    def __init__(self, font: QFont, model: QueueModel) -> None:
        super().__init__(font)
        self._model, self._shapes = model, shapes()

    def draw(self, cell: Cell, one: Line, column: int, text: str) -> None:
        """Draw what stands in a cell."""
        if column == Column.STATE:
            self._state(cell, one)
        elif column == Column.PLACE:
            self.text(cell, text, muted=True, end=True)
        elif column == Column.TASK:
            taken = self.text(cell, one.task.name, bold=one.mine or one.critical, muted=one.over) + GAP
            self.text(cell, one.task.title, taken, bold=one.mine or one.critical, muted=one.over)
        else:
            bold = column == Column.DUE and self._model.late(one)
            self.text(cell, text, bold=bold or (column == Column.WHO and one.mine), muted=one.over)

    def _state(self, cell: Cell, one: Line) -> None:
        """Draw how far it is; the shape of what blocks a release has a place of its own, so that it is seen down the list."""
        if one.critical:
            self.shape(cell, self._shapes.get(word.CRITICAL, self.high, cell.widget))
        left = self.high + GAP
        self.shape(cell, self._shapes.get(word.shape(one), self.high, cell.widget), left)
        self.text(cell, word.status(one.task), left + self.high + GAP, bold=one.mine, muted=one.over)


class QueueTable(GridTable[Line]):
    """Tasks to choose from."""

    needed = {  # noqa: RUF012  nobody changes it; average letters of the whole
        Column.RELEASE: 154,
        Column.AGE: 146,
        Column.SIZE: 136,
        Column.CUSTOMER: 128,
        Column.WHO: 100,
        Column.DUE: 76,
    }

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        model = QueueModel(clock, zone)
        super().__init__(model, QueuePaint(QApplication.font(), model))
        self.setAccessibleName(self.tr("The queue"))
        self.setAccessibleDescription(self.tr("In the order that the tracker keeps. Enter goes to what can be done."))

    def widths(self, letter: int, room: int) -> Mapping[int, int]:
        """Return how wide columns are: the task has the rest."""
        shapes_wide = _BOTH * (self._paint.high + GAP) + 2 * SIDE
        letters = {Column.WHO: 16, Column.CUSTOMER: 18, Column.SIZE: 8, Column.RELEASE: 12}
        wide: dict[int, int] = {column: count * letter for column, count in letters.items()}
        state = shapes_wide + min(16 * letter, room // 6)
        due = self._paint.wide(word.longest())
        return {**wide, Column.PLACE: 6 * letter, Column.STATE: state, Column.DUE: due, Column.AGE: 10 * letter}
