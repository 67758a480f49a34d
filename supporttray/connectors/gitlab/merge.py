"""A merge request as GitLab's lists give it, and the review that it asks for (docs.gitlab.com/api/merge_requests). The key is its own id."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.gitlab.api import Moment, User, lived
from supporttray.connectors.gitlab.issue import References
from supporttray.connectors.gitlab.trace import BOT
from supporttray.connectors.http import web
from supporttray.core.item import Opinion, Review
from supporttray.core.text import plain, shorten
from supporttray.core.ticket import names

if TYPE_CHECKING:
    from collections.abc import Iterable

GHOST = "ghost"  # GitLab's own name for whose account is gone
LABELS = 50
_ISSUE = re.compile(r"(?:[\w-]+/)?(?P<number>[1-9]\d{0,8})-")  # GitLab names a branch by its issue: 12-fix-labels


class Merge(msgspec.Struct, frozen=True):
    """A merge request; only what we use."""

    id: int
    iid: int
    created_at: Moment
    updated_at: Moment
    title: str | None = None
    description: str | None = None
    state: str = "opened"
    draft: bool | None = None
    work_in_progress: bool | None = None
    author: User | None = None
    reviewers: tuple[User, ...] | None = None
    labels: tuple[str, ...] | None = None
    sha: str | None = None
    source_branch: str | None = None
    web_url: str = ""
    references: References | None = None

    def __post_init__(self) -> None:
        """Refuse what nothing can be reckoned with."""
        lived(self.created_at, self.updated_at)

    @property
    def open(self) -> bool:
        """Whether it is neither merged nor closed; it is locked for a moment only, while it is merged."""
        return self.state in ("opened", "locked")

    @property
    def unready(self) -> bool:
        """Whether it is a draft; older servers have another word for it."""
        return bool(self.draft or self.work_in_progress)


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found out about one, at which change of it: its opinions, who still owes one, since when its newest commit is there.

    What was read `early`, so soon after a change that the next one may not count as another, is read again some time.
    """

    at: datetime
    sha: str
    pushed: datetime
    opinions: tuple[Opinion, ...] = ()
    owing: tuple[str, ...] = ()
    red: bool = False
    early: bool = False


def review(one: Merge, known: Known, root: str, project: str, me: str) -> Review:
    """Return a merge request as a review; `me` is the name of whose token it was asked with."""
    name = plain(one.references.full if one.references else "") or f"{project}!{one.iid}"
    where, by = name.rpartition("!")[0], one.author or User(GHOST)
    return Review(
        key=key(root, one.id),
        title=shorten(one.title or name, 200),
        url=web(one.web_url),
        at=one.created_at,
        name=name,
        where=where,
        by=plain(by.username),
        author=shorten(by.name or by.username, 100),
        mine=by.username == me,
        bot=bool(BOT.search(by.username)),
        draft=one.unready,
        asked=known.owing,
        asks_me=me in known.owing,
        opinions=known.opinions,
        head=plain(one.sha or ""),
        pushed_at=known.pushed,
        red=known.red,
        branch=shorten(one.source_branch or "", 200),
        labels=tuple(shorten(label, 100) for label in (one.labels or ())[:LABELS]),
        tickets=_tickets(one, where),
    )


def key(root: str, number: int) -> str:
    """Return the key of a merge request, whatever its project is called."""
    return f"review:{root}/-/merge_requests/{number}"


def people(some: Iterable[User]) -> tuple[str, ...]:
    """Return the names of some people, each once."""
    return tuple(dict.fromkeys(plain(one.username) for one in some))


def _tickets(one: Merge, where: str) -> tuple[str, ...]:
    branch = one.source_branch or ""
    own = _ISSUE.match(branch)
    first = (f"{where}#{own['number']}",) if own else ()
    return tuple(dict.fromkeys((*first, *names(where, one.title or "", branch, one.description or ""))))
