"""When a watch is asked again. Pure: the draw of the lot is an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

from supporttray.errors import Refused, SlowDown

LONGEST = timedelta(minutes=15)
JITTER = 0.1  # of the interval, so that many watches and many machines do not ask at once


def delay(every: timedelta, failures: int, error: Exception | None, now: datetime, lot: float) -> timedelta | None:
    """Return how long to wait; None for until somebody acts.

    `failures` counts the failures in a row, `lot` is drawn from [0, 1). A service that says when is obeyed; a refused credential
    is not tried again; anything else backs off, doubling up to 15 minutes.
    """
    spread = 1 + JITTER * (2 * lot - 1)
    if isinstance(error, SlowDown):
        return max(error.until - now, timedelta(0)) + lot * timedelta(seconds=1)
    if isinstance(error, Refused):
        return None if error.missing == "credential" else max(LONGEST, every) * spread
    if failures:
        return min(every * 2.0 ** min(failures, 16), max(LONGEST, every)) * spread
    return every * spread
