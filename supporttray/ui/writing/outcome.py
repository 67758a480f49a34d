"""What has become of a posting, in words, and what a person may do about it. Pure but for the translation."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from supporttray.core.action import Seen, Send, Undo
from supporttray.core.display import clock
from supporttray.core.outbox import Fate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.core.outbox import Entry


class Choice(Enum):
    """What a person may do."""

    UNDO = auto()
    OPEN = auto()
    COPY_LINK = auto()
    SEEN = auto()
    SEND = auto()
    DROP = auto()
    HOME = auto()


DECISIONS: Mapping[Choice, Callable[[int], Action]] = {
    Choice.UNDO: Undo,
    Choice.DROP: Undo,
    Choice.SEEN: Seen,
    Choice.SEND: Send,
}


class Outcome(NamedTuple):
    """A sentence, what to know beside it, and the choices."""

    said: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()


def shown(entries: tuple[Entry, ...]) -> Entry | None:
    """Return the message that says how far all are: the first one that is not there."""
    return next((one for one in entries if one.fate is not Fate.SENT), entries[0] if entries else None)


def outcome(entry: Entry | None, now: datetime, *, later: bool = False, once: str = "") -> Outcome:
    """Return what to say; `later` that the message is one of the thread, `once` is what to know when it is there."""
    if entry is None:
        return Outcome("")
    said = _TOLD[entry.fate](entry, now)
    if entry.fate is Fate.SENT:
        said = said._replace(hint=once)
    if later and entry.fate not in (Fate.WAITING, Fate.SENDING):
        first = _("The first message is there, but not all of its thread.")
        return said._replace(hint=f"{first} {said.hint}".strip())
    return said


def label(choice: Choice) -> str:
    """Return the words on a button."""
    return {
        Choice.UNDO: _("&Undo"),
        Choice.OPEN: _("&Open it"),
        Choice.COPY_LINK: _("Copy &link"),
        Choice.SEEN: _("It &is there"),
        Choice.SEND: _("Post it a&gain"),
        Choice.DROP: _("D&rop it"),
        Choice.HOME: _("Back to &today"),
    }[choice]


def _(text: str) -> str:
    return QCoreApplication.translate("outcome", text)


def _waiting(entry: Entry, now: datetime) -> Outcome:
    seconds = max(0, math.ceil((entry.due - now).total_seconds()))
    if entry.failed:
        said = _("Not posted yet: tried again in {seconds} s.") if seconds else _("Not posted yet: trying again…")
    else:
        said = _("Posting in {seconds} s") if seconds else _("Posting…")
    return Outcome(said.format(seconds=seconds), entry.reason, (Choice.UNDO,))


def _sending(entry: Entry, _now: datetime) -> Outcome:
    if entry.looked or entry.reason:
        return Outcome(_("Looking whether it arrived…"), entry.reason)
    return Outcome(_("Posting…"))


def _sent(entry: Entry, _now: datetime) -> Outcome:
    said = _("Posted at {time}.").format(time=clock(entry.sent_at)) if entry.sent_at else _("Posted.")
    choices = (Choice.OPEN, Choice.COPY_LINK) if entry.receipt and entry.receipt.url else ()
    return Outcome(said, "", choices)


def _held(entry: Entry, _now: datetime) -> Outcome:
    return Outcome(_("Not posted yet. Should it be posted now?"), entry.reason, (Choice.SEND, Choice.DROP))


def _refused(entry: Entry, _now: datetime) -> Outcome:
    return Outcome(_("Not posted."), entry.reason)


def _unknown(entry: Entry, _now: datetime) -> Outcome:
    said = _("It is not known whether it arrived. Look there: is it?")
    return Outcome(said, entry.reason, (Choice.SEEN, Choice.SEND))


def _undone(_entry: Entry, _now: datetime) -> Outcome:
    return Outcome(_("Taken back; nothing was posted."))


def _expired(entry: Entry, _now: datetime) -> Outcome:
    return Outcome(_("Not posted."), entry.reason)


_TOLD = {
    Fate.WAITING: _waiting,
    Fate.SENDING: _sending,
    Fate.SENT: _sent,
    Fate.HELD: _held,
    Fate.REFUSED: _refused,
    Fate.UNKNOWN: _unknown,
    Fate.UNDONE: _undone,
    Fate.EXPIRED: _expired,
}
