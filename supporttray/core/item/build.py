"""A pipeline on one branch, and the runs it has had."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from supporttray.core.item.base import Item


class Result(StrEnum):
    """How a run of a build ended. ERRORED is the machinery's fault, IGNORED says nothing about the code."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    IGNORED = "ignored"


class Job(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A job of a run that failed, and the first step of it that did.

    `id` is the service's own, by which its log is asked for; `agent` the machine that it ran on; `reason` the service's own word for
    how it ended.
    """

    name: str
    url: str = ""
    step: str = ""
    id: str = ""
    agent: str = ""
    reason: str = ""


class Run(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One finished attempt of a run: `at` is the run's creation and orders the runs, `ended` when the result was known.

    `tests` is how many tests ran, where the service counts them.
    """

    id: str
    at: datetime
    ended: datetime
    result: Result
    attempt: int = 1
    url: str = ""
    title: str = ""
    commit: str = ""
    failed: tuple[Job, ...] = ()
    tests: int | None = None

    @property
    def name(self) -> str:
        """What tells one attempt of one run of a build from another."""
        return f"{self.id}.{self.attempt}"

    @property
    def order(self) -> tuple[datetime, str, int]:
        """What makes a run newer than another of the same build."""
        return (self.at, self.id, self.attempt)

    @property
    def red(self) -> bool:
        """Whether it says that the build is broken."""
        return self.result in (Result.FAILED, Result.ERRORED)


class Build(Item, frozen=True, kw_only=True, tag="build", omit_defaults=True):
    """A pipeline on one branch with its finished runs since last known, oldest first; `running` while one is on its way."""

    project: str
    branch: str = ""
    runs: tuple[Run, ...] = ()
    running: bool = False

    @property
    def turns(self) -> tuple[Run, ...]:
        """The runs whose ending turned the build red or green again, in that order.

        The newest run that has ended speaks for the build, so a late second attempt of an old run turns nothing.
        Cancelled and skipped runs say nothing. The first run known is a turn if it is red.
        """
        turned: list[Run] = []
        newest: Run | None = None
        for run in sorted((run for run in self.runs if run.result is not Result.IGNORED), key=lambda run: run.ended):
            if newest is not None and run.order < newest.order:
                continue
            if run.red != (newest is not None and newest.red):
                turned.append(run)
            newest = run
        return tuple(turned)

    @property
    def first_red(self) -> Run | None:
        """The run that began the present red streak; None when the build is green or unknown."""
        last = self.last  # asked first: most builds are green, and all are asked at every turn
        return self.turns[-1] if last and last.red else None

    @property
    def green_before(self) -> Run | None:
        """The newest green run before the present red streak; None where none is known."""
        first = self.first_red
        green = [run for run in self.runs if first and run.result is Result.PASSED and run.order < first.order]
        return max(green, key=lambda run: run.order, default=None)

    @property
    def flakes(self) -> tuple[tuple[Run, Run], ...]:
        """Failed runs, each with the first later one that passed with the same commit: they failed by chance.

        What the machinery broke did not.
        """
        passed = sorted((run for run in self.runs if run.result is Result.PASSED), key=lambda run: run.order)
        failed = (run for run in self.runs if run.result is Result.FAILED)
        pairs = ((red, next((run for run in passed if _once_more(red, run)), None)) for red in failed)
        return tuple((red, run) for red, run in pairs if run)

    @property
    def last(self) -> Run | None:
        """The newest run that says something."""
        telling = [run for run in self.runs if run.result is not Result.IGNORED]
        return max(telling, key=lambda run: run.order, default=None)

    @property
    def last_at(self) -> datetime:
        """When a run last ended."""
        return max((run.ended for run in self.runs), default=self.at)

    @property
    def state(self) -> str:
        """Passing, broken or unknown (no finished run seen)."""
        return "broken" if self.first_red else "passing" if self.last else "unknown"


def _once_more(red: Run, run: Run) -> bool:
    """Whether a later run tries the same again: the same run once more, or another one of the same commit."""
    return run.order > red.order and (run.id == red.id or (red.commit != "" and run.commit == red.commit))
