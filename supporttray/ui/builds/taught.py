"""The rules that this person taught about logs: each in a sentence, and the way to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.builds import AskSignatures, ForgetSignature, Taught
from supporttray.core.display import day
from supporttray.core.text import isolated, shorten
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label, tip
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from supporttray.ui.part.doing import Do

_PATTERN = 120  # letters


class TaughtPage(QWidget):
    """A list, the latest first. `ask` reads it anew."""

    def __init__(self, do: Do, zone: Callable[[], tzinfo | None]) -> None:
        super().__init__()
        self._do, self._zone = do, zone
        self._shown: tuple[Taught, ...] | None = None
        self.said, self.came = Label(), Label()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("What you taught"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long line ends with …
        self.back = button(self.tr("Tak&e it back"), "")
        self.back.setAccessibleDescription(self.tr("What was read with it is read anew"))
        self.back.clicked.connect(self._take_back)
        self._buttons = row(self.back)
        layout = QVBoxLayout(self)
        for part, share in ((self.said, 0), (self.list, 1), (self.came, 0), (self._buttons, 0)):
            layout.addWidget(part, share)
        layout.addStretch()
        for part in (self.list, self._buttons):
            part.hide()

    def ask(self) -> None:
        """Ask which there are."""
        self._do(AskSignatures(), self._learn)

    def _learn(self, result: object) -> None:
        if isinstance(result, BaseException):
            self._fail(result)
        elif isinstance(result, tuple) and result != self._shown:
            self._shown = tuple(one for one in result if isinstance(one, Taught))
            self._fill(self._shown)

    def _fill(self, found: tuple[Taught, ...]) -> None:
        none = self.tr("You taught nothing yet. Where a verdict is wrong, “Wrong? Teach…” says what its line means.")
        self.said.say(self.tr("What you taught goes before what the app knows itself:") if found else none)
        at = max(0, self.list.currentRow())
        self.list.clear()
        for one in found:
            self.list.addItem(self._sentence(one))
            self.list.item(self.list.count() - 1).setToolTip(tip(one.signature.pattern))
        self.list.setCurrentRow(min(at, len(found) - 1))
        for part in (self.list, self._buttons):
            part.setVisible(bool(found))

    def _sentence(self, one: Taught) -> str:
        pattern = isolated(shorten(one.signature.pattern, _PATTERN))
        said = self.tr("{cause}: where “{pattern}” is found (since {day})")
        return said.format(cause=one.signature.cause.capitalize(), pattern=pattern, day=day(one.at, self._zone()))

    def _take_back(self) -> None:
        at, shown = self.list.currentRow(), self._shown or ()
        if 0 <= at < len(shown):
            self.back.setEnabled(False)
            self._do(ForgetSignature(shown[at].number), self._taken)

    def _taken(self, result: object) -> None:
        self.back.setEnabled(True)
        if isinstance(result, BaseException):
            self._fail(result)
        elif isinstance(result, Done):
            self.came.say(result.said or self.tr("Taken back."))
        self.ask()

    def _fail(self, error: BaseException) -> None:
        self.came.say(" — ".join(part.rstrip(".") for part in told(error) if part))
