"""A verdict becomes known: it is kept, finds its incident, and is told in the journal. Also what other rules would say of what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from supporttray.core.incident import founded
from supporttray.core.item import Build
from supporttray.core.suspect import Suspicion
from supporttray.core.triage import Cause, Verdict
from supporttray.engine.builds.line import told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from supporttray.core.incident import Finding
    from supporttray.core.model import Event
    from supporttray.core.triage import Evidence, Signature
    from supporttray.engine.builds.finding import Findings
    from supporttray.engine.store import Store

    Judge = Callable[[Sequence[Evidence], Sequence[Signature]], Awaitable[tuple[Verdict, ...]]]

AT_ONCE = 12  # what is judged together


async def unjudged(evidence: Sequence[Evidence], _: Sequence[Signature]) -> tuple[Verdict, ...]:
    """Say of everything that its cause is not known: where nobody judges."""
    return tuple(Verdict(cause=Cause.UNKNOWN) for _ in evidence)


def learn(
    store: Store, finding: Finding, verdict: Verdict, now: datetime, evidence: Evidence | None = None
) -> tuple[Event, ...]:
    """Keep a verdict, and which incident it belongs to; return the journal's new lines."""
    builds = {key: item for key, item in store.items.items() if isinstance(item, Build)}
    done = Suspicion() if not verdict.cause.somebodys else None
    one = msgspec.structs.replace(finding, verdict=verdict, suspicion=done, trouble="", again=None, tries=0)
    one = msgspec.structs.replace(one, incident=founded(one, builds, store.findings.all))
    store.findings.keep(one, evidence)
    return store.tell(told(one, builds.get(one.build), now))


def chances(store: Store, events: Sequence[Event], now: datetime) -> tuple[Event, ...]:
    """Tell which tests failed by chance, of runs whose cause was known before that turned out; return the journal's new lines."""
    lines: list[Event] = []
    flaky = {event.subject for event in events if event.kind == "build.flaky"}
    for build in [one for key in flaky if isinstance(one := store.items.get(key), Build)]:
        known = [store.findings.all.get((build.key, red.name)) for red, _ in build.flakes]
        lines += [line for one in known if one for line in told(one, build, now)]
    return store.tell(lines) if lines else ()


class Reread(NamedTuple):
    """A finding, and the verdict that other rules come to."""

    finding: Finding
    verdict: Verdict


async def reread(findings: Findings, rules: Sequence[Signature], judge: Judge) -> tuple[Reread, ...]:
    """Return the findings whose verdict would be another one with these rules, the latest first."""
    found: list[Reread] = []
    kept = [(one, evidence) for one in findings.told() if (evidence := findings.evidence(one))]
    for start in range(0, len(kept), AT_ONCE):
        some = kept[start : start + AT_ONCE]
        verdicts = await judge([evidence for _, evidence in some], rules)
        pairs = zip(some, verdicts, strict=True)
        found += [Reread(one, verdict) for (one, _), verdict in pairs if _differs(one.verdict, verdict)]
    return tuple(found)


def _differs(before: Verdict | None, after: Verdict) -> bool:
    return before is None or (before.cause, before.rule, before.about) != (after.cause, after.rule, after.about)
