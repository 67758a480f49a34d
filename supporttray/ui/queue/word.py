"""What is said of tasks, in words: how far they are, whose, until when, for whom. Pure but for the translation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import MINUTE, age, named
from supporttray.core.item.task import Stage
from supporttray.core.text import isolated, shorten
from supporttray.core.work import Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from supporttray.core.item.task import Task
    from supporttray.ui.queue.line import Line

CRITICAL, MOVING, BLOCKED, MINE, STARTED, OPEN, OVER = (
    *("critical", "moving", "blocked", "mine", "started"),
    *("open", "over"),
)
_DAY = timedelta(days=1)


def _(text: str) -> str:
    return QCoreApplication.translate("task", text)


def heads() -> tuple[str, ...]:
    """Return what the columns of the list are called."""
    own = (_("#"), _("State"), _("Task"), _("Who"), _("Due"))
    return (*own, _("For"), _("Size"), _("Release"), _("Age"))


def shape(line: Line) -> str:
    """Return which shape tells how far a task is; that it is critical is another one beside it."""
    rules = (
        (line.moving, MOVING),
        (line.over, OVER),
        (line.task.blocked, BLOCKED),
        (line.mine, MINE),
        (line.task.stage is Stage.STARTED, STARTED),
    )
    return next((name for is_so, name in rules if is_so), OPEN)


def status(task: Task) -> str:
    """Return how far a task is: the tracker's own word, or ours where it has none."""
    return task.status or {Stage.OPEN: _("open"), Stage.STARTED: _("started"), Stage.DONE: _("done")}[task.stage]


def state(line: Line) -> str:
    """Return all that the shapes and the tracker's word tell."""
    marks = (
        _("blocks a release") if line.critical else "",
        _("a change is on its way") if line.moving else "",
        _("blocked") if line.task.blocked else "",
        _("you are on it") if line.mine else "",
    )
    return ", ".join(part for part in (*marks, isolated(status(line.task))) if part)


def named_title(task: Task) -> str:
    """Return a task as people call it, and its title."""
    return f"{isolated(task.name)} {isolated(task.title)}".strip()


def who(task: Task) -> str:
    """Return who does it."""
    return _("you") if task.mine else isolated(task.assignee)


def due(task: Task, today: date) -> str:
    """Return until when it is promised; what is over says so."""
    if task.due is None:
        return ""
    late = (today - task.due) // _DAY
    if late > 0 and task.stage is not Stage.DONE:
        return _("1 day late") if late == 1 else _("{n} days late").format(n=late)
    near = {0: _("today"), -1: _("tomorrow")}
    return near.get(late) or named(task.due)


def longest() -> str:
    """Return about the longest of these words."""
    return _("{n} days late").format(n=99)


def overdue(task: Task, today: date) -> bool:
    """Whether what was promised is over."""
    return task.due is not None and task.due < today and task.stage is not Stage.DONE


def old(task: Task, now: datetime) -> str:
    """Return how long it has been there."""
    return _("just now") if now - task.at < MINUTE else age(now - task.at)


def summary(found: Sequence[Line]) -> str:
    """Return the queue in one line: how many there are, and how many of them block a release."""
    open_ = [line for line in found if not line.over]
    critical = sum(line.critical for line in open_)
    parts = (
        _("1 task") if len(open_) == 1 else _("{n} tasks").format(n=f"{len(open_):,}"),
        _("{n} blocking a release").format(n=critical) if critical else "",
    )
    return " · ".join(part for part in parts if part) if found else ""


def facts(line: Line, now: datetime, today: date) -> tuple[tuple[str, str], ...]:
    """Return what is known of a task, in paragraphs."""
    task = line.task
    place = _("{n} in the order of the queue").format(n=line.place) if line.place else ""
    days = tuple(dict.fromkeys((named(task.due), due(task, today)))) if task.due else ()
    return (
        (_("Place"), place),
        (_("Who"), who(task) or _("nobody")),
        (_("Due"), ", ".join(days)),
        (_("Priority"), isolated(task.priority)),
        (_("For"), isolated(task.customer)),
        (_("Size"), isolated(task.size)),
        (_("Release"), isolated(task.release)),
        (_("Part of"), isolated(task.epic)),
        (_("Labels"), ", ".join(isolated(one) for one in task.labels)),
        (_("There for"), old(task, now)),
    )


def dash(task: Task) -> str:
    """Return a task on a button: what people call it."""
    return isolated(shorten(task.name or task.title, 30))


def missing(task: Task, line: Line, allowed: Iterable[Move]) -> str:
    """Say which moves there are not, and why: what is absent without a word looks like a fault."""
    there = set(allowed)
    if not there:
        return _("Nothing can be changed about it from here now: open it in its tracker.")
    words = {
        Move.START: _("begun"),
        Move.FINISH: _("finished"),
        Move.BLOCK: _("marked as blocked"),
    }
    so = {Move.START: line.mine, Move.FINISH: line.over, Move.BLOCK: task.blocked}
    lacking = [words[move] for move in Move if move not in there and not so[move]]
    if not lacking:
        return ""
    told = _("From “{status}” the tracker does not let it be {lacking}.")
    return told.format(status=isolated(status(task)), lacking=_(" or ").join(lacking))
