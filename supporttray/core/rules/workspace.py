"""What a person should know of this workspace itself: its database cannot be written, its team's file has changed, there is a newer version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.model import Need
from supporttray.core.team import DECLINED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.model import World


def noticed(world: World, now: datetime) -> Iterator[Need]:  # noqa: ARG001  a notice does not age
    """Yield a need for each notice, unless a person said that they do not want this very one."""
    for notice in world.notices:
        mark = world.marks.get((notice.kind, DECLINED))
        if mark and notice.basis and mark.basis == notice.basis:
            continue
        yield Need(
            key=f"{notice.kind}|workspace#{int(notice.since.timestamp())}",
            kind=notice.kind,
            subject=f"workspace:{notice.kind}",
            urgency=notice.urgency,
            title=notice.title,
            because=notice.because,
            since=notice.since,
            source="this computer",
            page=notice.page,
            url=notice.url,
        )
