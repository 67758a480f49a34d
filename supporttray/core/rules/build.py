"""What of the builds needs somebody: an incident of red builds, since the first red run of the streak."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.display import age, clock
from supporttray.core.incident import HANDLED, incidents
from supporttray.core.item import Build, Result
from supporttray.core.model import Need, Urgency
from supporttray.core.rules.louder import urgency
from supporttray.core.text import isolated, listed, shorten
from supporttray.core.triage import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.incident import Incident, Part
    from supporttray.core.model import Mark, World
    from supporttray.core.triage import Verdict

BROKEN = "build.broken"
NAMED = 3  # jobs, tests and builds that are named
WORDS = {
    "agent": "connection lost",
    "disk": "disk full",
    "memory": "out of memory",
    "network": "no network",
    "registry": "does not answer",
    "toolchain": "its toolchain is broken",
    "service": "in trouble",
}


def broken(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each incident: the run that founded it is the episode."""
    builds = (item for item in world.items.values() if isinstance(item, Build))
    for one in incidents(builds, world.findings, now):
        yield _quietened(_need(one, world, now), world.marks.get((one.key, HANDLED)), world, now)


def _need(one: Incident, world: World, now: datetime) -> Need:
    subject = one.subject if one.subject in world.items else one.builds[0].key
    build, last = one.builds[0], one.builds[0].last
    loud = one.suspicion is not None and one.suspicion.ours
    return Need(
        key=f"{BROKEN}|{one.key}",
        kind=BROKEN,
        subject=subject,
        urgency=Urgency.URGENT if loud and not one.old else urgency(one.since, now, world.options(subject, BROKEN)),
        title=shorten(title(one, loud=loud), 120),
        because=_because(one, now, part_of(one, world)),
        since=one.since,
        url=(last.url if last else "") or build.url,
        source=build.project if len(one.builds) == 1 else f"{len(one.builds)} builds",
        domain=world.watch_of(subject).domain,
        links=_links(one, part_of(one, world)),
        page="builds",
    )


def _quietened(need: Need, mark: Mark | None, world: World, now: datetime) -> Need:
    """Return a need as it is once somebody has it: quiet until they promised, then it says so."""
    if mark is None or mark.until <= mark.at:
        return need
    who, by = isolated(mark.basis), clock(mark.until, world.hours.zone)
    if now < mark.until:
        return msgspec.structs.replace(need, urgency=Urgency.QUIET, because=f"{need.because} {who} has it until {by}.")
    return msgspec.structs.replace(need, because=f"{who} had it until {by}, and it is still red. {need.because}")


def title(one: Incident, *, loud: bool) -> str:
    """Say what is broken; never who did it: a title goes into the day's status."""
    verdict, count = one.verdict, len(one.builds)
    if verdict and verdict.cause is Cause.INFRASTRUCTURE and verdict.part:
        lost = f", {count} builds lost" if count > 1 else f", {isolated(shorten(one.builds[0].title, 50))} lost"
        about = verdict.about or verdict.part
        what = WORDS.get(verdict.part, "in trouble")
        return f"{isolated(shorten(about, 50))}: {what}{lost}"
    build = isolated(shorten(one.builds[0].title, 60))
    names = f"{build} and {count - 1} more" if count > 1 else build
    begin = "Ours, broken by another change: " if loud else ""
    return f"{begin}{names} {'are' if count > 1 else 'is'} broken{_what(verdict)}"


def _what(verdict: Verdict | None) -> str:
    """Say what failed, in a few words."""
    if verdict is None or verdict.cause is Cause.UNKNOWN:
        return ""
    if verdict.tests:
        count = len(verdict.tests)
        return f": {isolated(shorten(verdict.tests[0].short, 60))}{f' and {count - 1} more' if count > 1 else ''}"
    return f": {verdict.cause}"


def _because(one: Incident, now: datetime, part: Part | None) -> str:
    """Say since when, why and where to look, never who."""
    first, last = one.first, one.builds[0].last
    began = f", first in the run started by “{isolated(shorten(first.title, 60))}”" if first.title else ""
    what = listed([shorten(job.name, 40) for job in last.failed[:NAMED]]) if last and last.failed else ""
    failed = f"; now failing: {what}" if what else ""
    more = [f"{len(one.builds) - NAMED} more"] if len(one.builds) > NAMED else []
    lost = listed([*(shorten(build.title, 40) for build in one.builds[:NAMED]), *more])
    begin = f"Red for {age(now - one.since)}"
    if one.verdict and one.verdict.cause is Cause.INFRASTRUCTURE:
        whose = f" {isolated(part.engineer)} looks after it." if part and part.engineer else ""
        return f"{begin}: {lost}.{_why(one)}{whose}"
    return f"{begin}{began}{failed}.{_why(one)}{_likely(one)}"


def _why(one: Incident) -> str:
    """Say what the verdict rests on; that there is none is said too."""
    verdict, last = one.verdict, one.builds[0].last
    if verdict is None:
        machine = last is not None and last.result is Result.ERRORED
        trouble = one.finding.trouble if one.finding else ""
        return f" {trouble}" if trouble else " The CI system reports an error of its own." if machine else ""
    if verdict.cause is Cause.UNKNOWN:
        return f" Why is not clear{f': {verdict.lacks}' if verdict.lacks else '.'}"
    line = f", line {verdict.line}" if verdict.line else ""
    said = f" “{isolated(shorten(verdict.text, 100))}”" if verdict.text else ""
    return f" {verdict.cause.capitalize()}:{said} ({verdict.rule}{line})."


def _likely(one: Incident) -> str:
    top = one.suspicion.top if one.suspicion else None
    if top is None:
        return ""
    return f" Likely since {isolated(shorten(top.change.number or top.change.title, 60))}: {isolated(shorten(top.reason, 60))}."


def part_of(one: Incident, world: World) -> Part | None:
    """Return what the config says of the part of the infrastructure that fails."""
    verdict = one.verdict
    if verdict is None or verdict.cause is not Cause.INFRASTRUCTURE:
        return None
    names = (verdict.part, verdict.about)
    return next((part for part in world.parts if any(fnmatchcase(name, part.match) for name in names if name)), None)


def _links(one: Incident, part: Part | None) -> tuple[tuple[str, str], ...]:
    """Return where to read on: how it is mended, the machine's page, the log."""
    verdict = one.verdict
    if verdict is None:
        return ()
    runbook = (part.runbook if part else "") or verdict.runbook
    found = (("Runbook", runbook), ("Machine", (part.page if part else "") or verdict.agent_url), ("Log", verdict.url))
    return tuple((label, url) for label, url in found if url)
