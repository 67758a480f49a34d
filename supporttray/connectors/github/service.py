"""GitHub and GitHub Enterprise Server: the REST API as a service (docs.github.com/rest, version 2022-11-28)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec

from supporttray.connectors import task
from supporttray.connectors.github import offers as github_offers
from supporttray.connectors.github import remark as github_remark
from supporttray.connectors.github import rerun as github_rerun
from supporttray.connectors.github import stage as github_stage
from supporttray.connectors.github import write as github_write
from supporttray.connectors.github.board import Board
from supporttray.connectors.github.review import ask as github_ask
from supporttray.connectors.http import Http, decode
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.connectors import Holder
    from supporttray.core.item import Review, Task
    from supporttray.core.setup import Introduction, Offer
    from supporttray.core.work import Move, Way


class GitHub:
    """GitHub seen through one token; `address` is https://HOST/api/v3 for an Enterprise server."""

    kind: ClassVar[str] = "github"
    address: ClassVar[str] = "https://api.github.com"
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        headers = {
            "authorization": f"Bearer {credential}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
        }
        self.http = Http(address, headers, now)
        self._now = now
        self._login = ""
        self._boards: dict[tuple[str, int], Board] = {}

    async def whoami(self) -> str:
        """Say whose token this is. Raises a `ServiceError`."""
        self._login = ""
        return f"{self.http.host} knows you as {plain(await self.login())}."

    async def login(self) -> str:
        """Return the login of whose token this is, asked once. Raises a `ServiceError`."""
        if not self._login:
            self._login = decode((await self.http.get("/user")).body, Login, self.http.host).login
        return self._login

    def board(self, owner: str, number: int) -> Board:
        """Return a board of an organisation or a person; all who watch it share what was read of it."""
        return self._boards.setdefault((owner.casefold(), number), Board(self.http, owner, number))

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Make an issue or a comment, marked with a key, or run failed jobs again. Raises a `ServiceError`."""
        if deed.verb is Verb.RERUN:
            return await github_rerun.write(self.http, deed)
        if deed.verb is Verb.COMMENT:
            return await github_remark.write(self.http, deed, key)
        if deed.verb is Verb.ANSWER:
            return await github_remark.write(self.http, github_remark.answering(deed), key)
        if deed.verb is Verb.ASK:
            return await github_ask.write(self.http, deed)
        if deed.verb is Verb.STAGE:
            return await github_stage.write(self.http, deed, await self.login(), self._now())
        return await github_write.write(self.http, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look for the issue or the comment with a key, or for a later attempt of the run. Raises a `ServiceError`."""
        if deed.verb is Verb.RERUN:
            return await github_rerun.find(self.http, deed)
        if deed.verb is Verb.COMMENT:
            return await github_remark.find(self.http, deed, key, since)
        if deed.verb is Verb.ANSWER:
            return await github_remark.find(self.http, github_remark.answering(deed), key, since)
        if deed.verb is Verb.ASK:
            return await github_ask.find(self.http, deed, since)
        if deed.verb is Verb.STAGE:
            return await github_stage.find(self.http, deed, await self.login(), self._now())
        return await github_write.find(self.http, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where it cannot be done."""
        if deed.verb is Verb.RERUN:
            await github_rerun.may(self.http, deed, self._now())
        elif deed.verb is Verb.COMMENT:
            await github_remark.may(self.http, deed)
        elif deed.verb is Verb.ANSWER:
            await github_remark.may(self.http, github_remark.answering(deed))
        elif deed.verb is Verb.ASK:
            await github_ask.may(self.http, deed)
        elif deed.verb is Verb.STAGE:
            await github_stage.may(self.http, deed)
        else:
            await github_write.may(self.http, deed)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return task.pieces(deed) if deed.verb is Verb.CREATE else (deed,)

    @staticmethod
    def remark(place: str, text: str) -> Deed:
        """Return a comment on a pull request or an issue (`owner/name#421`)."""
        return Deed(verb=Verb.COMMENT, place=place, text=text)

    @staticmethod
    def answer(name: str, text: str) -> Deed:
        """Return an answer to the issue of that name (`owner/name#421`)."""
        return Deed(verb=Verb.ANSWER, place="", message=name, text=text)

    async def ways(self, task: Task) -> tuple[Way, ...]:
        """Ask what may be done with an issue now. Raises a `ServiceError`."""
        return await github_stage.ways(self.http, task, await self.login(), self._now())

    @staticmethod
    def bringing(task: Task, move: Move, word: str) -> Deed:
        """Return what begins, closes or blocks an issue; `word` is a column of its board."""
        return github_stage.bringing(task, move, word)

    async def epic(self, name: str) -> str:
        """Return the name of the issue to which one belongs. Raises a `ServiceError`."""
        return await github_stage.epic(self.http, name)

    @staticmethod
    def asking(review: Review, person: str) -> Deed:
        """Return what asks a person (a login) or a team (org/name) for a review."""
        return github_ask.deed(review, person)

    @staticmethod
    def creation(place: str, title: str, text: str) -> Deed:
        """Return what makes an issue in a repository."""
        return Deed(verb=Verb.CREATE, place=place, title=title, text=text)

    @staticmethod
    def following(place: str, labels: tuple[str, ...]) -> tuple[str, dict[str, object]]:
        """Return the watch of a repository's issues."""
        return "github.queue", {"repository": place, "labels": labels}

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:  # noqa: ARG004  there is nothing to paste
        """Return how a person gets a token."""
        return github_offers.introduction(address)

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a token is no person's; empty if it may be one."""
        return github_offers.unfit(token)

    async def holder(self) -> Holder:
        """Say whose token it is. Raises a `ServiceError`."""
        return await github_offers.holder(self.http)

    async def offers(self) -> tuple[Offer, ...]:
        """Return the person's repositories, those first that were pushed to last. Raises a `ServiceError`."""
        return await github_offers.offers(self.http, self._now())

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return a repository's branches. Raises a `ServiceError`."""
        return await github_offers.variants(self.http, offer)


class Login(msgspec.Struct, frozen=True):
    """GET /user."""

    login: str
