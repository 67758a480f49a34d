"""`supporttray daily`: today's status from the journal; kept as a draft, shown, and posted when a person says so."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING

import msgspec

from supporttray import template
from supporttray.acts import CLOCK, Desk, opened, send
from supporttray.app import only_one
from supporttray.connectors import CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.core.daily import Daily, bounds, daily
from supporttray.core.deed import Deed, Verb
from supporttray.credentials import Credentials
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from supporttray.engine.plan import Target
from supporttray.engine.rows import to_ms
from supporttray.engine.store import Store
from supporttray.engine.view import View, look
from supporttray.errors import AlreadyRunning, ConfigError
from supporttray.paths import resource

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from supporttray.paths import Workspace


def show_daily(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print today's status; with `--post` post it."""
    with opened(place) as desk:
        text = asyncio.run(template.render(_template(place, wanted.format), _plain(_today(desk))))
        if not wanted.post:
            print(text)
            return 0
        target = _target(desk, wanted.channel)
        key = _key(desk)
        _keep_draft(desk, key, text)
        print(text, f"\nto {target.place} on {target.account}", sep="\n", flush=True)
        if not (wanted.yes or _agreed()):
            print("Not posted; the draft is kept.")
            return 0
        deed = Deed(verb=Verb.POST, place=target.place, text=text)
        return send(desk, target.account, f"{key}:{target.account}:{target.place}", deed, yes=wanted.yes, today=True)


def _today(desk: Desk) -> Daily:
    """Tell the day from what an engine has seen; without one from a look of our own, which changes nothing."""
    now = CLOCK.now()
    view, store = _running_view(desk) or asyncio.run(_own_view(desk))
    begin, end = bounds(now, desk.plan.zone)
    events = [event for event in store.journal(begin) if event.at < end]
    return daily(events, store.items, view.needs, view.duty, now, desk.plan.zone)


def _running_view(desk: Desk) -> tuple[View, Store] | None:
    with contextlib.suppress(AlreadyRunning), only_one(desk.place):
        return None
    return look(desk.plan, desk.store, (), CLOCK.now()), desk.store


async def _own_view(desk: Desk) -> tuple[View, Store]:
    base = Database.copy(desk.place.database, CLOCK.now)
    credential = Credentials(desk.place.keyring_name).read
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


def _key(desk: Desk) -> str:
    return f"daily:{CLOCK.now().astimezone(desk.plan.zone):%Y-%m-%d}"


def _keep_draft(desk: Desk, key: str, text: str) -> None:
    with desk.base.write() as base:
        base.execute("REPLACE INTO draft VALUES (?, ?, ?, ?)", (key, text, "", to_ms(CLOCK.now())))


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise ConfigError(["Nobody can be asked here; say --yes to post without a question."])
    return input("Post it? [y/N] ").strip().lower() in ("y", "yes")
