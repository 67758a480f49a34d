"""`supporttray announce`: says where the team looks who is on duty. Each step is shown with what it changes, then done once."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import CanAnnounce
from supporttray.core.announce import announcement, message
from supporttray.core.deed import Verb
from supporttray.core.outbox import Fate
from supporttray.core.text import plain
from supporttray.engine.account import Accounts
from supporttray.errors import ConfigError, NotSent
from supporttray.verb.act import CLOCK, agreed, opened, see_through, seen, waiting

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from supporttray.core.announce import Announcement, Seen, Step
    from supporttray.core.deed import Deed
    from supporttray.engine.plan import Notice
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def announce(place: Workspace, wanted: argparse.Namespace) -> int:
    """Show what would change; unless it is a dry run, ask and do it, a step after the other. 3 if a step could not be done."""
    with opened(place) as desk:
        notice = desk.plan.announce
        if notice is None:
            raise ConfigError([f"{place.config}: [announce]: say where it is shown: topic, channel, group or status."])
        view, _ = seen(desk)
        if view.duty.on is None:
            raise ConfigError(["No rota says who is on duty, so there is nothing to announce."])
        turns, zone = view.duty.turns, desk.plan.zone
        there = asyncio.run(_shown(desk, notice))
        found = announcement(turns, notice.board, there, notice.people, zone)
        if any(step.deed and _told(desk, step.deed, found.expires) for step in found.steps):
            there = msgspec.structs.replace(there, message=message(turns, zone))
            found = announcement(turns, notice.board, there, notice.people, zone)
        for step in found.steps:
            print(plain(step.preview) if step.deed else plain(f"{step.preview} (not possible: {step.refused})"))
        if not any(step.deed for step in found.steps):
            print("Nothing is to be changed.")
            return 3 if found.steps else 0
        if wanted.dry_run:
            return 0
        if not (wanted.yes or agreed("Announce it?")):
            print("Nothing was announced.")
            return 0
        return _do(desk, notice, found, yes=wanted.yes)


async def _shown(desk: Command, notice: Notice) -> Seen:
    accounts = Accounts(desk.plan.accounts, desk.credentials.read, CLOCK)
    try:
        service = await accounts.service(notice.account)
        if not isinstance(service, CanAnnounce):
            raise ConfigError([f"{notice.account} cannot show who is on duty."])
        return await service.shown(notice.board)
    finally:
        await accounts.close()


def _do(desk: Command, notice: Notice, found: Announcement, *, yes: bool) -> int:
    """Take the steps. One that fails keeps none of the others, and the next `announce` takes up what is missing."""
    failed = any(step.deed is None for step in found.steps)
    for step in found.steps:
        if step.deed is None:
            continue
        try:
            _take(desk, notice, step, found.expires, yes=yes)
        except NotSent as error:
            print(plain(f"{step.preview}: {error.phrase}"))
            failed = True
    return 3 if failed else 0


def _intent(deed: Deed, expires: datetime | None) -> str:
    digest = hashlib.sha256(deed.text.encode()).hexdigest()[:16]
    until = f"{expires:%Y-%m-%dT%H:%M}" if expires else f"{CLOCK.now():%Y-%m-%d}"
    return f"announce:{deed.verb}:{deed.place}:{digest}:{until}"


def _told(desk: Command, deed: Deed, expires: datetime | None) -> bool:
    """Whether a message was posted already: nobody reads the channel for it."""
    known = desk.outbox.get(_intent(deed, expires)) if deed.verb is Verb.POST else None
    return known is not None and known.fate is Fate.SENT


def _take(desk: Command, notice: Notice, step: Step, expires: datetime | None, *, yes: bool) -> None:
    """Write one step. The same step of the same turn of duty is one wish, however often it is asked for."""
    if step.deed is None:
        return
    now, intent = CLOCK.now(), _intent(step.deed, expires)
    before = [entry for entry in desk.outbox.beginning(intent) if entry.fate is Fate.SENT]
    if before and step.deed.settles:  # somebody undid it since: it is to be so again
        intent = f"{intent}:{len(before)}"
    wish = desk.wish(notice.account, intent, step.deed, now, expires=expires, wait=waiting(yes=yes))
    see_through(desk, wish)
