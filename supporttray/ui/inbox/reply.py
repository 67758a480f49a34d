"""The field for an answer: what is written stays until it is sent, whatever happens around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from supporttray.ui.part.flow import Flow
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_LINES = 4


class ReplyField(QWidget):
    """A text and the button that sends it. `sent` comes with the text, `left` when a person goes back to the list."""

    sent = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = _Field()
        self.field.setAccessibleName(self.tr("Your reply"))
        self.field.setPlaceholderText(self.tr("Your reply"))
        self.field.setTabChangesFocus(True)
        self.field.asked.connect(self._send)
        self.field.left.connect(self.left)
        self.send = QPushButton(self.tr("Se&nd (Ctrl+Enter)"))
        self.send.clicked.connect(self._send)
        leave = QPushButton(self.tr("&Keep for later (Esc)"))
        leave.clicked.connect(self.left)
        buttons = QWidget()
        flow = Flow(buttons)
        flow.addWidget(self.send)
        flow.addWidget(leave)
        self._hint = Label(self.tr("It goes out ten seconds later, in your name; until then it can be undone."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.field, buttons, self._hint):
            layout.addWidget(part)
        self.field.textChanged.connect(self._changed)
        self._busy = False
        self._changed()
        self.hide()

    @property
    def text(self) -> str:
        """What is written."""
        return self.field.toPlainText()

    def begin(self, text: str, *, busy: bool) -> None:
        """Show the field with what was written before; it cannot be changed while it is `busy` being handed over."""
        height = self.field.fontMetrics().lineSpacing() * _LINES + 2 * self.field.frameWidth() + 12
        self.field.setFixedHeight(height)
        if text != self.text:
            self.field.setPlainText(text)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.rest(busy=busy)
        self.show()

    def rest(self, *, busy: bool) -> None:
        """Let nothing be changed while it is handed over."""
        self._busy = busy
        self.field.setReadOnly(busy)
        self._changed()

    def _changed(self) -> None:
        self.send.setEnabled(not self._busy and bool(self.text.strip()))

    def _send(self) -> None:
        if self.send.isEnabled():
            self.sent.emit(self.text)


class _Field(QPlainTextEdit):
    """Plain text; Ctrl+Enter sends it, Escape leaves it."""

    asked = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Send, leave, or write."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
