"""A Buildbot master as a service (docs.buildbot.net). It has no tokens: it is read by everyone, or through a proxy that asks for a credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from supporttray.connectors.buildbot import rerun
from supporttray.connectors.buildbot.api import API, Pipelines, ask
from supporttray.connectors.http import Http, decode
from supporttray.connectors.web import authorization
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.core.deed import Deed, Receipt


class Buildbot:
    """A master; `address` is that of its page, or of its /api/v2.

    A credential, if a proxy before it wants one, is `user:password` for Basic or a token for Bearer.
    """

    kind: ClassVar[str] = "buildbot"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = False

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        headers = {"accept": "application/json", **authorization(credential)}
        self.http = Http(address.rstrip("/").removesuffix(API), headers, now)

    async def whoami(self) -> str:
        """Say which Buildbot it is. Raises a `ServiceError`."""
        builders = len((await ask(self.http, "/builders", Pipelines)).builders)
        try:
            known = decode((await self.http.get("/config")).body, Config, self.http.host)
        except (NotUnderstood, Refused):  # before 4.0 that stands in the page itself
            return f"{self.http.host} is a Buildbot with {builders} builders."
        title = shorten(known.title or self.http.host, 60)
        return f"{title} is a Buildbot {known.version} with {builders} builders.".replace("  ", " ")

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Run a build once more. Raises a `ServiceError`."""
        return await rerun.write(self.http, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look whether a build was run once more since then. Raises a `ServiceError`."""
        return await rerun.find(self.http, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where a build cannot be run once more."""
        await rerun.may(self.http, deed)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return (deed,)


class Config(msgspec.Struct, frozen=True):
    """GET /config: what the web pages know of their master."""

    title: str | None = None
    versions: tuple[tuple[str, Any], ...] = ()

    @property
    def version(self) -> str:
        """Which Buildbot it is."""
        return next((shorten(str(version), 20) for name, version in self.versions if name == "Buildbot"), "")
