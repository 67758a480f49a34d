"""Jira's REST API: how it is called, and what it says of itself (developer.atlassian.com/cloud/jira/platform/rest/v3).

The data centre's version 2 is nearly the same. The cloud takes an e-mail and an API token as `you@example.com:TOKEN`, a data centre a personal access token.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.core.text import plain
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

CLOUD = "Cloud"


class Server(msgspec.Struct, frozen=True, rename="camel"):
    """GET /serverInfo: which Jira it is, and the address that people use."""

    base_url: str = ""
    deployment_type: str = ""


class Myself(msgspec.Struct, frozen=True, rename="camel"):
    """GET /myself: the cloud tells people apart by `account_id`, a data centre by `name`."""

    display_name: str = ""
    account_id: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """What tells this person from others."""
        return self.account_id or self.name


class IssueType(msgspec.Struct, frozen=True):
    """A sort of issues."""

    id: str
    name: str = ""
    subtask: bool = False


class Project(msgspec.Struct, frozen=True, rename="camel"):
    """GET /project/{key}."""

    key: str
    issue_types: tuple[IssueType, ...] = ()
    archived: bool = False


class Api:
    """A Jira seen through one person's token."""

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        scheme = f"Basic {b64encode(credential.encode()).decode()}" if ":" in credential else f"Bearer {credential}"
        self.http = Http(address, {"authorization": scheme, "accept": "application/json"}, now)
        self.now = now
        self.desks: set[str] = set()  # the projects whose tickets are watched here
        self._server: Server | None = None
        self._myself: Myself | None = None

    async def whoami(self) -> str:
        """Say whose token this is. Raises a `ServiceError`."""
        reply = await self.http.get(f"{await self.api()}/myself")
        self._myself = decode(reply.body, Myself, self.http.host)
        return f"{self.http.host} knows you as {plain(self._myself.display_name)}."

    async def myself(self) -> Myself:
        """Return whose token this is; asked once. Raises a `ServiceError`."""
        if self._myself is None:
            await self.whoami()
        return self._myself or Myself()

    async def server(self) -> Server:
        """Return which Jira it is; asked once. Raises a `ServiceError`."""
        if self._server is None:
            reply = await self.http.get("/rest/api/2/serverInfo")
            self._server = decode(reply.body, Server, self.http.host)
        return self._server

    async def cloud(self) -> bool:
        """Whether it is the vendor's. Raises a `ServiceError`."""
        return (await self.server()).deployment_type == CLOUD

    async def api(self) -> str:
        """Return the path of its API. Raises a `ServiceError`."""
        return f"/rest/api/{3 if await self.cloud() else 2}"

    async def page(self, key: str) -> str:
        """Return the address at which people open an issue. Raises a `ServiceError`."""
        base = (await self.server()).base_url or self.http.address
        return f"{base.rstrip('/')}/browse/{key}"

    async def project(self, key: str) -> Project:
        """Return a project. Raises a `ServiceError`, `Refused` in words that say why nothing can be added there."""
        try:
            reply = await self.http.get(f"{await self.api()}/project/{key}")
        except Refused as error:
            if error.missing != "name":
                raise
            hint = "Check its key in the config, and that you may see it."
            raise Refused(f"{self.http.host} knows no project {key}.", hint, missing="name") from None
        found = decode(reply.body, Project, self.http.host)
        if found.archived:
            raise Refused(f"{key} is archived: nothing can be added there.", "Choose another project.", missing="name")
        return found

    async def issue(self, name: str, ask: str, part: str = "") -> bytes:
        """Ask for an issue, or a part of it. Raises a `ServiceError`, `Refused` in words where nobody shows it to us."""
        try:
            return (await self.http.get(f"{await self.api()}/issue/{quote(name, safe='')}{part}?{ask}")).body
        except Refused as error:
            if error.missing != "name":
                raise
            raise self.unseen(name) from None

    def unseen(self, name: str) -> Refused:
        """Say that there is no such issue, for us."""
        hint = "Open it in Jira: it may be gone, or you may not see its project."
        return Refused(f"{self.http.host} shows you no {name}.", hint, missing="name")

    async def search(self, jql: str, fields: list[str], most: int, follow: str = "") -> tuple[bytes, str]:
        """Ask for a page of issues; `follow` is what the page before it said. Return it and what it says of the next one.

        Raises a `ServiceError`.
        """
        wanted: dict[str, object] = {"jql": jql, "fields": fields, "maxResults": most}
        if await self.cloud():
            wanted |= {"nextPageToken": follow} if follow else {}
            reply = await self.http.tell("/rest/api/3/search/jql", wanted, reads=True)
            return reply.body, decode(reply.body, _Next, self.http.host).next_page_token or ""
        wanted["startAt"] = int(follow or 0)
        reply = await self.http.tell("/rest/api/2/search", wanted, reads=True)
        return reply.body, decode(reply.body, _Counted, self.http.host).following


class _Next(msgspec.Struct, frozen=True, rename="camel"):
    """What a page of the cloud says of the next one."""

    next_page_token: str | None = None


class _Counted(msgspec.Struct, frozen=True, rename="camel"):
    """What a page of a data centre says of the next one."""

    start_at: int = 0
    total: int = 0
    issues: tuple[msgspec.Raw, ...] = ()

    @property
    def following(self) -> str:
        """Where the next page begins; empty at the end."""
        end = self.start_at + len(self.issues)
        return str(end) if self.issues and end < self.total else ""
