"""Asks for one line to be told in today's status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from supporttray.core import action
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from supporttray.ui.part.doing import Do

_READ_MS = 900  # long enough to read one word
_LONGEST = 2_000
_WIDTH = 56  # average letters


class Note(QDialog):
    """One line. Enter adds it and closes, Esc closes; what could not be added stays."""

    def __init__(self, do: Do) -> None:
        super().__init__()
        self._do = do
        self._waiting = False
        self.setWindowTitle(self.tr("Add a line to today"))
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST)
        self.line.setAccessibleName(self.tr("A line for today's status"))
        self.line.setAccessibleDescription(self._hint)
        name = QLabel(self.tr("&For today's status:"))
        name.setBuddy(self.line)
        self.said = Label(self._hint)
        self.add = QPushButton(self.tr("&Add"))
        self.add.setDefault(True)
        self.add.clicked.connect(self._add)
        leave = QPushButton(self.tr("&Close"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.line.textChanged.connect(self._written)
        self._read = QTimer(self)
        self._read.setSingleShot(True)
        self._read.setInterval(_READ_MS)
        self._read.timeout.connect(self.accept)
        self.finished.connect(self._leave)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.add)
        foot.addWidget(leave)
        layout = QVBoxLayout(self)
        for part in (name, self.line, self.said):
            layout.addWidget(part)
        layout.addStretch()
        layout.addLayout(foot)
        self.resize(_WIDTH * self.fontMetrics().averageCharWidth(), self.sizeHint().height())
        self._written()

    @property
    def _hint(self) -> str:
        return self.tr('Begin with "next:" for what comes next.')

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Begin where it is written."""
        super().showEvent(event)
        self.line.setFocus()

    def _written(self) -> None:
        self.add.setEnabled(bool(self.line.text().strip()) and not self._waiting)

    def _add(self) -> None:
        self._waiting = True
        self._written()
        self.line.setReadOnly(True)
        self._do(action.Note(self.line.text()), self._answered)

    def _answered(self, result: object) -> None:
        self._waiting = False
        if isinstance(result, BaseException):
            self.line.setReadOnly(False)
            self.said.say(" ".join(told(result)).strip())
            self._written()
            self.show()  # it may have been closed meanwhile
            self.line.setFocus()
            return
        self.said.say(self.tr("Noted."))
        if self.isVisible():
            self._read.start()
        else:
            self._leave()

    def _leave(self) -> None:
        """Go, as soon as it is known that the line was taken."""
        if not self._waiting:
            self.deleteLater()
