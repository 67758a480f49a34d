"""A build's state as a shape: each has a form of its own, so that it is told without its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from supporttray.ui.builds.word import FLAKY, GREEN, HANDLED, RED, SILENT, UNKNOWN
from supporttray.ui.grid.shape import Shapes, Tone, ink, pen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPainter


def _cross(painter: QPainter) -> None:
    painter.drawLines([QLineF(5.5, 5.5, 10.5, 10.5), QLineF(10.5, 5.5, 5.5, 10.5)])


def _broken(painter: QPainter, colours: Tone) -> None:
    """A full square with a cross in it."""
    ink(painter, colours.red)
    painter.drawRoundedRect(QRectF(1, 1, 14, 14), 2.5, 2.5)
    pen(painter, colours.paper)
    _cross(painter)


def _handled(painter: QPainter, colours: Tone) -> None:
    """The same square, empty."""
    pen(painter, colours.red, 1.6)
    painter.drawRoundedRect(QRectF(1.8, 1.8, 12.4, 12.4), 2.5, 2.5)
    _cross(painter)


def _passing(painter: QPainter, colours: Tone) -> None:
    """A ring with a tick."""
    pen(painter, colours.green, 1.4)
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
    pen(painter, colours.green, 1.8)
    painter.drawPolyline(QPolygonF([QPointF(4.8, 8.3), QPointF(7.2, 10.7), QPointF(11.3, 5.6)]))


def _flaky(painter: QPainter, colours: Tone) -> None:
    """A triangle with a line that goes up and down."""
    pen(painter, colours.amber, 1.5)
    painter.drawPolygon(QPolygonF([QPointF(8, 1.8), QPointF(14.6, 13.8), QPointF(1.4, 13.8)]))
    corners = ((4.9, 11.6), (6.6, 9.2), (8.2, 11.6), (9.8, 9.2), (11.2, 11.6))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in corners]))


def _silent(painter: QPainter, colours: Tone) -> None:
    """Three dots."""
    ink(painter, colours.amber)
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


def shapes() -> Shapes:
    """Return the shapes of builds."""
    return Shapes(DRAWN, _unknown)
