"""How a person comes to a credential of their Request Tracker, whose it is, and which queues could be watched with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import Holder, fact
from supporttray.connectors.rt.api import PAGE, QUEUE
from supporttray.core.setup import Introduction, Offer, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.connectors.rt.api import Api, Told

PAGES = 10  # of queues, at the most: 1,000
FIELDS = {"fields": "Name,Description,Disabled", "per_page": str(PAGE)}
SCOPES = (
    Scope("SeeQueue", "see which queues there are"),
    Scope("ShowTicket", "see the tickets of a queue"),
    Scope("ReplyToTicket", "answer a ticket when you say so", writes=True),
)


def introduction(address: str) -> Introduction:
    """Return how a person makes a token on their own server."""
    return Introduction(
        kind="rt",
        account="rt",
        title="Request Tracker",
        address=address,
        steps=(
            "First write the address of your Request Tracker: that of its first page. Its version is 5 or later.",
            "Sign in there and open the menu at your name, then Settings, Auth Tokens.",
            "Press Create, give it a name and the password with which you sign in, save it, and copy the token.",
            "Paste it here. Where nobody may make tokens, a user name and its password with a colon between them do as well.",
        ),
        url=f"{address.rstrip('/')}/Prefs/AuthTokens.html" if address else "",
        scopes=SCOPES,
        admin="An administrator gives the right ManageAuthTokens, and those to see the queues and their tickets.",
    )


def unfit(token: str) -> str:
    """Say why a credential cannot be one of its, by its looks; empty if it may be."""
    name, colon, secret = token.partition(":")
    if colon and not (name and secret):
        return "Request Tracker wants a token, or a user name and a password with a colon between them."
    return ""


async def holder(rt: Api) -> Holder:
    """Say whose credential it is, as far as that can be known: of a token nobody tells it. Raises a `ServiceError`."""
    await rt.whoami()
    return Holder(fact.words(rt.name, 100) or "an agent", rt.http.host, person=bool(rt.name))


async def offers(rt: Api) -> tuple[Offer, ...]:
    """Return the queues that may be seen (GET /queues/all), by their names; one alone is likely. Raises a `ServiceError`."""
    found: dict[str, Offer] = {}
    for page in range(1, PAGES + 1):
        told = await rt.list("/queues/all", FIELDS | {"page": str(page)})
        found |= {one.name: one for one in _offered(told)}
        if not told.items or (told.total is not None and told.total <= page * PAGE):  # mostly nobody counts them
            break
    alone = len(found) == 1
    return tuple(msgspec.structs.replace(found[name], likely=alone) for name in sorted(found, key=str.casefold))


def _offered(told: Told) -> Iterator[Offer]:
    for one in told.items:
        name = one.get("Name")
        if isinstance(name, str) and re.fullmatch(QUEUE, name) and one.get("Disabled") not in (1, "1", True):
            detail = fact.words(one.get("Description"), 100)
            options = (("queue", name), ("query", ""))
            yield Offer(kind="rt.tickets", name=name, options=options, detail="" if detail == name else detail)
