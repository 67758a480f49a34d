"""In which teams I am: asked once a day, if the token may know."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.http import decode
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http

EVERY = timedelta(days=1)
MOST = "100"  # teams of one person that are read


class Owner(msgspec.Struct, frozen=True):
    """Whose team it is."""

    login: str


class Team(msgspec.Struct, frozen=True):
    """A team as GET /user/teams lists it."""

    slug: str
    organization: Owner


class Teams:
    """The teams of the person whose token it is."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._names: frozenset[str] | None = None
        self._asked: datetime | None = None

    async def names(self, now: datetime) -> frozenset[str] | None:
        """Return them (org/team, in small letters); None where the token may not tell. Raises a `ServiceError`."""
        if self._asked is None or now - self._asked >= EVERY:
            self._names = await self._ask()
            self._asked = now
        return self._names

    async def _ask(self) -> frozenset[str] | None:
        try:
            reply = await self._http.get("/user/teams", {"per_page": MOST})
        except Refused as error:
            if error.missing == "credential":
                raise
            return None
        found = decode(reply.body, tuple[Team, ...], self._http.host)
        return frozenset(f"{one.organization.login}/{one.slug}".casefold() for one in found)
