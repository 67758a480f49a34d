"""The line of the first questions for who has a team's file: its address, what it watches and trusts, and Use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supporttray.core.setup import Broken, Known
from supporttray.core.team import JoinTeam, LookAtTeam, TeamFile
from supporttray.core.text import shorten
from supporttray.ui.part.area import Short
from supporttray.ui.part.disclosure import Disclosure
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from supporttray.ui.setup.question import Questions

_ME = "team"
_HIGHEST = 180  # of what is told; more of it scrolls
_LONGEST = 200


class TeamLine(QWidget):
    """Asks for the team's file and shows it before anything else is asked. `joined` brings the `Known` that it makes.

    Later it says where the file is; `wanted` that somebody wants to see what has changed in it.
    """

    joined = Signal(object)
    wanted = Signal()

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._questions = questions
        self.linked = Label()
        self.changes = QPushButton(self.tr("What has changed…"))
        self.changes.setAccessibleDescription(self.tr("Shows what has changed in the team's file"))
        self.address = _Line()
        self.choose = QPushButton(self.tr("Choose a file…"))
        self.look = QPushButton(self.tr("Look at it"))
        self.status = Status()
        self.watches = Label()
        self.trusted = Label(bold=True)
        self.use = QPushButton(self.tr("Use it, and trust these addresses"))
        self._told = Short(self._telling(), _HIGHEST)
        self.asks = Disclosure(self.tr("Your team has a file? Paste its address or choose it"), self._asking())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(self.linked, 1)
        line.addWidget(self.changes)
        layout.addLayout(line)
        layout.addWidget(self.asks)
        self._connect()
        self._forget()
        self.hide()

    def draw(self, known: Known) -> None:
        """Ask in the first questions; later say where the file is."""
        linked = self.tr("What your team shares comes from {address}").format(address=shorten(known.team, _LONGEST))
        self.linked.say(linked if known.team else "")
        self.changes.setVisible(bool(known.team) and not known.first)
        self.asks.setVisible(known.first and not known.team)
        self.setVisible(bool(known.first or known.team))

    # --- how it is made

    def _asking(self) -> QWidget:
        self.address.setAccessibleName(self.tr("Address of the team's file"))
        self.address.setPlaceholderText("https://")
        row = QHBoxLayout()
        row.addWidget(self.address, 1)
        row.addWidget(self.choose)
        row.addWidget(self.look)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(row)
        inner.addWidget(self.status)
        inner.addWidget(self._told)
        foot = QHBoxLayout()
        foot.addWidget(self.use)
        foot.addStretch()
        inner.addLayout(foot)
        return content

    def _telling(self) -> QWidget:
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.trusted)
        inner.addWidget(self.watches)
        inner.addStretch()
        return content

    def _connect(self) -> None:
        self.changes.clicked.connect(self.wanted)
        for button in (self.choose, self.look, self.use, self.changes):
            button.setAutoDefault(True)  # Enter presses the one that has the keys, not the dialog's own
        self.address.textEdited.connect(self._forget)
        self.address.entered.connect(self._look)
        self.choose.clicked.connect(self._choose)
        self.look.clicked.connect(self._look)
        self.use.clicked.connect(self._use)

    # --- looking at it

    def _forget(self) -> None:
        """Another address: what was said of the last one holds no more."""
        self._questions.drop(_ME)
        self.status.clear()
        self._told.hide()
        self.use.hide()
        self.look.setEnabled(bool(self.address.text().strip()))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("The team's file"), "", self.tr("Config (*.toml)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.address.setText(path)
        self.address.setCursorPosition(0)  # of a long one the beginning is seen
        self._look()

    def _look(self) -> None:
        self._forget()
        self.look.setEnabled(False)
        self.status.wait(self.tr("Looking…"), self.tr("There is no answer yet."))
        self._questions.put(_ME, LookAtTeam(self.address.text().strip()), self._looked)

    def _looked(self, result: object) -> None:
        self._forget()
        if not isinstance(result, TeamFile):
            self._fail(result)
            return
        self.status.fine(self.tr("This is what it trusts and watches. Nothing was taken yet."))
        trusted = [f"•  {one.told}" for one in result.trusted] or [self.tr("It trusts no address.")]
        watches = [f"•  {one}" for one in result.watches] or [self.tr("It watches nothing.")]
        self.trusted.say("\n".join((self.tr("Your tokens go to these addresses only:"), *trusted)))
        self.watches.say("\n".join((self.tr("It watches:"), *watches)))
        self._told.show()
        self._told.fit()
        self.use.show()
        self.use.setFocus()

    def _use(self) -> None:
        self._questions.put(_ME, JoinTeam(), self._used)

    def _used(self, result: object) -> None:
        if isinstance(result, Known):
            self.joined.emit(result)
        elif isinstance(result, Broken):
            self.status.trouble(result.said, result.hint)
        else:
            self._fail(result)

    def _fail(self, result: object) -> None:
        self.status.trouble(*told(result if isinstance(result, BaseException) else TypeError()))


class _Line(QLineEdit):
    """A line that keeps Enter from the window's default button."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Look at what stands here."""
        if event.key() in (Qt.Key.Key_Enter, Qt.Key.Key_Return):
            if self.text().strip():
                self.entered.emit()
        else:
            super().keyPressEvent(event)
