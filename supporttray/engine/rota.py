"""The rota of a running engine, as the duty window and the command line show it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.connectors.registry import CONNECTORS, writes_rota
from supporttray.connectors.rota import CanRoster
from supporttray.core.duty import Rota, Source
from supporttray.core.rota import rota

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.core.model import Health, World
    from supporttray.engine.plan import Plan, Watch


def sources(plan: Plan, health: Mapping[str, Health]) -> tuple[Source, ...]:
    """Return the watches that bring shifts, how they fare, and whether the app may change them there; looks at their files."""
    rotas = (watch for watch in plan.watches if issubclass(CONNECTORS[watch.kind], CanRoster))
    return tuple(_source(watch, health.get(watch.name)) for watch in rotas)


def _source(watch: Watch, health: Health | None) -> Source:
    writable = writes_rota(watch.kind, watch.options)
    trouble, seen_at = (health.detail, health.seen_at) if health else ("", None)
    return Source(watch.name, watch.kind, writable, trouble, seen_at if trouble else None)


async def asked(plan: Plan, world: World, now: datetime) -> Rota:
    """Return the rota as a table."""
    found = await asyncio.to_thread(sources, plan, world.health)  # a file may lie on a slow disk
    return rota(world, now, me=plan.me, sources=found, announces=plan.announce is not None, zone=plan.zone)
