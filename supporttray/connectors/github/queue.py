"""`github.queue`: the issues of a repository as tasks: those that are open, and those that were closed in the last 30 days.

Two conditional requests a poll (docs.github.com/rest/issues), both in the order of the last change: what changes comes to the first
page. What only leaves a later page (a label taken off, an issue moved elsewhere) is seen when all is read again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.github.moment import Moment
from supporttray.connectors.github.write import takes_issues
from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.connectors.task import own
from supporttray.core.item import Stage, Task
from supporttray.core.text import plain, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.github.service import GitHub

PAGE = "100"
PAGES = 10  # of a list
KEPT = timedelta(days=30)  # that a closed one is told
WHOLE = timedelta(minutes=30)  # between two readings of everything
LONG_AGO = datetime.fromtimestamp(0, UTC)
DROPPED = frozenset({"not_planned", "duplicate"})


class User(msgspec.Struct, frozen=True):
    """Whose it is."""

    login: str


class Issue(msgspec.Struct, frozen=True):
    """An issue as the lists give it; only what we use. A pull request has the key of that name."""

    number: int
    title: str
    state: str
    created_at: Moment
    html_url: str = ""
    closed_at: Moment | None = None
    state_reason: str | None = None
    assignees: tuple[User, ...] | None = None
    pull_request: object = None


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    open: str = ""  # the validators of the first pages
    closed: str = ""
    read_at: datetime = LONG_AGO  # when everything was read


class GithubQueue:
    """The issues of one repository."""

    kind: ClassVar[str] = "github.queue"
    service: ClassVar[str] = "github"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `github.queue` watch."""

        repository: Annotated[
            str,
            msgspec.Meta(
                title="Repository",
                description="owner/name",
                pattern=r"^[\w.-]{1,100}/[\w.-]{1,100}$",
                examples=["acme/support"],
            ),
        ]
        labels: Annotated[
            tuple[Annotated[str, msgspec.Meta(pattern=r"^[^,]{1,50}$")], ...],
            msgspec.Meta(
                title="Labels", description="Only issues that have all of these", max_length=10, examples=[["support"]]
            ),
        ] = ()

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  the issues do not depend on me
        self._options = options
        self._http = service.http
        self._issues = f"/repos/{options.repository}/issues"

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitHub once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        if now - known.read_at >= WHOLE:
            known = Memory()
        try:
            return await self._fetch(known, now)
        except Refused as error:
            if error.missing == "name":
                await takes_issues(self._http, self._options.repository)
            raise

    async def _fetch(self, known: Memory, now: datetime) -> Answer | Unchanged:
        """Ask for both lists; where one has changed the other is read again as well, for an answer is whole."""
        opened = await self._first("open", known.open, now)
        closed = await self._first("closed", known.closed, now)
        if opened.unchanged and closed.unchanged:
            return Unchanged()
        if opened.unchanged:
            opened = await self._first("open", "", now)
        if closed.unchanged:
            closed = await self._first("closed", "", now)
        issues, whole = await self._all(opened)
        others, also_whole = await self._all(closed)
        wanted = {one.number: one for one in (*issues, *others) if one.pull_request is None and _told(one, now)}
        read = Memory(opened.headers.get("etag", ""), closed.headers.get("etag", ""), now)
        limits = "" if whole and also_whole else f"Of {self._options.repository} only the newest issues are seen."
        tasks = tuple(self._task(one) for one in wanted.values())
        return Answer(items=tasks, complete=True, memory=msgspec.json.encode(read), limits=limits)

    async def _first(self, state: str, etag: str, now: datetime) -> Reply:
        """Ask for the first page of a list; `since` is of the day, or the answer would be another one each time."""
        query = {"state": state, "sort": "updated", "direction": "desc", "per_page": PAGE}
        if self._options.labels:
            query["labels"] = ",".join(self._options.labels)
        if state == "closed":
            query["since"] = f"{now - KEPT:%Y-%m-%dT00:00:00Z}"
        return await self._http.get(self._issues, query, if_none_match=etag)

    async def _all(self, reply: Reply) -> tuple[list[Issue], bool]:
        """Return a list from its first page on, and whether that is all of it."""
        found: list[Issue] = []
        for _ in range(PAGES):
            found += decode(reply.body, tuple[Issue, ...], self._http.host)
            following = next_page(reply.headers)
            if not following:
                return found, True
            reply = await self._http.get(own(self._http, following))
        return found, False

    def _task(self, issue: Issue) -> Task:
        closed = issue.state == "closed"
        return Task(
            key=f"task:{self._http.host}/{self._options.repository}/{issue.number}",
            title=shorten(issue.title, 200),
            url=web(issue.html_url),
            at=issue.created_at,
            name=f"{self._options.repository}#{issue.number}",
            stage=Stage.DONE if closed else Stage.STARTED if issue.assignees else Stage.OPEN,
            assignee=", ".join(plain(one.login) for one in issue.assignees or ()),
            changed=issue.closed_at if closed else None,
            dropped=closed and issue.state_reason in DROPPED,
        )


def _told(issue: Issue, now: datetime) -> bool:
    """Whether it is open, or was closed lately: the list itself goes by the last change."""
    return issue.state != "closed" or issue.closed_at is None or now - issue.closed_at < KEPT
