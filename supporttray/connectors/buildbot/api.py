"""Buildbot's data API, version 2: how it is asked, and what it says (docs.buildbot.net/latest/developer/rest.html, 0.9 and later).

Whole seconds since 1970 are its times. Filters stand in the query, one name as often as there are values; a filter needs its field selected.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar
from urllib.parse import urlencode

import msgspec

from supporttray.connectors.http import decode, web
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.connectors.http import Http

Shape = TypeVar("Shape")
Seconds: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=253_000_000_000)]
API = "/api/v2"
LOST, BROKE = 5, 4  # results: the worker was lost and the build is tried again; the machinery failed
RED = (2, BROKE, LOST)
WORDS = ("success", "warnings", "failure", "skipped", "exception", "retry", "cancelled")  # the results by their number
ALIKE = "Ask whoever keeps it to let everyone read /api/v2: Buildbot has no tokens, and a log-in by OAuth is for people only."


class Pipeline(msgspec.Struct, frozen=True):
    """A builder; one that runs on no master has been taken out of the configuration."""

    builderid: int
    name: str
    masterids: tuple[int, ...] = ()


class Pipelines(msgspec.Struct, frozen=True):
    """GET /builders."""

    builders: tuple[Pipeline, ...]


class Attempt(msgspec.Struct, frozen=True):
    """A build. `properties` are those that were asked for, each with who set it."""

    buildid: int
    builderid: int
    number: int
    started_at: Seconds
    complete_at: Seconds | None = None
    results: int | None = None
    buildrequestid: int | None = None
    workerid: int | None = None
    state_string: str | None = None
    properties: dict[str, tuple[Any, Any]] | None = None

    @property
    def complete(self) -> bool:
        """Whether it has ended."""
        return self.complete_at is not None

    def has(self, name: str) -> bool:
        """Whether a property is told: at its very beginning a build has none yet."""
        return name in (self.properties or {})

    def told(self, name: str) -> str:
        """Return a property in plain words; of several codebases the first one's."""
        value = (self.properties or {}).get(name, ("", ""))[0]
        if isinstance(value, dict):
            value = next(iter(value.values()), "")
        return shorten(value, 200) if isinstance(value, str) else ""


class Attempts(msgspec.Struct, frozen=True):
    """GET /builds."""

    builds: tuple[Attempt, ...]


class Step(msgspec.Struct, frozen=True):
    """A step of a build."""

    stepid: int
    number: int
    name: str
    results: int | None = None
    state_string: str | None = None


class Steps(msgspec.Struct, frozen=True):
    """GET /builds/{id}/steps."""

    steps: tuple[Step, ...]


def moment(seconds: float) -> datetime:
    """Return a time of Buildbot's."""
    return datetime.fromtimestamp(seconds, UTC)


async def ask(http: Http, path: str, shape: type[Shape], query: Sequence[tuple[str, str]] = ()) -> Shape:
    """Ask for what stands at a path. Raises a `ServiceError`; `Refused` says where only people can log in."""
    asked = f"{API}{path}" + (f"?{urlencode(query)}" if query else "")
    try:
        return decode((await http.get(asked)).body, shape, http.host)
    except Refused as error:
        if error.missing == "name":
            raise
        raise Refused(f"{http.host} shows its builds only to who has logged in.", ALIKE, missing="credential") from None


def page(http: Http, path: str) -> str:
    """Return the address of a page for people."""
    return web(f"{http.address.rstrip('/')}/#/{path}")


async def steps_of(http: Http, build: Attempt) -> tuple[Step, ...]:
    """Return the steps of a build that failed, in their order. Raises a `ServiceError`."""
    steps = (await ask(http, f"/builds/{build.buildid}/steps", Steps)).steps
    return tuple(sorted((one for one in steps if one.results in RED), key=lambda one: one.number))


def build_page(http: Http, build: Attempt) -> str:
    """Return the address of a build's page."""
    return page(http, f"builders/{build.builderid}/builds/{build.number}")
