"""GitHub's runs, jobs and steps as its API gives them, and as the builds, runs and jobs of this app (docs.github.com/rest/actions)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.moment import Moment
from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.connectors.task import own
from supporttray.core.item import Job, Result, Run
from supporttray.core.text import plain, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

PAGE = "100"
MOST_JOBS = 500  # of a run that are looked through for those that failed
RESULTS = {
    "success": Result.PASSED,
    "failure": Result.FAILED,
    "timed_out": Result.FAILED,
    "startup_failure": Result.ERRORED,
}  # the others (cancelled, skipped, neutral, stale, action_required) say nothing of the code
FAILED = frozenset({"failure", "timed_out", "startup_failure"})
CANCELLED, TIMED_OUT = "cancelled", "timed_out"
HOSTED = ("GitHub Actions ", "Hosted ")  # names of machines that nobody here can look after, and that live for one job
LONGEST = timedelta(hours=6)  # of a job, where its workflow says nothing else


class Repository(msgspec.Struct, frozen=True):
    """Where a run belongs, or where its commit comes from."""

    id: int


class WorkflowRun(msgspec.Struct, frozen=True):
    """A run as the lists give it; only what we use. A re-run keeps the id and raises `run_attempt`."""

    id: int
    workflow_id: int
    status: str | None
    conclusion: str | None
    created_at: Moment
    updated_at: Moment
    event: str = ""
    html_url: str | None = None
    display_title: str | None = None
    head_sha: str | None = None
    head_branch: str | None = None
    run_attempt: int = 1
    repository: Repository | None = None
    head_repository: Repository | None = None

    @property
    def foreign(self) -> bool:
        """Whether it ran for a pull request from a fork, whose branch may well have the same name."""
        home, head = self.repository, self.head_repository  # the fork may be deleted
        return self.event.startswith("pull_request") and not (home and head and home.id == head.id)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status == "completed"

    @property
    def name(self) -> str:
        """What tells one attempt from another."""
        return f"{self.id}.{self.run_attempt}"

    @property
    def order(self) -> tuple[Moment, int, int]:
        """What makes an attempt newer than another of the same workflow."""
        return (self.created_at, self.id, self.run_attempt)


class Runs(msgspec.Struct, frozen=True):
    """A page of runs, the newest first."""

    workflow_runs: tuple[WorkflowRun, ...]


class Workflow(msgspec.Struct, frozen=True):
    """A workflow file of a repository."""

    id: int
    name: str | None = None
    path: str = ""
    state: str = "active"

    @property
    def title(self) -> str:
        """Its name, as it may be shown."""
        return shorten(self.name or self.path or str(self.id), 80)


class Workflows(msgspec.Struct, frozen=True):
    """A page of workflows."""

    workflows: tuple[Workflow, ...]


class Step(msgspec.Struct, frozen=True):
    """A step of a job. One that has begun and has no end was lost with its machine."""

    name: str
    status: str | None = None
    conclusion: str | None = None
    number: int = 0


class WorkflowJob(msgspec.Struct, frozen=True):
    """A job of a run. Its machine is told once one took it."""

    name: str
    id: int = 0
    conclusion: str | None = None
    html_url: str | None = None
    steps: tuple[Step, ...] | None = None
    runner_name: str | None = None
    started_at: Moment | None = None
    completed_at: Moment | None = None
    check_run_url: str | None = None

    @property
    def step(self) -> Step | None:
        """The first step that failed, or the one that never ended."""
        steps = self.steps or ()
        failed = next((one for one in steps if one.conclusion in FAILED), None)
        return failed or self.endless or next((one for one in steps if one.conclusion == CANCELLED), None)

    @property
    def endless(self) -> Step | None:
        """The step that had begun and was never told to have ended."""
        return next((one for one in self.steps or () if one.status == "in_progress" and not one.conclusion), None)

    @property
    def agent(self) -> str:
        """The machine; empty for those that the service lends for one job."""
        name = plain(self.runner_name or "")
        return "" if name.startswith(HOSTED) else shorten(name, 100)

    @property
    def unbegun(self) -> bool:
        """Whether no machine ever took it."""
        return not self.runner_name and not self.steps

    @property
    def check(self) -> str:
        """The number under which its annotations stand."""
        told = (self.check_run_url or "").rpartition("/")[2]
        return told if told.isdecimal() else str(self.id)

    @property
    def exhausted(self) -> bool:
        """Whether it was ended after the time that every job has, where nothing else tells why."""
        begin, end = self.started_at, self.completed_at
        return bool(begin and end) and LONGEST <= end - begin < LONGEST + timedelta(minutes=5)  # type: ignore[operator]


class Jobs(msgspec.Struct, frozen=True):
    """A page of jobs."""

    jobs: tuple[WorkflowJob, ...]


async def jobs(http: Http, actions: str, run: str, attempt: int) -> tuple[WorkflowJob, ...]:
    """Return the jobs of an attempt of a run (GET …/runs/{id}/attempts/{n}/jobs): a matrix has up to 256. Raises a `ServiceError`."""
    reply = await http.get(f"{actions}/runs/{run}/attempts/{attempt}/jobs", {"per_page": PAGE})
    found = decode(reply.body, Jobs, http.host).jobs
    while (following := next_page(reply.headers)) and len(found) < MOST_JOBS:
        reply = await http.get(own(http, following))
        found += decode(reply.body, Jobs, http.host).jobs
    return found


async def jobs_left(http: Http, actions: str, told: WorkflowRun) -> tuple[WorkflowJob, ...]:
    """Return the jobs of a run; none where they are gone, for that is no reason to see no run at all. Raises a `ServiceError`."""
    try:
        return await jobs(http, actions, str(told.id), told.run_attempt)
    except Refused as error:
        if error.missing != "name":
            raise
        return ()


def job(told: WorkflowJob, reason: str = "") -> Job:
    """Return a failed job as this app knows it."""
    step = shorten(told.step.name, 100) if told.step else ""
    reason = reason or shorten(told.conclusion or "", 100)
    return Job(shorten(told.name, 100), web(told.html_url or ""), step, str(told.id or ""), told.agent, reason)


def run(told: WorkflowRun, failed: tuple[Job, ...]) -> Run:
    """Return a finished run; one that was cancelled has failed if a job of it was ended by its time limit."""
    late = any(one.reason == TIMED_OUT for one in failed)
    result = RESULTS.get(told.conclusion or "", Result.IGNORED)
    return Run(
        id=str(told.id),
        at=told.created_at,
        ended=told.updated_at,
        result=Result.FAILED if late and result is Result.IGNORED else result,
        attempt=told.run_attempt,
        url=web(told.html_url or ""),
        title=shorten(told.display_title or "", 200),
        commit=told.head_sha or "",
        failed=failed,
    )
