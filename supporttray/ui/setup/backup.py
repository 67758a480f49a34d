"""The part of the settings about the one thing that is sent without a click: who is told when nobody is home."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supporttray.core.action import Done
from supporttray.core.backup import ONCE, AskBackup, AskTheBackup, SetBackup, Standing, words
from supporttray.ui.part.disclosure import Disclosure
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from supporttray.ui.setup.question import Questions

_ME = "backup"


class BackupBox(QWidget):
    """Closed until somebody opens it; then it asks how it stands. What is changed here is kept by its own button, at once."""

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._questions = questions
        self._known = Standing()
        self._shown = self._sent = SetBackup(consent=False, person="", name="")  # what a person changed since is theirs
        self.stands = Label(bold=True)
        self.person = QLineEdit()
        self.name = QLineEdit()
        self.consent = QCheckBox(self.tr("I want that this one message is sent without a click"))
        self.keep = QPushButton(self.tr("Keep this"))
        self.ask = QPushButton(self.tr("Ask them…"))
        self.status = Status()
        self.part = Disclosure(self.tr("Nobody home: the one thing that is sent without a click"), self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.part)
        self._connect()
        self._draw()

    # --- how it is made

    def _content(self) -> QWidget:
        self.person.setPlaceholderText("U0123ABCD")
        self.person.setAccessibleName(self.tr("The backup's member ID"))
        self.person.setToolTip(self.tr("In Slack, open their profile, press ⋮ and choose “Copy member ID”."))
        self.name.setAccessibleName(self.tr("What you call the backup"))
        self.ask.setAccessibleDescription(self.tr("Sends them a message in your name; it waits ten seconds for Undo"))
        form = QFormLayout()
        form.addRow(self.tr("Their member ID in Slack:"), self.person)
        form.addRow(self.tr("What you call them:"), self.name)
        buttons = QHBoxLayout()
        buttons.addWidget(self.keep)
        buttons.addWidget(self.ask)
        buttons.addStretch()
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(Label(ONCE))
        inner.addWidget(self.stands)
        inner.addLayout(form)
        inner.addWidget(self.consent)
        inner.addLayout(buttons)
        inner.addWidget(self.status)
        return content

    def _connect(self) -> None:
        self.part.heading.clicked.connect(self._look)
        self.person.textEdited.connect(self._draw)
        self.name.textEdited.connect(self._draw)
        self.consent.toggled.connect(self._draw)
        self.keep.clicked.connect(self._keep)
        self.ask.clicked.connect(self._ask)
        for button in (self.keep, self.ask):
            button.setAutoDefault(True)  # Enter presses the one that has the keys, not the dialog's own
        order = (self.part.heading, self.person, self.name, self.consent, self.keep, self.ask)
        for one, following in pairwise(order):
            self.setTabOrder(one, following)

    # --- how it stands

    def _look(self) -> None:
        self._questions.put(_ME, AskBackup(), self._told)

    def _told(self, result: object) -> None:
        if not isinstance(result, Standing):
            self._fail(result)
            return
        touched = self._wanted() != self._shown
        self._known = result
        if not touched:
            self.person.setText(result.person)
            self.name.setText(result.name)
            self.consent.setChecked(result.consent)
            self._shown = self._wanted()
        self.stands.say(words(result, None))
        self._draw()

    def _draw(self) -> None:
        """What is not kept yet is kept first; who agreed, or is being asked, is not asked again."""
        known, wanted = self._known, self._wanted()
        fresh = (wanted.person, wanted.name, wanted.consent) != (known.person, known.name, known.consent)
        self.keep.setEnabled(bool(wanted.person) and fresh)
        self.ask.setEnabled(bool(known.consent and not (fresh or known.agreed or known.asking)))

    def _wanted(self) -> SetBackup:
        return SetBackup(
            consent=self.consent.isChecked(),
            person=self.person.text().strip(),
            name=self.name.text().strip(),
            account=self._known.account,
        )

    # --- what a person does

    def _keep(self) -> None:
        self._rest(self.tr("Saving…"))
        self._sent = self._wanted()
        self._questions.put(_ME, self._sent, self._kept)

    def _kept(self, result: object) -> None:
        if not isinstance(result, Done):
            self._fail(result)
            return
        self.status.fine(result.said)
        self._shown = self._sent
        self._look()

    def _ask(self) -> None:
        self._rest(self.tr("One moment…"))
        self._questions.put(_ME, AskTheBackup(), self._asked)

    def _asked(self, result: object) -> None:
        if not isinstance(result, Done):
            self._fail(result)
            return
        self.status.fine(result.said or self.tr("It is sent in ten seconds."), self.tr("The inbox can take it back."))
        self._look()

    def _rest(self, said: str) -> None:
        for button in (self.keep, self.ask):
            button.setEnabled(False)
        self.status.wait(said, self.tr("There is no answer yet."))

    def _fail(self, result: object) -> None:
        self.status.trouble(*told(result if isinstance(result, BaseException) else TypeError()))
        self._draw()
