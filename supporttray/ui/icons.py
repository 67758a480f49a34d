"""The tray icon's pictures: one SVG a state, the count painted into it, drawn once and kept for ever."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from supporttray.paths import resource
from supporttray.ui import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterable

STARTING = "starting"
SIZES = (16, 20, 22, 24, 32, 48, 64)

_GRID = 16.0  # the drawings' view box
_BLACK = "#000000"


class _Badge(NamedTuple):
    """Where the count stands on the 16 x 16 grid, how high it is, and its ink; `disc` is the colour of what it stands on."""

    x: float
    y: float
    height: float
    ink: str
    disc: str = ""


_CORNER = _Badge(11.4, 11.4, 6.2, "#ffffff", "#b35900")
_BADGES = {
    "needs you": _Badge(8, 6.2, 9, "#1f1300"),
    "urgent": _Badge(8, 8, 9, "#ffffff"),
}


@cache
def icon(state: str, count: int, *, mask: bool = False) -> QIcon:
    """Return the icon of a state (a TrayState, or STARTING) and a count.

    With `mask` it is a template: black and transparent, coloured by macOS to suit its menu bar.
    Kept, because every new QIcon that a tray is given costs memory that Qt never gives back.
    """
    made = QIcon()
    for pixmap in _pixmaps(state, glyphs.text(count), mask=mask):
        made.addPixmap(pixmap)
    made.setIsMask(mask)
    return made


def capped(count: int) -> int:
    """Return the count that tells icons apart: all from ten on look the same."""
    return max(0, min(count, 10))


def draw(state: str, characters: str, size: int, *, mask: bool = False) -> QPixmap:
    """Draw one icon at one size."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _GRID, size / _GRID)
    _renderer(state).render(painter, QRectF(0, 0, _GRID, _GRID))
    badge = _BADGES.get(state, _CORNER)
    if state in _BADGES:
        characters = characters or "!"
    if mask:
        _colour_all(painter, _BLACK)
    if characters:
        _paint_badge(painter, badge, characters, mask=mask)
    painter.end()
    return pixmap


def _pixmaps(state: str, characters: str, *, mask: bool) -> Iterable[QPixmap]:
    return (draw(state, characters, size, mask=mask) for size in SIZES)


@cache
def _renderer(state: str) -> QSvgRenderer:
    return QSvgRenderer(str(resource("icons") / f"{state.replace(' ', '-')}.svg"))


def _colour_all(painter: QPainter, colour: str) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, _GRID, _GRID), QColor(colour))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_badge(painter: QPainter, badge: _Badge, characters: str, *, mask: bool) -> None:
    """Paint the count: on a disc of its own with a gap around it, or into the shape; in a mask it is cut out."""
    if badge.disc:
        _paint_disc(painter, badge, QColor(_BLACK if mask else badge.disc))
    scale = badge.height / glyphs.HEIGHT * (0.8 if len(characters) > 1 else 1)
    width, height = glyphs.width(characters) * scale, glyphs.HEIGHT * scale
    if mask:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    renderer = QSvgRenderer(QByteArray(glyphs.drawing(characters, _BLACK if mask else badge.ink)))
    renderer.render(painter, QRectF(badge.x - width / 2, badge.y - height / 2, width, height))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_disc(painter: QPainter, badge: _Badge, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    centre = QPointF(badge.x, badge.y)
    painter.setBrush(QBrush(QColor(_BLACK)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.drawEllipse(centre, 5.6, 5.6)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(QBrush(colour))
    painter.drawEllipse(centre, 4.6, 4.6)
