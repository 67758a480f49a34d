"""How likely it is that so many came by chance: the tails of the distributions that counts have. Pure, and only the standard library.

It is held to SciPy by tests (`stats.binomtest`, `stats.nbinom`), for counts up to a hundred thousand and chances down to the smallest floats.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 20_000  # of the fraction; a hundred thousand tickets need a few hundred
SMALL = 1e-300
PRECISE = 1e-15


def chance(count: int, exposure: float, before: int, exposure_before: float) -> float:
    """Return how likely at least `count` are in `exposure` hours, where `before` came in `exposure_before` hours and the rate is the same.

    This is the exact test of Przyborowski and Wilenski (1940): of all that came, so many fall into the later hours like heads of a coin. It knows
    that `before` is a count itself: two after one is nothing, two hundred after one hundred is much. Without hours on either side it is 1: nothing can be said.
    """
    if count <= 0 or exposure <= 0 or exposure_before <= 0:
        return 1.0
    return beta(exposure / (exposure + exposure_before), count, before + 1)


def tail(count: int, mean: float, variance: float) -> float:
    """Return how likely at least `count` are where `mean` are expected, and these vary more than by chance (a negative binomial distribution)."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    more = max(variance - mean, 1e-6 * mean)  # with nothing more it is Poisson's, which lies at an infinite `size`
    return beta(more / variance if variance > mean else more / (mean + more), count, mean * mean / more)


def beta(share: float, first: float, second: float) -> float:
    """Return the regularised incomplete beta function I_share(first, second), which both tails are."""
    if not 0 < share < 1:
        return float(share >= 1)
    if share > (first + 1) / (first + second + 2):  # there its fraction is slow, and the result is no small number
        return 1 - _beta(1 - share, second, first)
    return _beta(share, first, second)


def _beta(share: float, first: float, second: float) -> float:
    whole = lgamma(first + second) - lgamma(first) - lgamma(second)
    front = exp(whole + first * log(share) + second * log1p(-share)) / first
    return min(1.0, front / _fraction(share, first, second))


def _fraction(share: float, first: float, second: float) -> float:
    """Return the continued fraction 1 + a/(1 + b/(1 + ..., from its beginning on (Lentz's method)."""
    whole = above = 1.0
    below = 0.0
    for part in _parts(share, first, second):
        above = 1 + part / above or SMALL
        below = 1 / (1 + part * below or SMALL)
        whole *= above * below
        if abs(above * below - 1) < PRECISE:
            break
    return whole


def _parts(share: float, first: float, second: float) -> Iterator[float]:
    """Yield the fraction's numerators (DLMF 8.17.23)."""
    for step in range(STEPS):
        at = first + 2 * step
        if step:
            yield step * (second - step) * share / ((at - 1) * at)
        yield -(first + step) * (first + second + step) * share / (at * (at + 1))
