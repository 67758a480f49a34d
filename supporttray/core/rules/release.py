"""A release that is watched: what is suspected waits for a decision, what is confirmed for a fix, what is fixed for those who reported it.

And the day's good, bad and overall; Customer Support's stand-up; a release that is over and wants its summary.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from supporttray.core import roster
from supporttray.core.display import age, clock
from supporttray.core.model import Need, Urgency
from supporttray.core.release.problem import Standing
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from supporttray.core.model import World
    from supporttray.core.release.plan import Release
    from supporttray.core.release.problem import Problem

PROBLEM, CONFIRMED, ANSWER = "release.problem", "release.confirmed", "release.answer"
STANDUP, TODAY, SUMMARY = "release.standup", "release.day", "release.summary"
PAGE = "release"
SOON, BEGUN = timedelta(minutes=10), timedelta(minutes=10)  # before and after a stand-up
EVENING = timedelta(hours=1)  # before the end of working hours the day's text is due
KEPT = timedelta(days=3)  # how long a release that is over waits for its summary


def problem(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each problem of a release that is watched: it speaks when it is suspected, and is quiet once it is confirmed."""
    names = {one.number: one for one in world.releases if one.on(now)}
    for one in world.problems:
        release = names.get(one.release)
        if release is not None and one.open:
            yield _problem(one, release, now)


def _problem(one: Problem, release: Release, now: datetime) -> Need:
    confirmed = one.standing is Standing.CONFIRMED
    count = f"{len(one.tickets)} ticket{'s' if len(one.tickets) != 1 else ''}" if one.tickets else "an error"
    asked = ":" if confirmed else "?"  # in the tray's menu there is no room for more
    bug = f"{isolated(one.bug)} is about it." if one.bug else "No bug is linked to it yet."
    return Need(
        key=f"{CONFIRMED if confirmed else PROBLEM}|problem:{one.number}#{int(one.found_at.timestamp())}",
        kind=CONFIRMED if confirmed else PROBLEM,
        subject=f"problem:{one.number}",
        urgency=Urgency.QUIET if confirmed and one.bug else Urgency.NEEDS_YOU,
        title=shorten(f"Problem of {isolated(release.name)}{asked} {one.title}", 120),
        because=f"{count}, the newest {age(now - one.last_at)} ago. {bug if confirmed else one.because}",
        since=one.found_at,
        source=release.name,
        page=PAGE,
        mute="you confirmed it" if confirmed else "",
    )


def answer(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each problem that is fixed, or whose bug is done, while those who reported it were not told."""
    for one in world.problems:
        left = [key for key in one.tickets if key not in one.told]
        done = one.standing is Standing.FIXED or (one.standing is Standing.CONFIRMED and one.bug in world.done)
        if not left or not done or (one.fixed_at and now - one.fixed_at > KEPT):
            continue
        yield Need(
            key=f"{ANSWER}|problem:{one.number}#1",
            kind=ANSWER,
            subject=f"problem:{one.number}",
            urgency=Urgency.NEEDS_YOU,
            title=shorten(f"Tell those who reported it that it is fixed: {one.title}", 120),
            because=f"{len(left)} of {len(one.tickets)} tickets were not answered yet. An answer is drafted.",
            since=one.fixed_at or one.last_at,
            page=PAGE,
            patient=True,
        )


def standup(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need from ten minutes before Customer Support's stand-up until ten after it began, on working days."""
    zone = world.hours.zone
    today = now.astimezone(zone).date()
    for one in world.releases:
        if one.standup is None or not one.on(now) or not world.hours.works(today) or _elsewhere(world, now):
            continue
        at = _at(today, one.standup, now, world)
        if at - SOON <= now < at + BEGUN:
            yield Need(
                key=f"{STANDUP}|release:{one.number}#{today}",
                kind=STANDUP,
                subject=f"release:{one.number}",
                urgency=Urgency.NEEDS_YOU,
                title=f"Customer Support's stand-up at {clock(at, zone)}",
                because=f"{isolated(one.name)} is watched. A page with what is new, what to tell and what is fixed is ready.",
                since=at - SOON,
                due=at,
                page=PAGE,
            )


def today(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need from an hour before the end of a working day until good, bad and overall are posted."""
    zone = world.hours.zone
    day = now.astimezone(zone).date()
    for one in world.releases:
        at = _at(day, world.hours.end, now, world) - EVENING
        if not one.on(now) or not world.hours.works(day) or now < at or one.start > at or _elsewhere(world, now):
            continue
        if (one.number, str(day)) not in world.posted:
            yield Need(
                key=f"{TODAY}|release:{one.number}#{day}",
                kind=TODAY,
                subject=f"release:{one.number}",
                urgency=Urgency.NEEDS_YOU,
                title=f"Good, bad and overall of {isolated(one.name)} is not posted yet",
                because="It is written from what was seen; read it, choose the light, post it.",
                since=at,
                page=PAGE,
                patient=True,
            )


def summary(world: World, now: datetime) -> Iterator[Need]:
    """Yield a quiet need for a release that is over and whose summary was not posted."""
    for one in world.releases:
        over = one.over_at
        if over <= now < over + KEPT and one.start < over and (one.number, "") not in world.posted:
            yield Need(
                key=f"{SUMMARY}|release:{one.number}#1",
                kind=SUMMARY,
                subject=f"release:{one.number}",
                urgency=Urgency.NEEDS_YOU,
                title=f"{isolated(one.name)} is watched no more: its summary is ready",
                because="What came of it, from the first ticket to the last fix, on one page.",
                since=over,
                page=PAGE,
                patient=True,
            )


def _elsewhere(world: World, now: datetime) -> bool:
    """Whether another person is on duty."""
    return roster.duty(world.items.values(), now).on is False


def _at(day: date, when: time, now: datetime, world: World) -> datetime:
    zone = world.hours.zone or now.astimezone().tzinfo
    return datetime.combine(day, when, zone)
