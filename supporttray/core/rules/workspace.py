"""What is wrong with this workspace itself: its database cannot be written, or was damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.model import Need, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World


def noticed(world: World, now: datetime) -> Iterator[Need]:  # noqa: ARG001  a notice does not age
    """Yield a need for each notice."""
    for notice in world.notices:
        yield Need(
            key=f"{notice.kind}|workspace#{int(notice.since.timestamp())}",
            kind=notice.kind,
            subject="workspace",
            urgency=Urgency.NEEDS_YOU,
            title=notice.title,
            because=notice.because,
            since=notice.since,
            source="this computer",
        )
