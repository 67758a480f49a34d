"""What a scenario may say of issues: a tracker's projects, and who opens, takes and closes what."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

Title = Annotated[str, Meta(min_length=1, max_length=255)]
Ticket = Annotated[str, Meta(pattern=r"^(?:[A-Za-z0-9-]+/[\w.-]+#|[A-Z][A-Z0-9]{1,9}-)[1-9]\d{0,6}$")]


class Project(Struct, frozen=True):
    """A project of a tracker."""

    key: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9]{1,9}$")]
    name: Title


class Process(Struct, frozen=True):
    """How a product's testing and releases are done: tasks with one of these labels as the page says, in these steps."""

    product: Title
    labels: Annotated[tuple[Title, ...], Meta(min_length=1)]
    document: str = ""
    steps: tuple[Title, ...] = ()


class Open(Struct, frozen=True, tag_field="do", tag="open"):
    """Somebody makes an issue in a repository or a tracker's project; no place means the first repository.

    `due` is how long after the demo's start it is promised, `parent` the epic to which it belongs (ACME-3).
    """

    at: timedelta
    by: str
    title: Title
    place: str = ""
    text: str = ""
    labels: tuple[Title, ...] = ()
    priority: str = ""
    release: str = ""
    due: timedelta | None = None
    customer: str = ""
    size: int | None = None
    parent: str = ""
    epic: bool = False


class Take(Struct, frozen=True, tag_field="do", tag="take"):
    """Somebody begins to work on an issue (acme/shop#1, ACME-1)."""

    at: timedelta
    to: Ticket
    by: str


class Move(Struct, frozen=True, tag_field="do", tag="move"):
    """Somebody puts an issue into another column."""

    at: timedelta
    to: Ticket
    by: str
    status: Title


class Rank(Struct, frozen=True, tag_field="do", tag="rank"):
    """QA puts an issue before another one (by its number); 0 for the end."""

    at: timedelta
    to: Ticket
    by: str
    before: Annotated[int, Meta(ge=0)] = 0


class Close(Struct, frozen=True, tag_field="do", tag="close"):
    """Somebody closes an issue; `dropped` says that nothing was done."""

    at: timedelta
    to: Ticket
    by: str
    dropped: bool = False


class Reopen(Struct, frozen=True, tag_field="do", tag="reopen"):
    """Somebody opens a closed issue again."""

    at: timedelta
    to: Ticket
    by: str


def place_of(ticket: str) -> tuple[str, int]:
    """Tell the place and the number of an issue; 0 where there is none."""
    place, _, number = ticket.rpartition("#" if "#" in ticket else "-")
    return place.lower(), int(number) if number.isdecimal() else 0
