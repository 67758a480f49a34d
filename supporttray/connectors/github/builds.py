"""`github.builds`: the workflows of a repository on one branch or several, by their runs.

One conditional request a poll says whether anything is new (history.py); the jobs of a red run are read once, to say what failed.
Why it is red (evidence.py) and what changed before it (trace.py) is asked when somebody wants to know.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, pattern, recall
from supporttray.connectors.github.history import (
    BRANCHES,
    HIDDEN,
    JOBS,
    QUIET,
    WORKFLOWS,
    History,
    Memory,
    Pipeline,
)
from supporttray.connectors.github.repository import NAMED
from supporttray.connectors.github.run import Workflow, WorkflowRun
from supporttray.connectors.github.run import run as as_run
from supporttray.connectors.http import web
from supporttray.connectors.pattern import Branches
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Build
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.github.service import GitHub
    from supporttray.core.item import Run
    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Evidence

SPARE = timedelta(minutes=2)  # since the last look: then there is room for more than one request
LONG = timedelta(hours=1)
__all__ = ["JOBS", "QUIET", "GithubBuilds"]


class GithubBuilds:
    """The builds of a repository on the branches that are meant."""

    kind: ClassVar[str] = "github.builds"
    service: ClassVar[str] = "github"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `github.builds` watch."""

        repository: Annotated[
            str,
            msgspec.Meta(
                title="Repository",
                description="owner/name",
                pattern=NAMED,
                examples=["acme/api"],
            ),
        ]
        branch: Branches = "main"
        workflows: Annotated[
            pattern.Patterns,
            msgspec.Meta(
                title="Workflows",
                description="Names or files of workflows, or patterns: Tests, nightly-*, !Canary",
                min_length=1,
                examples=[["*", "!Canary"]],
            ),
        ] = ("*",)

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  the runs do not depend on me
        self._options = options
        self._http = service.http
        names = options.branch.split()
        self._branch = pattern.plain(names)
        self._in = pattern.chosen([one for one in options.workflows if not one.startswith("!")] or ["*"])
        self._out = pattern.chosen([one.removeprefix("!") for one in options.workflows if one.startswith("!")])
        self._history = History(service.http, options.repository, self._branch, pattern.chosen(names))
        self._asked: datetime | None = None

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitHub once. Raises a `ServiceError`.

        Where it was asked just before, what is due besides takes the place of the runs: so it is never more than one request a minute
        as long as nothing happens.
        """
        known = recall(memory, Memory)
        spare, self._asked = now - self._asked if self._asked else LONG, now
        due = self._history.due(known, now)
        if due and spare < SPARE:
            return await self._answer(known, now, due[:1], None, most=1)
        reply = await self._history.newest(known)
        if reply.unchanged and not due:
            return Unchanged()
        return await self._answer(known, now, due, None if reply.unchanged else reply, most=_most(spare))

    async def _answer(
        self, known: Memory, now: datetime, due: list[str], reply: Reply | None, *, most: int
    ) -> Answer | Unchanged:
        """Do what is due, and read the list of runs where there is a new one; `most` hidden pipelines are looked at."""
        gone = await self._history.workflows(known, self._meant, now) if WORKFLOWS in due else []
        gone += await self._history.branches(known, now) if BRANCHES in due else []
        newest = known.newest
        listed, runs = await self._history.since(known, reply) if reply else ([], [])
        if self._history.strange(known, runs):
            gone += await self._history.workflows(known, self._meant, now)
            known.listed += self._history.strange(known, runs)
        shown = self._history.grouped(known, listed).keys() if reply else None
        unasked = await self._history.unseen(known, runs) if reply else False
        runs += await self._history.hidden(known, now, most) if HIDDEN in due else []
        groups = self._history.grouped(known, runs)
        behind = await self._history.learn_attempts(known, groups)
        unread = await self._history.learn_jobs(known, groups)
        self._history.settle(known, groups, shown)
        if reply:
            known.etag = "" if unasked or unread or behind else reply.headers.get("etag", "")
            known.newest = newest if behind else known.newest
        items = tuple(self._build(known, pipeline, runs) for pipeline, runs in groups.items())
        return Answer(items=items, gone=tuple(self._key(one) for one in gone), memory=msgspec.json.encode(known))

    async def explain(self, build: Build, run: Run) -> Evidence:  # noqa: ARG002  the run says it all
        """Return what GitHub knows about a red run. Raises `SlowDown` and `Unreachable`."""
        from supporttray.connectors.github import evidence  # noqa: PLC0415  when something is red

        return await evidence.evidence(self._http, self._options.repository, run)

    async def changes(self, build: Build, green: Run | None, red: Run) -> Changes:  # noqa: ARG002  as above
        """Return what came in between two runs. Raises a `ServiceError`."""
        from supporttray.connectors.github import trace  # noqa: PLC0415  as above

        return await trace.changes(self._http, self._options.repository, green, red)

    @staticmethod
    def rerun(build: Build, run: Run) -> Deed:
        """Return what runs the failed jobs of a run once more."""
        return Deed(verb=Verb.RERUN, place=build.project, message=run.id, text=str(run.attempt))

    def _meant(self, workflow: Workflow) -> bool:
        """Whether a workflow is watched: it is named by its name or its file, and by neither kept out."""
        names = (workflow.name or workflow.path, workflow.path.rpartition("/")[2])
        return any(self._in(name) for name in names if name) and not any(self._out(name) for name in names if name)

    def _build(self, known: Memory, pipeline: Pipeline, runs: list[WorkflowRun]) -> Build:
        workflow, branch = pipeline
        finished = sorted((run for run in runs if run.over), key=lambda run: run.order)
        return Build(
            key=self._key(pipeline),
            title=shorten(f"{known.workflows[workflow]} on {branch}", 120),
            url=web(runs[0].html_url or ""),
            at=min(run.created_at for run in runs),
            project=self._options.repository,
            branch=branch,
            runs=tuple(as_run(run, known.jobs.get(run.name, ())) for run in finished),
            running=any(not run.over for run in runs),
        )

    def _key(self, pipeline: Pipeline) -> str:
        workflow, branch = pipeline
        return f"build:{self._http.host}/{self._options.repository}/{workflow}@{branch}"


def _most(spare: timedelta) -> int:
    """Return how many single pipelines can be looked at besides, so that it is one request a minute all in all."""
    return max(1, min(QUIET, spare // timedelta(minutes=1) - 3))
