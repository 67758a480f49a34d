"""What changed between two builds of Buildbot's, and whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.buildbot.api import ask
from supporttray.connectors.http import web
from supporttray.core.suspect import Author, Change, Changes
from supporttray.core.text import plain, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.buildbot.api import Attempt
    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

MOST = 100  # changes between two builds
FILES = 1_000  # of a change
_NAMED = re.compile(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>\s*")


class Arrival(msgspec.Struct, frozen=True):
    """A change that came in. `author` is "name", "name <mail>" or a mail alone."""

    changeid: int
    author: str = ""
    comments: str = ""
    files: tuple[str, ...] = ()
    revision: str | None = None
    revlink: str | None = None


class Meta(msgspec.Struct, frozen=True):
    """How many there are in all."""

    total: int | None = None


class Arrivals(msgspec.Struct, frozen=True):
    """GET /builds/{id}/changes."""

    changes: tuple[Arrival, ...]
    meta: Meta = Meta()


async def changes(http: Http, green: Run | None, red: Run) -> Changes:
    """Return what came in after `green` up to `red`, the oldest first. Raises a `ServiceError`.

    Buildbot tells of a build what came in since the builder was last green, and numbers what comes in. With no green build known it
    would tell of all that ever was: then only the newest is certain to belong there.
    """
    told, whole = await _told(http, red.id, MOST)
    if green is None:
        return Changes(changes=tuple(_change(one) for one in told[:1]), complete=False)
    before = max((one.changeid for one in (await _told(http, green.id, 1))[0]), default=0)
    new = [one for one in told if one.changeid > before]
    return Changes(changes=tuple(_change(one) for one in reversed(new)), complete=whole or len(new) < len(told))


async def title(http: Http, one: Attempt) -> str:
    """Return what the newest change of a build is called; empty where that is not told. Raises a `ServiceError`."""
    if not (revision := one.told("revision")):
        return ""
    query = [("revision", revision), ("order", "-changeid"), ("limit", "1")]
    try:
        found = (await ask(http, "/changes", Arrivals, query)).changes
    except Refused:
        return ""
    return _change(found[0]).title if found else ""


async def _told(http: Http, build: str, most: int) -> tuple[tuple[Arrival, ...], bool]:
    """Return the newest of what Buildbot tells of a build, and whether that is all."""
    query = [("order", "-changeid"), ("limit", str(most))]
    answer = await ask(http, f"/builds/{build}/changes", Arrivals, query)
    return answer.changes, (answer.meta.total or 0) <= most


def _change(one: Arrival) -> Change:
    name = plain(one.author)
    author = _author(name)
    return Change(
        id=shorten(one.revision or "", 100) or str(one.changeid),
        title=shorten(one.comments.strip().partition("\n")[0], 200),
        author=author,
        url=web(one.revlink or ""),
        files=tuple(plain(file) for file in one.files[:FILES]),
        bot="[bot]" in author.name,
    )


def _author(told: str) -> Author:
    named = _NAMED.fullmatch(told)
    if named:
        return Author(shorten(named[1] or named[2], 100), named[2][:200])
    return Author(shorten(told, 100), told[:200] if "@" in told and " " not in told else "")
