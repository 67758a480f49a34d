"""Sentry as a service: one token's organisations, of sentry.io, of a region of it, or of one's own (docs.sentry.io/api).

Errors are `{"detail": …}`. Pages follow one another by a Link header that also tells whether the next one has anything. No real Sentry was there to try it
against, and the licence of its own examples lets nobody copy them: most bodies in our tests are written after the documentation, some are what others recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, urlencode

from supporttray.connectors import fact
from supporttray.connectors.http import Http, decode
from supporttray.connectors.link import next_page
from supporttray.connectors.sentry import offers
from supporttray.connectors.task import own
from supporttray.core.text import listed
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from supporttray.connectors import Holder
    from supporttray.connectors.exchange import Reply
    from supporttray.core.setup import Introduction, Offer

API = "/api/0"
PAGES = 20
WANTED = "The token needs the scopes org:read, project:read and event:read: Sentry, Settings, Auth Tokens."


class Sentry:
    """Sentry seen through one token; `address` is https://us.sentry.io or https://de.sentry.io for a region, with or without /api/0."""

    kind: ClassVar[str] = "sentry"
    address: ClassVar[str] = "https://sentry.io"
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        headers = {"authorization": f"Bearer {credential}", "accept": "application/json"}
        self.http = Http(f"{address.rstrip('/').removesuffix(API)}{API}", headers, now)
        self._projects: dict[tuple[str, str], str] = {}

    async def whoami(self) -> str:
        """Try the token; say what it sees. Raises a `ServiceError`."""
        found = await self.several("/organizations/", (), most=1)
        names = [fact.words(one.get("slug"), 60) for one in found[0]]
        return f"{self.http.host} takes this token, which sees {listed(names[:3]) or 'no organisation yet'}."

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

    async def project(self, organization: str, name: str) -> str:
        """Return the id of a project; asked once. Raises a `ServiceError`, in words where it is not there."""
        if (organization, name) not in self._projects:
            try:
                told = await self.one(f"/projects/{quote(organization)}/{quote(name)}/")
            except Refused as error:
                if error.missing != "name":
                    raise
                hint = (
                    "Check both names in the config (as Sentry's addresses show them), and that your token may see it."
                )
                phrase = f"{self.http.host} knows no project {organization}/{name}."
                raise Refused(phrase, hint, missing="name") from None
            self._projects[organization, name] = fact.id_of(told.get("id"))
        return self._projects[organization, name]

    async def one(self, path: str, query: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
        """Return a thing. Raises a `ServiceError`."""
        return decode((await self._ask(path, query)).body, dict[str, Any], self.http.host)

    async def several(
        self, path: str, query: Sequence[tuple[str, str]], *, most: int = PAGES
    ) -> tuple[list[dict[str, Any]], bool]:
        """Return the things of a list, page after page, and whether that is all. Raises a `ServiceError`."""
        reply = await self._ask(path, query)
        found = self._listed(reply)
        for _ in range(most - 1):
            following = _following(reply)
            if not following:
                return found, True
            reply = await self._ask(own(self.http, following))
            found += self._listed(reply)
        return found, not _following(reply)

    def _listed(self, reply: Reply) -> list[dict[str, Any]]:
        return list(fact.things(decode(reply.body, list[Any], self.http.host)))

    async def _ask(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Reply:
        """Ask; where something is not permitted the scopes are named, for Sentry does not say which one lacks."""
        try:
            return await self.http.get(f"{path}?{urlencode(query)}" if query else path)
        except Refused as error:
            if error.missing in ("credential", "name"):
                raise
            raise Refused(
                f"{self.http.host} does not permit this.",
                WANTED,
                missing=", ".join(scope.name for scope in offers.SCOPES),
            ) from None
        except NotUnderstood as error:
            if error.status != 400:
                raise
            hint = "Check the names in the config; a Sentry of one's own must be of 2023 or later."
            raise NotUnderstood(f"{self.http.host} does not take this question.", hint) from None


def _following(reply: Reply) -> str:
    """Return the address of the next page; Sentry links one that is empty too, and says so."""
    link = next((one for one in reply.headers.get("link", "").split(",") if 'rel="next"' in one), "")
    return next_page({"link": link}) if 'results="true"' in link else ""
