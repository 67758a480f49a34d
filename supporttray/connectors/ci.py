"""What a connector of builds may be able to do besides: say why a run is red, what changed before it, run it again, remark on a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from supporttray.core.deed import Deed
    from supporttray.core.item import Build, Run
    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Evidence


@runtime_checkable
class CanExplain(Protocol):
    """A connector that can fetch what its service knows about a red run."""

    async def explain(self, build: Build, run: Run) -> Evidence:
        """Return the evidence: fields, annotations, ends of logs, the test report. What is gone or refused is said in it.

        Raises `SlowDown` and `Unreachable`: then it is asked again later.
        """
        ...


@runtime_checkable
class CanTrace(Protocol):
    """A connector that can tell what changed between two runs."""

    async def changes(self, build: Build, green: Run | None, red: Run) -> Changes:
        """Return what came in after `green` (the run before `red`, if no green one is known) up to `red`. Raises a `ServiceError`."""
        ...


@runtime_checkable
class CanRerun(Protocol):
    """A connector whose failed runs can be repeated: the deed is `Verb.RERUN`, and its service writes it."""

    @staticmethod
    def rerun(build: Build, run: Run) -> Deed:
        """Return what runs the failed jobs of a run once more."""
        ...


@runtime_checkable
class CanRemark(Protocol):
    """A service that takes a remark under a change: a comment on a pull request. The deed is `Verb.COMMENT`."""

    @staticmethod
    def remark(place: str, text: str) -> Deed:
        """Return a comment on the change at `place`, as a `Change` names it."""
        ...
