"""GitHub and GitHub Enterprise Server: the REST API as a service (docs.github.com/rest, version 2022-11-28)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]

_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next(?![\w-])')


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

    async def whoami(self) -> str:
        """Say whose token this is. Raises a `ServiceError`."""
        reply = await self.http.get("/user")
        return f"{self.http.host} knows you as {plain(decode(reply.body, Login, self.http.host).login)}."


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


def next_page(headers: Mapping[str, str]) -> str:
    """Return the address of the next page from a Link header (RFC 8288); empty at the end."""
    found = _NEXT.search(headers.get("link", "")[:4096])
    return found[1] if found else ""
