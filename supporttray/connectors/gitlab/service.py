"""GitLab as a service: one account of gitlab.com or of any other GitLab, also below a path (docs.gitlab.com/api/rest)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from supporttray.connectors.gitlab import ask, stage
from supporttray.connectors.gitlab import offers as gitlab_offers
from supporttray.connectors.gitlab import write as gitlab_write
from supporttray.connectors.gitlab.api import User
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

API = "/api/v4"


class GitLab:
    """GitLab seen through one token; `address` is the one that people open, with or without /api/v4."""

    kind: ClassVar[str] = "gitlab"
    address: ClassVar[str] = "https://gitlab.com"
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        self.http = Http(f"{address.rstrip('/').removesuffix(API)}{API}", {"private-token": credential}, now)
        self._now = now
        self._me: User | None = None
        self.ranks: dict[
            int, int
        ] = {}  # of issues by their ids: the watches of one account share them, so that they tell the same

    @property
    def root(self) -> str:
        """What tells this GitLab from others: its host, and the path below which it is."""
        return f"{self.http.host}{urlsplit(self.http.address).path.removesuffix(API)}"

    async def whoami(self) -> str:
        """Say whose token this is. Raises a `ServiceError`."""
        reply = await self.http.get("/user")
        return f"{self.http.host} knows you as {plain(decode(reply.body, User, self.http.host).username)}."

    async def me(self) -> User:
        """Return whose token this is; it is asked once. Raises a `ServiceError`."""
        if self._me is None:
            self._me = decode((await self.http.get("/user")).body, User, self.http.host)
        return self._me

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Run failed jobs again, remark, bring an issue on, ask for a review. Raises a `ServiceError`."""
        match deed.verb:
            case Verb.STAGE:
                return await stage.write(self, deed)
            case Verb.ASK:
                return await ask.write(self.http, deed)
            case _:
                return await gitlab_write.write(self.http, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look whether that is so. Raises a `ServiceError`."""
        match deed.verb:
            case Verb.STAGE:
                return await stage.find(self, deed)
            case Verb.ASK:
                return await ask.find(self.http, deed)
            case _:
                return await gitlab_write.find(self.http, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where it cannot be done."""
        await gitlab_write.may(self.http, deed)
        if deed.verb is Verb.STAGE:
            await stage.may(self, deed)
        elif deed.verb is Verb.ASK:
            await ask.may(self.http, deed)

    async def ways(self, task: Task) -> tuple[Way, ...]:
        """Ask which moves there are for an issue now. Raises a `ServiceError`."""
        return await stage.ways(self, task)

    @staticmethod
    def bringing(task: Task, move: Move, word: str) -> Deed:
        """Return what brings an issue on."""
        return stage.bringing(task, move, word)

    @staticmethod
    def asking(review: Review, person: str) -> Deed:
        """Return what asks a person for a review, by their username."""
        return ask.asking(review, person)

    async def epic(self, name: str) -> str:
        """Return the epic of an issue (acme&5); empty where it has none, or the tier has no epics. Raises a `ServiceError`."""
        return await stage.epic(self.http, name)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is: GitLab takes a million characters."""
        return (deed,)

    @staticmethod
    def remark(place: str, text: str) -> Deed:
        """Return a comment on the merge request or the issue at `place` (group/project!17, group/project#17)."""
        return Deed(verb=Verb.COMMENT, place=place, text=text)

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:  # noqa: ARG004  there is nothing to paste
        """Return how a person gets a token."""
        return gitlab_offers.introduction(address)

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a token is no person's; empty if it may be one."""
        return gitlab_offers.unfit(token)

    async def holder(self) -> Holder:
        """Say whose token it is. Raises a `ServiceError`."""
        return await gitlab_offers.holder(self.http)

    async def offers(self) -> tuple[Offer, ...]:
        """Return the person's projects, the liveliest first. Raises a `ServiceError`."""
        return await gitlab_offers.offers(self.http, self._now())

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return a project's branches. Raises a `ServiceError`."""
        return await gitlab_offers.variants(self.http, offer)
