"""The second token of an account, which one can do without: how to get it, and whether it works. With it the service tells at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from supporttray.core.setup import Credential, Introduction, Tried, TrySecond
from supporttray.core.text import shorten
from supporttray.ui.part.label import Label, verbatim
from supporttray.ui.part.trouble import instead
from supporttray.ui.setup.guide import Guide
from supporttray.ui.setup.secret import Secret
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from supporttray.core.setup import Second
    from supporttray.ui.setup.question import Questions

_LIMIT = 320


class SecondPart(QWidget):
    """A guide, a field and what the service said. `told` says that something was said that has to be in view."""

    told = Signal(QWidget)

    def __init__(self, introduction: Introduction, second: Second, questions: Questions, *, kept: bool) -> None:
        super().__init__()
        self._introduction = introduction
        self._second = second
        self._questions = questions
        self._asker = f"{introduction.account}.{second.name}"
        self._tried = ""  # the token that works
        self._trying = ""
        self.address = introduction.address
        self.secret = Secret(second.title)
        self.secret.line.setPlaceholderText(self.tr("kept in the keyring") if kept else f"{second.begins[0]}…")
        self.status = Status()
        self._lay_out()
        self.secret.pasted.connect(self._try)
        self.secret.left.connect(self._try)
        self.secret.entered.connect(self._try)
        self.secret.edited.connect(self._edited)

    def credential(self) -> Credential | None:
        """What stands there; None where it is left out."""
        token = self.secret.token()
        one = self._introduction
        return Credential(one.account, one.kind, self.address, token) if token else None

    def problem(self) -> tuple[str, str]:
        """Why it cannot be saved as it is, and what to do; empty if it can."""
        token = self.secret.token()
        if not token or token == self._tried:
            return "", ""
        title = f"{self._introduction.title}, {self._second.title}"
        if token == self._trying:
            return self.tr("{title}: it is still being tried.").format(title=title), self.tr("One moment.")
        said = self.tr("{title}: it does not work yet.").format(title=title)
        return said, self.tr("Mend it, or empty its field: nobody needs it.")

    def clear(self) -> None:
        """Forget the token."""
        self.secret.clear()
        self._tried = self._trying = ""

    # --- how it is made

    def _lay_out(self) -> None:
        one, second = self._introduction, self._second
        steps, url = second.steps, second.url
        guide = Guide(
            Introduction(kind=one.kind, account=one.account, title=one.title, address=one.address, steps=steps, url=url)
        )
        guide.page.setText(guide.page.text().replace("&", ""))  # its letter is the first token's
        guide.done.connect(self.secret.setFocus)
        name = QLabel(self.tr("{title} (not needed):").format(title=verbatim(second.title)))
        name.setBuddy(self.secret.line)
        why = self.tr(
            "Without it {title} is asked again and again. With it {title} tells at once what happens ({way}), "
            "and is hardly asked at all."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Label(why.format(title=one.title, way=second.way)))
        for part in (guide, name, self.secret, self.status):
            layout.addWidget(part)

    # --- trying

    def _edited(self) -> None:
        """What was said of another token holds no more."""
        self.secret.line.keeps_enter = bool(self.secret.token())
        self._questions.drop(self._asker)
        self._tried = self._trying = ""
        self.status.clear()

    def _try(self) -> None:
        credential = self.credential()
        if credential is None or credential.token in (self._tried, self._trying):
            return
        self._trying = credential.token
        self.status.wait(self.tr("Trying…"), self.tr("There is no answer yet."))
        self._questions.put(self._asker, TrySecond(credential), self._answered)

    def _answered(self, result: object) -> None:
        token, self._trying = self._trying, ""
        if isinstance(result, Tried) and result.works:
            self._tried = token
            self.secret.line.keeps_enter = False
            self.status.fine(shorten(result.said, _LIMIT), shorten(result.hint, _LIMIT))
        else:
            said = (result.said, result.hint) if isinstance(result, Tried) else instead(result)
            self.status.trouble(*(shorten(part, _LIMIT) for part in said))
        self.told.emit(self.status)
