"""What stands where in a window in which a text is written that is going to be posted, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.ui.part.band import Band
from supporttray.ui.part.flow import Flow
from supporttray.ui.part.label import Label
from supporttray.ui.writing.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WIDTH, _HEIGHT = 130, 84  # average letters, wide enough for two panes


class Frame(QWidget):
    """The parts; the window does something with them. `posting` says that Post or its keys were pressed.

    `head` is what a kind of window has above its text, `buttons` what it can do besides.
    """

    posting = Signal()

    def __init__(self, head: QWidget | None = None, buttons: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.place = Label()
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight)  # above the button that sends it there
        self.notice = Band()
        self.outcome = Band()
        self.sheet = Sheet()
        self.foot = Label()
        self.anew = QPushButton(self.tr("Start &anew"))
        self.copy = QPushButton(self.tr("&Copy text"))
        self.post = QPushButton(self.tr("&Post"))
        self.copy.setToolTip(self.tr("With its looks, for e-mail or Teams"))
        self.post.setToolTip(self.tr("Ctrl+Enter; it waits ten seconds for a second thought"))
        self.post.clicked.connect(self.posting)
        font = self.post.font()
        font.setBold(True)
        self.post.setFont(font)
        self._lay_out(head, buttons)
        self.key("Ctrl+Return", self.posting.emit)
        self.key("Ctrl+Enter", self.posting.emit)
        self.key("Escape", self.close)

    def entitle(self, title: str) -> None:
        """Say what is written here."""
        self.setWindowTitle(title)
        self.sheet.editor.setAccessibleName(title)

    def key(self, key: str | QKeySequence.StandardKey, act: Callable[[], object]) -> None:
        """Let a key do something."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setAutoRepeat(False)  # a finger that rests posts once
        shortcut.activated.connect(act)

    def _lay_out(self, head: QWidget | None, buttons: Sequence[QWidget]) -> None:
        others = QWidget()
        flow = Flow(others)
        for button in (self.anew, self.copy, *buttons):
            flow.addWidget(button)
        foot, below = QHBoxLayout(), QHBoxLayout()
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.place, 1)
        below.addWidget(others, 1)
        below.addWidget(self.post, alignment=Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        if head:
            layout.addWidget(head)
        layout.addWidget(self.notice)
        layout.addWidget(self.outcome)
        layout.addWidget(self.sheet, 1)
        layout.addLayout(foot)
        layout.addLayout(below)
        letter = self.fontMetrics().averageCharWidth()
        room = self.screen().availableSize()
        self.resize(min(_WIDTH * letter, room.width()), min(_HEIGHT * letter, room.height()))
