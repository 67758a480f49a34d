"""`supporttray queue`: lists the support queue in QA's order; with a key it puts something into it, with --new a task of your own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.core.asked import AddTask, AskTask
from supporttray.core.display import age, named
from supporttray.core.text import plain
from supporttray.engine.desk import Wish
from supporttray.engine.queue import Queue
from supporttray.engine.work import page
from supporttray.errors import ConfigError
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, opened, see_through, seen, waiting
from supporttray.verb.stable import stable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core import work
    from supporttray.core.item import Task
    from supporttray.paths import Workspace


def queue(place: Workspace, wanted: argparse.Namespace) -> int:
    """List the queue; with a key or a new title make the task, and post its link where it was asked."""
    if wanted.key is None and wanted.new is None:
        if wanted.title:
            raise ConfigError(["--title is for a request that goes into the queue: say which, by its key."])
        return _list(place, as_json=wanted.json)
    if wanted.key and wanted.new is not None:
        raise ConfigError(["--new is for a task of your own: leave the key out, or say --title."])
    with opened(place) as desk:
        key, tracker = desk.item(wanted.key).key if wanted.key else "", Queue(desk)
        draft = asyncio.run(tracker.asked(AskTask(key, plain(wanted.new or "")), CLOCK.now()))
        title = wanted.title or draft.title
        print(plain(f"{draft.place}: {title}"))
        for one in draft.alike:
            print("  " + plain(f"It may be there already: {one.name} {one.title} {one.url}"))
        done = tracker.add(AddTask(key, title, draft.text), CLOCK.now(), waiting(yes=wanted.yes))
        known = done.entry if draft.made else None
        return see_through(desk, Wish(done.entry, known) if done.entry else None)


def _list(place: Workspace, *, as_json: bool) -> int:
    with opened(place) as desk:
        view, _ = seen(desk)
    now = CLOCK.now()
    found = page.queue(view, now)
    if as_json:
        print(json_text(stable(found)))
    else:
        print(*lines(found, now), sep="\n")
    return 0


def lines(found: work.Queue, now: datetime) -> Iterator[str]:
    """Yield the queue as a terminal shows it, in the order that its tracker keeps."""
    count = len(found.tasks)
    when = f", seen {age(now - found.seen_at)} ago" if found.seen_at else ""
    nothing = "Nothing of the queue is known" if found.blind else "The queue is empty"
    yield f"{count:,} task{'' if count == 1 else 's'} in the queue{when}." if count else f"{nothing}{when}."
    if found.blind:
        yield plain(f"Not seen now: {', '.join(found.blind)}; this is what was seen last.")
    for number, task in enumerate(found.tasks, 1):
        mark = "!" if task.key in found.critical else " "
        yield f"{number:>4} {mark} " + plain(f"{task.name} {task.title} ({_facts(task, now)})")
    if found.done:
        yield f"{len(found.done):,} done lately."


def _facts(task: Task, now: datetime) -> str:
    facts = (
        f"for {task.release}" if task.release else "",
        "blocked" if task.blocked else task.status or task.stage.value,
        f"{task.assignee} has it" if task.assignee else "",
        f"for {task.customer}" if task.customer else "",
        f"size {task.size}" if task.size else "",
        f"due {named(task.due)}" if task.due else "",
        f"{age(now - task.at)} old",
    )
    return ", ".join(fact for fact in facts if fact)
