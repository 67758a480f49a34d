"""GitHub and GitHub Enterprise Server: the REST API as a service (docs.github.com/rest, version 2022-11-28)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

import msgspec

from supporttray.connectors import task
from supporttray.connectors.github import offers as github_offers
from supporttray.connectors.github import write as github_write
from supporttray.connectors.http import Http, decode
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.connectors import Holder
    from supporttray.core.setup import Introduction, Offer

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


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

    async def whoami(self) -> str:
        """Say whose token this is. Raises a `ServiceError`."""
        reply = await self.http.get("/user")
        return f"{self.http.host} knows you as {plain(decode(reply.body, Login, self.http.host).login)}."

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Make an issue, marked with a key. Raises a `ServiceError`."""
        return await github_write.write(self.http, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look for the issue with a key. Raises a `ServiceError`."""
        return await github_write.find(self.http, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where an issue cannot be made."""
        await github_write.may(self.http, deed)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return task.pieces(deed)

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


class Repository(msgspec.Struct, frozen=True):
    """Where a run belongs, or where its commit comes from."""

    id: int


class WorkflowRun(msgspec.Struct, frozen=True):
    """A run as the lists give it; only what we use. A re-run keeps the id and raises `run_attempt`."""

    id: int
    workflow_id: int
    status: str | None
    conclusion: str | None
    created_at: Moment
    updated_at: Moment
    event: str = ""
    html_url: str | None = None
    display_title: str | None = None
    head_sha: str | None = None
    run_attempt: int = 1
    repository: Repository | None = None
    head_repository: Repository | None = None

    @property
    def foreign(self) -> bool:
        """Whether it ran for a pull request from a fork, whose branch may well have the same name."""
        home, head = self.repository, self.head_repository  # the fork may be deleted
        return self.event.startswith("pull_request") and not (home and head and home.id == head.id)


class Runs(msgspec.Struct, frozen=True):
    """A page of runs, the newest first."""

    workflow_runs: tuple[WorkflowRun, ...]


class Workflow(msgspec.Struct, frozen=True):
    """A workflow file of a repository."""

    id: int
    name: str | None = None
    path: str = ""
    state: str = "active"


class Workflows(msgspec.Struct, frozen=True):
    """A page of workflows."""

    workflows: tuple[Workflow, ...]


class Step(msgspec.Struct, frozen=True):
    """A step of a job."""

    name: str
    conclusion: str | None = None


class WorkflowJob(msgspec.Struct, frozen=True):
    """A job of a run."""

    name: str
    conclusion: str | None = None
    html_url: str | None = None
    steps: tuple[Step, ...] | None = None


class Jobs(msgspec.Struct, frozen=True):
    """A page of jobs."""

    jobs: tuple[WorkflowJob, ...]
