"""`supporttray queue`: puts a request into the support queue, and says so where it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.asked import AddTask
from supporttray.core.text import plain
from supporttray.engine.desk import Wish
from supporttray.engine.queue import Queue
from supporttray.verb.act import CLOCK, opened, see_through, waiting

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace


def queue(place: Workspace, wanted: argparse.Namespace) -> int:
    """Make the task, and then post its link in the thread."""
    with opened(place) as desk:
        key, tracker = desk.item(wanted.key).key, Queue(desk)
        draft = tracker.draft(key)
        title = wanted.title or draft.title
        print(plain(f"{draft.place}: {title}"))
        known = desk.outbox.get(f"task:{key}") if draft.made else None
        done = tracker.add(AddTask(key, title, draft.text), CLOCK.now(), waiting(yes=wanted.yes))
        return see_through(desk, Wish(done.entry, known) if done.entry else None)
