"""The order that QA keeps, as numbers with room between them: what one issue's move changes is that issue, not all below it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

STEP = 1 << 20  # between two neighbours at first


def ranked(order: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Return a number for each id, rising in the order; as many as can keep theirs."""
    kept = _rising([known[one] for one in order if one in known])
    numbers: dict[str, int] = {}
    waiting: list[str] = []
    last: int | None = None
    for one in order:
        if one in known and known[one] in kept and (last is None or known[one] > last):
            if not _spread(waiting, last, known[one], numbers):
                return {each: place * STEP for place, each in enumerate(order)}
            numbers[one] = last = known[one]
            waiting = []
        else:
            waiting.append(one)
    _spread(waiting, last, None, numbers)
    return numbers


def beside(order: Sequence[str], moved: Collection[str]) -> list[str]:
    """Return those that moved and their neighbours: of two that changed places either may have moved."""
    places = {place + step for place, one in enumerate(order) if one in moved for step in (-1, 0, 1)}
    return [order[place] for place in sorted(places) if 0 <= place < len(order)]


def _spread(waiting: Sequence[str], low: int | None, high: int | None, numbers: dict[str, int]) -> bool:
    """Number those between two that keep theirs; False where there is no room left."""
    if low is None:
        low = 0 if high is None else high - STEP * (len(waiting) + 1)
    step = STEP if high is None else (high - low) // (len(waiting) + 1)
    numbers |= {one: low + step * place for place, one in enumerate(waiting, 1)}
    return step > 0


def _rising(numbers: Sequence[int]) -> set[int]:
    """Return the longest run of numbers that rise, not necessarily beside each other."""
    ends: list[int] = []  # the smallest end of a run of each length
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    found: set[int] = set()
    one = ends[-1] if ends else None
    while one is not None:
        found.add(one)
        one = before[one]
    return found
