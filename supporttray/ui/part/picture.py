"""The tray's shapes as pictures inside a window, drawn once a size and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from supporttray.ui.tray.icons import Icons


class Pictures:
    """Shapes by state and height, sharp at every scale of the screen."""

    def __init__(self, icons: Icons) -> None:
        self._icons = icons
        self._made: dict[tuple[str, int], QPixmap] = {}

    def get(self, state: str, height: int, widget: QWidget) -> QPixmap:
        """Return the shape of a state, so high in the widget's own unit."""
        ratio = widget.devicePixelRatioF()
        key = state, round(height * ratio)
        if key not in self._made:
            picture = self._icons.draw(state, "", key[1])
            picture.setDevicePixelRatio(ratio)
            self._made[key] = picture
        return self._made[key]
