"""What follows from a workspace at one moment: the world of the rules, the needs, the snapshot. Also for whoever only looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import CanAnswer, CanHold
from supporttray.connectors.registry import CONNECTORS
from supporttray.core import display, roster
from supporttray.core.item import Build
from supporttray.core.model import Duty, Need, World
from supporttray.core.needs import answering, needs
from supporttray.core.next.rows import on, top
from supporttray.core.rules.request import ACKNOWLEDGED
from supporttray.core.snapshot import ServiceState, Snapshot
from supporttray.engine.attempt import handed
from supporttray.engine.builds.said import standing
from supporttray.engine.diary import missing
from supporttray.engine.lesson import Lessons
from supporttray.engine.news import born, told
from supporttray.engine.outbox import Outbox
from supporttray.engine.release.known import NOTHING, Known, known, menu
from supporttray.engine.work.epic import epics

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.core.outbox import Entry
    from supporttray.engine.database import Database
    from supporttray.engine.plan import Plan
    from supporttray.engine.store import Store

SHOWN = 1000  # needs in a snapshot; it is handed over, not copied


@dataclass(frozen=True)
class View:
    """A world and what the rules find in it; `outbox` is what is on its way, wants a decision or was just sent.

    `pending` needs are decided on like the others, so that they speak once or not at all, but nothing shows them.
    """

    world: World
    duty: Duty
    needs: tuple[Need, ...]
    answerable: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    outbox: tuple[Entry, ...] = ()
    queue: str = ""
    pending: tuple[Need, ...] = ()
    released: Known = NOTHING

    def snapshot(self, revision: int, at: datetime, now: datetime) -> Snapshot:
        """Return what a face draws of it; `now` is the moment of the look, `at` when what it shows last changed."""
        health = self.world.health
        first = top(self.world, self.needs, now)
        said, number = menu(self.released, now)
        return Snapshot(
            revision=revision,
            at=at,
            tray=display.tray(self.needs, health.values(), self.duty, self.world.hours, now, first),
            duty=self.duty,
            needs=self.needs[:SHOWN],
            services=tuple(_still(service) for service in display.services(health)),
            answerable=self.answerable,
            seen=self.seen,
            outbox=self.outbox,
            paused_until=self.world.paused(now),
            zone=self.world.hours.zone,
            queue=self.queue,
            hours=self.world.hours,
            builds=any(isinstance(item, Build) for item in self.world.items.values()),
            top=first,
            on=on(self.world),
            release=said,
            releases=number,
        )


def _alone(need: Need, plan: Plan, store: Store) -> bool:
    """Whether what a need is about is kept here alone: nobody else can have acknowledged it."""
    seen_by = store.seen_by.get(need.subject, ())
    return any(watch.name in seen_by and issubclass(CONNECTORS[watch.kind], CanHold) for watch in plan.kept)


def _still(service: ServiceState) -> ServiceState:
    """That a service answered once more is no reason to draw again."""
    return msgspec.structs.replace(service, seen_at=None) if service.state == "ok" else service


def look(plan: Plan, store: Store, base: Database, now: datetime) -> View:
    """Return what follows from the store and the outbox now."""
    outbox = Outbox(base)
    marks = standing(store.marks(), outbox)
    released = known(base, store.items, now)
    world = World(
        items=store.items,
        health=store.health,
        seen_by=store.seen_by,
        watches={watch.name: watch.watched for watch in plan.kept},
        alerts=plan.alerts,
        notices=base.notices,
        marks=marks,
        always=plan.always,
        announces=plan.announce is not None,
        hours=plan.hours.without(store.items.values()),
        status_due=missing(plan, outbox, now),
        handed_at=handed(outbox, marks),
        answering=answering(outbox.recent(now), store.seen_by, store.health),
        lessons=Lessons(base).all(),
        born=born(outbox),
        told=told(marks, outbox),
        findings=store.findings.all,
        parts=plan.builds.parts,
        reviewing=plan.reviewing,
        epics=epics(store.items.values(), base),
        processes=plan.processes,
        **msgspec.structs.asdict(released),
    )
    every = needs(world, now)
    found, pending = (tuple(one for one in every if one.pending is which) for which in (False, True))
    able = {watch.name for watch in plan.kept if issubclass(CONNECTORS[watch.kind], CanAnswer | CanHold)}
    answerable = frozenset(need.subject for need in found if not able.isdisjoint(store.seen_by.get(need.subject, ())))
    seen = frozenset(need.subject for need in found if need.kind == ACKNOWLEDGED and _alone(need, plan, store))
    queue = plan.queue.told if plan.queue else ""
    rest = (answerable, seen, outbox.strip(now), queue, pending, released)
    return View(world, roster.duty(store.items.values(), now), found, *rest)
