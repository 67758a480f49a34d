"""What stands where there is nothing to list: a shape and a sentence, in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from supporttray.ui.part.picture import Pictures

_SHAPE = 72


class Blank(QWidget):
    """A calm page."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._shape = QLabel()
        self._shape.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line, self._more = Label(larger=1.2), Label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 16, 32, 16)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._shape)
        for line in (self._line, self._more):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(line)
        layout.addStretch(3)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._line.text()

    def draw(self, state: str, line: str, more: str = "") -> None:
        """Show a state's shape and what it means."""
        self._shape.setVisible(bool(state))
        if state:
            self._shape.setPixmap(self._pictures.get(state, _SHAPE, self))
            self._shape.setAccessibleName(state)
        self._line.say(line)
        self._more.say(more)
