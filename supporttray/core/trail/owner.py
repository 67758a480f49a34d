"""Whose the failing tests are, and whether they are ours and somebody else's change broke them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from supporttray.core import codeowner
from supporttray.core.trail.clue import test_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.suspect import Author, Suspicion
    from supporttray.core.triage import Verdict


def owners(verdict: Verdict, owned: str, text: str) -> tuple[str, ...]:
    """Return who owns the failing tests: as the config says, else as the project's CODEOWNERS says."""
    files = dict.fromkeys(file for one in verdict.tests for file in test_files(one))
    found = (codeowner.owners(owned, file) or codeowner.owners(text, file) for file in files)
    return tuple(dict.fromkeys(owner for each in found for owner in each))


def theirs(found: Suspicion, verdict: Verdict, ours: Sequence[str], team: Sequence[str]) -> bool:
    """Whether a test of ours fails since a change that is clearly somebody else's."""
    if found.top is None or not _ours(found, verdict, ours):
        return False
    author = found.top.change.author
    return not _known(author).intersection(one.removeprefix("@").casefold() for one in team)


def _ours(found: Suspicion, verdict: Verdict, ours: Sequence[str]) -> bool:
    names = [name for one in verdict.tests for name in (one.name, *test_files(one))]
    people = {owner.casefold() for owner in found.owners}
    return any(one.casefold() in people or any(fnmatchcase(name, one) for name in names) for one in ours)


def _known(author: Author) -> frozenset[str]:
    return frozenset(one.casefold() for one in (author.name, author.email, author.login) if one)
