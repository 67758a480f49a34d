"""All rules in one table, and what they find in the order a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from supporttray.core.model import Need, World
from supporttray.core.rules import build, request, service, workspace

Rule = Callable[[World, datetime], Iterable[Need]]

RULES: tuple[Rule, ...] = (request.waiting, build.broken, service.refused, service.unseen, workspace.noticed)

ORDER = {kind: place for place, kind in enumerate((build.BROKEN, request.WAITING, service.REFUSED, service.UNSEEN))}


def needs(world: World, now: datetime) -> tuple[Need, ...]:
    """Return every need, the loudest first; at the same urgency in the job's own order, then the oldest first."""
    found = (need for rule in RULES for need in rule(world, now))
    return tuple(
        sorted(found, key=lambda need: (-need.urgency, ORDER.get(need.kind, len(ORDER)), need.since, need.key))
    )
