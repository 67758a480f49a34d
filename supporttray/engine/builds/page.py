"""What is known of builds, as the windows and verbs ask for it: the list, why one is red, which tests fail by chance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.ci import CanRerun
from supporttray.connectors.registry import CONNECTORS
from supporttray.core.builds import Builds, Flaky, Line, Why
from supporttray.core.incident import HANDLED, Incident, incidents, latest, reds
from supporttray.core.item import Build, Result
from supporttray.core.model import Need, Urgency
from supporttray.core.rules.build import BROKEN, part_of
from supporttray.core.rules.silent import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from supporttray.core.model import Event, World
    from supporttray.engine.plan import Plan
    from supporttray.engine.view import View

SHOWN = 20  # runs of a build
LATELY = timedelta(days=30)
STATES = ("broken", "silent", "flaky", "unknown", "passing")  # the worst first
BUILDS = ".builds"  # so the kinds of watches end that see builds


def builds(view: View, plan: Plan, now: datetime) -> Builds:
    """Return all builds, the worst first."""
    world = view.world
    needs = {need.subject: need for need in view.needs if need.kind == SILENT}
    broken = {build.key: one for one in told(world, now) for build in one.builds}
    loud = {need.key: need for need in view.needs if need.kind == BROKEN}
    lines = [
        _line(item, broken.get(key), loud, needs.get(key), world)
        for key, item in world.items.items()
        if isinstance(item, Build)
    ]
    watches = [
        world.health[watch.name] for watch in plan.asked if watch.kind.endswith(BUILDS) and watch.name in world.health
    ]
    seen = [one.seen_at for one in watches]
    return Builds(
        lines=tuple(sorted(lines, key=lambda line: (STATES.index(line.state), line.project, line.title, line.key))),
        checked_at=min((moment for moment in seen if moment), default=None),
        blind=tuple(one.watch for one in watches if one.state not in ("ok", "starting")),
    )


def told(world: World, now: datetime) -> tuple[Incident, ...]:
    """Return the incidents that may be told."""
    return incidents((item for item in world.items.values() if isinstance(item, Build)), world.findings, now)


def of(world: World, subject: str, now: datetime) -> Incident | None:
    """Return the incident that a build belongs to, or that it founded."""
    found = told(world, now)
    mine = (one for one in found if any(build.key == subject for build in one.builds))
    return next(mine, next((one for one in found if one.subject == subject), None))


def _line(item: Build, incident: Incident | None, loud: Mapping[str, Need], silent: Need | None, world: World) -> Line:
    red, last = reds(item), item.last
    found = latest(item, world.findings) if red else None
    need = loud.get(f"{BROKEN}|{incident.key}") if incident else silent
    state = item.state if item.state != "passing" else "silent" if silent else "flaky" if item.flakes else "passing"
    mark = world.marks.get((incident.key, HANDLED)) if incident else None
    part = part_of(incident, world) if incident else None
    return Line(
        key=item.key,
        title=item.title,
        project=item.project,
        branch=item.branch,
        state=state,
        url=(last.url if last else "") or item.url,
        since=red[0].ended if red else silent.since if silent else last.ended if last else None,
        streak=len(red) or _streak(item),
        running=item.running,
        recent=item.runs[-SHOWN:],
        verdict=found.verdict if found else None,
        owner=mark.basis if mark and mark.until > mark.at else part.engineer if part else "",
        handled=need is not None and need.urgency is Urgency.QUIET,
        incident=need.key if need else "",
    )


def _streak(item: Build) -> int:
    """Return how many runs in a row were green."""
    telling = sorted(
        (run for run in item.runs if run.result is not Result.IGNORED), key=lambda run: run.order, reverse=True
    )
    return next((count for count, run in enumerate(telling) if run.red), len(telling))


def why(view: View, plan: Plan, item: Build, now: datetime) -> Why:
    """Return what is known of a build that is, or was, red."""
    world, red = view.world, reds(item)
    one, found = of(world, item.key, now), latest(item, world.findings)
    verdict = found.verdict if found else None
    mark = world.marks.get((one.key, HANDLED)) if one else None
    held = mark if mark and mark.until > now else None
    part = part_of(one, world) if one else None
    suspicion = (one.suspicion if one else None) or (found.suspicion if found else None)
    return Why(
        title=item.title,
        verdict=verdict,
        suspicion=suspicion,
        trouble=found.trouble if found else "",
        first=red[0] if red else None,
        last=item.last,
        green=item.green_before,
        with_it=tuple(build.title for build in one.builds if build.key != item.key) if one else (),
        engineer=part.engineer if part else "",
        runbook=(part.runbook if part else "") or (verdict.runbook if verdict else ""),
        page=(part.page if part else "") or (verdict.agent_url if verdict else ""),
        again=len(repeatable(one.builds, plan, world)) if one else 0,
        has_it=held.basis if held else "",
        until=held.until if held else None,
        addressable=bool((suspicion and suspicion.top) or (part and part.engineer)),
    )


def repeatable(red: Iterable[Build], plan: Plan, world: World) -> list[tuple[Build, str, type[CanRerun]]]:
    """Return the builds that can be run again, each with the account and the connector for that."""
    found = []
    for build in red:
        seen_by = world.seen_by.get(build.key, ())
        watches = (watch for watch in plan.kept if watch.name in seen_by)
        able = next((watch for watch in watches if issubclass(CONNECTORS[watch.kind], CanRerun)), None)
        if able:
            found.append((build, able.account, CONNECTORS[able.kind]))
    return found


def flaky(events: Sequence[Event], world: World) -> tuple[Flaky, ...]:
    """Return the tests that failed by chance, the most frequent first."""
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.title:
            groups.setdefault((event.subject, event.title), []).append(event)
    found = [
        Flaky(
            name=name,
            build=world.items[subject].title if subject in world.items else subject,
            times=len(these),
            first=min(event.at for event in these),
            last=max(event.at for event in these),
        )
        for (subject, name), these in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, one.name)))
