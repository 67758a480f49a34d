"""`supporttray duty announce`: says where the team looks who is on duty. Each step is shown with what it changes, then done once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.core.text import plain
from supporttray.engine.account import Accounts
from supporttray.engine.announcer import found, take
from supporttray.errors import NotSent
from supporttray.verb.act import CLOCK, agreed, opened, see_through, seen, waiting

if TYPE_CHECKING:
    import argparse

    from supporttray.core.announce import Announcement
    from supporttray.core.model import Duty
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def announce(place: Workspace, wanted: argparse.Namespace) -> int:
    """Show what would change; unless it is a dry run, ask and do it, a step after the other. 3 if a step could not be done."""
    with opened(place) as desk:
        view, _ = seen(desk)
        made = asyncio.run(_found(desk, view.duty))
        for step in made.steps:
            print(plain(step.preview) if step.deed else plain(f"{step.preview} (not possible: {step.refused})"))
        if not any(step.deed for step in made.steps):
            print("Nothing is to be changed.")
            return 3 if made.steps else 0
        if wanted.dry_run:
            return 0
        if not (wanted.yes or agreed("Announce it?")):
            print("Nothing was announced.")
            return 0
        return _do(desk, made, yes=wanted.yes)


async def _found(desk: Command, duty: Duty) -> Announcement:
    accounts = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK)
    try:
        return await found(desk, accounts.service, duty, CLOCK.now())
    finally:
        await accounts.close()


def _do(desk: Command, made: Announcement, *, yes: bool) -> int:
    """Take the steps. One that fails keeps none of the others, and the next `announce` takes up what is missing."""
    failed = any(step.deed is None for step in made.steps)
    for step in made.steps:
        if step.deed is None:
            continue
        try:
            see_through(desk, take(desk, step.deed, made.expires, CLOCK.now(), waiting(yes=yes)))
        except NotSent as error:
            print(plain(f"{step.preview}: {error.phrase}"))
            failed = True
    return 3 if failed else 0
