"""One question to GitHub's GraphQL: its errors come with status 200 (docs.github.com/graphql)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from supporttray.connectors import limit
from supporttray.connectors.http import decode
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http

Shape = TypeVar("Shape")
ENTERPRISE = "/api/v3"
LACKS = frozenset({"INSUFFICIENT_SCOPES", "FORBIDDEN"})
HINT = "Give it the organization's permission “Projects”, or the scope project if it is a classic one."


class Extension(msgspec.Struct, frozen=True):
    """What a question that is not understood has in place of a kind: `undefinedField` where a server is older than the field."""

    code: str = ""


class Wrong(msgspec.Struct, frozen=True):
    """One thing that went wrong; the message may repeat what we sent, so only its kind is used."""

    type: str = ""
    extensions: Extension | None = None

    @property
    def kind(self) -> str:
        """The kind; nothing for a time-out of GitHub's own."""
        return self.type or (self.extensions.code if self.extensions else "")


class Answered(msgspec.Struct, Generic[Shape], frozen=True):
    """What comes back; where something went wrong the rest may be there."""

    data: Shape | None = None
    errors: tuple[Wrong, ...] = ()


async def asked(
    http: Http, query: str, values: Mapping[str, object], shape: type[Shape], now: datetime, *, reads: bool = True
) -> Shape | None:
    """Ask, and return the data; None where what is asked for is not there. Raises a `ServiceError`."""
    reply = await http.tell(address(http), {"query": query, "variables": dict(values)}, reads=reads)
    try:
        found = decode(reply.body, Answered[shape], http.host)  # type: ignore[valid-type]
    except NotUnderstood as error:
        error.maybe = not reads
        raise
    kinds = {one.kind for one in found.errors}
    if kinds and kinds != {"NOT_FOUND"}:
        raise _error(http, kinds, reply, now, wrote=not reads)
    return found.data


def address(http: Http) -> str:
    """Return where GraphQL is asked: beside the REST API of an Enterprise server, below it on github.com."""
    base = http.address.rstrip("/")
    return f"{base.removesuffix('/v3')}/graphql" if base.endswith(ENTERPRISE) else f"{base}/graphql"


def _error(http: Http, kinds: set[str], reply: Reply, now: datetime, *, wrote: bool) -> ServiceError:
    if "RATE_LIMITED" in kinds:
        return SlowDown(f"{http.host} asks us to slow down.", limit.until(reply.headers, now))
    if kinds & LACKS:
        return Refused("Your token may not do this with projects.", HINT, missing="project")
    if kinds == {""}:  # a time-out of its own has no kind
        return Unreachable(f"{http.host} has a problem of its own.", maybe=wrote)
    return NotUnderstood(f"{http.host} does not take the question about projects.", maybe=wrote)
