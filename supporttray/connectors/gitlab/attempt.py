"""How often a pipeline was run, told from its jobs: one that is run again keeps its id, and so does all that it is known by. Pure.

A job that is run again is a new job of the same name. Where everything had ended for a while before it was made, somebody ran the
pipeline once more; where not, GitLab itself tried again, and that is still the same attempt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.gitlab.api import PipelineJob
from supporttray.core.item import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAUSE = timedelta(seconds=2)  # nobody is quicker; GitLab's own next try is
MACHINE = frozenset(
    {
        "api_failure",
        "data_integrity_failure",
        "no_matching_runner",
        "runner_provisioning_timeout",
        "runner_system_failure",
        "runner_unsupported",
        "scheduler_failure",
        "stale_schedule",
        "stuck_or_timeout_failure",
    }
)  # reasons by which the machinery is at fault (lib/gitlab: Enums::Ci::CommitStatus)


class Attempt(msgspec.Struct, frozen=True):
    """One try: when it ended (None where nobody knows), how, and the jobs that broke it."""

    ended: datetime | None
    result: Result
    failed: tuple[PipelineJob, ...] = ()


def attempts(jobs: Iterable[PipelineJob]) -> tuple[Attempt, ...]:
    """Return all tries of a pipeline by its jobs, those that were run again among them; one at least."""
    ordered = sorted(jobs, key=lambda job: job.id)
    edges = [*_begins(ordered), None]
    return tuple(_attempt(ordered, edge) for edge in edges)


def _begins(jobs: Sequence[PipelineJob]) -> list[datetime]:
    """Return when it was run again, oldest first."""
    seen: set[str] = set()
    made: set[datetime] = set()
    for job in jobs:
        if job.name in seen:
            made.add(job.created_at)
        seen.add(job.name)
    begins: list[datetime] = []
    for moment in sorted(made):
        if _at_rest(jobs, moment) and (not begins or _ended_between(jobs, begins[-1], moment)):
            begins.append(moment)
    return begins


def _at_rest(jobs: Sequence[PipelineJob], moment: datetime) -> bool:
    """Whether nothing had been at work, or had waited for a machine, for a while."""
    begun = [job for job in jobs if job.created_at < moment and job.queued_at < moment]
    ends = [job.finished_at for job in begun if job.started_at or job.finished_at]
    return bool(ends) and all(end is not None and end + PAUSE <= moment for end in ends)


def _ended_between(jobs: Sequence[PipelineJob], since: datetime, until: datetime) -> bool:
    return any(job.finished_at is not None and since < job.finished_at < until for job in jobs)


def _attempt(jobs: Sequence[PipelineJob], edge: datetime | None) -> Attempt:
    """Return the try that was over at `edge`, or the last one: of each job the newest that was there."""
    there = {job.name: job for job in jobs if edge is None or job.created_at < edge}
    over = [job for job in there.values() if edge is None or (job.finished_at is not None and job.finished_at < edge)]
    failed = tuple(sorted((job for job in over if job.broke), key=lambda job: job.id))
    ended = max((job.finished_at for job in over if job.finished_at), default=edge)
    if not failed:
        stopped = any(job.status == "canceled" for job in over)
        return Attempt(ended, Result.IGNORED if stopped else Result.PASSED)
    machine = all(job.failure_reason in MACHINE for job in failed)
    return Attempt(ended, Result.ERRORED if machine else Result.FAILED, failed)
