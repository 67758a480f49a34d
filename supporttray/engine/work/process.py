"""Manual testing and releases: a task's checklist, whose ticks are kept here and written under the task when a person says so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.ci import CanRemark
from supporttray.connectors.registry import SERVICES
from supporttray.core.action import Done
from supporttray.core.item import Task
from supporttray.core.model import Event, Mark
from supporttray.core.outbox import UNDO_TIME
from supporttray.core.process import process_of
from supporttray.core.work import TICKED, Checklist
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.core.process import Process
    from supporttray.engine.desk import Desk, Wish

CHECKED = "task.checked"  # the journal's line: the last step was ticked
KEPT = timedelta(days=365)  # a release is over long before
NONE = "{name} is no testing and no release: give it a label that a [[process]] of the config names."
NO_STEPS = "No steps are known: write them into the [[process]] of the config."


def checklist(desk: Desk, subject: str) -> Checklist:
    """Return how a task is done, and what of it is ticked. Raises `NotDone` for one of no process."""
    task, process = _found(desk, subject)
    marks = desk.store.marks()

    def ticked(step: str) -> bool:
        mark = marks.get((f"{task.key}#{step}", TICKED))
        return mark is not None and mark.until > mark.at

    return Checklist(process.product, process.document, tuple((step, ticked(step)) for step in process.steps))


def tick(desk: Desk, subject: str, step: str, now: datetime, *, ticked: bool = True) -> Done:
    """Tick a step, or take that back. Raises `NotDone` for a step that is none."""
    task, process = _found(desk, subject)
    if step not in process.steps:
        raise NotDone("This step is not in the list any more: the config was changed.")
    before = _left(checklist(desk, subject))
    desk.store.mark(Mark(subject=f"{task.key}#{step}", kind=TICKED, at=now, until=now + KEPT if ticked else now))
    left = _left(checklist(desk, subject))
    if before and not left:
        desk.store.tell([_checked(desk, task, now)])
        return Done("That was the last one.")
    return Done(f"{left} left.")


def post(desk: Desk, subject: str, now: datetime, wait: timedelta = UNDO_TIME) -> Wish:
    """Write the checklist as it stands under its task; the same state on the same day is one wish. Raises a `Failure`."""
    task, process = _found(desk, subject)
    if not process.steps:
        raise NotDone(NO_STEPS)
    account = _account(desk, task)
    kind = SERVICES[desk.plan.accounts[account].kind] if account else None
    if kind is None or not issubclass(kind, CanRemark):
        raise NotDone("It takes no comment from here: open it.")
    text = words(checklist(desk, subject))
    intent = desk.intent("checklist", task, text, now)
    return desk.wish(account, intent, kind.remark(task.name, text), now, subject=task.key, wait=wait)


def words(one: Checklist) -> str:
    """Return a checklist as it is written under its task."""
    done = len(one.steps) - _left(one)
    lines = [f"[{'x' if ticked else ' '}] {step}" for step, ticked in one.steps]
    return "\n".join(
        [f"{one.product}: {done} of {len(one.steps)} done", *lines, *([one.document] if one.document else [])]
    )


def _left(one: Checklist) -> int:
    return sum(not ticked for _, ticked in one.steps)


def _checked(desk: Desk, task: Task, now: datetime) -> Event:
    """Return the journal's line; one a day."""
    key = f"{CHECKED}:{task.key}:{now.astimezone(desk.plan.zone):%Y-%m-%d}"
    return Event(key=key, kind=CHECKED, subject=task.key, at=now, seen_at=now, title=task.title, url=task.url)


def _found(desk: Desk, subject: str) -> tuple[Task, Process]:
    task = desk.store.items.get(subject)
    if not isinstance(task, Task):
        raise NotDone("It is not there any more." if task is None else f"A {task.kind} is no task.")
    process = process_of(task, desk.plan.processes)
    if process is None:
        raise NotDone(NONE.format(name=task.name))
    return task, process


def _account(desk: Desk, task: Task) -> str:
    """Return the account through which it is seen; empty where there is none."""
    watches = desk.store.seen_by.get(task.key, ())
    return next((watch.account for watch in desk.plan.kept if watch.name in watches and watch.account), "")
