"""A build that is green but says less than usual: it was seen to have no run for twice the usual interval, or far fewer tests than usual."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.item import Build, Result
from supporttray.core.model import Need, Urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from supporttray.core.item import Run
    from supporttray.core.model import World

SILENT = "build.silent"
KNOWN = 5  # intervals, or runs with tests, from which on something is usual
TIMES = 2
FEWER = 0.5  # of the usual number of tests
SELDOM = 0.9  # of the intervals are shorter than what counts as usual


def silent(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each build that has gone silent; a red one speaks for itself, and one that runs is not silent."""
    for key, item in world.items.items():
        if not isinstance(item, Build) or item.running or (item.last and item.last.red):
            continue
        if because := _unrun(item, world, _looked(key, world, now)) or _untested(item):
            last = max(item.runs, key=lambda run: run.order)
            yield Need(
                key=f"{SILENT}|{key}#{last.name}",
                kind=SILENT,
                subject=key,
                urgency=Urgency.NEEDS_YOU,
                title=shorten(f"{item.title} has gone silent", 120),
                because=because,
                since=last.ended,
                url=item.url or last.url,
                source=item.project,
                domain=world.watch_of(key).domain,
                patient=True,
                page="builds",
            )


def _looked(key: str, world: World, now: datetime) -> datetime:
    """Return when a watch last saw it: nobody knows what ran since."""
    looks = (world.health[name].seen_at for name in world.seen_by.get(key, ()) if name in world.health)
    return max((look for look in looks if look), default=now)


def _unrun(build: Build, world: World, now: datetime) -> str:
    """Say how long nothing ran, where that is twice as long as usual, in the team's working time."""
    starts = sorted(run.at for run in build.runs)
    if len(starts) <= KNOWN or now - starts[-1] <= TIMES * _usual([b - a for a, b in pairwise(starts)]):
        return ""
    gap = _usual([world.hours.working(a, b) for a, b in pairwise(starts)])
    if not gap or world.hours.working(starts[-1], now) <= TIMES * gap:
        return ""
    return f"No run for {age(now - starts[-1])}; usually one comes within {age(gap)} of working time."


def _usual(gaps: list[timedelta]) -> timedelta:
    """Return what nine of ten intervals do not exceed: runs come in bursts."""
    return sorted(gaps)[int(SELDOM * (len(gaps) - 1))]


def _untested(build: Build) -> str:
    """Say how few tests ran, where that is far fewer than usual: a run without tests is green too."""
    told = [run for run in sorted(build.runs, key=_order) if run.result is Result.PASSED and run.tests is not None]
    if len(told) <= KNOWN:
        return ""
    *earlier, last = [run.tests or 0 for run in told]
    usual = median(earlier)
    name = isolated(shorten(told[-1].title, 60))
    return f"Only {last} tests ran in “{name}”; usually {usual:.0f} do." if last < FEWER * usual else ""


def _order(run: Run) -> tuple[datetime, str, int]:
    return run.order
