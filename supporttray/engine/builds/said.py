"""Who was told of an incident, and whether that still stands: what was undone or refused told nobody, and then nobody has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.incident import HANDLED
from supporttray.core.model import Mark
from supporttray.core.outbox import Fate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.engine.outbox import Outbox
    from supporttray.engine.store import Store

SAID = "said"  # the kind of mark: its subject is an incident, its basis the intent of the message
LEFT = (Fate.UNDONE, Fate.REFUSED, Fate.EXPIRED)

Marks = dict[tuple[str, str], Mark]


def note(store: Store, outbox: Outbox, incident: str, who: str, intent: str, now: datetime, until: datetime) -> None:
    """Note that somebody has an incident because they were told, for as long as the message stands: the first, where they are told again."""
    before = store.marks().get((incident, SAID))
    if before and before.until > now and _stands(outbox, before.basis):
        now, intent = before.at, before.basis
    store.mark(Mark(subject=incident, kind=SAID, at=now, until=until, basis=intent))
    store.mark(Mark(subject=incident, kind=HANDLED, at=now, until=until, basis=who))


def standing(marks: Mapping[tuple[str, str], Mark], outbox: Outbox) -> Marks:
    """Return the marks; an incident whose message did not go is nobody's, unless somebody took it on since."""
    found = dict(marks)
    for (subject, kind), said in marks.items():
        handled = marks.get((subject, HANDLED)) if kind == SAID else None
        if handled and handled.at == said.at and not _stands(outbox, said.basis):
            found[subject, HANDLED] = msgspec.structs.replace(handled, until=handled.at)
    return found


def _stands(outbox: Outbox, intent: str) -> bool:
    entry = outbox.get(intent)
    return entry is not None and entry.fate not in LEFT
