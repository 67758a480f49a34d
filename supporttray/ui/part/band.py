"""A sentence across a window and what can be done about it, instead of a box that stops everything."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

BUTTONS = 3
_ROOM = 72  # average letters of width


class Offer(NamedTuple):
    """A button: its words and what it does."""

    label: str
    do: Callable[[], None]


class Band(QFrame):
    """Empty and away, or a sentence, a hint and up to three buttons. Of what stays the same nothing flickers or loses the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.said = Label(bold=True)
        self.hint = Label()
        self._words = ("", "")
        self._offers: tuple[Offer, ...] = ()
        self.buttons = tuple(QPushButton() for _ in range(BUTTONS))
        words = QVBoxLayout()
        words.addWidget(self.said)
        words.addWidget(self.hint)
        row = QHBoxLayout()
        row.addStretch()
        for number, button in enumerate(self.buttons):
            button.clicked.connect(partial(self._press, number))
            row.addWidget(button)
        font = self.buttons[0].font()
        font.setBold(True)
        self.buttons[0].setFont(font)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.addLayout(words, 1)
        self._parts.addLayout(row)
        self.say("")

    def say(self, said: str, hint: str = "", *offers: Offer) -> None:
        """Show a sentence and what can be done; without one go away."""
        news = (said, hint) != self._words or self.isHidden()
        self._words, self._offers = (said, hint), offers
        self.said.say(said)
        self.hint.say(hint)
        for number, button in enumerate(self.buttons):
            label = offers[number].label if number < len(offers) else ""
            if button.text() != label:
                button.setText(label)
            button.setVisible(bool(label))
        self.setVisible(bool(said) and self.parentWidget() is not None)
        if news and said and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{said} {hint}".strip()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Stand the buttons beside the words where there is room."""
        wide = event.size().width() >= _ROOM * self.fontMetrics().averageCharWidth()
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)

    def _press(self, number: int, _checked: object = None) -> None:
        if number < len(self._offers):
            self._offers[number].do()
