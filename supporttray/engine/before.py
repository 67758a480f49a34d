"""Asked before: the earlier requests that are like one, and who answered them.

Words are compared, not meanings: what is shown is a guess, and below a certain likeness nothing is shown. Nothing leaves the machine.
Five thousand requests cost less than 0.1 s in all; between two pieces of it the loop does what else is due.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.core import colleague
from supporttray.core.asked import Before, Colleague
from supporttray.core.item import Request
from supporttray.core.journal import RETENTION
from supporttray.core.lesson import hidden
from supporttray.core.outbox import Fate
from supporttray.engine.likeness import PIECE, enough, like, words
from supporttray.errors import NotDone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from supporttray.core.item import AnyItem
    from supporttray.core.lesson import Lesson
    from supporttray.engine.desk import Desk

MOST = 3
MANY = 1_000  # entries of the outbox that tell under which id I write
WHY = "answered one like it"


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
    if not isinstance(item, Request) or not enough(asked):
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
    """Return the requests that are like the words, with how much they are."""
    return [(requests[place], score) for place, score in like(asked, [_words(one) for one in requests])]


def _words(item: AnyItem) -> str:
    """Return the words of an item that say something."""
    return words((item.text if isinstance(item, Request) else "") or item.title)


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
