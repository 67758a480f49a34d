"""What stands where in the window of today's status, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.ui.part.band import Band
from supporttray.ui.part.label import Label
from supporttray.ui.status.days import Days
from supporttray.ui.status.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTH, _HEIGHT = 130, 84  # average letters, wide enough for two panes


class Frame(QWidget):
    """The parts; the window does something with them. `posting` says that Post or its keys were pressed."""

    posting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.days = Days()
        self.place = Label()
        self.notice = Band()
        self.outcome = Band()
        self.sheet = Sheet()
        self.foot = Label()
        self.anew = QPushButton(self.tr("Start &anew"))
        self.copy = QPushButton(self.tr("&Copy text"))
        self.post = QPushButton(self.tr("&Post"))
        self.setWindowTitle(self.tr("Today's status"))
        self.copy.setToolTip(self.tr("With its looks, for e-mail or Teams"))
        self.post.setToolTip(self.tr("Ctrl+Enter; it waits ten seconds for a second thought"))
        self.post.clicked.connect(self.posting)
        font = self.post.font()
        font.setBold(True)
        self.post.setFont(font)
        self._lay_out()
        self._give_keys()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.days, 3)
        head.addWidget(self.place, 2)
        foot.addWidget(self.anew)
        foot.addWidget(self.copy)
        foot.addStretch()
        foot.addWidget(self.post)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addWidget(self.outcome)
        layout.addWidget(self.sheet, 1)
        layout.addWidget(self.foot)
        layout.addLayout(foot)
        letter = self.fontMetrics().averageCharWidth()
        room = self.screen().availableSize()
        self.resize(min(_WIDTH * letter, room.width()), min(_HEIGHT * letter, room.height()))

    def _give_keys(self) -> None:
        keys: tuple[tuple[str | QKeySequence.StandardKey, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.posting.emit),
            ("Ctrl+Enter", self.posting.emit),
            ("Escape", self.close),
            (QKeySequence.StandardKey.Back, self.days.back),
            (QKeySequence.StandardKey.Forward, self.days.forward),
            ("Alt+Home", self.days.home),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)  # a finger that rests posts once
            shortcut.activated.connect(act)
