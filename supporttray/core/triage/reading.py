"""What a log says: which signatures stand in it, and how much each of them means where it stands."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.triage.line import Lines, lines, telling
from supporttray.core.triage.name import tested
from supporttray.core.triage.path import paths
from supporttray.core.triage.value import Cause, FailedTest, Log
from supporttray.core.triage.weight import EXACT, MACHINERY, Find, Scene, weighed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from supporttray.core.triage.signature import Hit, Rule, Signatures

MOST_HITS = 20_000
TIDYING = 2_000  # lines of later steps that may follow the one that failed

_WELL = re.compile(rb"^(?:Job succeeded|Finished: SUCCESS|.*\bBUILD SUCCEEDED\b)\s*$")
_PASSED = re.compile(
    rb"^\s*(?:ok \d+|\xe2\x9c\x93|\xe2\x9c\x94|\xe2\x88\x9a|PASS(?:ED)?:? |--- PASS|--- SKIP|\[ +OK +\]|=== RUN|\[ +RUN +\]|Passed )"
    rb"|\.\.\. (?:ok|skipped|passed|ignored)|(?: PASSED| XFAIL| SKIPPED)(?: +\[ *\d+%\])?\s*$|' passed \(|\] passed|\bPASSED in "
)
_STEP_FAILED = re.compile(
    rb"^Process completed with exit code [1-9]|^program finished with exit code [1-9]|^The command \".*\" exited with [1-9]|^Build step '.*' marked build as failure"
)


class Reading(NamedTuple):
    """A log that was read: its lines, what may be the cause, the tests that failed, the paths that are named."""

    log: Log
    lines: Lines
    finds: tuple[Find, ...] = ()
    tests: tuple[FailedTest, ...] = ()
    files: tuple[str, ...] = ()
    end: int = 0


def read(log: Log, signatures: Signatures) -> Reading:
    """Return what the end of a log says. One that says that all went well says nothing."""
    cleaned = lines(log.body)
    texts = cleaned.texts
    end = telling(texts)
    if any(_WELL.match(line) for line in texts[max(0, end - 1) :]):
        return Reading(log, cleaned, end=end)
    hits = list(islice(_failing(signatures.scan(texts, job=log.job), texts), MOST_HITS))
    hits = _confirmed(_standing(hits, texts))
    tests, stacks = tested(hits, texts)
    finds = weighed(hits, Scene(texts, _failed_at(texts, end), end, tests))
    named = paths(texts[hit.at].decode() for hit in hits if hit.rule.signature.cause in (Cause.BUILD, Cause.LINT))
    files = (*(test.file for test in tests), *stacks, *named)
    return Reading(log, cleaned, finds, tests, files, end)


def _failing(hits: Iterable[Hit], texts: Sequence[bytes]) -> Iterator[Hit]:
    """Leave out what stands in the line of a test that passed: its name may be anything."""
    return (hit for hit in hits if hit.rule.own or not _PASSED.search(texts[hit.at]))


def _standing(hits: Sequence[Hit], texts: Sequence[bytes]) -> list[Hit]:
    """Leave out what a later line says went well in the end, and all that else tells of the machinery in the same line."""
    until: dict[Rule, int] = {}
    for hit in hits:
        if hit.rule not in until:
            until[hit.rule] = hit.rule.undone(texts, hit.at)
    undone = {hit.at for hit in hits if hit.at < until[hit.rule]}
    names = {hit.at: hit.rule for hit in hits if hit.rule.signature.cause is Cause.TEST and hit.rule.names}
    standing = (hit for hit in hits if hit.at >= until[hit.rule])
    return [hit for hit in standing if not _machinery(hit) or (hit.at not in undone and _beside(hit, names, texts))]


def _machinery(hit: Hit) -> bool:
    return hit.rule.signature.cause in MACHINERY and not hit.rule.own


def _beside(hit: Hit, names: dict[int, Rule], texts: Sequence[bytes]) -> bool:
    """Whether a sign stands beside a test's name, not in it: `says when the disk is full (ENOSPC)`."""
    if hit.at not in names:
        return True
    line = texts[hit.at]
    return hit.rule.finds(line.replace(names[hit.at].groups(line).get("test", "").encode() or b"\n", b""))


def _confirmed(hits: Sequence[Hit]) -> list[Hit]:
    """Leave out what only looks like a test's name (`1) adds up`) unless its framework has said before that some failed."""
    confirmed: dict[str, int] = {}
    for hit in hits:
        if hit.rule.signature.confidence >= EXACT:
            confirmed.setdefault(hit.rule.family, hit.at)
    return [hit for hit in hits if not hit.rule.vague or confirmed.get(hit.rule.family, hit.at + 1) <= hit.at]


def _failed_at(texts: Sequence[bytes], end: int) -> int:
    """Return the line at which the step failed; later steps may have tidied up."""
    start = max(0, end - TIDYING)
    return next((at for at in range(len(texts) - 1, start, -1) if _STEP_FAILED.match(texts[at])), end)
