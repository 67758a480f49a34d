"""Ordinary days: the tickets and errors that come anyway, by the weekday and the hour, more of them from week to week.

They are drawn by lot, but from a seed: the same scenario that opens at the same moment has the same past. They come in real time,
however fast the day of the scenario is played.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import exp
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from supporttray.demo.customer import Ticket
from supporttray.demo.mishap import Error, Level
from supporttray.demo.word import Name, Text

Share: TypeAlias = Annotated[float, Meta(ge=0, le=1000)]
HOURS = (0, 0, 0, 0, 0, 0.2, 1, 2, 4, 6, 6, 5, 4, 5, 6, 5, 4, 3, 2, 2, 1.5, 1, 0.5, 0.2)
DAYS = (1.2, 1.0, 1.0, 1.0, 0.9, 0.3, 0.2)

_HOUR = timedelta(hours=1)
_WEEK = timedelta(weeks=1)
_MOST = 40_000  # of one table, and an hour has no more than a hundredth of that


class Usual(Struct, frozen=True):
    """What comes on ordinary days, from `since` to `until`: so many on a day of the share 1 in the first week, then by `growth` more each week.

    `days` are the shares of Monday to Sunday, `hours` those of a day's 24 (UTC). `says` are titles, each with a text (of an error: where) behind a bar;
    `{n}` becomes a number. A ticket is done after about `solved`.
    """

    do: Literal["ticket", "error"]
    says: Annotated[tuple[Text, ...], Meta(min_length=1)]
    per_day: Annotated[float, Meta(gt=0, le=5_000)]
    since: timedelta = timedelta(days=-42)
    until: timedelta = timedelta(days=7)
    growth: Annotated[float, Meta(ge=-0.5, le=1)] = 0.0
    days: Annotated[tuple[Share, ...], Meta(min_length=7, max_length=7)] = DAYS
    hours: Annotated[tuple[Share, ...], Meta(min_length=24, max_length=24)] = HOURS
    seed: Annotated[int, Meta(ge=0, le=999_999)] = 1
    names: Annotated[tuple[Name, ...], Meta(min_length=1)] = ("A customer",)
    product: str = ""
    labels: tuple[Name, ...] = ()
    solved: timedelta = timedelta(hours=8)
    level: Level = "error"
    environment: Name = "production"
    version: str = ""


def ordinary(usual: Usual, start: datetime) -> Iterator[Ticket | Error]:
    """Draw what comes on the ordinary days around a start, in order; `at` counts from there."""
    lot = random.Random(usual.seed)
    hour = (start + usual.since).replace(minute=0, second=0, microsecond=0)
    first, drawn = hour, 0
    while hour < start + usual.until and drawn < _MOST:
        share = _share(usual, hour) * (1 + usual.growth) ** ((hour - first) / _WEEK)
        for part in sorted(lot.random() for _ in range(_count(share, lot))):
            drawn += 1
            at = hour + part * _HOUR - start
            if usual.since <= at < usual.until:
                yield _drawn(usual, at, lot, drawn)
        hour += _HOUR


def _share(usual: Usual, hour: datetime) -> float:
    """Tell how many are expected in an hour."""
    every = sum(usual.hours)
    return usual.per_day * usual.days[hour.weekday()] * usual.hours[hour.hour] / every if every else 0.0


def _count(expected: float, lot: random.Random) -> int:
    """Draw how many come where so many are expected, as independent ones do (Knuth's way)."""
    if expected > _MOST // 100:
        return round(expected)
    count, product, end = 0, lot.random(), exp(-expected)
    while product > end:
        count, product = count + 1, product * lot.random()
    return count


def _drawn(usual: Usual, at: timedelta, lot: random.Random, count: int) -> Ticket | Error:
    number = str(10_000 + int(lot.random() * 90_000))
    title, _, rest = (part.strip() for part in _picked(usual.says, lot).replace("{n}", number).partition("|"))
    if usual.do == "error":
        facts = {"level": usual.level, "environment": usual.environment, "version": usual.version}
        return Error(at, title, where=rest, **facts)  # type: ignore[arg-type]
    name = f"u{usual.seed}x{count}"
    return Ticket(at, title, _picked(usual.names, lot), rest, name, product=usual.product, labels=usual.labels)


def _picked(some: Sequence[str], lot: random.Random) -> str:
    return some[int(lot.random() * len(some))]
