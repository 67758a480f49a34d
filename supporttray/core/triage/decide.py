"""The verdict on a red run: all evidence is weighed, and the strongest speaks."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from supporttray.core.text import shorten
from supporttray.core.triage.name import MOST
from supporttray.core.triage.path import relative, unique
from supporttray.core.triage.reading import Reading, read
from supporttray.core.triage.secret import hidden
from supporttray.core.triage.value import Annotation, Cause, Evidence, Fact, FailedTest, Scope, Source, Verdict
from supporttray.core.triage.weight import BROKEN, EXACT, FIRM, FLEETING, MACHINERY, SURE, Find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from supporttray.core.triage.signature import Rule, Signatures

_HOST = re.compile(
    rb"(?:https?://(?:[^@/\s]+@)?|host='|[Cc]onnect to )([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::\d+)?)"
)
NEARBY = 6  # lines before it in which the host stands that it is about

TEXT, AROUND = 400, 3  # letters of a line, and lines before and after it
REPORTED = 0.93
NOWHERE = ("docs.", "www.docker.com", "help.")  # hosts of explanations
MACHINE = frozenset({"agent", "disk", "memory", "toolchain"})  # parts of which one machine is meant
GENERAL = frozenset({"agent", "service"})  # parts of which a field tells where it knows no more
# Of what is equally certain the first speaks: the machinery can bring down all that follows.
ORDER = {
    Cause.INFRASTRUCTURE: 0,
    Cause.TIMEOUT: 1,
    Cause.TEST: 2,
    Cause.BUILD: 3,
    Cause.LINT: 3,
    Cause.POLICY: 4,
    Cause.CONFIGURATION: 5,
    Cause.CANCELLED: 6,
    Cause.UNKNOWN: 7,
}


class Clue(NamedTuple):
    """One thing that may say why, and where it stands."""

    rule: Rule | None
    source: Source
    confidence: float
    text: str
    job: str = ""
    reading: Reading | None = None
    at: int = 0
    groups: Mapping[str, str] = MappingProxyType({})

    @property
    def cause(self) -> Cause:
        """What it says."""
        return self.rule.signature.cause if self.rule else Cause.TEST

    @property
    def rank(self) -> tuple[bool, int, int, int, float, int]:
        """What makes it stronger than another: a person's own rule, certainty, where it stands, what it says."""
        tier = 0 if self.confidence >= SURE else 1 if self.confidence >= EXACT else 2
        place = {Source.FIELD: 0, Source.ANNOTATION: 1}.get(self.source, 2)
        own = self.rule is not None and self.rule.own
        return (not own, tier, place, ORDER[self.cause], -self.confidence, -self.at)


def triage(evidence: Evidence, signatures: Signatures) -> Verdict:
    """Return why a run is red, as far as the evidence tells; unknown where it does not."""
    readings = [read(log, signatures) for log in evidence.logs if log.body]
    clues = [*_facts(evidence.facts, signatures), *_annotations(evidence.annotations, signatures)]
    clues += [clue for reading in readings for clue in _logged(reading)]
    clues += _reported(evidence.tests)
    tests = evidence.tests or tuple({test.name: test for one in readings for test in one.tests}.values())
    lacks = " ".join(dict.fromkeys(log.lacks for log in evidence.logs if log.lacks))
    best = strongest(clues)
    verdict = _said(precise(best, clues), clues, evidence) if best else _unknown(evidence, readings)
    return _with(verdict, evidence, tests, readings, lacks)


def strongest(clues: Sequence[Clue]) -> Clue | None:
    """Return what speaks. Each failed job has its own cause: where the machinery failed one, what another one's change broke is no less broken."""
    best = min(clues, key=_rank, default=None)
    if best is None or best.cause not in MACHINERY or (best.rule and best.rule.own):
        return best
    jobs = {clue.job for clue in clues if clue.job}
    told = [clue for clue in clues if clue.source is not Source.REPORT]  # of which job a report is nobody says
    firsts = [min((clue for clue in told if clue.job in ("", job)), key=_rank) for job in jobs]
    return min((one for one in firsts if one.cause in BROKEN and one.confidence >= FIRM), key=_rank, default=best)


def precise(best: Clue, clues: Iterable[Clue]) -> Clue:
    """Return the line that tells which part of the infrastructure it is, where a field only tells that it is infrastructure."""
    if best.source is not Source.FIELD or best.cause is not Cause.INFRASTRUCTURE or best.rule is None:
        return best
    told = best.rule.signature.part
    lines = [one for one in clues if one.source is not Source.FIELD and one.cause is best.cause and one.rule]
    near = (one for one in lines if one.confidence >= EXACT and one.job in ("", best.job or one.job))
    closer = (one for one in near if one.rule and (told in GENERAL or one.rule.signature.part == told))
    found = min(closer, key=_rank, default=best)
    return found._replace(confidence=max(found.confidence, best.confidence))


def _rank(clue: Clue) -> tuple[bool, int, int, int, float, int]:
    return clue.rank


def _facts(facts: Iterable[Fact], signatures: Signatures) -> Iterator[Clue]:
    for fact in facts:
        text = f"{fact.name}={fact.value}"
        yield from _found(text, Scope.FIELD, Source.FIELD, fact.job, signatures)


def _annotations(annotations: Iterable[Annotation], signatures: Signatures) -> Iterator[Clue]:
    for one in annotations:
        text = " ".join(f"{one.title} {one.message}".split())
        yield from _found(text, Scope.ANNOTATION, Source.ANNOTATION, one.job, signatures)


def _found(text: str, scope: Scope, source: Source, job: str, signatures: Signatures) -> Iterator[Clue]:
    line = text.encode(errors="replace")
    for hit in signatures.scan([line], scope, job):
        yield Clue(hit.rule, source, hit.rule.signature.confidence, text, job, groups=hit.rule.groups(line))


def _logged(reading: Reading) -> Iterator[Clue]:
    for find in reading.finds:
        yield _clue(reading, find)


def _clue(reading: Reading, find: Find) -> Clue:
    line = reading.lines.texts[find.at]
    text, groups = line.decode(errors="replace"), find.rule.groups(line)
    return Clue(find.rule, Source.LOG, find.confidence, text, reading.log.job, reading, find.at, groups)


def _reported(tests: tuple[FailedTest, ...]) -> Iterator[Clue]:
    if tests:
        yield Clue(None, Source.REPORT, REPORTED, f"{tests[0].name} {tests[0].message}")


def _said(clue: Clue, clues: Iterable[Clue], evidence: Evidence) -> Verdict:
    reading, rule = clue.reading, clue.rule.signature if clue.rule else None
    part = rule.part if rule else ""
    agent = evidence.agent or clue.groups.get("agent", "")
    about = (rule.about if rule else "") or (evidence.agent if part in MACHINE else "") or which(clue, clues)
    return Verdict(
        cause=clue.cause,
        rule=rule.name if rule else "test.report",
        source=clue.source,
        text=_shown(clue.text),
        line=reading.lines.numbers[clue.at] if reading else 0,
        cut=reading.log.cut if reading else False,
        around=_around(reading, clue.at) if reading else (),
        job=clue.job,
        url=reading.log.url if reading else "",
        confidence=round(clue.confidence, 2),
        part=part,
        about=shorten(about, 100),
        runbook=rule.runbook if rule else "",
        agent=shorten(agent or (about if part == "agent" else ""), 100),
    )


def which(clue: Clue, clues: Iterable[Clue]) -> str:
    """Return which one of its part a clue is about: it says so itself, or another one does, or a host stands there."""
    part = clue.rule.signature.part if clue.rule else ""
    if not part:
        return ""
    same = (clue, *(other for other in clues if other.rule and other.rule.signature.part == part))
    told = next((one.groups["about"] for one in same if "about" in one.groups), "")
    return told or clue.groups.get("agent", "") or (_host(clue) if part in FLEETING else "")


def _host(clue: Clue) -> str:
    if clue.reading is None:
        found = _HOST.search(clue.text.encode())
        return found[1].decode() if found else ""
    texts = clue.reading.lines.texts[max(0, clue.at - NEARBY) : clue.at + 1]
    hosts = (found[1].decode() for found in map(_HOST.search, reversed(texts)) if found)
    return next((host for host in hosts if not host.startswith(NOWHERE)), "").removesuffix(":443")


def _unknown(evidence: Evidence, readings: list[Reading]) -> Verdict:
    """Return that nothing is known, with the last words of the log."""
    reading = next((one for one in readings if one.end), None)
    if reading is None:
        return Verdict(cause=Cause.UNKNOWN, agent=evidence.agent)
    index = reading.end - 1
    return Verdict(
        cause=Cause.UNKNOWN,
        text=_shown(reading.lines.texts[index].decode(errors="replace")),
        line=reading.lines.numbers[index],
        cut=reading.log.cut,
        around=_around(reading, index),
        job=reading.log.job,
        url=reading.log.url,
        agent=evidence.agent,
    )


def _around(reading: Reading, index: int) -> tuple[str, ...]:
    texts = reading.lines.texts[max(0, index - AROUND) : index + AROUND + 1]
    return tuple(_shown(text.decode(errors="replace")) for text in texts)


def _shown(text: str) -> str:
    return shorten(hidden(text), TEXT)


def _with(
    verdict: Verdict, evidence: Evidence, tests: tuple[FailedTest, ...], readings: list[Reading], lacks: str
) -> Verdict:
    """Add what all of the evidence tells: tests and paths that are named, the machine, the job's page, and what could not be read."""
    noted = (relative(one.path) for one in evidence.annotations if one.level in ("failure", "error", ""))
    files = unique((*(test.file for test in evidence.tests), *(file for one in readings for file in one.files), *noted))
    url = verdict.url or next((log.url for log in evidence.logs if log.url and verdict.job in ("", log.job)), "")
    told = structs.replace(verdict, agent_url=evidence.agent_url, url=url)
    return structs.replace(told, tests=tests[:MOST], files=files, lacks=lacks)
