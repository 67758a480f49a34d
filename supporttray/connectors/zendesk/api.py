"""Zendesk's REST API: how it is called, whose credential it is, and how tickets are asked for (developer.zendesk.com/api-reference).

It takes an e-mail and an API token as `you@example.com/token:TOKEN`, or an OAuth token alone. A wrong one is told with status 200: it knows an
"Anonymous user" then, who has no id.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.connectors.zendesk.said import words
from supporttray.connectors.zendesk.ticket import Told, moment
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

PAGE = 100  # tickets at once; the search gives more, and slows down then
STREAM = 300  # tickets at once of the export for administrators, which may be asked ten times a minute
ANONYMOUS = "Anonymous user"
AGENTS = frozenset({"agent", "admin"})


class User(msgspec.Struct, frozen=True):
    """GET /users/me: nobody has an id."""

    id: int | str | msgspec.UnsetType | None = msgspec.UNSET
    name: str | None = None
    role: str | None = None
    only_private_comments: bool | None = None

    @property
    def nobody(self) -> bool:
        """Whether it is who asks with a wrong credential. One of whom no id is told at all is known by that name."""
        return not self.id and (self.id is not msgspec.UNSET or (self.name or ANONYMOUS) == ANONYMOUS)


class Me(msgspec.Struct, frozen=True):
    """Its envelope."""

    user: User | None = None


class Meta(msgspec.Struct, frozen=True):
    """What a page of the search says of the next one. The cursor is good for an hour."""

    has_more: bool | None = None
    after_cursor: str | None = None


class Found(msgspec.Struct, frozen=True):
    """A page of the search."""

    results: tuple[Any, ...]
    meta: Meta = Meta()


class Flow(msgspec.Struct, frozen=True):
    """A page of the export for administrators."""

    tickets: tuple[Any, ...]
    after_cursor: str | None = None
    end_of_stream: bool = True


class Many(msgspec.Struct, frozen=True):
    """GET /tickets/show_many."""

    tickets: tuple[Any, ...]


class Brands(msgspec.Struct, frozen=True):
    """GET /brands."""

    brands: tuple[Any, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """Some tickets, where the next ones are, and whether there are any now."""

    tickets: tuple[Told, ...]
    cursor: str = ""
    more: bool = False


class Expired(NotUnderstood):
    """The service does not take its own cursor any more."""


class Api:
    """A Zendesk seen through one person's credential."""

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        scheme = f"Basic {b64encode(credential.encode()).decode()}" if ":" in credential else f"Bearer {credential}"
        self.http = Http(address, {"authorization": scheme, "accept": "application/json"}, now)
        self.now = now
        self._me: User | None = None

    @property
    def base(self) -> str:
        """The address that people use."""
        return self.http.address.rstrip("/")

    async def whoami(self) -> str:
        """Say whose credential it is. Raises a `ServiceError`."""
        self._me = None
        return f"{self.http.host} knows you as {shorten((await self.myself()).name or 'an agent', 100)}."

    async def myself(self) -> User:
        """Return whose credential it is, an agent; asked once. Raises a `ServiceError`, `Refused` where it is nobody's or a customer's."""
        if self._me is None:
            self._me = await self._holder()
        return self._me

    async def _holder(self) -> User:
        host = self.http.host
        try:
            body = (await self.http.get("/api/v2/users/me.json")).body
        except Refused as error:
            raise _unknown(host, error) from None
        except NotUnderstood as error:
            raise (_closed(host, error.said) if words(error.said) else error) from None
        user = decode(body, Me, host).user
        if user is None and words(body):
            raise _closed(host, body)
        if user is None or user.nobody:
            hint = "Write it as you@example.com/token:TOKEN, or take an OAuth token, and set it again: `supporttray secrets set`."
            raise Refused(f"{host} does not know this credential.", hint, missing="credential")
        if user.role and user.role not in AGENTS:
            hint = "Take the credential of an agent."
            raise Refused(f"{host} knows you as a customer, who sees no tickets of others.", hint, missing="permission")
        return user

    async def brands(self) -> dict[str, str]:
        """Return the names of the brands by their numbers, where there are several and we may see them. Raises a `ServiceError`."""
        try:
            told = decode((await self.http.get("/api/v2/brands.json")).body, Brands, self.http.host).brands
        except (Refused, NotUnderstood):  # for a product's name alone nothing fails
            return {}
        names = {str(one.get("id")): shorten(str(one.get("name") or ""), 100) for one in _dicts(told)}
        return names if len(names) > 1 else {}

    async def newest(self, clause: str) -> datetime | None:
        """Return when the ticket that changed last did; None where there is none. Raises a `ServiceError`."""
        query = " ".join(filter(None, ("type:ticket", clause)))
        asked = {"query": query, "sort_by": "updated_at", "sort_order": "desc", "per_page": "1"}
        try:
            body = (await self.http.get("/api/v2/search.json", asked)).body
        except NotUnderstood as error:
            raise self._query(error) from None
        told = _dicts(decode(body, Found, self.http.host).results)
        return max(filter(None, (moment(one.get("updated_at")) for one in told)), default=None)

    async def search(self, query: str, cursor: str = "") -> Page:
        """Ask for a page of tickets in no order that counts (GET /search/export, for agents). Raises a `ServiceError`, `Expired` for its cursor."""
        asked = {"query": query, "filter[type]": "ticket", "page[size]": str(PAGE)}
        try:
            body = (
                await self.http.get("/api/v2/search/export.json", asked | ({"page[after]": cursor} if cursor else {}))
            ).body
        except NotUnderstood as error:
            raise (_expired(error) if cursor else self._query(error)) from None
        found = decode(body, Found, self.http.host)
        more = bool(found.meta.has_more and found.meta.after_cursor)
        return Page(_dicts(found.results), found.meta.after_cursor or "" if more else "", more)

    async def stream(self, since: datetime, cursor: str = "") -> Page:
        """Ask for a page of what changed, in its order (GET /incremental/tickets/cursor, for administrators).

        Its cursor stands for a moment and is good for the next look too. Raises a `ServiceError`, `Expired` for its cursor.
        """
        asked = {"cursor": cursor} if cursor else {"start_time": str(int(since.timestamp()))}
        try:
            body = (
                await self.http.get("/api/v2/incremental/tickets/cursor.json", asked | {"per_page": str(STREAM)})
            ).body
        except NotUnderstood as error:
            raise (_expired(error) if cursor else error) from None
        flow = decode(body, Flow, self.http.host)
        return Page(
            _dicts(flow.tickets), flow.after_cursor or cursor, bool(flow.after_cursor) and not flow.end_of_stream
        )

    async def these(self, numbers: Sequence[str]) -> tuple[Told, ...]:
        """Return these tickets, those that are there. Raises a `ServiceError`."""
        told: list[Told] = []
        for begin in range(0, len(numbers), PAGE):
            ids = ",".join(numbers[begin : begin + PAGE])
            reply = await self.http.get("/api/v2/tickets/show_many.json", {"ids": ids})
            told += _dicts(decode(reply.body, Many, self.http.host).tickets)
        return tuple(told)

    def _query(self, error: NotUnderstood) -> Exception:
        """Say that Zendesk does not take the query, if that is what it says."""
        if error.status not in (400, 422):
            return error
        said = words(error.said) or "it does not understand it."
        return Refused(
            f"{self.http.host} does not take the query: {said}", "Mend `query` in the config.", missing="name"
        )


def _dicts(told: tuple[Any, ...]) -> tuple[Told, ...]:
    return tuple(one for one in told if isinstance(one, dict))


def _expired(error: NotUnderstood) -> NotUnderstood:
    if error.status not in (400, 422):
        return error
    return Expired(error.phrase, error.hint)


def _unknown(host: str, error: Refused) -> Refused:
    if error.missing == "name":
        hint = "Check the address in the config: https://YOURCOMPANY.zendesk.com."
        return Refused(f"There is no Zendesk at {host}.", hint, missing="name")
    return error


def _closed(host: str, said: bytes) -> Refused:
    return Refused(f"{host} lets nobody in: {words(said)}", "Ask whoever runs your Zendesk.", missing="permission")


def shown(reply: bytes, host: str) -> Told:
    """Return the ticket of GET /tickets/{id}. Raises `NotUnderstood`."""
    told: Any = decode(reply, dict[str, Any], host).get("ticket")
    if not isinstance(told, dict):
        raise NotUnderstood(f"{host} answers with something that is no ticket.")
    return told
