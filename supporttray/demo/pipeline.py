"""What a scenario may say of builds: repositories and their workflows, the lines of a feed, and the runs that happen."""

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from supporttray.demo.word import Key, Name, Text, Times

Host: TypeAlias = Literal["github", "gitlab", "jenkins"]
Status: TypeAlias = Literal["Success", "Failure", "Exception", "Unknown"]
Outcome: TypeAlias = Literal[
    "success", "failure", "cancelled", "timed_out", "skipped", "neutral", "action_required", "startup_failure"
]
Path: TypeAlias = Annotated[str, Meta(pattern=r"^[^/\s][^\r\n]{0,299}$", description="a path inside the repository")]
Change: TypeAlias = Annotated[int, Meta(ge=0, le=999_999)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]

_MINUTE = timedelta(minutes=1)
_NEVER = timedelta(0)


class Workflow(Struct, frozen=True):
    """A workflow and its jobs; another host calls it a pipeline, or a job with its stages."""

    name: Name
    file: Annotated[str, Meta(pattern=r"^[\w.-]+\.ya?ml$")]
    jobs: Annotated[tuple[Name, ...], Meta(min_length=1)] = ("build",)


class Repository(Struct, frozen=True):
    """A repository, and the host whose addresses tell of its builds; `files` are texts by their path (CODEOWNERS)."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]+/[\w.-]+$")]
    workflow: Annotated[tuple[Workflow, ...], Meta(min_length=1)]
    branch: Name = "main"
    description: str = ""
    watch: Name | None = None
    issues: bool = True
    host: Host = "github"
    files: dict[Path, str] = {}


class Part(Struct, frozen=True):
    """A part of the machinery: which (a pattern over its kind and its name), who looks after it, and the page that says how it is mended."""

    match: Name
    engineer: str = ""
    runbook: str = ""


class Project(Struct, frozen=True):
    """A line of the cctray feed, as it stands when the scenario opens."""

    name: Name
    status: Status = "Success"
    built: timedelta = timedelta(hours=-3)
    label: Annotated[int, Meta(ge=1)] = 1


class Log(Struct, frozen=True):
    """The text that a failing job wrote."""

    id: Key
    text: Text


class Run(Struct, frozen=True, tag_field="do", tag="run"):
    """A workflow runs: it starts at `at` and is done after `takes`.

    `files` are the paths that its commit touches, `change` the number of the pull or merge request that brought it (0: the one that
    the title tells, else none). `agent` is the machine; none means a hosted one. Of the jobs that fail, `reason` is the provider's own
    word, `note` what stands beside them, `broken` the tests that failed, of `tests`. `again` is how it ends if it is run again from outside.
    """

    at: timedelta
    workflow: str
    by: str
    repository: str = ""
    title: Name | None = None
    branch: Name | None = None
    event: Literal["push", "schedule", "workflow_dispatch", "pull_request"] = "push"
    takes: timedelta = _MINUTE
    fails: tuple[str, ...] = ()
    outcome: Outcome | None = None
    log: str | None = None
    id: Key | None = None
    times: Times = 1
    every: timedelta = _MINUTE
    files: tuple[Path, ...] = ()
    change: Change = 0
    agent: str = ""
    reason: str = ""
    note: str = ""
    tests: Count = 0
    broken: tuple[Name, ...] = ()
    again: Literal["success", "failure"] = "success"


class Rerun(Struct, frozen=True, tag_field="do", tag="rerun"):
    """Somebody runs a finished run once more."""

    at: timedelta
    run: str
    by: str
    takes: timedelta = _MINUTE
    fails: tuple[str, ...] = ()
    outcome: Outcome | None = None
    log: str | None = None
    agent: str = ""
    reason: str = ""
    note: str = ""
    tests: Count = 0
    broken: tuple[Name, ...] = ()


class Build(Struct, frozen=True, tag_field="do", tag="build"):
    """A cctray project builds: it starts at `at` and is done after `takes`."""

    at: timedelta
    project: str
    status: Status = "Success"
    takes: timedelta = _NEVER
    times: Times = 1
    every: timedelta = _MINUTE
