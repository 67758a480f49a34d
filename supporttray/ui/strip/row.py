"""One line of the outbox strip: what it is, how far it has come, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from supporttray.core.action import Action, Seen, Send, TakeBack, Undo
from supporttray.core.deed import Verb
from supporttray.core.display import age
from supporttray.core.outbox import Fate
from supporttray.core.text import isolated, shorten
from supporttray.core.work import Move
from supporttray.ui import link
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.ui.strip.parcel import Parcel

_TEXT = 60
_LONG_S = 100
_EMOJI = {"eyes": "👀", "white_check_mark": "✅"}


class ParcelRow(QWidget):
    """A kept line. `wished` says which action a person wants."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.parcel: Parcel | None = None
        self._title = ""
        self._label = Label()
        self._buttons = QWidget()
        line = QHBoxLayout(self._buttons)
        line.setContentsMargins(0, 0, 0, 0)
        self.undo, self.send, self.seen, self.back, self.link = (QPushButton() for _ in range(5))
        for button in (self.link, self.seen, self.send, self.back, self.undo):
            button.setAutoDefault(True)  # Enter presses it, not only the space bar
            line.addWidget(button)
        self.undo.clicked.connect(lambda: self._wish(Undo))
        self.send.clicked.connect(lambda: self._wish(Send))
        self.seen.clicked.connect(lambda: self._wish(Seen))
        self.back.clicked.connect(self._take_back)
        self.link.clicked.connect(self._open)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def draw(self, parcel: Parcel, now: datetime, title: str) -> None:
        """Show a parcel; `title` is what it is about."""
        if parcel != self.parcel or title != self._title:
            self.parcel, self._title = parcel, title
            self._offer(parcel)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Count on."""
        if self.parcel:
            self._label.say(f"{self._what(self.parcel)} — {self._state(self.parcel, now)}")

    def free(self) -> None:
        """Be there for another parcel."""
        self.parcel = None
        self.hide()

    def rest(self, *, busy: bool) -> None:
        """Let nothing be pressed twice."""
        self._buttons.setEnabled(not busy)

    def _wish(self, action: type[Undo | Send | Seen]) -> None:
        if self.parcel:
            self.wished.emit(action(self.parcel.entry.number))

    def _take_back(self) -> None:
        if self.parcel:
            wish: Action = TakeBack(self.parcel.entry.subject)
            self.wished.emit(wish)

    def _open(self) -> None:
        if self.parcel:
            link.open_page(self.parcel.url)

    # --- words

    def _offer(self, parcel: Parcel) -> None:
        self.rest(busy=False)
        undo = {Fate.WAITING: self.tr("&Undo"), Fate.REFUSED: self.tr("Drop"), Fate.HELD: self.tr("Drop")}
        send = {Fate.REFUSED: self.tr("Try again"), Fate.HELD: self.tr("Send now"), Fate.UNKNOWN: self.tr("Send again")}
        back = parcel.fate is Fate.SENT and parcel.entry.deed.verb is Verb.REACT and parcel.entry.subject
        self._label_button(self.undo, undo.get(parcel.fate, ""))
        self._label_button(self.send, send.get(parcel.fate, ""))
        self._label_button(self.seen, self.tr("It is there") if parcel.fate is Fate.UNKNOWN else "")
        self._label_button(self.back, self.tr("Take back (T)") if back else "")
        self._label_button(self.link, self.tr("Look there") if link.openable(parcel.url) else "")

    def _label_button(self, button: QPushButton, text: str) -> None:
        button.setVisible(bool(text))
        if text and self.parcel:
            button.setText(text)
            button.setAccessibleName(f"{text.replace('&', '')}: {self._what(self.parcel)}")

    def _what(self, parcel: Parcel) -> str:
        """Say what it is: the verb, and how the text begins."""
        verb = parcel.entry.deed.verb
        if verb in (Verb.REACT, Verb.UNREACT):
            mark = _EMOJI.get(parcel.text, parcel.text)
            where = _quoted(self._title) if self._title else self.tr("a message")
            said = self.tr("{mark} on {what}") if verb is Verb.REACT else self.tr("{mark} taken off {what}")
            return said.format(mark=mark, what=where)
        if verb is Verb.RERUN:  # its text is a number of the service's
            return self.tr("Run {what} again").format(what=_quoted(self._title) or self.tr("a build"))
        if verb in (Verb.STAGE, Verb.ASK):
            return self._moved(parcel)
        words = {
            Verb.DIRECT: self.tr("Message {text}"),
            Verb.EDIT: self.tr("Change to {text}"),
            Verb.TOPIC: self.tr("Topic {text}"),
            Verb.GROUP: self.tr("Members of a user group"),
            Verb.STATUS: self.tr("Your status {text}"),
            Verb.CREATE: self.tr("Task {text}"),
            Verb.COMMENT: self.tr("Comment {text}"),
        }
        reply = self.tr("Reply {text}") if parcel.entry.subject else self.tr("Post {text}")
        said = words.get(verb, reply).format(text=_quoted(parcel.entry.deed.title or parcel.text)).strip()
        return self.tr("{what}, {count} parts").format(what=said, count=parcel.pieces) if parcel.pieces > 1 else said

    def _moved(self, parcel: Parcel) -> str:
        """Say what becomes of a task, or who is asked to review a change."""
        deed, what = parcel.entry.deed, _quoted(self._title) or isolated(shorten(parcel.entry.deed.message, _TEXT))
        if deed.verb is Verb.ASK:
            return self.tr("Ask {name} to review {what}").format(name=isolated(shorten(parcel.text, _TEXT)), what=what)
        if deed.title:
            return self.tr("{what} goes to {word}").format(what=what, word=_quoted(deed.title))
        words: dict[str, str] = {
            Move.START: self.tr("Start {what}"),
            Move.FINISH: self.tr("Finish {what}"),
            Move.BLOCK: self.tr("Mark {what} as blocked"),
        }
        return words.get(deed.text, "{what}").format(what=what)

    def _state(self, parcel: Parcel, now: datetime) -> str:
        """Say how far it has come."""
        reason = _sentence(parcel.entry.reason)
        if parcel.fate is Fate.WAITING:
            return self._waiting(parcel, now, reason)
        if parcel.fate is Fate.SENDING:
            return self.tr("Looking whether it arrived…") if parcel.entry.looked else self.tr("Sending…")
        said = {
            Fate.SENT: self.tr("Sent."),
            Fate.REFUSED: self.tr("Not sent. {reason}"),
            Fate.UNKNOWN: self.tr("It may have arrived: look there. {reason}"),
            Fate.HELD: self.tr("Not sent yet. {reason}"),
        }
        return said[parcel.fate].format(reason=reason).strip()

    def _waiting(self, parcel: Parcel, now: datetime, reason: str) -> str:
        left = parcel.seconds(now)
        if not left or parcel.sent:
            return self.tr("Sending…")
        span = (
            self.tr("{count}\N{NO-BREAK SPACE}s").format(count=left) if left < _LONG_S else age(parcel.entry.due - now)
        )
        if parcel.entry.failed:
            return self.tr("Not sent yet. {reason} Again in {span}").format(reason=reason, span=span)
        return self.tr("Sending in {span}").format(span=span)


def _quoted(text: str) -> str:
    return f"“{isolated(shorten(text, _TEXT))}”" if text else ""


def _sentence(text: str) -> str:
    text = isolated(shorten(text, 160))
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."
