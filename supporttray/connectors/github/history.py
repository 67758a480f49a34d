"""How the runs of a repository are learned with few requests: one conditional one a look, and in its place now and then another.

The list is of all workflows together, so one that runs often can fill it: those that it never showed are asked for one by one, once.
Of what has left it only what did not end well is looked at again, each in its turn: it may have been repeated.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from supporttray.connectors.github import attempt, note
from supporttray.connectors.github.run import (
    CANCELLED,
    FAILED,
    PAGE,
    RESULTS,
    TIMED_OUT,
    Runs,
    Workflow,
    WorkflowJob,
    WorkflowRun,
    Workflows,
    job,
    jobs_left,
)
from supporttray.connectors.http import decode
from supporttray.connectors.link import next_page
from supporttray.connectors.task import own
from supporttray.core.item import Job
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http

PAGES = 10  # read at the most to catch up with what happened since the last look
FIRST = 5  # read at the most at the first look
JOBS = 10  # runs whose jobs are read in one fetch
LATE = 3  # cancelled jobs of a run that are looked at for having run out of time
KEPT = 200  # runs out of sight whose jobs are kept: they may be looked at again
QUIET = 10  # workflows that are asked one by one in one fetch
MOST = 1_000  # workflows and branches of a repository
LISTED = timedelta(
    minutes=10
)  # that a workflow was switched off or a branch deleted changes no run: asked now and then
CHECKED = timedelta(minutes=5)  # between two looks at what left the list and is not well
LONG_AGO = datetime.fromtimestamp(0, UTC)
WORKFLOWS, BRANCHES, HIDDEN = "workflows", "branches", "hidden"

Pipeline: TypeAlias = tuple[int, str]  # a workflow on a branch


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    etag: str = ""
    workflows_etag: str = ""
    workflows: dict[int, str] = {}
    listed: list[int] = []  # those that are not watched too
    listed_at: datetime = LONG_AGO  # when the workflows were asked for
    branches_etag: str = ""
    branched_at: datetime = LONG_AGO
    newest: datetime = LONG_AGO  # creation of the newest run seen
    sound: dict[int, dict[str, bool]] = {}  # of each workflow, by branch: whether its newest run ended, and well
    hidden: list[Pipeline] = []  # what is not sound and has left the list, in turn
    checked_at: datetime = LONG_AGO
    jobs: dict[str, tuple[Job, ...]] = {}  # of red runs, by run id and attempt
    attempts: dict[str, WorkflowRun | None] = {}  # before those that are listed, by the same; None is gone


class Branch(msgspec.Struct, frozen=True):
    """A branch as GET /repos/{owner}/{repo}/branches lists it."""

    name: str


class History:
    """The runs of one repository: those on one `branch`, or on all that are `wanted`."""

    def __init__(self, http: Http, repository: str, branch: str, wanted: Callable[[str], bool]) -> None:
        self._http = http
        self._repository = repository
        self.actions = f"/repos/{repository}/actions"
        self._branch = branch
        self._wanted = wanted
        self._filter = {"exclude_pull_requests": "true", "per_page": PAGE} | ({"branch": branch} if branch else {})

    def due(self, known: Memory, now: datetime) -> list[str]:
        """Return what is to be asked besides the runs."""
        chores = {
            WORKFLOWS: now - known.listed_at >= LISTED,
            BRANCHES: not self._branch and now - known.branched_at >= LISTED,
            HIDDEN: bool(known.hidden) and now - known.checked_at >= CHECKED,
        }
        return [chore for chore, wanted in chores.items() if wanted]

    async def newest(self, known: Memory) -> Reply:
        """Ask for the newest runs, if anything about them changed. Raises a `ServiceError`."""
        return await self._http.get(f"{self.actions}/runs", self._filter, if_none_match=known.etag)

    async def since(self, known: Memory, reply: Reply) -> tuple[list[WorkflowRun], list[WorkflowRun]]:
        """Return the runs of the first page; and of all pages back to what was seen last, at first until each workflow was seen."""
        pages: list[list[WorkflowRun]] = []
        while True:
            page = decode(reply.body, Runs, self._http.host).workflow_runs
            pages.append([run for run in page if not run.foreign])
            following = next_page(reply.headers)
            if not following or not page or self._enough(known, pages, page[-1].created_at):
                break
            reply = await self._http.get(own(self._http, following))
        runs = [run for page_ in pages for run in page_]
        known.newest = max((run.created_at for run in runs), default=known.newest)
        return pages[0], runs

    @staticmethod
    def _enough(known: Memory, pages: list[list[WorkflowRun]], oldest: datetime) -> bool:
        if known.newest != LONG_AGO:
            return oldest <= known.newest or len(pages) == PAGES
        seen = {run.workflow_id for page in pages for run in page}
        return known.workflows.keys() <= seen or len(pages) == FIRST

    async def workflows(self, known: Memory, meant: Callable[[Workflow], bool], now: datetime) -> list[Pipeline]:
        """Bring the list of active workflows up to date; return the pipelines of those that went."""
        known.listed_at = now
        reply = await self._http.get(
            f"{self.actions}/workflows", {"per_page": PAGE}, if_none_match=known.workflows_etag
        )
        if reply.unchanged:
            return []
        known.workflows_etag, known.etag = reply.headers.get("etag", ""), ""
        listed = list(decode(reply.body, Workflows, self._http.host).workflows)
        while (following := next_page(reply.headers)) and len(listed) < MOST:
            reply = await self._http.get(own(self._http, following))
            listed += decode(reply.body, Workflows, self._http.host).workflows
        known.listed = [one.id for one in listed]
        known.workflows = {one.id: one.title for one in listed if one.state == "active" and meant(one)}
        return _forgotten(known, lambda workflow, _: workflow not in known.workflows)

    @staticmethod
    def strange(known: Memory, runs: list[WorkflowRun]) -> list[int]:
        """Return the workflows of runs that no list named yet."""
        return sorted({run.workflow_id for run in runs}.difference(known.listed))

    async def branches(self, known: Memory, now: datetime) -> list[Pipeline]:
        """Ask which branches are left; return the pipelines of those that went. Without the permission none did."""
        known.branched_at = now
        query = {"per_page": PAGE}
        try:
            reply = await self._http.get(
                f"/repos/{self._repository}/branches", query, if_none_match=known.branches_etag
            )
        except Refused:
            return []
        if reply.unchanged:
            return []
        known.branches_etag = reply.headers.get("etag", "")
        names = [one.name for one in decode(reply.body, tuple[Branch, ...], self._http.host)]
        while following := next_page(reply.headers):
            if len(names) >= MOST:
                return []
            reply = await self._http.get(own(self._http, following))
            names += [one.name for one in decode(reply.body, tuple[Branch, ...], self._http.host)]
        kept = set(names)
        return _forgotten(known, lambda _, branch: bool(branch) and branch not in kept)

    async def unseen(self, known: Memory, runs: list[WorkflowRun]) -> bool:
        """Add the newest runs of workflows that the list never showed; return whether some are still to be asked."""
        shown = {run.workflow_id for run in runs}
        unseen = sorted(known.workflows.keys() - shown - known.sound.keys())
        for workflow in unseen[:QUIET]:
            found = await self._runs_of(workflow, self._branch)
            known.sound[workflow] = {}
            runs += found
        return len(unseen) > QUIET

    async def hidden(self, known: Memory, now: datetime, most: int) -> list[WorkflowRun]:
        """Look again at some of what has left the list and is not well."""
        known.checked_at = now
        found: list[WorkflowRun] = []
        turn, known.hidden = known.hidden[:most], known.hidden[most:] + known.hidden[:most]
        for workflow, branch in turn:
            found += await self._runs_of(workflow, branch)
        return found

    async def _runs_of(self, workflow: int, branch: str) -> list[WorkflowRun]:
        query = {"exclude_pull_requests": "true", "per_page": "10" if branch else "30"}
        query |= {"branch": branch} if branch else {}
        reply = await self._http.get(f"{self.actions}/workflows/{workflow}/runs", query)
        return [run for run in decode(reply.body, Runs, self._http.host).workflow_runs if not run.foreign]

    def grouped(self, known: Memory, runs: Iterable[WorkflowRun]) -> dict[Pipeline, list[WorkflowRun]]:
        """Return the runs of each pipeline that is watched, the newest first, each run once."""
        found: dict[Pipeline, dict[int, WorkflowRun]] = {}
        for run in runs:
            branch = self._branch or run.head_branch or ""
            if run.workflow_id in known.workflows and branch and (self._branch or self._wanted(branch)):
                found.setdefault((run.workflow_id, branch), {}).setdefault(run.id, run)
        return {
            pipeline: sorted(runs.values(), key=lambda run: run.order, reverse=True) for pipeline, runs in found.items()
        }

    async def learn_attempts(self, known: Memory, groups: dict[Pipeline, list[WorkflowRun]]) -> bool:
        """Add the attempts before those that are listed; return whether some are still to be read."""
        return await attempt.learn(self._http, self.actions, known.attempts, groups.values())

    async def learn_jobs(self, known: Memory, groups: dict[Pipeline, list[WorkflowRun]]) -> bool:
        """Read the failed jobs of each pipeline's newest red run, once; return whether some are still to be read.

        Those of a newer one that was cancelled too, or of one that was and ran again: it may have run out of time.
        """
        wanted = [run for runs in groups.values() for run in _doubtful(runs) if run.name not in known.jobs]
        for run in wanted[:JOBS]:
            told = await jobs_left(self._http, self.actions, run)
            red = run.conclusion in FAILED
            known.jobs[run.name] = _failed(told) if red else await self._late(told)
        return len(wanted) > JOBS

    async def _late(self, told: tuple[WorkflowJob, ...]) -> tuple[Job, ...]:
        ended = [one for one in told if one.conclusion in (CANCELLED, TIMED_OUT)][:LATE]
        return tuple([job(one, TIMED_OUT) for one in ended if await self._timed_out(one)])

    async def _timed_out(self, told: WorkflowJob) -> bool:
        if told.conclusion == TIMED_OUT or told.exhausted:
            return True
        try:
            return bool(told.steps) and note.late(await note.notes(self._http, self._repository, told.check, told.name))
        except Refused:
            return False

    @staticmethod
    def settle(known: Memory, groups: dict[Pipeline, list[WorkflowRun]], shown: Collection[Pipeline] | None) -> None:
        """Remember what is well, and what of the rest is not among those `shown` by the list; None where that was not asked for."""
        for (workflow, branch), runs in groups.items():
            known.sound.setdefault(workflow, {})[branch] = _sound(runs)
        if shown is None:
            return
        rest = {
            (workflow, branch)
            for workflow, branches in known.sound.items()
            for branch, well in branches.items()
            if not well and (workflow, branch) not in shown
        }
        turn = [pipeline for pipeline in known.hidden if pipeline in rest]
        known.hidden = turn + sorted(rest.difference(turn))
        numbers = {str(run.id) for runs in groups.values() for run in runs}
        _forget(known.jobs, numbers)
        _forget(known.attempts, numbers)


def newest_finished(runs: list[WorkflowRun]) -> WorkflowRun | None:
    """Return the newest run that says something."""
    return next((run for run in runs if run.over and run.conclusion in RESULTS), None)


def _doubtful(runs: list[WorkflowRun]) -> list[WorkflowRun]:
    """Return the runs whose jobs tell more: the newest red one, a newer one that was cancelled, and what was cancelled and ran again."""
    newest = newest_finished(runs)
    cancelled = next((run for run in runs if run.over and run.conclusion == CANCELLED), None)
    found = [newest] if newest and newest.conclusion in FAILED else []
    if cancelled and (newest is None or cancelled.order > newest.order):
        found.append(cancelled)
    again = [run for later, run in pairwise(runs) if later.id == run.id and run.conclusion == CANCELLED]
    return found + [run for run in again if run not in found]


def _sound(runs: list[WorkflowRun]) -> bool:
    newest = newest_finished(runs)
    return all(run.over for run in runs) and (newest is None or newest.conclusion not in FAILED)


def _failed(told: tuple[WorkflowJob, ...]) -> tuple[Job, ...]:
    return tuple(job(one) for one in told if one.conclusion in FAILED)


def _forget(kept: dict[str, Any], numbers: Collection[str]) -> None:
    """Forget the oldest of what belongs to none of these runs."""
    others = [name for name in kept if name.partition(".")[0] not in numbers]
    for name in others[:-KEPT]:
        del kept[name]


def _forgotten(known: Memory, gone: Callable[[int, str], bool]) -> list[Pipeline]:
    """Forget the pipelines that are gone, and return them."""
    went = [(workflow, branch) for workflow, all_ in known.sound.items() for branch in all_ if gone(workflow, branch)]
    for workflow, branch in went:
        del known.sound[workflow][branch]
    known.sound = {workflow: kept for workflow, kept in known.sound.items() if workflow in known.workflows}
    known.hidden = [pipeline for pipeline in known.hidden if tuple(pipeline) not in went]
    return went
