"""What a log says: which signatures stand in it, and how much each of them means where it stands."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.triage.line import Lines, lines, telling
from supporttray.core.triage.name import tested
from supporttray.core.triage.path import paths
from supporttray.core.triage.value import Cause, FailedTest, Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from supporttray.core.triage.signature import Hit, Rule, Signatures

SURE, EXACT = 0.95, 0.7  # from here on a confidence is the machinery's last word; below there a guess
FIRM, GUESS = 0.85, 0.5
NEAR, FAR = 60, 500  # lines before the end in which a guess counts, and what is exact
LAST = 5  # lines in which a framework says that all went well
MOST_HITS = 20_000
FLEETING = frozenset({"network", "registry", "service"})  # what a log may tell of and go on
MACHINERY = frozenset({Cause.INFRASTRUCTURE, Cause.TIMEOUT, Cause.CONFIGURATION})

_AGAIN = re.compile(
    rb"(?i)\bretry(?:ing)?\b(?! (?:limit|count)? ?exceeded)|tries remaining|will (?:try|retry)|trying again|\battempt \d+ (?:of|/)|spurious"
)
_QUOTED = re.compile(rb"(?i)\bassert|\bexpected\b|to (?:equal|match|contain|throw)|^\s*[+-] |passed$|\bok$")
_WENT_WELL = re.compile(
    rb"^=+ (?:\d+ \w+, )*\d+ passed\b(?:(?!\bfailed|\berror).)* in |^(?:\[INFO\] )?BUILD SUCCESS|^OK\b|^test result: ok|^Passed! |^(?:PASS|ok\s+\S+\s+[\d.(].*)$"
    rb"|^Tests: +(?:\d+ (?:skipped|todo), )*\d+ passed, |^\s*Tests +\d+ passed|\b0 fail(?:ures|ed|ing)?\b|^\*\* (?:TEST|BUILD) SUCCEEDED|^100% tests passed"
)
_WELL = re.compile(rb"^(?:Job succeeded|Finished: SUCCESS|.*\bBUILD SUCCEEDED\b)\s*$")
_PASSED = re.compile(
    rb"^\s*(?:ok \d+|\xe2\x9c\x93|\xe2\x9c\x94|\xe2\x88\x9a|PASS(?:ED)?:? |--- PASS|--- SKIP|\[ +OK +\]|=== RUN|\[ +RUN +\]|Passed )"
    rb"|\.\.\. (?:ok|skipped|passed|ignored)|(?: PASSED| XFAIL| SKIPPED)(?: +\[ *\d+%\])?\s*$|' passed \(|\] passed|\bPASSED in "
)
_STEP_FAILED = re.compile(
    rb"^Process completed with exit code [1-9]|^program finished with exit code [1-9]|^The command \".*\" exited with [1-9]|^Build step '.*' marked build as failure"
)


class Find(NamedTuple):
    """A rule that may be the cause, and how likely it is where it stands; `at` counts the lines of its log from 0."""

    rule: Rule
    at: int
    confidence: float


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
    hits = _confirmed(hits)
    tests, stacks = tested(hits, texts)
    finds = tuple(_weighed(hits, texts, _failed_at(texts, end), tests))
    named = paths(texts[hit.at].decode() for hit in hits if hit.rule.signature.cause in (Cause.BUILD, Cause.LINT))
    files = (*(test.file for test in tests), *stacks, *named)
    return Reading(log, cleaned, finds, tests, files, end)


def _failing(hits: Iterable[Hit], texts: Sequence[bytes]) -> Iterator[Hit]:
    """Leave out what stands in the line of a test that passed: its name may be anything."""
    return (hit for hit in hits if hit.rule.own or not _PASSED.search(texts[hit.at]))


def _confirmed(hits: Sequence[Hit]) -> list[Hit]:
    """Leave out what only looks like a test's name (`1) adds up`) unless its framework has said before that some failed."""
    confirmed: dict[str, int] = {}
    for hit in hits:
        if hit.rule.signature.confidence >= EXACT:
            confirmed.setdefault(hit.rule.family, hit.at)
    return [hit for hit in hits if not hit.rule.vague or confirmed.get(hit.rule.family, hit.at + 1) <= hit.at]


def _failed_at(texts: Sequence[bytes], end: int) -> int:
    """Return the line at which the step failed; later steps may have tidied up."""
    return next((at for at in range(len(texts) - 1, -1, -1) if _STEP_FAILED.match(texts[at])), end)


def _weighed(hits: Sequence[Hit], texts: Sequence[bytes], end: int, tests: Sequence[FailedTest]) -> Iterator[Find]:
    """Yield the last telling line of each rule with its weight."""
    by_rule: dict[Rule, list[int]] = {}
    for hit in hits:
        by_rule.setdefault(hit.rule, []).append(hit.at)
    broken, well = _broken(by_rule), any(_WENT_WELL.search(line) for line in texts[max(0, end - LAST) : end])
    for rule, at in by_rule.items():
        index = next((one for one in reversed(at) if not _AGAIN.search(texts[one])), at[-1])
        confidence = rule.signature.confidence
        if not rule.own and rule.signature.cause in MACHINERY and confidence < SURE:
            confidence = _weight(rule, at, index, texts, end, broken, tests)
        if confidence and not (well and confidence < EXACT and not rule.own):
            yield Find(rule, index, confidence)


def _weight(
    rule: Rule,
    at: Sequence[int],
    index: int,
    texts: Sequence[bytes],
    end: int,
    broken: Sequence[int],
    tests: Sequence[FailedTest],
) -> float:
    """Return how much a sign of the machinery means here: what was tried again, or what others' output tells of, means little."""
    if rule.undone(texts[index + 1 :]):
        return 0.0
    confidence, part = rule.signature.confidence, rule.signature.part
    if (
        _AGAIN.search(texts[index])
        or (part in FLEETING and end - index > FAR)
        or (broken and not _beneath(rule, at, texts, broken, tests))
    ):
        confidence = min(confidence, GUESS)
    return confidence if confidence >= EXACT or abs(end - index) <= NEAR else 0.0


def _beneath(
    rule: Rule, at: Sequence[int], texts: Sequence[bytes], broken: Sequence[int], tests: Sequence[FailedTest]
) -> bool:
    """Whether it lies beneath the failures that the log names too, and is not told by them."""
    part = rule.signature.part
    if part in FLEETING:
        return False
    if not tests:
        return True
    plain = [index for index in at if not _QUOTED.search(texts[index])]
    return bool(plain) and (plain[-1] > broken[-1] or len(plain) >= len(tests))


def _broken(by_rule: dict[Rule, list[int]]) -> list[int]:
    """Return the lines that certainly tell of a broken test, of a compiler's error or of a lint rule."""
    causes = (Cause.TEST, Cause.BUILD, Cause.LINT)
    certain = [rule for rule in by_rule if rule.signature.cause in causes and rule.signature.confidence >= FIRM]
    return sorted(index for rule in certain for index in by_rule[rule])
