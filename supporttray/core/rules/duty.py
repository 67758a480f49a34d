"""My own duty is near or ends, or a domain in which somebody must always be on duty will have nobody."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from supporttray.core import roster
from supporttray.core.display import clock, day
from supporttray.core.item import OPEN
from supporttray.core.model import Need, Urgency
from supporttray.core.rotation import moment
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.hours import Hours
    from supporttray.core.model import World

COMING = "duty.coming"
HANDING = "duty.handoff"
UNCOVERED = "duty.uncovered"
NOON, AFTERNOON, SHORTLY = time(12), time(15), timedelta(hours=3)
WORKING = 32  # days in which there is a working day
DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(days=7)


def coming(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need when my next duty begins within a day; it is urgent in the last hour."""
    shift, zone = roster.my_next(world.items.values(), now), world.hours.zone
    if shift is None or shift.at - now > DAY:
        return
    before = f" after {', '.join(people)}" if (people := _people(world, now, shift.domain)) else ""
    domain = f" for {shift.domain}" if shift.domain else ""
    yield Need(
        key=f"{COMING}|{shift.key}#{int(shift.at.timestamp())}",
        kind=COMING,
        subject=shift.key,
        urgency=Urgency.URGENT if shift.at - now <= HOUR else Urgency.NEEDS_YOU,
        title=f"Your duty{domain} begins {day(shift.at, zone)} at {clock(shift.at, zone)}",
        because=f"You are on duty{before}{f' until {day(shift.until, zone)}' if shift.until < OPEN else ''}.",
        since=shift.at - DAY,
        url=shift.url,
        source="rota",
        personal=True,
    )


def handing(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need when my duty is about to end, until a hand-over was posted or saved for it."""
    mine, hours = roster.duty(world.items.values(), now), world.hours
    if not (mine.on and mine.until):
        return
    begin = _time_to_hand_over(mine.until, roster.my_start(world.items.values(), now), hours)
    if now < begin or (world.handed_at and hours.day(world.handed_at) >= hours.day(begin)):
        return
    to = f" to {isolated(mine.next_person)}" if mine.next_person else ""
    yield Need(
        key=f"{HANDING}|duty:handoff#{int(mine.until.timestamp())}",
        kind=HANDING,
        subject="duty:handoff",
        urgency=Urgency.NEEDS_YOU,
        title=f"Your duty ends {day(mine.until, hours.zone)} at {clock(mine.until, hours.zone)}: hand over{to}",
        because="Who follows should know what is open, what is snoozed and what was promised.",
        since=begin,
        source="rota",
        personal=True,
        page="handoff",
    )


def _time_to_hand_over(end: datetime, start: datetime, hours: Hours) -> datetime:
    """Return the afternoon of the last working day before an end in the morning; else, or if that was not my duty yet, shortly before it."""
    last = hours.day(end)
    days = (last - number * DAY for number in range(1, WORKING))
    if end.astimezone(hours.zone).time() < NOON and (worked := next(filter(hours.works, days), None)):
        begin = moment(worked, AFTERNOON, hours.zone)
        if begin >= start:
            return begin
    return end - SHORTLY


def _people(world: World, now: datetime, domain: str) -> tuple[str, ...]:
    return roster.duty(world.items.values(), now).on_duty(domain)


def uncovered(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each domain that must always have somebody and will have nobody within a week."""
    zone = world.hours.zone
    for domain in world.always:
        begin = roster.gap(world.items.values(), domain, now, now + WEEK)
        if begin is not None:
            when = f"from {day(begin, zone)} at {clock(begin, zone)}" if _people(world, now, domain) else "now"
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
