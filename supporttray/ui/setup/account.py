"""The page of one account: how to get its token, whether it works, and what to watch there."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supporttray.core.display import AT_ONCE
from supporttray.core.setup import Credential, Offer, Tried, Try
from supporttray.core.text import shorten
from supporttray.ui.part.checklist import Checklist
from supporttray.ui.part.disclosure import Disclosure
from supporttray.ui.part.label import Label, verbatim
from supporttray.ui.part.trouble import instead
from supporttray.ui.setup import choice
from supporttray.ui.setup.branch import Branch
from supporttray.ui.setup.guide import Guide
from supporttray.ui.setup.second import SecondPart
from supporttray.ui.setup.secret import Secret
from supporttray.ui.setup.status import Status

if TYPE_CHECKING:
    from supporttray.core.setup import Introduction, Known
    from supporttray.core.snapshot import ServiceState
    from supporttray.ui.setup.question import Questions

_NAME_LIMIT = 160


class State(Enum):
    """How far an account has come."""

    EMPTY = auto()
    UNTRIED = auto()
    TRYING = auto()
    WORKS = auto()
    FAILED = auto()


class AccountPage(QWidget):
    """Asks for a token, tries it, offers what it sees. `changed` says that something of this is otherwise now."""

    changed = Signal()
    told = Signal(QWidget)  # what was said, for it has to be in view

    def __init__(self, introduction: Introduction, known: Known, questions: Questions) -> None:
        super().__init__()
        self.introduction = introduction
        self.state = State.EMPTY
        self.tried: Tried | None = None
        self._questions = questions
        self._kept = introduction.account in known.secret
        self._known = tuple(offer for account, offer in known.watched if account == introduction.account)
        self._shared = tuple(offer for account, offer in known.shared if account == introduction.account)
        self._address_kept = dict(known.addresses).get(introduction.account, "") or introduction.address
        self._last: Credential | None = None
        self._guide = Guide(introduction)
        self._how = Disclosure(self.tr("How to get a token"), self._guide, opened=not self._kept)
        self._secret = Secret(self.tr("Token of {title}").format(title=introduction.title))
        self._address = QLineEdit(self._address_kept)
        self._status = Status()
        self._promise = Label()
        self._again = QPushButton(self.tr("T&ry again"))
        self._list = Checklist(self.tr("What to watch in {title}").format(title=introduction.title), self._nothing())
        self._branch = Branch(introduction.account, questions)
        self._offered = QWidget()
        self._heard = Label()
        second, self._told = introduction.second, introduction.account in known.told
        self._second = SecondPart(introduction, second, questions, kept=self._told) if second else None
        self._at_once = Disclosure(self.tr("Be told at once…"), self._second or QWidget())
        self._lay_out()
        self._connect()
        if self._known or self._shared:
            self._fill(())
        self._show()

    # --- what the dialog asks

    def begin(self) -> None:
        """The page is seen: put the cursor where one goes on; a kept token is tried now, for what it offers."""
        if self._kept and self.state is State.EMPTY:
            self._try(self.credential())
        (self._list if self.state is State.WORKS else self._secret).setFocus()

    def credential(self) -> Credential | None:
        """What opens the account; None where it is left out."""
        token = self._secret.token()
        if not token and not self._kept:
            return None
        return Credential(self.introduction.account, self.introduction.kind, self._address.text().strip(), token)

    def second(self) -> Credential | None:
        """What makes it tell at once; None where that is left out."""
        return self._second.credential() if self._second else None

    def telling(self) -> str:
        """Say whether the service will tell at once what happens, and what that takes; empty where none does."""
        title, second = self.introduction.title, self.introduction.second
        if second is None:
            return ""
        if self._told or self.second():
            return self.tr("{title} tells at once what happens ({way}).").format(title=title, way=second.way)
        words = self.tr(
            "{title} is asked again and again. With an {token} it tells at once: see “Be told at once…” in the settings."
        )
        return words.format(title=title, token=second.title.lower())

    def draw(self, service: ServiceState | None) -> None:
        """Say how soon it is known what happens there, and what the service lets us see late or not at all."""
        self._heard.say(" ".join(filter(None, (self._hearing(service), service.limits))) if service else "")

    def _hearing(self, service: ServiceState) -> str:
        title, second = self.introduction.title, self.introduction.second
        if second and service.heard == AT_ONCE:
            return self.tr("{title} tells at once what happens ({way}).").format(title=title, way=second.way)
        return self.tr("{title} is asked {heard}.").format(title=title, heard=service.heard) if service.heard else ""

    def chosen(self) -> tuple[tuple[str, Offer], ...]:
        """What is ticked."""
        return tuple((self.introduction.account, one) for one in self._list.checked() if isinstance(one, Offer))

    def conversations(self) -> tuple[tuple[str, Offer], ...]:
        """Where something could be posted."""
        offers = (one for one in self._list.values() if isinstance(one, Offer) and one.place)
        return tuple((self.introduction.account, one) for one in offers)

    def problem(self) -> tuple[str, str]:
        """Why the page cannot be saved as it is, and what to do; empty if it can."""
        title = self.introduction.title
        if self._moved():
            return self.tr("{title}: another address needs its own token.").format(title=title), ""
        if not self._secret.token() or self.state is State.WORKS:
            return self._second.problem() if self._second else ("", "")
        if self.state is State.TRYING:
            return self.tr("{title} is still being tried.").format(title=title), self.tr("One moment.")
        said = self.tr("The token of {title} does not work yet.").format(title=title)
        return said, self.tr("Mend it, or empty its field.")

    def clear(self) -> None:
        """Forget the token."""
        self._secret.clear()
        self._branch.look(None, None)
        self._last = None
        if self._second:
            self._told = self._told or self.second() is not None
            self._second.clear()

    # --- how it looks

    def _lay_out(self) -> None:
        title = self.introduction.title
        layout = QVBoxLayout(self)
        layout.addWidget(Label(title, bold=True, larger=1.3))
        promise = self.tr(
            "Support Tray asks {title} what needs you, and shows it on this computer only. "
            "It posts nothing without your click."
        )
        self._promise.say(promise.format(title=title))
        layout.addWidget(self._promise)
        layout.addWidget(self._how)
        buddy = QLabel(self.tr("&Token of {title}:").format(title=verbatim(title)))
        buddy.setBuddy(self._secret.line)
        layout.addWidget(buddy)
        layout.addWidget(self._secret)
        layout.addWidget(self._status)
        layout.addWidget(self._again, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._heard)
        layout.addWidget(self._at_once)
        layout.addWidget(self._elsewhere())
        inner = QVBoxLayout(self._offered)
        inner.setContentsMargins(0, 0, 0, 0)
        heading = QLabel(self.tr("&Watch:"))
        heading.setBuddy(self._list.view)
        inner.addWidget(heading)
        inner.addWidget(self._list, 1)
        inner.addWidget(self._branch)
        layout.addWidget(self._offered, 1)
        layout.addStretch()
        begins = f"{self.introduction.begins[0]}…" if self.introduction.begins else ""
        self._secret.line.setPlaceholderText(self.tr("kept in the keyring") if self._kept else begins)

    def _elsewhere(self) -> Disclosure:
        name = self.tr("Address of {title}").format(title=self.introduction.title)
        self._address.setAccessibleName(name)
        self._address.setToolTip(self.tr("For a server of your company's own"))
        other = self._address_kept != self.introduction.address
        return Disclosure(self.tr("Another address…"), self._address, opened=other)

    def _connect(self) -> None:
        self._guide.done.connect(self._secret.setFocus)
        self._secret.pasted.connect(self._done_with)
        self._secret.entered.connect(self._retry)
        self._secret.left.connect(self._done_with)
        self._secret.edited.connect(self._edited)
        self._address.textEdited.connect(self._edited)
        self._address.editingFinished.connect(self._done_with)
        self._again.clicked.connect(self._retry)
        self._list.changed.connect(self.changed)
        self._list.moved.connect(self._moved_on)
        if self._second:
            self._second.told.connect(self.told)
        self._branch.found.connect(lambda offer: self._list.add(choice.row(offer)))

    def _nothing(self) -> str:
        if self.introduction.kind == "slack":
            return self.tr("No channels: join one in Slack first, then try again.")
        return self.tr("This token sees nothing that could be watched.")

    def _show(self) -> None:
        """Show what belongs to the state, and no more."""
        works = self.state is State.WORKS
        self._secret.line.keeps_enter = not works
        empty = works and not self._list.values()
        self._again.setVisible(self.state is State.FAILED or empty)
        self._promise.setVisible(not works)
        self._at_once.setVisible(self._second is not None and (works or self._kept))
        self._offered.setVisible(works or bool(self._known or self._shared))
        self.changed.emit()

    # --- trying

    def _edited(self) -> None:
        """Another token, or another address: what was said of the last one holds no more."""
        if self._last is not None and self._last == self.credential():
            return  # a space, and away again
        self._questions.drop(self.introduction.account)
        self._last = None
        self.tried = None
        self.state = State.UNTRIED if self._secret.token() else State.EMPTY
        self._status.clear()
        self._show()

    def _done_with(self) -> None:
        """Try what stands there, unless it was tried already."""
        if self.state in (State.UNTRIED, State.EMPTY) and (self._secret.token() or self._kept):
            self._try(self.credential())

    def _retry(self) -> None:
        self._try(self.credential())

    def _try(self, credential: Credential | None) -> None:
        if credential is None or (self.state is State.TRYING and credential == self._last):
            return
        if self._moved():
            self._status.trouble(*self.problem())
            return
        self._last = credential
        self.state = State.TRYING
        later = self.tr("There is no answer yet.")
        if not credential.token:
            later = self.tr("Waiting for the keyring: a window of your system may ask for its password.")
        self._status.wait(self.tr("Trying…"), later)
        if self._second:
            self._second.address = credential.address
        self._questions.put(self.introduction.account, Try(credential), self._answered)
        self._show()

    def _moved(self) -> bool:
        """Whether the kept token would go to an address that it is not for."""
        return self._kept and not self._secret.token() and self._address.text().strip() != self._address_kept

    def _answered(self, result: object) -> None:
        if isinstance(result, Tried) and result.works:
            self._worked(result)
        else:
            self.state = State.FAILED
            said = (result.said, result.hint) if isinstance(result, Tried) else instead(result)
            self._status.trouble(*(shorten(part, _NAME_LIMIT * 2) for part in said))
        self._show()
        self.told.emit(self._status)

    def _worked(self, tried: Tried) -> None:
        self.state, self.tried = State.WORKS, tried
        lacks = ", ".join(f"{scope.name} ({scope.words})" for scope in tried.lacks)
        hint = shorten(tried.hint, _NAME_LIMIT * 2)
        if lacks:
            hint = " ".join((hint, self.tr("The token lacks: {lacks}.").format(lacks=lacks))).strip()
        self._status.fine(shorten(tried.said, _NAME_LIMIT), hint)
        self._fill(tried.offers)
        self._how.open(False)  # noqa: FBT003  the verb says it

    def _fill(self, offers: tuple[Offer, ...]) -> None:
        picked = [one for _, one in self.chosen()] if self._list.values() else list(self._known)
        self._list.fill(choice.rows(self._known, offers, picked, self._shared))

    def _moved_on(self) -> None:
        current = self._list.current()
        works = self.state is State.WORKS
        self._branch.look(self.credential() if works else None, current if isinstance(current, Offer) else None)
