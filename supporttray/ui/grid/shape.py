"""Shapes in a list: each state has a form of its own, so that it is told without its colour. Drawn once a size and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

_GRID = 16.0
_HALF = 128


class Tone(NamedTuple):
    """The colours on the palette's ground; each 4.5 : 1 on it at least."""

    red: QColor
    green: QColor
    amber: QColor
    grey: QColor
    paper: QColor


_ON_LIGHT = ("#b3261e", "#1e6b34", "#8a5300", "#5f5f5f", "#ffffff")
_ON_DARK = ("#ff8a7a", "#7fd39a", "#f3b95f", "#b4b4b4", "#1d1d1d")
_made: dict[bool, Tone] = {}


def tone(palette: QPalette) -> Tone:
    """Return the colours for a palette."""
    dark = palette.color(QPalette.ColorRole.Base).lightness() < _HALF
    if dark not in _made:
        _made[dark] = Tone(*(QColor(name) for name in (_ON_DARK if dark else _ON_LIGHT)))
    return _made[dark]


class Shapes:
    """Shapes by state, height and ground, sharp at every scale of the screen; `drawn` has who draws each on a grid of 16, `other` any other."""

    def __init__(
        self, drawn: Mapping[str, Callable[[QPainter, Tone], None]], other: Callable[[QPainter, Tone], None]
    ) -> None:
        self._drawn, self._other = drawn, other
        self._pictures: dict[tuple[str, int, bool], QPixmap] = {}

    def get(self, state: str, height: int, widget: QWidget) -> QPixmap:
        """Return the shape of a state, so high in the widget's own unit."""
        colours, ratio = tone(widget.palette()), widget.devicePixelRatioF()
        key = state, round(height * ratio), colours is _made.get(True)
        if key not in self._pictures:
            self._pictures[key] = self._paint(state, key[1], colours)
            self._pictures[key].setDevicePixelRatio(ratio)
        return self._pictures[key]

    def _paint(self, state: str, size: int, colours: Tone) -> QPixmap:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / _GRID, size / _GRID)
        self._drawn.get(state, self._other)(painter, colours)
        painter.end()
        return picture.copy()  # one that was painted on keeps the tools for it


def pen(painter: QPainter, colour: QColor, width: float = 2.0) -> None:
    """Draw lines of this colour and width, with round ends."""
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))


def ink(painter: QPainter, colour: QColor) -> None:
    """Fill with this colour, and draw no line around it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
