"""The verbs that write: into services through the outbox, and into the journal. A running engine sends; without one the command does."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import math
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray import config
from supporttray.app import only_one
from supporttray.connectors import CanAnswer, CanWrite
from supporttray.connectors.registry import CONNECTORS, SERVICES
from supporttray.core import outbox
from supporttray.core.daily import bounds
from supporttray.core.deed import Verb
from supporttray.core.item import fingerprint
from supporttray.core.model import Mark
from supporttray.core.outbox import Entry, Fate
from supporttray.core.text import plain
from supporttray.credentials import Credentials
from supporttray.engine.account import Accounts
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.outbox import Outbox
from supporttray.engine.sender import MOVING, Sender
from supporttray.engine.store import Store
from supporttray.errors import AlreadyRunning, ConfigError, NotSent, StoreError
from supporttray.table import read_span

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from supporttray.core.deed import Deed
    from supporttray.core.item import AnyItem
    from supporttray.engine.plan import Plan, Watch
    from supporttray.paths import Workspace

CLOCK = SystemClock()
LIMIT_S = 100.0  # a message that may have arrived is looked for during a minute
LOOK_S = 0.1
PATIENCE = timedelta(seconds=5)  # what failed and is tried again later than this is not waited for
AGAIN = (Fate.HELD, Fate.REFUSED, Fate.UNDONE)  # the same wish once more sends these; what is unknown asks
REACTIONS = (Verb.REACT, Verb.UNREACT)


@dataclass(frozen=True)
class Desk:
    """A workspace that a command has opened."""

    place: Workspace
    plan: Plan
    base: Database
    store: Store
    outbox: Outbox
    credentials: Credentials

    def item(self, key: str) -> AnyItem:
        """Return the item whose key begins so, with or without its kind. Raises `ConfigError`."""
        items = self.store.items if key else {}
        found = sorted(one for one in items if one.startswith(key) or one.partition(":")[2].startswith(key))
        if len(found) == 1 or key in found:
            return items[key if key in found else found[0]]
        some = "; ".join(found[:5])
        said = f"{len(found)} begin so: {some}" if found else "`supporttray status --json` lists them"
        raise ConfigError([f"{key!r} is not the beginning of one item's key; {said}."])

    def answerable(self, item: AnyItem) -> tuple[Watch, type[CanAnswer]]:
        """Return a watch that sees the item and can answer it. Raises `ConfigError`."""
        for watch in self.plan.watches:
            connector = CONNECTORS[watch.kind]
            if watch.name in self.store.seen_by.get(item.key, ()) and issubclass(connector, CanAnswer):
                return watch, connector
        raise ConfigError([f"A {item.kind} cannot be acknowledged or answered."])


@contextmanager
def opened(place: Workspace) -> Iterator[Desk]:
    """Open a workspace for a command. Raises `StoreError` where nothing could be kept: then nothing is written either."""
    plan = config.load(place.config)
    base = Database(place.database, CLOCK.now)
    try:
        for notice in base.notices:
            print(plain(f"{notice.title}. {notice.because}"), file=sys.stderr)
        if not base.saved:
            raise StoreError("Nothing was done.", "What cannot be remembered could be sent twice.")
        yield Desk(place, plan, base, Store(base), Outbox(base), Credentials(place.keyring_name))
    finally:
        base.close()


# --- the verbs


def ack(place: Workspace, wanted: argparse.Namespace) -> int:
    """Put 👀 on a request."""
    return _react(place, wanted, Verb.REACT)


def unack(place: Workspace, wanted: argparse.Namespace) -> int:
    """Take it back."""
    return _react(place, wanted, Verb.UNREACT)


def _react(place: Workspace, wanted: argparse.Namespace, verb: Verb) -> int:
    """React, or take it back. A reaction that was sent is sent again if asked for: the service is the truth, and it does no harm."""
    with opened(place) as desk:
        item = desk.item(wanted.key)
        watch, connector = desk.answerable(item)
        earlier = [one for one in desk.outbox.of(item.key) if one.deed.verb in REACTIONS]
        for one in earlier:
            if one.deed.verb is not verb:  # it must not be sent after this one
                desk.outbox.change(one.number, lambda known: outbox.undo(known, CLOCK.now()))
        last = earlier[-1] if earlier else None
        intent = f"{verb}:{item.key}:{len(earlier)}"
        if last and last.deed.verb is verb and last.fate is not Fate.SENT:
            intent = last.intent
        deed = connector.acknowledgement(item) if verb is Verb.REACT else connector.taking_back(item)
        return send(desk, watch.account, intent, deed, subject=item.key)


def reply(place: Workspace, wanted: argparse.Namespace) -> int:
    """Answer a request in its thread."""
    text = _given(wanted.text, "There is nothing to say; write a text.")
    with opened(place) as desk:
        item = desk.item(wanted.key)
        watch, connector = desk.answerable(item)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        intent = f"reply:{item.key}:{digest}:{CLOCK.now():%Y-%m-%d}"
        return send(desk, watch.account, intent, connector.reply(item, text), subject=item.key, yes=wanted.yes)


def snooze(place: Workspace, wanted: argparse.Namespace) -> int:
    """Silence an item for a while, or until it changes."""
    span = read_span(wanted.span)
    if span is None:
        raise ConfigError([f'{wanted.span!r} is not a length of time; write it like "30m", "2h" or "1d".'])
    with opened(place) as desk:
        item = desk.item(wanted.key)
        now = CLOCK.now()
        desk.store.mark(Mark(subject=item.key, kind="snoozed", at=now, until=now + span, basis=fingerprint(item)))
        until = (now + span).astimezone(desk.plan.zone)
    day = "%a" if span < timedelta(days=6) else "%Y-%m-%d"
    print(f"Silent until {until:{day} %H:%M}, or until something happens to it.")
    return 0


def note(place: Workspace, wanted: argparse.Namespace) -> int:
    """Add a line to today."""
    text = plain(_given(wanted.text, "There is nothing to note."))
    with opened(place) as desk:
        desk.store.note(text, CLOCK.now())
    print("Noted.")
    return 0


def _given(words: Sequence[str], nothing: str) -> str:
    """Return a person's text as it was written. Raises `ConfigError`."""
    text = " ".join(words)
    if not plain(text):
        raise ConfigError([nothing])
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ConfigError(["The text is not UTF-8; nothing was done."])
    return text


# --- sending


def send(
    desk: Desk,
    account: str,
    intent: str,
    deed: Deed,
    *,
    subject: str = "",
    yes: bool = False,
    today: bool = False,
) -> int:
    """Put a wish into the outbox and see it through; `yes` leaves out the time for a second thought."""
    now = CLOCK.now()
    expires = bounds(now, desk.plan.zone)[1] if today else None
    wait = timedelta(0) if yes or deed.repeatable else outbox.UNDO_TIME
    kind = SERVICES[desk.plan.accounts[account].kind]
    if not issubclass(kind, CanWrite):
        raise ConfigError([f"{account} takes nothing from us: choose another service."])
    pieces = kind.pieces(deed)
    entries = outbox.new(intent, account, pieces, now, subject=subject, expires=expires, wait=wait)
    known = desk.outbox.get(intent)
    entry = desk.outbox.add(entries)
    if known and known.fate is Fate.SENT:
        when = f", {known.sent_at.astimezone():%a %H:%M}" if known.sent_at else ""
        print(f"It was done already{when}.")
    elif known:
        (entry, *_) = step(desk, known, lambda one: _once_more(one, now, wait))
    if entry.fate is Fate.WAITING and entry.due > now:
        print(f"Sending in {math.ceil((entry.due - now).total_seconds())} s; Ctrl-C takes it back.", flush=True)
    return see_through(desk, entry)


def _once_more(entry: Entry, now: datetime, wait: timedelta) -> Entry:
    return msgspec.structs.replace(outbox.again(entry, now), due=now + wait) if entry.fate in AGAIN else entry


def see_through(desk: Desk, entry: Entry) -> int:
    """Wait until it is there, or it is known why not; a Ctrl-C takes it back while there is time."""
    try:
        return _outcome(_settled(desk, entry))
    except KeyboardInterrupt:
        head, *_ = step(desk, entry, lambda one: outbox.undo(one, CLOCK.now()))
        if head.fate is Fate.UNDONE:
            print("Taken back.")
            return 0
        there = "it is there" if head.fate is Fate.SENT else "it may be there; `supporttray outbox` tells"
        print(f"Too late: {there}.")
        return 3


def _settled(desk: Desk, entry: Entry) -> tuple[Entry, ...]:
    """Wait until an entry and its pieces move no more: a running engine sends them, or we do."""
    end = time.monotonic() + LIMIT_S
    while _moves(family := _family(desk, entry)) and time.monotonic() < end:
        with contextlib.suppress(AlreadyRunning), only_one(desk.place):
            asyncio.run(_send_here(desk, entry, end))
            return _family(desk, entry)
        time.sleep(LOOK_S)
    return family


async def _send_here(desk: Desk, entry: Entry, end: float) -> None:
    accounts = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK)
    sender = Sender(desk.base, accounts, CLOCK, lambda _: None)
    sender.begin()
    task = asyncio.create_task(sender.run())
    try:
        while _moves(_family(desk, entry)) and time.monotonic() < end:  # noqa: ASYNC110  the database tells, not this loop
            await asyncio.sleep(LOOK_S)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await accounts.close()


def _family(desk: Desk, entry: Entry) -> tuple[Entry, ...]:
    """Return an entry's first piece and those that follow it, as they stand."""
    intent = entry.after or entry.intent
    return tuple(one for one in desk.outbox.latest(1000) if intent in (one.intent, one.after)) or (entry,)


def step(desk: Desk, entry: Entry, move: Callable[[Entry], Entry]) -> tuple[Entry, ...]:
    """Move an entry and its pieces on."""
    return tuple(desk.outbox.change(one.number, move) for one in _family(desk, entry))


def _moves(family: Sequence[Entry]) -> bool:
    """Whether there is something to wait for: what follows a piece that is stuck waits with it."""
    moving = [one for one in family if one.fate in MOVING]
    return bool(moving) and not (
        moving[0].fate is Fate.WAITING and moving[0].failed and moving[0].due - CLOCK.now() > PATIENCE
    )


def _outcome(family: Sequence[Entry]) -> int:
    """Say what became of it. Raises `NotSent` of the first piece that is not there."""
    entry = next((one for one in family if one.fate is not Fate.SENT), family[0])
    if entry.fate is Fate.SENT:
        print(plain(entry.receipt.url if entry.receipt else "") or "Done.")
        return 0
    decide = f"`supporttray outbox send {entry.number}`"
    words = {
        Fate.UNKNOWN: f"It is not known whether it arrived. Look there: `supporttray outbox seen {entry.number}` if so, else {decide} sends it.",
        Fate.HELD: f"It waits for your word: {decide} sends it, `supporttray outbox undo {entry.number}` drops it.",
        Fate.REFUSED: f"It was not sent. When that is mended, {decide} sends it.",
        Fate.WAITING: f"It was not sent yet. A running app tries again; {decide} does so now.",
        Fate.SENDING: f"It may have arrived. A running app looks for it; {decide} does so now.",
        Fate.UNDONE: "It was taken back.",
        Fate.EXPIRED: "It was not sent in time, and is right no more.",
    }
    raise NotSent(f"{entry.reason} {words[entry.fate]}".strip())
