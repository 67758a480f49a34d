"""`zendesk.tickets`: the tickets of customers that changed since the last good look, and six weeks of those that were opened before.

Agents may use the search, which keeps no order but that of opening, needs some minutes to notice a change, and whose cursor is good for an hour;
administrators the export of what changed, where nothing is picked out. History comes from the search, the newest days first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, recall
from supporttray.connectors.zendesk import scan
from supporttray.connectors.zendesk.api import Expired
from supporttray.connectors.zendesk.scan import LONG_AGO, Memory, stamp
from supporttray.connectors.zendesk.ticket import Reading
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.zendesk.api import Api, Page
    from supporttray.core.release.ticket import Ticket

LATE = timedelta(minutes=10)  # that the search may need to notice a change
OVERLAP = timedelta(minutes=2)
BETWEEN = timedelta(milliseconds=700)  # two pages of the search, which may be asked 100 times a minute
FLOWING = timedelta(seconds=6)  # two pages of the export, which may be asked ten times a minute
ADMIN = "admin"


class ZendeskTickets:
    """The tickets of one Zendesk, or some of them."""

    kind: ClassVar[str] = "zendesk.tickets"
    service: ClassVar[str] = "zendesk"
    every: ClassVar[timedelta] = timedelta(minutes=30)
    calm: ClassVar[timedelta] = timedelta(hours=2)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `zendesk.tickets` watch."""

        query: Annotated[
            str,
            msgspec.Meta(
                title="Query",
                description="Which tickets, in Zendesk's own search words; empty for all that you may see",
                max_length=1000,
                examples=['brand:"Acme Shop" -tags:spam'],
            ),
        ] = ""
        product: Annotated[
            str,
            msgspec.Meta(
                title="Product",
                description="The number of the ticket field that says which product; else the brand does where there are several",
                pattern=r"^\d{0,20}$",
                examples=["360012345678"],
            ),
        ] = ""
        history: Annotated[
            int,
            msgspec.Meta(
                title="History", description="How many days back the first look goes", ge=1, le=180, examples=[42]
            ),
        ] = 42

        def __post_init__(self) -> None:
            """Refuse what the export of the search does not take."""
            if any(word.startswith(("type:", "order_by:", "sort:")) for word in self.query.casefold().split()):
                raise ValueError("the query may have no type: and no order: they are given")

    def __init__(self, options: Options, service: Api, me: str) -> None:  # noqa: ARG002  the service knows whose credential it has
        self._options = options
        self._desk = service
        self._clause = " ".join(options.query.split())
        self._brands: dict[str, str] | None = None

    async def fetch(self, memory: bytes, now: datetime) -> Answer:
        """Ask for one page, and at the end of a scan for what went. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        me = await self._desk.myself()
        reading = await self._reading(known)
        if known.newest == LONG_AGO and known.head == LONG_AGO:
            known = await self._begun(known, now)
            if not known.old:
                return _answer(known, ())
        if known.old:
            return await self._history(known, reading, now)
        if me.role == ADMIN and not self._clause and not known.barred:
            try:
                return await self._flow(known, reading)
            except Refused as error:
                if error.missing not in ("permission", "name"):
                    raise
                known = msgspec.structs.replace(known, barred=True)
        return await self._changes(known, reading, now)

    async def _reading(self, known: Memory) -> Reading:
        """Return what a ticket's words mean; of the brands it is asked anew where a look begins."""
        begins = self._brands is None or not (known.old or known.cursor)
        if begins and not self._options.product:
            self._brands = await self._desk.brands()
        return Reading(self._desk.http.host, self._desk.base, self._options.product, self._brands or {})

    async def _begun(self, known: Memory, now: datetime) -> Memory:
        """Return the memory at the first look: history goes back from the desk's newest change. Where there is no ticket there is none."""
        head = await self._desk.newest(self._clause)
        if head is None:
            return known
        floor = min(head, now) - timedelta(days=self._options.history)
        return msgspec.structs.replace(known, head=head, back=head, floor=floor)

    async def _history(self, known: Memory, reading: Reading, now: datetime) -> Answer:
        """Tell a page of what was opened before the first look."""
        page, known = await self._page(known, known.slice, now)
        known, tickets = scan.told(known, page.tickets, reading)
        known = msgspec.structs.replace(known, told=known.told + len(tickets), cursor=page.cursor, paged_at=now)
        if known.told >= scan.MOST:
            limits = f"Of the tickets before the first look only {scan.MOST:,} were read: what is usual is known for fewer days."
            known = msgspec.structs.replace(scan.ended(known), back=known.floor, limits=limits)
        elif not page.more:
            back = max(known.floor, known.back - scan.SLICE)
            known = _kept(known) if back > known.floor else scan.ended(known)
            known = msgspec.structs.replace(known, back=back, cursor="", lost=0)
        return _answer(known, tickets, more=True, rest=BETWEEN)

    async def _changes(self, known: Memory, reading: Reading, now: datetime) -> Answer:
        """Tell a page of what changed since the last good look; after the last one, what went."""
        if not known.cursor:
            head = await self._desk.newest(self._clause)
            known = msgspec.structs.replace(known, head=head or known.newest)
        page, known = await self._page(known, f"updated>={stamp(known.newest - LATE)}", now)
        known, tickets = scan.told(known, page.tickets, reading)
        if page.more:
            return _answer(
                msgspec.structs.replace(known, cursor=page.cursor, paged_at=now), tickets, more=True, rest=BETWEEN
            )
        known = scan.ended(known)
        these = await self._desk.these(tuple(known.known)) if known.known else ()
        known, others = scan.again(known, these, reading, moves=bool(self._clause))
        return _answer(known, (*tickets, *others))

    async def _page(self, known: Memory, query: str, now: datetime) -> tuple[Page, Memory]:
        """Ask for the page in hand. Where its cursor is not taken any more the scan begins again from the last good moment."""
        whole = " ".join(filter(None, (query, self._clause)))
        fresh = now - known.paged_at < scan.GOOD
        try:
            return await self._desk.search(whole, known.cursor), known
        except Expired as error:
            if fresh and known.lost >= scan.AGAIN:
                raise NotUnderstood(
                    error.phrase, "Its pages end too early; it is tried again within an hour."
                ) from None
        lost = known.lost + 1 if fresh else 0
        return await self._desk.search(whole), msgspec.structs.replace(known, cursor="", lost=lost)

    async def _flow(self, known: Memory, reading: Reading) -> Answer:
        """Tell a page of the export, which goes on where it ended."""
        since = known.newest - OVERLAP
        try:
            page = await self._desk.stream(since, known.trail)
        except Expired:
            page = await self._desk.stream(since)
        known, tickets = scan.told(known, page.tickets, reading)
        head = max((one.changed or one.at for one in tickets), default=known.head)
        known = msgspec.structs.replace(known, trail=page.cursor, head=max(known.head, head))
        if page.more:
            return _answer(known, tickets, more=True, rest=FLOWING)
        return _answer(scan.ended(known), tickets)


def _kept(known: Memory) -> Memory:
    """Return the memory between two slices of history: of what one told the other has nothing."""
    return msgspec.structs.replace(scan.ended(known), newest=known.newest)


def _answer(known: Memory, tickets: tuple[Ticket, ...], *, more: bool = False, rest: timedelta | None = None) -> Answer:
    memory = msgspec.json.encode(known)
    return Answer(tickets=tickets, memory=memory, more=more, rest=rest, limits=known.limits)
