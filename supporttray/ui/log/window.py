"""Logs a request that reached somebody in person: what was asked, by whom, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from supporttray.core import asked
from supporttray.core.action import Done
from supporttray.ui.log.when import When
from supporttray.ui.part.field import Field
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from PySide6.QtGui import QShowEvent

    from supporttray.ui.part.doing import Do

_READ_MS = 900  # long enough to read a few words
_LONGEST = 200  # letters of a name
_WIDTH, _LINES = 64, 5  # average letters, lines of what was asked


class Log(QDialog):
    """Ctrl+Enter logs it and closes. Esc closes, and what was written is there again; what could not be logged stays."""

    def __init__(
        self, do: Do, zone: tzinfo | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__()
        self._do = do
        self._waiting = False
        self.setWindowTitle(self.tr("Log a request"))
        self.text = Field(self.tr("What was asked"), _LINES)
        self.text.setPlaceholderText("")  # its name stands above it
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST)
        self.when = When(now, zone)
        self.said = Label()
        self.log = QPushButton(self.tr("&Log"))
        self.log.setDefault(True)
        self.log.setToolTip(self.tr("Ctrl+Enter"))
        self.leave = QPushButton(self.tr("&Close"))
        self.leave.setAutoDefault(False)
        self._read = QTimer(self)
        self._read.setSingleShot(True)
        self._read.setInterval(_READ_MS)
        self._lay_out()
        self._connect()
        self._written()

    # --- how it is made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, field in ((self.tr("&By whom:"), self.name), (self.tr("&When:"), self.when)):
            form.addRow(words, field)
        name = QLabel(self.tr("What was &asked:"))
        name.setBuddy(self.text)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.log)
        foot.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.addWidget(name)
        layout.addWidget(self.text, 1)
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addLayout(foot)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.resize(_WIDTH * self.fontMetrics().averageCharWidth(), self.sizeHint().height())

    def _connect(self) -> None:
        self.text.textChanged.connect(self._written)
        self.text.asked.connect(self._log)
        self.text.left.connect(self.reject)
        self.name.textChanged.connect(self._written)
        self.when.changed.connect(self._written)
        self.log.clicked.connect(self._log)
        self.leave.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)  # a finger that rests logs once
            shortcut.activated.connect(self._log)
        self._read.timeout.connect(self.accept)
        self.finished.connect(self._leave)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Begin where it is written."""
        super().showEvent(event)
        self.text.setFocus()

    # --- what is written

    @property
    def _text(self) -> str:
        return self.text.toPlainText().strip()

    def _written(self) -> None:
        """Say what is missing, or what is not plain to see."""
        ready = bool(self._text and self.name.text().strip())
        self.log.setEnabled(ready and not self._waiting)
        if not ready:
            self.said.say(self.tr("It waits in the inbox like any other, until somebody has answered."))
        else:
            self.said.say(self.tr("That was yesterday.") if self.when.yesterday else "")

    def _log(self) -> None:
        if self.log.isEnabled():
            self._rest(busy=True)
            self._do(asked.Log(self._text, self.name.text().strip(), self.when.at), self._answered)

    def _rest(self, *, busy: bool) -> None:
        self._waiting = busy
        self._written()
        for field in (self.text, self.name):
            field.setReadOnly(busy)
        self.when.setEnabled(not busy)

    def _answered(self, result: object) -> None:
        if isinstance(result, BaseException):
            self._rest(busy=False)
            self.said.say(" ".join(told(result)).strip())
            self.show()  # it may have been closed meanwhile
            self.text.setFocus()
            return
        self._waiting = False
        self.text.clear()
        self.said.say((isinstance(result, Done) and result.said) or self.tr("Logged."))
        if self.isVisible():
            self._read.start()
        else:
            self._leave()

    # --- it goes

    def _leave(self) -> None:
        """Go, unless something is written or on its way: that is there again when the window is."""
        if not self._waiting and not self._text:
            self.deleteLater()
