"""Issues of a repository or a project: who made them, who works on them, and when they were closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.ledger import Ledger, Service
from supporttray.demo.scenario import Person

Turn = Literal["issue_opened", "issue_assigned", "issue_closed", "issue_reopened"]


class Issue(Struct, frozen=True):
    """One issue; `dropped` says that it was closed with nothing done."""

    number: int
    title: str
    text: str
    by: Person
    at: datetime
    changed: datetime
    labels: tuple[str, ...] = ()
    workers: tuple[Person, ...] = ()
    closed: datetime | None = None
    closed_by: Person | None = None
    dropped: bool = False


class Tracker:
    """The issues of one place; every change is written into the ledger."""

    def __init__(self, service: Service, place: str, ledger: Ledger) -> None:
        self.place = place
        self._service = service
        self._ledger = ledger
        self._issues: dict[int, Issue] = {}

    def issues(self) -> Sequence[Issue]:
        """List all, the newest first."""
        return list(self._issues.values())[::-1]

    def find(self, number: int) -> Issue | None:
        """Give one, or nothing."""
        return self._issues.get(number)

    def make(self, by: Person, at: datetime, title: str, text: str, labels: tuple[str, ...] = ()) -> Issue:
        """Make an issue."""
        issue = Issue(len(self._issues) + 1, title, text, by, at, at, labels)
        return self._keep("issue_opened", issue, by, at)

    def assign(self, issue: Issue, workers: tuple[Person, ...], by: Person, at: datetime) -> Issue:
        """Say who works on it."""
        return self._keep("issue_assigned", replace(issue, workers=workers, changed=at), by, at)

    def close(self, issue: Issue, by: Person, at: datetime, *, dropped: bool = False) -> Issue:
        """Close it."""
        closed = replace(issue, closed=at, closed_by=by, changed=at, dropped=dropped)
        return self._keep("issue_closed", closed, by, at)

    def reopen(self, issue: Issue, by: Person, at: datetime) -> Issue:
        """Open it again."""
        again = replace(issue, closed=None, closed_by=None, changed=at, dropped=False)
        return self._keep("issue_reopened", again, by, at)

    def _keep(self, what: Turn, issue: Issue, by: Person, at: datetime) -> Issue:
        self._issues[issue.number] = issue
        facts = {"place": self.place, "issue": issue.number, "title": issue.title, "text": issue.text}
        self._ledger.write(at, self._service, what, by, **facts, labels=list(issue.labels))
        return issue
