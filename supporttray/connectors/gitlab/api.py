"""What GitLab's REST API says, as far as we use it (docs.gitlab.com/api), and how its lists are read page by page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from urllib.parse import quote

import msgspec

from supporttray.connectors.link import next_page
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from supporttray.connectors.exchange import Reply
    from supporttray.connectors.http import Http

PAGE = "100"
FAR = 9000  # a year; with later ones nothing can be reckoned
LONGEST_S = 30 * 86_400.0  # that a job waits, whatever is told
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


class User(msgspec.Struct, frozen=True):
    """Somebody; `bot` is told of the caller only."""

    username: str
    name: str = ""
    id: int = 0


class Token(msgspec.Struct, frozen=True):
    """GET /personal_access_tokens/self."""

    scopes: tuple[str, ...] = ()


class Pipeline(msgspec.Struct, frozen=True):
    """A pipeline as the lists give it. It keeps its id when its jobs are run again."""

    id: int
    status: str
    ref: str
    created_at: Moment
    updated_at: Moment
    sha: str = ""
    source: str = ""
    name: str | None = None
    web_url: str = ""
    yaml_errors: str | None = None

    def __post_init__(self) -> None:
        """Refuse what nothing can be reckoned with."""
        lived(self.created_at, self.updated_at)


class Runner(msgspec.Struct, frozen=True):
    """The machine of a job; `description` is what people call it."""

    id: int
    description: str | None = None
    runner_type: str = ""


class Commit(msgspec.Struct, frozen=True):
    """A commit."""

    id: str
    title: str = ""
    author_name: str = ""
    author_email: str = ""
    web_url: str = ""


class PipelineJob(msgspec.Struct, frozen=True):
    """A job of a pipeline. One that was run again stands there more than once, each time with an id of its own.

    `queued_duration` is in seconds.
    """

    id: int
    name: str
    status: str
    created_at: Moment
    stage: str = ""
    started_at: Moment | None = None
    finished_at: Moment | None = None
    queued_duration: float | None = None
    allow_failure: bool = False
    failure_reason: str | None = None
    runner: Runner | None = None
    commit: Commit | None = None
    web_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what nothing can be reckoned with."""
        lived(self.created_at, self.started_at, self.finished_at)

    @property
    def queued_at(self) -> datetime:
        """When it began to wait for a machine; one that was skipped at first does so later than it was made."""
        if self.started_at is None:
            return self.created_at
        return self.started_at - timedelta(seconds=min(max(self.queued_duration or 0.0, 0.0), LONGEST_S))

    @property
    def broke(self) -> bool:
        """Whether it failed, and that counts."""
        return self.status == "failed" and not self.allow_failure


def lived(*moments: datetime | None) -> None:
    """Raise `ValueError` for a moment with which nothing can be reckoned."""
    if any(one and not 1970 <= one.year < FAR for one in moments):
        raise ValueError("a moment that nobody lives in")


def home(project: str) -> str:
    """Return where a project's things are: its path is one segment there."""
    return f"/projects/{quote(project, safe='')}"


def page_of(job: PipelineJob) -> str:
    """Return the address of a job's project for people."""
    return job.web_url.partition("/-/")[0] if "/-/" in job.web_url else ""


async def pages(http: Http, path: str, query: Mapping[str, str], most: int) -> AsyncIterator[Reply]:
    """Yield the pages of a list, so many at the most. Raises a `ServiceError`."""
    reply: Reply | None = await http.get(path, query)
    for _ in range(most):
        if reply is None:
            return
        yield reply
        reply = await following(http, reply, path, query)


async def following(http: Http, reply: Reply, path: str, query: Mapping[str, str]) -> Reply | None:
    """Return the page after one, None at the end. Raises a `ServiceError`.

    By its number, where that is told: the linked address is the one that the server believes to have.
    """
    told = reply.headers.get("x-next-page")
    if told is not None:
        return await http.get(path, {**query, "page": told}) if told.isdecimal() else None
    url = next_page(reply.headers)
    if url and not http.own(url):
        raise NotUnderstood(f"{http.host} names a next page that is not its own.")
    return await http.get(url) if url else None


def first_line(value: Any, most: int = 10_000) -> str:
    """Return the first line of a text that says something; of a value with a message that one's."""
    if isinstance(value, dict):
        value = value.get("message") or next((one for one in value.values() if isinstance(one, str)), "")
    lines = value.splitlines() if isinstance(value, str) else []
    return next((line.strip()[:most] for line in lines if line.strip()), "")
