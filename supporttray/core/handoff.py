"""The hand-over from one person on duty to the next: what is open, what sleeps, what was promised and learnt. Pure.

It is a text for people, and a file that the next person's app takes over. What was asked in private conversations stays out unless
its author says otherwise.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.daily import NEXT, NOTE, Line
from supporttray.core.display import clock, day
from supporttray.core.item import Build, Request
from supporttray.core.model import SNOOZED, Mark
from supporttray.core.text import isolated, listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from supporttray.core.item import AnyItem
    from supporttray.core.model import Duty, Event, World

LESSON = "lesson:"  # a note that begins so is one
PROMISED = timedelta(days=7)  # what was to be next is a promise for so long
SECTIONS = (
    ("open", "Questions nobody has answered"),
    ("seen", "Seen, not answered yet"),
    ("broken", "Broken"),
    ("snoozed", "Snoozed"),
    ("promised", "Promised"),
    ("lessons", "Lessons"),
)


class Handoff(msgspec.Struct, frozen=True, kw_only=True):
    """What one person hands over at a moment. `marks` are what the next app takes over; `private` counts what was left out."""

    schema: int = 1
    person: str
    to: str = ""
    at: datetime
    date: str = ""
    open: tuple[Line, ...] = ()
    seen: tuple[Line, ...] = ()
    broken: tuple[Line, ...] = ()
    snoozed: tuple[Line, ...] = ()
    promised: tuple[Line, ...] = ()
    lessons: tuple[Line, ...] = ()
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
    items = sorted(world.items.values(), key=lambda item: (item.at, item.key))
    told = [item for item in items if private or not (isinstance(item, Request) and item.private)]
    requests = [item for item in told if isinstance(item, Request)]
    waiting = [item for item in requests if item.state == "waiting"]
    seen = [item for item in requests if item.state == "acknowledged"]
    broken = [item for item in told if isinstance(item, Build) and item.first_red]
    asleep = [(mark, item) for item in told if (mark := world.snoozed(item.key, now))]
    notes = [event for event in events if event.kind == NOTE]
    left_out = sum(isinstance(item, Request) and item.state != "answered" for item in items if item not in told)
    return Handoff(
        person=duty.person,
        to=duty.next_person,
        at=now,
        date=day(now, zone),
        open=tuple(
            Line(_title(item), f"asked by {isolated(item.name)} {_when(item.at, zone)}", item.url) for item in waiting
        ),
        seen=tuple(Line(_title(item), _seen(item, zone), item.url) for item in seen),
        broken=tuple(Line(_title(item), _since(item, zone), item.url) for item in broken),
        snoozed=tuple(Line(_title(item), f"until {_when(mark.until, zone)}", item.url) for mark, item in asleep),
        promised=tuple(_said(notes, NEXT, now - PROMISED)),
        lessons=tuple(_said(notes, LESSON, datetime.min.replace(tzinfo=now.tzinfo))),
        marks=tuple(mark for mark, _ in asleep),
        subjects=tuple(item.key for item in (*waiting, *seen, *broken)),
        private=left_out,
    )


def _title(item: AnyItem) -> str:
    return isolated(shorten(item.title, 120))


def _seen(item: Request, zone: tzinfo | None) -> str:
    names = dict.fromkeys(one.person or one.by for one in item.reactions if one.name in Request.ACKNOWLEDGING)
    return f"seen by {listed(list(names))}, asked {_when(item.at, zone)}" if names else f"asked {_when(item.at, zone)}"


def _since(item: Build, zone: tzinfo | None) -> str:
    first = item.first_red
    failing = ", ".join(job.name for job in first.failed) if first else ""
    since = f"since {_when(first.ended, zone)}" if first else ""
    return f"{since}; failing: {shorten(failing, 80)}" if failing else since


def _said(notes: Iterable[Event], begins: str, since: datetime) -> Iterator[Line]:
    """Yield what the notes that begin so say, each once."""
    texts = (
        note.title[len(begins) :].strip()
        for note in notes
        if note.title.lower().startswith(begins) and note.at >= since
    )
    yield from (Line(isolated(text)) for text in dict.fromkeys(texts) if text)


def _when(moment: datetime, zone: tzinfo | None) -> str:
    return f"{day(moment, zone)} {clock(moment, zone)}"


# --- at the other end


class Taken(msgspec.Struct, frozen=True):
    """What taking a hand-over would do here: marks that are still worth something, and open things that this app does not see."""

    marks: tuple[Mark, ...]
    here: tuple[str, ...]
    missing: tuple[str, ...]


def taken(given: Handoff, world: World, now: datetime) -> Taken:
    """Return what a hand-over means for this app; nothing is done yet."""
    marks = tuple(
        mark for mark in given.marks if mark.kind == SNOOZED and mark.until > now and mark.subject in world.items
    )
    here = tuple(key for key in given.subjects if key in world.items)
    return Taken(marks, here, tuple(key for key in given.subjects if key not in world.items))
