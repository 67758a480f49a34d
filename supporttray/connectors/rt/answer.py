"""An answer to whoever opened a ticket (POST /REST/2.0/ticket/{id}/correspond). It is plain text: nothing in it is markup.

A key cannot be hidden in it, so it is known again by its author and its words (TransactionSQL's `__CurrentUser__`, then what was written).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors import fact
from supporttray.connectors.http import decode
from supporttray.connectors.rt.api import API, words
from supporttray.connectors.task import cut
from supporttray.core.deed import Receipt
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.rt.api import Api
    from supporttray.core.deed import Deed

TEXT = 30_000  # characters
CLOCKS = timedelta(minutes=5)  # by which they may differ
PLACE = "/REST/2.0/transaction/"


async def write(rt: Api, deed: Deed) -> Receipt:
    """Write it. Raises a `ServiceError`."""
    number = number_of(deed)
    value = {"Content": cut(deed.text, TEXT), "ContentType": "text/plain"}
    try:
        reply = await rt.http.tell(f"{API}/ticket/{number}/correspond", value)
    except NotUnderstood as error:
        if error.maybe or not error.status:
            raise
        hint = "You need the right ReplyToTicket there; or answer it in your browser."
        raise Refused(f"#{number} takes no answer{words(error)}", hint, missing="permission") from None
    place, _, id_ = reply.headers.get("location", "").rpartition("/")
    if not (
        place.endswith("/transaction") and id_.isdecimal()
    ):  # a page to log in, say: whether it is there is looked up
        raise NotUnderstood(f"{rt.http.host} does not say that the answer was written.", maybe=True)
    return Receipt(id_, rt.page(number))


async def find(rt: Api, deed: Deed, since: datetime) -> Receipt | None:
    """Look for my answer of the same words. Raises a `ServiceError`."""
    number, ours = number_of(deed), cut(deed.text, TEXT).split()
    query = f"ObjectType = 'RT::Ticket' AND TicketId = {number} AND Type = 'Correspond' AND Creator = '__CurrentUser__'"
    asked = {"query": query, "orderby": "id", "order": "DESC", "per_page": "20", "fields": "Created"}
    earliest = since + (rt.http.skew or timedelta(0)) - CLOCKS
    for one in (await rt.list("/transactions", asked)).items:
        id_, at = fact.id_of(one.get("id")), fact.moment(one.get("Created"))
        if id_ and at and at >= earliest and ours in await _written(rt, id_):
            return Receipt(id_, rt.page(number))
    return None


async def may(rt: Api, deed: Deed) -> None:
    """Raise `Refused` where the ticket is not shown to us, or is another one by now."""
    number = number_of(deed)
    try:
        told = await rt.ticket(number)
    except Refused as error:
        if error.missing == "credential":
            raise
        hint = "Open it in your browser: it may be gone, or you may not see its queue."
        raise Refused(f"{rt.http.host} shows you no #{number}.", hint, missing="name") from None
    if fact.words(told.get("Status"), 20) == "deleted":
        raise Refused(f"#{number} was deleted.", "Answer another one.", missing="name")


async def _written(rt: Api, transaction: str) -> list[list[str]]:
    """Return the words of each part of what was written."""
    reply = await rt.http.get(f"{API}/transaction/{transaction}/attachments", {"fields": "Content"})
    told = decode(reply.body, Parts, rt.http.host).items
    return [text.split() for one in told if isinstance(text := one.get("Content"), str)]


class Parts(msgspec.Struct, frozen=True):
    """What was written, in its parts."""

    items: tuple[dict[str, Any], ...] = ()


def number_of(deed: Deed) -> str:
    """Return the number of the ticket that is meant. Raises `Refused` where it has none."""
    number = deed.message.rpartition("/")[2].removeprefix("#")
    if not (number.isdecimal() and number.isascii()):
        raise Refused(f"{deed.message} is no ticket of a Request Tracker.", "Name it by its number.", missing="name")
    return number
