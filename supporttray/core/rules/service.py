"""What the app cannot see: a credential that is refused needs a person, a silence that lasts makes the icon say so.

And what it sees late or wrongly: a service that lets it see little, a clock that is wrong.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.display import HOUR, MINUTE, age
from supporttray.core.model import Need, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import Health, World

REFUSED = "service.refused"
UNSEEN = "service.unseen"
LIMITED = "service.limited"
CLOCK = "service.clock"
PATIENCE = timedelta(minutes=5)


def refused(world: World, now: datetime) -> Iterator[Need]:
    """Yield one need for each service that refuses us, however many watches it has."""
    for service, healths in _by_service(world, "refused").items():
        first = min(healths, key=lambda health: health.since)
        yield Need(
            key=f"{REFUSED}|{service}#{int(first.since.timestamp())}",
            kind=REFUSED,
            subject=service,
            urgency=Urgency.NEEDS_YOU,
            title=f"{service}: {first.detail}",
            because=f"{first.hint or first.detail} Not watched for {age(now - first.since)}: {_names(healths)}.",
            since=first.since,
            source=service,
        )


def unseen(world: World, now: datetime) -> Iterator[Need]:
    """Yield a quiet need for each watch that has not answered for a while: it is in the list and on the icon, and never speaks."""
    for name, health in world.health.items():
        if health.state not in ("ok", "starting", "refused") and now - _last_seen(health) >= max(
            PATIENCE, 3 * health.every
        ):
            yield Need(
                key=f"{UNSEEN}|{name}#{int(health.since.timestamp())}",
                kind=UNSEEN,
                subject=name,
                urgency=Urgency.QUIET,
                title=f"{name}: not seen for {age(now - _last_seen(health))}",
                because=f"{health.detail} What is shown of it is from then. {health.hint}".strip(),
                since=health.since,
                source=health.service,
            )


def limited(world: World, now: datetime) -> Iterator[Need]:  # noqa: ARG001  every rule is called so
    """Yield a quiet need for each watch whose service lets it see things late, or not at all; it never speaks."""
    for name, health in world.health.items():
        if health.limits:
            yield Need(
                key=f"{LIMITED}|{name}",
                kind=LIMITED,
                subject=name,
                urgency=Urgency.QUIET,
                title=f"{name}: not everything is seen at once",
                because=health.limits,
                since=health.since,
                source=health.service,
            )


def clock(world: World, now: datetime) -> Iterator[Need]:  # noqa: ARG001  every rule is called so
    """Yield one need while this computer's clock and a service's are far apart: what is due is told by the wrong hour."""
    astray = [one for one in world.health.values() if one.skew and one.state == "ok"]
    if astray:
        health = max(astray, key=lambda one: (_astray(one), one.watch))
        span, ahead = _astray(health), health.skew and health.skew > timedelta(0)
        yield Need(
            key=f"{CLOCK}|{health.service}#{'behind' if ahead else 'ahead'}{round(span / HOUR)}",
            kind=CLOCK,
            subject=health.service,
            urgency=Urgency.NEEDS_YOU,
            title=f"This computer's clock is {age(span)} {'behind' if ahead else 'ahead of'} {health.service}'s",
            because="What is due, and when it is said, goes by this computer's clock. Nothing is lost meanwhile; set the clock.",
            since=min(one.since for one in astray),
            source=health.service,
        )


def _astray(health: Health) -> timedelta:
    """Return by how many minutes the clocks differ."""
    return round(abs(health.skew or timedelta(0)) / MINUTE) * MINUTE


def _last_seen(health: Health) -> datetime:
    return health.seen_at or health.since


def _by_service(world: World, state: str) -> dict[str, list[Health]]:
    found: dict[str, list[Health]] = {}
    for health in world.health.values():
        if health.state == state:
            found.setdefault(health.service or health.watch, []).append(health)
    return found


def _names(healths: list[Health]) -> str:
    return ", ".join(sorted(health.watch for health in healths))
