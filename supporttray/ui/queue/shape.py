"""A task's shapes: how far it is, and that it blocks a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF

from supporttray.ui.grid.shape import Shapes, Tone, ink, pen
from supporttray.ui.queue.word import BLOCKED, CRITICAL, MINE, MOVING, OPEN, OVER, STARTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPainter


def _critical(painter: QPainter, colours: Tone) -> None:
    """A full diamond with an exclamation mark."""
    ink(painter, colours.red)
    painter.drawPolygon(QPolygonF([QPointF(8, 0.5), QPointF(15.5, 8), QPointF(8, 15.5), QPointF(0.5, 8)]))
    pen(painter, colours.paper, 1.8)
    painter.drawLine(QLineF(8, 4.5, 8, 8.6))
    painter.drawPoint(QPointF(8, 11.6))


def _moving(painter: QPainter, colours: Tone) -> None:
    """An arrow on its way."""
    pen(painter, colours.amber, 1.8)
    painter.drawLines([QLineF(1.5, 8, 13, 8), QLineF(9, 3.8, 13.6, 8), QLineF(9, 12.2, 13.6, 8)])


def _blocked(painter: QPainter, colours: Tone) -> None:
    """A ring with a bar across."""
    pen(painter, colours.amber, 1.6)
    painter.drawEllipse(QRectF(1.6, 1.6, 12.8, 12.8))
    painter.drawLine(QLineF(4.6, 8, 11.4, 8))


def _mine(painter: QPainter, colours: Tone) -> None:
    """A full circle with a triangle that points on."""
    ink(painter, colours.green)
    painter.drawEllipse(QRectF(1, 1, 14, 14))
    painter.setBrush(colours.paper)
    painter.drawPolygon(QPolygonF([QPointF(6, 4.4), QPointF(12, 8), QPointF(6, 11.6)]))


def _started(painter: QPainter, colours: Tone) -> None:
    """The triangle alone, empty."""
    pen(painter, colours.grey, 1.6)
    painter.drawPolygon(QPolygonF([QPointF(4, 2.5), QPointF(13.5, 8), QPointF(4, 13.5)]))


def _open(painter: QPainter, colours: Tone) -> None:
    """A ring with nothing in it."""
    pen(painter, colours.grey, 1.4)
    painter.drawEllipse(QRectF(2, 2, 12, 12))


def _over(painter: QPainter, colours: Tone) -> None:
    """A tick."""
    pen(painter, colours.green, 1.9)
    painter.drawPolyline(QPolygonF([QPointF(2.5, 8.5), QPointF(6.3, 12.3), QPointF(13.5, 3.7)]))


DRAWN: Mapping[str, Callable[[QPainter, Tone], None]] = {
    CRITICAL: _critical,
    MOVING: _moving,
    BLOCKED: _blocked,
    MINE: _mine,
    STARTED: _started,
    OPEN: _open,
    OVER: _over,
}


def shapes() -> Shapes:
    """Return the shapes of tasks."""
    return Shapes(DRAWN, _open)
