"""What was told of the tasks that were made from questions: which stage of which task, by which answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.item import Stage, Task
from supporttray.core.model import Mark
from supporttray.core.outbox import Fate
from supporttray.core.rules.queue import news_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.engine.outbox import Outbox
    from supporttray.engine.store import Store

TOLD = "told"  # the kind of mark: its subject is the need's key, its basis the intent of the answer; none if it was dropped
LONG = timedelta(days=365)  # a question is forgotten long before
LEFT = (Fate.UNDONE, Fate.REFUSED, Fate.EXPIRED)  # an answer that stands so told nobody


def born(outbox: Outbox) -> dict[str, str]:
    """Return the requests from which tasks were made, by the tasks' addresses."""
    return {one.receipt.url: one.subject for one in outbox.made() if one.receipt and one.receipt.url and one.subject}


def told(marks: Mapping[tuple[str, str], Mark], outbox: Outbox) -> frozenset[str]:
    """Return the keys of the needs that were told, or that nobody wants to tell."""
    found = [mark for (_, kind), mark in marks.items() if kind == TOLD]
    return frozenset(mark.subject for mark in found if not mark.basis or _went(outbox, mark.basis))


def _went(outbox: Outbox, intent: str) -> bool:
    entry = outbox.get(intent)
    return entry is not None and entry.fate not in LEFT


def note(store: Store, outbox: Outbox, request: str, intent: str, now: datetime) -> None:
    """Note before a request is answered by an intent that this tells how far its tasks are."""
    mine = {url for url, key in born(outbox).items() if key == request}
    tasks = [one for one in store.items.values() if isinstance(one, Task) and one.url in mine] if mine else []
    for task in tasks:
        if task.stage is not Stage.OPEN:
            drop(store, news_key(request, task), now, intent)


def drop(store: Store, need: str, now: datetime, intent: str = "") -> None:
    """Say nothing about it any more; with an intent: if that does not go, it is said after all."""
    store.mark(Mark(subject=need, kind=TOLD, at=now, until=now + LONG, basis=intent))
