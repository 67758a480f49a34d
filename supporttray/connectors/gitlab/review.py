"""`gitlab.reviews`: the open merge requests of a project, with what their reviewers say and whether their pipelines failed.

A poll asks two conditional questions: what changed last, whatever became of it, and now and then how the newest pipelines went (a
pipeline that ends is no change of its merge request). Of what changed, the opinions are asked.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.gitlab import opinion, place
from supporttray.connectors.gitlab.api import PAGE, Pipeline, following
from supporttray.connectors.gitlab.merge import Known, Merge, key, review
from supporttray.connectors.http import decode
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.gitlab.service import GitLab

PAGES = 20  # of a list: 2,000
READS = 25  # merge requests whose opinions are asked for in one look
WHOLE = timedelta(minutes=30)  # between two readings of everything
CHECKS = timedelta(minutes=4)  # how often it is asked how pipelines went
LONG_AGO = datetime.fromtimestamp(0, UTC)
CHANGED = {"state": "all", "scope": "all", "order_by": "updated_at", "sort": "desc", "per_page": "20"}
OPEN = CHANGED | {"state": "opened", "per_page": PAGE}
NEWEST = {"order_by": "updated_at", "sort": "desc", "per_page": "50"}
SILENT = frozenset({"canceled", "skipped", "manual", "scheduled"})  # pipelines that say nothing of a commit
_REF = re.compile(r"refs/merge-requests/(\d+)/(?:head|merge|train)")


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    changed: str = ""  # the validators of the first pages
    checks: str = ""
    newest: datetime = LONG_AGO  # the last change that was seen
    read_at: datetime = LONG_AGO  # when everything was read
    checked_at: datetime = LONG_AGO  # when it was asked how pipelines went
    known: dict[int, Known] = {}  # by the numbers in the project
    due: tuple[int, ...] = ()  # whose opinions are still to be asked
    first: tuple[int, ...] = ()  # those of them that were there at the first look: they are nothing new
    limits: str = ""


class GitlabReviews:
    """The open merge requests of one project."""

    kind: ClassVar[str] = "gitlab.reviews"
    service: ClassVar[str] = "gitlab"
    every: ClassVar[timedelta] = timedelta(seconds=120)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `gitlab.reviews` watch."""

        project: Annotated[
            str,
            msgspec.Meta(
                title="Project",
                description="Its path, with all its groups",
                pattern=r"^[\w.-]{1,250}(/[\w.-]{1,250}){1,20}$",
                examples=["acme/shop"],
            ),
        ]

    def __init__(self, options: Options, service: GitLab, me: str) -> None:  # noqa: ARG002  the token tells who I am
        self._project = options.project
        self._service = service
        self._http = service.http
        self._home = place.home(options.project)
        self._path = f"{self._home}/merge_requests"

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitLab once. Raises a `ServiceError`."""
        try:
            return await self._fetch(memory, now)
        except Refused as error:
            if error.missing == "name":
                await place.look(self._http, project=self._project, wants="merge requests")
            raise

    async def _fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        known = recall(memory, Memory)
        whole, begun = now - known.read_at >= WHOLE, known.newest == LONG_AGO
        bodies = await self._whole(known, now) if whole else await self._changed(known)
        over = {number: one for number, one in bodies.items() if not one.open}
        opened = {number: one for number, one in bodies.items() if one.open}
        stale = [number for number, one in opened.items() if _stale(one, known.known.get(number), whole=whole)]
        there = opened.keys() if whole else {*known.known, *known.due, *stale} - over.keys()
        known.known = {number: one for number, one in known.known.items() if number in there}
        due = [number for number in dict.fromkeys((*stale, *known.due)) if number in there]
        turned = await self._turned(known, now)
        if not (whole or bodies or due or turned):
            kept = msgspec.json.encode(known)
            return Answer(memory=kept) if kept != memory else Unchanged()
        opened |= await self._asked({*due[:READS], *turned} - opened.keys())
        await self._read(known, [opened[number] for number in due[:READS] if number in opened], now)
        known.due = tuple(due[READS:])
        known.first = known.due if begun else known.first
        return await self._answer(known, opened, over, whole=whole)

    async def _answer(
        self, known: Memory, opened: Mapping[int, Merge], over: Mapping[int, Merge], *, whole: bool
    ) -> Answer:
        """Return what is known of some. What stood here before the first look, and is open no more, goes once all were read."""
        me, root = (await self._service.me()).username, self._service.root
        told = [(one, known.known[number]) for number, one in opened.items() if number in known.known]
        old = tuple(key(root, one.id) for one, _ in told if one.iid in known.first)
        left = tuple(number for number in known.first if number in known.due)
        if known.first and not left:
            known.read_at = LONG_AGO
        known.first = left
        return Answer(
            items=tuple(review(one, found, root, self._project, me) for one, found in told),
            gone=tuple(key(root, one.id) for one in over.values()),
            complete=whole and not known.due,
            memory=msgspec.json.encode(known),
            more=bool(known.due),
            old=old,
            limits=known.limits,
        )

    # --- the lists

    async def _whole(self, known: Memory, now: datetime) -> dict[int, Merge]:
        """Return all that are open; what changes meanwhile comes after the change that was the last before."""
        reply = await self._http.get(self._path, CHANGED)
        last = max((one.updated_at for one in self._decoded(reply)), default=LONG_AGO)
        found: dict[int, Merge] = {}
        page: Reply | None = await self._http.get(self._path, OPEN)
        for _ in range(PAGES):
            if page is None:
                break
            found |= {one.iid: one for one in self._decoded(page)}
            page = await following(self._http, page, self._path, OPEN)
        known.changed, known.newest, known.read_at = _etag(reply), last, now
        lost = known.known.keys() - found.keys()  # what is merged meanwhile moves others over a page's edge
        found |= await self._asked(lost)
        known.limits = f"Of {self._project} only the newest merge requests are seen." if page else ""
        return found

    async def _changed(self, known: Memory) -> dict[int, Merge]:
        """Return what changed since the last look."""
        reply = await self._http.get(self._path, CHANGED, if_none_match=known.changed)
        if reply.unchanged or _etag(reply) == known.changed:
            return {}
        found: dict[int, Merge] = {}
        page: Reply | None = reply
        for _ in range(PAGES):
            if page is None:
                break
            listed = self._decoded(page)
            found |= {one.iid: one for one in listed if one.updated_at >= known.newest and one.iid not in found}
            if any(one.updated_at <= known.newest for one in listed):
                break
            page = await following(self._http, page, self._path, CHANGED)
        known.changed, known.newest = _etag(reply), max([known.newest, *(one.updated_at for one in found.values())])
        return found

    async def _asked(self, numbers: Collection[int]) -> dict[int, Merge]:
        """Ask for some that are open, by their numbers."""
        if not numbers:
            return {}
        wanted = "&".join(f"iids[]={number}" for number in sorted(numbers)[: int(PAGE)])
        reply = await self._http.get(f"{self._path}?state=opened&scope=all&per_page={PAGE}&{wanted}")
        return {one.iid: one for one in self._decoded(reply)}

    def _decoded(self, reply: Reply) -> tuple[Merge, ...]:
        return decode(reply.body, tuple[Merge, ...], self._http.host)

    # --- what is said of them

    async def _read(self, known: Memory, some: Iterable[Merge], now: datetime) -> None:
        me = (await self._service.me()).username
        for one in some:
            known.known[one.iid] = await opinion.read(self._http, self._home, one, known.known.get(one.iid), me, now)

    async def _turned(self, known: Memory, now: datetime) -> set[int]:
        """Ask how the newest pipelines went; return the merge requests that turned red or green by it."""
        if now - known.checked_at < CHECKS or not known.known:
            return set()
        known.checked_at = now
        try:
            reply = await self._http.get(f"{self._home}/pipelines", NEWEST, if_none_match=known.checks)
        except Refused as error:  # who may not see pipelines, or has none, sees merge requests all the same
            if error.missing == "credential":
                raise
            return set()
        if reply.unchanged or _etag(reply) == known.checks:
            return set()
        known.checks = _etag(reply)
        pipelines = sorted(decode(reply.body, tuple[Pipeline, ...], self._http.host), key=lambda one: one.id)
        red = {number: now_red for one in pipelines for number, now_red in _reds(one, known.known)}
        turned = {number for number, is_red in red.items() if is_red is not known.known[number].red}
        for number in turned:
            known.known[number] = msgspec.structs.replace(known.known[number], red=red[number])
        return turned


def _reds(one: Pipeline, known: Mapping[int, Known]) -> Iterable[tuple[int, bool]]:
    """Yield the merge requests of which a pipeline tells whether they are red: by its commit, or by the merge that it tried."""
    if one.status in SILENT or one.source == "parent_pipeline":
        return
    own = _REF.fullmatch(one.ref)
    for number, found in known.items():
        if own and int(own[1]) != number:
            continue
        if one.sha == found.sha or (own and one.created_at >= found.pushed):
            yield number, one.status == "failed"


def _stale(one: Merge, known: Known | None, *, whole: bool) -> bool:
    """Whether the opinions of one are to be asked again."""
    return known is None or known.at != one.updated_at or (whole and known.early)


def _etag(reply: Reply) -> str:
    """Return what tells a page from another one; some servers send no validators."""
    return reply.headers.get("etag") or sha256(reply.body).hexdigest()
