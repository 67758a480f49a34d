"""Red builds that have one cause are one incident: what was found out about each red run, and which of them belong together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from supporttray.core.item import Build, Run
from supporttray.core.suspect import Suspicion
from supporttray.core.triage import Cause, Verdict

PATIENCE = timedelta(seconds=60)  # so long a toast waits for the verdict
HANDLED = "handled"  # the kind of mark: its subject is an incident, its basis who has it, its until what they promised


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found out about one red run of a build: `seen_at` is since when it is known to be red, `incident` what it belongs to.

    An `old` one was there before its watch began to look.

    `trouble` says why nothing is known yet, for a person, `again` when it is asked next, and `tries` how often it was in vain.
    """

    build: str
    run: str
    seen_at: datetime
    incident: str = ""
    verdict: Verdict | None = None
    suspicion: Suspicion | None = None
    trouble: str = ""
    again: datetime | None = None
    tries: int = 0
    old: bool = False

    @property
    def settled(self) -> bool:
        """Whether all is known that can be: the cause, and whose change it may be."""
        return self.verdict is not None and self.suspicion is not None

    @property
    def key(self) -> str:
        """The incident that it founds, if it belongs to no earlier one."""
        return f"{self.build}#{self.run}"


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the infrastructure, as the config tells: which (`match` is a pattern over `part` and `about`), who looks after it, and how it is mended."""

    match: str
    engineer: str = ""
    runbook: str = ""
    page: str = ""


Findings = Mapping[tuple[str, str], Finding]


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Red builds with one cause, the first of them first. `key` is `<build>#<run>` of the run that founded it."""

    key: str
    builds: tuple[Build, ...]
    since: datetime
    first: Run
    finding: Finding | None = None
    more: tuple[Finding, ...] = ()

    @property
    def subject(self) -> str:
        """The build that founded it, whether or not that is still red."""
        return self.key.rpartition("#")[0]

    @property
    def verdict(self) -> Verdict | None:
        """Why, if that is known."""
        return self.finding.verdict if self.finding else None

    @property
    def old(self) -> bool:
        """Whether all that is known of it was there before anybody looked."""
        return all(one.old for one in (self.finding, *self.more) if one)

    @property
    def suspicion(self) -> Suspicion | None:
        """Who may have broken it: that of its findings which tells most."""
        found = [one.suspicion for one in (self.finding, *self.more) if one and one.suspicion]
        return max(found, key=lambda one: one.top.confidence if one.top else 0.0, default=None)


def reds(build: Build) -> tuple[Run, ...]:
    """Return the red runs of the present streak, the oldest first."""
    first = build.first_red
    return tuple(run for run in build.runs if first and run.red and run.order >= first.order)


def latest(build: Build, findings: Findings) -> Finding | None:
    """Return what was found out about the newest red run of which the cause is known; else what is known of the first.

    Until it is known whose change that is, an earlier run of the same incident says more.
    """
    mine = _found(build, findings)
    told = [one for one in mine if one.verdict]
    known = [one for one in told if one.verdict and one.verdict.cause is not Cause.UNKNOWN]
    best = known or told or mine[:1]
    settled = [one for one in best if one.settled and one.incident == best[-1].incident]
    return (settled or best)[-1] if best else None


def _found(build: Build, findings: Findings) -> list[Finding]:
    """Return what was looked for in the present streak, the oldest run first."""
    return [findings[build.key, run.name] for run in reds(build) if (build.key, run.name) in findings]


def waits(build: Build, findings: Findings, now: datetime) -> bool:
    """Whether nothing is said of a red build yet: its cause is being found out, and it may turn green by itself meanwhile.

    A streak waits once: what was told does not go because another red run is being looked at.
    """
    mine = _found(build, findings)
    seen_at = min((one.seen_at for one in mine), default=now - PATIENCE)
    return now < seen_at + PATIENCE and not any(one.settled for one in mine)


def incidents(builds: Iterable[Build], findings: Findings, now: datetime) -> tuple[Incident, ...]:
    """Return the incidents of all red builds that may be told."""
    groups: dict[str, list[tuple[Build, Run, Finding | None]]] = {}
    for build in builds:
        first = build.first_red
        if first is None or waits(build, findings, now):
            continue
        one = latest(build, findings)
        key = (one and one.incident) or f"{build.key}#{first.name}"
        groups.setdefault(key, []).append((build, first, one))
    return tuple(_incident(key, members) for key, members in groups.items())


def _incident(key: str, members: list[tuple[Build, Run, Finding | None]]) -> Incident:
    members.sort(key=lambda member: (member[1].ended, member[0].key))
    (_, first, finding), *rest = members
    return Incident(
        key=key,
        builds=tuple(build for build, _, _ in members),
        since=first.ended,
        first=first,
        finding=finding,
        more=tuple(one for _, _, one in rest if one),
    )


def cause(verdict: Verdict, build: Build, first: Run) -> tuple[str, ...]:
    """Return what two red runs must have in common to be one incident; empty where that is not known.

    Of infrastructure it is the machine, the registry, the part of one server that fails; of code the commit that came in.
    """
    if verdict.cause is Cause.INFRASTRUCTURE and verdict.part:
        return (verdict.cause, verdict.part, verdict.about or build.key.partition("/")[0])
    if verdict.cause.somebodys and first.commit:
        return (verdict.cause, build.project, build.branch, first.commit)
    return ()


def founded(finding: Finding, builds: Mapping[str, Build], findings: Findings) -> str:
    """Return the incident of a finding whose verdict is known: that of its streak, or of a red build with the same cause, else its own."""
    build = builds.get(finding.build)
    first = build.first_red if build else None
    if finding.verdict is None or build is None or first is None:
        return finding.incident or finding.key
    same = cause(finding.verdict, build, first)
    earlier = latest(build, findings)
    before = earlier.verdict if earlier else None
    if earlier and before and same and cause(before, build, first) == same:
        return earlier.incident or earlier.key
    if same and (group := _group(same, build, builds, findings)):
        return group
    if earlier and before and _alike(before, finding.verdict):
        return earlier.incident or earlier.key
    if earlier and before:  # its own is given once: what was noted at once, or is read once more, breaks nothing anew
        return finding.incident if finding.incident.startswith(f"{build.key}#") else finding.key
    return f"{build.key}#{first.name}"  # so it is called before anything is known


def _group(same: tuple[str, ...], build: Build, builds: Mapping[str, Build], findings: Findings) -> str:
    """Return the incident of another red build with this cause; empty if there is none."""
    anywhere = Cause.INFRASTRUCTURE in same  # a commit comes into one branch
    for other in builds.values():
        near = anywhere or (other.project, other.branch) == (build.project, build.branch)
        first = other.first_red if near and other.key != build.key else None
        one = latest(other, findings) if first else None
        if first and one and one.verdict and cause(one.verdict, other, first) == same:
            return one.incident or one.key
    return ""


def _alike(earlier: Verdict, later: Verdict) -> bool:
    """Whether a streak still has the cause that it had; where one of them is not known there is no new one."""
    return earlier.cause is later.cause or Cause.UNKNOWN in (earlier.cause, later.cause)
