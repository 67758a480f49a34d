"""Issues of a repository or a project: who made them, who works on them, and when they were closed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.ledger import Ledger, Service
from supporttray.demo.scenario import Person

GAP = 36**3  # between two neighbours in the order
Turn = Literal["issue_opened", "issue_assigned", "issue_moved", "issue_commented", "issue_closed", "issue_reopened"]


class Remark(Struct, frozen=True):
    """A comment under an issue; `notes` are what programs keep with it, unseen by people."""

    id: int
    by: Person
    at: datetime
    text: str
    notes: tuple[tuple[str, Any], ...] = ()


class Issue(Struct, frozen=True):
    """One issue; `dropped` says that it was closed with nothing done.

    `status` is the name of its column where its tracker has some. `release` is the version it is to be in, `parent` the key or number of the epic it belongs to.
    """

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
    status: str = ""
    priority: str = ""
    release: str = ""
    due: date | None = None
    customer: str = ""
    size: int | None = None
    parent: str = ""
    epic: bool = False
    remarks: tuple[Remark, ...] = ()


class Tracker:
    """The issues of one place; every change is written into the ledger."""

    def __init__(self, service: Service, place: str, ledger: Ledger) -> None:
        self.place = place
        self._service = service
        self._ledger = ledger
        self._issues: dict[int, Issue] = {}
        self._ranks: list[int] = []  # as QA has put them, the first first
        self._marks: dict[int, int] = {}  # what a tracker keeps of that with each: a number that rises in this order

    def issues(self) -> Sequence[Issue]:
        """List all, the newest first."""
        return list(self._issues.values())[::-1]

    def find(self, number: int) -> Issue | None:
        """Give one, or nothing."""
        return self._issues.get(number)

    def ranked(self) -> Sequence[Issue]:
        """List all in the order in which they are to be done."""
        return [self._issues[number] for number in self._ranks]

    def mark_of(self, issue: Issue) -> int:
        """Tell the number of one that rises in that order; another one's move leaves it alone."""
        return self._marks[issue.number]

    def rank(self, issue: Issue, before: int = 0) -> None:
        """Put one before another one; at the end where none is named."""
        self._ranks.remove(issue.number)
        self._ranks.insert(self._ranks.index(before) if before in self._ranks else len(self._ranks), issue.number)
        self._mark(issue.number)

    def make(self, by: Person, at: datetime, title: str, text: str, labels: tuple[str, ...] = ()) -> Issue:
        """Make an issue, the last in the order."""
        issue = Issue(len(self._issues) + 1, title, text, by, at, at, labels)
        self._ranks.append(issue.number)
        self._mark(issue.number)
        return self._keep("issue_opened", issue, by, at)

    def assign(self, issue: Issue, workers: tuple[Person, ...], by: Person, at: datetime) -> Issue:
        """Say who works on it."""
        return self._keep("issue_assigned", replace(issue, workers=workers, changed=at), by, at)

    def describe(self, issue: Issue, **facts: Any) -> Issue:
        """Change what else is known of it, as its author did in the first moment: nothing that anybody tells."""
        changed = self._issues[issue.number] = replace(issue, **facts)
        return changed

    def move(self, issue: Issue, status: str, by: Person, at: datetime) -> Issue:
        """Put it into another column."""
        return self._keep("issue_moved", replace(issue, status=status, changed=at), by, at)

    def label(self, issue: Issue, labels: tuple[str, ...], by: Person, at: datetime) -> Issue:
        """Give it these labels."""
        return self._keep("issue_moved", replace(issue, labels=labels, changed=at), by, at)

    def remark(
        self, issue: Issue, text: str, by: Person, at: datetime, notes: tuple[tuple[str, Any], ...] = ()
    ) -> Remark:
        """Write a comment under it."""
        made = Remark(issue.number * 1000 + len(issue.remarks) + 1, by, at, text, notes)
        self._keep("issue_commented", replace(issue, remarks=(*issue.remarks, made), changed=at), by, at)
        return made

    def close(self, issue: Issue, by: Person, at: datetime, *, dropped: bool = False) -> Issue:
        """Close it."""
        closed = replace(issue, closed=at, closed_by=by, changed=at, dropped=dropped)
        return self._keep("issue_closed", closed, by, at)

    def reopen(self, issue: Issue, by: Person, at: datetime) -> Issue:
        """Open it again."""
        again = replace(issue, closed=None, closed_by=None, changed=at, dropped=False)
        return self._keep("issue_reopened", again, by, at)

    def _mark(self, number: int) -> None:
        place = self._ranks.index(number)
        low = self._marks[self._ranks[place - 1]] if place else 0
        last = place + 1 == len(self._ranks)
        mark = low + GAP if last else (low + self._marks[self._ranks[place + 1]]) // 2
        self._marks[number] = mark
        if mark == low:  # no room is left
            self._marks = {one: GAP * (place + 1) for place, one in enumerate(self._ranks)}

    def _keep(self, what: Turn, issue: Issue, by: Person, at: datetime) -> Issue:
        self._issues[issue.number] = issue
        facts = {"place": self.place, "issue": issue.number, "title": issue.title, "text": issue.text}
        self._ledger.write(at, self._service, what, by, **facts, labels=list(issue.labels))
        return issue
