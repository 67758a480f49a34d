"""A change that waits for a review: somebody else's that wants me, and how far my own have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.deadline import NEVER, deadline
from supporttray.core.display import age
from supporttray.core.item import Review
from supporttray.core.model import DECLINED, Need, Urgency
from supporttray.core.reviewing import UNSURE, own, standing
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World

WAITING, MINE = "review.waiting", "review.mine"
STILL = frozenset({"draft"})  # of mine nothing is to be done about these


def waiting(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each change that wants me: at once where I am asked by name, before its time is over where nobody is."""
    for review in _reviews(world):
        one = standing(review, world.reviewing, world.epics, declined=_declined(world, review, now))
        if not (one.wants or one.unsure):
            continue
        limit = deadline(world.hours, one.since, world.options(review.key, WAITING).answer_within)
        loud = review.asks_me or (limit is not NEVER and now >= limit.most)
        yield Need(
            key=f"{WAITING}|{review.key}#{one.episode}",
            kind=WAITING,
            subject=review.key,
            urgency=Urgency.NEEDS_YOU if loud else Urgency.QUIET,
            title=shorten(f"Review: {review.title}", 120),
            because=f"{one.why} {isolated(review.author or review.by)} wrote it; it waits for {age(now - one.since)}.",
            since=one.since,
            url=review.url,
            source=review.where,
            domain=world.watch_of(review.key).domain,
            due=None if limit is NEVER else limit.due,
            shown_from=limit.most,
            patient=True,
            mute=UNSURE if one.unsure else "",
            pending=one.unsure,
        )


def mine(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each open change of mine; it is quiet until whoever is asked has had their time."""
    for review in _reviews(world):
        state, why = own(review, world.reviewing)
        if not review.mine or state in STILL:
            continue
        due = world.hours.after(review.moved_at, world.reviewing.remind)
        late = state == "asked" and now >= due
        yield Need(
            key=f"{MINE}|{review.key}#{state}",
            kind=MINE,
            subject=review.key,
            urgency=Urgency.NEEDS_YOU if late else Urgency.QUIET,
            title=shorten(f"Yours: {review.title}", 120),
            because=f"{why} Nobody has looked at it for {age(now - review.moved_at)}: remind them." if late else why,
            since=review.moved_at,
            url=review.url,
            source=review.where,
            domain=world.watch_of(review.key).domain,
            patient=True,
        )


def _reviews(world: World) -> Iterator[Review]:
    yield from (item for item in world.items.values() if isinstance(item, Review))


def _declined(world: World, review: Review, now: datetime) -> bool:
    mark = world.marks.get((review.key, DECLINED))
    return mark is not None and now < mark.until
