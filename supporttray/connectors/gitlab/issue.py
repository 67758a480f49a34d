"""An issue as GitLab's lists give it, and the task that it is (docs.gitlab.com/api/issues). The key is its own id: it outlives a new name of its project."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from supporttray.connectors.gitlab import label
from supporttray.connectors.gitlab.api import Moment, User, lived
from supporttray.connectors.http import web
from supporttray.core.item import Stage, Task
from supporttray.core.text import plain, shorten

KEPT = timedelta(days=30)  # that a closed one is told
LABELS = 50  # of an issue


class Milestone(msgspec.Struct, frozen=True):
    """What it is to be in."""

    title: str = ""
    due_date: str | None = None


class Epic(msgspec.Struct, frozen=True):
    """What it belongs to, where the tier has epics; `url` is its address below the server's."""

    iid: int = 0
    url: str | None = None


class References(msgspec.Struct, frozen=True):
    """How people call it: with the path of its project."""

    full: str = ""


class Issue(msgspec.Struct, frozen=True):
    """An issue; only what we use. One that was moved elsewhere is closed, and has the id that it has there."""

    id: int
    iid: int
    created_at: Moment
    updated_at: Moment
    title: str | None = None
    state: str = "opened"
    closed_at: Moment | None = None
    labels: tuple[str, ...] | None = None
    assignees: tuple[User, ...] | None = None
    milestone: Milestone | None = None
    due_date: str | None = None
    weight: int | None = None
    epic: Epic | None = None
    web_url: str = ""
    references: References | None = None
    moved_to_id: int | None = None
    discussion_locked: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what nothing can be reckoned with."""
        lived(self.created_at, self.updated_at, self.closed_at)

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self.state == "closed"

    def told(self, labels: tuple[str, ...], now: datetime) -> bool:
        """Whether a queue of these labels has it: it is open, or was closed lately, and not because it went elsewhere."""
        if self.moved_to_id or not set(labels) <= set(self.labels or ()):
            return False
        return not self.closed or self.closed_at is None or now - self.closed_at < KEPT

    def name(self, place: str) -> str:
        """Return what people call it."""
        return plain(self.references.full if self.references else "") or f"{place}#{self.iid}"

    @property
    def belongs(self) -> str:
        """The name of its epic (acme&5); empty where it has none."""
        if not self.epic or not self.epic.iid:
            return ""
        group = (self.epic.url or "").partition("/-/")[0].removeprefix("/groups/").strip("/")
        return f"{plain(group)}&{self.epic.iid}"


def task(issue: Issue, root: str, place: str, me: str, rank: int | None = None) -> Task:
    """Return an issue as a task; `me` is the name of whose token it was asked with."""
    labels, workers = issue.labels or (), issue.assignees or ()
    milestone = issue.milestone or Milestone()
    size = label.value(labels, label.SIZE) or ("" if issue.weight is None else str(issue.weight))
    stage = Stage.DONE if issue.closed else label.stage(labels, assigned=bool(workers))
    return Task(
        key=key(root, issue.id),
        title=shorten(issue.title or f"#{issue.iid}", 200),
        url=web(issue.web_url),
        at=issue.created_at,
        name=issue.name(place),
        stage=stage,
        assignee=shorten(", ".join(plain(one.name or one.username) for one in workers), 200),
        changed=issue.closed_at if issue.closed else None,
        mine=any(one.username == me for one in workers),
        status=label.value(labels, label.STATUS),
        priority=label.value(labels, label.PRIORITY),
        rank=None if issue.closed else rank,
        due=_day(issue.due_date) or _day(milestone.due_date),
        release=shorten(milestone.title, 60),
        customer=label.value(labels, label.CUSTOMER),
        size=size,
        epic=issue.belongs,
        blocked=label.blocked(labels),
        labels=tuple(shorten(one, 100) for one in labels[:LABELS]),
    )


def key(root: str, number: int) -> str:
    """Return the key of an issue, whatever its project is called."""
    return f"task:{root}/-/issues/{number}"


def _day(text: str | None) -> date | None:
    """Return a day that GitLab writes (2024-05-01); None where it makes no sense."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
