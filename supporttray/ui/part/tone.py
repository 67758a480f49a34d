"""The tone of a warning that can be read on the palette's ground, light or dark. It never stands alone: a word says it too."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

_ON_LIGHT, _ON_DARK = "#a3241b", "#ff9d8f"  # 7 : 1 on white, 8 : 1 on #2d2d2d
_HALF = 128
_CALM = 0.7  # of the text's colour


def warning(palette: QPalette) -> QColor:
    """Return the colour."""
    return QColor(_ON_DARK if palette.color(QPalette.ColorRole.Base).lightness() < _HALF else _ON_LIGHT)


def calm(palette: QPalette) -> QColor:
    """Return a colour for what matters less, and is easy to read all the same."""
    ink, ground = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    pairs = zip((ink.redF(), ink.greenF(), ink.blueF()), (ground.redF(), ground.greenF(), ground.blueF()), strict=True)
    return QColor.fromRgbF(*(one * _CALM + other * (1 - _CALM) for one, other in pairs))
