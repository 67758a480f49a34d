"""What the connectors of rotas share: the time that they tell of, the words of their options, and how a shift is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from supporttray.core.item import Shift
from supporttray.core.rotation import Stretch, moment
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 2_000  # shifts of a rota that others keep
DOMAINS = 50
BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
OUTSIDE = "lies outside the years 1970 to 2999"
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Clock = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        title="Hand-over",
        description="The time on the wall at which duty is handed over",
        examples=["09:00"],
    ),
]
Zone = Annotated[
    str, msgspec.Meta(title="Time zone", description="Whose time the rota means", examples=["Europe/Berlin"])
]
Domain = Annotated[
    str, msgspec.Meta(max_length=100, title="Domain", description="What the duty is for", examples=["backend"])
]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shift: who, and from when up to but not including when (TOML date-times with an offset)."""

    person: str
    begin: Annotated[datetime, msgspec.Meta(tz=True)] = msgspec.field(name="from")
    end: Annotated[datetime, msgspec.Meta(tz=True)] = msgspec.field(name="to")
    domain: str = ""

    def __post_init__(self) -> None:
        """Refuse a shift that cannot be."""
        if self.end <= self.begin:
            raise ValueError("ends before it begins")
        if not (within(self.begin) and within(self.end)):
            raise ValueError(OUTSIDE)

    @property
    def stretch(self) -> Stretch:
        """Who and when, in UTC."""
        return Stretch(self.person, self.begin.astimezone(UTC), self.end.astimezone(UTC))


class Swap(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody is on duty in place of `instead_of`, or of whoever it would be in that domain; without a domain in all of them."""

    instead_of: str = ""


Swaps = Annotated[
    tuple[Swap, ...],
    msgspec.Meta(
        title="Swaps",
        description="Who stands in from when to when",
        examples=[[{"person": "Bo", "from": "2026-11-21T09:00:00Z", "to": "2026-11-23T09:00:00Z"}]],
    ),
]


def within(day: date) -> bool:
    """Whether a date is one that a rota may hold; every zone can express it."""
    return 1970 <= day.year <= 2999


def window(now: datetime) -> tuple[datetime, datetime]:
    """Return the time that a rota is told for."""
    return now - BEFORE, now + AFTER


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone. Raises `ValueError` with a sentence."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'there is no time zone {name[:60]!r}; write it like "Europe/Berlin"') from None


def aware(moment_or_day: datetime | date, clock: str, zone: ZoneInfo | None) -> datetime:
    """Return a moment in UTC: a day at a time on the wall, or a date-time; without an offset both mean the zone.

    Raises `ValueError` where the zone is needed and missing.
    """
    told = moment_or_day
    if isinstance(told, datetime) and told.tzinfo:
        return told.astimezone(UTC)
    if zone is None:
        raise ValueError("has no time zone")
    if isinstance(told, datetime):
        return moment(told.date(), told.time(), zone)
    return moment(told, time.fromisoformat(clock), zone)


def shift(place: str, me: str, told: Stretch, *, domain: str = "", over: bool = False, instead_of: str = "") -> Shift:
    """Make a shift of a rota that is kept at `place`."""
    person = told.person
    swap = f"/over/{instead_of}" if over else ""
    return Shift(
        key=f"shift:{place}/{domain}/{person}/{int(told.begin.timestamp())}{swap}",
        title=shorten(f"{person} on duty", 100),
        url="",
        at=told.begin,
        until=told.end,
        person=person,
        mine=person.casefold() == me.casefold(),
        domain=domain,
        over=over,
        instead_of=instead_of,
    )


def swapped(place: str, me: str, swaps: Iterable[Swap]) -> tuple[Shift, ...]:
    """Make the shifts of swaps as a config holds them."""
    return tuple(
        shift(place, me, one.stretch, domain=one.domain, over=True, instead_of=one.instead_of) for one in swaps
    )


def kept_elsewhere(options: object) -> str:  # noqa: ARG001  whatever they are
    """Say why the app cannot change a rota of which it is only told."""
    return "it is changed where it is kept"


def kept_here(options: object) -> str:  # noqa: ARG001  whatever they are
    """Nothing keeps the app from changing the swaps that stand in the config."""
    return ""


def trace(address: str) -> str:
    """Return what tells one address from another without showing it: it may be a secret."""
    return sha256(address.encode()).hexdigest()[:8]


def resting(me: str, now: datetime) -> str:
    """Return what else the shifts made of a file rest on: who I am, and the week, for what is told of goes on with the time."""
    return f"{me.casefold()} {now:%G-%V}"


def checked(shifts: Iterable[Shift], where: str) -> tuple[Shift, ...]:
    """Return the shifts with each key once: of those of one person that begin together the longest.

    Raises `NotUnderstood` at more of them, or of their domains, than a rota has: all faces go through them again and again.
    """
    found: dict[str, Shift] = {}
    for one in shifts:
        if one.key not in found or one.until > found[one.key].until:
            found[one.key] = one
    if len(found) > MOST:
        raise NotUnderstood(f"{where} has more than {MOST} shifts in the months that count.")
    if len({one.domain for one in found.values()}) > DOMAINS:
        raise NotUnderstood(f"{where} has shifts for more than {DOMAINS} domains.")
    return tuple(found.values())
