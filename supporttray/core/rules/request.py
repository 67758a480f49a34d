"""A request that nobody has answered waits: until somebody says that they have seen it, and then until they reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.deadline import NEVER, deadline
from supporttray.core.display import age
from supporttray.core.item import Request
from supporttray.core.item.request import BROUGHT, FIRST, IN_PERSON, place
from supporttray.core.lesson import hidden
from supporttray.core.model import Need, Urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.deadline import Deadline
    from supporttray.core.item import Episode
    from supporttray.core.model import World

WAITING, ACKNOWLEDGED = "request.waiting", "request.acknowledged"


def waiting(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each request that nobody has seen or answered; it gets louder when most of its time is over."""
    for item, episode in _open(world, "waiting"):
        limit = deadline(world.hours, episode.at, world.options(item.key, WAITING).answer_within)
        loud = Urgency.URGENT if now >= limit.most else Urgency.NEEDS_YOU
        yield _need(world, item, WAITING, episode, episode.at, limit, loud, _asked(item, episode, now))


def acknowledged(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each request that somebody has seen and nobody has answered; it is quiet until its second time is over."""
    for item, episode in _open(world, "acknowledged"):
        seen = episode.seen
        assert seen is not None, "that is what acknowledged means"  # noqa: S101
        limit = deadline(world.hours, seen.at, world.options(item.key, ACKNOWLEDGED).answer_within)
        loud = Urgency.NEEDS_YOU if now >= limit.due else Urgency.QUIET
        because = f"{isolated(seen.name)} has seen it {age(now - seen.at)} ago and nobody has replied yet."
        yield _need(world, item, ACKNOWLEDGED, episode, seen.at, limit, loud, because)


def _open(world: World, state: str) -> Iterator[tuple[Request, Episode]]:
    """Yield the requests of a state, but for those about which something is on its way, and those that are none."""
    for key, item in world.items.items():
        if isinstance(item, Request) and key not in world.answering:
            episode = item.episode
            if episode.state == state and not hidden(item, world.lessons):
                yield item, episode


def _need(
    world: World,
    item: Request,
    kind: str,
    episode: Episode,
    since: datetime,
    limit: Deadline,
    urgency: Urgency,
    because: str,
) -> Need:
    return Need(
        key=f"{kind}|{item.key}#{episode.id}",
        kind=kind,
        subject=item.key,
        urgency=urgency,
        title=shorten(item.title, 120),
        because=because,
        since=since,
        url=item.url,
        app=item.app,
        source=item.where,
        domain=world.watch_of(item.key).domain,
        due=None if limit is NEVER else limit.due,
        shown_from=limit.half if kind == WAITING else limit.due,
        patient=True,
        teachable=True,
        own=kind == WAITING and item.where == IN_PERSON,
    )


def _asked(item: Request, episode: Episode, now: datetime) -> str:
    who, where, ago = isolated(item.name), place(item.where), age(now - episode.at)
    if episode.id.startswith(BROUGHT):
        return f"{who} asked {where}, and {isolated(item.brought_by or item.name)} said {ago} ago that it still waits."
    if episode.id != FIRST:
        return f"{who} wrote again {ago} ago and still waits for an answer."
    through = f", brought by {isolated(item.brought_by)}" if item.brought_by else ""
    return f"{who} asked {where} {ago} ago{through} and nobody has answered."
