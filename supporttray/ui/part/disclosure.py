"""A heading that shows and hides what stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_INDENT = 18


class Disclosure(QWidget):
    """A heading with an arrow; `content` is there while it is open."""

    def __init__(self, heading: str, content: QWidget, *, opened: bool = False) -> None:
        super().__init__()
        self._opened = opened
        self.heading = Button()
        self.heading.setText(heading)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setAutoRaise(True)
        self.content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading, alignment=Qt.AlignmentFlag.AlignLeft)
        inner = QVBoxLayout()
        inner.setContentsMargins(_INDENT, 0, 0, 0)
        inner.addWidget(content)
        layout.addLayout(inner)
        self.heading.clicked.connect(lambda: self.open(not self._opened))
        self.open(opened)

    def open(self, opened: bool) -> None:  # noqa: FBT001  open(True), open(False): the verb says it
        """Show or hide the content."""
        self._opened = opened
        self.content.setVisible(opened)
        self.heading.setAccessibleDescription(self.tr("open") if opened else self.tr("closed"))
        self.heading.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)


class Button(QToolButton):
    """A small button that the Tab key reaches. The Enter key presses it, as everywhere else, and not the window's default button."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Let Enter press it too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
