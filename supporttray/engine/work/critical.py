"""Notes since when a task is known to block a release: no tracker says when somebody put the label on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.model import CRITICAL, Mark
from supporttray.core.rules.critical import blocking

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.engine.plan import Plan
    from supporttray.engine.store import Store

LONG = timedelta(days=3650)


def notice(plan: Plan, store: Store, now: datetime) -> None:
    """Note what blocks a release since now, and what does no more."""
    watches = {watch.name for watch in plan.kept if watch.watched.critical}
    if not watches:
        return
    known = {key: one for (key, kind), one in store.marks().items() if kind == CRITICAL and one.until > now}
    there = {one.key for one in blocking(store.items, store.seen_by, watches)}
    for key in sorted(there - known.keys()):
        store.mark(Mark(subject=key, kind=CRITICAL, at=now, until=now + LONG))
    for key in sorted(known.keys() - there):
        store.mark(Mark(subject=key, kind=CRITICAL, at=known[key].at, until=now))
