"""What a config says of the team's day: its time zone, and where its status goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from supporttray.connectors import CanWrite
from supporttray.connectors.registry import SERVICES
from supporttray.engine.plan import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.engine.plan import Account
    from supporttray.table import Table

PLACE_ID = re.compile(r"[\w.:-]{1,200}", re.ASCII)


def zone(top: Table) -> str:
    """Take the IANA name of the workspace's time zone."""
    name = top.text("zone", "")
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        top.mistake("zone", f'is no time zone: {name!r}; write it like "Europe/Berlin".')
        return ""


def daily(table: Table | None, accounts: Mapping[str, Account | None]) -> Target | None:
    """Take where the daily status goes."""
    if table is None:
        return None
    channel = table.text("channel", "")
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanWrite)]
    name = table.text("name", "")
    service = table.text("service", able[0] if len(able) == 1 else "")
    table.done()
    if service not in able and (service or None not in accounts.values()):  # or its own mistakes are said already
        table.mistake("service", f"must name a service that can post ({', '.join(able) or 'none yet'}).")
    if not channel:
        table.mistake("channel", "is missing; write the channel's id.")
    elif not PLACE_ID.fullmatch(channel):
        table.mistake("channel", f"is {channel!r}; write the channel's id, not its name.")
    return Target(service, channel, name)
