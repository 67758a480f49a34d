"""What of a day's work is worth telling: bugs that block a release, how far the queue has come, reviews, checklists. Pure; nobody is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.daily import Line
from supporttray.core.display import clock, day
from supporttray.core.item import Stage, Task
from supporttray.core.journal import MINE
from supporttray.core.model import CRITICAL
from supporttray.core.process import process_of
from supporttray.core.text import isolated, shorten
from supporttray.core.work import TICKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from supporttray.core.daily import Daily
    from supporttray.core.item import AnyItem
    from supporttray.core.model import Event, Mark, World

TITLE = 120  # characters
WORDS = {
    "task.open": "opened again",
    "task.started": "started",
    "task.blocked": "waits for somebody else",
    "task.done": "done",
}
GIVEN = {
    "review.approved": "approved",
    "review.changes": "changes asked for",
    "review.commented": "commented on",
}


class Progress(msgspec.Struct, frozen=True):
    """The lines about a day's work; `done` counts the tasks that were done."""

    critical: tuple[Line, ...] = ()
    queue: tuple[Line, ...] = ()
    reviews: tuple[Line, ...] = ()
    process: tuple[Line, ...] = ()
    done: int = 0


def progress(
    events: Sequence[Event], world: World, begin: datetime, now: datetime, zone: tzinfo | None = None
) -> Progress:
    """Return what was done since `begin`, and which bugs still block a release; `events` are those since then, in their order."""
    moved = _by_subject(event for event in events if event.kind in WORDS)
    marks = {key: mark for (key, kind), mark in world.marks.items() if kind == CRITICAL}
    critical = {key: mark for key, mark in marks.items() if mark.until > now or mark.until >= begin}
    queue = {key: these for key, these in moved.items() if key not in critical}
    given = _by_subject(event for event in events if event.kind in GIVEN and event.key.endswith(MINE))
    return Progress(
        tuple(_critical(critical, moved, world, begin, now, zone)),
        tuple(_moved(these, world, zone) for these in queue.values()),
        tuple(_given(these, world) for these in given.values()),
        tuple(_ticked(world, begin, now)),
        sum(these[-1].kind == "task.done" for these in moved.values()),
    )


def joined(day: Daily, work: Progress) -> Daily:
    """Return a day of support with what was done besides."""
    counts = ((work.done, "done"), (len(work.reviews), "reviewed"))
    summary = [day.summary, *(f"{count} {word}" for count, word in counts if count)]
    return msgspec.structs.replace(
        day,
        critical=work.critical,
        queue=work.queue,
        process=work.process,
        reviews=work.reviews,
        summary=", ".join(filter(None, summary)),
    )


def _by_subject(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    return found


def _title(item: AnyItem | None, event: Event | None) -> str:
    """Return what people call a thing, and its title; of what is there no more its title alone."""
    if item is None:
        return isolated(shorten(event.title if event else "", TITLE))
    return isolated(shorten(f"{getattr(item, 'name', '')} {item.title}", TITLE))


# --- what blocks a release


def _critical(
    marks: dict[str, Mark],
    moved: dict[str, list[Event]],
    world: World,
    begin: datetime,
    now: datetime,
    zone: tzinfo | None,
) -> Iterator[Line]:
    for key, mark in sorted(marks.items(), key=lambda one: (one[1].at, one[0])):
        item, last = world.items.get(key), moved.get(key, [None])[-1]
        if item is None and last is None:  # neither what it was nor what became of it is known
            continue
        url = item.url if item else last.url if last else ""
        since = "new today" if mark.at >= begin else f"open since {day(mark.at, zone)}"
        yield Line(_title(item, last), ", ".join((*_release(item), since, _stands(item, mark, last, now, zone))), url)


def _release(item: AnyItem | None) -> Iterator[str]:
    if isinstance(item, Task) and item.release:
        yield f"blocks {isolated(item.release)}"


def _stands(item: AnyItem | None, mark: Mark, last: Event | None, now: datetime, zone: tzinfo | None) -> str:
    """Say how it stands with a bug: solved and by whom, who has it, or that it blocks nothing any more."""
    if last and last.kind == "task.done":
        by = f" by {isolated(last.actor)}" if last.actor else ""
        return f"solved{by} at {clock(last.at, zone)}"
    if isinstance(item, Task) and item.stage is Stage.DONE:
        return "solved"
    if mark.until <= now:
        return "blocks no release any more"
    return f"{isolated(item.assignee)} has it" if isinstance(item, Task) and item.assignee else "nobody has it yet"


# --- the queue, reviews and checklists


def _moved(events: Sequence[Event], world: World, zone: tzinfo | None) -> Line:
    """Tell how far a task came today: what happened last, and by whom."""
    last = events[-1]
    item = world.items.get(last.subject)
    dropped = isinstance(item, Task) and item.dropped and last.kind == "task.done"
    word = "closed with nothing done" if dropped else WORDS[last.kind]
    if last.kind == "task.done" and not dropped and any(event.kind == "task.started" for event in events):
        word = "started and done"
    by = f" by {isolated(last.actor)}" if last.actor and last.kind in ("task.started", "task.done") else ""
    return Line(_title(item, last), f"{word}{by} at {clock(last.at, zone)}", item.url if item else last.url)


def _given(events: Sequence[Event], world: World) -> Line:
    """Tell a review that I gave; what is more than a comment counts."""
    last = next((event for event in reversed(events) if event.kind != "review.commented"), events[-1])
    return Line(_title(world.items.get(last.subject), last), GIVEN[last.kind], last.url)


def _ticked(world: World, begin: datetime, now: datetime) -> Iterator[Line]:
    """Yield each task of a process of which a step was ticked today: how far it is."""
    ticks = {subject: mark for (subject, kind), mark in world.marks.items() if kind == TICKED and mark.until > now}
    for key, item in sorted(world.items.items()) if ticks else ():
        process = process_of(item, world.processes) if isinstance(item, Task) else None
        if process is None:
            continue
        done = [mark for step in process.steps if (mark := ticks.get(f"{key}#{step}"))]
        if any(mark.at >= begin for mark in done):
            told = f"{isolated(process.product)}: {len(done)} of {len(process.steps)} steps done"
            yield Line(_title(item, None), told, item.url)
