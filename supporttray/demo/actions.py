"""A repository's state, whatever its host: commits of its branches, runs with their attempts and jobs, and remarks on changes.

The hosts' own addresses and words are views of it (github/, gitlab/, jenkins/).
"""

import hashlib
import re
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.pipeline import Repository, Workflow
from supporttray.demo.scenario import Person

_CHANGE = re.compile(r"\((?:#|!)(\d{1,6})\)")


class Commit(Struct, frozen=True):
    """A commit; its hash follows from what it says and when.

    `files` are the paths that it touches, `change` the number of the pull or merge request that brought it, 0 for none.
    """

    sha: str
    title: str
    by: Person
    at: datetime
    parent: str | None
    files: tuple[str, ...] = ()
    change: int = 0

    @property
    def email(self) -> str:
        """The author's address, the same everywhere."""
        return self.by.email


class Job(Struct, frozen=True):
    """One job of one attempt; no conclusion means that it still works.

    `agent` is the machine, none for a hosted one. Of a job that failed, `reason` is the provider's own word, `note` stands beside it,
    and `broken` are the tests that failed; `tests` is how many ran, 0 where nobody counts.
    """

    number: int
    name: str
    conclusion: str | None = None
    log: str = ""
    agent: str = ""
    reason: str = ""
    note: str = ""
    tests: int = 0
    broken: tuple[str, ...] = ()

    @property
    def bad(self) -> bool:
        """Whether it ended, and not well."""
        return self.conclusion not in (None, "success")


class End(Struct, frozen=True):
    """How an attempt ends: its conclusion, the jobs that fail, and what is told of them."""

    conclusion: str
    fails: tuple[str, ...] = ()
    log: str = ""
    reason: str = ""
    note: str = ""
    tests: int = 0
    broken: tuple[str, ...] = ()


class Remark(Struct, frozen=True):
    """What somebody wrote below a pull or merge request."""

    number: int
    change: int
    by: Person
    at: datetime
    text: str


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
        self._remarks: list[Remark] = []

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

    def commit(self, sha: str) -> Commit | None:
        """Find a commit by its hash, or nothing."""
        return next((one for commits in self.branches.values() for one in commits if one.sha == sha), None)

    def between(self, green: str, red: str) -> list[Commit]:
        """List what came after one commit up to another, oldest first, along the parents."""
        found: list[Commit] = []
        commit = self.commit(red)
        while commit is not None and commit.sha != green:
            found.append(commit)
            commit = self.commit(commit.parent) if commit.parent else None
        return found[::-1]

    def change(self, number: int) -> list[Commit]:
        """List the commits that a pull or merge request brought, oldest first."""
        every = {one.sha: one for commits in self.branches.values() for one in commits if one.change == number}
        return sorted(every.values(), key=lambda one: one.at) if number else []

    def remarks(self, change: int) -> list[Remark]:
        """List what was written below a pull or merge request, oldest first."""
        return [one for one in self._remarks if one.change == change]

    def remark(self, change: int, by: Person, at: datetime, text: str) -> Remark:
        """Write below a pull or merge request."""
        made = Remark(self._base * 5 + len(self._remarks) + 1, change, by, at, text)
        self._remarks.append(made)
        return made

    def push(
        self, branch: str, title: str | None, by: Person, at: datetime, *, files: tuple[str, ...] = (), change: int = 0
    ) -> Commit:
        """Add a commit, unless the branch's newest says the same already (two workflows, one push)."""
        commits = self.branches.setdefault(branch, list(self.commits()))
        head = commits[-1] if commits else None
        if head is not None and title in (None, head.title):
            return head
        words = f"{self.repository.name} {branch} {title} {at.isoformat()}"
        sha = hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()
        told = _CHANGE.search(title or "")
        number = change or (int(told[1]) if told else 0)
        commit = Commit(sha, title or "First commit", by, at, head.sha if head else None, files, number)
        commits.append(commit)
        return commit

    def start(
        self, workflow: Workflow, branch: str, event: str, commit: Commit, by: Person, at: datetime, *, agent: str = ""
    ) -> Run:
        """Begin a run."""
        count = 1 + sum(run.workflow == workflow for run in self._runs.values())
        run = Run(self._base + len(self._runs) + 1, count, workflow, branch, event, commit, at, ())
        return self.again(run, by, at, agent=agent)

    def again(self, run: Run, by: Person, at: datetime, *, agent: str = "") -> Run:
        """Begin another attempt of a run."""
        jobs = tuple(Job(self._job_number(), name, agent=agent) for name in run.workflow.jobs)
        attempt = Attempt(len(run.attempts) + 1, by, at, jobs)
        return self._keep(replace(run, attempts=(*run.attempts, attempt)))

    def finish(self, run: Run, at: datetime, end: End) -> Run:
        """End the latest attempt: the named jobs share its conclusion, the others succeeded."""
        bad = end.fails or (() if end.conclusion == "success" else run.workflow.jobs[:1])
        jobs = tuple(_ended(job, end) if job.name in bad else _well(job, end) for job in run.latest.jobs)
        attempt = replace(run.latest, jobs=jobs, completed=at, conclusion=end.conclusion)
        return self._keep(replace(run, attempts=(*run.attempts[:-1], attempt)))

    def _keep(self, run: Run) -> Run:
        self._runs[run.number] = run
        return run

    def _job_number(self) -> int:
        self._jobs += 1
        return self._base * 3 + self._jobs


def _ended(job: Job, end: End) -> Job:
    told = {"log": end.log, "reason": end.reason, "note": end.note, "tests": end.tests, "broken": end.broken}
    return replace(job, conclusion=end.conclusion, **told)


def _well(job: Job, end: End) -> Job:
    return replace(job, conclusion="success", tests=end.tests)
