"""Nobody home: while somebody is on duty one message to their backup stands scheduled, and moves on for as long as the app is seen. Pure.

It is a lease: who is no longer there to renew it is missed by the service itself. What may be there twice is never missing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.display import clock, day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from supporttray.core.hours import Hours
    from supporttray.core.item import Request

AHEAD = timedelta(minutes=30)  # of working time
EVERY = timedelta(minutes=10)  # so often it is moved on
SOON = timedelta(
    minutes=1
)  # what stands not much earlier than this is not moved, also where the system is about to sleep
LAST = timedelta(seconds=60)  # so shortly before its time no message is taken back
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that are read as others
LINKS = 5  # questions whose links are told


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message that stands scheduled: the service's id, and when it will be sent. One that is `stuck` cannot be taken back any more."""

    id: str
    at: datetime
    stuck: bool = False


class Lease(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of the messages to one person (`person` on `account`); it is kept.

    `reference` stands in their texts: what has it is ours. `place` is the conversation, `standing` the messages in the order in which they
    were scheduled. `looked_at` is when the service was asked what stands there; None before the first look, and where it is not sure.
    `agreed` is the message on which the backup said yes; `told_at` is when the backup was last told that nobody is there.
    """

    account: str
    person: str
    reference: str
    place: str = ""
    standing: tuple[Standing, ...] = ()
    looked_at: datetime | None = None
    agreed: str = ""
    told_at: datetime | None = None


class Look(msgspec.Struct, frozen=True):
    """Ask the service what stands there, and what was sent."""


class Schedule(msgspec.Struct, frozen=True):
    """Schedule a message for that moment."""

    at: datetime


class Withdraw(msgspec.Struct, frozen=True):
    """Take a scheduled message back."""

    id: str


Move = Look | Schedule | Withdraw


def reference(numbers: Iterable[float]) -> str:
    """Return a reference made from four numbers of [0, 1)."""
    return "".join(LETTERS[int(number * len(LETTERS))] for number in numbers)


# --- what is to be done


def move(lease: Lease, hours: Hours, now: datetime, *, wanted: bool, every: timedelta = EVERY) -> Move | None:
    """Return what is to be done next; None if nothing is before time passes.

    The new message is scheduled before the old one is taken back, so that at no moment there is none.
    """
    if lease.looked_at is None or _missed(lease, now):
        return Look() if wanted or lease.place else None
    old = lease.standing[:-1] if wanted else lease.standing
    for one in old:
        if not one.stuck and one.at - now > LAST:
            return Withdraw(one.id)
    at = hours.after(now, AHEAD)
    return Schedule(at) if wanted and _due(lease, at, now, every) else None


def _missed(lease: Lease, now: datetime) -> bool:
    """Whether the time of one has passed since the last look; it is not looked for all the time while the clocks differ."""
    looked = lease.looked_at
    return (
        any(one.at <= now for one in lease.standing) and looked is not None and not timedelta(0) <= now - looked < LAST
    )


def _due(lease: Lease, at: datetime, now: datetime, every: timedelta) -> bool:
    """Whether the newest one stands too early, or later than it should: the clock or the hours are others now."""
    newest = lease.standing[-1] if lease.standing else None
    return newest is None or newest.stuck or newest.at - now <= LAST or at - newest.at >= every or newest.at > at


# --- what was done


def looked(lease: Lease, found: Iterable[Standing], posted: datetime | None, now: datetime) -> Lease:
    """Return the lease after a look: what stands there, the oldest first, and when the newest of ours was sent."""
    stuck = {one.id for one in lease.standing if one.stuck}
    standing = tuple(msgspec.structs.replace(one, stuck=one.id in stuck) for one in found)
    told = max(filter(None, (posted, lease.told_at)), default=None)
    return msgspec.structs.replace(lease, standing=standing, told_at=told, looked_at=now)


def scheduled(lease: Lease, one: Standing) -> Lease:
    """Return the lease with one more message, the newest."""
    return msgspec.structs.replace(lease, standing=(*lease.standing, one))


def unsure(lease: Lease) -> Lease:
    """Return the lease where it is not known whether a message was scheduled: it is looked for."""
    return msgspec.structs.replace(lease, looked_at=None)


def withdrawn(lease: Lease, which: str) -> Lease:
    """Return the lease without a message that was taken back."""
    return msgspec.structs.replace(lease, standing=tuple(one for one in lease.standing if one.id != which))


def stuck(lease: Lease, which: str) -> Lease:
    """Return the lease with a message that the service does not take back: it is gone, or about to be sent."""
    rest = (msgspec.structs.replace(one, stuck=True) if one.id == which else one for one in lease.standing)
    return msgspec.structs.replace(lease, standing=tuple(rest))


# --- the words


def mark(which: str) -> str:
    """Return what stands in the texts of ours, and in no others."""
    return f"(ref {which})"


def message(me: str, which: str, seen: datetime, at: datetime, requests: Iterable[Request], zone: tzinfo | None) -> str:
    """Return what the backup is told at a moment if the app was not seen since. It blames nobody: it may only be a closed lid.

    Of what is asked in private places nothing is told.
    """
    told = sorted((one for one in requests if not one.private and one.url), key=lambda one: one.at)
    links = [f"• {one.url}" for one in told[:LINKS]]
    more = [f"• and {len(told) - LINKS} more"] if len(told) > LINKS else []
    head = f"{me or 'A colleague'}'s support tray was last seen {_when(seen, at, zone)}; {_open(len(told))}"
    foot = f"You are the backup, so you are told. It may only be a closed lid. {mark(which)}"
    return "\n".join([head, *links, *more, foot])


def _open(count: int) -> str:
    if not count:
        return "no question is open."
    return "1 question is open:" if count == 1 else f"{count} questions are open:"


def _when(seen: datetime, at: datetime, zone: tzinfo | None) -> str:
    told = f"at {clock(seen, zone)}"
    if day(seen, zone) != day(at, zone):
        told = f"on {day(seen, zone)} {told}"
    return f"{told} {seen.astimezone(zone):%Z}".rstrip()


def question(me: str) -> str:
    """Return what a person asks of the backup before anything is sent."""
    return (
        f"Would you be my backup while I am on support duty?\n"
        f"If my support tray is not seen for {AHEAD // timedelta(minutes=1)} working minutes, Slack sends you one direct message in my "
        f"name: “{me or 'NAME'}'s support tray was last seen at 10:32; 2 questions are open”, with their links. "
        f"Nothing else is sent.\n"
        f"If that is fine with you, put ✅ on this message. Take it off whenever you like, and it ends."
    )
