"""A build's state as a shape: each has a form of its own, so that it is told without its colour. Drawn once a size and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap, QPolygonF

from supporttray.ui.builds.word import FLAKY, GREEN, HANDLED, RED, SILENT, UNKNOWN

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
    """Shapes by state, height and ground, sharp at every scale of the screen."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[str, int, bool], QPixmap] = {}

    def get(self, state: str, height: int, widget: QWidget) -> QPixmap:
        """Return the shape of a state, so high in the widget's own unit."""
        colours, ratio = tone(widget.palette()), widget.devicePixelRatioF()
        key = state, round(height * ratio), colours is _made.get(True)
        if key not in self._pictures:
            self._pictures[key] = _drawn(state, key[1], colours)
            self._pictures[key].setDevicePixelRatio(ratio)
        return self._pictures[key]


def _drawn(state: str, size: int, colours: Tone) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _GRID, size / _GRID)
    DRAWN.get(state, _unknown)(painter, colours)
    painter.end()
    return picture.copy()  # one that was painted on keeps the tools for it


def _pen(painter: QPainter, colour: QColor, width: float = 2.0) -> None:
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))


def _cross(painter: QPainter) -> None:
    painter.drawLines([QLineF(5.5, 5.5, 10.5, 10.5), QLineF(10.5, 5.5, 5.5, 10.5)])


def _broken(painter: QPainter, colours: Tone) -> None:
    """A full square with a cross in it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.red)
    painter.drawRoundedRect(QRectF(1, 1, 14, 14), 2.5, 2.5)
    _pen(painter, colours.paper)
    _cross(painter)


def _handled(painter: QPainter, colours: Tone) -> None:
    """The same square, empty."""
    _pen(painter, colours.red, 1.6)
    painter.drawRoundedRect(QRectF(1.8, 1.8, 12.4, 12.4), 2.5, 2.5)
    _cross(painter)


def _passing(painter: QPainter, colours: Tone) -> None:
    """A ring with a tick."""
    _pen(painter, colours.green, 1.4)
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
    _pen(painter, colours.green, 1.8)
    painter.drawPolyline(QPolygonF([QPointF(4.8, 8.3), QPointF(7.2, 10.7), QPointF(11.3, 5.6)]))


def _flaky(painter: QPainter, colours: Tone) -> None:
    """A triangle with a line that goes up and down."""
    _pen(painter, colours.amber, 1.5)
    painter.drawPolygon(QPolygonF([QPointF(8, 1.8), QPointF(14.6, 13.8), QPointF(1.4, 13.8)]))
    corners = ((4.9, 11.6), (6.6, 9.2), (8.2, 11.6), (9.8, 9.2), (11.2, 11.6))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in corners]))


def _silent(painter: QPainter, colours: Tone) -> None:
    """Three dots."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.amber)
    for x in (3.0, 8.0, 13.0):
        painter.drawEllipse(QPointF(x, 8), 1.8, 1.8)


def _unknown(painter: QPainter, colours: Tone) -> None:
    """A ring with nothing in it."""
    painter.setPen(QPen(colours.grey, 1.5, Qt.PenStyle.DashLine))
    painter.drawEllipse(QRectF(2, 2, 12, 12))


DRAWN: Mapping[str, Callable[[QPainter, Tone], None]] = {
    RED: _broken,
    HANDLED: _handled,
    GREEN: _passing,
    FLAKY: _flaky,
    SILENT: _silent,
    UNKNOWN: _unknown,
}
