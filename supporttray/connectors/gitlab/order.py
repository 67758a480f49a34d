"""The order of a queue as numbers with room between them, so that an issue that is moved changes its own number only. Pure.

GitLab tells the order by the order of a list, and moving an issue on a board does not count as a change of it.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STEP = 2**20  # between two neighbours at first


def numbered(numbers: Sequence[int]) -> dict[int, int]:
    """Return the ranks of a whole list, by the issues' ids."""
    return {number: place * STEP for place, number in enumerate(dict.fromkeys(numbers), start=1)}


def whole(ranks: Mapping[int, int], numbers: Sequence[int]) -> dict[int, int]:
    """Return the ranks of a whole list. What is known of them stays where it can, so that two watches that see one issue tell the same."""
    listed = [*dict.fromkeys(numbers)]
    known = {number: ranks[number] for number in listed if number in ranks}
    moved = arranged(known, listed)
    return numbered(listed) if moved is None else known | moved


def behind(ranks: Mapping[int, int]) -> int:
    """Return the rank of one that comes last."""
    return max(ranks.values(), default=0) + STEP


def arranged(ranks: Mapping[int, int], first: Sequence[int]) -> dict[int, int] | None:
    """Return the new ranks by which the issues of `first` come in this order, before all others: only of those that moved, or are new.

    None where that cannot be told: there is no room between two, or one that was among the first is not there any more.
    """
    kept = _kept(ranks, first)
    if not kept:
        return None if ranks else numbered(first)
    named = set(first)
    others = [rank for number, rank in ranks.items() if number not in named]
    if any(rank < ranks[kept[-1]] for rank in others):
        return None
    room = STEP * (len(first) + 1)
    low, high = ranks[kept[0]] - room, min(others, default=ranks[kept[-1]] + room)
    moved: dict[int, int] = {}
    row = iter(first)
    for edge in (*kept, None):
        between = [*iter(lambda: next(row, None), edge)]
        top = high if edge is None else ranks[edge]
        step = (top - low) // (len(between) + 1)
        if between and step < 1:
            return None
        moved |= {number: low + step * count for count, number in enumerate(between, start=1) if number is not None}
        low = top
    return moved


def _kept(ranks: Mapping[int, int], first: Sequence[int]) -> tuple[int, ...]:
    """Return the most issues that stand in their old order already: a longest rising row of ranks."""
    tails: list[int] = []  # the lowest rank with which a row of each length ends
    rows: list[tuple[int, ...]] = []  # and that row
    for number in first:
        if number in ranks:
            length = bisect_left(tails, ranks[number])
            row = (*(rows[length - 1] if length else ()), number)
            tails[length : length + 1], rows[length : length + 1] = [ranks[number]], [row]
    return rows[-1] if rows else ()
