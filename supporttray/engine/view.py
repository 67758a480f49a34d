"""What follows from a store at one moment: the world of the rules, the needs, the snapshot. Also for whoever only looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from supporttray.core import display, roster
from supporttray.core.model import Duty, Need, Notice, ServiceState, Snapshot, World
from supporttray.core.needs import needs

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.engine.plan import Plan
    from supporttray.engine.store import Store

SHOWN = 200  # needs in a snapshot


@dataclass(frozen=True)
class View:
    """A world and what the rules find in it."""

    world: World
    duty: Duty
    needs: tuple[Need, ...]

    def snapshot(self, revision: int, at: datetime) -> Snapshot:
        """Return what a face draws of it."""
        health = self.world.health
        return Snapshot(
            revision=revision,
            at=at,
            tray=display.tray(self.needs, health.values(), self.duty),
            duty=self.duty,
            needs=self.needs[:SHOWN],
            services=tuple(_still(service) for service in display.services(health)),
        )


def _still(service: ServiceState) -> ServiceState:
    """That a service answered once more is no reason to draw again."""
    return msgspec.structs.replace(service, seen_at=None) if service.state == "ok" else service


def look(
    plan: Plan,
    store: Store,
    notices: tuple[Notice, ...],
    now: datetime,
    answering: frozenset[str] = frozenset(),
) -> View:
    """Return what follows from the store now."""
    world = World(
        items=store.items,
        health=store.health,
        seen_by=store.seen_by,
        watches={watch.name: watch.watched for watch in plan.watches},
        alerts=plan.alerts,
        notices=notices,
        marks=store.marks(),
        answering=answering,
    )
    return View(world, roster.duty(store.items.values(), now), needs(world, now))
