"""My own duty is near, or a domain in which somebody must always be on duty will have nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core import roster
from supporttray.core.display import clock, day
from supporttray.core.item import OPEN
from supporttray.core.model import Need, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World

COMING = "duty.coming"
UNCOVERED = "duty.uncovered"
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(days=7)


def coming(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need when my next duty begins within a day; it is urgent in the last hour."""
    shift = roster.my_next(world.items.values(), now)
    if shift is None or shift.at - now > DAY:
        return
    before = f" after {', '.join(people)}" if (people := _people(world, now, shift.domain)) else ""
    domain = f" for {shift.domain}" if shift.domain else ""
    yield Need(
        key=f"{COMING}|{shift.key}#{int(shift.at.timestamp())}",
        kind=COMING,
        subject=shift.key,
        urgency=Urgency.URGENT if shift.at - now <= HOUR else Urgency.NEEDS_YOU,
        title=f"Your duty{domain} begins {day(shift.at)} at {clock(shift.at)}",
        because=f"You are on duty{before}{f' until {day(shift.until)}' if shift.until < OPEN else ''}.",
        since=shift.at - DAY,
        url=shift.url,
        source="rota",
        personal=True,
    )


def _people(world: World, now: datetime, domain: str) -> tuple[str, ...]:
    return roster.duty(world.items.values(), now).on_duty(domain)


def uncovered(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each domain that must always have somebody and will have nobody within a week."""
    for domain in world.always:
        begin = roster.gap(world.items.values(), domain, now, now + WEEK)
        if begin is not None:
            when = f"from {day(begin)} at {clock(begin)}" if _people(world, now, domain) else "now"
            yield Need(
                key=f"{UNCOVERED}|{domain}#{int(begin.timestamp())}",
                kind=UNCOVERED,
                subject=f"duty:{domain}",
                urgency=Urgency.NEEDS_YOU,
                title=f"Nobody is on duty for {domain} {when}",
                because=f"There must always be somebody from {domain}. Ask who can take it, or take it.",
                since=begin - WEEK if begin > now else begin,
                source="rota",
            )
