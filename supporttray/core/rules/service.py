"""What the app cannot see: a credential that is refused needs a person, a silence that lasts makes the icon say so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.model import Need, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import Health, World

REFUSED = "service.refused"
UNSEEN = "service.unseen"
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
