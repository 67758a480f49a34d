"""How a help desk is looked through for tickets that changed: page by page, resumed where it broke off, so that nothing is lost on the way.

A look asks for what changed since the whole one before it, in an order in which nothing moves: the newest ticket first. What changes or comes
meanwhile is told twice at the most, and again at the next look, which begins where this one began or at the newest change that it saw, whichever
is earlier; both are the service's own moments. What no list tells of (a ticket that was deleted or moved away) is noticed among the newest hundred.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Protocol, TypeAlias

import msgspec

from supporttray.connectors import Answer, recall
from supporttray.core.release.ticket import Ticket
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.connectors.http import Http

EVERY, CALM = (
    timedelta(minutes=30),
    timedelta(hours=2),
)  # between two looks, while a release is watched and while none is
OVERLAP = timedelta(minutes=2)  # lists lag behind what they list
ASTRAY = timedelta(minutes=2)  # by which a service's clock may differ without our knowing
MOST = 10_000  # tickets of the first look
NEWEST = 100  # tickets of which it is noticed that they are gone
SINGLE = 10  # that are missing and are asked for one by one in one look
RESTS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10))  # before a look that broke is begun anew
BROKEN = (400, 422)  # what a service says of a place in a list that it does not know any more

History: TypeAlias = Annotated[
    int,
    msgspec.Meta(
        title="History",
        description="How many days back the first look goes, so that it is known what is usual",
        ge=1,
        le=180,
        examples=[42],
    ),
]


class Scan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept between two pages: all that changed before `since` was told.

    A look that is under way goes back to `floor`, began at `begun` by the service's clock, and goes on at `follow`; it saw `count` tickets, the latest
    change of them at `newest`, and was begun anew so often (`again`). `known` are the newest tickets without their words, by their ids. `cut` says
    that the history was longer; `etag` is that of a list that did not change.
    """

    since: datetime | None = None
    floor: datetime | None = None
    begun: datetime | None = None
    newest: datetime | None = None
    follow: str = ""
    count: int = 0
    again: int = 0
    known: dict[str, Ticket] = {}
    cut: bool = False
    etag: str = ""

    def begin(self, history: int, moment: datetime) -> Scan:
        """Return the look as it begins at a moment of the service's; one that is under way goes on."""
        if self.floor:
            return self
        floor = self.since - OVERLAP if self.since else moment - timedelta(days=history)
        return msgspec.structs.replace(self, floor=floor.replace(microsecond=0), begun=moment)

    def turn(self, page: Page) -> Scan:
        """Return it once a page was read; at the end of the list the look is over."""
        moments = [one.changed for one in page.tickets if one.changed]
        newest = max(moments if self.newest is None else [*moments, self.newest], default=None)
        count = self.count + len(page.tickets)
        full = self.since is None and count >= MOST
        known = youngest(self.known | {id_of(one): wordless(one) for one in page.tickets if not one.gone})
        if page.follow and not full:
            return msgspec.structs.replace(self, newest=newest, count=count, follow=page.follow, known=known)
        cut = self.cut or bool(page.follow)
        etag = "" if self.follow else page.etag  # that the first page did not change says nothing of the others
        return Scan(since=self._since(newest), known=known, cut=cut, etag=etag)

    def _since(self, newest: datetime | None) -> datetime | None:
        """Return up to when all is told; a moment that is still to come is nobody's."""
        if newest is None or self.begun is None:
            return self.since
        told = min(newest, self.begun)
        return max(told, self.since) if self.since else told

    def anew(self) -> Scan:
        """Return it as it begins again, because the place where it was is not known any more."""
        return Scan(since=self.since, known=self.known, cut=self.cut, again=self.again + 1)

    def limits(self, history: int) -> str:
        """Say what is not seen."""
        if self.again > 1:
            return f"The list of tickets broke off {self.again} times: it is read again from its beginning."
        return (
            f"Of the {history} days before the first look only the newest {MOST:,} tickets are known."
            if self.cut
            else ""
        )


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets; `follow` is where the next page is, empty at the end. `limits` says what is not seen of them."""

    tickets: tuple[Ticket, ...] = ()
    follow: str = ""
    etag: str = ""
    limits: str = ""


class Desk(Protocol):
    """A help desk that is looked through. All raise a `ServiceError`."""

    @property
    def http(self) -> Http:
        """The way to it."""

    async def ready(self) -> None:
        """Hear from it, so that its clock is known."""

    async def page(self, scan: Scan, now: datetime) -> Page:
        """Return a page of what changed since `scan.floor`, the newest ticket first, from `scan.follow` on."""

    async def newest(self) -> tuple[Ticket, ...]:
        """Return the newest tickets, as many as `NEWEST`. Where there is none it is certain that there is none."""

    async def single(self, known: Ticket) -> Ticket:
        """Return a ticket that is listed no more: `gone` says why. One that is there all the same has no `gone`."""


async def look(desk: Desk, memory: bytes, history: int, now: datetime) -> Answer:
    """Read the next page; at the end of the list see who is missing. Raises a `ServiceError`."""
    await desk.ready()
    scan = recall(memory, Scan).begin(history, now + (desk.http.skew or timedelta(0)))
    try:
        page = await desk.page(scan, now)
    except NotUnderstood as error:
        if not scan.follow or error.status not in BROKEN:
            raise
        return _again(scan.anew(), history)
    after, tickets = scan.turn(page), page.tickets
    if after.floor is None:
        gone, known = await _missing(desk, after.known)
        after, tickets = msgspec.structs.replace(after, known=known), (*tickets, *gone)
    said = " ".join(filter(None, (after.limits(history), page.limits)))
    return Answer(tickets=tickets, memory=msgspec.json.encode(after), more=after.floor is not None, limits=said)


def _again(scan: Scan, history: int) -> Answer:
    rest = RESTS[min(scan.again, len(RESTS)) - 1]
    return Answer(memory=msgspec.json.encode(scan), more=True, limits=scan.limits(history), rest=rest or None)


async def _missing(desk: Desk, known: dict[str, Ticket]) -> tuple[list[Ticket], dict[str, Ticket]]:
    """Return those that are gone, and the newest as they are known from now on; who is still to be asked for stays."""
    listed = {id_of(one): wordless(one) for one in await desk.newest()}
    asked = missing(known, listed)[:SINGLE]
    found = [await desk.single(known[one]) for one in asked]
    left = {one: known[one] for one in missing(known, listed)[SINGLE:]}
    return [one for one in found if one.gone], left | listed


def missing(known: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Return which of those that were the newest are listed no more, though not because newer ones came."""
    listed = set(listed)
    last = min(map(int, listed)) if len(listed) >= NEWEST else 0
    return [one for one in known if one not in listed and int(one) > last]


def youngest(tickets: dict[str, Ticket]) -> dict[str, Ticket]:
    """Return the newest of them first, as many as are kept in mind."""
    return {one: tickets[one] for one in sorted(tickets, key=int, reverse=True)[:NEWEST]}


def id_of(ticket: Ticket) -> str:
    """Return its number at its desk."""
    return ticket.key.rpartition("/")[2]


def wordless(ticket: Ticket) -> Ticket:
    """Return it without its customer's words."""
    return Ticket(key=ticket.key, name=ticket.name, title="", url=ticket.url, at=ticket.at, changed=ticket.changed)


def gone(known: Ticket, why: str) -> Ticket:
    """Return a ticket that does not count any more."""
    return msgspec.structs.replace(known, over=True, gone=why)
