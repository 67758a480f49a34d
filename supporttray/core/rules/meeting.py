"""A meeting is about to begin: one for who is on duty says so, one that is not for them only stands in the list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core import roster
from supporttray.core.display import clock
from supporttray.core.item import Meeting
from supporttray.core.model import Need, Urgency
from supporttray.core.text import isolated, shorten
from supporttray.core.toast import Button

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World

NEAR = "meeting.near"
SKIPPED = "meeting.skipped"
LATE = timedelta(minutes=10)  # after its beginning nobody need be called any more


def near(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each meeting that is near, with the way into it and the page that is wanted there."""
    for item in _near(world, now, skipped=False):
        both = item.url and item.link and item.url != item.link
        need = _need(NEAR, Urgency.NEEDS_YOU, item, world)
        yield msgspec.structs.replace(
            need,
            title=f"{need.title} at {clock(item.at, world.hours.zone)}",
            because=f"{need.because}, and is yours while you are on duty.",
            links=((Button.JOIN.label, item.link),) if both else (),
        )


def skipped(world: World, now: datetime) -> Iterator[Need]:
    """Yield a quiet need for each meeting that is near and that who is on duty does not attend; off duty it is one like others."""
    found = tuple(_near(world, now, skipped=True))
    if not found or roster.duty(world.items.values(), now).on is False:
        return
    for item in found:
        need = _need(SKIPPED, Urgency.QUIET, item, world)
        title = f"{need.title} is not for you while you are on duty"
        yield msgspec.structs.replace(need, title=title, because=f"{need.because}.")


def _need(kind: str, urgency: Urgency, item: Meeting, world: World) -> Need:
    """Return what needs for meetings have in common; title and because are yet to be ended."""
    watch = world.watch_of(item.key)
    return Need(
        key=f"{kind}|{item.key}#1",
        kind=kind,
        subject=item.key,
        urgency=urgency,
        title=isolated(shorten(item.title, 100)),
        because=_from(item, world),
        since=item.at - item.remind,
        url=item.url or item.link,
        source=watch.name,
        domain=watch.domain,
    )


def _near(world: World, now: datetime, *, skipped: bool) -> Iterator[Meeting]:
    for item in world.items.values():
        if isinstance(item, Meeting) and item.skipped is skipped and _is_near(item, now) and _takes_place(item, world):
            yield item


def _is_near(item: Meeting, now: datetime) -> bool:
    return item.at - item.remind <= now < min(item.until, item.at + LATE)


def _takes_place(item: Meeting, world: World) -> bool:
    return not item.workdays or world.hours.works(world.hours.day(item.at))


def _from(item: Meeting, world: World) -> str:
    """Say when it is and which watch says so."""
    begin = clock(item.at, world.hours.zone)
    return f"It begins at {begin}, as the watch “{isolated(world.watch_of(item.key).name)}” says"
