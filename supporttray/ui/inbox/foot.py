"""What stands below the inbox where there is no tray: why this window is there, and Quit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from supporttray.ui.part.label import Label


class Foot(QWidget):
    """A sentence and a button; away while there is a tray."""

    quit = Signal()

    def __init__(self) -> None:
        super().__init__()
        why = self.tr(
            "This desktop shows no tray, so this window takes the icon's place; it goes when a tray comes. On GNOME the "
            "extension “AppIndicator and KStatusNotifierItem Support” brings one. Closing the window quits."
        )
        leave = QPushButton(self.tr("&Quit"))
        leave.setAccessibleDescription(self.tr("Stop watching and end Support Tray"))
        leave.clicked.connect(self.quit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(Label(why), 1)
        layout.addWidget(leave)
        self.hide()
