"""Where an issue stands on the board whose order QA keeps, and the ranks that follow from such an order."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

APART = 1 << 20  # between two neighbours at first: so many halvings until all have to be numbered anew


class Place(msgspec.Struct, frozen=True):
    """A rank (the lowest first; None where there is no order) and the name of the column."""

    rank: int | None = None
    status: str = ""


NOWHERE = Place()


def ranked(order: Sequence[str], before: Mapping[str, int]) -> dict[str, int]:
    """Return a rank for each in this order.

    Who did not move past others keeps the one from before: else one that is put first would be news of all the others.
    """
    stay = _rising([(before[name], name) for name in order if name in before])
    found: dict[str, int] = {}
    low, waiting = None, []  # type: int | None, list[str]
    for name in order:
        if name not in stay:
            waiting.append(name)
            continue
        found |= _between(waiting, low, before[name])
        found[name] = low = before[name]
        waiting = []
    found |= _between(waiting, low, None)
    tight = len(set(found.values())) < len(found)
    return {name: number * APART for number, name in enumerate(order)} if tight else found


def _between(names: Sequence[str], low: int | None, high: int | None) -> dict[str, int]:
    """Return ranks between two; the same twice where there is no room."""
    if low is None:
        low = -APART if high is None else high - (len(names) + 1) * APART
    step = APART if high is None else (high - low) // (len(names) + 1)
    return {name: low + number * step for number, name in enumerate(names, start=1)}


def _rising(pairs: Sequence[tuple[int, str]]) -> frozenset[str]:
    """Return the names of the longest part whose ranks rise as they stand (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    earlier: list[int] = []
    for number, (rank, _) in enumerate(pairs):
        pile = bisect_left(tops, rank)
        earlier.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1], ends[pile : pile + 1] = [rank], [number]
    found, number = [], ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number][1])
        number = earlier[number]
    return frozenset(found)
