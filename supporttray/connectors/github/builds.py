"""`github.builds`: the workflows of a repository on one branch, by their runs.

One conditional request a poll says whether anything is new. The list is of all workflows together, so one that runs often can fill
it: the others are then asked for one by one. The jobs of a red run are read once, to say what failed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.github.service import GitHub, Jobs, Runs, Workflow, WorkflowJob, WorkflowRun, Workflows
from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.core.item import Build, Job, Result, Run
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.connectors.exchange import Reply

PAGE = "100"
PAGES = 10  # read at the most to catch up with what happened since the last look
JOBS = 10  # red runs whose jobs are read in one fetch
QUIET = 10  # workflows that are asked one by one in one fetch
WORKFLOWS = 1_000  # of a repository, at the most
LISTED = timedelta(minutes=10)  # that a workflow was switched off changes no run: it is asked for now and then
LONG_AGO = datetime.fromtimestamp(0, UTC)
RESULTS = {
    "success": Result.PASSED,
    "failure": Result.FAILED,
    "timed_out": Result.FAILED,
    "startup_failure": Result.ERRORED,
}  # the others (cancelled, skipped, neutral, stale, action_required) say nothing of the code
FAILED = frozenset({"failure", "timed_out", "startup_failure"})


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    etag: str = ""
    workflows_etag: str = ""
    workflows: dict[int, str] = {}
    listed_at: datetime = LONG_AGO  # when the workflows were asked for
    newest: datetime = LONG_AGO  # creation of the newest run seen
    quiet: dict[int, bool] = {}  # of the workflows that the common list does not show: whether all is well there
    jobs: dict[str, tuple[Job, ...]] = {}  # of the red runs in sight, by run id and attempt


class GithubBuilds:
    """The builds of one branch."""

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
                pattern=r"^[\w.-]{1,100}/[\w.-]{1,100}$",
                examples=["acme/api"],
            ),
        ]
        branch: Annotated[
            str,
            msgspec.Meta(
                title="Branch", description="The branch to watch", min_length=1, max_length=250, examples=["main"]
            ),
        ] = "main"

    def __init__(self, options: Options, service: GitHub, me: str) -> None:  # noqa: ARG002  the runs do not depend on me
        self._options = options
        self._http = service.http
        self._actions = f"/repos/{options.repository}/actions"
        self._filter = {"branch": options.branch, "exclude_pull_requests": "true", "per_page": PAGE}

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask GitHub once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        reply = await self._http.get(f"{self._actions}/runs", self._filter, if_none_match=known.etag)
        if reply.unchanged and now - known.listed_at < LISTED:
            return Unchanged()
        gone = tuple(self._key(workflow) for workflow in await self._learn_workflows(known, now))
        if reply.unchanged:
            return Answer(gone=gone, memory=msgspec.json.encode(known))
        runs = await self._since(known, reply)
        unasked = await self._quiet_ones(known, runs)
        by_workflow = _grouped(run for run in runs if run.workflow_id in known.workflows)
        unread = await self._learn_jobs(known, by_workflow)
        known.etag = "" if unasked or unread else reply.headers.get("etag", "")
        items = tuple(self._build(known, workflow, runs) for workflow, runs in by_workflow.items())
        return Answer(items=items, gone=gone, memory=msgspec.json.encode(known))

    async def _since(self, known: Memory, reply: Reply) -> list[WorkflowRun]:
        """Return the runs of the first page, and of those before it back to what was seen last."""
        runs: list[WorkflowRun] = []
        for _ in range(PAGES):
            page = decode(reply.body, Runs, self._http.host).workflow_runs
            runs += page
            following = next_page(reply.headers)
            if not following or known.newest == LONG_AGO or not page or page[-1].created_at <= known.newest:
                break
            reply = await self._http.get(self._own(following))
        known.newest = max((run.created_at for run in runs), default=known.newest)
        return [run for run in runs if not run.foreign]

    def _own(self, url: str) -> str:
        """A Link leads on only within the service."""
        if not self._http.own(url):
            raise NotUnderstood(f"{self._http.host} names a next page that is not its own.")
        return url

    async def _learn_workflows(self, known: Memory, now: datetime) -> list[int]:
        """Bring the list of active workflows up to date; return those that went."""
        known.listed_at = now
        reply = await self._http.get(
            f"{self._actions}/workflows", {"per_page": PAGE}, if_none_match=known.workflows_etag
        )
        if reply.unchanged:
            return []
        known.workflows_etag, known.etag = reply.headers.get("etag", ""), ""
        listed = list(decode(reply.body, Workflows, self._http.host).workflows)
        while (following := next_page(reply.headers)) and len(listed) < WORKFLOWS:
            reply = await self._http.get(self._own(following))
            listed += decode(reply.body, Workflows, self._http.host).workflows
        before, known.workflows = known.workflows, {one.id: _name(one) for one in listed if one.state == "active"}
        return [workflow for workflow in before if workflow not in known.workflows]

    async def _quiet_ones(self, known: Memory, runs: list[WorkflowRun]) -> bool:
        """Add the newest runs of workflows that the common list does not show; return whether some are still to be asked.

        A new run would be in the list. Only where all is not well is it worth asking again: a run may have been repeated.
        """
        hidden = known.workflows.keys() - {run.workflow_id for run in runs}
        known.quiet = {workflow: well for workflow, well in known.quiet.items() if workflow in hidden}
        new = sorted(hidden - known.quiet.keys())
        for workflow in (new + [workflow for workflow, well in known.quiet.items() if not well])[:QUIET]:
            query = self._filter | {"per_page": "10"}
            reply = await self._http.get(f"{self._actions}/workflows/{workflow}/runs", query)
            page = decode(reply.body, Runs, self._http.host).workflow_runs
            found = [run for run in page if not run.foreign]
            last = _newest_finished(found)
            running = any(run.status != "completed" for run in found)
            known.quiet[workflow] = not running and (last is None or last.conclusion not in FAILED)
            runs += found
        return len(new) > QUIET

    async def _learn_jobs(self, known: Memory, by_workflow: dict[int, list[WorkflowRun]]) -> bool:
        """Read the failed jobs of each workflow's newest red run, once; return whether some are still to be read."""
        red = [run for runs in by_workflow.values() if (run := _newest_finished(runs)) and run.conclusion in FAILED]
        wanted = [run for run in red if _attempt(run) not in known.jobs]
        known.jobs = {_attempt(run): known.jobs[_attempt(run)] for run in red if _attempt(run) in known.jobs}
        for run in wanted[:JOBS]:
            query = {"filter": "latest", "per_page": PAGE}
            reply = await self._http.get(f"{self._actions}/runs/{run.id}/jobs", query)
            jobs = decode(reply.body, Jobs, self._http.host).jobs
            known.jobs[_attempt(run)] = tuple(_job(job) for job in jobs if job.conclusion in FAILED)
        return len(wanted) > JOBS

    def _build(self, known: Memory, workflow: int, runs: list[WorkflowRun]) -> Build:
        finished = sorted((run for run in runs if run.status == "completed"), key=lambda run: run.created_at)
        return Build(
            key=self._key(workflow),
            title=shorten(f"{known.workflows[workflow]} on {self._options.branch}", 120),
            url=web(runs[0].html_url or ""),
            at=min(run.created_at for run in runs),
            project=self._options.repository,
            branch=self._options.branch,
            runs=tuple(_run(run, known.jobs.get(_attempt(run), ())) for run in finished),
            running=any(run.status != "completed" for run in runs),
        )

    def _key(self, workflow: int) -> str:
        return f"build:{self._http.host}/{self._options.repository}/{workflow}@{self._options.branch}"


def _grouped(runs: Iterable[WorkflowRun]) -> dict[int, list[WorkflowRun]]:
    """Return the runs of each workflow, the newest first, each run once."""
    found: dict[int, dict[int, WorkflowRun]] = {}
    for run in runs:
        found.setdefault(run.workflow_id, {}).setdefault(run.id, run)
    return {
        workflow: sorted(runs.values(), key=lambda run: run.created_at, reverse=True)
        for workflow, runs in found.items()
    }


def _newest_finished(runs: list[WorkflowRun]) -> WorkflowRun | None:
    return next((run for run in runs if run.status == "completed" and (run.conclusion in RESULTS)), None)


def _attempt(run: WorkflowRun) -> str:
    return f"{run.id}.{run.run_attempt}"


def _name(workflow: Workflow) -> str:
    return shorten(workflow.name or workflow.path or str(workflow.id), 80)


def _job(job: WorkflowJob) -> Job:
    step = next((step.name for step in job.steps or () if step.conclusion in FAILED), "")
    return Job(shorten(job.name, 100), web(job.html_url or ""), shorten(step, 100))


def _run(run: WorkflowRun, failed: tuple[Job, ...]) -> Run:
    return Run(
        id=str(run.id),
        at=run.created_at,
        ended=run.updated_at,
        result=RESULTS.get(run.conclusion or "", Result.IGNORED),
        attempt=run.run_attempt,
        url=web(run.html_url or ""),
        title=shorten(run.display_title or "", 200),
        commit=run.head_sha or "",
        failed=failed,
    )
