"""The planning with QA: the queue with its ages and sizes, what came in and went out this week, and what waits for whom. Pure.

QA is the support engineers' project manager: both look at it together, so it tells how things stand, and never whose fault that is.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.daily import Line, bounds
from supporttray.core.display import age, day, named
from supporttray.core.item import Review, Stage, Task
from supporttray.core.model import DECLINED
from supporttray.core.reviewing import own, standing
from supporttray.core.rules.critical import blocking
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime, tzinfo

    from supporttray.core.model import Event, World

DONE = "task.done"
SHOWN = 20  # lines of a section; the rest is counted
FIRST = 10  # of the queue, for whoever takes over
UNRANKED = 1_000_000  # after all that have a rank
TITLE = 100  # characters
SECTIONS = (
    ("critical", "Blocks a release"),
    ("waiting", "Waits for somebody"),
    ("queue", "The queue"),
    ("carried", "Begun before this week"),
    ("came", "Came in this week"),
    ("went", "Went out this week"),
)


class Planning(msgspec.Struct, frozen=True, kw_only=True):
    """What QA and the support engineers look at together; a section without lines has nothing to say. `unseen` names the watches that could not be asked."""

    date: str
    week: str
    summary: str = ""
    critical: tuple[Line, ...] = ()
    waiting: tuple[Line, ...] = ()
    queue: tuple[Line, ...] = ()
    carried: tuple[Line, ...] = ()
    came: tuple[Line, ...] = ()
    went: tuple[Line, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to plan."""
        return not any(getattr(self, name) for name, _ in SECTIONS)


def planning(
    world: World, events: Sequence[Event], now: datetime, zone: tzinfo | None = None, unseen: Sequence[str] = ()
) -> Planning:
    """Return what there is to plan now; `events` reach back to the beginning of the week at least."""
    begin, today = week(now, zone), now.astimezone(zone).date()
    tasks = [item for item in world.items.values() if isinstance(item, Task)]
    critical = _critical(world)
    queue = _open(world)
    ordinary = [one for one in queue if one.key not in critical]
    came = sorted((one for one in tasks if one.at >= begin), key=lambda one: (one.at, one.key))
    carried = [one for one in queue if one.stage is Stage.STARTED and one.last_at < begin]
    went = tuple(_went(tasks, events, begin, zone))
    waiting = (*(_waits(one, now) for one in queue if _stands(one)), *_reviews(world, now))
    counts = ((len(ordinary), "in the queue"), (len(came), "came in"), (len(went), "went out"))
    return Planning(
        date=day(now, zone),
        week=day(begin, zone),
        summary=", ".join(f"{count:,} {word}" for count, word in counts),
        critical=_cut(_blocks(one, now) for one in queue if one.key in critical),
        waiting=_cut(waiting),
        queue=_cut(_line(one, now, today) for one in ordinary),
        carried=_cut(Line(title(one), f"{_begun(one, zone)}{_has(one)}", one.url) for one in carried),
        came=_cut(Line(title(one), _came(one, zone), one.url) for one in came),
        went=_cut(went),
        unseen=tuple(isolated(name) for name in unseen),
    )


def week(now: datetime, zone: tzinfo | None) -> datetime:
    """Return when the week of a moment began: Monday's first moment, in a zone (the machine's if none)."""
    begin, _ = bounds(now, zone)
    noon = begin + timedelta(hours=12)  # whatever the clocks were set to since, that is in the same day
    return bounds(noon - timedelta(days=now.astimezone(zone).weekday()), zone)[0]


def _critical(world: World) -> frozenset[str]:
    """Return the keys of the open tasks that block a release."""
    watches = {name for name, one in world.watches.items() if one.critical}
    return frozenset(one.key for one in blocking(world.items, world.seen_by, watches))


def _place(task: Task, world: World) -> tuple[int, int, datetime, str]:
    """Return where a task stands: in the order of its tracker, which is QA's; those of one watch together."""
    watches = {name: number for number, name in enumerate(world.watches)}
    number = min((watches[name] for name in world.seen_by.get(task.key, ()) if name in watches), default=len(watches))
    return number, UNRANKED if task.rank is None else task.rank, task.at, task.key


def _cut(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the first lines, and how many follow."""
    found = tuple(lines)
    more = len(found) - SHOWN
    return (*found[:SHOWN], Line(f"and {more:,} more")) if more > 0 else found


def first(world: World, now: datetime, zone: tzinfo | None = None) -> Iterator[Line]:
    """Yield the first ten of the queue that nobody has begun, in QA's order: for whoever takes over."""
    waiting = [one for one in _open(world) if one.stage is Stage.OPEN]
    yield from (_line(one, now, now.astimezone(zone).date()) for one in waiting[:FIRST])


def doing(world: World, zone: tzinfo | None = None) -> Iterator[Line]:
    """Yield the tasks that somebody is on, and who."""
    begun = [one for one in _open(world) if one.stage is Stage.STARTED]
    for one in begun[:SHOWN]:
        who = f"{isolated(one.assignee)}, " if one.assignee else ""
        stands = ", blocked" if one.blocked else ""
        yield Line(title(one), f"{who}{_begun(one, zone)}{stands}", one.url)


def _open(world: World) -> list[Task]:
    """Return the tasks that are not done, in the order of their trackers."""
    tasks = (item for item in world.items.values() if isinstance(item, Task) and item.stage is not Stage.DONE)
    return sorted(tasks, key=lambda one: _place(one, world))


# --- a task in a line


def title(task: Task) -> str:
    """Return what people call a task, and its title."""
    return isolated(shorten(f"{task.name} {task.title}", TITLE))


def _line(task: Task, now: datetime, today: date) -> Line:
    """Tell how old a task is, how large, for whom and by when, and who has it."""
    parts = (
        f"{age(now - task.at)} old",
        f"size {isolated(task.size)}" if task.size else "",
        f"for {isolated(task.customer)}" if task.customer else "",
        _due(task, today),
        f"{isolated(task.assignee)} has it" if task.assignee else "",
    )
    return Line(title(task), ", ".join(part for part in parts if part), task.url)


def _due(task: Task, today: date) -> str:
    if task.due is None:
        return ""
    return f"{'was due' if task.due < today else 'due'} {named(task.due)}"


def _has(task: Task) -> str:
    return f", {isolated(task.assignee)} has it" if task.assignee else ""


def _begun(task: Task, zone: tzinfo | None) -> str:
    return f"begun {day(task.last_at, zone)}"


def _came(task: Task, zone: tzinfo | None) -> str:
    customer = f" for {isolated(task.customer)}" if task.customer else ""
    return f"{day(task.at, zone)}{customer}{', done already' if task.stage is Stage.DONE else ''}"


def _blocks(task: Task, now: datetime) -> Line:
    release = f"blocks {isolated(task.release)}, " if task.release else ""
    had = f"{isolated(task.assignee)} has it" if task.assignee else "nobody has it yet"
    return Line(title(task), f"{release}{age(now - task.at)} old, {had}", task.url)


def _went(tasks: Iterable[Task], events: Iterable[Event], begin: datetime, zone: tzinfo | None) -> Iterator[Line]:
    """Yield what was done this week, each once, also what the tracker shows no more; what was opened again is not."""
    known = {task.key: task for task in tasks}
    done = {one.key: one.last_at for one in known.values() if one.stage is Stage.DONE and one.last_at >= begin}
    told = {one.subject: one for one in events if one.kind == DONE and one.at >= begin and one.subject not in known}
    found = [(at, known[key]) for key, at in done.items()]
    for at, task in sorted(found, key=lambda one: (one[0], one[1].key)):
        by = f" by {isolated(task.assignee)}" if task.assignee else ""
        said = "closed with nothing done" if task.dropped else f"done{by}"
        yield Line(title(task), f"{said} {day(at, zone)}", task.url)
    for event in sorted(told.values(), key=lambda one: (one.at, one.key)):
        by = f" by {isolated(event.actor)}" if event.actor else ""
        yield Line(isolated(shorten(event.title, TITLE)), f"done{by} {day(event.at, zone)}", event.url)


# --- what waits for whom


def _stands(task: Task) -> bool:
    return task.blocked or _for(task) != ""


def _for(task: Task) -> str:
    """Return for whom a task waits, as its tracker's word for it says."""
    word = task.status.casefold()
    if "customer" in word:
        return f"the customer ({isolated(task.customer)})" if task.customer else "the customer"
    return "a review" if "review" in word else ""


def _waits(task: Task, now: datetime) -> Line:
    """Say for whom a task waits; one that is only known to be blocked says so. No tracker tells since when."""
    whom = _for(task)
    word = f"waits for {whom}" if whom else "is blocked"
    return Line(title(task), f"{word}, {age(now - task.at)} old{_has(task)}", task.url)


def _reviews(world: World, now: datetime) -> Iterator[Line]:
    """Yield the changes that wait for a review: ours, and those of others that want one."""
    found = [item for item in world.items.values() if isinstance(item, Review)]
    for review in sorted(found, key=lambda one: (one.moved_at, one.key)):
        name = isolated(shorten(f"{review.name} {review.title}", TITLE))
        if review.mine:
            state, why = own(review, world.reviewing)
            if state in ("asked", "unasked"):
                yield Line(name, f"{why.rstrip('.')}; pushed {age(now - review.moved_at)} ago", review.url)
            continue
        mark = world.marks.get((review.key, DECLINED))
        one = standing(review, world.reviewing, world.epics, declined=mark is not None and now < mark.until)
        if one.wants:
            by = isolated(review.author or review.by)
            yield Line(name, f"by {by}, waits for a review for {age(now - one.since)}", review.url)


# --- for a channel

_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\((?:<([^<>]*)>|([^()\s]*))\)([^\n]*)")
_HEAD = re.compile(r"^#{1,6} +(.*?)[ \t]*$(?:\n(?=\n• ))?", re.MULTILINE)
_BULLET = re.compile(r"^[-*] +", re.MULTILINE)
_STRONG = re.compile(r"(?<!\\)\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def slack(markdown: str) -> str:
    """Return a planning in Markdown as Slack shows the same: it knows no headings, and a link is its address."""
    text = _BULLET.sub("• ", _STRONG.sub(r"*\1*", markdown))
    text = _HEAD.sub(lambda found: f"*{found[1]}*", text)
    text = _LINK.sub(lambda found: f"{found[1]}{found[4]} {found[2] or found[3]}", text)
    return _ESCAPED.sub(r"\1", text).replace("```", "'''")
