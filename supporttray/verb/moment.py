"""Moments as a person types them: a day, a time of day, both, or a length of time from now."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.roster.shift import within
from supporttray.core.rotation import moment as on_the_wall
from supporttray.errors import NotDone
from supporttray.table import read_span

if TYPE_CHECKING:
    from datetime import tzinfo

FORMS = "2026-11-23, 2026-11-23T09:00, 09:00, tomorrow, thursday or 2h"
DAYS = {"today": 0, "tomorrow": 1}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WALL = re.compile(r"(?:(?P<day>[a-z]+|\d{4}-\d\d-\d\d)(?:[ t](?=\d)|\Z))?(?P<clock>\d?\d:\d\d)?", re.ASCII)


def moment(
    name: str,
    text: str,
    now: datetime,
    zone: tzinfo | None,
    *,
    clock: time = time(),
    counts: bool = False,
    back: bool = False,
) -> datetime:
    """Return a moment in UTC. Raises `NotDone` with what `name` may be.

    A day without a time means `clock` in the zone (the machine's if none), and the same on the next day where the day still `counts`.
    Lengths of time and weekdays lie ahead, or `back`.
    """
    told = text.strip().casefold()
    try:
        if told == "now":
            return now
        if span := read_span(told):
            return now - span if back else now + span
        found = _WALL.fullmatch(told) if told else None
        at = _exact(text.strip(), zone) if found is None else _wall(found, now, zone, clock, counts=counts, back=back)
        if not within(at):
            raise ValueError
    except (ValueError, OverflowError):
        raise NotDone(f"{name} {text!r} is no time; write it like {FORMS}.") from None
    return at


def _wall(
    found: re.Match[str], now: datetime, zone: tzinfo | None, clock: time, *, counts: bool, back: bool
) -> datetime:
    day = _day(found["day"], now.astimezone(zone).date(), back=back)
    if found["clock"]:
        return on_the_wall(day, time.fromisoformat(found["clock"].zfill(5)), zone)
    return on_the_wall(day + timedelta(days=1) if counts else day, clock, zone)


def _day(word: str | None, today: date, *, back: bool) -> date:
    """Return a day; a weekday is the next one, or the last one, and today if it is one. Raises `ValueError`."""
    if word is None or word in DAYS:
        return today + timedelta(days=DAYS[word or "today"])
    number = next((one for one, name in enumerate(WEEK) if len(word) >= 3 and name.startswith(word)), None)
    if number is None:
        return date.fromisoformat(word)
    days = -((today.weekday() - number) % 7) if back else (number - today.weekday()) % 7
    return today + timedelta(days=days)


def _exact(told: str, zone: tzinfo | None) -> datetime:
    at = datetime.fromisoformat(told)
    return at.astimezone(UTC) if at.tzinfo else on_the_wall(at.date(), at.time(), zone)
