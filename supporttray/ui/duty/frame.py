"""What stands where in the window of duty, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from supporttray.ui.duty.preview import Announcement
from supporttray.ui.duty.swaps import Swaps
from supporttray.ui.duty.table import RotaTable
from supporttray.ui.duty.telling import Telling
from supporttray.ui.part.band import Band
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label
from supporttray.ui.part.notice import Notice

if TYPE_CHECKING:
    from supporttray.ui.part.doing import Do

_WIDTH, _HEIGHT = 110, 104  # average letters


class Frame(QWidget):
    """The parts; the window does something with them."""

    def __init__(self, do: Do) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Duty"))
        self.header = Label(bold=True, larger=1.3)
        self.stale = Label()
        self.notice = Notice()
        self.unknown = Band()
        self.table = RotaTable()
        self.telling = Telling()
        self.swaps = Swaps()
        self.announcement = Announcement(do)
        self.take = button(self.tr("&Take over…"), self.tr("You are on duty from now on"))
        self.give = button(self.tr("&Hand over…"), self.tr("Somebody else is on duty from now on"))
        self.swap = button(self.tr("S&wap…"), self.tr("Somebody else is on duty in the chosen time"))
        self.report = button(self.tr("Hand-over r&eport…"), self.tr("What the next person should know"))
        self.deeds = row(self.take, self.give, self.swap, self.report)
        self._lay_out()
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close)

    def _lay_out(self) -> None:
        inner = QWidget()
        parts = QVBoxLayout(inner)
        head: tuple[QWidget, ...] = (self.header, self.stale, self.notice, self.unknown)
        foot: tuple[QWidget, ...] = (self.deeds, self.swaps, self.telling, self.announcement)
        for part in head:
            parts.addWidget(part)
        parts.addWidget(self.table, 1)
        for part in foot:
            parts.addWidget(part)
        parts.addStretch()  # without a table the others stay together
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it is reached, not the frame around it
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        letter = self.fontMetrics().averageCharWidth()
        room = self.screen().availableSize()
        self.resize(min(_WIDTH * letter, room.width()), min(_HEIGHT * letter, room.height()))
