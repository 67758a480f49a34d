"""The first line of the inbox: how things are, in a shape and a sentence, and the ways to the other windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from supporttray.ui.part.picture import Pictures
    from supporttray.ui.tray.drawing import Drawing

_SHAPE = 24


class Header(QWidget):
    """State, header line, and three buttons."""

    duty = Signal()
    status = Signal()
    settings = Signal()

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._shape = QLabel()
        self._line = Label(bold=True, larger=1.15)
        self._paused = Label()
        duty = QPushButton(self.tr("Dut&y…"))
        duty.clicked.connect(self.duty)
        status = QPushButton(self.tr("&Daily status…"))
        status.clicked.connect(self.status)
        settings = QPushButton(self.tr("Se&ttings…"))
        settings.clicked.connect(self.settings)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.setSpacing(8)
        layout.addWidget(self._shape)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for line in (self._line, self._paused):
            lines.addWidget(line)
        layout.addLayout(lines, 1)
        layout.addWidget(duty)
        layout.addWidget(status)
        layout.addWidget(settings)

    @property
    def text(self) -> str:
        """The line."""
        return self._line.text()

    def draw(self, drawing: Drawing) -> None:
        """Show the drawing's header."""
        self._shape.setPixmap(self._pictures.get(drawing.state, _SHAPE, self))
        self._shape.setAccessibleName(drawing.state)
        self._line.say(drawing.header)
        self._paused.say(drawing.paused)
