"""Tickets that come together and share words that were seldom before: a burst. Pure.

Each word that at least three of the newest tickets have is compared with the earlier ones, by the exact test for two counts
(`count.chance`), for several spans of time; the chance is multiplied by the number of words that were tried, as Bonferroni did.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.release.case import common, shares
from supporttray.core.release.count import chance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from supporttray.core.release.case import Case
    from supporttray.core.release.history import History

SPANS = (timedelta(hours=2), timedelta(hours=6), timedelta(hours=24), timedelta(days=3))
LEAST = 3  # tickets
BY_CHANCE = 0.001


def bursts(cases: Sequence[Case], history: History, now: datetime) -> Iterator[list[Case]]:
    """Yield groups of these tickets that share what was seldom, the clearest first."""
    left = list(cases)
    while found := _clearest(left, history, now):
        group = [one for one in left if found in one.stems]
        shared = common(group, history) or {found: 1.0}
        group += [one for one in left if found not in one.stems and shares(one, shared)]
        yield group
        names = {one.ticket.key for one in group}
        left = [one for one in left if one.ticket.key not in names]


def _clearest(cases: Sequence[Case], history: History, now: datetime) -> str:
    """Return the term that is least by chance; empty where all may be."""
    best, term = BY_CHANCE, ""
    for span in SPANS:
        for one, risk in _unlikely(cases, history, now - span):
            if risk < best:
                best, term = risk, one
    return term


def _unlikely(cases: Sequence[Case], history: History, since: datetime) -> Iterator[tuple[str, float]]:
    newest = [one for one in cases if one.ticket.at >= since]
    before = [one for one in cases if one.ticket.at < since]
    if len(newest) < LEAST:
        return
    number = Counter(term for one in newest for term in one.stems)
    earlier = Counter(term for one in before for term in one.stems)
    known = history.tickets + len(before)
    for term, times in sorted(number.items()):
        if times >= LEAST:
            seen = history.terms[term] + earlier[term]
            yield term, chance(times, len(newest), seen, max(known, 1)) * len(number)
