"""The order of what is next: one pure function of a row alone, so that a row that comes never moves two others past each other."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.model import Urgency
from supporttray.core.next.row import Group, Row
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import TypeAlias

    Standing: TypeAlias = tuple[int, bool, Group, tuple[int, ...], datetime, str]

WHAT = {
    Group.CRITICAL: "what blocks a release",
    Group.BUILD: "the red builds",
    Group.REQUEST: "the requests",
    Group.REVIEW: "the reviews",
    Group.PROCESS: "testing and releases",
    Group.ERROR: "the new errors",
    Group.APP: "what this app cannot see",
    Group.BEGUN: "what you have begun",
    Group.QUEUE: "the queue",
}
STOPS = {
    Group.CRITICAL: "it blocks a release",
    Group.BUILD: "a red build stops everybody",
    Group.REQUEST: "somebody waits for an answer",
    Group.REVIEW: "somebody's work waits for it",
    Group.PROCESS: "a release waits for it",
    Group.ERROR: "many may meet it",
    Group.APP: "something may wait there unseen",
    Group.BEGUN: "you have begun it",
    Group.QUEUE: "it is next in the queue",
}

LOUD = {Urgency.URGENT: "it is urgent", Urgency.NEEDS_YOU: "it needs you now"}


def standing(row: Row) -> Standing:
    """Return where a row stands: the loudest first, of these what is late, then the job's own order.

    In one group the order that somebody else keeps counts (QA's in the queue), and then what has waited longest.
    """
    return (-row.urgency, not row.late, row.group, row.place, row.since, row.key)


def ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows in their order, each with the reason why it stands before the next one."""
    found = sorted(rows, key=standing)
    return tuple(_explained(found))


def _explained(rows: list[Row]) -> Iterator[Row]:
    for row, following in zip_longest(rows, rows[1:]):
        yield msgspec.structs.replace(row, above=above(row, following)) if following else row


def above(row: Row, following: Row) -> str:
    """Say why a row stands before another one that stands below it."""
    what = _called(row, following)
    if row.urgency != following.urgency:
        return f"above {what} because {LOUD[row.urgency]}"
    if row.late != following.late:
        return f"above {what} because its time is over"
    if row.group is not following.group:
        return f"above {what} because {row.stops or STOPS[row.group]}"
    if row.place != following.place:
        return f"above {what} because {row.stops or 'it comes first there'}"
    return f"above {what} because it has waited longer"


def _called(row: Row, following: Row) -> str:
    """Name what stands below: its group, or itself where it is one of the same."""
    if row.group is not following.group:
        return WHAT[following.group]
    return isolated(following.name) if following.name else "the next one"
