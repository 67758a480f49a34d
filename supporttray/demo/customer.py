"""What a scenario may say of customers' tickets: what they write, and what becomes of it at the help desk."""

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from supporttray.demo.word import Key, Name, Text, Times

Title: TypeAlias = Annotated[str, Meta(min_length=1, max_length=20_000)]  # customers write what they like
Case: TypeAlias = Annotated[str, Meta(pattern=r"^([a-z][a-z0-9]{0,30}|#[1-9]\d{0,8})$")]
Priority: TypeAlias = Literal["", "low", "normal", "high", "urgent"]

_MINUTE = timedelta(minutes=1)


class Ticket(Struct, frozen=True, tag_field="do", tag="ticket"):
    """A customer opens a ticket; `by` is any name, for customers are no people of the company.

    `problem` is the hidden problem to which it belongs. Only tests read that.
    """

    at: timedelta
    title: Title
    by: Name = "A customer"
    text: str = ""
    id: Key | None = None
    product: str = ""
    labels: tuple[Name, ...] = ()
    priority: Priority = ""
    problem: Name | None = None
    times: Times = 1
    every: timedelta = _MINUTE


class Answer(Struct, frozen=True, tag_field="do", tag="answer"):
    """Somebody writes under a ticket (an id, or `#4012`): a person, or its customer where nobody is named."""

    at: timedelta
    to: Case
    text: Text
    by: str = ""
    public: bool = True


class Solve(Struct, frozen=True, tag_field="do", tag="solve"):
    """A ticket is done."""

    at: timedelta
    to: Case
    by: str = ""


class Fold(Struct, frozen=True, tag_field="do", tag="fold"):
    """A ticket is merged into another one."""

    at: timedelta
    to: Case
    into: Case
    by: str = ""


class Drop(Struct, frozen=True, tag_field="do", tag="drop"):
    """A ticket is deleted."""

    at: timedelta
    to: Case
    by: str = ""


class Rehome(Struct, frozen=True, tag_field="do", tag="rehome"):
    """A ticket is about another product."""

    at: timedelta
    to: Case
    product: Name
    by: str = ""


Customer: TypeAlias = Ticket | Answer | Solve | Fold | Drop | Rehome
ENTRIES: dict[str, type[Customer]] = {
    "ticket": Ticket,
    "answer": Answer,
    "solve": Solve,
    "fold": Fold,
    "drop": Drop,
    "rehome": Rehome,
}
