"""How far something has come, in words: being tried, fine, or why not and what to do."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.ui.part.label import Label

PATIENCE_MS = 1500  # a service that is there has answered by then
_FINE, _TROUBLE = "✓", "✗"


class Status(QWidget):
    """A sentence and a hint, also read out. While something lasts, a second sentence says what may be the matter."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Label(bold=True)
        self.hint = Label()
        self._later = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._wait_longer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.said)
        layout.addWidget(self.hint)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._say("", "")

    def wait(self, said: str, later: str) -> None:
        """Say that something is on its way, and `later` if it takes its time."""
        self._say(said, "")
        self._later = later
        self._timer.start()

    def fine(self, said: str, hint: str = "") -> None:
        """Say that it works."""
        self._say(f"{_FINE} {said}", hint)

    def trouble(self, said: str, hint: str = "") -> None:
        """Say what does not work, and what to do."""
        self._say(f"{_TROUBLE} {said}", hint)

    def _wait_longer(self) -> None:
        self._say(self.said.text(), self._later)

    def _say(self, said: str, hint: str) -> None:
        self._timer.stop()
        self.said.say(said)
        self.hint.say(hint)
        self.setVisible(bool(said or hint) and self.parentWidget() is not None)
        if said and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{said} {hint}".strip()))
