"""What is said of a release and its problems, in words. Pure but for the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import clock, day
from supporttray.core.release.page import Light
from supporttray.core.release.problem import LINE, Standing
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from supporttray.core.release.page import Line, Look, Told
    from supporttray.core.release.plan import Release
    from supporttray.core.release.problem import Sign

_TITLE = 120  # letters of a title that is named beside others


def _(text: str) -> str:
    return QCoreApplication.translate("release", text)


def heads() -> tuple[str, ...]:
    """Return what the columns of the list are called."""
    return (_("State"), _("Problem"), _("Because"), _("Points"), _("Told by"), _("Since"), _("Bug"))


def standing(one: Standing) -> str:
    """Return what a person said of a problem, in a word."""
    return {
        Standing.SUSPECTED: _("Suspected"),
        Standing.CONFIRMED: _("Confirmed"),
        Standing.DISMISSED: _("Dismissed"),
        Standing.FIXED: _("Fixed"),
        Standing.MERGED: _("Merged"),
    }[one]


def light(one: Light) -> str:
    """Return a light's word: its colour alone says nothing to who cannot see it."""
    return {Light.GREEN: _("Green"), Light.AMBER: _("Amber"), Light.RED: _("Red")}[one]


def overall(one: Light, why: str) -> str:
    """Return the light and its reason."""
    return f"{light(one)}: {why}" if why else light(one)


def moment(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    """Return a moment: the time of day, and the day where that is another one."""
    told, the_day = clock(at, zone), day(at, zone)
    return told if the_day == day(now, zone) else f"{the_day} {told}"


def span(release: Release, now: datetime, zone: tzinfo | None) -> str:
    """Return from when to when a release is watched."""
    if release.stopped and release.stopped <= now:
        return _("watched until {end}").format(end=moment(release.stopped, now, zone))
    told = _("watched from {start} to {end}")
    if release.over_at <= now:
        told = _("was watched from {start} to {end}")
    return told.format(start=moment(release.start, now, zone), end=moment(release.over_at, now, zone))


def named(release: Release) -> str:
    """Return a release as people call it."""
    return isolated(release.name)


def look(one: Look, now: datetime, zone: tzinfo | None) -> str:
    """Return how a watch fares: `zendesk: scanned 14:30, 12 new, next 15:00`."""
    parts = []
    if one.at:
        new = _("nothing new") if not one.new else _("{n} new").format(n=f"{one.new:,}")
        parts = [_("scanned {time}").format(time=moment(one.at, now, zone)), new]
    elif not one.trouble:
        parts = [_("not scanned yet")]
    if one.next_at:
        parts.append(_("next {time}").format(time=moment(max(one.next_at, now), now, zone)))
    if one.trouble:
        parts.append(isolated(one.trouble))
    return f"{isolated(one.watch)}: {', '.join(parts)}"


def tickets(count: int) -> str:
    """Return how many tickets."""
    return _("1 ticket") if count == 1 else _("{n} tickets").format(n=f"{count:,}")


def errors(count: int) -> str:
    """Return how many errors."""
    return _("1 error") if count == 1 else _("{n} errors").format(n=f"{count:,}")


def told_by(line: Line) -> str:
    """Return who told of a problem: so many tickets and errors; what is gone does not count."""
    counted = _count(line.tickets), _count(line.errors)
    parts = (tickets(counted[0]) if counted[0] else "", errors(counted[1]) if counted[1] else "")
    return ", ".join(part for part in parts if part)


def _count(ones: Iterable[Told]) -> int:
    return sum(not one.gone for one in ones)


def bug(line: Line) -> str:
    """Return the bug that a problem is linked to, and how far that is."""
    return ", ".join(isolated(part) for part in (line.bug or line.problem.bug, line.stage) if part)


def called(line: Line) -> str:
    """Return a problem as it is called beside others: its number and its title."""
    return f"{line.problem.number} · {isolated(shorten(line.problem.title, _TITLE))}"


def state(line: Line, now: datetime, zone: tzinfo | None) -> str:
    """Return all that stands below a problem's title."""
    one = line.problem
    points = _("{score} of 100 points, suspected from {line} on").format(score=one.score, line=LINE)
    fixed = _("fixed {time}").format(time=moment(one.fixed_at, now, zone)) if one.fixed_at else ""
    into = _("it is part of {number} now").format(number=one.into) if one.standing is Standing.MERGED else ""
    since_ = _("since {time}").format(time=moment(one.since, now, zone))
    last = _("last {time}").format(time=moment(one.last_at, now, zone)) if one.last_at != one.since else ""
    parts = (standing(one.standing), into, points, told_by(line), since_, last, fixed)
    return " · ".join(part for part in parts if part)


def signs(ones: Sequence[Sign]) -> tuple[tuple[str, str], ...]:
    """Return the reasons, the strongest first: what each gives or takes, and what it says."""
    return tuple((f"{sign.points:+d}", isolated(sign.says)) for sign in sorted(ones, key=lambda one: -one.points))


def note(one: Told) -> str:
    """Return what is to be known of a ticket or an error besides."""
    return isolated(one.gone) if one.gone else _("told that it is fixed") if one.told else isolated(one.place)


def matching(lines: Iterable[Line], typed: str) -> tuple[Line, ...]:
    """Return those with every word that is typed, in the order in which they came."""
    words = typed.casefold().split()
    return tuple(line for line in lines if all(word in _text(line) for word in words))


def _text(line: Line) -> str:
    told = (f"{one.name} {one.title}" for one in (*line.tickets, *line.errors))
    return "\n".join((called(line), standing(line.problem.standing), line.problem.because, bug(line), *told)).casefold()


def task_text(line: Line, release: Release) -> str:
    """Return what a bug says of a problem at first: no customer's words, only where these are read."""
    head = _("It came up with {release}.").format(release=named(release))
    pages = [one.url for one in (*line.tickets, *line.errors) if one.url and not one.gone]
    return "\n\n".join(part for part in (head, line.problem.because, "\n".join(dict.fromkeys(pages))) if part)
