"""The first line of the inbox: how things are, in a shape and a sentence, and the ways to the other windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from supporttray.ui.part.picture import Pictures
    from supporttray.ui.tray.drawing import Drawing

_SHAPE = 24
_NARROWEST = 26  # average letters of the line; where the buttons leave no room for them they go below it


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
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._shape)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for line in (self._line, self._paused):
            lines.addWidget(line)
        said.addLayout(lines, 1)
        self._ways = QWidget()
        ways = QHBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(8)
        for button in (duty, status, settings):
            ways.addWidget(button)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(12, 10, 12, 6)
        self._both.setSpacing(8)
        self._both.addLayout(said, 1)
        self._both.addWidget(self._ways, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Set the buttons beside the line, or below it."""
        super().resizeEvent(event)
        needed = _NARROWEST * self._line.fontMetrics().averageCharWidth() + self._ways.sizeHint().width()
        beside = self.width() - _SHAPE >= needed
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._both.setDirection(way)
