"""The field for a token: hidden unless one wants to see it, and tried as soon as it is pasted."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from supporttray.ui.part.disclosure import Button

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_AT_ONCE = 8  # nobody types so many letters at once


class Secret(QWidget):
    """A token and a switch that shows it.

    `pasted`: much came at once; `left`: somebody has done with the field; `entered`: wants it tried (again); `edited`: it is another one.
    """

    pasted = Signal()
    left = Signal()
    entered = Signal()
    edited = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(self.tr("It is tried as soon as it is pasted, and kept in the keyring."))
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.line.setMaxLength(4096)
        self._show = Button()
        self._show.setCheckable(True)
        self._show.setText(self.tr("Show"))
        self._show.setAccessibleName(self.tr("Show: {name}").format(name=name))
        self._show.toggled.connect(self._turn)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self._show)
        self.setFocusProxy(self.line)
        self._last = ""
        self.line.textEdited.connect(self._changed)
        self.line.editingFinished.connect(self.left)
        self.line.entered.connect(self.entered)

    def token(self) -> str:
        """What stands in the field."""
        return self.line.text().strip()

    def clear(self) -> None:
        """Forget the token; setting the text leaves nothing to undo."""
        self.line.setText("")
        self._last = ""
        self._show.setChecked(False)

    def _changed(self, text: str) -> None:
        last, self._last = self._last, text
        self.edited.emit()
        if text.strip() and (self.line.pasting or _inserted(last, text) >= _AT_ONCE):
            self.pasted.emit()

    def _turn(self, shown: bool) -> None:  # noqa: FBT001  a signal's argument
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class _Line(QLineEdit):
    """A line that knows when it is pasted into, and keeps Enter from the window's default button while there is something to try."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pasting = False
        self.keeps_enter = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Try on Enter; mark a paste, which may bring only a few other letters."""
        if self.keeps_enter and self.text().strip() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        self.pasting = event.matches(QKeySequence.StandardKey.Paste)
        super().keyPressEvent(event)
        self.pasting = False


def _inserted(last: str, text: str) -> int:
    """Return how many letters are new."""
    start = _alike(last, text)
    end = _alike(last[start:][::-1], text[start:][::-1])
    return len(text) - start - end


def _alike(one: str, other: str) -> int:
    """Return how many letters are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
