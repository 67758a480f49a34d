"""The season: how much more comes each week than in the week before. Pure."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DISCOUNT = 0.85  # what a week counts beside the one after it: the season turns
PRIOR = 0.15  # a week's change of a seventh either way is common; fewer weeks can tell less against that
STEEPEST = 0.25  # more than a quarter a week is no season, but something that happened
WHOLE = 20  # hours of a day that have to be known
ROUNDS = 8
DAY, WEEK = 24, 7


class Trend(NamedTuple):
    """By how much (of its logarithm) the rate grows in a week, and how uncertain that is."""

    slope: float = 0.0
    variance: float = PRIOR**2


class _Day(NamedTuple):
    weekday: int
    week: float  # 0 is the newest
    came: float

    @property
    def worth(self) -> float:
        return float(DISCOUNT**-self.week)


class _Fit(NamedTuple):
    """How well a slope fits: which way it has to move, how sure that is, and how much more days vary than by chance."""

    pull: float
    sure: float
    excess: float


def trend(counts: Sequence[float], seen: Sequence[float], first: int) -> Trend:
    """Return the trend of hourly counts; `first` is the first one's number among the hours since a Monday.

    Each weekday has its own level, all have one slope (a quasi-Poisson regression). What few days tell is drawn to "no change": so it is damped.
    """
    days = list(_days(counts, seen, first))
    slope, excess, sure = 0.0, 1.0, 0.0
    for _ in range(ROUNDS):
        fit = _fit(days, slope)
        excess, sure = max(fit.excess, 1.0), fit.sure / max(fit.excess, 1.0) + PRIOR**-2
        slope += (fit.pull / excess - slope * PRIOR**-2) / sure
        slope = min(max(slope, -STEEPEST), STEEPEST)
    return Trend(slope, 1 / sure)


def _days(counts: Sequence[float], seen: Sequence[float], first: int) -> Iterable[_Day]:
    """Yield the days that are known as a whole."""
    begin = -first % DAY
    newest = (first + len(counts)) // DAY
    for at in range(begin, len(counts) - DAY + 1, DAY):
        hours = sum(seen[at : at + DAY])
        if hours >= WHOLE:
            day = (first + at) // DAY
            yield _Day(day % WEEK, (day - newest) / WEEK, sum(counts[at : at + DAY]) * DAY / hours)


def _fit(days: Sequence[_Day], slope: float) -> _Fit:
    pull = sure = squares = 0.0
    free = -1  # the slope itself
    for weekday in range(WEEK):
        same = [one for one in days if one.weekday == weekday]
        grown = [one.worth * exp(slope * one.week) for one in same]
        if len(same) < 2 or not any(one.came for one in same):
            continue
        level = sum(one.worth * one.came for one in same) / sum(grown)
        middle = sum(each * one.week for each, one in zip(grown, same, strict=True)) / sum(grown)
        for each, one in zip(grown, same, strict=True):
            expected = level * each / one.worth
            pull += one.worth * (one.week - middle) * (one.came - expected)
            sure += level * each * (one.week - middle) ** 2
            squares += (one.came - expected) ** 2 / expected
        free += len(same) - 1
    return _Fit(pull, sure, squares / free if free > 0 else 1.0)
