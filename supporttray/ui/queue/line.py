"""A task as the list shows it, and which of them have what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.item.task import Stage, Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.work import Queue


class Line(NamedTuple):
    """A task; `place` is its place in the tracker's order (0 where it has none), `critical` that it blocks a release.

    `moving` says that something about it is on its way.
    """

    task: Task
    place: int = 0
    critical: bool = False
    moving: bool = False

    @property
    def key(self) -> str:
        """The task's."""
        return self.task.key

    @property
    def over(self) -> bool:
        """Whether it is done."""
        return self.task.stage is Stage.DONE

    @property
    def mine(self) -> bool:
        """Whether I am on it: it is mine and begun."""
        return self.task.mine and self.task.stage is Stage.STARTED

    @property
    def free(self) -> bool:
        """Whether whoever has time may begin it."""
        task = self.task
        return task.stage is Stage.OPEN and not (task.blocked or self.moving) and (task.mine or not task.assignee)


def lines(queue: Queue) -> tuple[Line, ...]:
    """Return the open tasks in the order in which they came, then those done lately. It is never another order."""
    found: list[Line] = []
    place = 0
    for task in queue.tasks:
        place += task.rank is not None
        found.append(_line(task, queue, place if task.rank is not None else 0))
    return (*found, *(_line(task, queue, 0) for task in queue.done))


def _line(task: Task, queue: Queue, place: int) -> Line:
    return Line(task, place, task.key in queue.critical, task.key in queue.moving)


def first_free(found: Iterable[Line]) -> Line | None:
    """Return what comes next: the first that nobody has begun; what blocks a release before the others."""
    free = [line for line in found if line.free]
    return next((line for line in free if line.critical), free[0] if free else None)


def matching(found: Iterable[Line], typed: str) -> tuple[Line, ...]:
    """Return those with every word that is typed, in the order in which they came."""
    words = typed.casefold().split()
    return tuple(line for line in found if not words or all(one in _text(line) for one in words))


def _text(line: Line) -> str:
    task = line.task
    marks = ("critical" * line.critical, "blocked" * task.blocked, "mine" * task.mine)
    known = (task.name, task.title, task.status, task.assignee, task.priority, task.customer, task.release, task.epic)
    return "\n".join((*known, *task.labels, *marks)).casefold()
