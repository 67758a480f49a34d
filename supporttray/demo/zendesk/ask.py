"""A request to the demo's Zendesk: who asks what, and how it is refused."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request

from supporttray.demo.company import Company
from supporttray.demo.credential import bearer, holder
from supporttray.demo.helpdesk import Case
from supporttray.demo.scenario import Person
from supporttray.demo.token import TOKEN
from supporttray.demo.zendesk.body import Body

ADMIN = f"{TOKEN}-admin"
GOOD = timedelta(hours=1)  # how long a cursor of the search is
Told: TypeAlias = tuple[int, Any]
One = TypeVar("One")


class ZendeskError(Exception):
    """A failure with Zendesk's status and its words."""

    def __init__(self, status: int, error: str, description: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, **({"description": description} if description else {})}


class Place(Struct, frozen=True):
    """Where a next page begins: what a cursor says to Zendesk alone."""

    begin: int
    query: str
    until: float


class Ask(Struct, frozen=True):
    """One request: who asks what."""

    company: Company
    request: Request
    body: Body
    content: dict[str, Any]

    @property
    def token(self) -> str:
        """The token that is shown."""
        return token_of(self.request)

    @property
    def me(self) -> Person:
        """Whose token it is."""
        return holder(self.token, self.company.people, self.company.me)

    @property
    def role(self) -> str:
        """What may be done with it: an administrator's says so."""
        return "admin" if self.token.startswith(ADMIN) else "agent"

    def parameter(self, name: str) -> str:
        """Give a parameter of the address; nothing where there is none."""
        return str(self.request.query_params.get(name) or "")

    def case(self) -> Case:
        """Find the ticket that is meant. Raises `ZendeskError`."""
        number = self.request.path_params["number"].removesuffix(".json")
        found = self.company.helpdesk.find(int(number)) if number.isdecimal() else None
        if found is None or found.deleted:
            raise ZendeskError(404, "RecordNotFound", "Not found")
        return found

    def page(self, things: Sequence[One], query: str = "") -> tuple[Sequence[One], dict[str, Any]]:
        """Give a page of things, and what is said of the next one. Raises `ZendeskError` for a cursor that is no more good."""
        now = self.company.now()
        begin = self._begin(query, now.timestamp())
        size = max(1, min(int(self.parameter("page[size]") or 100), 1000))
        end, more = begin + size, begin + size < len(things)
        place = Place(end, query, (now + GOOD).timestamp())
        cursor = base64.urlsafe_b64encode(msgspec.json.encode(place)).decode() if more else None
        here = str(self.request.url).partition("?")[0]
        follow = self.request.url.include_query_params(**{"page[after]": cursor}) if more else None
        meta = {"has_more": more, "after_cursor": cursor, "before_cursor": None}
        links = {"prev": None, "next": f"{here}?{follow.query}" if follow else None}
        return things[begin:end], {"meta": meta, "links": links}

    def _begin(self, query: str, now: float) -> int:
        cursor = self.parameter("page[after]")
        if not cursor:
            return 0
        try:
            place = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=Place)
        except (msgspec.DecodeError, binascii.Error, UnicodeDecodeError):
            raise ZendeskError(400, "InvalidCursor", "page[after] is not valid") from None
        if place.until < now or place.query != query:
            raise ZendeskError(400, "InvalidCursor", "The cursor has expired or is for another query")
        return place.begin


Endpoint: TypeAlias = Callable[[Ask], Told]


def token_of(request: Request) -> str:
    """Take the token out of what is shown: `email/token:TOKEN` as Basic, or it alone as Bearer."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return bearer(request.headers.get("authorization"))
    try:
        name, _, token = base64.b64decode(secret).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return token if name.endswith("/token") else ""
