"""How unusual the tickets and errors of a release are: sentences, the headline and the chart's hours, read when somebody looks.

It takes some milliseconds: the database counts by the hour, and eight weeks have 1,344 of them. So it is done in pieces, between which a loop may
do something else, and once a scan (`engine/release/pace.py`).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from supporttray.core.release.impact import TOO_FEW, around, headline, sentence, since
from supporttray.core.release.page import Point
from supporttray.core.release.rate import HOUR, Reading, Usual, alarm
from supporttray.core.release.season import WEEKS, Past
from supporttray.engine.release.archive import hour_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from supporttray.core.item import Deploy
    from supporttray.core.release.plan import Release
    from supporttray.engine.release.archive import Archive

DAY = timedelta(days=1)
SHOWN = timedelta(days=21)  # of the chart
SOON = timedelta(minutes=30)  # after a deploy: before that its rate says nothing
PIECE = timedelta(days=14)  # that is counted before something else may be done
TICKETS, ERRORS = "tickets", "errors"
EARLY = 3 * HOUR  # of a day: before that it is what the last hours say


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """How many tickets came since the release began, what is usual then, what is said about it, and which are `unusual` now: TICKETS, ERRORS."""

    count: int = 0
    usual: Usual | None = None
    sentences: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    unusual: frozenset[str] = frozenset()

    def headline(self, confirmed: int) -> str:
        """Say the impact on Customer Support so far; `confirmed` is how many problems are."""
        return headline(self.count, self.usual, confirmed)


class Frame(NamedTuple):
    """What of a release is looked at: from the release's start to `end`, until which all tickets are known; `live` is when its last deploy was."""

    start: datetime
    end: datetime
    live: datetime | None
    zone: tzinfo | None
    on: bool


def rates(
    archive: Archive,
    release: Release,
    deploys: Sequence[Deploy],
    now: datetime,
    zone: tzinfo | None,
    free: Collection[date] = (),
    *,
    standing: Collection[str] = (),
) -> Rates:
    """Return what is to be said of a release's rates; nothing before it begins. `standing` are those that were unusual at the look before."""
    frame = framed(archive, release, deploys, now, zone)
    return whole(reckoned(archive, release, frame, free, standing=standing))


def whole(steps: Generator[None, None, Rates]) -> Rates:
    """Do all pieces at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            told: Rates = end.value
            return told


def reckoned(
    archive: Archive, release: Release, frame: Frame, free: Collection[date] = (), *, standing: Collection[str] = ()
) -> Generator[None, None, Rates]:
    """Reckon the same, and yield after each piece of at most some two milliseconds."""
    if frame.end <= frame.start:
        return Rates()
    begin = release.start - WEEKS * 7 * DAY
    opened = yield from _pieces(archive.hours, begin, frame.end)
    raised = yield from _raised(archive, begin, frame.end, release.environment)
    tickets = Past(opened, frame.zone, release.start, since=archive.since(), off=free)
    yield
    errors = Past(raised, frame.zone, release.start, off=free)
    yield
    here = yield from _read(_tickets(archive, tickets, frame))
    wrong = yield from _read(_errors(raised, errors, frame))
    readings = {TICKETS: here, ERRORS: wrong}
    strange = {what: alarm(each, standing=what in standing) if frame.on else None for what, each in readings.items()}
    return Rates(
        count=archive.count(frame.start, frame.end),
        usual=tickets.usual(frame.start, frame.end),
        sentences=(
            *_said(here, strange[TICKETS], "ticket"),
            *_lived(archive, tickets, frame),
            *_said(wrong, strange[ERRORS], "error"),
        ),
        points=_points(opened, raised, tickets, frame),
        unusual=frozenset(what for what, one in strange.items() if one),
    )


def _read(readings: Iterator[Reading]) -> Generator[None, None, list[Reading]]:
    """Collect readings, each of them a piece."""
    found = []
    for one in readings:
        found.append(one)
        yield
    return found


def _pieces(
    count: Callable[..., dict[datetime, int]], begin: datetime, end: datetime
) -> Generator[None, None, dict[datetime, int]]:
    """Count the hours in spans of whole hours: one in two spans would be counted as the later's."""
    found: dict[datetime, int] = {}
    at = hour_of(begin)
    while at < end:
        found |= count(max(at, begin), until=at + PIECE)
        at += PIECE
        yield
    return found


def framed(archive: Archive, release: Release, deploys: Sequence[Deploy], now: datetime, zone: tzinfo | None) -> Frame:
    """Return what is looked at. What comes after the last good look is not known yet: until then it is counted."""
    looked = max((one.at for one in archive.scans().values()), default=now)
    end = min(now, looked, release.over_at)
    named = [one.at for one in deploys if release.version and release.version in one.version and one.at < end]
    live = named or [one.at for one in deploys if one.at < end]
    return Frame(release.start, end, max(live, default=None), zone, release.on(now))


def _raised(
    archive: Archive, begin: datetime, end: datetime, environment: str
) -> Generator[None, None, dict[datetime, int]]:
    """Count the errors by the hour: those of the release's environment, or all where none is counted by that name."""
    for series in ((environment,), ()) if environment else ((),):
        found = yield from _pieces(partial(archive.tallies, series=series), begin, end)
        if found:
            return found
    return {}


def _spans(frame: Frame) -> dict[str, datetime]:
    """Return the windows that are looked at: when each begins, by what it is called. One in which the release was not out yet tells of what was before it."""
    if not frame.on:
        return {"while the release was watched": frame.start}
    found = {"in the last hour": frame.end - HOUR, "in the last three hours": frame.end - 3 * HOUR}
    midnight = frame.end.astimezone(frame.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if frame.end - midnight > EARLY:
        found["today"] = midnight
    begin = frame.live or frame.start
    if frame.end - begin > EARLY:
        at = since(begin, frame.end, frame.zone).removeprefix("since ")
        found[f"since the deploy ({at})" if frame.live else f"since the release began ({at})"] = begin
    return found


def _tickets(archive: Archive, past: Past, frame: Frame) -> Iterator[Reading]:
    for span, begin in _spans(frame).items():
        yield Reading(span, begin, frame.end, archive.count(begin, frame.end), past.usual(begin, frame.end))


def _errors(raised: Mapping[datetime, int], past: Past, frame: Frame) -> Iterator[Reading]:
    """Errors are known by the hour only: a window begins with one."""
    for name, begin in _spans(frame).items() if raised else ():
        hour = hour_of(begin)
        span = name if "the release" in name or "the deploy" in name else since(hour, frame.end, frame.zone)
        count = sum(number for at, number in raised.items() if hour <= at < frame.end)
        yield Reading(span, hour, frame.end, count, past.usual(hour, frame.end))


def _said(readings: Sequence[Reading], strange: Reading | None, what: str) -> list[str]:
    """Say the strangest first, then the last hour and the longest window."""
    shown = [strange] if strange else []
    shown += [one for one in (*readings[:1], *readings[2:]) if one != strange]
    said = [sentence(one, what, unusual=one == strange) for one in shown]
    return said + ([TOO_FEW] if readings and all(one.usual is None for one in readings) and what == "ticket" else [])


def _lived(archive: Archive, past: Past, frame: Frame) -> list[str]:
    """Say how many tickets an hour came in the day before the deploy, and after it."""
    if frame.live is None or frame.end - frame.live < SOON:
        return []
    last = frame.live - DAY
    before = Reading("the deploy", last, frame.live, archive.count(last, frame.live))
    after = Reading("", frame.live, frame.end, archive.count(frame.live, frame.end), past.usual(frame.live, frame.end))
    return [around(before, after)]


def _points(
    opened: Mapping[datetime, int], raised: Mapping[datetime, int], past: Past, frame: Frame
) -> tuple[Point, ...]:
    """Return the chart: from a day before the release on, of a long one its last weeks."""
    first = hour_of(max(frame.start - DAY, frame.end - SHOWN))
    hours = [first + number * HOUR for number in range(-((first - frame.end) // HOUR))]
    return tuple(Point(hour, opened.get(hour, 0), past.rate(hour), raised.get(hour, 0)) for hour in hours)
