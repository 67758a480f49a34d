"""A build of Buildbot's run once more: asked for by JSON-RPC, and looked for among the requests of its builder.

Who may is the master's `authz`, which is not told beforehand: it refuses before anything happened.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.buildbot.api import API, Attempt, Attempts, ask, page
from supporttray.connectors.http import decode
from supporttray.connectors.limit import ASTRAY
from supporttray.core.deed import Receipt, Verb
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http
    from supporttray.core.deed import Deed

REASON = "rebuild"  # of a buildset that repeats another
LOOKED_AT = 20  # later requests of a builder


class Request(msgspec.Struct, frozen=True):
    """A request for a build."""

    buildrequestid: int
    buildsetid: int
    submitted_at: float = 0


class Requests(msgspec.Struct, frozen=True):
    """GET /buildrequests."""

    buildrequests: tuple[Request, ...]


class Stamp(msgspec.Struct, frozen=True):
    """What code is built."""

    ssid: int


class Set(msgspec.Struct, frozen=True):
    """Requests that were made together."""

    reason: str | None = None
    sourcestamps: tuple[Stamp, ...] = ()


class Sets(msgspec.Struct, frozen=True):
    """GET /buildsets."""

    buildsets: tuple[Set, ...]


class Done(msgspec.Struct, frozen=True):
    """The answer: the number of the buildset, and each builder's request."""

    result: tuple[int, dict[str, int]]


async def write(http: Http, deed: Deed, key: str) -> Receipt:
    """Run a build once more. Raises a `ServiceError`."""
    call = {"jsonrpc": "2.0", "method": "rebuild", "id": key, "params": {}}
    try:
        reply = await http.tell(f"{API}/builds/{_number(deed)}", call)
    except Refused as error:
        if error.missing == "name":
            raise
        hint = "Run it again on its page: Buildbot asks for a log-in there."
        raise Refused(
            f"{http.host} lets only people who have logged in run a build again.", hint, missing="permission"
        ) from None
    try:
        [request] = decode(reply.body, Done, http.host).result[1].values()
    except (NotUnderstood, ValueError):
        raise NotUnderstood(f"{http.host} answers in a form that is not understood.", maybe=True) from None
    return _receipt(http, request)


async def find(http: Http, deed: Deed, key: str, since: datetime) -> Receipt | None:  # noqa: ARG001  it keeps no key
    """Look for a request of the same code that was made to repeat a build since then. Raises a `ServiceError`."""
    one = await _build(http, deed)
    [own] = (await ask(http, f"/buildrequests/{one.buildrequestid}", Requests)).buildrequests
    code = (await _set(http, own)).sourcestamps
    query = [("buildrequestid__gt", str(own.buildrequestid)), ("order", "-buildrequestid"), ("limit", str(LOOKED_AT))]
    later = (await ask(http, f"/builders/{one.builderid}/buildrequests", Requests, query)).buildrequests
    begun = (since + (http.skew or timedelta(0)) - ASTRAY).timestamp()
    for request in later:
        if request.submitted_at >= begun:
            found = await _set(http, request)
            if found.reason == REASON and found.sourcestamps == code:
                return _receipt(http, request.buildrequestid)
    return None


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where a build cannot be run once more, with the reason."""
    if deed.verb is not Verb.RERUN:
        raise Refused("Buildbot runs builds again, and nothing else.", "Choose another service.", missing="ability")
    if not (await _build(http, deed)).complete:
        raise Refused("This build is still running.", "Wait until it has ended.", missing="build")


async def _build(http: Http, deed: Deed) -> Attempt:
    try:
        [one] = (await ask(http, f"/builds/{_number(deed)}", Attempts)).builds
    except Refused as error:
        if error.missing != "name":
            raise
        hint = "Start a new one on the builder's page."
        raise Refused(f"{http.host} does not know this build any more.", hint, missing="build") from None
    except ValueError:
        raise NotUnderstood(f"{http.host} answers in a form that is not understood.") from None
    return one


async def _set(http: Http, request: Request) -> Set:
    found = (await ask(http, f"/buildsets/{request.buildsetid}", Sets)).buildsets
    return found[0] if found else Set()


def _number(deed: Deed) -> int:
    if not (deed.message.isascii() and deed.message.isdigit()):
        raise Refused("This is no build of Buildbot's.", "Choose another one.", missing="build")
    return int(deed.message)


def _receipt(http: Http, request: int) -> Receipt:
    return Receipt(str(request), page(http, f"buildrequests/{request}"))
