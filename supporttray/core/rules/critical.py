"""A bug that blocks a release: it speaks at once, and again after 15 and 60 minutes of working time until somebody has it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.item import Stage, Task
from supporttray.core.model import CRITICAL, Need, Urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from supporttray.core.item import AnyItem
    from supporttray.core.model import World

BUG = "bug.critical"
AGAIN = (timedelta(minutes=15), timedelta(hours=1))  # of working time, when it is said once more


def critical(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each open task that blocks a release. Its episode counts how often it is said; who has it silences it."""
    watches = {name for name, one in world.watches.items() if one.critical}
    for task in blocking(world.items, world.seen_by, watches):
        mark = world.marks.get((task.key, CRITICAL))
        since = mark.at if mark else task.at
        elapsed = world.hours.working(since, now)
        had = "" if not task.assignee else "you have it" if task.mine else f"{isolated(task.assignee)} has it"
        yield Need(
            key=f"{BUG}|{task.key}#{int(since.timestamp())}.{sum(elapsed >= span for span in AGAIN)}",
            kind=BUG,
            subject=task.key,
            urgency=Urgency.NEEDS_YOU if had else Urgency.URGENT,
            title=shorten(f"{blocks(task)}: {task.title}", 120),
            because=f"{isolated(task.name)} came {age(now - since)} ago; {had or 'nobody has it'}.",
            since=since,
            url=task.url,
            source=task.name,
            domain=world.watch_of(task.key).domain,
            mute=had,
        )


def blocking(
    items: Mapping[str, AnyItem], seen_by: Mapping[str, tuple[str, ...]], watches: Collection[str]
) -> Iterator[Task]:
    """Yield the open tasks that one of these watches sees: those of bugs that block a release."""
    for key, names in seen_by.items() if watches else ():
        task = items.get(key)
        if isinstance(task, Task) and task.stage is not Stage.DONE and any(name in watches for name in names):
            yield task


def blocks(task: Task) -> str:
    """Say which release a task blocks."""
    return f"Blocks {isolated(task.release)}" if task.release else "Blocks the release"
