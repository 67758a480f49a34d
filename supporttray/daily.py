"""`supporttray daily`: today's status from the journal; kept as a draft, shown, and posted when a person says so."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from supporttray import template
from supporttray.acts import CLOCK, Desk, opened, send
from supporttray.app import only_one
from supporttray.connectors import CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.core import outbox
from supporttray.core.daily import Daily, bounds, daily
from supporttray.core.deed import Deed, Verb
from supporttray.core.journal import RETENTION
from supporttray.core.mrkdwn import preview
from supporttray.core.needs import answering
from supporttray.core.outbox import Fate
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from supporttray.engine.plan import Target
from supporttray.engine.rows import to_ms
from supporttray.engine.store import Store
from supporttray.engine.view import View, look
from supporttray.errors import AlreadyRunning, ConfigError, Failure, NotSent
from supporttray.paths import resource

if TYPE_CHECKING:
    import argparse
    from datetime import datetime
    from pathlib import Path

    from supporttray.core.outbox import Entry
    from supporttray.paths import Workspace


def show_daily(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print today's status; with `--post` post it."""
    with opened(place) as desk:
        now = CLOCK.now()
        text = asyncio.run(template.render(_template(place, wanted.format), _plain(_today(desk, now))))
        if not wanted.post:
            print(text)
            return 0
        _keep_draft(desk, text, now)
        try:
            return _post(desk, text, now, wanted)
        except Failure as failure:
            print("The draft is kept.", file=sys.stderr)
            raise failure from None


def _post(desk: Desk, text: str, now: datetime, wanted: argparse.Namespace) -> int:
    """Show it, ask, and post it: once a day and place, and only on its day."""
    target = _target(desk, wanted.channel)
    intent = f"{_key(desk, now)}:{target.account}:{target.place}"
    if (earlier := _earlier(desk, intent)) and earlier.fate is Fate.SENT:
        at = f" at {earlier.sent_at.astimezone(desk.plan.zone):%H:%M}" if earlier.sent_at else ""
        print(f"Today's status was posted already{at}.")
        print(earlier.receipt.url if earlier.receipt else "")
        return 0
    print(preview(text), f"\nto {target.place} on {target.account}", sep="\n", flush=True)
    if not (wanted.yes or _agreed()):
        print("Not posted; the draft is kept.")
        return 0
    if _key(desk, CLOCK.now()) != _key(desk, now):
        raise NotSent("The day has turned: yesterday's status is not posted today.")
    deed = Deed(verb=Verb.POST, place=target.place, text=text)
    return send(desk, target.account, _intent(desk, intent), deed, yes=wanted.yes, today=True)


def _earlier(desk: Desk, intent: str) -> Entry | None:
    """Return the last attempt of today's, if there was one."""
    found = None
    for number in count(1):
        one = desk.outbox.get(_attempt(intent, number))
        if one is None:
            return found
        found = one
    return found


def _intent(desk: Desk, intent: str) -> str:
    """Return the intent for a text that was just agreed to: what an earlier attempt left unsent is dropped, for its text is old.

    Raises `NotSent` where an earlier one may have arrived.
    """
    for number in count(1):
        name = _attempt(intent, number)
        one = desk.outbox.get(name)
        if one is None:
            return name
        fate = desk.outbox.change(one.number, lambda entry: outbox.undo(entry, CLOCK.now())).fate
        if fate in (Fate.UNKNOWN, Fate.SENDING):
            decide = (
                f"`supporttray outbox seen {one.number}` if it is there, else `supporttray outbox send {one.number}`"
            )
            raise NotSent(f"It is not known whether today's status arrived already. Look there: {decide}.")
        if fate is Fate.SENT:
            return name
    raise AssertionError


def _attempt(intent: str, number: int) -> str:
    return intent if number == 1 else f"{intent}:{number}"


def _today(desk: Desk, now: datetime) -> Daily:
    """Tell the day from what an engine has seen; without one from a look of our own, which changes nothing."""
    view, store = _running_view(desk) or asyncio.run(_own_view(desk))
    events = store.journal(bounds(now, desk.plan.zone)[0] - RETENTION)
    blind = [one.watch for one in view.world.health.values() if one.state != "ok"]
    return daily(events, store.items, view.needs, view.duty, now, desk.plan.zone, blind)


def _running_view(desk: Desk) -> tuple[View, Store] | None:
    with contextlib.suppress(AlreadyRunning), only_one(desk.place):
        return None
    now = CLOCK.now()
    on_its_way = answering(desk.outbox.recent(now), desk.store.seen_by, desk.store.health)
    return look(desk.plan, desk.store, (), now, on_its_way), desk.store


async def _own_view(desk: Desk) -> tuple[View, Store]:
    base = Database.copy(desk.place.database, CLOCK.now)
    credential = desk.credentials.read
    view = await Engine(desk.plan, base, clock=CLOCK, credential=credential, face=Silence()).ask_once()
    return view, Store(base)


def _plain(day: Daily) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(day)
    return plain | {"empty": day.empty}


def _template(place: Workspace, form: str) -> Path:
    """Return the person's own template, beside the config, or ours."""
    own = place.config.parent / "templates" / f"daily.{form}.j2"
    return own if own.exists() else resource(f"templates/daily.{form}.j2")


def _target(desk: Desk, channel: str | None) -> Target:
    """Return where to post. Raises `ConfigError` where nobody said."""
    target = desk.plan.daily
    writing = [name for name, account in desk.plan.accounts.items() if issubclass(SERVICES[account.kind], CanWrite)]
    account = target.account if target else writing[0] if len(writing) == 1 else None
    place = channel or (target.place if target else None)
    if account is None or place is None:
        raise ConfigError(
            [f'{desk.place.config}: [daily]: say where it goes: channel = "C…" (and service = "…"), or give --channel.']
        )
    return Target(account, place)


def _key(desk: Desk, now: datetime) -> str:
    return f"daily:{now.astimezone(desk.plan.zone):%Y-%m-%d}"


def _keep_draft(desk: Desk, text: str, now: datetime) -> None:
    with desk.base.write() as base:
        base.execute("REPLACE INTO draft VALUES (?, ?, ?, ?)", (_key(desk, now), text, "", to_ms(now)))


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise ConfigError(["Nobody can be asked here; say --yes to post without a question."])
    try:
        return input("Post it? [y/N] ").strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        print()
        return False
