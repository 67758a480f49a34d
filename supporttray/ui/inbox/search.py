"""The search field above the list: the keys that move go on to the list, everything else is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from supporttray.core.model import Need

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}


class Search(QLineEdit):
    """Filters as one types. `moved` goes so many rows on; `left` goes back to the list."""

    moved = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("Search (Ctrl+F)"))
        self.setAccessibleName(self.tr("Search in what needs you"))
        self.setAccessibleDescription(self.tr("Up and Down move in the list, Escape shows everything again."))
        self.setClearButtonEnabled(True)
        self.setTextMargins(4, 2, 4, 2)

    def found(self, needs: Iterable[Need]) -> Iterable[Need]:
        """Return the needs that have every word of the search in title, reason or source."""
        words = self.text().casefold().split()
        return [need for need in needs if _has(need, words)] if words else needs

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Move in the list, clear, leave, or write."""
        key = Qt.Key(event.key())
        if key in _MOVES and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.moved.emit(_MOVES[key])
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _has(need: Need, words: Iterable[str]) -> bool:
    text = f"{need.title}\n{need.because}\n{need.source}".casefold()
    return all(word in text for word in words)
