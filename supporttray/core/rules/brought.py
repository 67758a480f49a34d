"""Who asked somebody else does not know that the question came to me: once I have seen it, they can be told who has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.deadline import NEVER, deadline
from supporttray.core.item import Request
from supporttray.core.lesson import hidden
from supporttray.core.model import Need, Urgency
from supporttray.core.rules.queue import NEWS
from supporttray.core.rules.request import ACKNOWLEDGED
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.item import Word
    from supporttray.core.model import World


def taken(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need with a text for each request that was brought to us and that I have seen; it is quiet: to say it is a kindness."""
    for key, item in world.items.items():
        if isinstance(item, Request) and item.brought_by and key not in world.answering:
            episode = item.episode
            need = f"{NEWS}|{key}#taken-{episode.id}"
            mine = episode.state == "acknowledged" and episode.seen and episode.seen.by == item.me
            if mine and episode.seen and need not in world.told and not hidden(item, world.lessons):
                yield _need(world, item, need, episode.seen, now)


def _need(world: World, item: Request, key: str, seen: Word, now: datetime) -> Need:
    who = isolated(item.name)
    through = isolated(item.brought_by)
    return Need(
        key=key,
        kind=NEWS,
        subject=item.key,
        urgency=Urgency.QUIET,
        title=shorten(f"Tell {item.name} who has it: {item.title}", 120),
        because=f"{who} asked in {isolated(item.where)}, {through} brought it to us, and {who} does not know that you have it.",
        since=seen.at,
        url=item.url,
        app=item.app,
        source=item.where,
        domain=world.watch_of(item.key).domain,
        patient=True,
        draft=f"Hi {item.name}, {seen.name} has this one; you will hear from us {_when(world, item, seen, now)}.",
    )


def _when(world: World, item: Request, seen: Word, now: datetime) -> str:
    """Return when they will hear from us; nothing is promised for a day on which the answer is not due."""
    limit = deadline(world.hours, seen.at, world.options(item.key, ACKNOWLEDGED).answer_within)
    today = limit is not NEVER and world.hours.day(limit.due) == world.hours.day(now)
    return "today" if today else "soon"
