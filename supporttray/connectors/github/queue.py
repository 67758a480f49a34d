"""`github.queue`: the issues of a repository as tasks: those that are open, and those that were closed in the last 30 days.

One conditional request a poll (docs.github.com/rest/issues) tells what changed last, and on from there it is read until what is known.
What no list tells of (an issue moved elsewhere, a milestone called otherwise) is seen as everything is read again each half an hour, a page
a poll. With a board (`project`) its order is the rank. No poll but the first takes more than three requests, unless very much has changed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.issue import Issue, task
from supporttray.connectors.github.known import Known, Sweep, expired, latest, wanted
from supporttray.connectors.github.listing import Listing
from supporttray.connectors.github.place import NOWHERE, Place
from supporttray.connectors.github.repository import NAMED
from supporttray.connectors.github.write import takes_issues
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.connectors.github.service import GitHub

WHOLE = timedelta(minutes=30)  # between two readings of everything
SPARE = 2  # requests of a poll besides the one for what changed
SINGLE = 4  # that moved on the board are asked for singly; of more all pages are read


class GithubQueue:
    """The issues of one repository. What was told is kept here; where the store has it not, all is told again."""

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
                pattern=NAMED,
                examples=["acme/support"],
            ),
        ]
        labels: Annotated[
            tuple[Annotated[str, msgspec.Meta(pattern=r"^[^,]{1,50}$")], ...],
            msgspec.Meta(
                title="Labels", description="Only issues that have all of these", max_length=10, examples=[["support"]]
            ),
        ] = ()
        critical: Annotated[
            bool,
            msgspec.Meta(title="Critical", description="Every open issue of this watch blocks a release"),
        ] = False
        project: Annotated[
            int,
            msgspec.Meta(
                title="Project",
                description="The number of the owner's project (board) whose order is kept; 0 for none",
                ge=0,
                le=1_000_000,
                examples=[7],
            ),
        ] = 0
        order: Annotated[
            str,
            msgspec.Meta(
                title="Order",
                description="Where no project keeps one: created (the oldest first), or empty for none",
                pattern="^(created)?$",
                examples=["created"],
            ),
        ] = ""

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  whose token it is is asked
        self._options = options
        self._service = service
        self._http = service.http
        self._listing = Listing(service.http, options.repository, options.labels)
        owner = options.repository.partition("/")[0]
        self._board = service.board(owner, options.project) if options.project else None
        self._known: Known | None = None
        self._given = b""  # what goes with it, as the store has it
        self._count = 0

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitHub once. Raises a `ServiceError`."""
        try:
            me = await self._service.login()
            if self._known is None or memory != self._given:
                return await self._whole(me, now)
            return await self._again(self._known, me, now)
        except Refused as error:
            if error.missing == "name":
                await takes_issues(self._http, self._options.repository)
            raise

    # --- everything

    async def _whole(self, me: str, now: datetime) -> Answer:
        """Read everything. What changed last is asked first: what changes meanwhile comes then again."""
        recent = await self._listing.recent("")
        opened, whole = await self._listing.all_open()
        closed, also_whole = await self._listing.all_closed(now)
        if self._board:
            await self._board.read(now, SPARE)
        issues = {one.number: one for one in (*closed, *opened)}
        told = [one for one in issues.values() if wanted(one, self._options.labels, now)]
        limits = "" if whole and also_whole else f"Of {self._options.repository} only the newest issues are seen."
        absent = "" if told else await self._absent()
        until = latest(list(recent.issues), None) if recent else None
        fresh = Known(etag=recent.etag if recent else "", until=until, swept_at=now, limits=limits, absent=absent)
        return self._answer(self._after(fresh, told, now), told, (), me, now, complete=True)

    async def _absent(self) -> str:
        """Return the first of the labels that the repository does not have."""
        for label in self._options.labels:
            if await self._listing.lacks(label):
                return label
        return ""

    # --- what changed

    async def _again(self, known: Known, me: str, now: datetime) -> Answer | Unchanged:
        """Read what changed, and with the requests that are left some of what no list tells of."""
        recent = await self._listing.recent(known.etag)
        issues = await self._listing.since(recent, known.until) if recent else []
        if issues is None:
            return await self._whole(me, now)
        if recent:
            until = latest(list(recent.issues), known.until)
            known = msgspec.structs.replace(known, etag=recent.etag, until=until)
        left = SPARE
        if self._board:
            most = 1 if self._sweeps(known, now) else left
            left -= await self._board.read(now, most, soon=recent is not None)
        singles, gone, left = await self._singly(known, left)
        known = msgspec.structs.replace(
            known, doubts=tuple(one for one in known.doubts if one not in gone | singles.keys())
        )
        fresh = {one.number: one for one in issues} | singles
        if left and self._sweeps(known, now):
            page, known = await self._sweep(known, set(fresh), now)
            fresh = {one.number: one for one in page} | fresh
        return await self._told(known, fresh, gone, me, now)

    def _sweeps(self, known: Known, now: datetime) -> bool:
        """Whether everything is being read again, or is to be: it is time, or much has moved on the board."""
        return bool(known.sweep) or now - known.swept_at >= WHOLE or len(self._moved(known)) > SINGLE

    def _moved(self, known: Known) -> list[int]:
        """Return which stand elsewhere on the board than was told."""
        if not self._board:
            return []
        return [number for number, place in known.open.items() if self._place(number) != place]

    async def _singly(self, known: Known, left: int) -> tuple[dict[int, Issue], set[int], int]:
        """Ask for single ones: what moved on the board, what was not seen. Return them, which are gone, and what is left."""
        moved = self._moved(known)
        asked = [*(moved if len(moved) <= SINGLE else ()), *known.doubts][:left]
        found: dict[int, Issue] = {}
        for number in asked:
            issue = await self._listing.one(number)
            if issue and not known.moved(issue, number):
                found[number] = issue
        return found, set(asked) - found.keys(), left - len(asked)

    async def _sweep(self, known: Known, seen: set[int], now: datetime) -> tuple[tuple[Issue, ...], Known]:
        """Read the next page of everything; at the end what was not seen is in doubt."""
        sweep = known.sweep or Sweep()
        page = await (self._listing.next(sweep.following) if sweep.following else self._listing.oldest())
        met = sweep.seen | seen | {one.number for one in page.issues}
        issues = tuple(one for one in page.issues if not known.limits or one.number in known.open)
        if page.following:
            return issues, msgspec.structs.replace(known, sweep=Sweep(page.following, met))
        doubts = tuple(number for number in known.open if number not in met)
        if doubts:
            await self._renamed()
        return issues, msgspec.structs.replace(known, sweep=None, swept_at=now, doubts=doubts)

    async def _renamed(self) -> None:
        """Raise `Refused` where one of the labels is no more: then no issue left the queue."""
        if absent := await self._absent():
            phrase = f"{self._options.repository} has no label {absent} any more."
            hint = "If it is called otherwise now, write that into the config."
            raise Refused(phrase, hint, missing="label")

    # --- what is told

    async def _told(
        self, known: Known, fresh: dict[int, Issue], gone: set[int], me: str, now: datetime
    ) -> Answer | Unchanged:
        told = [one for one in fresh.values() if wanted(one, self._options.labels, now)]
        left = {one for one in fresh if one in known} - {one.number for one in told}
        if any(not all(fresh[one].has(label) for label in self._options.labels) for one in left):
            await self._renamed()
        gone = {one for one in gone | left | expired(known, now) if one in known}
        after = self._after(known, told, now, gone)
        if not told and not gone:
            self._known = after
            return Unchanged()
        return self._answer(after, told, gone, me, now)

    def _after(self, known: Known, told: Iterable[Issue], now: datetime, gone: Iterable[int] = ()) -> Known:
        """Return what is known once this is told."""
        opened, closed, home = dict(known.open), dict(known.closed), known.home
        for number in gone:
            opened.pop(number, None)
            closed.pop(number, None)
        for one in told:
            (opened if one.closed else closed).pop(one.number, None)
            if one.closed:
                closed[one.number] = one.closed_at or now
            else:
                opened[one.number] = self._place(one.number)
            home = one.repository_url or home
        return msgspec.structs.replace(known, open=opened, closed=closed, home=home)

    def _place(self, number: int) -> Place:
        if self._board:
            return self._board.place(f"{self._options.repository}#{number}")
        return Place(number) if self._options.order == "created" else NOWHERE

    def _answer(
        self,
        known: Known,
        told: Iterable[Issue],
        gone: Iterable[int],
        me: str,
        now: datetime,
        *,
        complete: bool = False,
    ) -> Answer:
        """Return the answer, and keep what is known with it."""
        place, host = self._options.repository, self._http.host
        self._count += 1
        self._known, self._given = known, f"{now.isoformat()} {self._count}".encode()
        return Answer(
            items=tuple(task(one, place, host, me, self._place(one.number), now) for one in told),
            gone=tuple(f"task:{host}/{place}/{number}" for number in sorted(gone)),
            complete=complete,
            memory=self._given,
            limits=known.limits or self._unlabelled(known),
        )

    def _unlabelled(self, known: Known) -> str:
        """Say that a label is not there, as long as that may be why nothing is in the queue."""
        nothing = known.absent and not known.open and not known.closed
        return f"{self._options.repository} has no label {known.absent} yet." if nothing else ""
