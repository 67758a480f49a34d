"""How much more the same hours differ from week to week than by chance: days have their own weather. Pure."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TILES = (1, 3, 6, 12, 24)  # hours
COMMON = 0.12**2  # what is taken while little is known: days differ by 12 % besides chance
DOUBT = 0.05  # how far that may be from what is true
WEEK = 7 * 24
KNOWN = 0.9  # of a tile's hours


def evened(hours: float) -> tuple[int, float]:
    """Return the tile to look at for a window of so many hours, and how much of what it differs is left in the window: in many days it evens out, but slowly."""
    tile = max((one for one in TILES if one <= hours), default=TILES[0])
    return tile, 1 / sqrt(max(hours / TILES[-1], 1))


def variation(counts: Sequence[float], seen: Sequence[float], first: int, tile: int, slope: float) -> float:
    """Return the variance of the rate itself, as a share of its square, over windows of `tile` hours; `slope` is the season's."""
    excess = weight = doubt = 0.0
    for same in _same(counts, seen, first, tile):
        grown = [exp(slope * week) for week, _ in same]
        level = sum(count for _, count in same) / sum(grown)
        for each, (_, count) in zip(grown, same, strict=True):
            expected = level * each
            excess += (count - expected) ** 2 * len(same) / (len(same) - 1) - expected
            weight += expected**2
            doubt += expected
    sure = weight**2 / (2 * weight + doubt) if weight else 0.0
    found = excess / weight if weight else 0.0
    return max((found * sure + COMMON / DOUBT**2) / (sure + DOUBT**-2), 0.0)


def _same(counts: Sequence[float], seen: Sequence[float], first: int, tile: int) -> Iterable[list[tuple[float, float]]]:
    """Yield what came in the same hours of each week: its week, and how many; only where two weeks are known."""
    groups: dict[int, list[tuple[float, float]]] = {}
    for at in range(-first % tile, len(counts) - tile + 1, tile):
        hours = sum(seen[at : at + tile])
        if hours >= KNOWN * tile:
            week, hour = divmod(first + at, WEEK)
            groups.setdefault(hour, []).append((float(week), sum(counts[at : at + tile]) * tile / hours))
    least = 2
    return (
        [(week - same[-1][0], count) for week, count in same]
        for same in groups.values()
        if len(same) >= least and any(count for _, count in same)
    )
