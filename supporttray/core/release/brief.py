"""One page for Customer Support's stand-up: what is new, what to tell customers, what is fixed. Pure.

It is read aloud to people who know the tickets: these are named by their numbers, and no customer is.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.daily import Line
from supporttray.core.display import clock
from supporttray.core.display import day as day_of
from supporttray.core.release.day import called, closed, overall, source, stands, unseen, yesterday
from supporttray.core.release.page import Light
from supporttray.core.release.problem import Standing
from supporttray.core.rotation import moment
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from supporttray.core.release.page import Line as Told
    from supporttray.core.release.page import Room
    from supporttray.core.release.plan import Release

SECTIONS = (("new", "New problems"), ("open", "Still open"), ("say", "What to tell customers"), ("fixed", "Fixed"))
SHOWN = 6  # of a section: it is one page
NAMED = 5  # tickets of a problem


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What Customer Support wants to know of a release this morning. `unseen` names the watches that could not be asked."""

    name: str
    date: str
    light: Light = Light.GREEN
    why: str = ""
    headline: str = ""
    new: tuple[Line, ...] = ()
    open: tuple[Line, ...] = ()
    say: tuple[Line, ...] = ()
    fixed: tuple[Line, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.new or self.open or self.fixed)


def brief(room: Room, zone: tzinfo | None) -> Brief:
    """Return the page as it is now; new is what came since the stand-up of the day before. The room has a release."""
    release = room.release
    assert release is not None, "a brief is one of a release"  # noqa: S101
    since = _since(release, room.now, zone)
    light, why = overall(room)
    lines = sorted((one for one in room.problems if not _quiet(one)), key=lambda one: one.problem.number)
    opened = [one for one in lines if one.problem.open]
    mended = [one for one in lines if one.problem.standing is Standing.FIXED]
    return Brief(
        name=isolated(release.name),
        date=day_of(room.now, zone),
        light=light,
        why=why,
        headline=room.headline,
        new=_cut(_problem(one) for one in opened if one.problem.found_at >= since),
        open=_cut(_problem(one) for one in opened if one.problem.found_at < since),
        say=_cut(_say(one) for one in (*opened, *mended)),
        fixed=_cut(_fixed(one, zone) for one in reversed(mended)),
        unseen=unseen(room),
    )


def _quiet(line: Told) -> bool:
    return line.problem.standing in (Standing.DISMISSED, Standing.MERGED)


def _since(release: Release, now: datetime, zone: tzinfo | None) -> datetime:
    """Return when Customer Support last stood together before today; without such an hour, when yesterday began."""
    before = yesterday(now, zone)
    if release.standup is not None:
        return moment(before, release.standup, zone)
    return moment(before, time(), zone)


def _problem(line: Told) -> Line:
    return Line(called(line), f"{stands(line)}{_names(line)}", source(line))


def _names(line: Told) -> str:
    """Name the tickets by their numbers, so that they can be found."""
    names = [isolated(one.name) for one in line.tickets if not one.gone and one.name]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"; {', '.join(names[:NAMED])}{more}" if names else ""


def _fixed(line: Told, zone: tzinfo | None) -> Line:
    at = closed(line)
    when = f"since {day_of(at, zone)} {clock(at, zone)}" if at else ""
    told = f"{len(line.problem.told)} of {len(line.tickets)} tickets were told" if line.tickets else ""
    return Line(called(line), "; ".join(filter(None, (when, told))), source(line))


def _say(line: Told) -> Line:
    """Return what customers may be told of a problem, in words that promise nothing."""
    about = line.problem.topic
    what = f"trouble with {isolated(about)}" if about else f"something like problem {line.problem.number}"
    return Line(_SAY[line.problem.standing].format(what=what))


_SAY = {
    Standing.SUSPECTED: "If they tell of {what}: we look at it. Please let us know of each such ticket.",
    Standing.CONFIRMED: "If they tell of {what}: we know of it and work on it; we write to them when it is fixed.",
    Standing.FIXED: "If they told of {what}: it is fixed, and they may try again. Please let us know if it still happens.",
}


def _cut(lines: Iterable[Line]) -> tuple[Line, ...]:
    found: Sequence[Line] = tuple(lines)
    more = len(found) - SHOWN
    return (*found[:SHOWN], Line(f"and {more:,} more")) if more > 0 else tuple(found)
