"""How one gets a token: what the app does with it, the steps, and who else has to agree."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.ui import link
from supporttray.ui.part.disclosure import Disclosure
from supporttray.ui.part.label import Label, verbatim

if TYPE_CHECKING:
    from supporttray.core.setup import Introduction


class Guide(QWidget):
    """The steps to a token. `done` says that a button was pressed and the token comes next."""

    done = Signal()

    def __init__(self, introduction: Introduction) -> None:
        super().__init__()
        self._introduction = introduction
        self._copied = Label()
        self.copy = QPushButton(self.tr("Copy the &manifest"))
        self.page = QPushButton()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_numbered(introduction.steps))
        layout.addLayout(self._buttons())
        layout.addWidget(self._copied)
        if introduction.admin:
            layout.addWidget(Label(introduction.admin))
        if introduction.scopes:
            heading = self.tr("What the token may do ({count})").format(count=len(introduction.scopes))
            layout.addWidget(Disclosure(heading, self._scopes()))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        host = urlsplit(self._introduction.url).hostname or ""
        self.page.setText(self.tr("O&pen {host}").format(host=verbatim(host)))
        self.page.setAccessibleDescription(self.tr("Opens the page in your browser"))
        self.copy.clicked.connect(self._copy)
        self.page.clicked.connect(self._open)
        row.addWidget(self.copy)
        row.addWidget(self.page)
        if not self._introduction.copied:
            self.copy.hide()
        if not link.openable(self._introduction.url):
            self.page.hide()
        row.addStretch()
        return row

    def _scopes(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for number, scope in enumerate(self._introduction.scopes):
            words = (
                self.tr("{words} (not needed for reading)").format(words=scope.words) if scope.writes else scope.words
            )
            grid.addWidget(_beside(scope.name), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(words), number, 1)
        return table

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._introduction.copied)
        self._copied.say(self.tr("✓ The manifest is copied: paste it on the page."))

    def _open(self) -> None:
        link.open_page(self._introduction.url)
        self.done.emit()


def _numbered(steps: tuple[str, ...]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setColumnStretch(1, 1)
    for number, step in enumerate(steps):
        grid.addWidget(_beside(f"{number + 1}."), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(step), number, 1)
    return table


def _beside(text: str) -> Label:
    """Return a label that does not wrap, for a narrow column."""
    label = Label(text)
    label.setWordWrap(False)
    return label
