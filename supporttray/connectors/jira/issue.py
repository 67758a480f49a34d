"""An issue as Jira tells it, and the task that it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from supporttray.connectors.http import decode, web
from supporttray.connectors.jira import field
from supporttray.connectors.jira.api import Myself
from supporttray.core.item import Stage, Task
from supporttray.core.text import plain, shorten

STAGES = {"new": Stage.OPEN, "indeterminate": Stage.STARTED, "done": Stage.DONE}
DROPPED = frozenset({"won't do", "won't fix", "duplicate", "declined", "rejected", "cannot reproduce", "incomplete"})
BLOCKED = re.compile(r"\b(?:blocked|on[ _-]?hold|waiting|impediment|paused|blockiert|wartend)\b", re.IGNORECASE)
LEXICAL = re.compile(r"([0-2])\|([0-9a-z]{6}):([0-9a-z]*)")
DIGITS = 5  # of what follows the colon: more are no number that the store holds
WANTED = (
    *("summary", "status", "created", "updated", "assignee", "resolution", "resolutiondate", "priority", "duedate"),
    *("statuscategorychangedate", "fixVersions", "labels", "parent", "issuetype"),
)


class Named(msgspec.Struct, frozen=True, rename="camel"):
    """A person, a version, a priority, or how an issue was resolved."""

    name: str | None = None
    display_name: str | None = None
    account_id: str | None = None


class Category(msgspec.Struct, frozen=True):
    """How far a status is."""

    key: str = ""


class Status(msgspec.Struct, frozen=True, rename="camel"):
    """An issue's status: its name is the team's own, its category is Jira's."""

    name: str = ""
    status_category: Category = Category()


class Kind(msgspec.Struct, frozen=True, rename="camel"):
    """What sort of issue it is; the cloud says on which level (an epic's is 1)."""

    name: str = ""
    hierarchy_level: int | None = None

    @property
    def epic(self) -> bool:
        """Whether it is an epic, whatever the team calls it."""
        return self.hierarchy_level == 1 if self.hierarchy_level is not None else self.name.casefold() == "epic"


class Parent(msgspec.Struct, frozen=True):
    """The issue above one."""

    key: str = ""
    fields: Above | None = None

    @property
    def epic(self) -> bool:
        """Whether it is an epic."""
        return bool(self.fields and self.fields.issuetype and self.fields.issuetype.epic)


class Above(msgspec.Struct, frozen=True):
    """What is told of it."""

    issuetype: Kind | None = None


class Content(msgspec.Struct, frozen=True, rename={"versions": "fixVersions"}):
    """Of an issue's fields only what we use; Jira writes moments without a colon in the offset."""

    created: str | None = None
    summary: str | None = None
    status: Status | None = None
    assignee: Named | None = None
    resolution: Named | None = None
    resolutiondate: str | None = None
    statuscategorychangedate: str | None = None
    priority: Named | None = None
    duedate: str | None = None
    versions: tuple[Named, ...] | None = None
    labels: tuple[str, ...] | None = None
    parent: Parent | None = None
    issuetype: Kind | None = None

    @property
    def stage(self) -> Stage:
        """How far it is: by its status' category, for names change; where that says nothing what is resolved is done."""
        category = self.status.status_category.key if self.status else ""
        return STAGES.get(category, Stage.DONE if self.resolution else Stage.OPEN)

    @property
    def word(self) -> str:
        """The name of its status."""
        return plain(self.status.name) if self.status else ""

    @property
    def held(self) -> bool:
        """Whether its status or a label says that it waits for something."""
        return any(BLOCKED.search(one) for one in (self.word, *(self.labels or ())))


class Updated(msgspec.Struct, frozen=True):
    """When an issue changed, in whatever form."""

    updated: object = ""


class Issue(msgspec.Struct, frozen=True):
    """An issue; its `key` changes with its project, its `id` never does."""

    id: str
    key: str
    fields: msgspec.Raw = msgspec.Raw(b"{}")

    @property
    def updated(self) -> str:
        """When it changed, as Jira writes it; compared before anything else is read."""
        return str(msgspec.json.decode(self.fields, type=Updated).updated)

    @property
    def seen(self) -> str:
        """What tells it from itself at another moment."""
        return f"{self.id}@{self.updated}"

    def content(self, host: str) -> Content:
        """Return its fields. Raises `NotUnderstood`."""
        return decode(bytes(self.fields), Content, host)

    def more(self) -> dict[str, Any]:
        """Return all its fields, those too that the site made for itself."""
        return msgspec.json.decode(self.fields, type=dict[str, Any])


class Reading(msgspec.Struct, frozen=True):
    """How issues are read: whose token it is, and the ids of the fields that this site has made for itself."""

    host: str
    base: str
    me: Myself
    rank: str = ""
    epic: str = ""
    flag: str = ""
    customer: str = ""
    size: str = ""

    @property
    def wanted(self) -> list[str]:
        """The fields to be asked for."""
        return [*WANTED, *filter(None, (self.rank, self.epic, self.flag, self.customer, self.size))]

    def key(self, id_: str) -> str:
        """Return the key of an issue's task."""
        return f"task:{self.host}/{id_}"

    def task(self, issue: Issue, now: datetime) -> Task:
        """Return an issue as a task. Raises `NotUnderstood`."""
        one = issue.content(self.host)
        more = issue.more()
        done = one.stage is Stage.DONE
        return Task(
            key=self.key(issue.id),
            title=shorten(one.summary or issue.key, 200),
            url=web(f"{self.base}/browse/{issue.key}"),
            at=moment(one.created) or now,
            name=plain(issue.key),
            stage=one.stage,
            assignee=plain((one.assignee and one.assignee.display_name) or ""),
            changed=moment(one.statuscategorychangedate) or (moment(one.resolutiondate) if done else None),
            dropped=done and bool(one.resolution) and (_name(one.resolution).casefold() in DROPPED),
            mine=is_me(one.assignee, self.me),
            status=shorten(one.word, 60),
            priority=shorten(_name(one.priority), 60),
            rank=None if done else placed(more.get(self.rank)),
            due=day(one.duedate),
            release=shorten(", ".join(filter(None, map(_name, one.versions or ()))), 100),
            customer=field.told(more.get(self.customer)),
            size=field.told(more.get(self.size)),
            epic=self._epic(issue, one, more),
            blocked=not done and (one.held or bool(more.get(self.flag))),
            labels=tuple(plain(label) for label in one.labels or ()),
        )

    def _epic(self, issue: Issue, one: Content, more: dict[str, Any]) -> str:
        if one.issuetype and one.issuetype.epic:
            return plain(issue.key)
        above = one.parent.key if one.parent and one.parent.epic else ""
        return plain(above) or field.told(more.get(self.epic))


def placed(value: object) -> int | None:
    """Return the number of the text that Jira keeps as an issue's rank (0|i0004x:9): these compare as the texts do. None for anything else."""
    found = LEXICAL.fullmatch(value) if isinstance(value, str) else None
    return int(found[1] + found[2] + found[3][:DIGITS].ljust(DIGITS, "0"), 36) if found else None


def is_me(person: Named | None, me: Myself) -> bool:
    """Whether a person is the one whose token it is."""
    return bool(me.id) and person is not None and me.id in (person.account_id, person.name)


def moment(text: str | None) -> datetime | None:
    """Return the moment that Jira writes (2024-05-01T12:34:56.000+0000); None where it makes no sense."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and 1970 <= found.year < 9000 else None


def day(text: str | None) -> date | None:
    """Return the day that Jira writes (2024-05-01); None where it makes no sense."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _name(one: Named | None) -> str:
    return plain((one and one.name) or "")
