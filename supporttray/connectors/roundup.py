"""Roundup, and `roundup.queue`: a tracker's issues as tasks (roundup-tracker.org/docs/rest.html, 2.0 and later). It is only read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer
from supporttray.connectors.http import decode, web
from supporttray.connectors.web import Web
from supporttray.core.item import Stage, Task
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood

TOLD = ("id", "creation", "status.name", "assignedto.username", "priority.name")  # a dot follows a link
ASKED = {"@fields": ",".join((*TOLD, "title")), "@sort": "priority,id", "@page_size": "500"}
Words = Annotated[tuple[str, ...], msgspec.Meta(description="Its words for it", examples=[["testing"]], min_length=1)]


class _Page(msgspec.Struct, frozen=True, rename={"links": "@links"}):
    collection: tuple[dict[str, str | None], ...]  # of each thing its id and what was asked for
    links: dict[str, object] = {}


class Roundup(Web):
    """A tracker as one of its users sees it: `address` is that of its first page, the credential `user:password`."""

    kind: ClassVar[str] = "roundup"
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        super().__init__(address.rstrip("/"), credential, now)
        self.me = credential.partition(":")[0]

    async def whoami(self) -> str:
        """Say whose credential it is. Raises a `ServiceError`."""
        await self.http.get("/rest/data/user", {"username:": self.me})
        return f"{self.http.host} knows you as {plain(self.me)}."

    async def issues(self, asked: dict[str, str], page: int = 1) -> list[dict[str, str | None]]:
        """Return the issues that are asked for. Raises a `ServiceError`."""
        told = decode((await self.http.get("/rest/data/issue", asked)).body, dict[str, _Page], self.http.host)["data"]
        more = asked | {"@page_index": str(page + 1)} if "next" in told.links and page < 20 else None
        return [*told.collection, *(await self.issues(more, page + 1) if more else ())]


class RoundupQueue:
    """The issues of a tracker, in the order of its own priorities."""

    kind: ClassVar[str] = "roundup.queue"
    service: ClassVar[str] = "roundup"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `roundup.queue` watch."""

        done: Words = ("resolved", "done-cbb")

    def __init__(self, options: Options, service: Roundup, me: str) -> None:  # noqa: ARG002  its user is me
        self._done, self._roundup, self._http = options.done, service, service.http

    async def fetch(self, memory: bytes, now: datetime) -> Answer:  # noqa: ARG002  its lists have no validators
        """Ask for what is open, in its order, and for what was closed lately. Raises a `ServiceError`."""
        done, lately = ",".join(self._done), f"from {now - timedelta(days=30):%Y-%m-%d}"  # -4 is `or`, -2 is `not`
        try:
            opened = await self._roundup.issues(ASKED | {"status": done + ",-4" * (len(self._done) - 1) + ",-2"})
            closed = await self._roundup.issues(ASKED | {"status": done, "activity": lately})
        except NotUnderstood as error:
            raise NotUnderstood(error.phrase, f"Is {done} what ends an issue there? Name it: done = […].") from None
        cut = "Of its issues the first 10,000 are seen." if max(len(opened), len(closed)) >= 20 * 500 else ""
        return Answer(items=tuple(map(self._task, opened + closed, range(20_000))), complete=True, limits=cut)

    def _task(self, issue: dict[str, str | None], rank: int) -> Task:
        nr, since, word, who, level = (plain(issue.get(one) or "") for one in TOLD)
        return Task(
            key=f"task:{self._http.address.partition('//')[2]}/issue{nr}", url=web(f"{self._http.address}/issue{nr}"),
            name=f"issue{nr}", title=shorten(issue.get("title") or nr, 200), status=word, mine=who == self._roundup.me,
            at=decode(msgspec.json.encode(since.replace(".", "T", 1) + "Z"), datetime, self._http.host), priority=level,
            stage=Stage.DONE if word in self._done else Stage.STARTED if who else Stage.OPEN, assignee=who, rank=rank)  # fmt: skip
