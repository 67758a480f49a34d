"""Today's status is not posted, and the hour has come by which the team wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core import roster
from supporttray.core.display import clock
from supporttray.core.model import Need, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World

MISSING = "status.missing"


def missing(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need from that hour of a working day on, unless another person is on duty now."""
    at, today = world.status_due, world.hours.day(now)
    if at is None or now < at or not world.hours.works(today) or roster.duty(world.items.values(), now).on is False:
        return
    yield Need(
        key=f"{MISSING}|daily:{today}#1",
        kind=MISSING,
        subject=f"daily:{today}",
        urgency=Urgency.NEEDS_YOU,
        title="Today's status is not posted yet",
        because=f"It is to be there by {clock(at, world.hours.zone)} on each working day.",
        since=at,
        source="daily status",
        page="status",
    )
