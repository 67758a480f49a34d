"""How much two texts are alike, and which open tasks are like one that is to be made.

Words are compared, not meanings: what is shown is a guess, and below a certain likeness nothing is shown. Nothing leaves the machine.
Two thousand tasks cost some 20 ms in all; between two pieces of them the loop does what else is due.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.core.item import Stage, Task
from supporttray.core.work import Alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from supporttray.engine.desk import Desk

LIKE = 75.0  # of 100: from here on 20 of 20 pairs of tests/engine/same_question.py ask the same, and 7 of 8 unseen ones
LIKE_TASK = 70.0  # titles are short: of tests/engine/same_task.py it finds 27 of 27, and takes one pair wrongly
MOST = 5
PIECE = 250  # texts compared at a time, some 4 ms
LONGEST = 300  # characters of a text that are compared; what is asked stands at its beginning
LEAST = 2  # words that say something: of "is it down?" there are many

_WORD = re.compile(r"[^\W_]{2,}")
# What is in any question, so that it makes none like another: greetings, thanks, and the small words of English.
_SMALL = frozenset("""
a about after all an and any anybody anyone anything are as at be been before but by can cheers could dear did do does else every
everybody for from get gets getting give gives good got had has have he hello help her here hey hi his how if in into is it its just
know look looks may me might mine morning must my need needs no not now of on one ones only or our out please question quick see shall
she since so some somebody someone something still team thank thanks that the their them then there these they this those to today up
us want was we were what when where which while who why will with would you your
""".split())  # fmt: skip  # noqa: SIM905


def words(text: str) -> str:
    """Return the words of a text that say something."""
    return " ".join(word for word in _WORD.findall(text[:LONGEST].casefold()) if word not in _SMALL)


def enough(some: str) -> bool:
    """Whether words are enough to be compared."""
    return len(some.split()) >= LEAST


def like(asked: str, others: Sequence[str], least: float = LIKE) -> list[tuple[int, float]]:
    """Return which of the others' words are like these, by their places, and how much.

    That all words of one stand in the other is not enough: half of what counts is how much else is there.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415  2 MiB for what is wanted when somebody looks at a request

    some = process.extract(asked, others, scorer=fuzz.token_set_ratio, score_cutoff=least, limit=None)
    both = ((place, (score + fuzz.token_sort_ratio(asked, text)) / 2) for text, score, place in some)
    return [(place, score) for place, score in both if score >= least and enough(others[place])]


async def alike(desk: Desk, title: str, text: str, now: datetime) -> tuple[Alike, ...]:  # noqa: ARG001  as the others
    """Return the open tasks that are like one that is to be made, the likest first, five at most."""
    asked = [one for one in dict.fromkeys((words(title), words(text))) if enough(one)]
    everything = [one for one in desk.store.items.values() if isinstance(one, Task) and one.stage is not Stage.DONE]
    found: list[tuple[float, Task]] = []
    for begin in range(0, len(everything) if asked else 0, PIECE):
        found += _likest(asked, everything[begin : begin + PIECE])
        import asyncio  # noqa: PLC0415  the child of the search needs none of it

        await asyncio.sleep(0)
    likest = sorted(found, key=lambda pair: (-pair[0], -pair[1].at.timestamp(), pair[1].key))[:MOST]
    return tuple(Alike(one.key, one.name, one.title, one.url) for _, one in likest)


def _likest(asked: Sequence[str], tasks: Sequence[Task]) -> Iterator[tuple[float, Task]]:
    """Yield those that are like what is asked, with how much they are at the most."""
    titles = [words(one.title) for one in tasks]
    best: dict[int, float] = {}
    for one in asked:
        for place, score in like(one, titles, LIKE_TASK):
            best[place] = max(score, best.get(place, 0.0))
    yield from ((score, tasks[place]) for place, score in best.items())
