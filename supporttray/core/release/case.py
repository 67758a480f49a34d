"""A ticket as the search for problems reads it, and what is known of the problems that are there. Pure."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from supporttray.core.release.history import telling
from supporttray.core.release.score import Sought, signs
from supporttray.core.release.word import said, terms, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from supporttray.core.release.history import History
    from supporttray.core.release.problem import Problem, Sign
    from supporttray.core.release.ticket import Ticket

    Like = Callable[[str, Sequence[str], float], list[tuple[int, float]]]

ALIKE = 68.0  # of 100, as the texts' telling words are compared
SHARE = 0.4  # of the weight of what a group's tickets have in common
HALF = 0.5
MANY = 3


@dataclass(frozen=True)
class Case:
    """A ticket with what it says: `stems` are its terms, `words` those words that say something, `signs` its own."""

    ticket: Ticket
    stems: frozenset[str]
    words: str
    signs: tuple[Sign, ...] = ()

    @property
    def rare(self) -> frozenset[str]:
        """The sentences of what the plan names in it: two tickets with the same one tell of one thing."""
        return frozenset(
            one.says for one in self.signs if one.kind in ("component", "word", "code") and one.points >= 50
        )


@dataclass(frozen=True)
class Known:
    """A problem with its cases, and what they have in common, each term with its weight."""

    problem: Problem
    cases: tuple[Case, ...] = ()
    common: Mapping[str, float] = field(default_factory=dict)


def case(ticket: Ticket, asked: Sought, history: History) -> Case:
    """Return a ticket as it is read."""
    text = said(ticket)
    stems = terms(text)
    some = telling(history.terms, history.tickets, stems)
    telling_words = " ".join(dict.fromkeys(word for word in words(text) if not terms(word).isdisjoint(some)))
    return Case(ticket, stems, telling_words, signs(ticket, text, stems, asked, history))


def weight(term: str, history: History) -> float:
    """Return how much a term says: more, the seldomer it was."""
    return math.log((history.tickets + 2) / (history.terms[term] + 1))


def common(cases: Sequence[Case], history: History, most: int = 8) -> dict[str, float]:
    """Return what at least half of these tickets have in common, with weights; the likeliest few."""
    number = Counter(term for one in cases for term in telling(history.terms, history.tickets, one.stems))
    shared = [term for term, times in number.items() if times >= max(2, math.ceil(len(cases) * HALF))]
    best = sorted(shared, key=lambda term: (-weight(term, history) * number[term], term))[:most]
    return {term: weight(term, history) for term in best}


def shares(one: Case, known: Mapping[str, float]) -> bool:
    """Whether a ticket has enough of what others have in common."""
    total = sum(known.values())
    return total > 0 and sum(known.get(term, 0.0) for term in one.stems) >= SHARE * total


def alike(one: Case, others: Iterable[Case], like: Like) -> bool:
    """Whether a ticket tells of the same as one of the others: the same rare name, or much the same words."""
    cases = list(others)
    if any(one.rare & other.rare for other in cases):
        return True
    return bool(one.words and like(one.words, [other.words for other in cases if other.words], ALIKE))
