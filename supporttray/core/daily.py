"""The daily status: what of a day's journal, and of what is there now, is worth telling. Names who helped, never who is at fault."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.display import age, day
from supporttray.core.item import Build, Request
from supporttray.core.model import Duty, Event, Need, Urgency
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supporttray.core.item import AnyItem, Run

FIRE = timedelta(hours=2)  # an incident that lasted so long took the day
ANSWERED, SEEN = "request.answered", "request.acknowledged"
FIXED, NOTE = "build.fixed", "note.added"
NEXT = "next:"  # a note that begins so tells what is next
HANDOVER = timedelta(days=2)


class Line(msgspec.Struct, frozen=True):
    """One thing: what, what is to be said of it, and where it is."""

    text: str
    detail: str = ""
    url: str = ""


class Daily(msgspec.Struct, frozen=True, kw_only=True):
    """A day of support; a section without lines has nothing to say."""

    date: str
    fire: Line | None = None
    answered: tuple[Line, ...] = ()
    fixed: tuple[Line, ...] = ()
    open: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    next: tuple[Line, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.fire or self.answered or self.fixed or self.open or self.notes or self.next)


def bounds(moment: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return when the calendar day of a moment begins and ends, in a zone (the machine's if none): 23, 24 or 25 hours."""
    today = moment.astimezone(zone).date()
    return _midnight(today, zone), _midnight(today + timedelta(days=1), zone)


def _midnight(today: date, zone: tzinfo | None) -> datetime:
    naive = datetime.combine(today, time())
    return naive.replace(tzinfo=zone) if zone else naive.astimezone()


def daily(
    events: Sequence[Event],
    items: Mapping[str, AnyItem],
    needs: Sequence[Need],
    duty: Duty,
    now: datetime,
    zone: tzinfo | None = None,
) -> Daily:
    """Return what to tell of the day of `now`; `events` are those of that day."""
    begin, _ = bounds(now, zone)
    fixed = [(run, _red_before(item, run), item) for item, run in _fixed_today(items.values(), begin, now)]
    waiting = [need for need in needs if need.urgency > Urgency.QUIET and need.subject in items]
    fire = _fire(fixed, waiting, now)
    notes = [event.title for event in events if event.kind == NOTE]
    return Daily(
        date=day(now, zone),
        fire=fire,
        answered=tuple(_answered(events, items)),
        fixed=tuple(line for line in (_fixed_line(*one) for one in fixed) if not fire or line.url != fire.url),
        open=tuple(line for line in (_open_line(need, now) for need in waiting) if not fire or line.url != fire.url),
        notes=tuple(Line(note) for note in notes if not note.lower().startswith(NEXT)),
        next=(
            *(Line(note[len(NEXT) :].strip()) for note in notes if note.lower().startswith(NEXT)),
            *_handover(duty, now, zone),
        ),
    )


def _answered(events: Sequence[Event], items: Mapping[str, AnyItem]) -> Iterable[Line]:
    """Yield each question that was answered today and by whom, then those that somebody has only seen so far."""
    for kind, words in ((ANSWERED, "answered by"), (SEEN, "seen by")):
        people: dict[str, list[str]] = {}
        for event in events:
            if event.kind == kind and event.actor not in people.setdefault(event.subject, []):
                people[event.subject].append(event.actor)
        for subject, names in people.items():
            item = items.get(subject)
            if isinstance(item, Request) and item.state == ("answered" if kind == ANSWERED else "acknowledged"):
                yield Line(shorten(item.title, 120), f"{words} {_listed(names)}", item.url)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _fixed_today(items: Iterable[AnyItem], begin: datetime, now: datetime) -> Iterable[tuple[Build, Run]]:
    for item in items:
        if isinstance(item, Build) and (turns := item.turns) and not turns[-1].red and begin <= turns[-1].ended <= now:
            yield item, turns[-1]


def _red_before(item: Build, fixed: Run) -> Run | None:
    return next((run for run in reversed(item.turns) if run.red and run.ended <= fixed.ended), None)


def _fixed_line(fixed: Run, red: Run | None, item: Build) -> Line:
    detail = f"green again after {age(fixed.ended - red.ended)}" if red else "green again"
    return Line(f"{item.title} ({item.project})", detail, fixed.url or item.url)


def _open_line(need: Need, now: datetime) -> Line:
    return Line(shorten(need.title, 120), f"for {age(now - need.since)}", need.url)


def _fire(fixed: Sequence[tuple[Run, Run | None, Build]], waiting: Sequence[Need], now: datetime) -> Line | None:
    """Return the incident that took the day: the one that lasted longest, if that was long."""
    lasted = [(run.ended - red.ended, _fixed_line(run, red, item)) for run, red, item in fixed if red]
    lasted += [(now - need.since, _open_line(need, now)) for need in waiting]
    longest = max(lasted, key=lambda one: one[0], default=None)
    return longest[1] if longest and longest[0] >= FIRE else None


def _handover(duty: Duty, now: datetime, zone: tzinfo | None) -> Iterable[Line]:
    if duty.on and duty.until and duty.until - now <= HANDOVER:
        to = f" to {duty.next_person}" if duty.next_person else ""
        yield Line(f"Hand-over{to} on {day(duty.until, zone)}")
