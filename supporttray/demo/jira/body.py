"""The bodies of Jira's answers: people, projects, issues and their statuses."""

import zlib
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Remark, Tracker

STATUSES = (
    ("11", "To Do", 10_001, "new"),
    ("21", "In Progress", 3, "indeterminate"),
    ("51", "Blocked", 10_002, "indeterminate"),
    ("31", "Done", 10_003, "done"),
    ("41", "Won't do", 10_004, "done"),
)
CATEGORIES = {"new": 2, "indeterminate": 4, "done": 3}
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
RANK, EPIC, FLAG, CUSTOMER, SIZE = (f"customfield_{number}" for number in (10_019, 10_014, 10_021, 10_050, 10_016))
_DOCUMENT = '{"type":"doc"'


def written(moment: datetime) -> str:
    """Write a moment as Jira does: milliseconds, and no colon in the offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


class Body(Struct, frozen=True):
    """Writes bodies for one caller: `api` is the address under which it was called, `cloud` which Jira this is."""

    base: str
    api: str
    version: str
    cloud: bool

    def server(self, now: datetime) -> dict[str, Any]:
        """Describe the server."""
        return {
            "baseUrl": self.base,
            "version": "1001.0.0-SNAPSHOT" if self.cloud else "9.12.2",
            "versionNumbers": [1001, 0, 0] if self.cloud else [9, 12, 2],
            "deploymentType": "Cloud" if self.cloud else "Server",
            "buildNumber": 100286,
            "buildDate": written(now),
            "serverTime": written(now),
            "scmInfo": "0" * 40,
            "serverTitle": "Jira",
        }

    def person(self, person: Person) -> dict[str, Any]:
        """Describe somebody."""
        here = {"accountId": person.id, "accountType": "atlassian"} if self.cloud else {"name": person.id}
        return {
            "self": f"{self.api}/user?id={person.id}",
            **here,
            "displayName": person.name,
            "emailAddress": person.email,
            "active": True,
            "timeZone": person.zone,
        }

    def project(self, tracker: Tracker, name: str) -> dict[str, Any]:
        """Describe a project."""
        kinds = [
            {"id": str(10_000 + number), "name": kind, "subtask": kind == "Sub-task", "self": f"{self.api}/issuetype"}
            for number, kind in enumerate(("Bug", "Sub-task", "Task"), 1)
        ]
        return {
            "id": str(number_of(tracker)),
            "key": tracker.place,
            "name": name,
            "self": f"{self.api}/project/{tracker.place}",
            "projectTypeKey": "software",
            "issueTypes": kinds,
        }

    def issue(self, tracker: Tracker, one: Issue) -> dict[str, Any]:
        """Describe an issue."""
        resolution = {"name": "Won't Do" if one.dropped else "Done", "id": "1"} if one.closed else None
        return {
            "id": id_of(tracker, one),
            "key": f"{tracker.place}-{one.number}",
            "self": f"{self.api}/issue/{id_of(tracker, one)}",
            "expand": "operations",
            "fields": {
                "summary": one.title,
                "description": self.text(one.text),
                "labels": list(one.labels),
                "created": written(one.at),
                "updated": written(one.changed),
                "creator": self.person(one.by),
                "reporter": self.person(one.by),
                "assignee": self.person(one.workers[0]) if one.workers else None,
                "status": self.status(status_of(one)),
                "priority": self._priority(one),
                "duedate": one.due.isoformat() if one.due else None,
                "fixVersions": [{"id": _code(one.release), "name": one.release}] if one.release else [],
                "issuetype": self._kind(one),
                RANK: f"0|{_lexical(tracker.mark_of(one))}:",
                FLAG: [{"id": "10020", "value": "Impediment"}] if "flagged" in one.labels else None,
                CUSTOMER: {"id": _code(one.customer), "value": one.customer} if one.customer else None,
                SIZE: float(one.size) if one.size is not None else None,
                **self._above(tracker, one),
                "resolution": resolution,
                "resolutiondate": written(one.closed) if one.closed else None,
                **({"statuscategorychangedate": written(one.closed or one.changed)} if self.cloud else {}),
            },
        }

    def transition(self, which: tuple[str, str, int, str]) -> dict[str, Any]:
        """Describe a way to a status."""
        return {"id": which[0], "name": which[1], "to": self.status(which), "isAvailable": True, "fields": {}}

    def status(self, which: tuple[str, str, int, str]) -> dict[str, Any]:
        """Describe a status."""
        _, name, number, category = which
        return {"id": str(number), "name": name, "statusCategory": {"id": CATEGORIES[category], "key": category}}

    def remark(self, tracker: Tracker, issue: Issue, one: Remark, *, notes: bool = False) -> dict[str, Any]:
        """Describe a comment; what programs keep with it only where it is asked for."""
        kept = {"properties": [{"key": key, "value": value} for key, value in one.notes]} if notes else {}
        by = self.person(one.by)
        return {
            "id": str(one.id),
            "self": f"{self.api}/issue/{id_of(tracker, issue)}/comment/{one.id}",
            "author": by,
            "updateAuthor": by,
            "body": self.text(one.text),
            "created": written(one.at),
            "updated": written(one.at),
            **kept,
        }

    def _kind(self, one: Issue) -> dict[str, Any]:
        level = {"hierarchyLevel": 1 if one.epic else 0} if self.cloud else {}
        return {
            "id": "10000" if one.epic else "10003",
            "name": "Epic" if one.epic else "Task",
            "subtask": False,
            **level,
        }

    def _above(self, tracker: Tracker, one: Issue) -> dict[str, Any]:
        """Tell the epic: the cloud has parents, a data centre a field of its own."""
        if not self.cloud:
            return {EPIC: one.parent or None}
        found = tracker.find(int(one.parent.rpartition("-")[2])) if one.parent else None
        if found is None:
            return {}
        fields = {"summary": found.title, "status": self.status(status_of(found)), "issuetype": self._kind(found)}
        return {"parent": {"id": id_of(tracker, found), "key": one.parent, "fields": fields}}

    def _priority(self, one: Issue) -> dict[str, Any] | None:
        return {"id": str(place_of(one) + 1), "name": one.priority} if one.priority else None

    def text(self, text: str) -> Any:
        """Give a description or a comment as this version of the API has it."""
        if text.startswith(_DOCUMENT):
            document = msgspec.json.decode(text)
            return document if self.version == "3" else "\n".join(_lines(document))
        return text or None if self.version != "3" else _document(text)


def status_of(one: Issue) -> tuple[str, str, int, str]:
    """Tell an issue's status: where nobody said one, what somebody took is in progress."""
    if one.closed:
        return STATUSES[4 if one.dropped else 3]
    name = one.status or ("In Progress" if one.workers else "To Do")
    own = ("", name, 20_000 + zlib.crc32(name.encode()) % 9_000, "indeterminate")  # a column of the team's own
    return next((status for status in STATUSES[:3] if status[1] == name), own)


def place_of(one: Issue) -> int:
    """Tell the place of an issue's priority, the most urgent first."""
    return PRIORITIES.index(one.priority) if one.priority in PRIORITIES else 2


def number_of(tracker: Tracker) -> int:
    """Give a project's number."""
    return 10_000 + zlib.crc32(tracker.place.encode()) % 9_000


def id_of(tracker: Tracker, one: Issue) -> str:
    """Give an issue's number."""
    return str(number_of(tracker) * 1000 + one.number)


def _lexical(number: int) -> str:
    """Write a number so that texts compare as numbers do: in six digits to the base of 36."""
    return "".join("0123456789abcdefghijklmnopqrstuvwxyz"[number // 36**place % 36] for place in reversed(range(6)))


def _code(name: str) -> str:
    return str(10_000 + zlib.crc32(name.encode()) % 9_000)


def _document(text: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}] if text else []
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": content}]}


def _lines(node: dict[str, Any]) -> list[str]:
    if node.get("type") == "paragraph":
        return ["".join(child.get("text", "") for child in node.get("content", []))]
    return [line for child in node.get("content", []) for line in _lines(child)]
