"""How a person comes to a Zendesk credential, whose it is, and which tickets could be watched with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.connectors import Holder
from supporttray.core.setup import Introduction, Offer, Scope
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from supporttray.connectors.zendesk.api import Api

API_TOKEN = 40  # letters and digits
SCOPES = (
    Scope("read", "see tickets, and whose credential it is"),
    Scope("tickets:write", "answer a ticket when you say so", writes=True),
)


def introduction(address: str) -> Introduction:
    """Return how an agent gets a credential of their own Zendesk."""
    return Introduction(
        kind="zendesk",
        account="zendesk",
        title="Zendesk",
        address=address,
        steps=(
            "First write the address of your Zendesk: https://YOURCOMPANY.zendesk.com",
            "In its Admin Center open Apps and integrations, APIs, API tokens, and add a token; who is no administrator asks one for it.",
            "Paste it here behind your e-mail and /token: as you@example.com/token:TOKEN",
            "An OAuth token with the scopes read and tickets:write works too: paste it alone.",
        ),
        url=f"{address.rstrip('/')}/admin/apps-integrations/apis/api-tokens" if address else "",
        scopes=SCOPES,
        admin="Only an administrator makes tokens there, and may have to allow them once.",
    )


def unfit(token: str) -> str:
    """Say why a credential cannot be Zendesk's, by its looks; empty if it may be."""
    name, colon, secret = token.partition(":")
    wanted = "Zendesk wants an e-mail and a token, such as you@example.com/token:TOKEN"
    if colon:
        return "" if name.endswith("/token") and "@" in name and secret else wanted
    bare = len(token) == API_TOKEN and token.isalnum() and not token.islower()
    return f"{wanted}; or an OAuth token alone." if bare or "@" in token else ""


async def holder(zendesk: Api) -> Holder:
    """Say whose credential it is. Raises a `ServiceError`."""
    return Holder(shorten((await zendesk.myself()).name or "an agent", 100), zendesk.http.host)


async def offers(zendesk: Api) -> tuple[Offer, ...]:
    """Return all tickets, then those of each brand where there are several. Raises a `ServiceError`."""
    await zendesk.myself()
    every = Offer(
        kind="zendesk.tickets", name="all tickets", options=(("query", ""),), detail=zendesk.http.host, likely=True
    )
    brands = sorted((await zendesk.brands()).values())
    return (every, *(_brand(name) for name in brands if name and '"' not in name))


def _brand(name: str) -> Offer:
    return Offer(kind="zendesk.tickets", name=f"tickets of {name}", options=(("query", f'brand:"{name}"'),))
