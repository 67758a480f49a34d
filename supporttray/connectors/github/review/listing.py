"""Which pull requests of a repository are open: what changed last, in one conditional request, and now and then all of them.

What was merged or closed comes to the top of the same list as what was pushed to, so one question sees both.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.github.permission import worded
from supporttray.connectors.github.review.body import Pull
from supporttray.connectors.github.write import Home
from supporttray.connectors.http import decode
from supporttray.connectors.link import next_page
from supporttray.connectors.task import own
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.github.review.memory import Memory
    from supporttray.connectors.github.review.way import Way

RECENT = "30"  # a page of what changed last: it is asked each minute, and the bodies are long
PAGE = "100"
PAGES = 10  # of what is open
SHORT = 4  # pages of what changed; where it is more, all that is open is read
WHOLE = timedelta(hours=1)  # between two readings of all that is open
OVERLAP = timedelta(minutes=2)  # the list may lag behind what it tells of


class Listing:
    """The questions about one repository's pull requests."""

    def __init__(self, way: Way, repository: str) -> None:
        self._way = way
        self._repository = repository
        self._address = f"/repos/{repository}/pulls"

    async def look(self, known: Memory, now: datetime, see: Callable[[Pull], None]) -> set[int]:
        """Tell `see` each open one that may have changed; return the numbers of those that are open no more. Raises a `ServiceError`."""
        try:
            return await self._look(known, now, see)
        except Refused as error:
            raise await self._explained(error) from None

    async def _look(self, known: Memory, now: datetime, see: Callable[[Pull], None]) -> set[int]:
        whole = now - known.read_at >= WHOLE
        query = {"state": "all", "sort": "updated", "direction": "desc", "per_page": RECENT}
        reply = await self._way.get(self._address, query, if_none_match="" if whole else known.etag)
        if reply.unchanged:
            return set()
        pulls = _pulls(reply, self._way)
        found = None if whole else await self._since(reply, pulls, known.until)
        known.etag = reply.headers.get("etag", "")
        known.until = max((one.updated_at for one in pulls), default=known.until)
        if found is None:
            return await self._whole(known, now, see)
        for one in found:
            if one.open:
                see(one)
        return {one.number for one in found if not one.open and one.number in known.pulls}

    async def _since(self, reply: Reply, pulls: tuple[Pull, ...], until: datetime) -> list[Pull] | None:
        """Return what changed since a moment, from the first page on; None where that is too much."""
        found = list(pulls)
        for _ in range(SHORT):
            following = next_page(reply.headers)
            if not following or not pulls or pulls[-1].updated_at < until - OVERLAP:
                return found
            reply = await self._way.get(own(self._way.http, following))
            pulls = _pulls(reply, self._way)
            found += pulls
        return None

    async def _whole(self, known: Memory, now: datetime, see: Callable[[Pull], None]) -> set[int]:
        """Read all that is open: what is not among it is gone, unless there is more than we read."""
        query: Mapping[str, str] = {"state": "open", "sort": "updated", "direction": "desc", "per_page": PAGE}
        reply = await self._way.get(self._address, query)
        found = {one.number: one for one in _pulls(reply, self._way)}
        for _ in range(PAGES - 1):
            if not (following := next_page(reply.headers)):
                break
            reply = await self._way.get(own(self._way.http, following))
            found |= {one.number: one for one in _pulls(reply, self._way)}
        known.more = bool(next_page(reply.headers))
        for one in found.values():
            see(one)
        known.read_at = now
        return set() if known.more else known.pulls.keys() - found.keys()

    async def _explained(self, error: Refused) -> Refused:
        """Return a refusal in words: GitHub says 404 for what is not there and for what the token may not see."""
        if error.missing == "credential":
            return error
        lacks = Refused(error.phrase, error.hint, missing="Pull requests: read") if error.missing == "name" else error
        try:
            home = decode((await self._way.get(f"/repos/{self._repository}")).body, Home, self._way.http.host)
        except Refused as refused:
            if refused.missing != "name":
                return refused
            hint = "Check its name in the config, and that your token may see it: GitHub says the same for both."
            return Refused(f"{self._way.http.host} knows no repository {self._repository}.", hint, missing="name")
        return worded(lacks, f"see the pull requests of {home.full_name}", "Pull requests: read")


def _pulls(reply: Reply, way: Way) -> tuple[Pull, ...]:
    return decode(reply.body, tuple[Pull, ...], way.http.host)
