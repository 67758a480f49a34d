"""The journal's lines about red runs: why they were red, and which tests failed by chance. Keys are the runs' own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.model import Event
from supporttray.core.text import shorten
from supporttray.core.triage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.incident import Finding
    from supporttray.core.item import Build, Run

EXPLAINED, FLAKY = "build.explained", "test.flaky"
TESTS = 20  # of one run


def told(one: Finding, build: Build | None, now: datetime) -> tuple[Event, ...]:
    """Return what is worth telling of a run whose verdict is known; the same lines whenever it is asked."""
    run = next((run for run in build.runs if run.name == one.run), None) if build else None
    if build is None or run is None or one.verdict is None:
        return ()
    return (_explained(one, build, run, now), *_flaky(one, build, run, now))


def _explained(one: Finding, build: Build, run: Run, now: datetime) -> Event:
    verdict = one.verdict
    assert verdict  # noqa: S101  asked before
    about = (
        " ".join(part for part in (verdict.part, verdict.about) if part)
        if verdict.cause is Cause.INFRASTRUCTURE
        else ""
    )
    what = about or (verdict.tests[0].name if verdict.tests else verdict.rule)
    title = f"{build.title}: {verdict.cause}{f', {what}' if what else ''}"
    return _event(EXPLAINED, one, now, shorten(title, 200), run, one.run)


def _flaky(one: Finding, build: Build, run: Run, now: datetime) -> Iterator[Event]:
    """Yield the tests of a run that failed by chance."""
    verdict = one.verdict
    if verdict and any(red.name == run.name for red, _ in build.flakes):
        for test in verdict.tests[:TESTS]:
            yield _event(FLAKY, one, now, shorten(test.name, 200), run, f"{one.run}:{test.name}")


def _event(kind: str, one: Finding, now: datetime, title: str, run: Run, key: str) -> Event:
    return Event(
        key=f"{kind}:{one.build}:{key}",
        kind=kind,
        subject=one.build,
        at=run.ended,
        seen_at=now,
        title=title,
        url=run.url,
    )
