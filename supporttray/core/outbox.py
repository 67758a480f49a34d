"""How something written becomes there once: the states of an outbox entry and what moves it. Pure; the engine does the sending.

    held ──release──► waiting ──begin──► sending ──written, found──► sent
      ▲                 │ ▲                 │ │ │
      │ late at start   │ └──not sent───────┘ │ └──declined──► refused
      └─────────────────┤ └──absent at last───┤
                        │                     └──cannot be read back, absent too often──► unknown ──a person decides──► sent, waiting
                        └──undo, too late──► undone, expired

A person may also send what was refused or undone. The pieces of a long text go one after the other and stop with the one before them,
and so does what tells the address of another thing; two reactions, edits or topics of one thing go in the order of their wishes.

`sending` is stored before the first byte leaves. What may or may not have arrived is read back, and repeated only if it is absent;
if the app was off for long meanwhile, it is held then and asks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.deed import Deed, Receipt, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

UNDO_TIME = timedelta(seconds=10)  # a text waits so long for its author's second thought
LATE = timedelta(minutes=2)  # found waiting for longer at the start of the app, an entry asks before it is sent
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 60))  # after a perhaps, when it is looked for
TRIES = 3  # a thing that was absent so often is left to a person
PAUSE = timedelta(seconds=15)  # before what was not sent is tried again; doubled each time
OFF = "The app was off when it was due."
LONGEST_PAUSE = timedelta(minutes=10)
LINK = "[link]"  # stands in a text for an address that is not known yet


class Fate(StrEnum):
    """Where an entry stands."""

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    EXPIRED = "expired"


OPEN = frozenset({Fate.HELD, Fate.WAITING, Fate.SENDING})
UNDOABLE = frozenset({Fate.HELD, Fate.WAITING, Fate.REFUSED})


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to write, and how far it has come.

    `intent` is unique: the same wish twice is one entry. `due` is when the next step (sending, or looking whether it is there) may be
    taken; `tried` counts the sendings that may have arrived or failed, `looked` the looks since the last of them. `after` is the intent
    whose message begins the thread of this piece; `link_of` the intent of what is to be there first, for its address goes into this
    text in the place of `LINK`; `number` is the store's.
    """

    intent: str
    account: str
    deed: Deed
    made_at: datetime
    due: datetime
    number: int = 0
    fate: Fate = Fate.WAITING
    subject: str = ""
    after: str = ""
    link_of: str = ""
    sent_at: datetime | None = None
    late: bool = False  # it was under way when the app ended, and that is long ago
    tried: int = 0
    failed: int = 0
    looked: int = 0
    expires: datetime | None = None
    reason: str = ""
    receipt: Receipt | None = None

    @property
    def answers(self) -> bool:
        """Whether its subject waits no more once this is there; what still waits for an address may never go."""
        open_link = self.link_of and LINK in self.deed.text
        return bool(self.subject) and not open_link and self.deed.verb in (Verb.REACT, Verb.POST)

    @property
    def previous(self) -> str:
        """The intent of what is to be sent before this: the piece before it in a long text, or what it tells the address of."""
        if self.link_of:
            return self.link_of
        number = int(self.intent.rpartition("/")[2]) if self.after else 0
        return f"{self.after}/{number - 1}" if number > 2 else self.after

    @property
    def target(self) -> tuple[str, ...]:
        """What is to be as it says: two about the same go in the order of their wishes, or the older would win."""
        name = self.deed.text if self.deed.verb in (Verb.REACT, Verb.UNREACT) else ""
        return (self.account, self.deed.place, self.deed.message, name) if self.deed.settles else ()

    @property
    def reading_back(self) -> bool:
        """Whether the next step is to look for it, not to send it."""
        return self.fate is Fate.SENDING


def new(
    intent: str,
    account: str,
    deeds: Sequence[Deed],
    now: datetime,
    *,
    subject: str = "",
    expires: datetime | None = None,
    wait: timedelta = UNDO_TIME,
) -> tuple[Entry, ...]:
    """Return the entries of one wish: its first piece, and the pieces that follow it in its thread.

    A reaction goes at once and is undone by its removal, a text waits for a second thought.
    """
    first, *others = deeds
    due = now if first.repeatable else now + wait
    head = Entry(intent=intent, account=account, deed=first, made_at=now, due=due, subject=subject, expires=expires)
    return (
        head,
        *(
            msgspec.structs.replace(head, intent=f"{intent}/{number}", deed=deed, after=intent)
            for number, deed in enumerate(others, 2)
        ),
    )


# --- what the engine does and meets


def begin(entry: Entry, now: datetime) -> Entry:
    """Before the first byte. `due` is when to look for it if nothing is heard of this sending any more."""
    return _turn(entry, Fate.SENDING, now + LOOKS[0], tried=entry.tried + 1, looked=0, late=False, reason="")


def written(entry: Entry, receipt: Receipt, now: datetime) -> Entry:
    """The service said that it is there, or it was found there."""
    return _turn(entry, Fate.SENT, now, receipt=receipt, reason="", sent_at=now)


def follow(entry: Entry, previous: Entry) -> Entry:
    """Return a later piece once it is known what became of the one before: into its thread, with its address, or the same way as it went."""
    if entry.fate not in (Fate.HELD, Fate.WAITING):
        return entry
    if previous.fate is Fate.SENT and entry.link_of:
        return _linked(entry, previous)
    if previous.fate is Fate.SENT:
        thread = previous.deed.message or (previous.receipt.id if previous.receipt else "")
        if not thread:  # a person saw it there; where, they did not say
            return _turn(entry, Fate.REFUSED, entry.due, reason="It is not known where its thread is: post it by hand.")
        return msgspec.structs.replace(entry, deed=msgspec.structs.replace(entry.deed, message=thread))
    if previous.fate in (Fate.UNDONE, Fate.EXPIRED, Fate.REFUSED):
        return _turn(entry, previous.fate, entry.due, reason=previous.reason)
    return entry


def _linked(entry: Entry, previous: Entry) -> Entry:
    """Return an entry with the address of what it tells of."""
    if LINK not in entry.deed.text:
        return entry
    url = previous.receipt.url if previous.receipt else ""
    if not url:  # a person saw it there; where, they did not say
        return _turn(entry, Fate.REFUSED, entry.due, reason="Its address is not known: post it by hand.")
    text = entry.deed.text.replace(LINK, url)
    return msgspec.structs.replace(entry, deed=msgspec.structs.replace(entry.deed, text=text))


def along(piece: Entry, before: Entry, now: datetime) -> Entry:
    """Return a later piece of a text whose beginning, which stood as `before`, is to be sent after all."""
    if piece.fate is before.fate and piece.fate in (Fate.HELD, Fate.REFUSED, Fate.UNDONE):
        return again(piece, now)
    return piece


def not_sent(entry: Entry, reason: str, now: datetime, until: datetime | None = None) -> Entry:
    """It certainly did not arrive: again after a pause, or when the service allows it."""
    pause = min(PAUSE * 2.0**entry.failed, LONGEST_PAUSE)
    due = until or now + pause
    return _turn(entry, Fate.WAITING, due, tried=_untried(entry), failed=min(entry.failed + 1, 10), reason=reason)


def declined(entry: Entry, reason: str) -> Entry:
    """The service refuses it; trying again does not help."""
    return _turn(entry, Fate.REFUSED, entry.due, tried=_untried(entry), reason=reason)


def perhaps(entry: Entry, reason: str, now: datetime) -> Entry:
    """It may have arrived. What can be repeated without harm is; anything else is looked for."""
    if entry.deed.repeatable:
        return not_sent(entry, reason, now)
    return _turn(entry, Fate.SENDING, now + LOOKS[0], looked=0, reason=reason)


def absent(entry: Entry, now: datetime) -> Entry:
    """It was looked for and is not there (yet)."""
    looked = entry.looked + 1
    if looked < len(LOOKS):
        return _turn(entry, Fate.SENDING, now + LOOKS[looked] - LOOKS[looked - 1], looked=looked)
    if entry.late:
        return _turn(entry, Fate.HELD, now, looked=0, late=False, reason=OFF)
    if entry.tried < TRIES:
        return _turn(entry, Fate.WAITING, now, looked=0)
    return _turn(entry, Fate.UNKNOWN, now, reason=entry.reason or "It did not arrive, several times.")


def unreadable(entry: Entry, reason: str, now: datetime, *, until: datetime | None) -> Entry:
    """It could not be looked for: again at `until`, or if there is no use in that a person decides."""
    if until is None:
        return _turn(entry, Fate.UNKNOWN, now, reason=reason)
    return _turn(entry, Fate.SENDING, until, reason=reason)


def restarted(entry: Entry, now: datetime) -> Entry:
    """The app was started again and finds this entry. What is late is not sent any more without a word."""
    late = entry.late or now - entry.due > LATE
    if entry.fate is Fate.SENDING and not entry.deed.repeatable:
        reason = entry.reason or "The app ended while it was being sent."
        return msgspec.structs.replace(perhaps(entry, reason, now), late=late)
    if entry.fate is Fate.SENDING:
        entry = _turn(entry, Fate.WAITING, min(entry.due, now), tried=_untried(entry))
    if entry.fate is Fate.WAITING and late:
        return _turn(entry, Fate.HELD, now, reason=OFF)
    return entry


def expired(entry: Entry, now: datetime) -> Entry:
    """What is only right today is not sent tomorrow. What may be there already is still looked for."""
    if entry.expires and now >= entry.expires and entry.fate in (Fate.HELD, Fate.WAITING):
        return _turn(entry, Fate.EXPIRED, now, reason="It was not sent in time.")
    return entry


# --- what a person does


def undo(entry: Entry, now: datetime) -> Entry:
    """Take it back before it is sent; an entry that is under way or done stays as it is."""
    return _turn(entry, Fate.UNDONE, now, reason="") if entry.fate in UNDOABLE else entry


def again(entry: Entry, now: datetime) -> Entry:
    """Send what was held, refused, undone or (says the person) is not there."""
    if entry.fate in (Fate.HELD, Fate.REFUSED, Fate.UNKNOWN, Fate.UNDONE):
        return _turn(entry, Fate.WAITING, now, tried=0, failed=0, looked=0, late=False, reason="")
    return entry


def seen(entry: Entry, now: datetime) -> Entry:
    """A person says that an unknown one is there."""
    return _turn(entry, Fate.SENT, now, reason="", sent_at=now) if entry.fate is Fate.UNKNOWN else entry


def _untried(entry: Entry) -> int:
    """A sending that did not arrive does not count; before the first byte none was counted."""
    return entry.tried - 1 if entry.fate is Fate.SENDING else entry.tried


def _turn(entry: Entry, fate: Fate, due: datetime, **more: object) -> Entry:
    return msgspec.structs.replace(entry, fate=fate, due=due, **more)
