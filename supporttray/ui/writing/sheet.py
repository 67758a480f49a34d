"""The two panes: what is written, and how Slack will show it. Side by side where there is room, else one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from supporttray.ui.writing.editor import Editor
from supporttray.ui.writing.paper import Paper

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_ROOM = 64  # average letters of width below which the panes stand one above the other


class Sheet(QSplitter):
    """An editor and a paper that shows what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.editor = Editor()
        self.paper = Paper(self.tr("As Slack shows it"))
        self._writing = _pane(self.tr("&Text"), self.editor)
        self.addWidget(self._writing)
        self.addWidget(_pane(self.tr("As Slack &shows it"), self.paper))
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 1)

    def draw(self, text: str, *, writing: bool) -> None:
        """Show a text on the paper; `writing` whether the editor is there."""
        self._writing.setVisible(writing)
        self.paper.draw(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Use the room that there is."""
        wide = event.size().width() >= _ROOM * self.fontMetrics().averageCharWidth()
        turned = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if turned is not self.orientation():
            self.setOrientation(turned)
        super().resizeEvent(event)


def _pane(name: str, content: QWidget) -> QWidget:
    pane = QWidget()
    label = QLabel(name)
    label.setBuddy(content)
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(label)
    layout.addWidget(content)
    return pane
