"""How far a watch of tickets has looked: its memory, and which states of tickets it has told. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.zendesk.ticket import ELSEWHERE, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.connectors.zendesk.ticket import Reading, Told
    from supporttray.core.release.ticket import Ticket

LONG_AGO = datetime.fromtimestamp(0, UTC)
MOST = 10_000  # tickets of history
SLICE = timedelta(days=3)  # of history that is asked for at once: the search keeps no order that helps
KNOWN = 300  # tickets that are asked for again, for whoever deletes or moves one does not tell the search
LATELY = timedelta(days=7)  # how long after they were opened
AGAIN = 3  # times that a fresh cursor may be lost in one scan
GOOD = timedelta(minutes=55)  # how long a cursor surely is


class Known(msgspec.Struct, frozen=True, array_like=True):
    """When a ticket was opened, and when the state was of that was told last; `doubt` is the state that the search did not tell."""

    at: datetime
    changed: datetime
    doubt: datetime | None = None


class Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept between two fetches.

    All that changed until `newest` is told; `head` becomes that when the scan in hand ends. Of history what was opened from `back` on is
    told, and `floor` is where it ends; `told` counts its tickets. `cursor` is where the next page is, `paged_at` when (by our clock) it was said, `lost`
    how often one was lost in this scan.
    `trail` is the cursor of the export for administrators, `barred` that we may not use it. `known` are the tickets of the last days, and those
    of the scan in hand.
    """

    newest: datetime = LONG_AGO
    head: datetime = LONG_AGO
    back: datetime = LONG_AGO
    floor: datetime = LONG_AGO
    told: int = 0
    cursor: str = ""
    paged_at: datetime = LONG_AGO
    lost: int = 0
    trail: str = ""
    barred: bool = False
    known: dict[str, Known] = {}
    limits: str = ""

    @property
    def old(self) -> bool:
        """Whether history is still to be told."""
        return self.back > self.floor

    @property
    def slice(self) -> str:
        """The query of the history in hand; the newest part of it has no end."""
        begin = max(self.floor, self.back - SLICE)
        end = f" created<{stamp(self.back)}" if self.back < self.head else ""
        return f"created>={stamp(begin)}{end}"


def stamp(at: datetime) -> str:
    """Write a moment as the search reads it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def told(memory: Memory, page: Iterable[Told], reading: Reading) -> tuple[Memory, tuple[Ticket, ...]]:
    """Return the tickets of a page in their newest states: what was told newer before is not told older."""
    known = dict(memory.known)
    found: dict[str, Ticket] = {}
    for one in page:
        ticket = reading.ticket(one)
        changed = (ticket.changed or ticket.at) if ticket else LONG_AGO
        number = number_of(one)
        if ticket and (number not in known or known[number].changed <= changed):
            known[number], found[number] = Known(ticket.at, changed), ticket
    return msgspec.structs.replace(memory, known=known), tuple(found.values())


def ended(memory: Memory) -> Memory:
    """Return the memory at the end of a scan: only the tickets of the last days are asked for again."""
    newest = max(memory.newest, memory.head)
    lately = [(number, one) for number, one in memory.known.items() if one.at > newest - LATELY]
    lately.sort(key=lambda pair: pair[1].at, reverse=True)
    return msgspec.structs.replace(memory, newest=newest, known=dict(lately[:KNOWN]), cursor="", lost=0)


def again(memory: Memory, these: Iterable[Told], reading: Reading, *, moves: bool) -> tuple[Memory, tuple[Ticket, ...]]:
    """Return what became of the known tickets, as they are now: those that are missing or moved are known no more.

    What changed and was not told by the search twice (`moves`: it looks for some tickets only) was moved.
    """
    asked = {number_of(one): one for one in these}
    known: dict[str, Known] = {}
    found: list[Ticket] = []
    for number, before in memory.known.items():
        ticket = reading.ticket(asked[number]) if number in asked else reading.lost(number, before.at, before.changed)
        changed = (ticket.changed or ticket.at) if ticket else before.changed
        if ticket is None or (changed <= before.changed and not ticket.gone):
            known[number] = before
        elif moves and not ticket.gone and before.doubt != changed:
            known[number] = msgspec.structs.replace(before, doubt=changed)
        elif ticket.gone or moves:
            found.append(ticket if ticket.gone else msgspec.structs.replace(ticket, gone=ELSEWHERE))
        else:
            known[number] = Known(before.at, changed)
            found.append(ticket)
    return msgspec.structs.replace(memory, known=known), tuple(found)
