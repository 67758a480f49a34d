"""A change's shapes: how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from supporttray.ui.grid.shape import Shapes, Tone, ink, pen
from supporttray.ui.review.word import APPROVED, AUTHOR, DRAFT, PUSHED, RED, UNASKED, WAITING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPainter


def _waiting(painter: QPainter, colours: Tone) -> None:
    """An eye."""
    pen(painter, colours.amber, 1.5)
    painter.drawArc(QRectF(0.5, 3.2, 15, 15), 30 * 16, 120 * 16)
    painter.drawArc(QRectF(0.5, -2.2, 15, 15), 210 * 16, 120 * 16)
    ink(painter, colours.amber)
    painter.drawEllipse(QPointF(8, 8), 2.2, 2.2)


def _pushed(painter: QPainter, colours: Tone) -> None:
    """A full circle with an arrow up."""
    ink(painter, colours.amber)
    painter.drawEllipse(QRectF(1, 1, 14, 14))
    pen(painter, colours.paper, 1.8)
    painter.drawLines([QLineF(8, 12, 8, 4.6), QLineF(4.8, 7.6, 8, 4.4), QLineF(11.2, 7.6, 8, 4.4)])


def _author(painter: QPainter, colours: Tone) -> None:
    """A pencil."""
    pen(painter, colours.grey, 1.5)
    painter.drawPolygon(QPolygonF([QPointF(2, 14), QPointF(3, 10), QPointF(11, 2), QPointF(14, 5), QPointF(6, 13)]))


def _red(painter: QPainter, colours: Tone) -> None:
    """A full square with a cross in it."""
    ink(painter, colours.red)
    painter.drawRoundedRect(QRectF(1, 1, 14, 14), 2.5, 2.5)
    pen(painter, colours.paper)
    painter.drawLines([QLineF(5.5, 5.5, 10.5, 10.5), QLineF(10.5, 5.5, 5.5, 10.5)])


def _approved(painter: QPainter, colours: Tone) -> None:
    """A ring with a tick."""
    pen(painter, colours.green, 1.4)
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
    pen(painter, colours.green, 1.8)
    painter.drawPolyline(QPolygonF([QPointF(4.8, 8.3), QPointF(7.2, 10.7), QPointF(11.3, 5.6)]))


def _draft(painter: QPainter, colours: Tone) -> None:
    """A square of dashes."""
    painter.setPen(QPen(colours.grey, 1.5, Qt.PenStyle.DashLine))
    painter.drawRect(QRectF(2, 2, 12, 12))


def _unasked(painter: QPainter, colours: Tone) -> None:
    """A person with a question: a head, shoulders, a dot."""
    pen(painter, colours.amber, 1.5)
    painter.drawEllipse(QPointF(6, 4.8), 3, 3)
    painter.drawArc(QRectF(0.8, 9, 10.4, 10), 0, 180 * 16)
    painter.drawLine(QLineF(13.5, 3, 13.5, 8.5))
    painter.drawPoint(QPointF(13.5, 12))


def _other(painter: QPainter, colours: Tone) -> None:
    """A ring of dashes."""
    painter.setPen(QPen(colours.grey, 1.5, Qt.PenStyle.DashLine))
    painter.drawEllipse(QRectF(2, 2, 12, 12))


DRAWN: Mapping[str, Callable[[QPainter, Tone], None]] = {
    WAITING: _waiting,
    PUSHED: _pushed,
    AUTHOR: _author,
    RED: _red,
    APPROVED: _approved,
    DRAFT: _draft,
    UNASKED: _unasked,
}


def shapes() -> Shapes:
    """Return the shapes of changes."""
    return Shapes(DRAWN, _other)
