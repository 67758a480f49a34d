"""Where a text is written; says when its author rests, so that what was written is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QFocusEvent

REST_MS = 500


class Editor(QTextEdit):
    """Plain words, each line in the direction of its letters (Qt's plain editor cannot align that).

    `typed` comes with every change by a person, `rested` half a second after the last one, or at once on `settle`.
    """

    typed = Signal()
    rested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._ours = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.rested)
        self.textChanged.connect(self._changed)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each line as its letters run
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)

    @property
    def resting(self) -> bool:
        """Whether everything that was typed was told."""
        return not self._rest.isActive()

    def fill(self, text: str, *, undoable: bool = False) -> None:
        """Show another text; `undoable` lets its author take that back."""
        if text == self.toPlainText():
            return
        self._ours = True
        if undoable:
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
        else:
            self.setPlainText(text)
        self._ours = False
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def forget(self) -> None:
        """Let nothing bring back what stood here before."""
        self.document().clearUndoRedoStacks()

    def settle(self) -> None:
        """Tell at once what has not been told."""
        if self._rest.isActive():
            self._rest.stop()
            self.rested.emit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802  Qt's name
        """Take no files: what they are is the window's business."""
        return not any(url.isLocalFile() for url in source.urls()) and super().canInsertFromMimeData(source)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Who looks away rests."""
        super().focusOutEvent(event)
        self.settle()

    def _changed(self) -> None:
        if not self._ours:
            self._rest.start()
            self.typed.emit()
