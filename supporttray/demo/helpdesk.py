"""The help desk: what customers wrote, what was answered, and what became of it. It knows customers by a name, not as people of the company."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.ledger import Ledger
from supporttray.demo.scenario import Person

FIRST = 4001  # the first ticket's number: nobody's desk begins with one
Status: TypeAlias = Literal["new", "open", "pending", "solved", "closed"]
Turn: TypeAlias = Literal[
    "ticket_opened",
    "ticket_commented",
    "ticket_solved",
    "ticket_merged",
    "ticket_deleted",
    "ticket_moved",
]
OVER = ("solved", "closed")


class Customer(Struct, frozen=True):
    """Somebody who asks; the number is the desk's own."""

    number: int
    name: str

    @property
    def email(self) -> str:
        """The address that the desk has, and that the app must never show."""
        return f"customer-{self.number}@customers.example"


class Comment(Struct, frozen=True):
    """What was written under a ticket; the first one is the ticket's own text. A remark of colleagues is not `public`."""

    number: int
    by: Customer | Person
    text: str
    at: datetime
    public: bool = True


class Case(Struct, frozen=True):
    """One ticket. `merged` is the number of the one that it was merged into, `deleted` that it is gone.

    `problem` is the hidden problem to which it belongs: for tests, no service tells it.
    """

    number: int
    title: str
    text: str
    by: Customer
    at: datetime
    changed: datetime
    status: Status = "new"
    priority: str = ""
    product: str = ""
    labels: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    merged: int = 0
    deleted: bool = False
    problem: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.status in OVER


class Helpdesk:
    """All tickets, in the order in which they were opened; each change is written into the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._cases: dict[int, Case] = {}
        self._customers: dict[str, Customer] = {}
        self._comments = 0

    def cases(self) -> Sequence[Case]:
        """List all, the oldest first; also those that were merged or deleted."""
        return list(self._cases.values())

    def find(self, number: int) -> Case | None:
        """Give one, or nothing; also one that was merged or deleted."""
        return self._cases.get(number)

    def since(self, changed: datetime) -> list[Case]:
        """List what was changed at this moment or later, in the order of these changes: the desk's feed."""
        return sorted(
            (one for one in self._cases.values() if one.changed >= changed), key=lambda one: (one.changed, one.number)
        )

    def customers(self) -> Sequence[Customer]:
        """List who ever asked."""
        return list(self._customers.values())

    def customer(self, name: str) -> Customer:
        """Give somebody who asks by the name; a new one is a new customer."""
        known = self._customers.get(name)
        return known or self._customers.setdefault(name, Customer(90_001 + len(self._customers), name))

    def open(self, at: datetime, name: str, title: str, text: str, **facts: Any) -> Case:
        """Open a ticket for a customer of that name. `facts` are priority, product, labels, problem."""
        by = self.customer(name)
        comment = self._write(by, text, at)
        number = FIRST + len(self._cases)
        case = Case(number, title, text, by, at, at, comments=(comment,), **facts)
        return self._keep("ticket_opened", case, at, requester=name, text=text)

    def comment(
        self,
        case: Case,
        by: Customer | Person,
        text: str,
        at: datetime,
        *,
        public: bool = True,
        status: Status | None = None,
    ) -> Case:
        """Write under one. A customer's words open what was solved; ours leave the status, unless one is named."""
        made = self._write(by, text, at, public=public)
        asked = isinstance(by, Customer)
        opens = case.over if asked else case.status == "new"
        now = status or ("open" if opens else case.status)
        if case.status == "closed":
            now = "closed"
        told = replace(case, comments=(*case.comments, made), changed=at, status=now)
        who = None if isinstance(by, Customer) else by
        return self._keep("ticket_commented", told, at, who, text=text, public=public)

    def solve(self, case: Case, at: datetime, by: Person | None = None, *, status: Status = "solved") -> Case:
        """Say that it is done."""
        return self._keep("ticket_solved", replace(case, status=status, changed=at), at, by)

    def merge(self, case: Case, into: Case, at: datetime, by: Person | None = None) -> Case:
        """Make one part of another: it is closed, and the other one says so."""
        self._keep(
            "ticket_commented", replace(into, changed=at), at, by, text=f"#{case.number} was merged into this one."
        )
        return self._keep("ticket_merged", replace(case, status="closed", merged=into.number, changed=at), at, by)

    def delete(self, case: Case, at: datetime, by: Person | None = None) -> Case:
        """Throw one away."""
        return self._keep("ticket_deleted", replace(case, deleted=True, changed=at), at, by)

    def move(self, case: Case, product: str, at: datetime, by: Person | None = None) -> Case:
        """Say that it is about another product."""
        return self._keep("ticket_moved", replace(case, product=product, changed=at), at, by)

    def _write(self, by: Customer | Person, text: str, at: datetime, *, public: bool = True) -> Comment:
        self._comments += 1
        return Comment(700_000 + self._comments, by, text, at, public)

    def _keep(self, what: Turn, case: Case, at: datetime, by: Person | None = None, **facts: Any) -> Case:
        self._cases[case.number] = case
        told = {"ticket": case.number, "title": case.title, "status": case.status, "product": case.product}
        more = {"problem": case.problem} if case.problem else {}
        self._ledger.write(at, "zendesk", what, by, **told, labels=list(case.labels), **more, **facts)
        return case
