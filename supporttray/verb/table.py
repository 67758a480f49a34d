"""What the verbs of the command line do, but for `run` and `demo`. Each returns its exit code."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import logging
import os
import sys
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray import config, credentials
from supporttray.assess import assess
from supporttray.core import display, outbox
from supporttray.core.display import age
from supporttray.core.text import plain
from supporttray.engine.account import Accounts
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.desk import REACTIONS, Wish
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from supporttray.engine.sender import MOVING
from supporttray.engine.store import Store
from supporttray.engine.view import View, look
from supporttray.errors import ConfigError, Failure
from supporttray.judge import judge
from supporttray.lines import entry_line, entry_told, event_line, json_text
from supporttray.paths import resource
from supporttray.verb import (
    act,
    announce,
    ask,
    backup,
    build,
    daily,
    duty,
    focus,
    handoff,
    leave,
    login,
    planning,
    queue,
    release,
    report,
    review,
    scan,
    swap,
    team,
    update,
    work,
)
from supporttray.verb import next as coming
from supporttray.verb.bell import listens
from supporttray.verb.moment import moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.paths import Workspace

CLOCK = SystemClock()


def check(place: Workspace, wanted: argparse.Namespace) -> int:
    """Ask every watch once; write nothing. 3 if a service did not answer as it should."""
    logging.disable()  # what went wrong is part of what is printed
    plan = config.load(place.config)
    secrets = credentials.Credentials(place.keyring_name)

    async def once() -> View:
        base = Database(None, CLOCK.now)
        return await Engine(
            plan, base, clock=CLOCK, credential=secrets.read, face=Silence(), judge=judge, search=assess
        ).ask_once()

    view = asyncio.run(once())
    _print_view(view, CLOCK.now(), as_json=wanted.json)
    return 0 if all(health.state == "ok" for health in view.world.health.values()) else 3


def status(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say what the engine knows, from its database; nothing is asked."""
    plan = config.load(place.config)
    base = Database.reading(place.database, CLOCK.now)
    now = CLOCK.now()
    _print_view(look(plan, Store(base), base, now), now, as_json=wanted.json)
    return 0


def journal(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print what happened since a moment, by default since midnight."""
    since = moment("--since", wanted.since or "today", CLOCK.now(), None, back=True)
    events = Store(Database.reading(place.database, CLOCK.now)).journal(since)
    if wanted.json:
        print(json_text([msgspec.to_builtins(event) for event in events]))
    else:
        for event in events:
            print(f"{event.at.astimezone():%a %H:%M:%S} {plain(event_line(event))}")
        if not events:
            print("Nothing happened.")
    return 0


def secrets(place: Workspace, wanted: argparse.Namespace) -> int:
    """Set, test or forget a credential."""
    name = credentials.checked(wanted.name)
    store = credentials.Credentials(place.keyring_name)
    if wanted.action == "test":
        return _test(place, store, name)
    if wanted.action == "set":
        secret = getpass.getpass(f"Credential for {name}: ") if sys.stdin.isatty() else sys.stdin.readline()
        if not secret.strip():
            raise ConfigError(["No credential was given; nothing was changed."])
        asyncio.run(store.write(name, secret.strip()))
        print(f"Kept in the system's keyring. `supporttray secrets test {name}` tries it.")
    elif asyncio.run(store.forget(name)):
        print("Forgotten.")
    else:
        print("There was none.")
    with contextlib.suppress(Failure):
        if place.database.exists():
            Database(place.database, CLOCK.now).send("credential", name.partition(".")[0])
    return 0


def _test(place: Workspace, store: credentials.Credentials, name: str) -> int:
    plan = config.load(place.config)
    account, _, kind = name.partition(".")
    if account not in plan.accounts:
        raise ConfigError(
            [f"{place.config}: there is no [service.{account}]; there are: {', '.join(plan.accounts) or 'none'}."]
        )

    async def once() -> str:
        accounts = Accounts(plan.accounts, store.read, CLOCK)
        try:
            service = await accounts.service(account)
            return await (listens(service, name, await store.read(name)) if kind else service.whoami())
        finally:
            await accounts.close()

    print(asyncio.run(once()))
    return 0


def configure(place: Workspace, wanted: argparse.Namespace) -> int:
    """Write a config to begin with, or say every mistake of the one there is."""
    if wanted.action == "init" and wanted.source:
        return team.begin(place, wanted)
    if wanted.action == "init":
        if os.path.lexists(place.config):
            raise ConfigError([f"{place.config}: is there already; nothing was changed."])
        try:
            place.config.parent.mkdir(parents=True, exist_ok=True)
            with place.config.open("x", encoding="utf-8") as file:
                file.write(resource("example.toml").read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError([f"{place.config}: cannot be written ({error.strerror})."]) from error
        print(f"{place.config} was written. Edit it, then run `supporttray config check`.")
        return 0
    plan = config.load(place.config)
    print(f"{place.config}: no mistakes; {len(plan.watches)} watches on {len(plan.accounts)} services.")
    return 0


# --- the outbox


def show_outbox(place: Workspace, wanted: argparse.Namespace) -> int:
    """List what was and is to be written, or decide about one entry."""
    with act.opened(place) as desk:
        if wanted.action is None:
            entries = desk.outbox.latest()
            if wanted.json:
                print(json_text([entry_told(entry) for entry in entries]))
            else:
                print(*map(entry_line, entries) if entries else ["Nothing was written."], sep="\n")
            return 0
        return _decide(desk, wanted.action, wanted.number)


def _decide(desk: act.Command, action: str, number: int | None) -> int:
    """Do what a person says about an entry, and about the pieces that follow it."""
    now = CLOCK.now()
    steps: dict[str, Callable[[int], Wish]] = {
        "undo": lambda one: desk.undo(one, now),
        "send": lambda one: desk.send(one, now),
        "seen": lambda one: desk.decide(one, lambda entry: outbox.seen(entry, now)),
    }
    if number is None or number < 1:
        raise ConfigError([f"Say which entry to {action}; `supporttray outbox` lists them with their numbers."])
    moved, before = steps[action](number)
    if action == "send" and moved.fate in MOVING:
        return act.see_through(desk, Wish(moved))
    if moved == before:
        reaction = action == "undo" and moved.deed.verb in REACTIONS
        hint = " Take a reaction back with `supporttray unack`." if reaction else ""
        raise ConfigError([f"Entry {number} is {moved.fate}: {action} does nothing to it.{hint}"])
    print(entry_line(moved))
    return 0


VERBS: dict[str, Callable[[Workspace, argparse.Namespace], int]] = {
    "check": check,
    "status": status,
    "journal": journal,
    "secrets": secrets,
    "config": configure,
    "ack": act.ack,
    "unack": act.unack,
    "reply": ask.reply,
    "snooze": act.snooze,
    "queue": queue.queue,
    "next": coming.show_next,
    "start": work.start,
    "done": work.finish,
    "blocked": work.block,
    "comment": work.comment,
    "reviews": review.show_reviews,
    "planning": planning.show_planning,
    "note": act.note,
    "hand": ask.hand_over,
    "before": ask.show_before,
    "log": ask.log,
    "not-a-request": ask.not_a_request,
    "lessons": ask.lessons,
    "builds": build.show_builds,
    "why": build.show_why,
    "message": build.message,
    "rerun": build.rerun,
    "mine": build.mine,
    "flaky": build.show_flaky,
    "teach": build.teach,
    "signatures": build.signatures,
    "outbox": show_outbox,
    "quit": leave.leave,
    "login": login.at_login,
    "update": update.update,
    "daily": daily.show_daily,
    "duty": duty.show_duty,
    "duty swap": swap.swap,
    "duty unswap": swap.unswap,
    "duty take": swap.take,
    "duty give": swap.give,
    "duty announce": announce.announce,
    "focus": focus.show_focus,
    "backup": backup.show_backup,
    "handoff": handoff.show_handoff,
    "team": team.show_team,
    **release.VERBS,
    **report.VERBS,
    "release scan": scan.scan,
}


# --- printing


def _print_view(view: View, now: datetime, *, as_json: bool) -> None:
    snapshot = view.snapshot(0, now, now)
    if as_json:
        told = json_text(
            {
                "at": now.isoformat(),
                "services": [
                    {"detail": ""} | msgspec.to_builtins(service) for service in display.services(view.world.health)
                ],
                "items": [_item(item) for item in view.world.items.values()],
                "needs": [
                    {"url": ""} | msgspec.to_builtins(need) | {"urgency": need.urgency.word} for need in view.needs
                ],
                "tray": msgspec.to_builtins(snapshot.tray),
            }
        )
        print(told)
        return
    print(plain(snapshot.tray.tooltip))
    for need in view.needs:
        print(f"  {need.urgency.word:<9}  {plain(need.title)}")
        for line in filter(None, (plain(need.because), plain(need.url))):
            print(f"             {line}")
    for service in display.services(view.world.health):
        seen = f" ({age(now - service.seen_at)} ago)" if service.seen_at else ""
        print("  " + plain(f"{service.name}: {service.state}{seen} {service.detail} {service.hint}"))


def _item(item: Any) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(item)
    return told | {"state": item.state}
