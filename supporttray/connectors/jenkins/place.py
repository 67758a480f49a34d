"""Where a job is: its names from the root of the server, the path of its pages, and what names it in a key.

Jenkins answers with its own idea of its address; every address here is made from the configured one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from supporttray.connectors.http import web
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.connectors.http import Http


def names(full: str) -> tuple[str, ...]:
    """Return the names in a full one: `folder/api/feature%2Fx`. In that of a branch Jenkins itself escapes the slash."""
    return tuple(name for name in full.split("/") if name)


def path(full: str) -> str:
    """Return the path of a job's page; what is escaped in its name is escaped once more."""
    return "".join(f"/job/{quote(name, safe='')}" for name in names(full))


def branch(name: str) -> str:
    """Return a branch's own name."""
    return unquote(name)


def root(http: Http) -> str:
    """Return what tells this server from others: its host, and the path below which it is."""
    parts = urlsplit(http.address)
    return f"{http.host}{parts.path.rstrip('/')}/"


def key(http: Http, full: str) -> str:
    """Return the key of a job's build."""
    return f"build:{root(http)}{full}"


def full(http: Http, place: str) -> str:
    """Return the full name of the job that a key or a deed names. Raises `Refused` for another server's."""
    named = place.removeprefix("build:")
    if not named.startswith(root(http)):
        raise Refused(f"{http.host} does not have this build.", "Check the address in the config.", missing="name")
    return named.removeprefix(root(http))


def page(http: Http, *parts: str) -> str:
    """Return the address of a page for people; empty where a browser may not open it."""
    return web(http.address.rstrip("/") + "".join(parts))


def last(url: str, above: Sequence[str]) -> str:
    """Return the name of the configuration in a matrix run's address, whatever host that has; empty if it is not below `above`."""
    segments = [unquote(segment) for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) < 2 or not above or segments[-3:-2] != [above[-1]]:
        return ""
    return segments[-2]
