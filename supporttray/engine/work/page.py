"""What the faces show of the work of the day: what is next, the support queue, the reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core import work
from supporttray.core.display import BLIND
from supporttray.core.item import Review, Stage, Task
from supporttray.core.model import DECLINED
from supporttray.core.next.rows import UNRANKED, asleep, beside, on, rows
from supporttray.core.outbox import OPEN
from supporttray.core.reviewing import own, standing
from supporttray.core.rules.critical import blocking
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.core.model import Need, World
    from supporttray.engine.view import View


def following(view: View, now: datetime) -> work.Next:
    """Return what is next."""
    world = view.world
    return work.Next(
        rows=rows(world, view.needs, now),
        reminders=tuple(_reminder(need) for need in beside(view.needs)),
        on=on(world),
        asleep=asleep(world, now),
        blind=_blind(world, world.watches),
    )


def _reminder(need: Need) -> work.Reminder:
    return work.Reminder(need.key, plain(need.title), need.because, need.page, need.url)


def queue(view: View, now: datetime) -> work.Queue:  # noqa: ARG001  as the others
    """Return the support queue as its tracker keeps it."""
    world = view.world
    tasks = [one for one in world.items.values() if isinstance(one, Task)]
    critical = {name for name, one in world.watches.items() if one.critical}
    watches = _watches(world, "queue", (one.key for one in tasks))
    order = {name: number for number, name in enumerate(world.watches)}

    def place(task: Task) -> tuple[int, int, datetime, str]:
        number = min((order[name] for name in world.seen_by.get(task.key, ()) if name in order), default=len(order))
        return number, UNRANKED if task.rank is None else task.rank, task.at, task.key

    done = [one for one in tasks if one.stage is Stage.DONE]
    return work.Queue(
        tasks=tuple(sorted((one for one in tasks if one.stage is not Stage.DONE), key=place)),
        done=tuple(sorted(done, key=lambda one: (one.last_at, one.key), reverse=True)),
        critical=frozenset(one.key for one in blocking(world.items, world.seen_by, critical)),
        moving=frozenset(entry.subject for entry in view.outbox if entry.subject and entry.fate in OPEN),
        seen_at=_seen_at(world, watches),
        blind=_blind(world, watches),
    )


def reviews(view: View, now: datetime) -> work.Reviews:
    """Return all open changes, those first that want me."""
    world = view.world
    found = [one for one in world.items.values() if isinstance(one, Review)]
    watches = _watches(world, "reviews", (one.key for one in found))
    lines = sorted((_line(world, one, now) for one in found), key=_order)
    return work.Reviews(
        lines=tuple(lines),
        reviewers=world.reviewing.reviewers,
        seen_at=_seen_at(world, watches),
        blind=_blind(world, watches),
    )


def _line(world: World, review: Review, now: datetime) -> work.Line:
    declined = False
    if review.mine:
        state, why = own(review, world.reviewing)
        since, wants = review.moved_at, False
    else:
        mark = world.marks.get((review.key, DECLINED))
        declined = mark is not None and now < mark.until
        one = standing(review, world.reviewing, world.epics, declined=declined)
        state, why, since, wants = review.state, one.why, one.since, one.wants
    waited = world.hours.working(since, now)
    remind = review.mine and state == "asked" and waited >= world.reviewing.remind
    return work.Line(
        review=review, state=state, why=why, waited=waited, wants_me=wants, declined=declined, remind=remind
    )


def _order(line: work.Line) -> tuple[bool, bool, bool, datetime, str]:
    """Those that want me first, of these those for which I am asked; then mine, then the others, the oldest first."""
    return (not line.wants_me, not line.review.asks_me, not line.review.mine, line.review.at, line.review.key)


def _watches(world: World, brings: str, keys: Iterable[str]) -> set[str]:
    """Return the watches that look for it, also those that have seen nothing, and those that see some of it besides."""
    meant = {name for name, one in world.watches.items() if one.brings == brings}
    return meant | {name for key in keys for name in world.seen_by.get(key, ())}


def _seen_at(world: World, watches: Iterable[str]) -> datetime | None:
    """Return when the oldest of the watches' last looks was; None before the first."""
    moments = [world.health[name].seen_at for name in watches if name in world.health]
    return min((one for one in moments if one), default=None)


def _blind(world: World, watches: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in watches if name in world.health and world.health[name].state in BLIND))
