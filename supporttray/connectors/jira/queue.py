"""`jira.queue`: the issues of a project or of a query as tasks, in the order that is kept there: those that are open, and those that were closed in the last 30 days.

Jira tells no validators: a poll asks for the issues that changed last, reads on only where these are others, asks for the order then or every
five minutes, and for everything now and then. Ids are asked for thousands at a time, whole issues a hundred.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.jira import field
from supporttray.connectors.jira.issue import Reading, moment
from supporttray.connectors.jira.order import beside, ranked
from supporttray.connectors.jira.search import PAGE, Search
from supporttray.core.item import Stage, Task
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supporttray.connectors.jira.api import Api
    from supporttray.connectors.jira.issue import Issue

HEAD = 20  # issues that changed last; asked each time
MANY = 2000  # that changed between two looks; the others are read when everything is
LEFT = 50  # that were closed, and are in the query no more
KEPT = timedelta(days=30)  # that a closed one is told
WHOLE = timedelta(minutes=30)  # between two readings of everything
ORDERED = timedelta(minutes=5)  # between two readings of the order
LATE = timedelta(minutes=2)  # that the cloud's search may need to notice a change
CUSTOMER, SIZE = (
    ("Customer",),
    ("Story Points", "Story point estimate"),
)  # fields that say so unless the config names others
LONG_AGO = datetime.fromtimestamp(0, UTC)
SORTS = {"priority": "priority DESC, created ASC", "created": "created ASC"}


class Memory(msgspec.Struct):
    """What is kept between two fetches: the issues that changed last, the ranks of those that are open, and when both were asked.

    `left` are the ids of those that were closed and thereby left the query; `limits` is what is said of what is not seen.
    """

    head: tuple[str, ...] = ()
    newest: datetime = LONG_AGO
    ranks: dict[str, int] = {}
    left: tuple[str, ...] = ()
    limits: str = ""
    read_at: datetime = LONG_AGO
    ordered_at: datetime = LONG_AGO


class JiraQueue:
    """The issues of one project, or of a query."""

    kind: ClassVar[str] = "jira.queue"
    service: ClassVar[str] = "jira"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `jira.queue` watch; it needs a project or a query."""

        project: Annotated[
            str,
            msgspec.Meta(
                title="Project", description="Its key", pattern=r"^(?:[A-Za-z][A-Za-z0-9_]{1,30})?$", examples=["ACME"]
            ),
        ] = ""
        query: Annotated[
            str,
            msgspec.Meta(
                title="Query",
                description="More in Jira's own language (JQL), without ORDER BY. Dates in it are those of your zone in Jira",
                max_length=4000,
                examples=["filter = 10001 AND type = Bug"],
            ),
        ] = ""
        order: Annotated[
            Literal["rank", "priority", "created"],
            msgspec.Meta(
                title="Order", description="In which order: the board's where Jira keeps one (rank), or another"
            ),
        ] = "rank"
        labels: Annotated[
            tuple[Annotated[str, msgspec.Meta(pattern=r'^[^\s"\\]{1,100}$')], ...],
            msgspec.Meta(
                title="Labels", description="Only issues that have all of these", max_length=10, examples=[["support"]]
            ),
        ] = ()
        critical: Annotated[
            bool, msgspec.Meta(title="Critical", description="Whether what is open here blocks a release")
        ] = False
        customer: Annotated[
            str, msgspec.Meta(title="Customer", description="The field that says for whom", examples=["Customer"])
        ] = ""
        size: Annotated[
            str, msgspec.Meta(title="Size", description="The field that says how much", examples=["Story Points"])
        ] = ""

        def __post_init__(self) -> None:
            """Refuse what asks for everything, or in an order of its own."""
            if not self.project and not self.query.strip():
                raise ValueError("it needs a project or a query")
            if "order by" in " ".join(self.query.casefold().split()):
                raise ValueError("the query may have no ORDER BY: `order` says in which order")

    def __init__(self, options: Options, service: Api, me: str) -> None:  # noqa: ARG002  the service knows whose token it has
        self._options = options
        self._jira = service
        self._fields: field.Fields | None = None
        parts = [f'project = "{options.project}"'] if options.project else []
        parts += [f"({options.query.strip()})"] if options.query.strip() else []
        parts += [f'labels = "{label}"' for label in options.labels]
        self._search = Search(service, " AND ".join(parts), options.project)

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Jira once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        if now - known.read_at >= WHOLE:
            return await self._whole(known, now)
        reading = await self._reading()
        head, follow = await self._search.page(reading.wanted, HEAD)
        if _seen(head) == known.head and now - known.ordered_at < ORDERED:
            return Unchanged()
        changed = [one for one in head if one.seen not in known.head]
        last = head
        while follow and last and _updated(last[-1]) > known.newest - LATE and len(changed) < MANY:
            last, follow = await self._search.page(reading.wanted, PAGE, follow)
            changed += last
        return await self._some(known, reading, head, changed, now)

    async def _whole(self, known: Memory, now: datetime) -> Answer:
        """Ask for everything, and once more which fields there are."""
        self._fields = None
        reading = await self._reading()
        issues, whole = await self._search.all(reading.wanted)
        if not issues:
            await self._search.nothing()
        order, said = await self._order()
        tasks = _tasks(issues, reading, now)
        ranks = ranked(order, known.ranks | _told(tasks))
        others = await self._search.these([one for one in known.left if one not in tasks], reading.wanted)
        closed = {one: task for one, task in _tasks(others, reading, now).items() if task.stage is Stage.DONE}
        missing = "" if whole else f"Of {self._options.project or 'the query'} only the newest issues are seen."
        limits = " ".join(filter(None, (missing, said, *self._lacking())))
        memory = Memory(_seen(issues[:HEAD]), _newest(issues), ranks, tuple(closed), limits, now, now)
        items = _placed(tasks | closed, ranks)
        return Answer(items=items, complete=True, memory=msgspec.json.encode(memory), limits=limits)

    async def _some(
        self, known: Memory, reading: Reading, head: Sequence[Issue], changed: Sequence[Issue], now: datetime
    ) -> Answer:
        """Return the issues that changed or were moved in the order, and those that are in the query no more."""
        order, _ = await self._order()
        tasks = _tasks(changed, reading, now)
        ranks = ranked(order, known.ranks | _told(tasks))
        moved = {one for one, rank in ranks.items() if known.ranks.get(one) != rank and one not in tasks}
        gone = [one for one in known.ranks if one not in ranks and one not in tasks]
        asked = [one for one in beside(order, moved) if one not in tasks]
        if len(asked) + len(gone) > PAGE:
            return await self._whole(known, now)
        others = _tasks(await self._these(asked, gone, reading), reading, now)
        tasks |= {one: task for one, task in others.items() if one not in gone or task.stage is Stage.DONE}
        late = {
            one: known.ranks[one] for one, task in tasks.items() if one in known.ranks and task.stage is not Stage.DONE
        }
        ranks = late | ranked(order, known.ranks | _told(tasks))  # the cloud's search lags behind
        left = (*known.left, *(one for one in gone if one in tasks))[-LEFT:]
        newest = max(known.newest, _newest(head))
        memory = Memory(_seen(head), newest, ranks, left, known.limits, known.read_at, now)
        away = tuple(reading.key(one) for one in {*gone, *(one.id for one in changed)} if one not in tasks)
        return Answer(items=_placed(tasks, ranks), gone=away, memory=msgspec.json.encode(memory), limits=known.limits)

    async def _these(self, moved: list[str], gone: list[str], reading: Reading) -> list[Issue]:
        found = await self._search.these([*moved, *gone], reading.wanted)
        if gone and moved and not found:  # one that was deleted hides the others
            found = await self._search.these(moved, reading.wanted)
        return found

    async def _reading(self) -> Reading:
        base = (await self._jira.server()).base_url or self._jira.http.address
        me = await self._jira.myself()
        if self._fields is None:
            self._fields = await field.ask(self._jira)
        fields, options = self._fields, self._options
        rank = fields.rank.id if fields.rank and options.order == "rank" else ""
        customer = fields.find(*([options.customer] if options.customer else CUSTOMER))
        size = fields.find(*([options.size] if options.size else SIZE))
        return Reading(self._jira.http.host, base.rstrip("/"), me, rank, fields.epic, fields.flag, customer, size)

    async def _order(self) -> tuple[list[str], str]:
        """Return the open ones in their order, and what is to be said where that is another one than the config wants."""
        rank = self._fields.rank if self._fields else None
        if self._options.order != "rank":
            return await self._search.order(SORTS[self._options.order]), ""
        if rank is None:
            said = "This Jira keeps no rank: its issues stand in the order of their priority."
            return await self._search.order(SORTS["priority"]), said
        try:
            return await self._search.order(f"{rank.clause} ASC"), ""
        except NotUnderstood as error:
            if error.status != 400:
                raise
            said = "This Jira does not sort by rank any more: its issues stand in the order of their priority."
            return await self._search.order(SORTS["priority"]), said

    def _lacking(self) -> Iterable[str]:
        """Say which fields of the config there are not (any more)."""
        for key in ("customer", "size"):
            name = getattr(self._options, key)
            if name and self._fields and not self._fields.find(name):
                yield f"This Jira has no field {name!r}: the {key} of its issues is not seen. Mend `{key}` in the config."


def _told(tasks: Mapping[str, Task]) -> dict[str, int]:
    """Return the ranks that Jira itself keeps with the issues: two watches find the same."""
    return {one: task.rank for one, task in tasks.items() if task.rank is not None}


def _tasks(issues: Iterable[Issue], reading: Reading, now: datetime) -> dict[str, Task]:
    """Return issues as tasks by their ids, without those that were closed long ago."""
    found = {one.id: reading.task(one, now) for one in issues}
    long_ago = {one for one, task in found.items() if task.changed and now - task.changed >= KEPT}
    return {one: task for one, task in found.items() if task.stage is not Stage.DONE or one not in long_ago}


def _placed(tasks: Mapping[str, Task], ranks: Mapping[str, int]) -> tuple[Task, ...]:
    """Return the tasks with their places in the order; what is done has none."""
    open_ = {one: ranks.get(one) for one, task in tasks.items() if task.stage is not Stage.DONE}
    return tuple(msgspec.structs.replace(task, rank=open_.get(one)) for one, task in tasks.items())


def _seen(head: Iterable[Issue]) -> tuple[str, ...]:
    """Return what tells the issues that changed last from those of another moment."""
    return tuple(one.seen for one in head)


def _updated(issue: Issue) -> datetime:
    return moment(issue.updated) or LONG_AGO


def _newest(issues: Iterable[Issue]) -> datetime:
    return max(map(_updated, issues), default=LONG_AGO)
