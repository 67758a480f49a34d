"""A combo box for long lists: what is typed is looked for anywhere in the entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from supporttray.ui.part.label import tip

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Finder(QComboBox):
    """One of many; what is typed and fits no entry goes again."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._line = QLineEdit()
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(24)
        self.setMaxVisibleItems(16)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.setAccessibleName(name)
        self._line.setAccessibleName(name)
        self._line.editingFinished.connect(self._settle)
        self.currentIndexChanged.connect(self._hint)

    def prompt(self, text: str) -> None:
        """Choose nothing, and say what to do."""
        self.setCurrentIndex(-1)
        self._line.setPlaceholderText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Keep Enter here: it chooses an entry, and not the window's default button."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def _settle(self) -> None:
        found = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
        if found >= 0:
            self.setCurrentIndex(found)
        self.setEditText(self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)  # of a long name the beginning is seen

    def _hint(self) -> None:
        self.setToolTip(tip(self.currentText()))
