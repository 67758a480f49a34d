"""How often the app spoke, and how often it did not and why, day by day: whether it keeps people at their work."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.model import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from supporttray.core.model import Told


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar day: how many alerts spoke, how many were there already at the first look, how many were held and why."""

    day: str
    spoke: int
    found: int
    held: dict[str, int]


def days(told: Iterable[Told], zone: tzinfo | None = None) -> tuple[Day, ...]:
    """Return the days on which something was decided, the earliest first. What was held and spoke later counts as both."""
    by_day: dict[str, list[Told]] = {}
    for one in told:
        by_day.setdefault(f"{one.at.astimezone(zone):%Y-%m-%d}", []).append(one)
    return tuple(_day(day, by_day[day]) for day in sorted(by_day))


def _day(day: str, told: Iterable[Told]) -> Day:
    counts = Counter((one.decision, one.reason if one.decision is Decision.HOLD else "") for one in told)
    held = {reason: count for (decision, reason), count in sorted(counts.items()) if decision is Decision.HOLD}
    return Day(day=day, spoke=counts[Decision.SPEAK, ""], found=counts[Decision.SEED, ""], held=held)
