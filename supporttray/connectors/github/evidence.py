"""What GitHub knows about a red run: how its jobs ended, what is noted beside them, and the ends of their logs.

A part that is refused or gone is said in the evidence, and takes none of the others with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.connectors.github import note
from supporttray.connectors.github.run import CANCELLED, FAILED, TIMED_OUT, WorkflowJob, jobs
from supporttray.connectors.http import web
from supporttray.core.item import Result
from supporttray.core.text import shorten
from supporttray.core.triage import Annotation, Evidence, Fact, Log
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

MOST = 5  # failed jobs that are read
GONE = "The log is gone, or not there yet."
NO_JOBS = "The jobs of this run cannot be read."
NO_NOTES = "GitHub's annotations cannot be read with this token"
RUNNERS = "settings/actions/runners"  # a page of the repository


async def evidence(http: Http, repository: str, run: Run) -> Evidence:
    """Return what is known about a red run. Raises `SlowDown` and `Unreachable`."""
    try:
        told = await jobs(http, f"/repos/{repository}/actions", run.id, run.attempt)
    except (Refused, NotUnderstood) as error:
        return Evidence(facts=_ending(run), logs=(Log(url=run.url, lacks=f"{NO_JOBS} {error.phrase}"),))
    red = _red(told)[:MOST]
    notes: list[Annotation] = []
    logs = []
    for one in red:
        beside, lacks = await _notes(http, repository, one)
        notes += beside
        logs.append(await _log(http, repository, one, lacks))
    first = next((one for one in red if one.agent), None)
    return Evidence(
        facts=(*_ending(run), *(fact for one in red for fact in _facts(one, notes))),
        annotations=tuple(notes),
        logs=tuple(logs),
        agent=first.agent if first else "",
        agent_url=_runners(repository, first) if first else "",
    )


def _red(told: tuple[WorkflowJob, ...]) -> list[WorkflowJob]:
    """Return the jobs that failed; of a run in which none did, those that were cancelled."""
    failed = [one for one in told if one.conclusion in FAILED]
    return failed or [one for one in told if one.conclusion == CANCELLED]


def _ending(run: Run) -> tuple[Fact, ...]:
    """Return the service's word for a run that never became jobs: its workflow file cannot be started."""
    return (Fact("conclusion", "startup_failure"),) if run.result is Result.ERRORED else ()


def _facts(job: WorkflowJob, notes: list[Annotation]) -> list[Fact]:
    """Return how a job ended, and what about its machine is strange."""
    name = shorten(job.name, 100)
    late = job.exhausted or note.late(tuple(one for one in notes if one.job == name))
    found = [Fact("conclusion", TIMED_OUT if late else shorten(job.conclusion or "", 100), name)]
    if job.unbegun and job.conclusion in FAILED:
        found.append(Fact("runner_name", "none", name))
    if job.endless:
        found.append(Fact("unfinished_step", shorten(job.endless.name, 100), name))
    return found


async def _notes(http: Http, repository: str, job: WorkflowJob) -> tuple[tuple[Annotation, ...], str]:
    """Return what is noted beside a job, or why that cannot be read."""
    try:
        return await note.notes(http, repository, job.check, shorten(job.name, 100)), ""
    except Refused as error:
        if error.missing == "credential":  # somebody may set another one
            raise
        return (), f"{NO_NOTES} ({error.missing})." if error.missing else f"{NO_NOTES}."
    except NotUnderstood as error:
        return (), error.phrase


async def _log(http: Http, repository: str, job: WorkflowJob, lacks: str) -> Log:
    """Return the end of a job's log (GET …/actions/jobs/{id}/logs leads to a store elsewhere), or why there is none."""
    name, url = shorten(job.name, 100), _page(job)
    try:
        reply = await http.tail(f"/repos/{repository}/actions/jobs/{job.id}/logs")
    except Refused as error:
        if error.missing == "credential":  # somebody may set another one
            raise
        why = GONE if error.missing == "name" else f"{error.phrase} {error.hint}"
        return Log(job=name, url=url, lacks=f"{why} {lacks}".strip())
    except NotUnderstood as error:
        return Log(job=name, url=url, lacks=f"{error.phrase} {lacks}".strip())
    return Log(body=reply.body, job=name, url=url, cut=reply.cut, lacks=lacks)


def _page(job: WorkflowJob) -> str:
    """Return a job's page, at the step that failed."""
    url = web(job.html_url or "")
    return f"{url}#step:{job.step.number}:1" if url and job.step and job.step.number else url


def _runners(repository: str, job: WorkflowJob) -> str:
    """Return the page where the repository's machines are listed."""
    home, found, _ = web(job.html_url or "").partition(f"/{repository}/")
    return f"{home}/{repository}/{RUNNERS}" if found else ""
