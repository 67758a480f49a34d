"""Beside the list: all of the need that is selected, what can be done about it, and the field for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from supporttray.core.action import About, Details, Reply
from supporttray.core.display import age
from supporttray.core.model import Urgency
from supporttray.core.text import isolated
from supporttray.ui.inbox.actions import Actions
from supporttray.ui.inbox.facts import Facts
from supporttray.ui.inbox.links import Links
from supporttray.ui.inbox.paint import SHAPES
from supporttray.ui.inbox.reply import ReplyField
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from supporttray.core.model import Need
    from supporttray.ui.inbox.actions import Step
    from supporttray.ui.part.doing import Do
    from supporttray.ui.part.picture import Pictures

    Tell = Callable[[object, str], None]

_SHAPE = 24


class DetailsPane(QScrollArea):
    """Shows one need. `left` says that the keys should go back to the list, and that nothing is held any more."""

    left = Signal()

    def __init__(self, do: Do, tell: Tell, pictures: Pictures, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._do, self._tell, self._pictures, self._clock = do, tell, pictures, clock
        self._question = 0
        self._drafts: dict[str, str] = {}
        self._under_way: dict[str, str] = {}
        self.need: Need | None = None
        self._shape, self._title, self._head, self._because = QLabel(), Label(bold=True, larger=1.25), Label(), Label()
        self._gone = Label(bold=True)
        self.bar, self.links, self.reply, self.facts = Actions(clock), Links(), ReplyField(), Facts()
        self.reply.sent.connect(self._send)
        self.reply.left.connect(self.leave)
        self.reply.field.textChanged.connect(self._keep)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Details"))
        self._page = QWidget()
        self._build()
        self.setWidget(self._page)
        self._page.hide()

    def _build(self) -> None:
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addWidget(self._head)
        title.addWidget(self._title)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(title, 1)
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        for part in (self._because, self._gone, self.bar, self.links, self.reply, self.facts):
            layout.addWidget(part)
        layout.addStretch()

    @property
    def held(self) -> str:
        """The key of the need that must stay, because somebody is writing an answer to it."""
        writing = self.need and not self.reply.isHidden() and self.reply.text.strip()
        return self.need.key if self.need and writing else ""

    def draw(self, need: Need | None, steps: Collection[Step] = (), *, gone: bool = False) -> None:
        """Show a need and what can be done about it; one that is `gone` is only there for the answer that was begun."""
        last, self.need = self.need, need
        another = (last.key if last else "") != (need.key if need else "")
        if another:
            self._turn_to()
        self._page.setVisible(need is not None)
        if need is None:
            return
        self._words(need)
        lost = gone and need.subject not in self._under_way
        self._gone.say(self.tr("This one needs nobody any more. Your text was not sent.") if lost else "")
        self.links.draw(need.links, need.title)
        self.bar.offer(steps, quiet=need.urgency is Urgency.QUIET, draft=need.subject in self._drafts)
        if another or need != last:
            self._ask(need)

    def begin(self) -> None:
        """Begin an answer, or go on with it."""
        if self.need:
            key = self.need.subject
            self.reply.begin(self._under_way.get(key) or self._drafts.get(key, ""), busy=key in self._under_way)
            self.reply.field.setFocus()
            QTimer.singleShot(0, self._reveal)  # its place is known when it was laid out

    def keep(self, subject: str, text: str) -> None:
        """Keep a text that was taken back, for its author to go on with; what is being written now is worth more."""
        self._drafts.setdefault(subject, text)

    def tell_age(self) -> None:
        """Tell the age anew."""
        if self.need:
            self._words(self.need)

    def leave(self) -> None:
        """Close the field; what is written is kept."""
        self.reply.hide()
        self.left.emit()

    def _reveal(self) -> None:
        self.ensureWidgetVisible(self.reply, 0, 0)

    def _turn_to(self) -> None:
        """Make room for another need."""
        self._question += 1
        self.reply.hide()
        self.facts.draw(())
        self.verticalScrollBar().setValue(0)

    def _words(self, need: Need) -> None:
        self._shape.setPixmap(self._pictures.get(SHAPES[need.urgency], _SHAPE, self))
        word = need.urgency.word
        self._shape.setAccessibleName(word)
        parts = (f"{word[:1].upper()}{word[1:]}", isolated(need.source), age(self._clock() - need.since))
        self._head.say(" · ".join(part for part in parts if part))
        self._title.say(need.title)
        self._because.say(need.because)

    # --- what is known of it

    def _ask(self, need: Need) -> None:
        self._question += 1
        number = self._question
        self._do(About(need.subject), lambda result: self._learn(number, result))

    def _learn(self, number: int, result: object) -> None:
        """Show an answer, unless it is one to an older question."""
        if number != self._question:
            return
        if isinstance(result, Details):
            self.facts.draw(result.lines)
        elif isinstance(result, BaseException):
            self.facts.draw([(self.tr("More"), " — ".join(part.rstrip(".") for part in told(result) if part))])

    # --- the answer

    def _keep(self) -> None:
        if self.need and not self.reply.isHidden():
            self._drafts[self.need.subject] = self.reply.text
            if not self.reply.text.strip():
                del self._drafts[self.need.subject]

    def _send(self, text: str) -> None:
        if need := self.need:
            self._under_way[need.subject] = text
            self.reply.rest(busy=True)
            self._do(Reply(need.subject, text), lambda result: self._sent(need, result))

    def _sent(self, need: Need, result: object) -> None:
        """Forget the text once it is handed over; keep it where that failed."""
        text = self._under_way.pop(need.subject, "")
        here = self.need is not None and self.need.key == need.key and not self.reply.isHidden()
        if isinstance(result, BaseException):
            self._drafts[need.subject] = text
            if here:
                self.reply.rest(busy=False)
        else:
            self._drafts.pop(need.subject, None)
            if here:
                self.leave()
        self._tell(result, need.title)
