"""The open changes as a list: a row a change, those that want me first, with how it stands in shape and word."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from supporttray.core.work import Line
from supporttray.ui.grid.model import GridModel
from supporttray.ui.grid.paint import GAP, Cell, GridPaint
from supporttray.ui.grid.table import GridTable
from supporttray.ui.review import word
from supporttray.ui.review.shape import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QFont

_SHARE = 0.6  # of what is left is the change's, the rest is why


class Column(IntEnum):
    """What stands in a row, in this order."""

    STATE = 0
    CHANGE = 1
    WHY = 2
    AUTHOR = 3
    ASKED = 4
    WAITS = 5
    SIZE = 6


_TOLD: tuple[Callable[[Line], str], ...] = (  # by column
    word.state,
    lambda one: word.titled(one.review),
    lambda one: one.why,
    lambda one: word.author(one.review),
    lambda one: word.asked(one.review),
    word.waited,
    lambda one: word.size(one.review),
)


class ReviewModel(GridModel[Line]):
    """Changes in rows."""

    def __init__(self) -> None:
        super().__init__(word.heads())

    def key(self, one: Line) -> str:
        """Return the change's key."""
        return one.review.key

    def words(self, one: Line, column: int) -> str:
        """Return what stands in a cell."""
        return _TOLD[column](one)


class ReviewPaint(GridPaint[Line]):
    """Draws the rows: what wants me in bold, what does not calmly."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self._shapes = shapes()

    def draw(self, cell: Cell, one: Line, column: int, text: str) -> None:
        """Draw what stands in a cell."""
        calm = not (one.wants_me or one.review.mine)
        if column == Column.STATE:
            self.shape(cell, self._shapes.get(word.shape(one), self.high, cell.widget))
            self.text(cell, text, self.high + GAP, bold=one.wants_me, muted=calm)
        elif column == Column.CHANGE:
            taken = self.text(cell, one.review.name, muted=calm) + GAP
            self.text(cell, one.review.title, taken, bold=one.wants_me, muted=calm)
        else:
            self.text(cell, text, muted=calm or column == Column.WHY, end=column == Column.SIZE)


class ReviewTable(GridTable[Line]):
    """Changes to choose from."""

    needed = {  # noqa: RUF012  nobody changes it; average letters of the whole
        Column.ASKED: 150,
        Column.SIZE: 118,
        Column.WHY: 128,
        Column.AUTHOR: 84,
        Column.WAITS: 64,
    }

    def __init__(self) -> None:
        super().__init__(ReviewModel(), ReviewPaint(QApplication.font()))
        self.setAccessibleName(self.tr("Open changes"))
        self.setAccessibleDescription(self.tr("Those that want you first. Enter goes to what can be done."))

    def widths(self, letter: int, room: int) -> Mapping[int, int]:
        """Return how wide columns are: the change and the reason share the rest."""
        wide: dict[int, int] = {
            Column.STATE: max(self._paint.wide(said, 1) for said in word.states().values()),
            Column.AUTHOR: 15 * letter,
            Column.ASKED: 15 * letter,
            Column.WAITS: 9 * letter,
            Column.SIZE: 9 * letter,
        }
        left = room - sum(width for column, width in wide.items() if not self.isColumnHidden(column))
        if not self.isColumnHidden(Column.WHY):
            wide[Column.WHY] = max(left - round(left * _SHARE), 1)
        return wide
