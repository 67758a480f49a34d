"""A build whose newest finished run is red is broken, since the first red run of the streak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.item import Build, Result
from supporttray.core.model import Need
from supporttray.core.rules.louder import urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.item import Run
    from supporttray.core.model import World

BROKEN = "build.broken"


def broken(world: World, now: datetime) -> Iterator[Need]:
    """Yield a need for each build that is red; the streak is the episode."""
    for key, item in world.items.items():
        if isinstance(item, Build) and (first := item.first_red) and (last := item.last):
            yield Need(
                key=f"{BROKEN}|{key}#{first.id}.{first.attempt}",
                kind=BROKEN,
                subject=key,
                urgency=urgency(first.ended, now, world.options(key, BROKEN)),
                title=shorten(f"{item.title} is broken", 120),
                because=_because(first, last, now),
                since=first.ended,
                url=last.url or item.url,
                source=item.project,
                domain=world.watch_of(key).domain,
            )


def _because(first: Run, last: Run, now: datetime) -> str:
    """Say since when and what failed, never who: the first red run is where to look, not whom to blame."""
    began = f" by “{isolated(shorten(first.title, 60))}”" if first.title else ""
    what = ", ".join(shorten(job.name, 40) for job in last.failed[:3])
    failed = f"; now failing: {what}" if what else ""
    machine = " The CI system reports an error of its own." if last.result is Result.ERRORED else ""
    return f"Red for {age(now - first.ended)}, first in the run started{began}{failed}.{machine}"
