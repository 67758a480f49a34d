"""What is next, from the needs and the tasks: who is what sort of work, and what stands beside the list instead. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.display import age
from supporttray.core.item import OPEN, Request, Review, Stage, Task
from supporttray.core.model import SNOOZED, Urgency
from supporttray.core.next.order import ordered, standing
from supporttray.core.next.row import Group, Key, Row
from supporttray.core.process import process_of
from supporttray.core.rules import announce, build, daily, duty, error, meeting, queue, release, request, review
from supporttray.core.rules.critical import BUG, blocking
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from supporttray.core.model import Need, World

SORTS: Mapping[str, tuple[Group, Key]] = {
    BUG: (Group.CRITICAL, Key.OPEN),
    release.PROBLEM: (Group.CRITICAL, Key.OPEN),
    release.CONFIRMED: (Group.CRITICAL, Key.OPEN),
    release.ANSWER: (Group.REQUEST, Key.OPEN),
    error.NEWS: (Group.ERROR, Key.OPEN),
    build.BROKEN: (Group.BUILD, Key.WHY),
    request.WAITING: (Group.REQUEST, Key.REPLY),
    request.ACKNOWLEDGED: (Group.REQUEST, Key.REPLY),
    queue.NEWS: (Group.REQUEST, Key.REPLY),
    review.WAITING: (Group.REVIEW, Key.OPEN),
    review.MINE: (Group.REVIEW, Key.OPEN),
}
# what has its hour, or is about duty itself: it would bury the work
BESIDE = frozenset(
    {
        *(daily.MISSING, meeting.NEAR, meeting.SKIPPED, duty.COMING, duty.HANDING, duty.UNCOVERED),
        *(announce.UNANNOUNCED, release.STANDUP, release.TODAY, release.SUMMARY),
    }
)
KEYS = {Group.PROCESS: Key.CHECKLIST, Group.BEGUN: Key.OPEN, Group.QUEUE: Key.START}
ITEMS = ("task:", "review:")  # how the keys begin of what may go while it is snoozed
UNRANKED = 1_000_000  # after all that have a rank


def rows(world: World, needs: Iterable[Need], now: datetime) -> tuple[Row, ...]:
    """Return what is next, the first to be done first, each with the reason why it stands there."""
    return ordered((*_needed(world, needs, now), *(_of_task(one, now) for one in _tasks(world, now))))


def top(world: World, needs: Iterable[Need], now: datetime) -> Row | None:
    """Return the first row alone, made without the others; None where there is nothing to do."""
    wanted = [one for one in needs if _listed(world, one, now)]
    loud = max((one.urgency for one in wanted), default=Urgency.QUIET)
    found = [_of_need(world, one, now) for one in wanted if one.urgency is loud]
    if loud is Urgency.QUIET and (task := min(_tasks(world, now), key=_before, default=None)):
        found.append(_of_task(task, now))
    return min(found, key=standing, default=None)


def beside(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Return what stands beside the list."""
    return tuple(need for need in needs if need.kind in BESIDE)


def asleep(world: World, now: datetime) -> int:
    """Return how many things are snoozed now; of an item that went nothing wakes again."""
    marked = [subject for subject, kind in world.marks if kind == SNOOZED and not _went(world, subject)]
    return sum(world.snoozed(subject, now) is not None for subject in marked)


def _went(world: World, subject: str) -> bool:
    """Whether a subject was a task or a change, and is there no more."""
    return subject.startswith(ITEMS) and subject not in world.items


def begun(world: World) -> tuple[Task, ...]:
    """Return the tasks that I am on, the latest first."""
    found = [one for one in _open(world) if one.mine and one.stage is Stage.STARTED and not one.blocked]
    return tuple(sorted(found, key=lambda one: (one.last_at, one.key), reverse=True))


def on(world: World) -> tuple[tuple[str, str], ...]:
    """Return their names and titles."""
    return tuple((one.name, shorten(one.title, 80)) for one in begun(world))


# --- needs


def _needed(world: World, needs: Iterable[Need], now: datetime) -> Iterator[Row]:
    return (_of_need(world, need, now) for need in needs if _listed(world, need, now))


def _listed(world: World, need: Need, now: datetime) -> bool:
    return need.kind not in BESIDE and not (need.urgency is Urgency.QUIET and world.snoozed(need.subject, now))


def _of_need(world: World, need: Need, now: datetime) -> Row:
    group, key = SORTS.get(need.kind, (Group.APP, Key.OPEN))
    item = world.items.get(need.subject)
    return Row(
        key=need.key,
        subject=need.subject,
        group=group,
        urgency=need.urgency,
        title=need.title,
        why=need.because,
        since=need.since,
        name=item.name if isinstance(item, Task | Review) else "",
        owner=_owner(item),
        due=need.due if need.due != OPEN else None,
        late=need.due is not None and need.due != OPEN and now >= need.due,
        place=_asked(need, item),
        stops=_stops(need, item),
        default=key,
        url=need.url,
        page=need.page,
    )


def _owner(item: object) -> str:
    """Return whose it is now: who does a task, who wrote a change, who asked; nobody where it is mine."""
    if isinstance(item, Task):
        return "" if item.mine else item.assignee
    if isinstance(item, Review):
        return "" if item.mine else item.author or item.by
    return item.name if isinstance(item, Request) else ""


def _asked(need: Need, item: object) -> tuple[int, ...]:
    """Return the place among the reviews: those first for which I am asked by name, my own last."""
    if not isinstance(item, Review):
        return ()
    return (2,) if need.kind == review.MINE else (0,) if item.asks_me else (1,)


def _stops(need: Need, item: object) -> str:
    if need.kind == BUG and isinstance(item, Task):
        return f"it blocks {isolated(item.release)}" if item.release else ""
    if need.kind in (release.PROBLEM, release.CONFIRMED):
        return "customers meet it"
    return "you are asked" if isinstance(item, Review) and item.asks_me and need.kind == review.WAITING else ""


# --- tasks


class _Standing(NamedTuple):
    """A task that may be next, and what its place rests on."""

    task: Task
    group: Group
    place: tuple[int, ...]
    late: bool


def _before(one: _Standing) -> tuple[bool, Group, tuple[int, ...], datetime, str]:
    """As `standing` of its row."""
    return (not one.late, one.group, one.place, _since(one.task), one.task.key)


def _tasks(world: World, now: datetime) -> Iterator[_Standing]:
    watches = {name for name, one in world.watches.items() if one.critical}
    critical = {one.key for one in blocking(world.items, world.seen_by, watches)}
    queues = {name: number for number, name in enumerate(world.watches)}
    today = world.hours.day(now)
    for task in _open(world):
        free = task.stage is Stage.OPEN and not task.assignee
        if task.key in critical or task.blocked or not (task.mine or free) or world.snoozed(task.key, now):
            continue
        number = min((queues[name] for name in world.seen_by.get(task.key, ()) if name in queues), default=len(queues))
        process = task.mine and process_of(task, world.processes) is not None
        group = Group.PROCESS if process else Group.BEGUN if _on(task) else Group.QUEUE
        place = (number, UNRANKED if task.rank is None else task.rank)
        yield _Standing(task, group, place, task.due is not None and task.due < today)


def _of_task(one: _Standing, now: datetime) -> Row:
    task = one.task
    return Row(
        key=task.key,
        subject=task.key,
        group=one.group,
        urgency=Urgency.QUIET,
        title=shorten(task.title, 120),
        why=_why(task, one.group, now),
        since=_since(task),
        name=task.name,
        owner=_owner(task),
        late=one.late,
        place=one.place,
        default=KEYS[one.group],
        url=task.url,
    )


def _since(task: Task) -> datetime:
    return task.last_at if _on(task) else task.at


def _open(world: World) -> Iterator[Task]:
    yield from (one for one in world.items.values() if isinstance(one, Task) and one.stage is not Stage.DONE)


def _on(task: Task) -> bool:
    return task.mine and task.stage is Stage.STARTED


def _why(task: Task, group: Group, now: datetime) -> str:
    """Say what it is, for whom, and since when. Its rank is no number to be told: it only rises in the order."""
    if group is Group.PROCESS:
        begin = "Yours to test or to release"
    elif group is Group.BEGUN:
        return f"You are on it for {age(now - task.last_at)}."
    else:
        begin = "In the queue"
    who = f" for {isolated(task.customer)}" if task.customer else ""
    due = f", due {task.due:%a} {task.due.day} {task.due:%b}" if task.due else ""
    return f"{begin}{who}{due}; it is {age(now - task.at)} old."
