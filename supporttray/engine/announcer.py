"""Announces who is on duty: what it would change is shown first; each step is a wish in the outbox, done once and taken up again."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import CanAnnounce, CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.core.announce import announcement
from supporttray.core.deed import Verb
from supporttray.core.duty import Preview, PreviewStep
from supporttray.core.outbox import UNDO_TIME, Fate
from supporttray.errors import NotDone, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime, timedelta

    from supporttray.connectors.registry import Service
    from supporttray.core.announce import Announcement, Seen, Step
    from supporttray.core.deed import Deed
    from supporttray.core.model import Duty
    from supporttray.engine.desk import Desk, Wish
    from supporttray.engine.plan import Notice

    Opened = Callable[[str], Awaitable[Service]]

LIMIT_S = 20.0  # a person waits for what is read
STANDING = (Fate.HELD, Fate.WAITING, Fate.SENDING, Fate.UNKNOWN)  # what was refused can be taken again
NOWHERE = "The config has no place for it: write in [announce] where it is shown, topic, channel, group or status."


async def found(desk: Desk, service: Opened, duty: Duty, now: datetime) -> Announcement:
    """Read what is shown now, and return what it takes; `service` opens an account. Raises `NotDone`, a `ServiceError`."""
    notice = _notice(desk)
    if duty.on is None:
        raise NotDone("No rota says who is on duty, so there is nothing to announce.")
    there = await _seen(notice, service)
    made = announcement(duty.turns, notice.board, there, notice.people, desk.plan.zone)
    wanted = (step for step in made.steps if not (step.deed and _told(desk, step.deed, made.expires, now)))
    return msgspec.structs.replace(made, steps=tuple(_possible(desk, step) for step in wanted))


def take(desk: Desk, deed: Deed, expires: datetime | None, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
    """Put one step into the outbox. The same step of the same turn of duty is one wish, however often it is asked for.

    Raises `StoreError`.
    """
    intent = _intent(deed, expires, now)
    before = [entry for entry in desk.outbox.beginning(intent) if entry.fate is Fate.SENT]
    if before and deed.settles:  # somebody undid it since: it is to be so again
        intent = f"{intent}:{len(before)}"
    return desk.wish(_notice(desk).account, intent, deed, now, expires=expires, wait=wait)


class Announcer:
    """Announces for a face. Only what was shown is done: what is wanted since then is shown first."""

    def __init__(self, desk: Desk, service: Opened) -> None:
        self._desk = desk
        self._service = service
        self._shown: frozenset[tuple[Deed, str]] = frozenset()

    async def preview(self, duty: Duty, now: datetime) -> Preview:
        """Return what announcing would change now. Raises `NotDone`, a `ServiceError`."""
        return self._told(await found(self._desk, self._service, duty, now), now)

    async def announce(self, duty: Duty, now: datetime) -> Preview:
        """Take the steps that were shown and are still wanted. Raises `NotDone`, a `ServiceError`, `StoreError`."""
        shown = self._shown
        wanted = await found(self._desk, self._service, duty, now)
        for step in wanted.steps:
            if step.deed and (step.deed, step.preview) in shown:
                take(self._desk, step.deed, wanted.expires, now)
        return self._told(wanted, now)

    def _told(self, wanted: Announcement, now: datetime) -> Preview:
        """Return the steps as a face shows them, and keep in mind which those are."""
        self._shown = frozenset((step.deed, step.preview) for step in wanted.steps if step.deed)
        account = _notice(self._desk).account
        steps = tuple(
            PreviewStep(
                preview=step.preview,
                refused=step.refused,
                number=_number(self._desk, step.deed, wanted.expires, now) if step.deed else None,
            )
            for step in wanted.steps
        )
        return Preview(place=f"{wanted.place} on {account}" if wanted.place else account, steps=steps)


def _notice(desk: Desk) -> Notice:
    if desk.plan.announce is None:
        raise NotDone(NOWHERE)
    return desk.plan.announce


async def _seen(notice: Notice, opened: Opened) -> Seen:
    try:
        async with asyncio.timeout(LIMIT_S):
            service = await opened(notice.account)
            if not isinstance(service, CanAnnounce):
                raise NotDone(f"{notice.account} cannot show who is on duty.")
            return await service.shown(notice.board)
    except TimeoutError:
        raise Unreachable(f"{notice.account} did not answer within {LIMIT_S:.0f} s.", "Try again later.") from None


def _intent(deed: Deed, expires: datetime | None, now: datetime) -> str:
    digest = hashlib.sha256(f"{deed.text}{deed.emoji}{deed.until or ''}".encode()).hexdigest()[:16]
    until = f"{expires:%Y-%m-%dT%H:%M}" if expires else f"{now:%Y-%m-%d}"
    return f"announce:{deed.verb}:{deed.place}:{digest}:{until}"


def _told(desk: Desk, deed: Deed, expires: datetime | None, now: datetime) -> bool:
    """Whether a message was posted from here already: the channel is read back for a day only."""
    known = desk.outbox.get(_intent(deed, expires, now)) if deed.verb is Verb.POST else None
    return known is not None and known.fate is Fate.SENT


def _possible(desk: Desk, step: Step) -> Step:
    """Return a step, or why the service cannot take it."""
    if step.deed is None:
        return step
    kind = SERVICES[desk.plan.accounts[_notice(desk).account].kind]
    try:
        if issubclass(kind, CanWrite):
            kind.pieces(step.deed)
    except Refused as error:
        return msgspec.structs.replace(step, deed=None, refused=f"{error.phrase} {error.hint}".strip())
    return step


def _number(desk: Desk, deed: Deed, expires: datetime | None, now: datetime) -> int | None:
    """Return the entry of the outbox that is under way to make it so, or asks a person."""
    entries = desk.outbox.beginning(_intent(deed, expires, now))
    return next((entry.number for entry in reversed(entries) if entry.fate in STANDING), None)
