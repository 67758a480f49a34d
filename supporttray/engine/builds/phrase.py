"""What of a build is broken, in the words of a message to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.rules.build import WORDS
from supporttray.core.text import listed, shorten
from supporttray.core.triage import Cause

if TYPE_CHECKING:
    from supporttray.core.incident import Incident
    from supporttray.core.triage import Verdict

NAMED = 3  # tests
ENDED: dict[Cause, str] = {
    Cause.TEST: "a test fails",
    Cause.BUILD: "it does not build",
    Cause.LINT: "a check of the code complains",
    Cause.CONFIGURATION: "its configuration does not work",
}


def broken(one: Incident) -> str:
    """Return what fails in an incident."""
    return failing(one.verdict)


def failing(verdict: Verdict | None) -> str:
    """Return what fails: the tests by their names, else in which way; of the machinery which part."""
    if verdict is None:
        return "it fails"
    if verdict.cause is Cause.INFRASTRUCTURE:
        about = verdict.about or verdict.part or "the machinery"
        return f"{about}: {WORDS.get(verdict.part, 'in trouble')}"
    names = [shorten(test.name, 60) for test in verdict.tests[:NAMED]]
    if not names:
        return ENDED.get(verdict.cause, "it fails")
    more = len(verdict.tests) - len(names)
    return f"{listed(names)}{f' and {more} more' if more else ''} {'fails' if len(verdict.tests) == 1 else 'fail'}"
