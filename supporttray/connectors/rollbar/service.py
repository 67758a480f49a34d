"""Rollbar as a service: one project of it, seen through a project access token with the scope `read` (docs.rollbar.com/reference).

Every answer is `{"err": 0, "result": …}`, or `{"err": 1, "message": …}`, sometimes with status 200. A token that may only send errors is refused with 403,
as an unknown one is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.connectors.rollbar import offers
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from supporttray.connectors import Holder
    from supporttray.core.setup import Introduction, Offer

API = "/api/1"
PAGES = {"api.rollbar.com": "https://rollbar.com"}  # where people look at what the API tells of
WANTED = (
    "It takes a project access token with the scope “read”: Rollbar, the project's settings, Project Access Tokens."
)
_REFUSALS = ("token", "privilege", "scope", "access", "permission")


class Envelope(msgspec.Struct, frozen=True):
    """What every answer stands in."""

    err: int = 0
    result: Any = None
    message: Any = None


class Rollbar:
    """One project of Rollbar; `address` is that of its API, with or without /api/1."""

    kind: ClassVar[str] = "rollbar"
    address: ClassVar[str] = "https://api.rollbar.com"
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        root = address.rstrip("/").removesuffix(API)
        headers = {"x-rollbar-access-token": credential, "accept": "application/json"}
        self.http = Http(f"{root}{API}", headers, now)
        self.pages = PAGES.get(self.http.host, root)

    async def whoami(self) -> str:
        """Try the token. It says nothing of whose it is: it belongs to a project. Raises a `ServiceError`."""
        await self.ask("/deploys", [("page", "1")])
        return f"{self.http.host} takes this token, which reads one project."

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:  # noqa: ARG004  there is nothing to paste
        """Return how a person gets a token."""
        return offers.introduction(address)

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a token cannot be one that reads."""
        return offers.unfit(token)

    async def holder(self) -> Holder:
        """Say whose token it is. Raises a `ServiceError`."""
        return await offers.holder(self)

    async def offers(self) -> tuple[Offer, ...]:
        """Return what could be watched. Raises a `ServiceError`."""
        return await offers.offers(self)

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return what is offered: there are no others."""
        return (offer,)

    async def ask(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Any:
        """Return the result of a question. Raises a `ServiceError`, in words that name the scope where that may be the reason."""
        try:
            reply = await self.http.get(f"{path}?{urlencode(query)}" if query else path)
        except Refused as error:
            if error.missing in ("credential", "name"):
                raise
            raise Refused(f"{self.http.host} does not permit this.", WANTED, missing="scope read") from None
        told = decode(reply.body, Envelope, self.http.host)
        if told.err:
            raise self._said(told.message)
        return told.result

    def _said(self, message: object) -> Refused | NotUnderstood:
        """Return the error that stands in an answer with status 200. Its words are not repeated: Rollbar puts the token into them."""
        said = message.casefold() if isinstance(message, str) else ""
        if any(word in said for word in _REFUSALS):
            return Refused(f"{self.http.host} refuses the token.", WANTED, missing="credential")
        return NotUnderstood(f"{self.http.host} answered with an error of its own.", "Check the names in the config.")
