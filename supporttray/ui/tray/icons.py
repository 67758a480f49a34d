"""The tray icon's pictures: one SVG a state, the count or what is left of a time painted into it, drawn once and kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer

from supporttray.ui.tray import glyphs

if TYPE_CHECKING:
    from pathlib import Path

STARTING = "starting"
SIZES = (16, 20, 22, 24, 32, 48, 64)
TIMED_SIZES = SIZES[:-1]  # there are many of these, and the largest is as big as all the others

_GRID = 16.0  # the drawings' view box
_BLACK = "#000000"
_TRANSPARENT = QColor(0, 0, 0, 0)  # not Qt.GlobalColor: the first use of the name Qt costs 15 ms of the start


_STAND = "#3f7fe0"  # what stands below every shape while a release is watched
_SHARE = 0.78  # of its size that a shape has above it


class _Badge(NamedTuple):
    """Where the count stands on the 16 x 16 grid, how high it is, and its ink; `disc` is the colour of what it stands on.

    More than one character is no wider than `width`; for that it becomes narrow, by `stretch`, rather than low.
    """

    x: float
    y: float
    height: float
    ink: str
    disc: str = ""
    width: float = 10.3
    stretch: float = 1.0


_CORNER = _Badge(11.4, 11.4, 6.2, "#ffffff", "#b35900", width=7.1)
_BADGES = {
    "needs you": _Badge(8, 6.2, 9, "#1f1300"),
    "urgent": _Badge(8, 8, 9, "#ffffff"),
    "needs you timed": _Badge(8, 9.8, 9, "#1f1300", width=14.8, stretch=1.35),
    "urgent timed": _Badge(8, 8, 9, "#ffffff", width=13.8, stretch=1.35),
    "urgent late": _Badge(8, 8.8, 8, "#ffffff"),
}
_TELLING = ("needs you", "urgent")  # the states that tell what is left


class Icons:
    """Makes the icons from the drawings in a folder and keeps each: a tray never gives back what a new QIcon costs.

    With `mask` they are templates: black and transparent, coloured by macOS to suit its menu bar.
    """

    def __init__(self, folder: Path, *, mask: bool = False) -> None:
        self._folder = folder
        self._mask = mask
        self._icons: dict[tuple[str, str, bool], QIcon] = {}
        self._renderers: dict[str, QSvgRenderer] = {}

    def icon(self, state: str, count: int, left: str = "", *, release: bool = False) -> QIcon:
        """Return the icon of a state (a TrayState, or STARTING), and of what is left of a time or else a count; all counts from ten on are one.

        `release` that one is watched: then every shape stands on something.
        """
        key = *_look(state, count, left), release
        if key not in self._icons:
            made = self._icons[key] = QIcon()
            for size in SIZES if key[0] == state else TIMED_SIZES:
                made.addPixmap(self.draw(key[0], key[1], size, release=release))
            made.setIsMask(self._mask)
        return self._icons[key]

    def draw(self, state: str, characters: str, size: int, *, release: bool = False) -> QPixmap:
        """Draw one picture at one size; where the count would stand in the shape and there is none stands a !."""
        badge = _BADGES.get(state, _CORNER)
        characters = characters or ("!" if state in _BADGES else "")
        pixmap = QPixmap(size, size)
        pixmap.fill(_TRANSPARENT)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / _GRID, size / _GRID)
        if release:
            _raise(painter, QColor(_BLACK if self._mask else _STAND))
        self._renderer(state).render(painter, QRectF(0, 0, _GRID, _GRID))
        if self._mask:
            _colour_all(painter, _BLACK)
        if characters:
            _paint_badge(painter, badge, characters, mask=self._mask)
        painter.end()
        return pixmap.copy()  # one that was painted on keeps the tools for it: 24 KiB each

    def _renderer(self, state: str) -> QSvgRenderer:
        if state not in self._renderers:
            self._renderers[state] = QSvgRenderer(str(self._folder / f"{state.replace(' ', '-')}.svg"))
        return self._renderers[state]


def _look(state: str, count: int, left: str) -> tuple[str, str]:
    """Return which drawing it is, and the characters in it."""
    characters = glyphs.left(left) if state in _TELLING else ""
    if not characters:
        return state, glyphs.text(count)
    return f"{state} {'late' if (state, characters) == ('urgent', glyphs.OVER) else 'timed'}", characters


def _raise(painter: QPainter, colour: QColor) -> None:
    """Draw a stand with feet turned up, and let what comes be drawn smaller, on it."""
    for x, y, width, height in ((0, 13.8, 16, 2.2), (0, 11, 1.8, 3), (14.2, 11, 1.8, 3)):
        painter.fillRect(QRectF(x, y, width, height), colour)
    painter.translate(_GRID * (1 - _SHARE) / 2, 0)
    painter.scale(_SHARE, _SHARE)


def _colour_all(painter: QPainter, colour: str) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, _GRID, _GRID), QColor(colour))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_badge(painter: QPainter, badge: _Badge, characters: str, *, mask: bool) -> None:
    """Paint the count: on a disc of its own with a gap around it, or into the shape; in a mask it is cut out."""
    if badge.disc:
        _paint_disc(painter, badge, QColor(_BLACK if mask else badge.disc))
    scale = min(badge.height / glyphs.HEIGHT, badge.width / glyphs.width(characters))
    width, height = glyphs.width(characters) * scale, min(glyphs.HEIGHT * scale * badge.stretch, badge.height)
    if mask:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    renderer = QSvgRenderer(QByteArray(glyphs.drawing(characters, _BLACK if mask else badge.ink)))
    renderer.render(painter, QRectF(badge.x - width / 2, badge.y - height / 2, width, height))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_disc(painter: QPainter, badge: _Badge, colour: QColor) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.fillPath(_circle(badge, 5.6), QColor(_BLACK))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillPath(_circle(badge, 4.6), colour)


def _circle(badge: _Badge, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(badge.x, badge.y), radius, radius)
    return path
