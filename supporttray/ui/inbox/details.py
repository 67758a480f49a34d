"""Beside the list: all of the need that is selected, what can be done about it, and the field for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from supporttray.core.action import About, Details, Reply
from supporttray.core.asked import AskBefore, AskTemplates, DropDraft
from supporttray.core.model import Urgency
from supporttray.core.text import isolated
from supporttray.ui import link
from supporttray.ui.inbox import due
from supporttray.ui.inbox.actions import Actions, Step
from supporttray.ui.inbox.earlier import Earlier
from supporttray.ui.inbox.facts import Facts
from supporttray.ui.inbox.links import Links
from supporttray.ui.inbox.reply import ReplyField
from supporttray.ui.inbox.sheet import Place
from supporttray.ui.inbox.sheets import Sheets
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime, tzinfo

    from supporttray.core.asked import Colleague
    from supporttray.core.model import Need
    from supporttray.ui.part.doing import Do
    from supporttray.ui.part.picture import Pictures

    Tell = Callable[[object, str], None]

_SHAPE = 24
_REST_MS = 150  # before it is asked what was asked before: who runs through the list does not wait for that


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
        self.sheets, self.earlier = Sheets(Place(do, tell, clock, lambda: self.bar.hours)), Earlier()
        self.sheets.left.connect(self.leave)
        self.earlier.hand.connect(lambda colleague: self.open_sheet(Step.HAND, colleague))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask_earlier)
        self.reply.dropped.connect(self._drop)
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
        parts = (self._because, self._gone, self.bar, self.links, self.reply, self.sheets, self.facts, self.earlier)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch()

    @property
    def held(self) -> str:
        """The key of the need that must stay, because somebody is writing an answer to it, or is asked about it."""
        need = self.need
        writing = need and not self.reply.isHidden() and self.reply.text.strip() not in ("", need.draft.strip())
        return need.key if need and (writing or self.sheets.open) else ""

    @property
    def takes_letters(self) -> bool:
        """Whether the keyboard is where letters are no actions: in the answer, or in a sheet."""
        focus = self.window().focusWidget()
        return self.reply.field.hasFocus() or (focus is not None and self.sheets.isAncestorOf(focus))

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
        self._gone.say(self._lost() if gone and not self._sending(need) else "")
        self.links.draw(need.links, need.title)
        self.bar.offer(
            steps, quiet=need.urgency is Urgency.QUIET, draft=bool(need.subject in self._drafts or need.draft)
        )
        self.earlier.offer(hand=Step.HAND in steps)
        if need.draft and Step.REPLY in steps and (another or not last or need.draft != last.draft):
            self._show_draft(need)
        if another or need != last:
            self._ask(need)

    def follow(self, need: Need) -> None:
        """Go on with what a person writes: the same question needs somebody in another way now."""
        self.need = need
        self._ask(need)

    def begin(self) -> None:
        """Begin an answer, or go on with it."""
        if self.need:
            key = self.need.subject
            self.sheets.close_it()
            text = self._under_way.get(key) or self._drafts.get(key) or self.need.draft
            goes = link.openable(self.need.url)
            self.reply.begin(text, busy=key in self._under_way, drafted=bool(self.need.draft), goes=goes)
            self._ask_templates(key)
            self.reply.field.setFocus()
            self._bring(self.reply)

    def open_sheet(self, step: Step, colleague: Colleague | None = None) -> None:
        """Ask what a step needs to know; a `colleague` is the one to hand it to."""
        if self.need:
            self.reply.hide()
            self.sheets.begin(step, self.need, colleague)
            self._bring(self.sheets)

    def keep(self, subject: str, text: str) -> None:
        """Keep a text that was taken back, for its author to go on with; what is being written now is worth more."""
        self._drafts.setdefault(subject, text)

    def tell_age(self) -> None:
        """Tell the age anew."""
        if self.need:
            self._words(self.need)

    def leave(self) -> None:
        """Close the field and the sheet; what is written is kept."""
        self.reply.hide()
        self.sheets.close_it()
        self.left.emit()

    def _bring(self, part: QWidget) -> None:
        """Bring a part into view: its place is known when it was laid out."""
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(part, 0, 0))

    def _sending(self, need: Need) -> bool:
        return need.subject in self._under_way or self.sheets.under_way

    def _lost(self) -> str:
        if self.sheets.open:
            return self.tr("This one needs nobody any more.")
        return self.tr("This one needs nobody any more. Your text was not sent.")

    def _turn_to(self) -> None:
        """Make room for another need."""
        self._question += 1
        self.reply.hide()
        self.sheets.close_it()
        self.facts.draw(())
        self.earlier.draw((), None)
        self._rest.stop()
        if self.need and self.need.teachable:
            self._rest.start()
        self.verticalScrollBar().setValue(0)

    def _words(self, need: Need) -> None:
        self._shape.setPixmap(self._pictures.get(due.shape(need), _SHAPE, self))
        word = need.urgency.word
        self._shape.setAccessibleName(word)
        clock = due.told(need, self._clock(), self._zone)
        parts = (f"{word[:1].upper()}{word[1:]}", isolated(need.source), clock)
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

    def _ask_earlier(self) -> None:
        """Ask what was asked before; it may take its time, and may come to nothing."""
        if need := self.need:
            self._do(AskBefore(need.subject), lambda result: self._learn_earlier(need.key, result))

    def _learn_earlier(self, key: str, result: object) -> None:
        if isinstance(result, tuple) and self.need and self.need.key == key:
            self.earlier.draw(result, self._zone)

    @property
    def _zone(self) -> tzinfo | None:
        return self.bar.hours.zone if self.bar.hours else None

    # --- the answer

    def _ask_templates(self, subject: str) -> None:
        self.reply.templates.offer(())
        self._do(AskTemplates(subject), lambda result: self._learn_templates(subject, result))

    def _learn_templates(self, subject: str, result: object) -> None:
        if isinstance(result, tuple) and self.need and self.need.subject == subject:
            self.reply.templates.offer(result)

    def _show_draft(self, need: Need) -> None:
        """Open the field with what was drafted; what a person has begun stays, and so does what they are asked now."""
        begun = need.subject in self._drafts or need.subject in self._under_way or self.sheets.open
        if not begun:
            self.reply.begin(need.draft, busy=False, drafted=True, goes=link.openable(need.url))
            self._ask_templates(need.subject)

    def _drop(self) -> None:
        """Throw the draft away."""
        if need := self.need:
            self.reply.rest(busy=True)
            self._do(DropDraft(need.key), lambda result: self._dropped(need, result))

    def _dropped(self, need: Need, result: object) -> None:
        here = self.need is not None and self.need.key == need.key
        if here:
            self.reply.rest(busy=False)
        if not isinstance(result, BaseException):
            self._drafts.pop(need.subject, None)
            if here:
                self.leave()
        self._tell(result, need.title)

    def _keep(self) -> None:
        if self.need and not self.reply.isHidden():
            own = self.reply.text.strip() and self.reply.text != self.need.draft
            if own:
                self._drafts[self.need.subject] = self.reply.text
            else:
                self._drafts.pop(self.need.subject, None)

    def _send(self, text: str) -> None:
        if need := self.need:
            self._under_way[need.subject] = text
            self.reply.rest(busy=True)
            self._do(Reply(need.subject, text), lambda result: self._sent(need, result))

    def _sent(self, need: Need, result: object) -> None:
        """Forget the text once it is handed over; keep it where that failed."""
        text = self._under_way.pop(need.subject, "")
        here = self.need is not None and self.need.subject == need.subject and not self.reply.isHidden()
        if isinstance(result, BaseException):
            self._drafts[need.subject] = text
            if here:
                self.reply.rest(busy=False)
        else:
            self._drafts.pop(need.subject, None)
            if here:
                self.leave()
        self._tell(result, need.title)
