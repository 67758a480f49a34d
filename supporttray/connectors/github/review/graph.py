"""All that matters of many pull requests in one question: GraphQL tells in a list what REST tells only of single ones (docs.github.com/graphql).

A look is one request: what changed last, whose checks go on, and every quarter of an hour by the way a page of the checks of all. The first
look reads all in pages. Where a server or a token knows no GraphQL, `listing.py` and `reading.py` ask instead.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.github.graphql import asked
from supporttray.connectors.github.review import body, proposed
from supporttray.connectors.github.review.listing import OVERLAP
from supporttray.connectors.github.review.memory import LONG_AGO
from supporttray.connectors.http import decode
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from supporttray.connectors.github.review.memory import Memory
    from supporttray.connectors.http import Http

RECENT = 10  # of what changed last, each look: it cannot be asked on condition
PAGE, PAGES = 25, 40  # of what is open
SHORT = 4  # pages of what changed; where it is more, all that is open is read
SINGLE = 40  # that are asked for by their numbers, in one question
SWEEP = timedelta(minutes=15)  # between two readings of the checks of all
MOST = PAGE * PAGES
NEWEST = "orderBy: {field: UPDATED_AT, direction: DESC}"
Shape = TypeVar("Shape")


class Data(msgspec.Struct, frozen=True):
    """What a question answers: by the names that it gave."""

    repository: dict[str, msgspec.Raw] | None = None


class Graph:
    """The questions about one repository's pull requests. What is kept here is what is to be asked next, and may be lost."""

    def __init__(self, http: Http, repository: str) -> None:
        self._http = http
        self._owner, _, self._name = repository.partition("/")
        self._cursor = ""  # of the reading of all that is under way
        self._seen: set[int] = set()
        self._missed: set[int] = set()
        self._pending: set[int] = set()

    async def look(self, known: Memory, now: datetime, me: str, see: Callable[[body.Pull], None]) -> set[int]:
        """Tell `see` each that may have changed, and read it; return the numbers of those that are open no more. Raises a `ServiceError`."""
        if known.read_at == LONG_AGO:
            return await self._whole(known, now, me, see)
        single = self._single(known)
        sweeps = bool(self._cursor) or now - known.read_at >= SWEEP
        parts = [_list("recent", RECENT, "", NEWEST), *(_one(number) for number in single)]
        found = await self._ask([*parts, _checks(self._cursor)] if sweeps else parts, now)
        recent = self._read(found, "recent", proposed.Page)
        nodes = await self._since(recent, known, now)
        if nodes is None:
            return await self._whole(known, now, me, see)
        gone = {number for number in single if not self._read(found, f"p{number}", proposed.Node | None)}  # type: ignore[arg-type]
        nodes += [one for number in single if (one := self._read(found, f"p{number}", proposed.Node | None))]  # type: ignore[arg-type]
        self._missed.difference_update(single)
        gone |= self._take(nodes, known, me, see)
        known.until = max((one.updated_at for one in recent.nodes), default=known.until)
        if sweeps:
            self._sweep(self._read(found, "open", proposed.Checks), known, now)
        return gone & known.pulls.keys()

    async def _since(self, page: proposed.Page, known: Memory, now: datetime) -> list[proposed.Node] | None:
        """Return what changed since the last look, from this page on; None where that is too much."""
        nodes = list(page.nodes)
        for _ in range(SHORT):
            last = page.nodes[-1].updated_at if page.nodes else LONG_AGO
            new = last >= known.until - OVERLAP and any(_news(one, known) for one in page.nodes)
            if not (new and page.page_info.has_next_page):
                return nodes
            page = await self._page(page.page_info.end_cursor or "", NEWEST, now)
            nodes += page.nodes
        return None

    async def _whole(self, known: Memory, now: datetime, me: str, see: Callable[[body.Pull], None]) -> set[int]:
        """Read all that is open: what is not among it is gone, unless there is more than we read."""
        nodes, cursor, more = list[proposed.Node](), "", True
        for _ in range(PAGES):
            page = await self._page(cursor, f"states: OPEN, {NEWEST}", now)
            nodes += page.nodes
            cursor, more = page.page_info.end_cursor or "", page.page_info.has_next_page
            if not more:
                break
        self._take(nodes, known, me, see)
        known.more, known.read_at = more, now
        known.until = max((one.updated_at for one in nodes), default=now)
        return set() if more else known.pulls.keys() - {one.number for one in nodes}

    def _take(
        self, nodes: Iterable[proposed.Node], known: Memory, me: str, see: Callable[[body.Pull], None]
    ) -> set[int]:
        gone = set()
        for node in nodes:
            if not node.open:
                gone.add(node.number)
                continue
            see(node.pull())
            node.read(known.pulls[node.number], me)
            (self._pending.add if node.checks.pending else self._pending.discard)(node.number)
        return gone

    def _sweep(self, page: proposed.Checks, known: Memory, now: datetime) -> None:
        """Take a page of the checks of all. Who is new in it, or in no page of a whole reading, is asked for next."""
        for one in page.nodes:
            kept = known.pulls.get(one.number)
            if kept and one.checks.oid == kept.review.head:
                kept.change(red=one.checks.red)
                (self._pending.add if one.checks.pending else self._pending.discard)(one.number)
            elif kept or len(known.pulls) + len(self._missed) < MOST:
                self._missed.add(one.number)
        self._seen |= {one.number for one in page.nodes}
        self._cursor = (page.page_info.end_cursor or "") if page.page_info.has_next_page else ""
        if not self._cursor:
            self._missed |= known.pulls.keys() - self._seen
            self._seen, known.read_at = set(), now

    def _single(self, known: Memory) -> list[int]:
        """Return whom to ask for by number: who was missed, then who changed last of those whose checks go on."""
        pending = self._pending & known.pulls.keys() - self._missed
        newest = sorted(pending, key=lambda number: known.pulls[number].updated, reverse=True)
        return [*sorted(self._missed), *newest][:SINGLE]

    async def _page(self, cursor: str, filters: str, now: datetime) -> proposed.Page:
        found = await self._ask([_list("recent", PAGE, cursor, filters)], now)
        return self._read(found, "recent", proposed.Page)

    async def _ask(self, parts: list[str], now: datetime) -> dict[str, msgspec.Raw]:
        facts = proposed.FACTS if any("...facts" in one for one in parts) else ""
        query = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n"
        query += "\n".join(parts) + "\n} }\n" + facts
        data = await asked(self._http, query, {"owner": self._owner, "name": self._name}, Data, now)
        if data is None or data.repository is None:
            raise Refused(f"{self._http.host} shows no {self._owner}/{self._name} there.", missing="name")
        return data.repository

    def _read(self, found: dict[str, msgspec.Raw], name: str, shape: type[Shape]) -> Shape:
        return decode(bytes(found.get(name, b"null")), shape, self._http.host)


def _news(node: proposed.Node, known: Memory) -> bool:
    """Whether this is not what is known: many may have changed in one second."""
    kept = known.pulls.get(node.number)
    return (kept is None or kept.updated != node.updated_at) if node.open else kept is not None


def _list(name: str, count: int, cursor: str, filters: str) -> str:
    return f"{name}: pullRequests(first: {count}{_after(cursor)}, {filters}) {{ {proposed.MORE} nodes {{ ...facts }} }}"


def _checks(cursor: str) -> str:
    return f"open: pullRequests(first: 100{_after(cursor)}, states: OPEN) {{ {proposed.MORE} nodes {{ number {proposed.CHECKS} }} }}"


def _one(number: int) -> str:
    return f"p{number}: pullRequest(number: {number}) {{ ...facts }}"


def _after(cursor: str) -> str:
    return f", after: {msgspec.json.encode(cursor).decode()}" if cursor else ""
