"""What only a question about a single pull request tells: its reviews, its size, whether its checks are red, when it was pushed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from supporttray.connectors.github.review import body
from supporttray.connectors.github.review.memory import CHECKS, NEAR, OPINIONS, SIZE, Kept
from supporttray.connectors.http import decode
from supporttray.connectors.link import next_page
from supporttray.connectors.task import own
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.github.review.way import Way
    from supporttray.core.item import Opinion

PAGE = "100"
PAGES = 10  # of the reviews of one, or of its check runs
SECOND = timedelta(seconds=1)
BLIND = timedelta(days=1)  # that what the token may not see is not asked again
STATUSES, RUNS = "Commit statuses", "Checks"  # the permissions
Shape = TypeVar("Shape")


class Reading:
    """The questions about single ones. `pending` are the numbers of those whose checks go on."""

    def __init__(self, way: Way, repository: str) -> None:
        self._way = way
        self._home = f"/repos/{repository}"
        self._blind: dict[str, datetime] = {}
        self.pending: set[int] = set()

    async def read(self, number: int, kept: Kept, what: str, now: datetime, me: str) -> None:
        """Read one thing of one. Raises a `ServiceError`."""
        if what == OPINIONS:
            opinions = await self._opinions(number, me)
            pushed_at = await self._pushed(kept, opinions)
            kept.before = None
            kept.read(OPINIONS, opinions=opinions, pushed_at=pushed_at)
        elif what == SIZE:
            size = decode((await self._way.get(f"{self._home}/pulls/{number}")).body, body.Size, self._way.http.host)
            kept.read(SIZE, lines=size.additions + size.deletions)
        else:
            red, pending = await self._checks(kept.review.head, now)
            (self.pending.add if pending else self.pending.discard)(number)
            kept.read(CHECKS, red=red)

    def sighted(self, now: datetime) -> tuple[str, ...]:
        """Return what of the checks the token may see, as far as we know."""
        return tuple(one for one in (STATUSES, RUNS) if one not in self._blind or now - self._blind[one] >= BLIND)

    @property
    def blind(self) -> tuple[str, ...]:
        """Return the permissions that the token turned out to lack."""
        return tuple(self._blind)

    async def _opinions(self, number: int, me: str) -> tuple[Opinion, ...]:
        pages = await self._pages(f"{self._home}/pulls/{number}/reviews", {"per_page": PAGE}, tuple[body.Said, ...])
        found = (body.opinion(one, me) for page in pages for one in page)
        return tuple(one for one in found if one)

    async def _pushed(self, kept: Kept, opinions: tuple[Opinion, ...]) -> datetime | None:
        """Return when the newest commit was pushed, where that matters; git tells when it was made, which may be long before."""
        if not (between := span(kept, opinions)):
            return kept.review.pushed_at
        after, before = between
        near = before - after <= NEAR
        return before if near else body.pushed(await self._committed(kept.review.head), after, before)

    async def _committed(self, sha: str) -> datetime | None:
        """Return when a commit was made; None where the token may not see it, or nobody knows it."""
        try:
            reply = await self._way.get(f"{self._home}/commits/{sha}")
        except Refused as error:
            if error.missing == "credential":
                raise
            return None
        made = decode(reply.body, body.Commit, self._way.http.host).commit.committer
        return made.date if made else None

    async def _checks(self, sha: str, now: datetime) -> tuple[bool, bool]:
        """Return whether checks of a commit failed, and whether some go on."""
        red = pending = False
        for what, ask in ((STATUSES, self._statuses), (RUNS, self._runs)):
            if what in self.sighted(now):
                failed, waits = await self._seen(what, ask(sha), now)
                red, pending = red or failed, pending or waits
        return red, pending

    async def _seen(self, what: str, answer: Awaitable[tuple[bool, bool]], now: datetime) -> tuple[bool, bool]:
        """Return what the checks say; nothing where the token may not see them, or the commit is gone."""
        try:
            found = await answer
        except Refused as error:
            if error.missing == "credential":
                raise
            if error.missing != "name":
                self._blind[what] = now
            return False, False
        except NotUnderstood as error:
            if error.status != 422:  # "No commit found for SHA"
                raise
            return False, False
        self._blind.pop(what, None)
        return found

    async def _statuses(self, sha: str) -> tuple[bool, bool]:
        reply = await self._way.get(f"{self._home}/commits/{sha}/status", {"per_page": "1"})
        found = decode(reply.body, body.Status, self._way.http.host)
        return found.state in body.BAD, found.state == "pending" and found.total_count > 0

    async def _runs(self, sha: str) -> tuple[bool, bool]:
        query = {"filter": "latest", "per_page": PAGE}
        pages = await self._pages(f"{self._home}/commits/{sha}/check-runs", query, body.Checks)
        runs = [one for page in pages for one in page.check_runs]
        return any(one.conclusion in body.RED for one in runs), any(one.status != "completed" for one in runs)

    async def _pages(self, path: str, query: Mapping[str, str], shape: type[Shape]) -> list[Shape]:
        reply: Reply = await self._way.get(path, query)
        found = [decode(reply.body, shape, self._way.http.host)]
        while (following := next_page(reply.headers)) and len(found) < PAGES:
            reply = await self._way.get(own(self._way.http, following))
            found.append(decode(reply.body, shape, self._way.http.host))
        return found


def span(kept: Kept, opinions: tuple[Opinion, ...]) -> tuple[datetime, datetime] | None:
    """Return between which moments the newest commit was pushed; None where that is known, or does not matter."""
    review = kept.review
    others = [one for one in opinions if one.by != review.by]
    if kept.before is not None:
        after = kept.before
    elif review.pushed_at is None and others and all(one.commit != review.head for one in others):
        after = max(one.at for one in others) + SECOND
    else:
        return None
    return after, max(kept.updated, after)
