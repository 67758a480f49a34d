"""What the jobs of a pipeline tell: how often it was tried, how each try ended, and what failed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from supporttray.connectors.gitlab.api import PAGE, Pipeline, PipelineJob, pages
from supporttray.connectors.gitlab.attempt import Attempt, attempts
from supporttray.connectors.http import decode, web
from supporttray.core.item import Job, Result, Run
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused, Unreachable

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

PAGES = 5  # of a pipeline's jobs, the newest first
FINISHED = {
    "success": Result.PASSED,
    "failed": Result.FAILED,
    "canceled": Result.IGNORED,
    "skipped": Result.IGNORED,
}  # jobs that may fail make no pipeline red: GitLab says success


class Reading(msgspec.Struct, frozen=True):
    """What is known of a pipeline as it was `at` that change of it; `counted` says that its tests were asked for."""

    at: datetime
    runs: tuple[Run, ...] = ()
    counted: bool = False


class Total(msgspec.Struct, frozen=True):
    """How many tests there are."""

    count: int = 0


class Summary(msgspec.Struct, frozen=True):
    """GET …/test_report_summary."""

    total: Total = Total()


def quoted(name: str) -> str:
    """Return a name as one segment of an address."""
    return quote(name, safe="")


def unread(pipeline: Pipeline, at: datetime | None = None) -> Reading:
    """Return what the list alone tells; with another moment it is still to be read."""
    return Reading(at or pipeline.updated_at, (_run(pipeline, 1, Attempt(None, FINISHED[pipeline.status]), ""),))


async def read(http: Http, path: str, pipeline: Pipeline, old: Reading | None = None) -> Reading:
    """Read the jobs of a pipeline that ended; what was counted of earlier tries stays. Raises a `ServiceError`."""
    jobs = await jobs_of(http, path, str(pipeline.id))
    title = next((job.commit.title for job in jobs if job.commit), "")
    tries = [*attempts(jobs)]
    last = tries[-1]
    if FINISHED[pipeline.status] is not Result.FAILED:
        tries[-1] = Attempt(last.ended, FINISHED[pipeline.status])
    elif not last.failed:  # its configuration is wrong, or another project's pipeline failed
        tries[-1] = Attempt(last.ended, Result.FAILED)
    known = {run.attempt: run.tests for run in old.runs} if old else {}
    runs = (_run(pipeline, number, one, title) for number, one in enumerate(tries, start=1))
    return Reading(pipeline.updated_at, tuple(_counted(run, known.get(run.attempt)) for run in runs))


async def jobs_of(http: Http, path: str, pipeline: str) -> list[PipelineJob]:
    """Return a pipeline's jobs, also those that were run again. Raises a `ServiceError`."""
    query = {"include_retried": "true", "per_page": PAGE}
    found: dict[int, PipelineJob] = {}
    async for reply in pages(http, f"{path}/{pipeline}/jobs", query, PAGES):
        found |= {job.id: job for job in decode(reply.body, tuple[PipelineJob, ...], http.host)}
    return sorted(found.values(), key=lambda job: job.id)


async def counted(http: Http, path: str, before: Reading, *, usual: bool) -> Reading:
    """Return a reading with the number of its tests; none where there never are any. Raises a `ServiceError`."""
    last = before.runs[-1]
    try:
        reply = await http.get(f"{path}/{last.id}/test_report_summary")
        count = decode(reply.body, Summary, http.host).total.count
    except (Refused, NotUnderstood):  # an older GitLab, or one that shows no reports: nothing is counted
        count, usual = 0, False
    except Unreachable as error:
        if not error.page:
            raise
        count, usual = 0, False  # it breaks at this one: the others are seen all the same
    runs = (*before.runs[:-1], _counted(last, count if count or usual else None))
    return Reading(before.at, runs, counted=True)


def job(one: PipelineJob) -> Job:
    """Return a job that failed."""
    return Job(
        name=shorten(one.name, 100),
        url=web(one.web_url),
        step=shorten(one.stage, 100),
        id=str(one.id),
        agent=shorten((one.runner and one.runner.description) or "", 100),
        reason=shorten(one.failure_reason or "", 100),
    )


def _counted(run: Run, tests: int | None) -> Run:
    return msgspec.structs.replace(run, tests=tests)


def _run(pipeline: Pipeline, number: int, one: Attempt, title: str) -> Run:
    return Run(
        id=str(pipeline.id),
        at=pipeline.created_at,
        ended=one.ended or pipeline.updated_at,
        result=one.result,
        attempt=number,
        url=web(pipeline.web_url),
        title=shorten(title, 200),
        commit=pipeline.sha,
        failed=tuple(job(each) for each in one.failed),
    )
