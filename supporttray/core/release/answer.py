"""What those are told who reported a problem that is fixed: a draft that names nobody, and promises nothing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.release.problem import Standing
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from supporttray.core.release.problem import Problem

PREFIX = "release-answer:"  # of the intents; then the problem's number, and the key of the ticket or the thread
AGAIN = "If it still happens, please tell us here: we will look at it."


def answer(version: str = "") -> str:
    """Return the draft; `version` is the one in which it is fixed, where that is known."""
    where = f" in version {isolated(version)}" if version else ""
    return f"Hello,\n\nthank you for telling us about this. What you reported is fixed{where}.\n\n{AGAIN}"


def intent(problem: int, key: str) -> str:
    """Return the name of the wish to tell one of them: there is one a ticket and a thread."""
    return f"{PREFIX}{problem}:{key}"


def why_not(problem: Problem, *, done: bool = False) -> str:
    """Say in a sentence why nobody is told of it yet; empty if they can be. `done` says that its bug is."""
    if problem.standing is Standing.FIXED or (problem.standing is Standing.CONFIRMED and done):
        return ""
    return f"Problem {problem.number} is not known to be fixed yet: say so first."
