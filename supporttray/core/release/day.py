"""One day of a release: what is good, what is bad, and how it stands overall. Pure; nobody is at fault.

The texts leave the app: a problem is called by its number, its component, how many told of it and its bug, never by what a customer wrote.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supporttray.core.daily import BROKEN, FIXED, bounds
from supporttray.core.display import clock, named
from supporttray.core.display import day as day_of
from supporttray.core.item import Stage
from supporttray.core.release.page import Day, Light
from supporttray.core.release.problem import Standing
from supporttray.core.text import isolated, shorten
from supporttray.core.triage.secret import hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, tzinfo

    from supporttray.core.model import Event
    from supporttray.core.release.page import Line, Room

    Sentence = tuple[str, str]  # and its address, if it has one

SECTIONS = (("good", "Good"), ("bad", "Bad"))
NEW, BACK, ENDED, LIVE = "error.new", "error.back", "error.ended", "deploy.live"
SHOWN = 5  # errors, each in its line; the rest is counted
QUOTES = 2  # tickets of one problem that may be quoted
TITLE, QUOTE = 120, 160  # characters
NONE_NEW = "No new problem was suspected today."
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NUMBERED = re.compile(r"Problem (\d+)\b")
_MARKUP = re.compile(r"[\\`*_\[\]<>~]")


def day(room: Room, events: Sequence[Event], yesterday: Sequence[Sentence], today: date, zone: tzinfo | None) -> Day:
    """Return good, bad and overall of a day. The room has a release; `events` reach back to its start, `yesterday` are the bads that a person wrote then."""
    release = room.release
    assert release is not None, "a day is one of a release"  # noqa: S101
    begin, end = bounds(room.now, zone)
    told = sorted((one for one in events if release.start <= one.at < end), key=lambda one: (one.at, one.key))
    light, why = overall(room)
    return Day(
        release=release,
        day=today,
        light=light,
        why=why,
        good=tuple(_good(room, told, begin, zone)),
        bad=(*_problems(room, begin, zone), *_troubles(room, told, begin, zone), *yesterday),
        headline=room.headline,
        quotes=tuple(_quotes(room.problems)),
        rates=room.rates,
        unseen=unseen(room),
    )


def sheet(told: Day) -> dict[str, object]:
    """Return a day as a template is told of it: names, and lines with `text` and `url`."""
    sections = {name: [{"text": text, "url": url} for text, url in getattr(told, name)] for name, _ in SECTIONS}
    return {
        "name": isolated(told.release.name),
        "date": named(told.day),
        "light": told.light.value,
        "why": told.why,
        "headline": told.headline,
        "rates": list(told.rates),
        "unseen": list(told.unseen),
        "empty": not (told.good or told.bad),
        **sections,
    }


# --- overall


def overall(room: Room) -> tuple[Light, str]:
    """Return the light and its reason: the room's, or what its problems say."""
    return (room.light, room.why) if room.why else proposed(room.problems, unusual=False)


def proposed(problems: Iterable[Line], *, unusual: bool) -> tuple[Light, str]:
    """Return the light and its reason; `unusual` says that more comes than usual, and ever more."""
    lines = list(problems)
    alone = [one for one in lines if one.problem.standing is Standing.CONFIRMED and nobody(one)]
    worked = [one for one in lines if one.problem.standing is Standing.CONFIRMED and not nobody(one)]
    undecided = [one for one in lines if one.problem.standing is Standing.SUSPECTED]
    if alone:
        return Light.RED, f"{_counted(alone, 'confirmed problem')} nobody works on yet."
    if unusual:
        return Light.RED, "More comes to Customer Support than usual, and it is rising."
    if worked:
        return Light.AMBER, f"{_counted(worked, 'confirmed problem')} {'is' if len(worked) == 1 else 'are'} in work."
    if undecided:
        verb = "waits" if len(undecided) == 1 else "wait"
        return Light.AMBER, f"{_counted(undecided, 'suspected problem')} {verb} for a decision."
    return Light.GREEN, "No problem is open."


def unseen(room: Room) -> tuple[str, ...]:
    """Return the watches that could not be asked, or were not yet: calm is not claimed for what nobody saw."""
    never = (one.watch for one in room.looks if one.at is None)
    return tuple(isolated(name) for name in dict.fromkeys((*room.blind, *never)))


def nobody(line: Line) -> bool:
    """Whether nobody has begun to work on a problem, as far as its tracker tells."""
    return not line.problem.bug or line.stage == Stage.OPEN


def _counted(lines: Sequence[Line], what: str) -> str:
    return f"{len(lines)} {what}{'' if len(lines) == 1 else 's'}"


# --- what a problem is called outside


def called(line: Line) -> str:
    """Return what a problem is called outside of this app: `Problem 2 (checkout, 5 tickets, SHOP-12)`."""
    tickets, errors = ([one for one in ones if not one.gone] for ones in (line.tickets, line.errors))
    parts = (
        isolated(line.problem.topic),
        f"{len(tickets)} ticket{'' if len(tickets) == 1 else 's'}" if tickets else "",
        f"{len(errors)} error{'' if len(errors) == 1 else 's'}" if errors else "",
        isolated(line.bug),
    )
    known = ", ".join(one for one in parts if one)
    return f"Problem {line.problem.number}{f' ({known})' if known else ''}"


def stands(line: Line) -> str:
    """Say how it stands with a problem, in a few words."""
    if line.problem.standing is Standing.CONFIRMED and line.problem.bug:
        return _STAGES.get(line.stage, "waits for a fix")
    return _STANDINGS[line.problem.standing]


_STAGES = {Stage.STARTED.value: "is being fixed", Stage.DONE.value: "its bug is done, it is to be looked at"}
_STANDINGS = {
    Standing.SUSPECTED: "suspected, not decided yet",
    Standing.CONFIRMED: "confirmed, nobody works on it yet",
    Standing.DISMISSED: "turned out to be no problem of the release",
    Standing.FIXED: "is fixed",
    Standing.MERGED: "is part of another one",
}


def source(line: Line) -> str:
    """Return where a problem is told of: its bug, or else the first ticket or error."""
    return line.problem.bug or next((one.url for one in (*line.tickets, *line.errors) if one.url), "")


def _since(at: datetime, begin: datetime, zone: tzinfo | None) -> str:
    return "new today" if at >= begin else f"since {day_of(at, zone)}"


def _problems(room: Room, begin: datetime, zone: tzinfo | None) -> Iterator[Sentence]:
    """Yield the open problems: those of before stay until they are closed."""
    for line in room.problems:
        if line.problem.open:
            text = f"{called(line)}: {stands(line)}, {_since(line.problem.found_at, begin, zone)}"
            yield text, source(line)


def _quotes(problems: Iterable[Line]) -> Iterator[Sentence]:
    """Yield what customers wrote of the open problems, by their numbers: it is told if a person ticks it, and not otherwise."""
    for line in problems:
        titles = [one.title for one in line.tickets if one.title and not one.gone] if line.problem.open else []
        for title in list(dict.fromkeys(titles))[:QUOTES]:
            yield str(line.problem.number), clean(title, QUOTE)


def quoted(text: str, number: str, words: str) -> str:
    """Return a text about a day with a customer's words under the problem of that number; unchanged where that is not told of. Nothing in them is markup."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        found = NUMBERED.search(line)
        if found and found[1] == number:
            return "\n".join((*lines[: place + 1], _quote(words), *lines[place + 1 :]))
    return text


def unquoted(text: str, words: str) -> str:
    """Return a text without the line that quotes these words, as long as it stands there as it was written."""
    return "\n".join(line for line in text.split("\n") if line != _quote(words))


def _quote(words: str) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", words)
    return f"  “{escaped}”"


# --- errors, builds, deploys


def _troubles(room: Room, events: Sequence[Event], begin: datetime, zone: tzinfo | None) -> Iterator[Sentence]:
    """Yield the errors that came and did not end, but for those of a problem, and the builds that are still broken."""
    known = {key for line in room.problems for key in line.problem.errors}
    last = {one.subject: one for one in events if one.kind in (NEW, BACK, ENDED) and one.subject not in known}
    errors = sorted(
        (one for one in last.values() if one.kind != ENDED), key=lambda one: (one.at, one.key), reverse=True
    )
    for one in errors[:SHOWN]:
        word = "An error came back" if one.kind == BACK else "A new error"
        yield f"{word}: {clean(one.title)}, {_since(one.at, begin, zone)}", one.url
    if len(errors) > SHOWN:
        yield f"and {len(errors) - SHOWN:,} more errors that came or came back", ""
    builds = {one.subject: one for one in events if one.kind in (BROKEN, FIXED)}
    for one in builds.values():
        if one.kind == BROKEN:
            since = clock(one.at, zone) if one.at >= begin else day_of(one.at, zone)
            yield f"{clean(one.title)} is broken, since {since}", one.url


_GOOD = {FIXED: "is green again", LIVE: "is live", ENDED: "is resolved"}


def _good(room: Room, events: Sequence[Event], begin: datetime, zone: tzinfo | None) -> Iterator[Sentence]:
    """Yield what went well today: problems that are fixed or were none, then what went live, was mended or ended."""
    release = room.release
    for line in room.problems if release else ():
        if release and (at := closed(line)) and at >= begin:
            yield f"{called(line)}: {stands(line)}{thanked(line)}", source(line)
    last = {(one.subject, one.kind in (BROKEN, FIXED)): one for one in events}
    good = [one for one in last.values() if one.kind in _GOOD and begin <= one.at]
    for kind in (LIVE, FIXED, ENDED):
        these = [one for one in good if one.kind == kind]
        for one in these[:SHOWN]:
            yield f"{clean(one.title)} {_GOOD[kind]}, {clock(one.at, zone)}", one.url
        if len(these) > SHOWN:
            yield f"and {len(these) - SHOWN:,} more like that", ""
    if room.looks and not unseen(room) and all(line.problem.found_at < begin for line in room.problems):
        yield NONE_NEW, ""


def closed(line: Line) -> datetime | None:
    """Return when a problem was fixed, or found to be none; None while it is open or part of another one."""
    if line.problem.standing is Standing.FIXED:
        return line.problem.fixed_at or line.problem.decided_at
    return line.problem.decided_at if line.problem.standing is Standing.DISMISSED else None


def thanked(line: Line) -> str:
    """Say of how many tickets the people were told; empty where nobody was."""
    told = len(line.problem.told)
    return f"; those of {told} ticket{'' if told == 1 else 's'} were told" if told else ""


def clean(text: str, limit: int = TITLE) -> str:
    """Return a title from outside that may leave the app: without credentials and e-mail addresses."""
    return isolated(shorten(_MAIL.sub("…@…", hidden(text)), limit))


def yesterday(now: datetime, zone: tzinfo | None) -> date:
    """Return the day before that of a moment."""
    return now.astimezone(zone).date() - timedelta(days=1)
