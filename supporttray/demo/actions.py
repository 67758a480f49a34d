"""A GitHub repository's state: commits of its branch, and runs with their attempts and jobs."""

import hashlib
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.scenario import Person, Repository, Workflow


class Commit(Struct, frozen=True):
    """A commit; its hash follows from what it says and when."""

    sha: str
    title: str
    by: Person
    at: datetime
    parent: str | None


class Job(Struct, frozen=True):
    """One job of one attempt; no conclusion means that it still works."""

    number: int
    name: str
    conclusion: str | None = None
    log: str = ""


class Attempt(Struct, frozen=True):
    """One try at a run."""

    number: int
    by: Person
    started: datetime
    jobs: tuple[Job, ...]
    completed: datetime | None = None
    conclusion: str | None = None


class Run(Struct, frozen=True):
    """A workflow run; running it again adds an attempt and keeps the number."""

    number: int
    count: int
    workflow: Workflow
    branch: str
    event: str
    commit: Commit
    created: datetime
    attempts: tuple[Attempt, ...]

    @property
    def latest(self) -> Attempt:
        """The attempt that counts."""
        return self.attempts[-1]

    @property
    def status(self) -> str:
        """GitHub's word for how far the run is."""
        return "in_progress" if self.latest.completed is None else "completed"


class Actions:
    """The runs and commits of one repository."""

    def __init__(self, repository: Repository, index: int) -> None:
        self.repository = repository
        self.number = 410_000_000 + index
        self._first_workflow = 410_001 + 100 * index
        self.branches: dict[str, list[Commit]] = {}
        self._base = (7_000 + index) * 1_000_000
        self._runs: dict[int, Run] = {}
        self._jobs = 0

    def workflow_number(self, workflow: Workflow) -> int:
        """Give the workflow's id."""
        return self._first_workflow + self.repository.workflow.index(workflow)

    def runs(self) -> list[Run]:
        """List all runs, newest first."""
        return sorted(self._runs.values(), key=lambda run: (run.created, run.number), reverse=True)

    def run(self, number: int) -> Run | None:
        """Give one run, or nothing."""
        return self._runs.get(number)

    def job(self, number: int) -> tuple[Run, Attempt, Job] | None:
        """Find a job with its run and attempt, or nothing."""
        for run in self._runs.values():
            for attempt in run.attempts:
                for job in attempt.jobs:
                    if job.number == number:
                        return run, attempt, job
        return None

    def commits(self, branch: str | None = None) -> list[Commit]:
        """List a branch's commits, oldest first."""
        return self.branches.get(branch or self.repository.branch, [])

    def push(self, branch: str, title: str | None, by: Person, at: datetime) -> Commit:
        """Add a commit, unless the branch's newest says the same already (two workflows, one push)."""
        commits = self.branches.setdefault(branch, list(self.commits()))
        head = commits[-1] if commits else None
        if head is not None and title in (None, head.title):
            return head
        words = f"{self.repository.name} {branch} {title} {at.isoformat()}"
        sha = hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()
        commit = Commit(sha, title or "First commit", by, at, head.sha if head else None)
        commits.append(commit)
        return commit

    def start(self, workflow: Workflow, branch: str, event: str, commit: Commit, by: Person, at: datetime) -> Run:
        """Begin a run."""
        count = 1 + sum(run.workflow == workflow for run in self._runs.values())
        run = Run(self._base + len(self._runs) + 1, count, workflow, branch, event, commit, at, ())
        return self.again(run, by, at)

    def again(self, run: Run, by: Person, at: datetime) -> Run:
        """Begin another attempt of a run."""
        jobs = tuple(Job(self._job_number(), name) for name in run.workflow.jobs)
        attempt = Attempt(len(run.attempts) + 1, by, at, jobs)
        return self._keep(replace(run, attempts=(*run.attempts, attempt)))

    def finish(self, run: Run, at: datetime, fails: tuple[str, ...], conclusion: str, log: str) -> Run:
        """End the latest attempt: the named jobs share its conclusion, the others succeeded."""
        bad = fails or (() if conclusion == "success" else run.workflow.jobs[:1])
        jobs = tuple(
            replace(job, conclusion=conclusion if job.name in bad else "success", log=log if job.name in bad else "")
            for job in run.latest.jobs
        )
        attempt = replace(run.latest, jobs=jobs, completed=at, conclusion=conclusion)
        return self._keep(replace(run, attempts=(*run.attempts[:-1], attempt)))

    def _keep(self, run: Run) -> Run:
        self._runs[run.number] = run
        return run

    def _job_number(self) -> int:
        self._jobs += 1
        return self._base * 3 + self._jobs
