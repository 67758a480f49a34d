"""`gitlab.queue`: the issues of a project or a group as tasks: those that are open, in the order that the board keeps, and those closed lately.

A poll asks two conditional questions (docs.gitlab.com/api/issues): what changed last, and the first page of the order, for what is only
moved on a board does not count as changed. The rest of the order is as old as the last reading of everything.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.gitlab import order, place
from supporttray.connectors.gitlab.api import PAGE, following
from supporttray.connectors.gitlab.issue import KEPT, Issue, key, task
from supporttray.connectors.http import decode
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.gitlab.service import GitLab
    from supporttray.core.item import Task

FEW = "20"  # of what changed last
PAGES = 50  # of a list: 5,000
WHOLE = timedelta(minutes=30)  # between two readings of everything
LONG_AGO = datetime.fromtimestamp(0, UTC)
CHANGED = {"scope": "all", "order_by": "updated_at", "sort": "desc", "per_page": FEW}
ORDER = {"scope": "all", "state": "opened", "order_by": "relative_position", "sort": "asc", "per_page": PAGE}


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    changed: str = ""  # the validators of the first pages
    order: str = ""
    newest: datetime = LONG_AGO  # the last change that was seen
    ranks: dict[int, int] = {}  # the open issues by their ids
    read_at: datetime = LONG_AGO  # when everything was read
    limits: str = ""


class GitlabQueue:
    """The issues of one project, or of one group with all its projects."""

    kind: ClassVar[str] = "gitlab.queue"
    service: ClassVar[str] = "gitlab"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `gitlab.queue` watch: a project or a group."""

        project: Annotated[
            str,
            msgspec.Meta(
                title="Project",
                description="Its path, with all its groups",
                pattern=r"^([\w.-]{1,250}(/[\w.-]{1,250}){1,20})?$",
                examples=["acme/support"],
            ),
        ] = ""
        group: Annotated[
            str,
            msgspec.Meta(
                title="Group",
                description="In place of a project: the path of a group, whose projects are all meant",
                pattern=r"^([\w.-]{1,250}(/[\w.-]{1,250}){0,20})?$",
                examples=["acme"],
            ),
        ] = ""
        labels: Annotated[
            tuple[Annotated[str, msgspec.Meta(pattern=r"^[^,]{1,100}$")], ...],
            msgspec.Meta(
                title="Labels", description="Only issues that have all of these", max_length=10, examples=[["support"]]
            ),
        ] = ()
        critical: Annotated[bool, msgspec.Meta(title="Critical", description="These block a release")] = False

        def __post_init__(self) -> None:
            """Refuse a watch of nothing, and one of two things."""
            if bool(self.project) == bool(self.group):
                raise ValueError("a project or a group is needed, and only one of them")

    def __init__(self, options: Options, service: GitLab, me: str) -> None:  # noqa: ARG002  the token tells who I am
        self._options = options
        self._service = service
        self._http = service.http
        self._place = options.project or options.group
        self._home = place.home(options.project) if options.project else place.group(options.group)
        self._order = ORDER | ({"labels": ",".join(options.labels)} if options.labels else {})

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitLab once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        shared = self._service.ranks  # what another watch of the account has numbered anew is told so by this one, too
        known.ranks = {number: shared.setdefault(number, rank) for number, rank in known.ranks.items()}
        try:
            if now - known.read_at >= WHOLE:
                return await self._whole(known, now)
            return await self._news(known, now)
        except Refused as error:
            if error.missing == "name":
                await place.look(self._http, project=self._options.project, group=self._options.group)
            raise

    # --- everything

    async def _whole(self, before: Memory, now: datetime) -> Answer:
        """Read all; what changes meanwhile comes after the change that was the last before."""
        reply = await self._http.get(f"{self._home}/issues", CHANGED)
        newest = max((one.updated_at for one in self._decoded(reply)), default=LONG_AGO)
        first = await self._http.get(f"{self._home}/issues", self._order)
        opened, all_open = await self._all(first, self._order)
        since = f"{now - KEPT:%Y-%m-%dT00:00:00Z}"
        over = {**self._order, **CHANGED, "state": "closed", "updated_after": since, "per_page": PAGE}
        closed, all_closed = await self._all(await self._http.get(f"{self._home}/issues", over), over)
        missing = before.ranks.keys() - {one.id for one in (*opened, *closed)}
        if missing:  # what is moved or closed meanwhile moves others over the edge of a page
            again, all_open = await self._all(await self._http.get(f"{self._home}/issues", self._order), self._order)
            there = {one.id for one in (*again, *closed)}
            opened = [*again, *(one for one in opened if one.id not in there)]
        ranks = order.whole(self._service.ranks, [one.id for one in opened])
        wanted = {one.id: one for one in (*opened, *closed) if one.told(self._options.labels, now)}
        most = f"Of {self._place} only the first {PAGES * int(PAGE):,} issues are seen."
        limits = "" if all_open and all_closed else most
        known = Memory(_etag(reply), _etag(first), newest, ranks, now, limits)
        return await self._answer(known, wanted, complete=True)

    async def _all(self, reply: Reply, query: Mapping[str, str]) -> tuple[list[Issue], bool]:
        """Return a list from its first page on, and whether that is all of it."""
        found: list[Issue] = []
        page: Reply | None = reply
        for _ in range(PAGES):
            if page is None:
                return found, True
            found += self._decoded(page)
            page = await following(self._http, page, f"{self._home}/issues", query)
        return found, page is None

    # --- what is new

    async def _news(self, known: Memory, now: datetime) -> Answer | Unchanged:
        """Ask what changed, and whether the first of the order are still the first."""
        changed = await self._changed(known)
        gone = {one.id: one for one in changed.values() if not one.told(self._options.labels, now)}
        open_now = {one.id for one in changed.values() if not one.closed} - gone.keys()
        known.ranks = {
            number: rank for number, rank in known.ranks.items() if number not in changed or number in open_now
        }
        first = await self._first(self._order, known.order)
        told = {number: one for number, one in changed.items() if number not in gone}
        if first:
            listed = {one.id: one for one in self._decoded(first)}
            moved = order.arranged(known.ranks, [*listed])
            if moved is None:
                return await self._whole(known, now)
            known.order = _etag(first)
            known.ranks |= moved
            told |= {number: listed[number] for number in moved}
        elif not changed:
            return Unchanged()
        for number in sorted(open_now - known.ranks.keys()):
            known.ranks[number] = order.behind(known.ranks)
        return await self._answer(known, told, gone=tuple(key(self._service.root, number) for number in gone))

    async def _first(self, query: Mapping[str, str], etag: str) -> Reply | None:
        """Return a list's first page; None where it is the same as before."""
        reply = await self._http.get(f"{self._home}/issues", query, if_none_match=etag)
        return None if reply.unchanged or _etag(reply) == etag else reply

    async def _changed(self, known: Memory) -> dict[int, Issue]:
        """Return what changed since the last look, by its id, whatever its labels are now."""
        page = reply = await self._first(CHANGED, known.changed)
        found: dict[int, Issue] = {}
        for _ in range(PAGES):
            if page is None:
                break
            issues = self._decoded(page)
            found |= {one.id: one for one in issues if one.updated_at >= known.newest and one.id not in found}
            if any(one.updated_at <= known.newest for one in issues):
                break
            page = await following(self._http, page, f"{self._home}/issues", CHANGED)
        known.changed = _etag(reply) if reply else known.changed
        known.newest = max([known.newest, *(one.updated_at for one in found.values())])
        return found

    # --- the tasks

    def _decoded(self, reply: Reply) -> tuple[Issue, ...]:
        return decode(reply.body, tuple[Issue, ...], self._http.host)

    async def _answer(
        self, known: Memory, issues: Mapping[int, Issue], *, gone: tuple[str, ...] = (), complete: bool = False
    ) -> Answer:
        me = (await self._service.me()).username
        self._service.ranks |= known.ranks
        tasks = tuple(self._task(one, me, known) for one in issues.values())
        memory = msgspec.json.encode(known)
        return Answer(items=tasks, gone=gone, complete=complete, memory=memory, limits=known.limits)

    def _task(self, issue: Issue, me: str, known: Memory) -> Task:
        return task(issue, self._service.root, self._place, me, known.ranks.get(issue.id))


def _etag(reply: Reply) -> str:
    """Return what tells a page from another one; some servers send no validators."""
    return reply.headers.get("etag") or sha256(reply.body).hexdigest()
