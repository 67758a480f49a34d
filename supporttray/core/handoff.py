"""The hand-over from one person on duty to the next: what is open, what sleeps, what was promised and learnt. Pure.

It is a text for people, and a file that the next person's app takes over. What was asked in private conversations stays out unless
its author says otherwise.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core import daily, taught
from supporttray.core import planning as work
from supporttray.core.daily import NEXT, Line, by
from supporttray.core.display import clock, day
from supporttray.core.duty import Opening
from supporttray.core.incident import PATIENCE, incidents
from supporttray.core.item import Build, Request, fingerprint
from supporttray.core.lesson import Lesson, wanted
from supporttray.core.model import SNOOZED, Mark
from supporttray.core.release.handover import released
from supporttray.core.rules.build import NAMED, title
from supporttray.core.text import bare, isolated, listed, plain, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, tzinfo

    from supporttray.core.incident import Incident
    from supporttray.core.item import AnyItem
    from supporttray.core.model import Duty, Event, World

LESSON = "lesson:"  # a note that begins so is one
FROM = "from "  # then who said it, where that was another person
LONGEST = timedelta(days=30)  # a snooze of somebody else's lasts no longer
NOTE, NAME, TITLE, LONGEST_TEXT = 2_000, 80, 200, 40_000  # characters that are taken from a file
PROMISED = timedelta(days=7)  # what was to be next is a promise for so long
SECTIONS = (
    ("open", "Questions nobody has answered"),
    ("seen", "Seen, not answered yet"),
    ("released", "Problems of releases"),
    ("broken", "Broken"),
    ("snoozed", "Snoozed"),
    ("doing", "Who is on what"),
    ("queue", "The queue's first ten"),
    ("promised", "Promised"),
    ("lessons", "Lessons"),
    ("taught", "Taught to be no request"),
)


class Handoff(msgspec.Struct, frozen=True, kw_only=True):
    """What one person hands over at a moment. `marks` and `teaches` are what the next app takes over; `private` counts what was left out."""

    schema: int = 1
    person: str
    to: str = ""
    at: datetime
    date: str = ""
    open: tuple[Line, ...] = ()
    seen: tuple[Line, ...] = ()
    released: tuple[Line, ...] = ()
    broken: tuple[Line, ...] = ()
    snoozed: tuple[Line, ...] = ()
    doing: tuple[Line, ...] = ()
    queue: tuple[Line, ...] = ()
    promised: tuple[Line, ...] = ()
    lessons: tuple[Line, ...] = ()
    taught: tuple[Line, ...] = ()
    teaches: tuple[Lesson, ...] = ()
    marks: tuple[Mark, ...] = ()
    subjects: tuple[str, ...] = ()
    private: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not any(getattr(self, name) for name, _ in SECTIONS)


def handoff(
    world: World,
    events: Sequence[Event],
    duty: Duty,
    now: datetime,
    zone: tzinfo | None = None,
    *,
    private: bool = False,
) -> Handoff:
    """Return what there is to hand over now; `private` takes in what was asked in private conversations."""
    items = sorted(wanted(world.items.values(), world.lessons), key=lambda item: (item.at, item.key))
    told = [item for item in items if private or not (isinstance(item, Request) and item.private)]
    requests = [item for item in told if isinstance(item, Request)]
    waiting, seen = ([one for one in requests if one.state == state] for state in ("waiting", "acknowledged"))
    broken = incidents((item for item in told if isinstance(item, Build)), world.findings, now + PATIENCE)
    asleep = [(mark, item) for item in told if (mark := world.snoozed(item.key, now))]
    notes = [event for event in events if event.kind == daily.NOTE]
    teaches = taught.handed(world.lessons, tuple(world.items.values()), private=private)
    return Handoff(
        person=duty.person,
        to=duty.next_person,
        at=now,
        date=day(now, zone),
        open=tuple(
            Line(_title(item), f"asked by {isolated(item.name)} {_when(item.at, zone)}", item.url) for item in waiting
        ),
        seen=tuple(Line(_title(item), _seen(item, zone), item.url) for item in seen),
        released=tuple(released(world.problems, world.releases, zone)),
        broken=tuple(Line(_name(one), _since(one, zone), one.builds[0].url) for one in broken),
        snoozed=tuple(Line(_title(item), f"until {_when(mark.until, zone)}", item.url) for mark, item in asleep),
        doing=tuple(work.doing(world, zone)),
        queue=tuple(work.first(world, now, zone)),
        promised=tuple(_said(notes, NEXT, now - PROMISED)),
        lessons=tuple(_said(notes, LESSON, datetime.min.replace(tzinfo=now.tzinfo))),
        taught=tuple(Line(line) for line in taught.lines(teaches)),
        teaches=teaches,
        marks=tuple(mark for mark, _ in asleep),
        subjects=tuple(item.key for item in (*waiting, *seen, *(one.builds[0] for one in broken))),
        private=_unsaid(items, told),
    )


def _unsaid(items: Iterable[AnyItem], told: Collection[AnyItem]) -> int:
    """Count the open requests that are left out."""
    return sum(isinstance(item, Request) and item.state != "answered" for item in items if item not in told)


def _title(item: AnyItem) -> str:
    return isolated(shorten(item.title, 120))


def _seen(item: Request, zone: tzinfo | None) -> str:
    names = dict.fromkeys(one.person or one.by for one in item.acknowledging)
    return f"seen by {listed(list(names))}, asked {_when(item.at, zone)}" if names else f"asked {_when(item.at, zone)}"


def _name(one: Incident) -> str:
    """Return what an incident is called: a build alone by its own name."""
    return title(one, loud=False) if len(one.builds) > 1 else _title(one.builds[0])


def _since(one: Incident, zone: tzinfo | None) -> str:
    failing = ", ".join(job.name for job in one.first.failed)
    which = listed([shorten(build.title, 40) for build in one.builds[:NAMED]]) if len(one.builds) > 1 else ""
    more = f" and {len(one.builds) - NAMED} more" if len(one.builds) > NAMED else ""
    told = (f"since {_when(one.since, zone)}", which + more, f"failing: {shorten(failing, 80)}" if failing else "")
    return "; ".join(part for part in told if part)


def _said(notes: Iterable[Event], begins: str, since: datetime) -> Iterator[Line]:
    """Yield what the notes that begin so say, each once; who wrote one that was handed over keeps their name."""
    authors: dict[str, str] = {}
    for note in notes:
        text = note.title[len(begins) :].strip()
        if note.title.lower().startswith(begins) and note.at >= since and text:
            authors.setdefault(text, note.actor)
    yield from (Line(isolated(text), by(author)) for text, author in authors.items())


def _when(moment: datetime, zone: tzinfo | None) -> str:
    return f"{day(moment, zone)} {clock(moment, zone)}"


def file_name(today: date | None) -> str:
    """Return what the file of a day is called if nobody says otherwise."""
    return f"handoff-{today.isoformat()}.json" if today else "handoff.json"


# --- at the other end


class Taken(msgspec.Struct, frozen=True):
    """What taking a hand-over would change here: snoozes, lines for the journal with who wrote them, and lessons.

    `here` are the open things that this app sees as well, `missing` those that it does not see.
    """

    marks: tuple[Mark, ...]
    notes: tuple[tuple[str, str], ...]
    here: tuple[str, ...]
    missing: tuple[Line, ...]
    lessons: tuple[Lesson, ...] = ()


def taken(given: Handoff, world: World, notes: Iterable[Event], now: datetime) -> Taken:
    """Return what a hand-over means for this app, which has these notes; nothing is done yet. What was taken before changes nothing.

    It comes from outside: of what stands in it only plain text is taken, snoozes of what is seen here, web pages, and lessons.
    """
    subjects = tuple(dict.fromkeys(given.subjects))
    lines = (*given.open, *given.seen, *given.broken)
    known = dict(zip(given.subjects, lines, strict=False)) if len(given.subjects) == len(lines) else {}
    first = {mark.subject: mark for mark in reversed(given.marks)}
    marks = (_here(mark, world, now) for mark in reversed(first.values()) if mark.kind == SNOOZED)
    written = {_same(note.title) for note in notes}
    told = dict(_notes(given))
    return Taken(
        tuple(mark for mark in marks if mark),
        tuple((text, author) for text, author in told.items() if _same(text) not in written),
        tuple(key for key in subjects if key in world.items),
        tuple(_safe(known.get(key, Line(key))) for key in subjects if key not in world.items),
        taught.taken(given.teaches, world, now),
    )


def _here(mark: Mark, world: World, now: datetime) -> Mark | None:
    """Return a snooze as it goes on here; None if it is over, of nothing that is seen here or that changed since, or here already."""
    known, item = world.marks.get((mark.subject, SNOOZED)), world.items.get(mark.subject)
    if item is None or mark.until <= now:
        return None
    basis = fingerprint(item)
    if mark.basis != basis and not world.snoozed(mark.subject, now):
        return None
    if known and known.basis == basis and known.until >= min(mark.until, known.at + LONGEST):
        return None
    until = min(mark.until, now + LONGEST).astimezone(UTC)
    return Mark(subject=mark.subject, kind=SNOOZED, at=now, until=until, basis=basis)


def _notes(given: Handoff) -> Iterator[tuple[str, str]]:
    """Yield what was promised and learnt as lines of the journal, with who wrote them."""
    for begins, lines in ((NEXT, given.promised), (LESSON, given.lessons)):
        for line in lines:
            text, author = (
                shorten(bare(line.text), NOTE),
                shorten(bare(line.detail.removeprefix(FROM)) or given.person, NAME),
            )
            if text:
                yield f"{begins} {text}", author


def _same(note: str) -> str:
    """Return what two lines have in common that say the same."""
    begins, colon, text = note.partition(":")
    return f"{begins}{colon}{text.strip()}".casefold()


def _safe(line: Line) -> Line:
    url = line.url if line.url.startswith(("https://", "http://")) else ""
    return Line(shorten(line.text, TITLE), shorten(line.detail, TITLE), plain(url))


def opening(given: Handoff, found: Taken, world: World, zone: tzinfo | None, text: str) -> Opening:
    """Return what a person is shown before a hand-over is taken; `text` is what its author wrote."""
    snoozes = tuple(
        f"Snoozed until {_when(mark.until, zone)}: {_title(world.items[mark.subject])}" for mark in found.marks
    )
    seen = f"{len(found.here) + len(found.missing)} open, {len(found.here)} of them seen here."
    return Opening(
        person=shorten(given.person, NAME),
        date=shorten(given.date, NAME),
        lines=(seen, *snoozes, *taught.sentences(found.lessons, world)),
        missing=found.missing,
        notes=tuple(f"{note} ({FROM}{isolated(author)})" if author else note for note, author in found.notes),
        snoozes=len(snoozes),
        lessons=len(found.lessons),
        text="\n".join(plain(line) for line in text[:LONGEST_TEXT].splitlines()),
    )
