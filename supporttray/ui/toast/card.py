"""One toast in our own window: what happened, why it is said, and what can be done about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStyle, QToolButton, QVBoxLayout, QWidget

from supporttray.core.toast import Button
from supporttray.ui.part.flow import Flow
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from supporttray.core.toast import Toast

_SMALL = 0.9


class Card(QFrame):
    """A toast, or nothing. `pressed` tells the button (a click beside them does what the toast says), `closed` that it is to go."""

    pressed = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.toast: Toast | None = None
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = Label(bold=True)
        self._body = Label()
        self._trouble = Label(bold=True)
        self._why = Label(larger=_SMALL)
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setIcon(self.style().standardIcon(QStyle.StandardPixmap.SP_TitleBarCloseButton))
        self._close.clicked.connect(self.closed)
        self.buttons = {button: QPushButton(button.label) for button in Button}
        row = QWidget()
        flow = Flow(row)
        for button, widget in self.buttons.items():
            widget.clicked.connect(partial(self._press, button))
            flow.addWidget(widget)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        for part in (self._body, self._trouble, self._why, row):
            layout.addWidget(part)

    def draw(self, toast: Toast) -> None:
        """Show a toast."""
        if toast == self.toast:
            return
        self.toast = toast
        title = self.tr("Urgent: {title}").format(title=toast.title) if toast.urgent else toast.title
        self._title.say(title)
        self._body.say(toast.body)
        self._why.say(toast.why)
        self._trouble.say("")
        for button, widget in self.buttons.items():
            widget.setVisible(button in toast.buttons)
            widget.setAccessibleName(f"{button.label}: {toast.title}")
        self._close.setAccessibleName(self.tr("Close: {title}").format(title=toast.title))
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{toast.body}\n{toast.why}".strip())
        self.rest(busy=False)

    def free(self) -> None:
        """Show nothing."""
        self.toast = None
        self.hide()

    def rest(self, *, busy: bool) -> None:
        """Take no second press while the first one is on its way."""
        for widget in self.buttons.values():
            widget.setEnabled(not busy)

    def fail(self, said: str) -> None:
        """Say what did not work."""
        self.rest(busy=False)
        self._trouble.say(said)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """A click beside the buttons."""
        inside = self.rect().contains(event.position().toPoint())
        if self.toast and inside and event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit(self.toast.click)

    def _press(self, button: Button, _checked: object = None) -> None:
        self.pressed.emit(button)
