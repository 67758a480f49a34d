"""A request to the demo's Jira: who asks what, and how it is refused."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from starlette.requests import Request

from supporttray.demo.company import Company
from supporttray.demo.credential import holder
from supporttray.demo.jira.body import Body, id_of
from supporttray.demo.scenario import Person
from supporttray.demo.tracker import Issue, Tracker


class JiraError(Exception):
    """A failure with Jira's status and messages."""

    def __init__(self, status: int, *messages: str, **fields: str) -> None:
        super().__init__(*messages)
        self.status = status
        self.body = {"errorMessages": list(messages), "errors": fields}


class Ask(Struct, frozen=True):
    """One request: who asks what."""

    company: Company
    request: Request
    body: Body
    content: Any

    @property
    def me(self) -> Person:
        """Whose token it is."""
        return holder(token_of(self.request), self.company.people, self.company.me)

    def trackers(self) -> dict[str, Tracker]:
        """Give all projects by their keys."""
        return {one.key: self.company.trackers[one.key.lower()] for one in self.company.scenario.tracker}

    def project(self, key: object) -> Tracker:
        """Find a project. Raises `JiraError`."""
        found = self.trackers().get(str(key).upper())
        if found is None:
            raise JiraError(404, f"No project could be found with key '{key}'.")
        return found

    def issue(self) -> tuple[Tracker, Issue]:
        """Find the issue that is meant. Raises `JiraError`."""
        wanted = self.request.path_params["issue"]
        for tracker in self.trackers().values():
            for one in tracker.issues():
                if wanted in (id_of(tracker, one), f"{tracker.place}-{one.number}"):
                    return tracker, one
        raise JiraError(404, "Issue does not exist or you do not have permission to see it.")


Told: TypeAlias = tuple[int, Any]
Endpoint: TypeAlias = Callable[[Ask], Told]


def text_of(description: Any, version: str) -> str:
    """Keep a description or a comment; each version of the API takes its own form. Raises `JiraError`."""
    if isinstance(description, dict) and version == "3":
        return msgspec.json.encode(description).decode()
    if description is None or (isinstance(description, str) and version != "3" and len(description) <= 32_767):
        return description or ""
    raise JiraError(
        400, description="Operation value must be an Atlassian Document (see the Atlassian Document Format)"
    )


def token_of(request: Request) -> str:
    """Take the token out of what the cloud takes (an e-mail and it, as Basic) or a data centre (it alone, as Bearer)."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret.strip()
    try:
        return base64.b64decode(secret).decode().partition(":")[2] if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""
