"""A release's shapes: its light, and what a person said of a problem. Each has a form of its own, so that it is told without its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF

from supporttray.core.release.page import Light
from supporttray.core.release.problem import Standing
from supporttray.ui.grid.shape import Shapes, Tone, ink, pen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPainter

_TICK = QPolygonF([QPointF(4.2, 8.4), QPointF(7, 11.2), QPointF(12, 5.2)])
_DIAMOND = QPolygonF([QPointF(8, 1), QPointF(15, 8), QPointF(8, 15), QPointF(1, 8)])


def _green(painter: QPainter, colours: Tone) -> None:
    """A full circle with a tick."""
    ink(painter, colours.green)
    painter.drawEllipse(QRectF(0.5, 0.5, 15, 15))
    pen(painter, colours.paper, 2)
    painter.drawPolyline(_TICK)


def _amber(painter: QPainter, colours: Tone) -> None:
    """A full triangle with an exclamation mark."""
    ink(painter, colours.amber)
    painter.drawPolygon(QPolygonF([QPointF(8, 0.8), QPointF(15.6, 15), QPointF(0.4, 15)]))
    pen(painter, colours.paper, 1.8)
    painter.drawLine(QLineF(8, 6, 8, 9.8))
    painter.drawPoint(QPointF(8, 12.6))


def _red(painter: QPainter, colours: Tone) -> None:
    """A full octagon with a bar."""
    ink(painter, colours.red)
    corners = ((5, 0.5), (11, 0.5), (15.5, 5), (15.5, 11), (11, 15.5), (5, 15.5), (0.5, 11), (0.5, 5))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    pen(painter, colours.paper, 2.4)
    painter.drawLine(QLineF(4.6, 8, 11.4, 8))


def _suspected(painter: QPainter, colours: Tone) -> None:
    """An empty diamond with a dot."""
    pen(painter, colours.amber, 1.6)
    painter.drawPolygon(_DIAMOND)
    ink(painter, colours.amber)
    painter.drawEllipse(QRectF(6.2, 6.2, 3.6, 3.6))


def _confirmed(painter: QPainter, colours: Tone) -> None:
    """A full diamond with an exclamation mark."""
    ink(painter, colours.red)
    painter.drawPolygon(_DIAMOND)
    pen(painter, colours.paper, 1.8)
    painter.drawLine(QLineF(8, 4.5, 8, 8.6))
    painter.drawPoint(QPointF(8, 11.6))


def _dismissed(painter: QPainter, colours: Tone) -> None:
    """A line: nothing."""
    pen(painter, colours.grey, 1.8)
    painter.drawLine(QLineF(3, 8, 13, 8))


def _fixed(painter: QPainter, colours: Tone) -> None:
    """A tick."""
    pen(painter, colours.green, 2)
    painter.drawPolyline(_TICK)


def _merged(painter: QPainter, colours: Tone) -> None:
    """An arrow into another one."""
    pen(painter, colours.grey, 1.6)
    painter.drawLines(
        [QLineF(2, 8, 12, 8), QLineF(8.6, 4.4, 12.2, 8), QLineF(8.6, 11.6, 12.2, 8), QLineF(14, 3, 14, 13)]
    )


DRAWN: Mapping[str, Callable[[QPainter, Tone], None]] = {
    Light.GREEN: _green,
    Light.AMBER: _amber,
    Light.RED: _red,
    Standing.SUSPECTED: _suspected,
    Standing.CONFIRMED: _confirmed,
    Standing.DISMISSED: _dismissed,
    Standing.FIXED: _fixed,
    Standing.MERGED: _merged,
}


def shapes() -> Shapes:
    """Return the shapes of a release."""
    return Shapes(DRAWN, _suspected)
