"""The lists of a project's pipelines: all of them, and what a busy list hides; each is asked for only as far back as it is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from supporttray.connectors.gitlab.api import PAGE, Pipeline, following
from supporttray.connectors.gitlab.choice import CHILD, SCHEDULE, Choice
from supporttray.connectors.http import decode
from supporttray.connectors.pattern import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http

PAGES = 10  # read at the most to catch up with what happened since the last look
FIRST = 3  # pages that are read at first: of several branches, or until each build is known to have been green once
MAIN = ""  # the list of all of one branch, or of all
SIDE = timedelta(minutes=5)  # how often what a busy list hides is asked for by itself
SIDE_PAGE = "20"
LONG_AGO = datetime.fromtimestamp(0, UTC)


class Listed(msgspec.Struct, frozen=True):
    """What is known of one list: its validator, the newest pipeline in it, and when it was asked for."""

    etag: str = ""
    newest: int = 0
    at: datetime = LONG_AGO


class Seen(NamedTuple):
    """What a look found: the lists that changed, their pipelines, and which of these stand on the pages that are always asked for."""

    told: dict[str, Listed]
    found: dict[int, Pipeline]
    front: set[int]

    def __or__(self, other: Seen) -> Seen:
        """Return what two looks found."""
        return Seen(self.told | other.told, self.found | other.found, self.front | other.front)


class Listing:
    """The lists that tell of what is meant; `key` says which build a pipeline is a run of."""

    def __init__(self, http: Http, path: str, choice: Choice, key: Callable[[Pipeline], str]) -> None:
        self._http = http
        self._path = path
        self._key = key
        self._several = not choice.branch
        self._queries = _queries(choice)

    async def look(self, known: dict[str, Listed], unsettled: Collection[int], now: datetime) -> Seen:
        """Ask for what is due. Raises a `ServiceError`."""
        seen = Seen({}, {}, set())
        for name, query in self._queries.items():
            before = known.get(name, Listed())
            if query["per_page"] == SIDE_PAGE and now - before.at < SIDE:
                continue
            reply = await self._http.get(self._path, query, if_none_match=before.etag)
            etag = reply.headers.get("etag") or sha256(reply.body).hexdigest()
            if reply.unchanged or etag == before.etag:  # some send all of it again
                if query["per_page"] == SIDE_PAGE:
                    known[name] = Listed(before.etag, before.newest, now)
                continue
            front = decode(reply.body, tuple[Pipeline, ...], self._http.host)
            listed = await self._pages(front, reply, query, before.newest, unsettled)
            newest = max([before.newest, *(one.id for one in listed)])
            seen |= Seen({name: Listed(etag, newest, now)}, {one.id: one for one in listed}, {one.id for one in front})
        return seen

    async def _pages(
        self,
        front: Sequence[Pipeline],
        reply: Reply,
        query: Mapping[str, str],
        newest: int,
        unsettled: Collection[int],
    ) -> list[Pipeline]:
        """Return a list's first page, and those after it that are wanted: where something was missed, back to what may have changed."""
        listed = list(front)
        missed = bool(newest) and _all_newer(listed, newest)
        floor = min([newest, *unsettled]) if missed else newest
        follow: Reply | None = reply
        for number in range(1, PAGES):
            wanted = _all_newer(listed, floor) if newest else number < FIRST and self._unsure(listed)
            if not wanted or follow is None or not (follow := await following(self._http, follow, self._path, query)):
                break
            listed += decode(follow.body, tuple[Pipeline, ...], self._http.host)
        return listed

    def _unsure(self, listed: list[Pipeline]) -> bool:
        """Whether more may stand further back: the first red run of a build that has been red as far as is known, or another branch."""
        red = {self._key(one) for one in listed if one.status == "failed"}
        green = {self._key(one) for one in listed if one.status == "success"}
        return self._several or bool(red - green - {""})


def _queries(choice: Choice) -> dict[str, dict[str, str]]:
    """Return what is asked for, by name: all of one branch or of all, and what may be hidden in that."""
    one = {"ref": choice.branch} if choice.branch else {}
    queries = {MAIN: {**one, "per_page": PAGE}}
    if choice.means(SCHEDULE):
        queries["schedule"] = {**one, "source": SCHEDULE, "per_page": SIDE_PAGE}
    if CHILD in choice.pipelines:  # they stand in no other list
        queries["child"] = {**one, "source": CHILD, "per_page": PAGE}
    if not choice.branch:
        names = [branch for pattern in choice.branches if (branch := plain((pattern,)))]
        queries |= {f"on {branch}": {"ref": branch, "per_page": SIDE_PAGE} for branch in names}
    return queries


def _all_newer(listed: list[Pipeline], number: int) -> bool:
    return bool(listed) and min(one.id for one in listed) > number
