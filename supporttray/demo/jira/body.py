"""The bodies of Jira's answers: people, projects, issues and their statuses."""

import zlib
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Tracker

STATUSES = (("11", "To Do", 2, "new"), ("21", "In Progress", 4, "indeterminate"), ("31", "Done", 3, "done"))
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
        _, name, number, category = STATUSES[status_of(one)]
        resolution = {"name": "Won't Do" if one.dropped else "Done", "id": "1"} if one.closed else None
        return {
            "id": id_of(tracker, one),
            "key": f"{tracker.place}-{one.number}",
            "self": f"{self.api}/issue/{id_of(tracker, one)}",
            "expand": "operations",
            "fields": {
                "summary": one.title,
                "description": self._description(one.text),
                "labels": list(one.labels),
                "created": written(one.at),
                "updated": written(one.changed),
                "creator": self.person(one.by),
                "reporter": self.person(one.by),
                "assignee": self.person(one.workers[0]) if one.workers else None,
                "status": {"name": name, "id": str(number), "statusCategory": {"id": number, "key": category}},
                "resolution": resolution,
                "resolutiondate": written(one.closed) if one.closed else None,
                **({"statuscategorychangedate": written(one.closed or one.changed)} if self.cloud else {}),
            },
        }

    def transition(self, which: tuple[str, str, int, str]) -> dict[str, Any]:
        """Describe a way to a status."""
        number, name, status, category = which
        there = {"id": str(status), "name": name, "statusCategory": {"id": status, "key": category}}
        return {"id": number, "name": name, "to": there, "isAvailable": True}

    def _description(self, text: str) -> Any:
        """Give a description as this version of the API has it."""
        if text.startswith(_DOCUMENT):
            document = msgspec.json.decode(text)
            return document if self.version == "3" else "\n".join(_lines(document))
        return text or None if self.version != "3" else _document(text)


def status_of(one: Issue) -> int:
    """Tell the place of an issue's status: what somebody took is in progress."""
    return 2 if one.closed else 1 if one.workers else 0


def number_of(tracker: Tracker) -> int:
    """Give a project's number."""
    return 10_000 + zlib.crc32(tracker.place.encode()) % 9_000


def id_of(tracker: Tracker, one: Issue) -> str:
    """Give an issue's number."""
    return str(number_of(tracker) * 1000 + one.number)


def _document(text: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}] if text else []
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": content}]}


def _lines(node: dict[str, Any]) -> list[str]:
    if node.get("type") == "paragraph":
        return ["".join(child.get("text", "") for child in node.get("content", []))]
    return [line for child in node.get("content", []) for line in _lines(child)]
