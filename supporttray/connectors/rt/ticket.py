"""`rt.tickets`: the tickets of a Request Tracker's queue that changed (GET /REST/2.0/tickets with a query in TicketSQL).

Dates in TicketSQL are those of the user's own zone; so many seconds ago is the same in all. Pages go by the ticket's number, so what changes
meanwhile moves nothing. That a ticket was merged changes it not, and a list tells of no deleted or moved one: all are noticed among the newest. What
the customer wrote is the first text among the ticket's attachments: one request a ticket.
"""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from supporttray.connectors import fact, letter, scan
from supporttray.connectors.http import web
from supporttray.connectors.rt.api import QUEUE
from supporttray.connectors.scan import Page
from supporttray.core.release.ticket import Ticket
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors import Answer
    from supporttray.connectors.http import Http
    from supporttray.connectors.rt.api import Api
    from supporttray.connectors.rt.service import Rt
    from supporttray.connectors.scan import Scan

OVER = frozenset(
    {"resolved", "rejected", "deleted", "closed", "done", "cancelled"}
)  # words for it; a queue may have others
GONE = {"deleted": "It was deleted.", "rejected": "It was rejected."}
WORDS = 60  # texts that are read with one page
RECENT = timedelta(
    days=2
)  # at the first look only what is this young is read; how much came before is all that matters of it
READ = timedelta(days=30)  # how old a ticket may be to be read: longer its words are not kept
FIELDS = {
    "fields": "Subject,Status,Queue,Created,LastUpdated,Priority,EffectiveId",
    "fields[Queue]": "Name",
}
PARTS = {"fields": "ContentType,Content,Filename", "per_page": "4"}  # a letter's first parts
TEXTS = ("text/plain", "text/html", "text/markdown")


class RtTickets:
    """The tickets of one queue."""

    kind: ClassVar[str] = "rt.tickets"
    service: ClassVar[str] = "rt"
    every: ClassVar[timedelta] = scan.EVERY
    calm: ClassVar[timedelta] = scan.CALM

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of an `rt.tickets` watch."""

        queue: Annotated[
            str,
            msgspec.Meta(
                title="Queue",
                description="Its name",
                pattern=QUEUE,
                examples=["support"],
            ),
        ]
        query: Annotated[
            str,
            msgspec.Meta(
                title="Query",
                description="More in its own language (TicketSQL)",
                max_length=2000,
                examples=["Owner != 'robot'"],
            ),
        ] = ""
        history: scan.History = 42

    def __init__(self, options: Options, service: Rt, me: str) -> None:  # noqa: ARG002  tickets are everybody's
        self._options = options
        self._rt: Api = service
        service.desks.add(options.queue)
        more = f" AND ({options.query.strip()})" if options.query.strip() else ""
        self._where = f"Queue = '{options.queue}'{more}"

    @property
    def http(self) -> Http:
        """The way to it."""
        return self._rt.http

    async def fetch(self, memory: bytes, now: datetime) -> Answer:
        """Read the next page. Raises a `ServiceError`."""
        return await scan.look(self, memory, self._options.history, now)

    async def ready(self) -> None:
        """Ask which one it is."""
        await self._rt.about()

    async def page(self, scan: Scan, now: datetime) -> Page:
        """Read a page of what changed; tickets that were merged are among it, as far as they changed since."""
        query = f"{self._where} AND LastUpdated >= '{self._ago(scan, now)} seconds ago' AND EffectiveId > 0"
        before = f" AND id < {scan.follow}" if scan.follow.isdecimal() else ""
        told = await self._rt.tickets(query + before, FIELDS)
        found = [(fact.id_of(one.get("id")), one) for one in told.items]
        tickets = [one for number, raw in found if number.isdecimal() and (one := self._ticket(number, raw, now))]
        numbers = [int(number) for number, _ in found if number.isdecimal()]
        if told.items and not numbers:
            raise NotUnderstood(f"{self.http.host} lists tickets without numbers.")
        read, limits = await self._read(tickets, now - (READ if scan.since else RECENT))
        return Page(tickets=read, follow=str(min(numbers)) if numbers and told.more else "", limits=limits)

    def _ago(self, scan: Scan, now: datetime) -> int:
        """Return how many seconds ago the look begins, by the service's clock."""
        moment = now + (self.http.skew or timedelta(0)) + timedelta(minutes=2)
        return max(1, math.ceil((moment - (scan.floor or moment)).total_seconds()))

    async def newest(self) -> tuple[Ticket, ...]:
        """List the newest of the queue, without merged ones. Where there is none, ask whether the queue may be seen at all."""
        told = await self._rt.tickets(self._where, FIELDS)
        if not told.items:
            await self._rt.queue(self._options.queue)
        now = self._rt.now()
        listed = ((fact.id_of(one.get("id")), one) for one in told.items)
        found = (self._ticket(number, one, now) for number, one in listed if number.isdecimal())
        return tuple(one for one in found if one)

    async def single(self, known: Ticket) -> Ticket:
        """Ask for one that is listed no more."""
        number = scan.id_of(known)
        try:
            told = await self._rt.ticket(number)
        except Refused as error:
            if error.missing == "credential":
                raise
            return scan.gone(known, "It was deleted, or may not be seen any more.")
        if (into := fact.id_of(told.get("id"))) != number:
            return scan.gone(known, f"It was merged into #{into}.")
        if why := GONE.get(fact.words(told.get("Status"), 60)):
            return scan.gone(known, why)
        here = fact.id_of(fact.part(told, "Queue").get("id"))
        if not here or here in await self._watched():
            return known
        return scan.gone(known, "It was moved to another queue.")

    async def _watched(self) -> set[str]:
        """Return the ids of the queues that are watched. One of another watch that may not be seen is that one's business."""
        found: set[str] = set()
        for name in sorted(self._rt.desks):
            try:
                found.add(await self._rt.queue(name))
            except Refused as error:
                if error.missing == "credential" or name == self._options.queue:
                    raise
        return found

    def _ticket(self, number: str, told: dict[str, Any], now: datetime) -> Ticket | None:
        """Return a ticket as a list tells it; None where it does not say when it came."""
        at, status = fact.moment(told.get("Created")), fact.words(told.get("Status"), 60)
        into = fact.id_of(told.get("EffectiveId")) or fact.id_of(fact.part(told, "EffectiveId").get("id"))
        merged = f"It was merged into #{into}." if into and into != number else ""
        queue = told.get("Queue")
        if at is None:
            return None
        return Ticket(
            key=f"ticket:{self._rt.place}/{number}",
            name=f"#{number}",
            title=letter.subject(subject) if isinstance(subject := told.get("Subject"), str) else "",
            url=web(self._rt.page(number)),
            at=min(at, now + timedelta(days=1)),
            changed=fact.moment(told.get("LastUpdated")),
            status=status,
            over=status in OVER or bool(merged),
            priority="" if told.get("Priority") in ("0", 0) else fact.words(told.get("Priority"), 60),
            product=fact.words(queue.get("Name") if isinstance(queue, dict) else queue, 100) or self._options.queue,
            gone=merged or GONE.get(status, ""),
        )

    async def _read(self, tickets: list[Ticket], since: datetime) -> tuple[tuple[Ticket, ...], str]:
        """Return the tickets with what their customers wrote, as far as that is read, and what is not."""
        wanted = [one for one in tickets if one.at >= since and not one.gone]
        texts = await asyncio.gather(*(self._text(scan.id_of(one)) for one in wanted[:WORDS]))
        said = {one.key: text for one, text in zip(wanted, texts, strict=False)}
        left = len(wanted) - WORDS
        limits = f"Of {left} tickets only the subject was read: so many changed at once." if left > 0 else ""
        return tuple(msgspec.structs.replace(one, text=said.get(one.key, "")) for one in tickets), limits

    async def _text(self, number: str) -> str:
        """Return what a ticket's customer wrote first; nothing where it is not shown, or too long to be read."""
        try:
            parts = (await self._rt.list(f"/ticket/{number}/attachments", PARTS)).items
        except NotUnderstood:
            return ""
        except Refused as error:
            if error.missing == "credential":
                raise
            return ""
        texts = (one.get("Content") for kind in TEXTS for one in parts if one.get("ContentType") == kind)
        return next((letter.body(one) for one in texts if isinstance(one, str) and one.strip()), "")
