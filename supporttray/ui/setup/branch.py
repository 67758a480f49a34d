"""Below the list of repositories: another branch of the current one, asked for when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.core.setup import Credential, Offer, Variants
from supporttray.core.text import shorten
from supporttray.ui.part.finder import Finder
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.setup import choice
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from supporttray.ui.setup.question import Questions


class Branch(QWidget):
    """Offers the other branches of what `look` is given; `found` is emitted with the chosen one."""

    found = Signal(object)

    def __init__(self, asker: str, questions: Questions) -> None:
        super().__init__()
        self._asker = f"branch of {asker}"
        self._questions = questions
        self._credential: Credential | None = None
        self._offer: Offer | None = None
        self._variants: tuple[Offer, ...] = ()
        self._button = QPushButton(self.tr("Anot&her branch…"))
        self._button.setAccessibleDescription(
            self.tr("Asks for the other branches of the current row; the chosen one is added")
        )
        self._finder = Finder(self.tr("Branch"))
        self._name = Label()
        self._status = Status()
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addWidget(self._name, 1)
        row.addWidget(self._finder, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._status)
        self._button.clicked.connect(self._ask)
        self._finder.activated.connect(self._choose)
        self.look(None, None)

    def look(self, credential: Credential | None, offer: Offer | None) -> None:
        """Be about this offer."""
        self._questions.drop(self._asker)
        self._credential, self._offer = credential, offer
        able = bool(credential and offer and choice.branch(offer))
        self._status.clear()
        self._finder.hide()
        self._name.say(self.tr("of {name}").format(name=shorten(offer.name, 80)) if offer and able else "")
        self._button.setEnabled(True)
        self.setVisible(able and self.parentWidget() is not None)

    def _ask(self) -> None:
        if self._credential is None or self._offer is None:
            return
        self._button.setEnabled(False)
        self._status.wait(self.tr("Asking…"), self.tr("There is no answer yet."))
        self._questions.put(self._asker, Variants(self._credential, self._offer), self._answered)

    def _answered(self, result: object) -> None:
        self._button.setEnabled(True)
        self._status.clear()
        if isinstance(result, BaseException):
            self._status.trouble(*told(result))
            return
        variants = result if isinstance(result, tuple) else ()
        self._variants = tuple(one for one in variants if isinstance(one, Offer) and one != self._offer)
        if not self._variants:
            self._status.trouble(self.tr("There is no other branch."))
            return
        self._finder.clear()
        self._finder.addItems([choice.branch(one) for one in self._variants])
        self._finder.prompt(self.tr("Choose a branch, or type a part of its name"))
        self._name.say("")
        self._finder.show()
        self._finder.setFocus()

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._variants):
            self.found.emit(self._variants[index])
