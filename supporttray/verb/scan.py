"""`supporttray release scan`: looks at tickets and errors now; a running app does so, or we do."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from supporttray.app import only_one
from supporttray.assess import assess
from supporttray.core.release import page
from supporttray.engine.account import Accounts
from supporttray.engine.release.mode import Mode
from supporttray.engine.store import Store
from supporttray.engine.watches import Watches
from supporttray.errors import AlreadyRunning, NotDone
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, LIMIT_S, opened
from supporttray.verb.release import do, hand
from supporttray.verb.released import status
from supporttray.verb.stable import stable

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from supporttray.engine.poller import Poller
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command

LOOK_S = 0.5


def scan(place: Workspace, wanted: argparse.Namespace) -> int:
    """Look at tickets and errors now: a running app does so, or we do. 3 where a service did not answer as it should."""
    with opened(place) as desk:
        if not _scanned(desk):
            raise NotDone("Nothing is scanned: add a watch of tickets or errors to the config (zendesk.tickets, …).")
        begun = CLOCK.now()
        try:
            with only_one(place):
                asyncio.run(_scan_here(desk))
        except AlreadyRunning:
            do(desk, page.ScanNow())
            _await(desk, begun)
        room: page.Room = do(_anew(desk), page.AskRelease())
        print(json_text(stable(room)) if wanted.json else "\n".join(status(room, desk.plan.zone)))
        return 3 if any(one.trouble for one in room.looks) else 0


def _scanned(desk: Command) -> list[str]:
    return [one.watch for one in hand(desk).rooms.room(0, CLOCK.now()).looks]


async def _scan_here(desk: Command) -> None:
    accounts = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK)
    mode = Mode(desk.plan, desk.store, CLOCK, assess, lambda _: None)
    mode.begin()
    watches = Watches(desk.plan, accounts, desk.store, CLOCK, random.random, lambda _: None, lambda: mode.on)
    try:
        await asyncio.gather(*(_ask(one) for one in watches.pollers if one.calm))
        await mode.work()
    finally:
        await accounts.close()


async def _ask(poller: Poller) -> None:
    """Ask until there is no more to be asked at once: a first look of all has many pages."""
    end = time.monotonic() + LIMIT_S
    span = await poller.ask()
    while span is not None and poller.more and time.monotonic() + span.total_seconds() < end:
        await asyncio.sleep(span.total_seconds())
        span = await poller.ask()


def _await(desk: Command, begun: datetime) -> None:
    """Wait until the running app has looked, or it is known why it cannot."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        looks = hand(_anew(desk)).rooms.room(0, CLOCK.now()).looks
        if all(one.trouble or (one.at is not None and one.at >= begun) for one in looks):
            return
        time.sleep(LOOK_S)


def _anew(desk: Command) -> Command:
    """Return the desk with what another process has written meanwhile."""
    return replace(desk, store=Store(desk.base))
