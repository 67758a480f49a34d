"""An issue of GitHub as a task: what its body tells (docs.github.com/rest/issues), and what its labels say by custom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from supporttray.connectors.github.moment import Moment
from supporttray.connectors.http import web
from supporttray.core.item import Stage, Task
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.github.place import Place

DROPPED = frozenset({"not_planned", "duplicate"})
BLOCKED = "blocked"
EPIC = "epic"
LABELS = 20  # of one issue that are kept
# What a board's column is called: of others nothing is known, and who is assigned decides.
WAITING = frozenset(
    {"backlog", "to do", "todo", "new", "triage", "ready", "next", "up next", "open", "planned", "no status"}
)
DOING = frozenset(
    {"in progress", "doing", "started", "in review", "review", "in development", "in testing", "testing", "working"}
)
_FIELD = re.compile(r"(priority|customer|size)\s*(?:::?|/)\s*(\S.*)", re.IGNORECASE)
_LEVEL = re.compile(r"p[0-4]", re.IGNORECASE)
_PARENT = re.compile(r"/repos/([\w.-]+/[\w.-]+)/issues/(\d{1,9})$", re.ASCII)


class Named(msgspec.Struct, frozen=True):
    """A label, or the type of an issue."""

    name: str | None = None


class User(msgspec.Struct, frozen=True):
    """Whose it is."""

    login: str


class Milestone(msgspec.Struct, frozen=True):
    """What it is to be in, and by when that is promised."""

    title: str = ""
    due_on: Moment | None = None


Label: TypeAlias = Named | str


class Issue(msgspec.Struct, frozen=True):
    """An issue as lists and single answers give it; only what we use. A pull request has the key of that name."""

    number: int
    title: str | None = None
    state: str = "open"
    created_at: Moment | None = None
    updated_at: Moment | None = None
    html_url: str = ""
    closed_at: Moment | None = None
    state_reason: str | None = None
    user: User | None = None
    assignees: tuple[User, ...] | None = None
    labels: tuple[Label, ...] | None = None
    milestone: Milestone | None = None
    type: Named | None = None
    parent_issue_url: str | None = None
    repository_url: str = ""
    locked: bool = False
    pull_request: object = None

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.state == "closed"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its labels, as they were written."""
        given = (one if isinstance(one, str) else one.name or "" for one in self.labels or ())
        return tuple(name for name in given if name)

    def has(self, label: str) -> bool:
        """Whether it has a label; GitHub takes no notice of capitals."""
        return label.casefold() in (name.casefold() for name in self.names)

    def belongs(self, login: str) -> bool:
        """Whether it is this person's to do."""
        return login.casefold() in (one.login.casefold() for one in self.assignees or ())


def task(issue: Issue, repository: str, host: str, me: str, place: Place, now: datetime) -> Task:
    """Return an issue as a task of `me` (a login); `place` is where it stands on the board. What it lacks is left empty."""
    name, fields = f"{repository}#{issue.number}", _fields(issue)
    return Task(
        key=f"task:{host}/{repository}/{issue.number}",
        title=shorten(issue.title or "", 200) or name,
        url=web(issue.html_url),
        at=issue.created_at or issue.updated_at or now,
        name=name,
        stage=_stage(issue, place),
        assignee=", ".join(plain(one.login) for one in issue.assignees or ()),
        changed=issue.closed_at if issue.closed else None,
        dropped=issue.closed and issue.state_reason in DROPPED,
        mine=issue.belongs(me),
        status=place.status,
        rank=place.rank,
        priority=fields.get("priority", ""),
        customer=fields.get("customer", ""),
        size=fields.get("size", ""),
        epic=epic(issue, name),
        release=shorten(issue.milestone.title, 100) if issue.milestone else "",
        due=issue.milestone.due_on.date() if issue.milestone and issue.milestone.due_on else None,
        blocked=issue.has(BLOCKED) or place.status.casefold() == BLOCKED,
        labels=tuple(shorten(label, 50) for label in issue.names[:LABELS]),
    )


def epic(issue: Issue, name: str) -> str:
    """Return the name of the issue to which it belongs as a sub-issue; its own if it is an epic itself, else nothing."""
    if (issue.type and (issue.type.name or "").casefold() == EPIC) or issue.has(EPIC):
        return name
    found = _PARENT.search(issue.parent_issue_url or "")
    return f"{found[1]}#{found[2]}" if found else ""


def _stage(issue: Issue, place: Place) -> Stage:
    """Return how far it is: by its state, else by the board's column, else by whether anybody has it."""
    if issue.closed:
        return Stage.DONE
    column = place.status.casefold().replace("-", " ")
    if column in WAITING or column in DOING:
        return Stage.STARTED if column in DOING else Stage.OPEN
    return Stage.STARTED if issue.assignees else Stage.OPEN


def _fields(issue: Issue) -> dict[str, str]:
    """Return what labels such as `priority: high`, `size/S`, `customer::Acme` and `P1` say; of two of a kind the first counts."""
    found: dict[str, str] = {}
    for name in issue.names:
        if field := _FIELD.fullmatch(name.strip()):
            found.setdefault(field[1].lower(), shorten(field[2], 50))
        elif _LEVEL.fullmatch(name.strip()):
            found.setdefault("priority", name.strip().upper())
    return found
