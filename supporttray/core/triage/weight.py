"""How much a signature means where it stands: what was tried again, what others' output tells of, what is long ago means little."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.triage.value import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supporttray.core.triage.signature import Hit, Rule
    from supporttray.core.triage.value import FailedTest

SURE, FIRM, EXACT, GUESS = 0.95, 0.85, 0.7, 0.5  # the machinery's last word, certain, likely; below there a guess
NEAR, MIDDLE, FAR = 30, 150, 500  # lines from the end in which a guess counts, what is likely, what is certain
LAST = 5  # lines in which a framework says that all went well
FLEETING = frozenset({"network", "registry", "service"})  # what a log may tell of and go on
MACHINERY = frozenset({Cause.INFRASTRUCTURE, Cause.TIMEOUT, Cause.CONFIGURATION})
BROKEN = frozenset({Cause.TEST, Cause.BUILD, Cause.LINT})

_AGAIN = re.compile(
    rb"(?i)\bretry(?:ing)?\b(?! (?:limit|count)? ?exceeded| ?\((?:retry\()?total=0)|tries remaining|will (?:try|retry)|trying again|\battempt \d+ (?:of|/)|spurious"
)
_QUOTED = re.compile(  # what a test says of itself, or of what it wanted
    rb"(?i)\bassert|\bexpected\b|to (?:equal|match|contain|throw)|\bwant(?:ed)?\b.*\bgot\b|\bgot\b.*\bwant(?:ed)?\b|^\s*[+-] |passed$|\bok$"
    rb"|^\s*(?:\xe2\x9c\x97|\xe2\x9c\x96|\xe2\x9c\x98|\xc3\x97|\xe2\x97\x8f|\d+\)|not ok \d+) "
)
_WENT_WELL = re.compile(
    rb"^=+ (?:\d+ \w+, )*\d+ passed\b(?:(?!\bfailed|\berror).)* in |^(?:\[INFO\] )?BUILD SUCCESS|^OK\b|^test result: ok|^Passed! |^(?:PASS|ok\s+\S+\s+[\d.(].*)$"
    rb"|^Tests: +(?:\d+ (?:skipped|todo), )*\d+ passed, |^\s*Tests +\d+ passed|\b0 fail(?:ures|ed|ing)?\b|^\*\* (?:TEST|BUILD) SUCCEEDED|^100% tests passed"
)


class Find(NamedTuple):
    """A rule that may be the cause, and how likely it is where it stands; `at` counts the lines of its log from 0."""

    rule: Rule
    at: int
    confidence: float


class Scene(NamedTuple):
    """What stands around the signs in a log: its lines, where the step failed, where it ends, the tests that it names."""

    texts: Sequence[bytes]
    failed: int
    end: int
    tests: Sequence[FailedTest]


def weighed(hits: Iterable[Hit], scene: Scene) -> tuple[Find, ...]:
    """Return each rule once, at its last telling line, with its weight there."""
    by_rule: dict[Rule, list[int]] = {}
    for hit in hits:
        by_rule.setdefault(hit.rule, []).append(hit.at)
    broken = _broken(by_rule)
    finds = (_found(rule, lines, broken, scene) for rule, lines in by_rule.items())
    well = any(_WENT_WELL.search(line) for line in scene.texts[max(0, scene.end - LAST) : scene.end])
    least = EXACT if well else 0.01
    return tuple(find for find in finds if (find.rule.own or find.confidence >= least))


def _found(rule: Rule, lines: Sequence[int], broken: Sequence[int], scene: Scene) -> Find:
    at = next((one for one in reversed(lines) if not _AGAIN.search(scene.texts[one])), lines[-1])
    confidence = rule.signature.confidence
    if rule.own or rule.signature.cause not in MACHINERY or confidence >= SURE:
        return Find(rule, at, confidence)
    return Find(rule, at, _weight(rule, lines, at, broken, scene))


def _weight(rule: Rule, lines: Sequence[int], at: int, broken: Sequence[int], scene: Scene) -> float:
    """Return how much a sign of the machinery means at a line."""
    confidence, away = rule.signature.confidence, abs(scene.failed - at)
    lasting = rule.signature.part not in FLEETING and confidence >= FIRM
    long_ago = away > (FAR if confidence >= FIRM else MIDDLE) and not lasting
    if (
        long_ago
        or _AGAIN.search(scene.texts[at])
        or (broken and not (lasting and _beneath(rule, lines, broken, scene)))
    ):
        confidence = min(confidence, GUESS)
    return confidence if confidence >= EXACT or away <= NEAR else 0.0


def _beneath(rule: Rule, lines: Sequence[int], broken: Sequence[int], scene: Scene) -> bool:
    """Whether a sign lies beneath the tests that failed, and is not only told by one of them. A machine that was lost runs no more tests."""
    plain = [at for at in lines if not _QUOTED.search(scene.texts[at])]
    if not scene.tests or not plain:
        return bool(plain)
    return plain[-1] > broken[-1] or (rule.signature.part != "agent" and len(plain) >= len(scene.tests))


def _broken(by_rule: dict[Rule, list[int]]) -> list[int]:
    """Return the lines that certainly tell of a broken test, of a compiler's error or of a lint rule."""
    certain = [rule for rule in by_rule if rule.signature.cause in BROKEN and rule.signature.confidence >= FIRM]
    return sorted(at for rule in certain for at in by_rule[rule])
