"""All rules in one table, and what they find in the order a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from supporttray.core.deed import Verb
from supporttray.core.display import age
from supporttray.core.model import Health, Mark, Need, Urgency, World
from supporttray.core.outbox import Entry, Fate
from supporttray.core.rules import (
    announce,
    brought,
    build,
    critical,
    daily,
    duty,
    error,
    meeting,
    queue,
    release,
    request,
    review,
    service,
    silent,
    workspace,
)

Rule = Callable[[World, datetime], Iterable[Need]]

RULES: tuple[Rule, ...] = (
    critical.critical,
    release.problem,
    release.answer,
    release.standup,
    release.today,
    release.summary,
    request.waiting,
    request.acknowledged,
    brought.taken,
    queue.news,
    build.broken,
    review.waiting,
    review.mine,
    silent.silent,
    error.news,
    duty.coming,
    duty.handing,
    duty.uncovered,
    announce.unannounced,
    meeting.near,
    meeting.skipped,
    daily.missing,
    service.refused,
    service.unseen,
    service.limited,
    service.clock,
    workspace.noticed,
)

ON_ITS_WAY = (Fate.WAITING, Fate.SENDING)
UNDER_WAY = timedelta(seconds=10)  # a look that ended so soon after a sending may have begun before it

ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            critical.BUG,
            release.PROBLEM,
            release.CONFIRMED,
            build.BROKEN,
            request.WAITING,
            request.ACKNOWLEDGED,
            queue.NEWS,
            release.ANSWER,
            review.WAITING,
            review.MINE,
            silent.SILENT,
            error.NEWS,
            service.REFUSED,
            service.UNSEEN,
        )
    )
}


def needs(world: World, now: datetime) -> tuple[Need, ...]:
    """Return every need, the loudest first; at the same urgency in the job's own order, then the oldest first."""
    found = (_hushed(need, world, now) for rule in RULES for need in rule(world, now))
    return tuple(
        sorted(found, key=lambda need: (-need.urgency, ORDER.get(need.kind, len(ORDER)), need.since, need.key))
    )


def _hushed(need: Need, world: World, now: datetime) -> Need:
    """Return a snoozed need as a quiet one: it stays in the list and says until when."""
    mark = world.snoozed(need.subject, now)
    if mark is None or _newer(need, mark, world):
        return need
    because = f"{need.because} Snoozed for {age(mark.until - now)}."
    return msgspec.structs.replace(need, urgency=Urgency.QUIET, because=because)


def _newer(need: Need, mark: Mark, world: World) -> bool:
    """Whether a build's incident is another one than what was snoozed: its cause changed since."""
    build, _, run = need.key.partition("|")[2].rpartition("#")
    founded = world.findings.get((build, run))
    return founded is not None and founded.seen_at > mark.at


def answering(
    entries: Iterable[Entry], seen_by: Mapping[str, tuple[str, ...]], health: Mapping[str, Health]
) -> frozenset[str]:
    """Return the items about which something is on its way, or was sent after their service was last seen.

    The newest entry about an item speaks: who takes an acknowledgement back is not answering any more.
    """
    found: dict[str, bool] = {}
    for entry in sorted((entry for entry in entries if entry.subject), key=lambda entry: entry.number):
        if entry.deed.verb is Verb.UNREACT:
            found[entry.subject] = False
        elif entry.answers and (entry.fate in ON_ITS_WAY or (entry.sent_at and not _shown(entry, seen_by, health))):
            found[entry.subject] = True
    return frozenset(subject for subject, is_so in found.items() if is_so)


def _shown(entry: Entry, seen_by: Mapping[str, tuple[str, ...]], health: Mapping[str, Health]) -> bool:
    """Whether a watch has looked since the entry was sent."""
    looks = [health[name].seen_at for name in seen_by.get(entry.subject, ()) if name in health]
    return any(entry.sent_at and look and look > entry.sent_at + UNDER_WAY for look in looks)
