"""The ledger: what really happened in the demo company, in order, for tests to compare with."""

from datetime import datetime
from typing import Any, Literal, TypeAlias

from supporttray.demo.moment import rfc3339
from supporttray.demo.scenario import Person

What: TypeAlias = Literal[
    "message",
    "reply",
    "reaction_added",
    "reaction_removed",
    "message_changed",
    "message_deleted",
    "topic",
    "usergroup",
    "status",
    "run_completed",
    "run_repeated",
    "remarked",
    "project_built",
    "issue_opened",
    "issue_assigned",
    "issue_moved",
    "issue_commented",
    "issue_closed",
    "issue_reopened",
    "pull_opened",
    "pull_pushed",
    "pull_reviewed",
    "pull_asked",
    "pull_ready",
    "pull_merged",
    "pull_closed",
    "ticket_opened",
    "ticket_commented",
    "ticket_solved",
    "ticket_merged",
    "ticket_deleted",
    "ticket_moved",
    "error_new",
    "error_back",
    "error_came",
    "error_resolved",
    "deployed",
]
Service: TypeAlias = Literal["slack", "github", "gitlab", "jenkins", "cctray", "jira", "zendesk", "rollbar"]


class Ledger:
    """A list that only grows."""

    def __init__(self) -> None:
        self._lines: list[dict[str, Any]] = []

    def write(self, at: datetime, service: Service, what: What, by: Person | None, **facts: Any) -> None:
        """Add one line; `facts` are the service's own ids and words."""
        who = {} if by is None else {"by": by.account if service == "github" else by.user, "by_name": by.name}
        line = {"number": len(self._lines) + 1, "at": rfc3339(at), "service": service, "what": what, **who, **facts}
        self._lines.append(line)

    def lines(self) -> list[dict[str, Any]]:
        """Give a copy of all lines so far."""
        return list(self._lines)
