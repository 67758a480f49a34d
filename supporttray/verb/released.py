"""What is known of a release, in lines for a terminal. It is for the person alone: it may have what customers wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import clock, day
from supporttray.core.release.problem import Standing
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from supporttray.core.release.page import Answers, Line, Look, Room, Told
    from supporttray.core.release.plan import Release

NOTHING = "No release is watched. `supporttray release start PRODUCT VERSION` begins."
UNWATCHED = "Nothing is scanned: add a watch of tickets or errors to the config."
WIDTH = 100  # characters of a title
NAMED = 20  # tickets and errors of a problem


def status(room: Room, zone: tzinfo | None) -> Iterator[str]:
    """Yield how a release fares: until when it is watched, the scans, the impact so far, and its problems, the open ones first."""
    yield plain(_watched(room.release, room.now, zone)) if room.release else NOTHING
    yield from (plain(_look(one, room.now, zone)) for one in room.looks)
    if not room.watches:
        yield UNWATCHED
    if room.release is None:
        return
    yield from (plain(text) for text in (room.headline, *room.rates, room.quota, room.record) if text)
    yield plain(f"Overall: {room.light.value}{f', {room.why}' if room.why else ''}")
    if room.blind:
        yield plain(f"Not seen now: {', '.join(room.blind)}; this is what was seen last.")
    shown = [one for one in room.problems if one.problem.standing is not Standing.MERGED]
    yield from (text for one in shown for text in _line(one))
    if not shown:
        yield "No problem is suspected."
    yield from (plain(f"Also: {one.number} {_watched(one, room.now, zone)}") for one in room.also)


def _watched(release: Release, now: datetime, zone: tzinfo | None) -> str:
    if now < release.start and not release.stopped:
        return f"{release.name} is watched from {_moment(release.start, now, zone)} until {_moment(release.end, now, zone)}."
    if release.on(now):
        return f"{release.name} is watched until {_moment(release.over_at, now, zone)}."
    return f"{release.name} was watched until {_moment(release.over_at, now, zone)}."


def _moment(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    on = "" if day(at, zone) == day(now, zone) else f"{day(at, zone)} "
    return f"{on}{clock(at, zone)}"


def _look(one: Look, now: datetime, zone: tzinfo | None) -> str:
    """Return how a watch fares: scanned 14:30, 12 new, next 15:00."""
    parts = (
        f"scanned {_moment(one.at, now, zone)}, {one.new:,} new" if one.at else "not scanned yet",
        f"next {_moment(one.next_at, now, zone)}" if one.next_at else "",
        one.trouble,
    )
    return f"{one.watch}: {', '.join(part for part in parts if part).rstrip('.')}."


def _line(one: Line) -> Iterator[str]:
    problem = one.problem
    facts = (_count(one.tickets, "ticket"), _count(one.errors, "error"), one.bug, one.stage)
    said = ", ".join(fact for fact in facts if fact)
    title = f"{shorten(problem.title, WIDTH)} ({said or 'nothing yet'})"
    yield f"{problem.number:>4}  {problem.standing.value:<9}  {plain(title)}"
    if problem.open and problem.because:
        yield f"{'':>17}{plain(problem.because)}"


def _count(ones: tuple[Told, ...], what: str) -> str:
    number = sum(not one.gone for one in ones)
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else ""


def problem(one: Line, zone: tzinfo | None) -> Iterator[str]:
    """Yield all that is known of a problem: why, since when, and who told of it."""
    yield from _line(one)
    found = one.problem
    yield f"Since {day(found.since, zone)} {clock(found.since, zone)}; {found.score} points."
    yield from (f"  {sign.points:>+4}  {plain(sign.says)}" for sign in sorted(found.signs, key=lambda it: -it.points))
    if found.bug:
        yield plain(f"Bug: {found.bug}")
    told = (*one.tickets, *one.errors)
    yield from (_told(it) for it in told[:NAMED])
    if len(told) > NAMED:
        yield f"  and {len(told) - NAMED:,} more"


def _told(one: Told) -> str:
    more = f" ({one.gone})" if one.gone else " (told)" if one.told else ""
    return "  " + plain(f"{one.name} {shorten(one.title, WIDTH)}{more} {one.url}")


def answers(found: Answers, text: str) -> Iterator[str]:
    """Yield what is to be told, and to whom; who cannot be told from here is said with the reason."""
    yield text
    yield ""
    for one in found.to:
        state = "was told already" if one.told else one.gone or f"by {one.place}"
        yield "  " + plain(f"{one.name or shorten(one.title, WIDTH)}: {state}")
    if not found.to:
        yield "Nobody is known who reported it."
