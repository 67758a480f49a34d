"""The clocks of a request: in the team's working time, from when somebody waits until an answer is due. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item import OPEN

if TYPE_CHECKING:
    from supporttray.core.hours import Hours

HALF, MOST = 0.5, 0.8  # of the time: from then on the icon tells what is left; then it is said once more


class Deadline(msgspec.Struct, frozen=True):
    """When half of the time is over, when most of it, and when all of it (UTC); `OPEN` for never."""

    half: datetime
    most: datetime
    due: datetime


NEVER = Deadline(OPEN, OPEN, OPEN)


@lru_cache(maxsize=16_384)  # thousands of requests are looked at each half minute, and their times do not change
def deadline(hours: Hours, since: datetime, within: timedelta | None) -> Deadline:
    """Return the deadline of something that began then and may take so much working time; no span means no deadline."""
    if within is None:
        return NEVER
    return Deadline(*(hours.after(since, within * share) for share in (HALF, MOST, 1)))
