"""What is known of a red run, and what follows from it, as frozen values."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Cause(StrEnum):
    """Why a run is red. POLICY is an audit, a licence, a merge rule: nobody's change. UNKNOWN is said, never guessed."""

    INFRASTRUCTURE = "infrastructure"
    TEST = "test"
    BUILD = "build"
    LINT = "lint"
    POLICY = "policy"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    CONFIGURATION = "configuration"
    UNKNOWN = "unknown"

    @property
    def somebodys(self) -> bool:
        """Whether a change of somebody's can be behind it."""
        return self in (Cause.TEST, Cause.BUILD, Cause.LINT, Cause.CONFIGURATION)


class Source(StrEnum):
    """Where it stands, in the order in which it is believed."""

    FIELD = "field"
    ANNOTATION = "annotation"
    LOG = "log"
    REPORT = "report"


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field in which the service itself says how a job ended: `failure_reason` is `runner_system_failure`."""

    name: str
    value: str
    job: str = ""


class Annotation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the service or a step noted beside a job; `line` counts from 1 in the file at `path`."""

    message: str
    title: str = ""
    level: str = ""
    job: str = ""
    path: str = ""
    line: int = 0


class Log(msgspec.Struct, frozen=True, omit_defaults=True):
    """The end of a job's log, as bytes came: at most the last MiB. `cut` says that something stood before it; `url` is its page.

    `lacks` says in a sentence why there is none: it is gone, it is refused.
    """

    body: bytes = b""
    job: str = ""
    url: str = ""
    cut: bool = False
    lacks: str = ""


class FailedTest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A test that failed, as its framework names it. `file` is where it stands, if that is told; `message` its own words, one line."""

    name: str
    file: str = ""
    message: str = ""

    @property
    def short(self) -> str:
        """Its name without the places that lead to it (`tests/test_a.py::test_b` is `test_b`)."""
        return self.name.rpartition("::")[2] or self.name


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a service gave about one red run. `reported` is whether there is a test report; None where the service has none of its own.

    `agent` is the machine of the first failed job, `agent_url` its page.
    """

    facts: tuple[Fact, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    logs: tuple[Log, ...] = ()
    tests: tuple[FailedTest, ...] = ()
    reported: bool | None = None
    agent: str = ""
    agent_url: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a run is red, with its *because*: the rule's name, where it stands, the line and its number, a few lines around it.

    `line` counts from 1 in what was read of the log (`cut`: of its end only); 0 where it is no line. `confidence` is from 0 to 1.
    Of infrastructure `part` says which (agent, disk, memory, network, registry, toolchain, service) and `about` which one of
    these (agent-14, registry.npmjs.org). `files` are the paths that the failure names. `lacks` says what could not be read.
    """

    cause: Cause
    rule: str = ""
    source: Source | None = None
    text: str = ""
    line: int = 0
    cut: bool = False
    around: tuple[str, ...] = ()
    job: str = ""
    url: str = ""
    confidence: float = 0.0
    tests: tuple[FailedTest, ...] = ()
    part: str = ""
    about: str = ""
    files: tuple[str, ...] = ()
    runbook: str = ""
    agent: str = ""
    agent_url: str = ""
    lacks: str = ""


class Scope(StrEnum):
    """Where a signature looks: in a field (as `name=value`), in an annotation (title and message), in a line of the log."""

    FIELD = "field"
    ANNOTATION = "annotation"
    LOG = "log"


class Signature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What tells a cause: a regular expression of RE2 (no look-around, no back-references) that is searched in a line.

    Ours are data in `resources/signatures`, a person's have the same form. Named groups tell more: `about` which one of the `part` it
    is, `agent` the machine, `test`, `file` and `message` a test that failed. `jobs` is a glob of the jobs that it is for. A line that
    `unless` matches does not count; one after which `undone` matches a line was tried again with success. `source` says where the
    fact is from. From 0.95 on a `confidence` is the machinery's own last word, below 0.7 a guess for want of better.
    """

    name: str
    cause: Cause
    pattern: str
    scope: Scope = Scope.LOG
    part: str = ""
    about: str = ""
    runbook: str = ""
    confidence: float = 0.9
    jobs: str = "*"
    unless: str = ""
    undone: str = ""
    source: str = ""
