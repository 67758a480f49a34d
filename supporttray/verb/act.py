"""The verbs that write: into services through the outbox, and into the journal. A running engine sends; without one the command does."""

from __future__ import annotations

import asyncio
import contextlib
import math
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray import config
from supporttray.app import only_one
from supporttray.assess import assess
from supporttray.core import outbox
from supporttray.core.deed import Verb
from supporttray.core.outbox import Entry, Fate
from supporttray.core.text import plain
from supporttray.credentials import Credentials
from supporttray.engine.account import Accounts
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk, given
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from supporttray.engine.outbox import Outbox
from supporttray.engine.sender import MOVING, Sender
from supporttray.engine.store import Store
from supporttray.engine.view import View, look
from supporttray.errors import AlreadyRunning, ConfigError, NotDone, NotSent, StoreError
from supporttray.judge import judge
from supporttray.table import read_span
from supporttray.verb.moment import moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from supporttray.engine.desk import Wish
    from supporttray.paths import Workspace

CLOCK = SystemClock()
LIMIT_S = 100.0  # a message that may have arrived is looked for during a minute
LOOK_S = 0.1
PATIENCE = timedelta(seconds=5)  # what failed and is tried again later than this is not waited for


@dataclass(frozen=True)
class Command(Desk):
    """The desk of a workspace that a command has opened."""

    place: Workspace
    credentials: Credentials


@contextmanager
def opened(place: Workspace) -> Iterator[Command]:
    """Open a workspace for a command. Raises `StoreError` where nothing could be kept: then nothing is written either."""
    plan = config.load(place.config)
    base = Database(place.database, CLOCK.now)
    try:
        for notice in base.notices:
            print(plain(f"{notice.title}. {notice.because}"), file=sys.stderr)
        if not base.saved:
            raise StoreError("Nothing was done.", "What cannot be remembered could be sent twice.")
        yield Command(plan, base, Store(base), Outbox(base), place, Credentials(place.keyring_name))
    finally:
        base.close()


def seen(desk: Command) -> tuple[View, Store]:
    """Return what a running engine has seen; without one what a look of our own finds, which changes nothing."""
    return _running_view(desk) or asyncio.run(_own_view(desk))


def _running_view(desk: Command) -> tuple[View, Store] | None:
    """Return what a running engine has seen; without one nothing is known."""
    with contextlib.suppress(AlreadyRunning), only_one(desk.place):
        return None
    return look(desk.plan, desk.store, desk.base, CLOCK.now()), desk.store


async def _own_view(desk: Command) -> tuple[View, Store]:
    """Look for ourselves, which changes nothing."""
    base = Database.copy(desk.place.database, CLOCK.now)
    credential = desk.credentials.read
    view = await Engine(
        desk.plan, base, clock=CLOCK, credential=credential, face=Silence(), judge=judge, search=assess
    ).ask_once()
    return view, Store(base)


def agreed(question: str) -> bool:
    """Ask a person. Raises `ConfigError` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise ConfigError(["Nobody can be asked here; say --yes to do it without a question."])
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        print()
        return False


# --- the verbs


def ack(place: Workspace, wanted: argparse.Namespace) -> int:
    """Put 👀 on a request."""
    with opened(place) as desk:
        return see_through(desk, desk.react(desk.item(wanted.key), Verb.REACT, CLOCK.now()))


def unack(place: Workspace, wanted: argparse.Namespace) -> int:
    """Take it back."""
    with opened(place) as desk:
        return see_through(desk, desk.react(desk.item(wanted.key), Verb.UNREACT, CLOCK.now()))


def snooze(place: Workspace, wanted: argparse.Namespace) -> int:
    """Silence an item for a while, or until it changes."""
    with opened(place) as desk:
        now = CLOCK.now()
        span = _until(wanted.until, desk, now) - now if wanted.until else read_span(wanted.span)
        if span is None:
            raise ConfigError([f'{wanted.span!r} is not a length of time; write it like "30m", "2h" or "1d".'])
        until = desk.snooze(desk.item(wanted.key).key, span, now).astimezone(desk.plan.zone)
    day = "%a" if span < timedelta(days=6) else "%Y-%m-%d"
    print(f"Silent until {until:{day} %H:%M}, or until something happens to it.")
    return 0


def _until(text: str, desk: Command, now: datetime) -> datetime:
    """Return until when it is to be silent; a day without a time means when work begins. Raises `NotDone`."""
    until = moment("--until", text, now, desk.plan.zone, clock=desk.plan.hours.begin)
    if until <= now:
        raise NotDone(f"{text!r} is over already; write a time that is still to come.")
    return until


def note(place: Workspace, wanted: argparse.Namespace) -> int:
    """Add a line to today."""
    text = given(" ".join(wanted.text), "There is nothing to note.")
    with opened(place) as desk:
        desk.note(text, CLOCK.now())
    print("Noted.")
    return 0


def waiting(*, yes: bool) -> timedelta:
    """Return how long a text waits for a second thought; `yes` leaves that out."""
    return timedelta(0) if yes else outbox.UNDO_TIME


# --- sending


def see_through(desk: Command, wish: Wish | None) -> int:
    """Wait until it is there, or it is known why not; a Ctrl-C takes it back while there is time. None is done already."""
    if wish is None:
        print("Done.")
        return 0
    entry, now = wish.entry, CLOCK.now()
    if wish.known and wish.known.fate is Fate.SENT:
        when = f", {wish.known.sent_at.astimezone():%a %H:%M}" if wish.known.sent_at else ""
        print(f"It was done already{when}.")
    if entry.fate is Fate.WAITING and entry.due > now:
        print(f"Sending in {math.ceil((entry.due - now).total_seconds())} s; Ctrl-C takes it back.", flush=True)
    try:
        return _outcome(_settled(desk, entry))
    except KeyboardInterrupt:
        head = desk.undo(entry.number, CLOCK.now()).entry
        if head.fate is Fate.UNDONE:
            print("Taken back.")
            return 0
        there = "it is there" if head.fate is Fate.SENT else "it may be there; `supporttray outbox` tells"
        print(f"Too late: {there}.")
        return 3


def _settled(desk: Command, entry: Entry) -> tuple[Entry, ...]:
    """Wait until an entry and its pieces move no more: a running engine sends them, or we do."""
    end = time.monotonic() + LIMIT_S
    while _moves(family := desk.family(entry)) and time.monotonic() < end:
        with contextlib.suppress(AlreadyRunning), only_one(desk.place):
            asyncio.run(_send_here(desk, entry, end))
            return desk.family(entry)
        time.sleep(LOOK_S)
    return family


async def _send_here(desk: Command, entry: Entry, end: float) -> None:
    accounts = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK)
    sender = Sender(desk.base, accounts, CLOCK, lambda _: None)
    sender.begin()
    task = asyncio.create_task(sender.run())
    try:
        while _moves(desk.family(entry)) and time.monotonic() < end:  # noqa: ASYNC110  the database tells, not this loop
            await asyncio.sleep(LOOK_S)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await accounts.close()


def _moves(family: Sequence[Entry]) -> bool:
    """Whether there is something to wait for: what follows a piece that is stuck waits with it."""
    moving = [one for one in family if one.fate in MOVING]
    return bool(moving) and not (
        moving[0].fate is Fate.WAITING and moving[0].failed and moving[0].due - CLOCK.now() > PATIENCE
    )


def _outcome(family: Sequence[Entry]) -> int:
    """Say what became of it. Raises `NotSent` of the first piece that is not there."""
    entry = next((one for one in family if one.fate is not Fate.SENT), family[0])
    head = family[0]
    if head.fate is Fate.SENT and (entry is head or entry.link_of):
        print(plain(head.receipt.url if head.receipt else "") or "Done.")
    if entry.fate is Fate.SENT:
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
    apart = "Why is not written under it: " if head.deed.verb is Verb.STAGE else "Its link is not in the thread: "
    half = apart if entry is not head and entry.link_of and head.fate is Fate.SENT else ""
    raise NotSent(half + f"{entry.reason} {words[entry.fate]}".strip())
