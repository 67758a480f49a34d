"""One sentence about what just happened: good news goes by itself, bad news stays until it was read."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

GOOD_NEWS_MS = 8000


class Notice(QWidget):
    """A line that is there only while it has something to say; `shown` tells that it came or went."""

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._label = Label()
        self._close = QPushButton(self.tr("Got &it"))
        self._close.setAccessibleName(self.tr("Got it: close this message"))
        self._close.setAutoDefault(True)  # Enter presses it, not only the space bar
        self._close.clicked.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GOOD_NEWS_MS)
        self._timer.timeout.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)
        self._close.hide()
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Say something good for a moment; it does not take the place of bad news."""
        if text and not self._close.isVisibleTo(self):
            self._show(text, stays=False)
            self._timer.start()

    def fail(self, error: BaseException, about: str = "") -> None:
        """Say what went wrong and what to do, until it was read."""
        phrase, hint = told(error)
        parts = (f"{about}:" if about else "", _sentence(phrase), _sentence(hint))
        self._timer.stop()
        self._show(" ".join(part for part in parts if part), stays=True)

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._close.hide()
        self.hide()
        self._label.say("")
        self.shown.emit()

    def _show(self, text: str, *, stays: bool) -> None:
        font = self._label.font()
        font.setBold(stays)
        self._label.setFont(font)
        self._label.say(text)
        self._close.setVisible(stays)
        self.setAccessibleName(text)
        self.show()
        self.shown.emit()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."
