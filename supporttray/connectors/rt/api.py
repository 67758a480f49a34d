"""Request Tracker's second REST API: how it is called (docs.bestpractical.com/rt/5.0.3/RT/REST2.html), tried on a real 5.0.3.

Ids are now strings, now numbers; an unset date is 1970; `pages` is 0.0 or null. The next page's address is made from the server's own config,
which may be wrong behind a proxy: it is never followed. A list leaves out in silence what the credential may not see.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors import fact
from supporttray.connectors.http import Http, decode
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

API = "/REST/2.0"
PAGE = 100
QUEUE = r"""^[^'"\\/?#%]{1,100}$"""  # what a queue may be called, to stand in a query and in an address
VERSION = "Check the address in the config: it is that of its first page, and its version is 5 or later."


class Told(msgspec.Struct, frozen=True):
    """A page of a list; `total` is None where nobody counts for this credential."""

    items: tuple[dict[str, Any], ...]
    total: int | None = None

    @property
    def more(self) -> bool:
        """Whether there may be more behind it: a page may have fewer than were asked for, as some may not be seen."""
        return bool(self.items) and (self.total is None or self.total > len(self.items))


class Said(msgspec.Struct, frozen=True):
    """What it says of a question that it does not take."""

    message: str = ""


class About(msgspec.Struct, frozen=True, rename="pascal"):
    """GET /rt."""

    version: str


class Api:
    """A Request Tracker seen through one credential: a token, or `user:password`."""

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        basic = f"Basic {b64encode(credential.encode()).decode()}"
        headers = {"authorization": basic if ":" in credential else f"token {credential}", "accept": "application/json"}
        self.http = Http(address.rstrip("/"), headers, now)
        self.now = now
        self.name = credential.partition(":")[0] if ":" in credential else ""
        self.desks: set[str] = set()  # the queues that are watched here
        self._about: About | None = None

    @property
    def place(self) -> str:
        """Where it is, fit for a key: two may share a host."""
        return self.http.address.partition("//")[2].rpartition("@")[2]

    async def whoami(self) -> str:
        """Say that the credential is good. Raises a `ServiceError`."""
        self._about = None
        who = f" as {self.name}" if self.name else ""
        return f"{self.http.host} knows you{who}: it is Request Tracker {shorten((await self.about()).version, 20)}."

    async def about(self) -> About:
        """Return which one it is; asked once. Raises a `ServiceError`."""
        if self._about is None:
            try:
                self._about = decode((await self.http.get(f"{API}/rt")).body, About, self.http.host)
            except NotUnderstood:
                raise NotUnderstood(f"{self.http.host} does not speak as Request Tracker does.", VERSION) from None
            except Refused as error:
                if error.missing != "name":
                    raise
                raise Refused(f"{self.http.host} is no Request Tracker 5.", VERSION, missing="name") from None
        return self._about

    async def list(self, path: str, params: Mapping[str, str]) -> Told:
        """Ask for a list. Raises a `ServiceError`."""
        return decode((await self.http.get(API + path, params)).body, Told, self.http.host)

    async def tickets(self, query: str, fields: Mapping[str, str]) -> Told:
        """Ask for tickets by a query in its own language, the newest first. Raises a `ServiceError`."""
        asked = {"query": query, "orderby": "id", "order": "DESC", "per_page": str(PAGE), **fields}
        try:
            return await self.list("/tickets", asked)
        except NotUnderstood as error:
            if error.status != 400:
                raise
            hint = "Mend `query` of this watch in the config; its own search for tickets shows what it takes."
            raise NotUnderstood(f"{self.http.host} does not take the query{words(error)}", hint) from None

    async def ticket(self, number: str) -> dict[str, Any]:
        """Ask for a ticket. Of one that was merged it tells the other one. Raises a `ServiceError`, `Refused` where it is not shown."""
        return decode((await self.http.get(f"{API}/ticket/{number}")).body, dict[str, Any], self.http.host)

    async def queue(self, name: str) -> str:
        """Return a queue's id. Raises a `ServiceError`, `Refused` in words where there is none that may be seen."""
        try:
            body = (await self.http.get(f"{API}/queue/{name}")).body
        except Refused as error:
            if error.missing == "credential":
                raise
            hint = "Check its name in the config; without the right SeeQueue it looks the same."
            raise Refused(f"{self.http.host} shows you no queue {name}.", hint, missing="name") from None
        return fact.id_of(decode(body, dict[str, Any], self.http.host).get("id"))

    def page(self, number: str) -> str:
        """Return the address at which people open a ticket."""
        return f"{self.http.address}/Ticket/Display.html?id={number}"


def words(error: NotUnderstood) -> str:
    """Return what it said, as the end of a sentence."""
    try:
        said = shorten(msgspec.json.decode(error.said, type=Said).message.partition(" at /")[0], 200)
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = ""
    return f": {said}" if said else "."
