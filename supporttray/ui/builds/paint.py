"""Paints the rows of the builds: the state's shape, the name, the last runs as bars, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.builds import Line
from supporttray.core.item import Result
from supporttray.ui.builds import word
from supporttray.ui.builds.model import Column
from supporttray.ui.builds.shape import shapes
from supporttray.ui.grid.paint import ABOVE, GAP, Cell, GridPaint
from supporttray.ui.grid.shape import tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QFont, QPainter

    from supporttray.core.item import Run

RUNS, BAR, STEP = 20, 4, 6  # bars, and how wide each of them is with the gap after it
_LOW, _CUT = 0.4, 3  # how high a green run is beside a red one; the cut in one that the machinery broke


class BuildPaint(GridPaint[Line]):
    """Draws the cells of a `BuildModel`."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self._shapes = shapes()

    @property
    def widest(self) -> int:
        """How wide a state can be."""
        return max(self.wide(text, 1) for text in word.states())

    def draw(self, cell: Cell, one: Line, column: int, text: str) -> None:
        """Draw what stands in a cell."""
        if column == Column.STATE:
            self._state(cell, one)
        elif column == Column.BUILD:
            self._build(cell, one)
        elif column == Column.RECENT:
            _recent(cell, one)
        else:
            self.text(cell, text, middle=column == Column.WHY)

    def _state(self, cell: Cell, line: Line) -> None:
        self.shape(cell, self._shapes.get(word.shape(line), self.high, cell.widget))
        self.text(cell, word.state(line), self.high + GAP, bold=line.state == word.RED and not line.handled)

    def _build(self, cell: Cell, line: Line) -> None:
        """Draw the title, and where it is at home in the room that it leaves."""
        taken = self.text(cell, line.title, bold=line.state == word.RED and not line.handled) + 2 * GAP
        if taken + 6 * GAP < cell.area.width():
            self.text(cell, word.place(line), taken, muted=True)


def _recent(cell: Cell, line: Line) -> None:
    """Draw a bar a run, the newest at the end."""
    box = cell.placed(0, RUNS * STEP).adjusted(0, ABOVE, 0, -ABOVE)
    colours = tone(cell.palette)
    inks = (cell.ink,) * 3 if cell.selected else (colours.green, colours.red, colours.grey)
    bars(cell.painter, box, line.recent, inks, mirrored=cell.mirrored)


def bars(
    painter: QPainter, box: QRect, runs: Sequence[Run], inks: tuple[QColor, QColor, QColor], *, mirrored: bool
) -> None:
    """Draw runs: a green one is low, a red one high, one that the machinery broke is high and cut, one that says nothing is a dot.

    The newest stands at the box's end. `inks` are those of green, red and nothing; the heights tell enough without them.
    """
    top, high, low = box.top(), box.height(), round(box.height() * _LOW)
    green, red, grey = inks
    for place, run in enumerate(reversed(runs[-RUNS:])):
        x = box.left() + place * STEP if mirrored else box.right() + 1 - (place + 1) * STEP
        result = run.result
        if result is Result.PASSED:
            painter.fillRect(x, top + high - low, BAR, low, green)
        elif result is Result.IGNORED:
            painter.fillRect(x, top + high - 2, BAR, 2, grey)
        elif result is Result.FAILED:
            painter.fillRect(x, top, BAR, high, red)
        else:
            half = (high - _CUT) // 2
            painter.fillRect(x, top, BAR, half, red)
            painter.fillRect(x, top + high - half, BAR, half, red)
