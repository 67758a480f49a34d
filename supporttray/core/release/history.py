"""What is usual: how many of the earlier tickets have a word in them. Pure.

A sign counts for much where it was rare before the release, and for little where customers always said so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.release.word import found, terms

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

DAY = timedelta(days=1)
FEW = 30  # tickets below which nothing is known of what is usual
SELDOM = 0.5  # times a day: what comes more seldom than that is unusual


@dataclass
class History:
    """The tickets before a release: `tickets` of them in `days`, with the number that has each term that is `wanted`, and each pattern.

    Of ten thousand tickets most words are never asked for, and to count them all takes the most memory of a search.
    """

    patterns: tuple[tuple[str, re.Pattern[str] | None], ...] = ()
    wanted: frozenset[str] = frozenset()
    tickets: int = 0
    days: float = 0.0
    terms: Counter[str] = field(default_factory=Counter)
    phrases: Counter[str] = field(default_factory=Counter)

    def read(self, texts: Iterable[str]) -> None:
        """Count what these tickets say; each text is plain."""
        for text in texts:
            self.tickets += 1
            self.terms.update(self.wanted.intersection(terms(text)))
            self.phrases.update(set(found(self.patterns, text)))

    @property
    def known(self) -> bool:
        """Whether enough is known to say what is usual."""
        return self.tickets >= FEW

    def unusual(self, name: str) -> bool:
        """Whether a phrase came so seldom that one more says something."""
        return not self.known or self.phrases[name] < SELDOM * max(self.days, 1.0)

    def of(self, name: str) -> str:
        """Say how often a phrase came, in words."""
        if not self.known:
            return "too little is known of earlier tickets"
        number = self.phrases[name]
        return f"{number or 'none'} of {self.tickets:,} earlier tickets did"


def telling(counts: Mapping[str, int], tickets: int, some: Iterable[str]) -> frozenset[str]:
    """Return the terms that say something: those that at most one earlier ticket in twelve had."""
    most = max(3, tickets // 12)
    return frozenset(term for term in some if counts.get(term, 0) <= most)
