"""An error that is new, or came back after it was resolved: it waits quietly for two days. Many of one tracker are one need."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.item import Error
from supporttray.core.model import Need, Urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from supporttray.core.model import World

NEWS = "error.news"
FRESH = timedelta(days=2)
APART = 5  # errors of one tracker that stand each for itself; more of them are one need
LESSER = frozenset({"debug", "info", "warning", "sample"})  # a level that nobody knows counts
NAMED = 3


def news(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each error that is new or back, or one for all of a tracker where they are many."""
    for (project, environment), errors in _trackers(world, now).items():
        if len(errors) > APART:
            yield _many(world, project, environment, errors, now)
        else:
            yield from (_one(world, project, error, now) for error in errors)


def fresh(error: Error, now: datetime) -> bool:
    """Whether an error is news: it is not ended, bad enough, and came, or came back, within two days."""
    return not error.ended and error.level not in LESSER and now - error.news_at < FRESH


def _trackers(world: World, now: datetime) -> dict[tuple[str, str], list[Error]]:
    """Return the errors that are news by what their tracker is called and where they come, the newest first."""
    found: dict[tuple[str, str], list[Error]] = {}
    for item in world.items.values():
        if isinstance(item, Error) and fresh(item, now):
            place = (item.project or world.watch_of(item.key).name, item.environment)
            found.setdefault(place, []).append(item)
    return {place: sorted(ones, key=lambda one: (-one.news_at.timestamp(), one.key)) for place, ones in found.items()}


def _one(world: World, project: str, error: Error, now: datetime) -> Need:
    begin = "Back" if error.again_at else "New error"
    return Need(
        key=f"{NEWS}|{error.key}#{int(error.news_at.timestamp())}",
        kind=NEWS,
        subject=error.key,
        urgency=Urgency.QUIET,
        title=shorten(f"{begin}: {error.title}", 120),
        because=_because(error, now),
        since=error.news_at,
        url=error.url,
        source=_place(project, error.environment),
        domain=world.watch_of(error.key).domain,
        patient=True,
    )


def _because(error: Error, now: datetime) -> str:
    """Say since when it is news, how often it came, whom it met, and in which version."""
    came = "came back" if error.again_at else "came first"
    version = f" in {isolated(shorten(error.version, 40))}" if error.version else ""
    often = f", {error.count:,} times in all" if error.count > 1 else ""
    people = f", to {error.people:,} people" if error.people and error.people > 1 else ""
    return f"{isolated(error.name)} {came} {age(now - error.news_at)} ago{version}{often}{people}."


def _many(world: World, project: str, environment: str, errors: Sequence[Error], now: datetime) -> Need:
    place, back = _place(project, environment), sum(one.again_at is not None for one in errors)
    what = f"{len(errors)} new errors" if not back else f"{len(errors)} errors are new or back"
    names = ", ".join(isolated(shorten(one.title, 50)) for one in errors[:NAMED])
    return Need(
        key=f"{NEWS}|errors:{project}/{environment}#many",
        kind=NEWS,
        subject=f"errors:{project}/{environment}",
        urgency=Urgency.QUIET,
        title=shorten(f"{what}{f' in {place}' if place else ''}", 120),
        because=f"The newest came {age(now - errors[0].news_at)} ago: {names} and {len(errors) - NAMED} more.",
        since=min(one.news_at for one in errors),
        url=errors[0].url,
        source=place,
        domain=world.watch_of(errors[0].key).domain,
        patient=True,
    )


def _place(project: str, environment: str) -> str:
    """Return where errors come, as a person says it: shop (production)."""
    names = [isolated(shorten(one, 60)) for one in (project, environment) if one]
    return f"{names[0]} ({names[1]})" if len(names) > 1 else "".join(names)
