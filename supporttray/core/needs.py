"""All rules in one table, and what they find in the order a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from supporttray.core.display import age
from supporttray.core.model import Need, Urgency, World
from supporttray.core.rules import build, request, service, workspace

Rule = Callable[[World, datetime], Iterable[Need]]

RULES: tuple[Rule, ...] = (request.waiting, build.broken, service.refused, service.unseen, workspace.noticed)

ORDER = {kind: place for place, kind in enumerate((build.BROKEN, request.WAITING, service.REFUSED, service.UNSEEN))}


def needs(world: World, now: datetime) -> tuple[Need, ...]:
    """Return every need, the loudest first; at the same urgency in the job's own order, then the oldest first."""
    found = (_hushed(need, world, now) for rule in RULES for need in rule(world, now))
    return tuple(
        sorted(found, key=lambda need: (-need.urgency, ORDER.get(need.kind, len(ORDER)), need.since, need.key))
    )


def _hushed(need: Need, world: World, now: datetime) -> Need:
    """Return a snoozed need as a quiet one: it stays in the list and says until when."""
    mark = world.snoozed(need.subject, now)
    if mark is None:
        return need
    because = f"{need.because} Snoozed for {age(mark.until - now)}."
    return msgspec.structs.replace(need, urgency=Urgency.QUIET, because=because)
