"""What can be done about the row that is chosen: what Enter does first, then the keys that the inbox has too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supporttray.core.next import Key
from supporttray.core.text import shorten
from supporttray.ui import link
from supporttray.ui.inbox.actions import Actions, Step
from supporttray.ui.next import word
from supporttray.ui.part.flow import Flow, button
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.core.next import Row

_TITLE = 200  # letters
OFFERED = (Step.SNOOZE, Step.OPEN, Step.COPY)


class Bar(QWidget):
    """The row's words, and its buttons. `done` says that its first one was pressed, `focused` that it is to stand alone."""

    done = Signal()
    focused = Signal()

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.what, self.why = Label(bold=True), Label()
        self.step = button("", self.tr("Enter does it, too"))
        font = self.step.font()
        font.setBold(True)
        self.step.setFont(font)
        self.step.clicked.connect(self.done)
        self.alone = button(self.tr("Only &this (F)"), self.tr("Show what is to be done first, and nothing else"))
        self.alone.clicked.connect(self.focused)
        self.usual = Actions(clock)
        self.usual.setParent(self)  # some of its buttons stand here, and it goes with them
        self.usual.hide()
        buttons = QWidget()
        flow = Flow(buttons)
        for part in (self.step, *(self.usual.buttons[step] for step in OFFERED), self.alone):
            flow.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        for line in (self.what, self.why, buttons):
            layout.addWidget(line)

    def draw(self, row: Row | None) -> None:
        """Show what can be done about a row."""
        self.setVisible(row is not None)
        if row is None:
            return
        self.what.say(shorten(word.called(row), _TITLE))
        self.why.say(word.explained(row))
        self.step.setText(self.tr("{step} (Enter)").format(step=word.step(row)))
        url = link.openable(row.url)
        shown = {Step.SNOOZE: True, Step.OPEN: (url or bool(row.page)) and row.default is not Key.OPEN, Step.COPY: url}
        for step, is_so in shown.items():
            self.usual.buttons[step].setVisible(is_so)
