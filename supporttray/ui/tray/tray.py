"""The icon in the tray: what needs you at a glance, a sentence on hovering, the menu on clicking."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from supporttray.ui.tray.drawing import STARTING_UP, Drawing

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from supporttray.ui.tray.icons import Icons
    from supporttray.ui.tray.menu import Menu


class TrayIcon(QObject):
    """The system's tray icon with one menu. Only what changed is handed to the system.

    `clicked` is emitted at a left click where the panel does not open the menu by itself: popping one up ourselves fails on Wayland.
    """

    clicked = Signal()

    def __init__(self, menu: Menu, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._menu = menu
        self._drawing = STARTING_UP
        self._icon = self._make()

    @property
    def drawing(self) -> Drawing:
        """What is shown now."""
        return self._drawing

    def show(self) -> None:
        """Put the icon into the tray."""
        self._icon.show()

    def hide(self) -> None:
        """Take the icon out of the tray."""
        self._icon.hide()

    def renew(self) -> None:
        """Register afresh: Qt stays with the old kind of tray that it found, or missed, when the icon was made."""
        self._icon.hide()
        self._icon.deleteLater()
        self._icon = self._make()
        self._icon.show()

    def draw(self, drawing: Drawing) -> None:
        """Show the drawing."""
        last, self._drawing = self._drawing, drawing
        picture = self._picture(drawing)
        if picture is not self._picture(last):
            self._icon.setIcon(picture)
        if drawing.tooltip != last.tooltip:
            self._icon.setToolTip(drawing.tooltip)
        self._menu.draw(drawing)

    def _picture(self, drawing: Drawing) -> QIcon:
        return self._icons.icon(drawing.state, drawing.badge, drawing.left, release=bool(drawing.release))

    def _make(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self._picture(self._drawing), self)
        icon.setToolTip(self._drawing.tooltip)
        icon.setContextMenu(self._menu.widget)
        icon.activated.connect(self._activated)
        return icon

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":  # there it opens the menu
            self.clicked.emit()
