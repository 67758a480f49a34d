"""A radio button whose words wrap: Qt's own would set the window's width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent


class Choice(QWidget):
    """A button and its words, which choose it too. Without words it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QRadioButton()
        self._label = Label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._label, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show the words, which may come from outside."""
        self._label.say(text)
        self.button.setAccessibleName(text)
        self.setVisible(bool(text) and self.parentWidget() is not None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Choose it by its words."""
        super().mousePressEvent(event)
        self.button.setFocus()
        self.button.setChecked(True)
