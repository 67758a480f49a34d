"""The list of what is next: two lines a row, the loudest first; where another urgency begins its word stands in the margin."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from supporttray.core.model import Urgency
from supporttray.core.next import Row
from supporttray.ui.grid.model import GridModel
from supporttray.ui.grid.paint import ABOVE, GAP, SIDE, Cell, GridPaint
from supporttray.ui.grid.shape import Shapes, Tone, ink, pen
from supporttray.ui.grid.table import GridTable
from supporttray.ui.next import word
from supporttray.ui.part.label import tip
from supporttray.ui.part.tone import warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFont, QPainter, QResizeEvent

_BETWEEN = 3  # the lines of a row
_FAINT = 0.25  # of the text's colour: a line between
_PLATE = 4  # beside the words of a key
_CLOCK = 21  # average letters of a clock
_MARGIN = 90  # average letters of the whole, or the margin has shapes alone


class Column(IntEnum):
    """What stands in a row, in this order."""

    HOW = 0
    WHAT = 1
    STEP = 2


_WORDS = (word.urgency, word.called, word.step)  # by column


class RowModel(GridModel[Row]):
    """Rows; `clock` and `zone` tell their times."""

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        super().__init__(("", "", ""))
        self._clock, self._zone = clock, zone
        self._firsts: dict[Urgency, str] = {}

    def show(self, things: Iterable[Row]) -> None:
        """Show these; the first one of each urgency begins a block."""
        rows = tuple(things)
        self._firsts = {row.urgency: row.key for row in reversed(rows)}
        super().show(rows)

    def key(self, one: Row) -> str:
        """Return the row's key."""
        return one.key

    def begins(self, one: Row) -> bool:
        """Whether another urgency begins with this row."""
        return self._firsts.get(one.urgency) == one.key

    def topmost(self, one: Row) -> bool:
        """Whether it stands above all others."""
        return bool(self._rows) and self._rows[0].key == one.key

    def words(self, one: Row, column: int) -> str:
        """Return what a cell says first."""
        return _WORDS[column](one)

    def time(self, one: Row) -> tuple[str, bool]:
        """Return a row's clock, and whether its time is over."""
        now = self._clock()
        return word.clock(one, now, self._zone()), word.late(one, now)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return what a cell says; who hears a row hears all of it, whichever cell it is."""
        one = self.line(index.row()) if index.isValid() else None
        if one and role == Qt.ItemDataRole.AccessibleTextRole:
            return word.heard(one, self._clock(), self._zone())
        if one and role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{word.called(one)} — {word.explained(one)}")
        return super().data(index, role)


class RowPaint(GridPaint[Row]):
    """Draws a row: how loud it is, what it is and why, what Enter does and its clock."""

    def __init__(self, font: QFont, model: RowModel) -> None:
        super().__init__(font)
        self._model, self._shapes = model, Shapes(DRAWN, _quiet)

    @property
    def height(self) -> int:
        """How high a row is."""
        return 2 * self.high + _BETWEEN + 2 * ABOVE

    def draw(self, cell: Cell, one: Row, column: int, text: str) -> None:
        """Draw what stands in a cell."""
        if self._model.begins(one) and not self._model.topmost(one):
            line = type(cell.ink)(cell.ink)
            line.setAlphaF(_FAINT)
            cell.painter.fillRect(cell.area.adjusted(-SIDE, 0, SIDE, 1 - cell.area.height()), line)
        _DRAWS[column](self, cell, one, text)

    def _how(self, cell: Cell, one: Row, text: str) -> None:
        """Draw the shape, and the word where its block begins and there is room."""
        self.shape(cell, self._shapes.get(one.urgency.word, self.high, cell.widget))
        left = self.high + GAP
        if self._model.begins(one) and cell.area.width() > left + GAP:
            self.text(cell, text, left, muted=True)

    def _what(self, cell: Cell, one: Row, text: str) -> None:
        self.text(cell, text, bold=one.urgency > Urgency.QUIET)
        self.text(self._second(cell), word.explained(one), muted=True)

    def _step(self, cell: Cell, one: Row, text: str) -> None:
        """Draw what Enter does as on a key, and the clock below."""
        wide = min(self._metrics.horizontalAdvance(text) + 2 * _PLATE, cell.area.width())
        place = cell.placed(cell.area.width() - wide, wide)
        place.setTop(place.top() + ABOVE)
        place.setHeight(self.high)
        cell.painter.setPen(cell.muted)
        cell.painter.drawRect(place.adjusted(0, 0, -1, -1))
        self.text(cell._replace(area=cell.area.adjusted(_PLATE, 0, -_PLATE, 0)), text, end=True)
        said, late = self._model.time(one)
        second = self._second(cell)
        if late and not cell.selected:
            second = second._replace(ink=warning(cell.palette))
        self.text(second, said, bold=late, muted=not late, end=True)

    def _second(self, cell: Cell) -> Cell:
        """Return the cell from its second line on."""
        return cell._replace(area=cell.area.adjusted(0, self.high + _BETWEEN, 0, 0))


_DRAWS = (RowPaint._how, RowPaint._what, RowPaint._step)  # noqa: SLF001  by column


class RowTable(GridTable[Row]):
    """Rows to choose from."""

    def __init__(self, clock: Callable[[], datetime], zone: Callable[[], tzinfo | None]) -> None:
        model = RowModel(clock, zone)
        super().__init__(model, RowPaint(QApplication.font(), model))
        self.horizontalHeader().hide()
        self.setAccessibleName(self.tr("What next"))
        self.setAccessibleDescription(self.tr("What is to be done first stands first. J and K move, Enter does it."))

    def draw(self, things: Sequence[Row]) -> None:
        """Show these; what stands in the margin may change also where a row stays."""
        super().draw(things)
        self.viewport().update()

    def widths(self, letter: int, room: int) -> Mapping[int, int]:
        """Return the room for the longest words; in a narrow window the margin has shapes alone."""
        metrics, shape = self.fontMetrics(), self._paint.high + 2 * SIDE + GAP
        words = max(metrics.horizontalAdvance(one) for one in word.urgencies())
        keys = [metrics.horizontalAdvance(one) for one in word.steps().values()]
        return {
            Column.HOW: shape + (words + 2 * GAP if room >= _MARGIN * letter else 0),
            Column.STEP: max(*keys, _CLOCK * letter) + 2 * SIDE + 2 * _PLATE,
        }

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Keep what is chosen in sight when a sheet takes some of the room."""
        super().resizeEvent(event)
        if event.size().height() < event.oldSize().height() and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())


# --- the shapes


def _urgent(painter: QPainter, colours: Tone) -> None:
    """A full circle with a sign of exclamation."""
    ink(painter, colours.red)
    painter.drawEllipse(1, 1, 14, 14)
    ink(painter, colours.paper)
    painter.drawRect(7, 4, 2, 5)
    painter.drawRect(7, 11, 2, 2)


def _needing(painter: QPainter, colours: Tone) -> None:
    """A full circle, smaller."""
    ink(painter, colours.amber)
    painter.drawEllipse(3, 3, 10, 10)


def _quiet(painter: QPainter, colours: Tone) -> None:
    """A ring."""
    pen(painter, colours.grey, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(4, 4, 8, 8)


DRAWN = {Urgency.URGENT.word: _urgent, Urgency.NEEDS_YOU.word: _needing, Urgency.QUIET.word: _quiet}
