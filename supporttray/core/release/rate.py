"""What is usual in some hours, how unusual a count is beside that, and when it is said aloud. Pure.

`season.Past` knows what is usual; here are its values. A rate is only ever compared upwards: fewer tickets than usual are no trouble.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.release.count import tail

if TYPE_CHECKING:
    from collections.abc import Iterable

HOUR = timedelta(hours=1)
LOUD = 0.0012  # an hour: a chance below it is said to be unusual. With four windows every half hour that is less than once a week by mistake
LONG = 4  # hours; up to here a longer window may say more, for it is a new one less often
FADING = 20  # times as likely what was said may become before it is usual again: so it does not flicker
SMALLEST = 1e-300
FEWEST = 4  # that came: three tickets in a still night are no alarm


class Usual(msgspec.Struct, frozen=True):
    """What is usual between two moments: how many on average, how far a usual count lies from that (one standard deviation), and from how many weeks this is known.

    In `spread` is everything that may be otherwise: chance, days that differ more than by chance, how few weeks are known, and the season's trend.
    """

    mean: float
    spread: float
    weeks: int

    def chance(self, count: int) -> float:
        """Return how likely at least so many are when all is as usual."""
        return tail(count, self.mean, self.spread**2)


class Reading(msgspec.Struct, frozen=True):
    """How many came between two moments, and what is usual then (None: not known). `span` says the window in words ("since noon")."""

    span: str
    begin: datetime
    end: datetime
    count: int
    usual: Usual | None = None

    @property
    def chance(self) -> float:
        """How likely at least so many are when all is as usual; 1 where that is not known."""
        return self.usual.chance(self.count) if self.usual else 1.0

    @property
    def strange(self) -> float:
        """How strange that is, of the line above which it is said: 2 is half as likely."""
        if self.count < FEWEST:
            return 0.0
        return LOUD * min((self.end - self.begin) / HOUR, LONG) / max(self.chance, SMALLEST)


def alarm(readings: Iterable[Reading], *, standing: bool = False) -> Reading | None:
    """Return the strangest reading if it is to be said, None if all is as usual. `standing` that one was said at the look before, and not yet taken back."""
    worst = max(readings, key=lambda one: one.strange, default=None)
    return worst if worst and worst.strange > (1 / FADING if standing else 1) else None
