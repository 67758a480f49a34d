"""The bodies of Jenkins' answers, only what we use (jenkins.io/doc/book/using/remote-access-api). Any of it may be absent or null."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from supporttray.core.item import Result

RESULTS = {
    "SUCCESS": Result.PASSED,
    "UNSTABLE": Result.FAILED,
    "FAILURE": Result.FAILED,
}  # the others say nothing
STOPPED = "InterruptedBuildAction"  # in the class of what tells who or what stopped a build
Millis = Annotated[int, msgspec.Meta(ge=0, le=221_845_392_000_000)]  # till the year 9000: more can be added to it
BRANCHES = "MultiBranchProject"  # in the class of what has a job for each branch
TELLING = (
    "number,result,timestamp,duration,building,displayName,"
    "actions[failCount,totalCount,lastBuiltRevision[SHA1,branch[name]],remoteUrls,causes[shortDescription]]"
)  # of a build
_LATE = re.compile(r"time-?out|timed out", re.IGNORECASE)


class Named(msgspec.Struct, frozen=True):
    """A branch as git names it: origin/main, refs/remotes/origin/main."""

    name: str | None = None


class Revision(msgspec.Struct, frozen=True):
    """What was checked out."""

    commit: str | None = msgspec.field(name="SHA1", default=None)
    branch: tuple[Named, ...] | None = None

    def of(self, branch: str) -> bool:
        """Whether it is of a branch."""
        return any((one.name or "").endswith(f"/{branch}") or one.name == branch for one in self.branch or ())


class Reason(msgspec.Struct, frozen=True, rename="camel"):
    """Why a build began, or was stopped."""

    kind: str = msgspec.field(name="_class", default="")
    short_description: str | None = None


class Action(msgspec.Struct, frozen=True, rename="camel"):
    """What plugins hang on a build: the counts of its tests, what git checked out. Most of them are empty here."""

    kind: str = msgspec.field(name="_class", default="")
    causes: tuple[Reason | None, ...] | None = None
    fail_count: int | None = None
    total_count: int | None = None
    last_built_revision: Revision | None = None
    remote_urls: tuple[str | None, ...] | None = None


class Built(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A build; `result` is null while it runs."""

    kind: str = msgspec.field(name="_class", default="")
    number: int
    result: str | None = None
    timestamp: Millis = 0
    duration: int | None = None
    building: bool = False
    display_name: str | None = None
    actions: tuple[Action | None, ...] | None = None

    @property
    def finished(self) -> bool:
        """Whether it is over: a result may stand before that."""
        return not self.building and self.result is not None

    @property
    def outcome(self) -> Result:
        """How it ended. What ran out of time is ABORTED as well as what a person stopped; only the first is red."""
        late = self.result == "ABORTED" and any(_late(one) for one in self.actions or () if one)
        return Result.FAILED if late else RESULTS.get(self.result or "", Result.IGNORED)

    @property
    def at(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.timestamp / 1000, UTC)

    @property
    def ended(self) -> datetime:
        """When its result was known."""
        return self.at + timedelta(milliseconds=min(max(self.duration or 0, 0), 10**11))

    @property
    def tests(self) -> int | None:
        """How many tests ran; None where nobody counts them."""
        counts = [one.total_count for one in self.actions or () if one and one.total_count is not None]
        return sum(counts) if counts else None

    def commit(self, branch: str, full: str) -> str:
        """Return what was built. Pipelines check out libraries too: the branch's own counts, then the repository with the job's name."""
        found = [
            one for one in self.actions or () if one and one.last_built_revision and one.last_built_revision.commit
        ]
        words = {word.casefold() for word in full.split("/")}
        found.sort(key=lambda one: (not (branch and one.last_built_revision.of(branch)), not _named(one, words)))  # type: ignore[union-attr]
        return (found[0].last_built_revision.commit or "") if found and found[0].last_built_revision else ""


def _late(action: Action) -> bool:
    """Whether something was stopped because its time was over."""
    reasons = (one for one in action.causes or () if one and STOPPED in action.kind)
    return any(_LATE.search(f"{one.kind} {one.short_description or ''}") for one in reasons)


def _named(action: Action, words: set[str]) -> bool:
    """Whether a repository has one of these names."""
    urls = (url.rstrip("/").removesuffix(".git") for url in action.remote_urls or () if url)
    return any(url.replace(":", "/").rpartition("/")[2].casefold() in words for url in urls)


class Job(msgspec.Struct, frozen=True):
    """A job, or a folder of them; `color` is `disabled` where nobody builds it."""

    kind: str = msgspec.field(name="_class", default="")
    name: str = ""
    color: str | None = None
    builds: tuple[Built, ...] | None = None
    jobs: tuple[Job, ...] | None = None

    @property
    def off(self) -> bool:
        """Whether it is switched off: of a branch that is gone the job stays a while."""
        return (self.color or "").startswith("disabled")


class Older(msgspec.Struct, frozen=True, rename="camel"):
    """A page of all builds that a job keeps, the newest first."""

    all_builds: tuple[Built, ...] | None = None


# --- one build, looked at closely

DETAILS = "result,builtOn,actions[failCount,totalCount],runs[number,url,result,builtOn]"


class Configuration(msgspec.Struct, frozen=True, rename="camel"):
    """One run of a matrix; one of an older number was not repeated."""

    number: int = 0
    url: str = ""
    result: str | None = None
    built_on: str | None = None


class Details(msgspec.Struct, frozen=True, rename="camel"):
    """A build, looked at closely. A pipeline has no `builtOn`; an empty one is the server itself."""

    kind: str = msgspec.field(name="_class", default="")
    result: str | None = None
    built_on: str | None = None
    actions: tuple[Action | None, ...] | None = None
    runs: tuple[Configuration, ...] | None = None

    @property
    def failing(self) -> int | None:
        """How many tests failed; None where there is no report."""
        counts = [one.fail_count or 0 for one in self.actions or () if one and one.total_count is not None]
        return sum(counts) if counts else None


class Problem(msgspec.Struct, frozen=True):
    """Why a stage failed, in the pipeline's words."""

    message: str | None = None
    type: str | None = None


class Stage(msgspec.Struct, frozen=True, rename="camel"):
    """A stage of a pipeline (wfapi/describe, of the plugin pipeline-rest-api)."""

    name: str = ""
    status: str = ""
    exec_node: str | None = None
    error: Problem | None = None


class Stages(msgspec.Struct, frozen=True):
    """The stages of a run."""

    stages: tuple[Stage, ...] | None = None


class Case(msgspec.Struct, frozen=True, rename="camel"):
    """A test as its report tells it: PASSED, FIXED, FAILED, REGRESSION, SKIPPED."""

    class_name: str | None = None
    name: str | None = None
    status: str | None = None
    error_details: str | None = None


class Suite(msgspec.Struct, frozen=True):
    """Some tests."""

    cases: tuple[Case, ...] | None = None


class Suites(msgspec.Struct, frozen=True):
    """What a report holds."""

    suites: tuple[Suite, ...] | None = None


class Child(msgspec.Struct, frozen=True):
    """The report of one configuration of a matrix."""

    result: Suites | None = None


class Report(msgspec.Struct, frozen=True, rename="camel"):
    """A build's test report; that of a matrix is of its configurations' ones."""

    suites: tuple[Suite, ...] | None = None
    child_reports: tuple[Child, ...] | None = None


class Computer(msgspec.Struct, frozen=True, rename="camel"):
    """An agent, and why it is away."""

    offline: bool = False
    offline_cause_reason: str | None = None


# --- what changed

CHANGES = "items[commitId,msg,comment,author[fullName,absoluteUrl],authorEmail,affectedPaths]"


class Person(msgspec.Struct, frozen=True, rename="camel"):
    """Who made a change, as Jenkins knows them."""

    full_name: str | None = None
    absolute_url: str | None = None


class Entry(msgspec.Struct, frozen=True, rename="camel"):
    """A commit of a change set."""

    commit_id: str | None = None
    msg: str | None = None
    comment: str | None = None
    author: Person | None = None
    author_email: str | None = None
    affected_paths: tuple[str, ...] | None = None


class ChangeSet(msgspec.Struct, frozen=True):
    """The commits that one checkout brought, the newest last."""

    items: tuple[Entry, ...] | None = None


class Changed(msgspec.Struct, frozen=True, rename="camel"):
    """What is new in a build: a plain job has one change set, a pipeline a list."""

    change_set: ChangeSet | None = None
    change_sets: tuple[ChangeSet, ...] | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All commits."""
        sets = (self.change_set, *(self.change_sets or ()))
        return tuple(entry for one in sets if one for entry in one.items or ())
