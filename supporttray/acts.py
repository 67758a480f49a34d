"""The verbs that write: into services through the outbox, and into the journal. A running engine sends; without one the command does."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

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
from supporttray.core.text import plain, shorten
from supporttray.credentials import Credentials
from supporttray.engine.account import Accounts
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.outbox import Outbox
from supporttray.engine.sender import MOVING, Sender
from supporttray.engine.store import Store
from supporttray.errors import AlreadyRunning, ConfigError, NotSent
from supporttray.table import read_span

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from supporttray.core.deed import Deed
    from supporttray.core.item import AnyItem
    from supporttray.engine.plan import Plan, Watch
    from supporttray.paths import Workspace

CLOCK = SystemClock()
LIMIT_S = 100.0  # a message that may have arrived is looked for during a minute
LOOK_S = 0.1


@dataclass(frozen=True)
class Desk:
    """A workspace that a command has opened."""

    place: Workspace
    plan: Plan
    base: Database
    store: Store
    outbox: Outbox

    def item(self, key: str) -> AnyItem:
        """Return the item whose key begins so, with or without its kind. Raises `ConfigError`."""
        items = self.store.items
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
    """Open a workspace for a command."""
    plan = config.load(place.config)
    base = Database(place.database, CLOCK.now)
    try:
        yield Desk(place, plan, base, Store(base), Outbox(base))
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
    with opened(place) as desk:
        item = desk.item(wanted.key)
        watch, connector = desk.answerable(item)
        earlier = desk.outbox.of(item.key)
        opposite = sum(one.deed.verb in (Verb.REACT, Verb.UNREACT) and one.deed.verb is not verb for one in earlier)
        deed = connector.acknowledgement(item) if verb is Verb.REACT else connector.taking_back(item)
        return send(desk, watch.account, f"{verb}:{item.key}:{opposite}", deed, subject=item.key)


def reply(place: Workspace, wanted: argparse.Namespace) -> int:
    """Answer a request in its thread."""
    with opened(place) as desk:
        item = desk.item(wanted.key)
        watch, connector = desk.answerable(item)
        text = " ".join(wanted.text)
        intent = f"reply:{item.key}:{_digest(text)}:{CLOCK.now():%Y-%m-%d}"
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
    print(f"Silent until {(now + span).astimezone():%a %H:%M}, or until something happens to it.")
    return 0


def note(place: Workspace, wanted: argparse.Namespace) -> int:
    """Add a line to today."""
    text = plain(" ".join(wanted.text))
    if not text:
        raise ConfigError(["There is nothing to note."])
    with opened(place) as desk:
        desk.store.note(text, CLOCK.now())
    print("Noted.")
    return 0


def show_outbox(place: Workspace, wanted: argparse.Namespace) -> int:
    """List what was and is to be written, or decide about one entry."""
    with opened(place) as desk:
        if wanted.action is None:
            for entry in desk.outbox.latest():
                print(_entry_line(entry))
            return 0
        now = CLOCK.now()
        steps: dict[str, Callable[[Entry], Entry]] = {
            "undo": lambda one: outbox.undo(one, now),
            "send": lambda one: outbox.again(one, now),
            "seen": lambda one: outbox.seen(one, now),
        }
        try:
            before = desk.outbox.change(wanted.number, lambda one: one)
        except KeyError:
            raise ConfigError([f"The outbox has no entry {wanted.number}."]) from None
        after = desk.outbox.change(wanted.number, steps[wanted.action])
        if after == before:
            hint = " Take a reaction back with `supporttray unack`." if before.deed.verb is Verb.REACT else ""
            raise ConfigError([f"Entry {wanted.number} is {before.fate}: {wanted.action} does nothing to it.{hint}"])
        if after.fate is Fate.WAITING:
            return _outcome(_settled(desk, after))
        print(_entry_line(after))
        return 0


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
    wait = timedelta(0) if yes else outbox.UNDO_TIME
    kind = SERVICES[desk.plan.accounts[account].kind]
    if not issubclass(kind, CanWrite):
        raise ConfigError([f"{account} takes nothing from us: choose another service."])
    pieces = kind.pieces(deed)
    entries = outbox.new(intent, account, pieces, now, subject=subject, expires=expires, wait=wait)
    known = desk.outbox.get(intent)
    entry = desk.outbox.add(entries)
    if known and known.fate is Fate.SENT:
        print(
            f"It was done already, {known.sent_at.astimezone():%a %H:%M}." if known.sent_at else "It was done already."
        )
        return _outcome(known)
    if known:
        entry = desk.outbox.change(known.number, lambda one: outbox.again(one, now))
    if entry.due > now:
        print(f"Sending in {(entry.due - now).seconds} s; Ctrl-C takes it back.", flush=True)
    try:
        return _outcome(_settled(desk, entry))
    except KeyboardInterrupt:
        entry = desk.outbox.change(entry.number, lambda one: outbox.undo(one, CLOCK.now()))
        print("Taken back." if entry.fate is Fate.UNDONE else f"Too late: it is {entry.fate}.")
        return 0 if entry.fate is Fate.UNDONE else 3


def _settled(desk: Desk, entry: Entry) -> Entry:
    """Wait until an entry moves no more: a running engine sends it, or we do."""
    with contextlib.suppress(AlreadyRunning), only_one(desk.place):
        asyncio.run(_send_here(desk, entry))
        return _now(desk, entry)
    end = time.monotonic() + LIMIT_S
    while (current := _now(desk, entry)).fate in MOVING and time.monotonic() < end:
        time.sleep(LOOK_S)
    return current


async def _send_here(desk: Desk, entry: Entry) -> None:
    accounts = Accounts(desk.plan.accounts, Credentials(desk.place.keyring_name).read, CLOCK)
    moved = asyncio.Event()
    sender = Sender(desk.base, accounts, CLOCK, lambda _: moved.set())
    sender.begin()
    task = asyncio.create_task(sender.run())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LIMIT_S):
            while any(one.fate in MOVING for one in _family(desk, entry)):
                await moved.wait()
                moved.clear()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await accounts.close()


def _now(desk: Desk, entry: Entry) -> Entry:
    return desk.outbox.change(entry.number, lambda one: one)


def _family(desk: Desk, entry: Entry) -> Sequence[Entry]:
    """Return an entry and the pieces that follow it."""
    return [one for one in desk.outbox.latest() if entry.intent in (one.intent, one.after)]


def _outcome(entry: Entry) -> int:
    """Say what became of it; 0 if it is there or nothing is to be done about it."""
    if entry.fate is Fate.SENT:
        print((entry.receipt.url if entry.receipt else "") or "Done.")
        return 0
    decide = f"`supporttray outbox send {entry.number}` sends it"
    words = {
        Fate.UNKNOWN: f"It is not known whether it arrived. Look there: `supporttray outbox seen {entry.number}` if so, else {decide}.",
        Fate.HELD: f"It waits for your word: {decide}, `supporttray outbox undo {entry.number}` drops it.",
        Fate.REFUSED: f"It was not sent. When that is mended, {decide}.",
        Fate.WAITING: "It was not sent yet and is tried again; `supporttray outbox` tells.",
        Fate.SENDING: "It may have been sent and is being looked for; `supporttray outbox` tells.",
        Fate.UNDONE: "It was taken back.",
        Fate.EXPIRED: "It was not sent in time, and is right no more.",
    }
    raise NotSent(f"{entry.reason} {words[entry.fate]}".strip())


def _entry_line(entry: Entry) -> str:
    where = entry.receipt.url if entry.receipt else entry.reason
    return plain(
        f"{entry.number:>4}  {entry.fate:<8}  {entry.deed.verb:<7}  {shorten(entry.deed.text, 50)}  {where}".rstrip()
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
