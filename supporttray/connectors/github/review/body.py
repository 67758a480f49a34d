"""Pull requests, reviews and checks as GitHub's API gives them (docs.github.com/rest/pulls, /rest/checks, /rest/commits); only what we use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.moment import Moment
from supporttray.connectors.http import web
from supporttray.core.item import Opinion, Review, Says
from supporttray.core.text import plain, shorten
from supporttray.core.ticket import names

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

GHOST = "ghost"  # GitHub's own name for whose account is gone
LABELS = 20  # of one change that are kept
# what is dismissed or not yet sent says nothing
SAYS = {"APPROVED": Says.APPROVED, "CHANGES_REQUESTED": Says.CHANGES, "COMMENTED": Says.COMMENTED}
RED = frozenset({"failure", "timed_out", "startup_failure"})  # of check runs; what was cancelled says nothing
BAD = frozenset({"failure", "error"})  # of statuses


class User(msgspec.Struct, frozen=True):
    """Whose it is; `type` tells people from programs."""

    login: str
    type: str = "User"

    @property
    def bot(self) -> bool:
        """Whether it is a program."""
        return self.type == "Bot"


class Team(msgspec.Struct, frozen=True):
    """A team that is asked: of the repository's owner."""

    slug: str


class Label(msgspec.Struct, frozen=True):
    """A label."""

    name: str = ""


class Head(msgspec.Struct, frozen=True):
    """The branch and its newest commit."""

    sha: str
    ref: str = ""


class Pull(msgspec.Struct, frozen=True):
    """A pull request as the lists give it."""

    number: int
    title: str
    state: str
    created_at: Moment
    updated_at: Moment
    head: Head
    html_url: str = ""
    body: str | None = None
    draft: bool | None = None
    user: User | None = None
    labels: tuple[Label, ...] | None = None
    requested_reviewers: tuple[User, ...] | None = None
    requested_teams: tuple[Team, ...] | None = None

    @property
    def open(self) -> bool:
        """Whether it is neither merged nor closed."""
        return self.state == "open"


class Size(msgspec.Struct, frozen=True):
    """How much it changes: only a single pull request tells."""

    additions: int = 0
    deletions: int = 0


class Said(msgspec.Struct, frozen=True):
    """A review."""

    id: int | str
    state: str
    user: User | None = None
    commit_id: str | None = None
    submitted_at: Moment | None = None


class Status(msgspec.Struct, frozen=True):
    """The combined status of a commit; where nobody tells one it is pending."""

    state: str
    total_count: int = 0


class Check(msgspec.Struct, frozen=True):
    """A check run."""

    status: str
    conclusion: str | None = None


class Checks(msgspec.Struct, frozen=True):
    """The newest check runs of a commit."""

    check_runs: tuple[Check, ...] = ()


class Dated(msgspec.Struct, frozen=True):
    """When something was committed."""

    date: Moment | None = None


class Inner(msgspec.Struct, frozen=True):
    """What git knows of a commit."""

    committer: Dated | None = None


class Commit(msgspec.Struct, frozen=True):
    """A commit."""

    commit: Inner


def review(pull: Pull, host: str, repository: str, me: str, teams: Collection[str]) -> Review:
    """Return a pull request of the list as a review of `me` (a login, in these `teams`), without what only other answers tell."""
    by = pull.user or User(GHOST)
    owner, name = repository.partition("/")[0], f"{repository}#{pull.number}"
    asked = tuple(plain(one.login) for one in pull.requested_reviewers or ())
    groups = tuple(plain(f"{owner}/{one.slug}") for one in pull.requested_teams or ())
    mine = {me.casefold(), *teams}
    return Review(
        key=f"review:{host}/{repository}/{pull.number}",
        title=shorten(pull.title, 200) or name,
        url=web(pull.html_url),
        at=pull.created_at,
        name=name,
        where=repository,
        by=plain(by.login),
        author=plain(by.login),
        mine=by.login.casefold() == me.casefold(),
        bot=by.bot,
        draft=bool(pull.draft),
        asked=(*asked, *groups),
        asks_me=any(one.casefold() in mine for one in (*asked, *groups)),
        head=plain(pull.head.sha),
        branch=shorten(pull.head.ref, 200),
        labels=tuple(shorten(one.name, 100) for one in (pull.labels or ())[:LABELS]),
        tickets=tuple(one for one in names(repository, pull.title, pull.head.ref, pull.body or "") if one != name),
    )


def opinion(said: Said, me: str) -> Opinion | None:
    """Return a review as an opinion; None for what says nothing: dismissed, not yet sent, or by a program."""
    by = said.user or User(GHOST)
    if said.state not in SAYS or said.submitted_at is None or by.bot:
        return None
    login = plain(by.login)
    return Opinion(
        id=plain(str(said.id)),
        by=login,
        name=login,
        says=SAYS[said.state],
        at=said.submitted_at,
        commit=plain(said.commit_id or ""),
        mine=by.login.casefold() == me.casefold(),
    )


def pushed(told: datetime | None, after: datetime, before: datetime) -> datetime:
    """Return when a commit was pushed, by what git tells of it: surely after one moment and before another."""
    return min(max(told or before, after), before)
