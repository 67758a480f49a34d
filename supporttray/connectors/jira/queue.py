"""`jira.queue`: the issues of a project as tasks: those that are open, and those that were closed in the last 30 days.

Jira tells no validators: a poll asks for the issue that changed last, and for the rest only where that is another one, or now and then.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.http import decode, web
from supporttray.core.item import Stage, Task
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from supporttray.connectors.jira.api import Api

PAGE = 100
PAGES = 10
KEPT = timedelta(days=30)  # that a closed one is told
WHOLE = timedelta(minutes=30)  # between two readings of everything
LONG_AGO = datetime.fromtimestamp(0, UTC)
FIELDS = ["summary", "status", "created", "assignee", "resolution", "resolutiondate", "statuscategorychangedate"]
STAGES = {"new": Stage.OPEN, "indeterminate": Stage.STARTED, "done": Stage.DONE}
DROPPED = frozenset({"won't do", "won't fix", "duplicate", "declined", "rejected", "cannot reproduce", "incomplete"})


class Named(msgspec.Struct, frozen=True, rename="camel"):
    """A person, or how an issue was resolved."""

    name: str | None = None
    display_name: str | None = None


class Category(msgspec.Struct, frozen=True):
    """How far a status is."""

    key: str = ""


class Status(msgspec.Struct, frozen=True, rename="camel"):
    """An issue's status."""

    status_category: Category = Category()


class Fields(msgspec.Struct, frozen=True):
    """Of an issue only what we use; Jira writes moments without a colon in the offset."""

    created: str | None = None
    summary: str | None = None
    status: Status = Status()
    assignee: Named | None = None
    resolution: Named | None = None
    resolutiondate: str | None = None
    statuscategorychangedate: str | None = None


class Issue(msgspec.Struct, frozen=True):
    """An issue."""

    id: str
    key: str
    fields: Fields = Fields()


class Page(msgspec.Struct, frozen=True):
    """A page of them."""

    issues: tuple[Issue, ...] = ()


class Updated(msgspec.Struct, frozen=True):
    """When an issue changed, in whatever form: it is compared only."""

    updated: object = ""


class Last(msgspec.Struct, frozen=True):
    """The issue that changed last."""

    id: str
    fields: Updated = Updated()


class Newest(msgspec.Struct, frozen=True):
    """A page with only that one."""

    issues: tuple[Last, ...] = ()


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    newest: str = ""
    read_at: datetime = LONG_AGO


class JiraQueue:
    """The issues of one project."""

    kind: ClassVar[str] = "jira.queue"
    service: ClassVar[str] = "jira"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `jira.queue` watch."""

        project: Annotated[
            str,
            msgspec.Meta(
                title="Project", description="Its key", pattern=r"^[A-Za-z][A-Za-z0-9_]{1,30}$", examples=["ACME"]
            ),
        ]
        labels: Annotated[
            tuple[Annotated[str, msgspec.Meta(pattern=r'^[^\s"\\]{1,100}$')], ...],
            msgspec.Meta(
                title="Labels", description="Only issues that have all of these", max_length=10, examples=[["support"]]
            ),
        ] = ()

    def __init__(self, options: Options, service: Api, me: str) -> None:  # noqa: ARG002  the issues do not depend on me
        self._options = options
        self._jira = service
        labels = "".join(f' AND labels = "{label}"' for label in options.labels)
        wanted = f"(statusCategory != Done OR updated >= -{KEPT.days}d)"
        self._jql = f'project = "{options.project}"{labels} AND {wanted} ORDER BY updated DESC'

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Jira once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        newest = await self._newest()
        if known.newest == newest and now - known.read_at < WHOLE:
            return Unchanged()
        issues, whole = await self._all() if newest else ([], True)
        tasks = [task for one in issues if (task := await self._task(one, now))]
        limits = "" if whole else f"Of {self._options.project} only the newest issues are seen."
        read = msgspec.json.encode(Memory(newest, now))
        return Answer(items=tuple(tasks), complete=True, memory=read, limits=limits)

    async def _newest(self) -> str:
        """Return what tells the issue that changed last; empty where there is none.

        A site that is open to everybody shows nothing to a wrong token: then it is asked whose that is.
        """
        try:
            body, _ = await self._jira.search(self._jql, ["updated"], 1)
        except NotUnderstood:
            await self._jira.project(self._options.project)  # what is unknown there is said better here
            raise
        for one in decode(body, Newest, self._jira.http.host).issues:
            return f"{one.id}@{one.fields.updated}"
        await self._jira.whoami()
        await self._jira.project(self._options.project)
        return ""

    async def _all(self) -> tuple[list[Issue], bool]:
        """Return the issues, and whether these are all."""
        found: list[Issue] = []
        follow = ""
        for _ in range(PAGES):
            body, follow = await self._jira.search(self._jql, FIELDS, PAGE, follow)
            found += decode(body, Page, self._jira.http.host).issues
            if not follow:
                return found, True
        return found, False

    async def _task(self, issue: Issue, now: datetime) -> Task | None:
        """Return an issue as a task; None for one that was closed long ago."""
        fields = issue.fields
        stage = STAGES.get(fields.status.status_category.key, Stage.OPEN)
        done = stage is Stage.DONE
        changed = _moment(fields.statuscategorychangedate) or (_moment(fields.resolutiondate) if done else None)
        if done and changed and now - changed >= KEPT:
            return None
        resolution = fields.resolution.name if fields.resolution else None
        return Task(
            key=f"task:{self._jira.http.host}/{issue.id}",
            title=shorten(fields.summary or issue.key, 200),
            url=web(await self._jira.page(issue.key)),
            at=_moment(fields.created) or now,
            name=plain(issue.key),
            stage=stage,
            assignee=plain((fields.assignee and fields.assignee.display_name) or ""),
            changed=changed,
            dropped=done and (resolution or "").casefold() in DROPPED,
        )


def _moment(text: str | None) -> datetime | None:
    """Return the moment that Jira writes (2024-05-01T12:34:56.000+0000); None where it makes no sense."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
