"""What a config says of the team's day: its time zone, its hours, and where its status goes and by when."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from supporttray.connectors.registry import posts
from supporttray.core.hours import WEEK, Hours, Weekday
from supporttray.engine.plan import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account
    from supporttray.table import Table

PLACE_ID = re.compile(r"[\w.:-]{1,200}", re.ASCII)
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
MIDNIGHT = "24:00"
Clock = Annotated[str, msgspec.Meta(pattern=CLOCK)]


def zone(top: Table) -> str:
    """Take the IANA name of the workspace's time zone."""
    name = top.text("zone", "")
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        top.mistake("zone", f'is no time zone: {name!r}; write it like "Europe/Berlin".')
        return ""


class _Hours(msgspec.Struct, frozen=True):
    """The keys of [hours]."""

    days: Annotated[
        tuple[Weekday, ...],
        msgspec.Meta(min_length=1, description="On which days of the week work is done", examples=[["mon", "tue"]]),
    ] = WEEK[:5]
    begin: Annotated[str, msgspec.Meta(pattern=CLOCK, description="When work begins", examples=["09:00"])] = "09:00"
    end: Annotated[
        str, msgspec.Meta(pattern=rf"{CLOCK}|^{MIDNIGHT}$", description="When work ends", examples=["17:30", "24:00"])
    ] = "17:30"
    lunch: Annotated[
        tuple[Clock, Clock] | None,
        msgspec.Meta(description="From when to when nobody works at noon", examples=[["12:00", "13:00"]]),
    ] = None

    def __post_init__(self) -> None:
        """Refuse hours that do not come one after the other."""
        clocks = [self.begin, *(self.lunch or ()), self.end]
        if clocks != sorted(set(clocks)):
            raise ValueError("begin, lunch and end must come one after the other on one day")


def hours(table: Table | None, zone_name: str) -> Hours:
    """Take the hours in which the team works, in the workspace's time zone."""
    said = table.struct(_Hours) if table else _Hours()
    if table:
        table.done()
    zone = ZoneInfo(zone_name) if zone_name else None
    if said is None:
        return Hours(zone=zone)
    lunch = (time.fromisoformat(said.lunch[0]), time.fromisoformat(said.lunch[1])) if said.lunch else None
    return Hours(
        days=frozenset(WEEK.index(day) for day in said.days),
        begin=time.fromisoformat(said.begin),
        end=time.max if said.end == MIDNIGHT else time.fromisoformat(said.end),
        lunch=lunch,
        zone=zone,
    )


def daily(table: Table | None, accounts: Mapping[str, Account | None]) -> Target | None:
    """Take where the daily status goes, and by when."""
    if table is None:
        return None
    channel = table.text("channel", "")
    able = [name for name, one in accounts.items() if one and posts(one.kind)]
    name = table.text("name", "")
    by = table.text("by", "")
    service = table.text("service", able[0] if len(able) == 1 else "")
    table.done()
    if by and not re.fullmatch(CLOCK, by):
        table.mistake("by", f"is {by!r}; write a time of day such as 16:30.")
        by = ""
    if service not in able and (service or None not in accounts.values()):  # or its own mistakes are said already
        table.mistake("service", f"must name a service that can post ({', '.join(able) or 'none yet'}).")
    if not channel:
        table.mistake("channel", "is missing; write the channel's id.")
    elif not PLACE_ID.fullmatch(channel):
        table.mistake("channel", f"is {channel!r}; write the channel's id, not its name.")
    return Target(service, channel, name, time.fromisoformat(by) if by else None)
