"""A field for a few lines of plain text: Ctrl+Enter does what it is there for, Escape leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_AIR = 12


class Field(QPlainTextEdit):
    """Plain text. `asked` says that a person is done with it, `left` that they go back."""

    asked = Signal()
    left = Signal()

    def __init__(self, name: str, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setTabChangesFocus(True)

    def fit(self) -> None:
        """Take the height of its lines in the letters of today."""
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 2 * self.frameWidth() + _AIR)

    def write(self, text: str) -> None:
        """Show a text, and go on behind it; a text that stands there already keeps its cursor."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self.moveCursor(self.textCursor().MoveOperation.End)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Be done, leave, or write."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
