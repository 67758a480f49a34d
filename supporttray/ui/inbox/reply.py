"""The field for an answer: what is written stays until it is sent, whatever happens around it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from supporttray.core.text import shorten
from supporttray.ui.part.field import Field
from supporttray.ui.part.flow import row
from supporttray.ui.part.label import Label, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.asked import Template

_LINES = 4
_NAMED = 60  # letters of a template's name


class ReplyField(QWidget):
    """A text and the button that sends it. `sent` comes with the text, `left` when a person goes back to the list.

    One that was drafted for a person says so; `dropped` says that they do not want to say it.
    """

    sent = Signal(str)
    left = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drafted = Label(self.tr("Drafted for you: nothing is sent before you say so."), bold=True)
        self.templates = Templates()
        self.templates.chosen.connect(self._fill)
        self.field = Field(self.tr("Your reply"), _LINES)
        self.field.asked.connect(self._send)
        self.field.left.connect(self.left)
        self.send = QPushButton(self.tr("Se&nd (Ctrl+Enter)"))
        self.send.clicked.connect(self._send)
        self.drop = QPushButton(self.tr("Do not say &it"))
        self.drop.setAccessibleDescription(self.tr("Throw the draft away; nothing is sent"))
        self.drop.clicked.connect(self.dropped)
        leave = QPushButton(self.tr("&Keep for later (Esc)"))
        leave.clicked.connect(self.left)
        self._hint = Label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self._drafted, row(self.templates), self.field, row(self.send, self.drop, leave), self._hint):
            layout.addWidget(part)
        self.field.textChanged.connect(self._changed)
        self._busy = False
        self._filled = ""
        self._changed()
        self.hide()

    @property
    def text(self) -> str:
        """What is written."""
        return self.field.toPlainText()

    def begin(self, text: str, *, busy: bool, drafted: bool = False, goes: bool = True) -> None:
        """Show the field with what was written before; it cannot be changed while it is `busy` being handed over.

        One that `goes` nowhere answers somebody who asked in person.
        """
        sent = self.tr("It goes out ten seconds later, in your name; until then it can be undone.")
        self._hint.say(sent if goes else self.tr("It is noted here and sent nowhere: they hear it from you."))
        self.field.fit()
        self.field.write(text)
        self._drafted.setVisible(drafted)
        self.drop.setVisible(drafted)
        self.rest(busy=busy)
        self.show()

    def rest(self, *, busy: bool) -> None:
        """Let nothing be changed while it is handed over."""
        self._busy = busy
        self.field.setReadOnly(busy)
        self._changed()

    def _changed(self) -> None:
        self.send.setEnabled(not self._busy and bool(self.text.strip()))
        for button in (self.drop, self.templates):
            button.setEnabled(not self._busy)

    def _fill(self, text: str) -> None:
        """Put a template where the last one stood, or into what is written; Ctrl+Z takes it out again."""
        cursor = self.field.textCursor()
        if self.text == self._filled:
            cursor.select(cursor.SelectionType.Document)
        cursor.beginEditBlock()  # or Ctrl+Z would take what was typed before it as well
        cursor.insertText(text)
        cursor.endEditBlock()
        self._filled = text
        self.field.setTextCursor(cursor)
        self.field.setFocus()

    def _send(self) -> None:
        if self.send.isEnabled():
            self.sent.emit(self.text)


class Templates(QPushButton):
    """A menu of answers that are ready, away while there is none. Its entries are kept and used again. `chosen` comes with a text."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText(self.tr("Tem&plates"))
        self.setAccessibleDescription(self.tr("Put an answer that is ready into the field; nothing is sent"))
        self._texts: list[str] = []
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.hide()

    def offer(self, found: Sequence[Template]) -> None:
        """Show these and no others."""
        while len(self._menu.actions()) < len(found):
            number = len(self._menu.actions())
            self._menu.addAction("").triggered.connect(partial(self._choose, number))
        self._texts = [one.text for one in found]
        for number, action in enumerate(self._menu.actions()):
            action.setVisible(number < len(found))
            if number < len(found):
                action.setText(verbatim(shorten(found[number].name, _NAMED)))
        self.setVisible(bool(found))

    def _choose(self, number: int, _checked: object = None) -> None:
        self.chosen.emit(self._texts[number])
