"""A request that nobody has answered or acknowledged waits, and gets louder with time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.item import Request
from supporttray.core.model import Need
from supporttray.core.rules.louder import urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World

WAITING = "request.waiting"


def waiting(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each request that waits."""
    for key, item in world.items.items():
        if isinstance(item, Request) and item.state == "waiting" and key not in world.answering:
            yield Need(
                key=f"{WAITING}|{key}#1",
                kind=WAITING,
                subject=key,
                urgency=urgency(item.at, now, world.options(key, WAITING)),
                title=shorten(item.title, 120),
                because=f"{isolated(item.name)} asked in {isolated(item.where)} {age(now - item.at)} ago and nobody has answered.",
                since=item.at,
                url=item.url,
                source=item.where,
                domain=world.watch_of(key).domain,
            )
