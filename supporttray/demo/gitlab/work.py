"""What GitLab calls a run's parts: one pipeline, and of each job all its tries; those that ended well are not run again."""

from datetime import datetime, timedelta

from msgspec import Struct

from supporttray.demo.actions import Attempt, Job, Run

_STATUSES = {
    None: "running",
    "success": "success",
    "neutral": "success",
    "failure": "failed",
    "timed_out": "failed",
    "startup_failure": "failed",
    "cancelled": "canceled",
    "skipped": "skipped",
    "action_required": "manual",
}
_SOURCES = {
    "push": "push",
    "schedule": "schedule",
    "workflow_dispatch": "web",
    "pull_request": "merge_request_event",
}
_SECOND = timedelta(seconds=1)


class Piece(Struct, frozen=True):
    """A try of a job; `retried` once there is a later one."""

    run: Run
    attempt: Attempt
    job: Job
    retried: bool = False

    @property
    def status(self) -> str:
        """GitLab's word for how far it is."""
        return _STATUSES[self.job.conclusion]

    @property
    def reason(self) -> str | None:
        """GitLab's word for why it failed."""
        if self.status != "failed":
            return None
        return self.job.reason or ("job_execution_timeout" if self.job.conclusion == "timed_out" else "script_failure")

    @property
    def started(self) -> datetime:
        """When it began to work."""
        end = self.attempt.completed
        return self.attempt.started if end is None else min(self.attempt.started + _SECOND, end)


def pieces(run: Run) -> list[Piece]:
    """List all tries of a run's jobs, the oldest first."""
    found: list[Piece] = []
    latest: dict[str, int] = {}
    for attempt in run.attempts:
        for job in attempt.jobs if attempt.conclusion != "startup_failure" else ():
            before = latest.get(job.name)
            if before is None or found[before].job.bad or job.bad:
                if before is not None:
                    old = found[before]
                    found[before] = Piece(old.run, old.attempt, old.job, retried=True)
                latest[job.name] = len(found)
                found.append(Piece(run, attempt, job))
    return found


def status_of(run: Run) -> str:
    """Say how far a pipeline is."""
    return _STATUSES[run.latest.conclusion]


def source_of(run: Run) -> str:
    """Say what began a pipeline."""
    return _SOURCES[run.event]


def ref_of(run: Run) -> str:
    """Say what a pipeline ran for."""
    return f"refs/merge-requests/{run.commit.change}/head" if run.event == "pull_request" else run.branch


def changed(run: Run) -> datetime:
    """Tell when a pipeline last changed."""
    return run.latest.completed or run.latest.started


def trace_of(piece: Piece) -> str:
    """Write the log of a job as a runner writes it: sections, colours and returns in it."""
    at, job = int(piece.started.timestamp()), piece.job
    lines = [
        "\x1b[0KRunning with gitlab-runner 18.5.0 (bda84871)\x1b[0;m",
        f"\x1b[0K  on {runner_of(job)} t1_demo\x1b[0;m",
        f"section_start:{at}:get_sources\r\x1b[0K\x1b[0K\x1b[36;1mGetting source from Git repository\x1b[0;m\x1b[0;m",
        f"\x1b[32;1mChecking out {piece.run.commit.sha[:8]} as detached HEAD (ref is {piece.run.branch})...\x1b[0;m",
        f"section_end:{at}:get_sources\r\x1b[0K",
        f'section_start:{at}:step_script\r\x1b[0K\x1b[0K\x1b[36;1mExecuting "step_script" stage\x1b[0;m\x1b[0;m',
        f"\x1b[32;1m$ {job.name}\x1b[0;m",
        *(job.log.rstrip("\n").splitlines() or [f"{job.name}: {job.conclusion or 'in progress'}"]),
        f"section_end:{at}:step_script\r\x1b[0K",
        "\x1b[0KCleaning up project directory and file based variables\x1b[0;m",
        *_last(piece),
    ]
    return "\n".join(lines) + "\n"


def runner_of(job: Job) -> str:
    """Name the machine of a job."""
    return job.agent or "shared-runner.example.com"


def _last(piece: Piece) -> list[str]:
    ends = {
        "success": "\x1b[32;1mJob succeeded\x1b[0;m",
        "failed": "\x1b[31;1mERROR: Job failed: exit code 1\x1b[0;m",
        "canceled": "\x1b[31;1mERROR: Job failed: canceled\x1b[0;m",
    }
    if piece.reason == "runner_system_failure":
        words = piece.job.note or "prepare environment: waiting for pod running: timed out waiting for pod to start"
        return [f"\x1b[31;1mERROR: Job failed (system failure): {words}\x1b[0;m"]
    if piece.reason == "job_execution_timeout":
        return ["\x1b[31;1mERROR: Job failed: execution took longer than 1h0m0s seconds\x1b[0;m"]
    return [ends[piece.status]] if piece.status in ends else []
