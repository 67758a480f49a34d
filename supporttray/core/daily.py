"""The daily status: what of a day's journal, and of what is there now, is worth telling. Names who helped, never who is at fault."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from supporttray.core.display import age, day
from supporttray.core.item import Build, Meaning, Request
from supporttray.core.text import isolated, listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supporttray.core.incident import Findings
    from supporttray.core.item import AnyItem
    from supporttray.core.model import Duty, Event, Need

FIRE = timedelta(hours=2)  # something that was broken so long today took the day
ANSWERED, SEEN, NOTE = "request.answered", "request.acknowledged", "note.added"
BROKEN, FIXED = "build.broken", "build.fixed"
NEXT = "next:"  # a note that begins so tells what is next
HANDOVER = timedelta(days=2)


class Line(msgspec.Struct, frozen=True):
    """One thing: what, what is to be said of it, and where it is."""

    text: str
    detail: str = ""
    url: str = ""


class Daily(msgspec.Struct, frozen=True, kw_only=True):
    """A day of support; a section without lines has nothing to say. `unseen` names the watches that could not be asked."""

    date: str
    fire: Line | None = None
    critical: tuple[Line, ...] = ()
    open: tuple[Line, ...] = ()
    seen: tuple[Line, ...] = ()
    next: tuple[Line, ...] = ()
    queue: tuple[Line, ...] = ()
    process: tuple[Line, ...] = ()
    fixed: tuple[Line, ...] = ()
    reviews: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    answered: tuple[Line, ...] = ()
    unseen: tuple[str, ...] = ()
    summary: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.critical, self.queue, self.process, self.reviews, self.fixed, self.open, self.notes, self.next)
        return not (self.fire or self.answered or self.seen or any(told))


class Trouble(NamedTuple):
    """A build that was broken today, and the line that tells it; `end` is None while it still is, `run` what broke it last."""

    begin: datetime
    end: datetime | None
    line: Line
    run: tuple[str, str] = ("", "")


def bounds(moment: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return when the calendar day of a moment begins and ends, in a zone (the machine's if none): 23, 24 or 25 hours."""
    today = moment.astimezone(zone).date()
    return _midnight(today, zone), _midnight(today + timedelta(days=1), zone)


def _midnight(today: date, zone: tzinfo | None) -> datetime:
    """Return a day's first moment, in UTC: two moments of one zone would be compared by the wall clock."""
    naive = datetime.combine(today, time())
    return (naive.replace(tzinfo=zone) if zone else naive.astimezone()).astimezone(UTC)


def daily(
    events: Sequence[Event],
    items: Mapping[str, AnyItem],
    needs: Sequence[Need],
    duty: Duty,
    now: datetime,
    zone: tzinfo | None = None,
    unseen: Sequence[str] = (),
    findings: Findings = MappingProxyType({}),
) -> Daily:
    """Return what to tell of the day of `now`; `events` may reach back before it, so that it is known since when a thing was broken."""
    begin, end = bounds(now, zone)
    events = sorted((event for event in events if event.at < end), key=lambda event: event.at)
    today = [event for event in events if event.at >= begin]
    fixed = list(_incidents(_fixed(events, items, begin, zone), findings, zone))
    seen = {item.key: line for item, line in _seen(today, items)}
    theirs = (need for need in needs if need.subject not in seen)
    tasks = [need for need in theirs if isinstance(items.get(need.subject), Request | Build)]
    waiting = [(need, _open_line(need, items[need.subject], begin, zone)) for need in tasks]
    broken = [Trouble(need.since, None, line) for need, line in waiting if isinstance(items[need.subject], Build)]
    fire = _fire([*fixed, *broken], begin, now)
    notes = [event for event in today if event.kind == NOTE]
    told = Daily(
        date=day(now, zone),
        fire=fire,
        open=tuple(line for _, line in waiting if line is not fire),
        seen=tuple(seen.values()),
        next=(*_next(notes), *_handover(duty, now, zone)),
        fixed=tuple(trouble.line for trouble in fixed if trouble.line is not fire),
        notes=tuple(Line(isolated(note.title), by(note.actor)) for note in notes if not _is_next(note)),
        answered=tuple(_answered(today, items)),
        unseen=tuple(isolated(name) for name in unseen),
    )
    return msgspec.structs.replace(told, summary=_summary(told, len(waiting), len(fixed)))


def _summary(told: Daily, waiting: int, fixed: int) -> str:
    counts = ((waiting + len(told.seen), "open"), (fixed, "fixed"), (len(told.answered), "answered"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)


# --- questions


def _answered(today: Sequence[Event], items: Mapping[str, AnyItem]) -> Iterable[Line]:
    """Yield each question that was answered today and by whom, then those that somebody ticked off without a word."""
    replied = set[str]()
    for item, names in _by_request(today, items, ANSWERED, "answered"):
        replied.add(item.key)
        yield _request_line(item, f"answered by {listed(names)}")
    for item, _ in _by_request(today, items, SEEN, "answered"):
        if item.key not in replied and (names := _reacting(item, Meaning.DONE)):
            yield _request_line(item, f"ticked off by {listed(names)}")


def _seen(today: Sequence[Event], items: Mapping[str, AnyItem]) -> Iterable[tuple[Request, Line]]:
    """Yield each question that somebody saw today and nobody has answered yet."""
    for item, _ in _by_request(today, items, SEEN, "acknowledged"):
        yield item, _request_line(item, f"seen by {listed(_reacting(item, Meaning.SEEN))}")


def _by_request(
    today: Sequence[Event], items: Mapping[str, AnyItem], kind: str, state: str
) -> Iterable[tuple[Request, list[str]]]:
    """Yield the requests to which that happened today and that still stand so, with who did it, each once."""
    people: dict[str, dict[str, None]] = {}
    for event in today:
        if event.kind == kind:
            people.setdefault(event.subject, {})[event.actor] = None
    for subject, names in people.items():
        item = items.get(subject)
        if isinstance(item, Request) and item.state == state:
            yield item, list(names)


def _reacting(item: Request, meaning: Meaning) -> list[str]:
    """Return who says this by a reaction now, but for the asker."""
    return list(dict.fromkeys(one.person or one.by for one in item.acknowledging if one.says is meaning))


def _request_line(item: Request, detail: str) -> Line:
    return Line(isolated(shorten(item.title, 120)), detail, item.url)


# --- builds


def _fixed(
    events: Sequence[Event], items: Mapping[str, AnyItem], begin: datetime, zone: tzinfo | None
) -> Iterable[Trouble]:
    """Yield each build that was fixed today and is not broken again: when, and how long it had been red."""
    turns: dict[str, list[Event]] = {}
    for event in events:
        if event.kind in (BROKEN, FIXED):
            turns.setdefault(event.subject, []).append(event)
    for subject, these in turns.items():
        last = these[-1]
        item = items.get(subject)
        if last.kind != FIXED or last.at < begin or (isinstance(item, Build) and item.state == "broken"):
            continue
        pairs = [
            (red.at, green.at)
            for red, green in itertools.pairwise(these)
            if red.kind == BROKEN and green.kind == FIXED and green.at >= begin
        ]
        title = _with_project(last.title, item)
        detail = f"green again at {_hour(last.at, zone)}{_red_time(pairs)}"
        line = Line(title, detail, last.url or (item.url if item else ""))
        longest = max(pairs, key=lambda pair: pair[1] - pair[0], default=(last.at, last.at))
        red = next((event for event in reversed(these) if event.kind == BROKEN), last)
        yield Trouble(*longest, line, (subject, red.key.removeprefix(f"{BROKEN}:{subject}:")))


def _incidents(fixed: Iterable[Trouble], findings: Findings, zone: tzinfo | None) -> Iterable[Trouble]:
    """Yield what was fixed, the builds of one incident as one."""
    groups: dict[str | tuple[str, str], list[Trouble]] = {}
    for one in fixed:
        found = findings.get(one.run)
        groups.setdefault((found and found.incident) or one.run, []).append(one)
    for first, *rest in groups.values():
        if not rest:
            yield first
            continue
        begin, end = min(one.begin for one in (first, *rest)), max(one.end or one.begin for one in (first, *rest))
        line = Line(
            f"{first.line.text} and {len(rest)} more",
            f"green again at {_hour(end, zone)} after {age(end - begin)}",
            first.line.url,
        )
        yield Trouble(begin, end, line)


def _red_time(pairs: Sequence[tuple[datetime, datetime]]) -> str:
    if not pairs:
        return ""
    total = age(sum((green - red for red, green in pairs), timedelta()))
    return f" after {total}" if len(pairs) == 1 else f"; broken {len(pairs)} times, {total} in all"


def _with_project(title: str, item: AnyItem | None) -> str:
    """Return a build's title with its project, where neither the title nor the address tells it: a feed's is its host."""
    title = shorten(title, 120)
    project = item.project if isinstance(item, Build) else ""
    known = not item or project in title or f"//{project}/" in item.url
    return isolated(title if known or not project else f"{title} ({project})")


def _fire(troubles: Iterable[Trouble], begin: datetime, now: datetime) -> Line | None:
    """Return what took the day: of what broke or was fixed today, that which was broken longest of it, if that was long."""
    lasted = [
        ((trouble.end or now) - max(trouble.begin, begin), trouble.line)
        for trouble in troubles
        if trouble.begin >= begin or trouble.end
    ]
    longest = max(lasted, key=lambda one: one[0], default=None)
    return longest[1] if longest and longest[0] >= FIRE else None


# --- what is there now, and what comes


def _open_line(need: Need, item: AnyItem, begin: datetime, zone: tzinfo | None) -> Line:
    """Tell since when, not for how long: it is read tomorrow too."""
    title = _with_project(need.title, item)
    since = _hour(need.since, zone) if need.since >= begin else day(need.since, zone)
    return Line(title, f"since {since}", need.url)


def _hour(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _next(notes: Iterable[Event]) -> Iterable[Line]:
    for note in notes:
        if _is_next(note) and (rest := note.title[len(NEXT) :].strip()):
            yield Line(isolated(rest), by(note.actor))


def _is_next(note: Event) -> bool:
    return note.title.lower().startswith(NEXT)


def by(author: str) -> str:
    """Say who wrote a line, where that is another person."""
    return f"from {isolated(author)}" if author else ""


def _handover(duty: Duty, now: datetime, zone: tzinfo | None) -> Iterable[Line]:
    if duty.on and duty.until and duty.until - now <= HANDOVER:
        to = f" to {isolated(duty.next_person)}" if duty.next_person else ""
        yield Line(f"Hand-over{to} on {day(duty.until, zone)}")
