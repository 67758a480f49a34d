"""Asked before: the earlier requests that are like one, and who answered them.

Words are compared, not meanings: what is shown is a guess, and below a certain likeness nothing is shown. Nothing leaves the machine.
Five thousand requests cost less than 0.1 s in all; between two pieces of it the loop does what else is due.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from supporttray.core import colleague
from supporttray.core.asked import Before, Colleague
from supporttray.core.item import Request
from supporttray.core.journal import RETENTION
from supporttray.core.lesson import hidden
from supporttray.core.outbox import Fate
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from supporttray.core.item import AnyItem
    from supporttray.core.lesson import Lesson
    from supporttray.engine.desk import Desk

MOST = 3
LIKE = 75.0  # of 100: from here on 20 of 20 pairs of tests/engine/same_question.py ask the same, and 7 of 8 unseen ones
MANY = 1_000  # entries of the outbox that tell under which id I write
PIECE = 250  # requests compared at a time, some 4 ms
LONGEST = 300  # characters of a text that are compared; what is asked stands at its beginning
LEAST = 2  # words that say something: of "is it down?" there are many
WHY = "answered one like it"

_WORD = re.compile(r"[^\W_]{2,}")
# What is in any question, so that it makes none like another: greetings, thanks, and the small words of English.
_SMALL = frozenset("""
a about after all an and any anybody anyone anything are as at be been before but by can cheers could dear did do does else every
everybody for from get gets getting give gives good got had has have he hello help her here hey hi his how if in into is it its just
know look looks may me might mine morning must my need needs no not now of on one ones only or our out please question quick see shall
she since so some somebody someone something still team thank thanks that the their them then there these they this those to today up
us want was we were what when where which while who why will with would you your
""".split())  # fmt: skip  # noqa: SIM905


async def before(desk: Desk, subject: str, lessons: Iterable[Lesson], now: datetime) -> tuple[Before, ...]:
    """Return the earlier requests like one, the likest first, three at most. Raises `NotDone` where the item is gone."""
    item = desk.store.items.get(subject)
    if item is None:
        raise NotDone("It is not there any more.")
    taught = tuple(lessons)
    answered = (one for one in await _likest(desk, item, now) if one.state == "answered" and not hidden(one, taught))
    me = {one.casefold() for one in myself(desk, _account(desk, subject), desk.store.items.values())}
    return tuple(_told(one, me) for one, _ in zip(answered, range(MOST), strict=False))


def myself(desk: Desk, account: str, items: Iterable[AnyItem]) -> frozenset[str]:
    """Return my ids and names in an account, as far as they are known: from the rota, the team, and what was sent there."""
    plan = desk.plan
    team = plan.announce.people if plan.announce and plan.announce.account == account else {}
    written = {
        entry.receipt.id
        for entry in desk.outbox.latest(MANY)
        if entry.account == account and entry.fate is Fate.SENT and entry.receipt
    }
    return frozenset({plan.me, team.get(plan.me, ""), *colleague.mine(items, written)} - {""})


async def answered_like(desk: Desk, subject: str, lessons: Iterable[Lesson], now: datetime) -> tuple[Colleague, ...]:
    """Return who answered the requests like one, the likest first and each once. Raises `NotDone` where the item is gone."""
    people: dict[str, Colleague] = {}
    for earlier in await before(desk, subject, lessons, now):
        for one in earlier.by:
            people.setdefault(one.id, one)
    return tuple(people.values())


async def _likest(desk: Desk, item: AnyItem, now: datetime) -> list[Request]:
    """Return the earlier requests that are like an item by their words, the likest first, of these the latest."""
    asked = _words(item)
    if not isinstance(item, Request) or len(asked.split()) < LEAST:
        return []
    found: list[tuple[float, Request]] = []
    account, since = _account(desk, item.key), now - RETENTION
    everything = tuple(desk.store.items.values())
    for begin in range(0, len(everything), PIECE):
        piece = [
            one
            for one in everything[begin : begin + PIECE]
            if isinstance(one, Request) and since <= one.at < item.at and _may_tell(one, item)
        ]
        found += [(likeness, one) for one, likeness in _like(asked, piece) if _account(desk, one.key) == account]
        await asyncio.sleep(0)
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], -pair[1].at.timestamp(), pair[1].key))]


def _like(asked: str, requests: Sequence[Request]) -> list[tuple[Request, float]]:
    """Return the requests that are like the words, with how much they are.

    That all words of one stand in the other is not enough: half of what counts is how much else is there.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415  2 MiB for what is wanted when somebody looks at a request

    words = [_words(one) for one in requests]
    some = process.extract(asked, words, scorer=fuzz.token_set_ratio, score_cutoff=LIKE, limit=None)
    both = ((place, (score + fuzz.token_sort_ratio(asked, text)) / 2) for text, score, place in some)
    return [(requests[place], score) for place, score in both if score >= LIKE and len(words[place].split()) >= LEAST]


def _words(item: AnyItem) -> str:
    """Return the words of an item that say something."""
    text = (item.text if isinstance(item, Request) else "") or item.title
    return " ".join(word for word in _WORD.findall(text[:LONGEST].casefold()) if word not in _SMALL)


def _may_tell(earlier: Request, item: Request) -> bool:
    """Whether one may be shown beside the other: what is private stays in its place."""
    return not earlier.private or _place(earlier) == _place(item)


def _place(item: Request) -> str:
    return item.key.rpartition("/")[0]


def _account(desk: Desk, key: str) -> str:
    """Return the account through which an item is seen; empty for one that no watch sees."""
    watches = desk.store.seen_by.get(key, ())
    return next((watch.account for watch in desk.plan.asked if watch.name in watches), "")


def _told(item: Request, me: Collection[str]) -> Before:
    by = _by(item)
    mine = frozenset(one.id for one in by if not {one.id.casefold(), one.name.casefold()}.isdisjoint(me))
    return Before(item.title, item.url, item.at, by, mine)


def _by(item: Request) -> tuple[Colleague, ...]:
    """Return who answered: by a reply, or by saying that it is done."""
    said = [(reply.by, reply.name) for reply in item.replies or () if reply.counts and not reply.bot]
    said += [(word.by, word.name or word.by) for episode in item.episodes if (word := episode.answered)]
    people: dict[str, str] = {}
    for by, name in said:
        people.setdefault(by, name)
    return tuple(Colleague(by, name, WHY) for by, name in people.items() if by != item.by)
