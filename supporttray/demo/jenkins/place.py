"""Where things lie in the demo's Jenkins: a repository is a folder in its owner's, a workflow a project with a job for each branch.

Each attempt of a run is a build with its own number: Jenkins knows no second attempt.
"""

from urllib.parse import quote, unquote

from msgspec import Struct

from supporttray.demo.actions import Actions, Attempt, Commit, Job, Run
from supporttray.demo.company import Company
from supporttray.demo.pipeline import Workflow


class Numbered(Struct, frozen=True):
    """A build: an attempt and its number; `before` is the commit that was built before it."""

    number: int
    run: Run
    attempt: Attempt
    before: str

    @property
    def over(self) -> bool:
        """Whether it is done."""
        return self.attempt.completed is not None


class Line(Struct, frozen=True):
    """A branch's job."""

    home: Actions
    workflow: Workflow
    branch: str

    @property
    def names(self) -> tuple[str, ...]:
        """Its names from the root: the slash in a branch's is escaped."""
        return (*self.home.repository.name.split("/"), self.workflow.name, quote(self.branch, safe=""))

    def builds(self) -> list[Numbered]:
        """List its builds, the newest first."""
        runs = [run for run in self.home.runs() if (run.workflow.name, run.branch) == (self.workflow.name, self.branch)]
        tries = sorted(
            ((one.started, run.number, run, one) for run in runs for one in run.attempts), key=lambda t: t[:2]
        )
        shas = ["", *(run.commit.sha for _, _, run, _ in tries)]
        found = [Numbered(at + 1, run, one, shas[at]) for at, (_, _, run, one) in enumerate(tries)]
        return found[::-1]

    def build(self, number: str) -> Numbered | None:
        """Find a build by its number, or by one of the names that stand for one."""
        every = self.builds()
        ended = [one for one in every if one.over]
        named = {
            "lastBuild": every,
            "lastCompletedBuild": ended,
            "lastFailedBuild": [one for one in ended if result(one) == "FAILURE"],
            "lastStableBuild": [one for one in ended if result(one) == "SUCCESS"],
            "lastSuccessfulBuild": [one for one in ended if result(one) in ("SUCCESS", "UNSTABLE")],
        }
        if number in named:
            return next(iter(named[number]), None)
        return next((one for one in every if str(one.number) == number), None)

    def commits(self, build: Numbered) -> list[Commit]:
        """List what a build has that the one before it had not; the first one has no such list."""
        return self.home.between(build.before, build.run.commit.sha) if build.before else []


RESULTS = {"success": "SUCCESS", "failure": "FAILURE", "startup_failure": "FAILURE"}
STOPPED = ("cancelled", "timed_out")


def result(build: Numbered) -> str | None:
    """Give Jenkins' word for how a build ended: tests that fail make it unstable, a time-out aborts it."""
    if not build.over:
        return None
    if build.attempt.conclusion in STOPPED:
        return "ABORTED"
    word = RESULTS.get(build.attempt.conclusion or "", "NOT_BUILT")
    return "UNSTABLE" if word == "FAILURE" and any(job.broken for job in build.attempt.jobs) else word


def homes(company: Company) -> list[Actions]:
    """List the repositories that Jenkins builds."""
    return [home for home in company.repositories.values() if home.repository.host == "jenkins"]


def lines(home: Actions, workflow: Workflow) -> list[Line]:
    """List the jobs of a project's branches."""
    branches = [run.branch for run in reversed(home.runs()) if run.workflow.name == workflow.name]
    return [Line(home, workflow, branch) for branch in dict.fromkeys([home.repository.branch, *branches])]


def line_at(company: Company, names: tuple[str, ...]) -> Line | None:
    """Find a branch's job by its names."""
    every = (line for home in homes(company) for workflow in home.repository.workflow for line in lines(home, workflow))
    return next((line for line in every if line.names == names), None)


def path(names: tuple[str, ...]) -> str:
    """Write the path of a job's page."""
    return "".join(f"job/{quote(name, safe='')}/" for name in names)


def display(name: str) -> str:
    """Give the name that people read."""
    return unquote(name)


def agents(company: Company) -> dict[str, list[tuple[Numbered, Job]]]:
    """List the agents by their names, each with what it worked on, the newest first."""
    found: dict[str, list[tuple[Numbered, Job]]] = {}
    for home in homes(company):
        for workflow in home.repository.workflow:
            for line in lines(home, workflow):
                for build in line.builds():
                    for job in build.attempt.jobs:
                        if job.agent:
                            found.setdefault(job.agent, []).append((build, job))
    return {
        name: sorted(jobs, key=lambda one: one[0].attempt.started, reverse=True) for name, jobs in sorted(found.items())
    }
