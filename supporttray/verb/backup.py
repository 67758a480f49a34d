"""`supporttray backup`: who is told when nobody is home. Both have to want it: the person in the config, the backup in Slack."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import msgspec

from supporttray.app import only_one
from supporttray.core.backup import ONCE, SetBackup, Standing, words
from supporttray.core.display import clock
from supporttray.core.mrkdwn import preview
from supporttray.core.text import plain
from supporttray.engine import backup
from supporttray.engine.account import Accounts
from supporttray.engine.backup import Leases
from supporttray.engine.lease import Keeper
from supporttray.errors import AlreadyRunning, NotDone, NotSent
from supporttray.lines import json_text
from supporttray.setup.backup import write
from supporttray.verb.act import CLOCK, agreed, opened, see_through, waiting

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def show_backup(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say how it stands, or want it, ask, or end it."""
    if wanted.person and wanted.action != "on":
        raise NotDone("Who the backup is, is said with `supporttray backup on ID NAME`.")
    ways = {"on": _begin, "ask": _ask, "off": _end, None: _show}
    return ways[wanted.action](place, wanted)


def _show(place: Workspace, wanted: argparse.Namespace) -> int:
    with opened(place) as desk:
        known, zone = backup.told(desk), desk.plan.zone
    print(json_text(_described(known)) if wanted.json else plain(words(known, zone)))
    return 0


def _described(known: Standing) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(known)
    return {"person": "", "name": "", "consent": False, "agreed": False} | told


def _begin(place: Workspace, wanted: argparse.Namespace) -> int:
    print(ONCE)
    if not (wanted.yes or agreed("Do you want that?")):
        print("Nothing was changed.")
        return 0
    write(place.config, SetBackup(consent=True, person=wanted.person or "", name=wanted.name or ""))
    _renew(place)
    print("Saved. Ask them: `supporttray backup ask`.")
    return 0


def _ask(place: Workspace, wanted: argparse.Namespace) -> int:
    with opened(place) as desk:
        print(preview(backup.question(desk)), f"\nto {plain(backup.told(desk).name)}", sep="\n", flush=True)
        if not (wanted.yes or agreed("Ask them?")):
            print("They were not asked.")
            return 0
        return see_through(desk, backup.ask(desk, CLOCK.now(), waiting(yes=wanted.yes)))


def _end(place: Workspace, _: argparse.Namespace) -> int:
    """End it: a running engine takes back what stands scheduled, without one the command does."""
    write(place.config, SetBackup(consent=False))
    _renew(place)
    with opened(place) as desk, contextlib.suppress(AlreadyRunning), only_one(place):
        asyncio.run(_take_back(desk))
        _own_up(desk)
    print("Nothing is sent without a click any more.")
    return 0


def _own_up(desk: Command) -> None:
    """Raise `NotSent` where a message may stand there still."""
    now = CLOCK.now()
    leases = Leases(desk.base).all()
    left = [one.at for lease in leases for one in lease.standing if one.at > now]
    if not left and not any(lease.place and lease.looked_at is None for lease in leases):
        return
    when = f"Slack sends it at {clock(max(left), desk.plan.zone)}, if it is still there. " if left else ""
    raise NotSent(
        "Nothing new is sent without a click, but the message that stands scheduled could not be taken back.",
        f"{when}`supporttray backup off` tries again, and so does the app once it runs.",
    )


def _renew(place: Workspace) -> None:
    with opened(place) as desk:
        desk.base.send("config", "")


async def _take_back(desk: Command) -> None:
    accounts = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK)
    try:
        keeper = Keeper(desk, accounts, CLOCK, shown=lambda: None, changed=lambda: None, lot=float)
        await keeper.end()
    finally:
        await accounts.close()
