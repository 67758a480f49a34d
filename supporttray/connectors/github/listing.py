"""What is asked of a repository's issues: what changed last, all that are open, what was closed lately, and single ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from supporttray.connectors.github.issue import Issue
from supporttray.connectors.http import decode
from supporttray.connectors.link import next_page
from supporttray.connectors.task import own
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http

RECENT = "30"  # a page of what changed last: it is asked each minute, and bodies are long
PAGE = "100"
PAGES = 50  # of what is open
SHORT = 10  # pages of what was closed, or changed meanwhile
KEPT = timedelta(days=30)  # that a closed one is told
OVERLAP = timedelta(minutes=2)  # GitHub's lists may lag behind each other


class Page(msgspec.Struct, frozen=True):
    """A page of issues, in which pull requests stand among them; `following` is the address of the next one."""

    issues: tuple[Issue, ...]
    following: str = ""
    etag: str = ""


class Listing:
    """The questions about one repository."""

    def __init__(self, http: Http, repository: str, labels: tuple[str, ...]) -> None:
        self._http = http
        self._repository = repository
        self._address = f"/repos/{repository}/issues"
        self._labels = {"labels": ",".join(labels)} if labels else {}

    async def recent(self, etag: str) -> Page | None:
        """Return what changed last, whatever its labels: so one that lost them is seen. None where nothing did."""
        query = {"state": "all", "sort": "updated", "direction": "desc", "per_page": RECENT}
        reply = await self._http.get(self._address, query, if_none_match=etag)
        return None if reply.unchanged else self._page(reply)

    async def since(self, page: Page, until: datetime | None) -> list[Issue] | None:
        """Return what changed from a page on until a moment that is known; None where that is too much."""
        found = list(page.issues)
        for _ in range(SHORT):
            oldest = min((one.updated_at for one in page.issues if one.updated_at), default=None)
            if not page.following or until is None or oldest is None or oldest < until - OVERLAP:
                return found
            page = await self.next(page.following)
            found += page.issues
        return None

    async def all_open(self) -> tuple[list[Issue], bool]:
        """Return what is open, and whether that is all."""
        return await self._all({"state": "open", "sort": "updated", "direction": "desc"}, PAGES)

    async def all_closed(self, now: datetime) -> tuple[list[Issue], bool]:
        """Return what was closed and changed lately, and whether that is all."""
        since = {"since": f"{now - KEPT:%Y-%m-%dT00:00:00Z}"}
        return await self._all({"state": "closed", "sort": "updated", "direction": "desc", **since}, SHORT)

    async def oldest(self) -> Page:
        """Return the first page of what is open in an order in which nothing moves: new ones come to its end."""
        return await self._first({"state": "open", "sort": "created", "direction": "asc"})

    async def next(self, following: str) -> Page:
        """Return a page by its address. Raises `NotUnderstood` where that leads elsewhere."""
        return self._page(await self._http.get(own(self._http, following)))

    async def one(self, number: int) -> Issue | None:
        """Return a single issue, wherever it has moved to; None if it is gone."""
        try:
            reply = await self._http.get(f"{self._address}/{number}")
        except Refused as error:
            if error.missing == "name":
                return None
            raise
        return decode(reply.body, Issue, self._http.host)

    async def lacks(self, label: str) -> bool:
        """Whether the repository has no such label."""
        try:
            await self._http.get(f"/repos/{self._repository}/labels/{quote(label, safe='')}")
        except Refused as error:
            if error.missing == "name":
                return True
            raise
        return False

    async def _first(self, query: Mapping[str, str]) -> Page:
        return self._page(await self._http.get(self._address, {**query, **self._labels, "per_page": PAGE}))

    async def _all(self, query: Mapping[str, str], most: int) -> tuple[list[Issue], bool]:
        page = await self._first(query)
        found = list(page.issues)
        for _ in range(most - 1):
            if not page.following:
                break
            page = await self.next(page.following)
            found += page.issues
        return found, not page.following

    def _page(self, reply: Reply) -> Page:
        issues = decode(reply.body, tuple[Issue, ...], self._http.host)
        return Page(issues, next_page(reply.headers), reply.headers.get("etag", ""))
