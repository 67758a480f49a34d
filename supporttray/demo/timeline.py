"""The timeline: what is still to happen, in order; only the future is played faster."""

import heapq
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

ThingT = TypeVar("ThingT")
NEVER = datetime.max.replace(tzinfo=UTC)


class Timeline(Generic[ThingT]):
    """Things at offsets from the start; equal offsets keep the order in which they came."""

    def __init__(self, start: datetime, speed: float) -> None:
        self.start = start
        self.speed = speed
        self._waiting: list[tuple[timedelta, int, ThingT]] = []
        self._count = 0

    def add(self, at: timedelta, thing: ThingT) -> None:
        """Plan a thing."""
        self._count += 1
        heapq.heappush(self._waiting, (at, self._count, thing))

    def moment(self, at: timedelta) -> datetime:
        """Tell when an offset really is."""
        return self.start + (at / self.speed if at > timedelta(0) else at)

    def offset(self, moment: datetime) -> timedelta:
        """Tell which offset a real moment is."""
        since = moment - self.start
        return since * self.speed if since > timedelta(0) else since

    def next(self) -> datetime:
        """Tell when the next thing happens; at the end of all days where none is left."""
        return self.moment(self._waiting[0][0]) if self._waiting else NEVER

    def due(self, moment: datetime) -> tuple[timedelta, ThingT] | None:
        """Take the next thing that should have happened by this moment."""
        if not self._waiting or self.moment(self._waiting[0][0]) > moment:
            return None
        at, _, thing = heapq.heappop(self._waiting)
        return at, thing

    def __len__(self) -> int:
        return len(self._waiting)
