"""What labels say of an issue. A scoped one (status::In progress) has a name and a value; of one name only the last value counts.

GitLab holds one label of a scope in its paid tiers only, so there may be several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.item import Stage
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

STATUS = ("status", "workflow")
PRIORITY, CUSTOMER, SIZE = ("priority", "prio"), ("customer", "client"), ("size", "effort")
BLOCKED = "blocked"
STARTED = ("in progress", "doing", "in dev", "in development", "started", "wip", "in review", "testing", "verification")
WAITING = frozenset({"to do", "todo", "open", "new", "backlog", "triage", "ready", "ready for development", BLOCKED})
LONG = 60  # characters of a word


def scoped(label: str) -> tuple[str, str]:
    """Return a label's scope and value in lower case; a label without one has an empty scope."""
    scope, _, value = label.rpartition("::")
    return scope.strip().casefold(), value.strip().casefold()


def value(labels: Iterable[str], scopes: tuple[str, ...]) -> str:
    """Return the value of the scoped label of these names, as it is written; the first name counts, empty where there is none."""
    found = {scoped(one)[0]: one.rpartition("::")[2] for one in labels}
    return next((shorten(found[scope], LONG) for scope in scopes if scope in found), "")


def stage(labels: Iterable[str], *, assigned: bool) -> Stage:
    """Return how far an open issue is: by its status, and where that says nothing that is known by whether somebody has it."""
    words = [word for scope, word in map(scoped, labels) if scope in STATUS or (not scope and word in STARTED[:2])]
    if any(word in STARTED for word in words):
        return Stage.STARTED
    if any(word in WAITING for word in words):
        return Stage.OPEN
    return Stage.STARTED if assigned else Stage.OPEN


def blocked(labels: Iterable[str]) -> bool:
    """Whether an issue waits for somebody else."""
    return any(is_blocked(one) for one in labels)


def is_blocked(label: str) -> bool:
    """Whether a label says that an issue waits for somebody else."""
    scope, word = scoped(label)
    return word == BLOCKED and scope in ("", *STATUS)


def is_started(label: str) -> bool:
    """Whether a label says that somebody works on an issue."""
    scope, word = scoped(label)
    return word in STARTED and (scope in STATUS or (not scope and word in STARTED[:2]))


def beginning(labels: Iterable[str]) -> str:
    """Return the label by which work begins, of those that a project has; empty where it has none."""
    found = [one for one in labels if is_started(one)]
    return min(found, key=lambda one: (STARTED.index(scoped(one)[1]), one), default="")


def blocking(labels: Iterable[str]) -> str:
    """Return the label of what waits for somebody else, of those that a project has; empty where it has none."""
    return min((one for one in labels if is_blocked(one)), key=lambda one: ("::" not in one, one), default="")


def ousted(labels: Iterable[str], new: str) -> list[str]:
    """Return the labels that a new one takes the place of: those of its scope, and of the same meaning."""
    scope = scoped(new)[0]
    return [one for one in labels if one != new and ((scope and scoped(one)[0] == scope) or is_blocked(one))]
