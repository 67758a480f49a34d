"""The way to GitHub for one watch, which counts: so many requests a minute are ours, and what is asked besides waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http

EACH_MINUTE = 3  # requests
SAVED, OWED = 3.5, 10  # at the most: when nothing was asked for a while, and after much was asked at once
SPARE = 500  # requests that are left to others in the hour


class Way:
    """Asks, and counts what was asked."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.asked = 0  # in this look
        self._purse = 0.0
        self._filled: datetime | None = None
        self._left = SPARE

    def begin(self, now: datetime) -> None:
        """Begin a look: what the last one asked is paid, and the time since brings its share."""
        span = (now - self._filled) / timedelta(minutes=1) if self._filled else 1
        self._purse = max(-OWED, min(SAVED, self._purse - self.asked + EACH_MINUTE * span))
        self.asked, self._filled = 0, now

    def affords(self, count: int) -> bool:
        """Whether so many requests more are ours."""
        return self._purse >= self.asked + count

    @property
    def low(self) -> bool:
        """Whether so little of the hour's allowance is left that others need it."""
        return self._left < SPARE

    async def get(self, path: str, params: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """Ask. Raises a `ServiceError`."""
        self.asked += 1
        reply = await self.http.get(path, params, **headers)
        left = reply.headers.get("x-ratelimit-remaining", "")
        self._left = int(left) if left.isdecimal() else SPARE
        return reply
