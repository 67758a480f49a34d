"""A whole release as a text: day by day, its problems and what became of them, how usual it was, how good the score has been. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.daily import Line
from supporttray.core.display import clock
from supporttray.core.display import day as day_of
from supporttray.core.release.day import called, clean, closed, overall, source, stands, thanked, unseen
from supporttray.core.release.page import Light
from supporttray.core.release.problem import Standing
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime, tzinfo

    from supporttray.core.release.page import Flag, Point, Room
    from supporttray.core.release.page import Line as Told
    from supporttray.core.release.plan import Release

SECTIONS = (("problems", "Problems"), ("counts", "Usual and got"), ("timeline", "Day by day"), ("posted", "Posted"))
FLAGS = 6  # of a day; the rest is counted
WENT_LIVE = "deploy"
HOUR = timedelta(hours=1)


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A release from its start to now, or to its end. A section without lines has nothing to say; `unseen` names the watches that could not be asked."""

    name: str
    span: str
    over: bool
    light: Light = Light.GREEN
    why: str = ""
    headline: str = ""
    record: str = ""
    problems: tuple[Line, ...] = ()
    counts: tuple[Line, ...] = ()
    timeline: tuple[Line, ...] = ()
    posted: tuple[Line, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.problems or self.timeline)


def summary(room: Room, posted: Sequence[tuple[date, str]], zone: tzinfo | None) -> Summary:
    """Return the summary of a release; `posted` are the days that were posted, and where. The room has a release."""
    release = room.release
    assert release is not None, "a summary is one of a release"  # noqa: S101
    lines = [one for one in room.problems if one.problem.standing is not Standing.MERGED]
    end = min(release.over_at, room.now)
    light, why = overall(room)
    return Summary(
        name=isolated(release.name),
        span=f"{_moment(release.start, zone)} to {_moment(end, zone)}",
        over=room.now >= release.over_at,
        light=light,
        why=why,
        headline=room.headline,
        record=room.record,
        problems=tuple(_problem(one, zone) for one in sorted(lines, key=lambda one: one.problem.number)),
        counts=tuple(_counts(room)),
        timeline=tuple(_days(room, release, lines, zone)),
        posted=tuple(Line(f"Good and bad of {day:%a} {day.day} {day:%b}", "", url) for day, url in posted),
        unseen=unseen(room),
    )


def _moment(at: datetime, zone: tzinfo | None) -> str:
    return f"{day_of(at, zone)} {clock(at, zone)}"


def _problem(line: Told, zone: tzinfo | None) -> Line:
    """Tell a problem, since when it was there, and what became of it."""
    end = closed(line)
    became = f"{stands(line)}{f', {_moment(end, zone)}' if end else ''}"
    return Line(
        called(line),
        f"suspected {_moment(line.problem.found_at, zone)}; {became}{thanked(line)}",
        source(line),
    )


def _counts(room: Room) -> Iterator[Line]:
    """Say how many came, how many are usual then, and what else is known of the rate."""
    points = list(_since(room))
    known = [one for one in points if one.usual is not None]
    tickets, errors = sum(one.tickets for one in points), sum(one.errors for one in points)
    if points:
        usual = f"usually {sum(one.usual or 0 for one in known):,.0f}"
        part = "" if len(known) == len(points) else f" in {len(known):,} of {len(points):,} hours"
        yield Line(f"{_plural(tickets, 'ticket')}; {usual}{part}" if known else _plural(tickets, "ticket"))
        yield Line(_plural(errors, "error"))
    yield from (Line(one) for one in (*room.rates, room.quota) if one)


def _since(room: Room) -> Iterator[Point]:
    """Yield the hours in which the release was watched: the chart begins before."""
    if room.release:
        begin, end = room.release.start, room.release.over_at
        yield from (one for one in room.points if one.hour + HOUR > begin and one.hour < end)


def _plural(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


# --- day by day


def _days(room: Room, release: Release, lines: Sequence[Told], zone: tzinfo | None) -> Iterator[Line]:
    """Yield each day with its tickets and errors, and what happened then."""
    points: dict[date, list[Point]] = {}
    for point in _since(room):
        points.setdefault(point.hour.astimezone(zone).date(), []).append(point)
    happened: dict[date, list[str]] = {}
    for at, says in sorted(_moments(room.flags, release, lines)):
        happened.setdefault(at.astimezone(zone).date(), []).append(f"{clock(at, zone)} {says}")
    for day in sorted({*points, *happened}):
        told = happened.get(day, [])
        more = [f"and {len(told) - FLAGS:,} more"] if len(told) > FLAGS else []
        yield Line(f"{day:%a} {day.day} {day:%b}", "; ".join((*_came(points.get(day, [])), *told[:FLAGS], *more)))


def _came(points: Sequence[Point]) -> Iterator[str]:
    if points:
        usual = [one.usual for one in points if one.usual is not None]
        known = f" (usually {sum(usual):,.0f})" if len(usual) == len(points) else ""
        yield f"{_plural(sum(one.tickets for one in points), 'ticket')}{known}"
        yield _plural(sum(one.errors for one in points), "error")


def _moments(flags: Iterable[Flag], release: Release, lines: Iterable[Told]) -> Iterator[tuple[datetime, str]]:
    """Yield what happened: a problem is told by its number, for a flag may have a customer's words."""
    yield from ((flag.at, clean(flag.says)) for flag in flags if flag.kind == WENT_LIVE and flag.at >= release.start)
    for one in lines:
        name = f"problem {one.problem.number}"
        yield one.problem.found_at, f"{name} was suspected"
        if one.problem.standing is Standing.CONFIRMED and one.problem.decided_at:
            yield one.problem.decided_at, f"{name} was confirmed"
        if at := closed(one):
            yield at, f"{name} {stands(one).replace('is fixed', 'was fixed')}"
