"""The few steps that turn one order of keys into another, so that a list keeps every row that stays."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Remove(NamedTuple):
    """The rows from `first` to `last` go."""

    first: int
    last: int


class Move(NamedTuple):
    """The row `source` goes to `target`, counted after it was taken out."""

    source: int
    target: int


class Insert(NamedTuple):
    """Rows come, to stand at `first` to `last`: they are the new ones of these places."""

    first: int
    last: int


def steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Remove | Move | Insert]:
    """Yield what to do in this order. Keys are unique."""
    if list(old) == list(new):
        return
    kept = set(new).intersection(old)
    yield from _removals(old, kept)
    yield from _moves([key for key in old if key in kept], [key for key in new if key in kept])
    yield from _insertions(new, kept)


def _removals(old: Sequence[str], kept: Collection[str]) -> Iterator[Remove]:
    """From the end, so that the places of what is left to do stay right."""
    last = None
    for row in range(len(old) - 1, -1, -1):
        gone = old[row] not in kept
        if gone and last is None:
            last = row
        elif not gone and last is not None:
            yield Remove(row + 1, last)
            last = None
    if last is not None:
        yield Remove(0, last)


def _moves(now: list[str], wanted: Sequence[str]) -> Iterator[Move]:
    """Leave the longest run that is in order already, and put every other one behind the one before it."""
    if now == wanted:
        return
    place = {key: number for number, key in enumerate(wanted)}
    still = {wanted[number] for number in _rising([place[key] for key in now])}
    for number, key in enumerate(wanted):
        if key in still:
            continue
        source = now.index(key)
        del now[source]
        target = now.index(wanted[number - 1]) + 1 if number else 0
        now.insert(target, key)
        if source != target:
            yield Move(source, target)


def _rising(numbers: Sequence[int]) -> list[int]:
    """Return the longest rising run among the numbers."""
    ends: list[int] = []  # the least number that ends a run of each length, and where it stands
    where: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(where[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        where[length : length + 1] = [index]
    run: list[int] = []
    index = where[-1] if where else -1
    while index >= 0:
        run.append(numbers[index])
        index = before[index]
    return run[::-1]


def _insertions(new: Sequence[str], kept: Collection[str]) -> Iterator[Insert]:
    first = None
    for row, key in enumerate(new):
        if key not in kept and first is None:
            first = row
        elif key in kept and first is not None:
            yield Insert(first, row - 1)
            first = None
    if first is not None:
        yield Insert(first, len(new) - 1)
