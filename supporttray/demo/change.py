"""What a scenario may say of changes under review: who proposes, pushes, reviews, asks, merges."""

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from supporttray.demo.pipeline import Path
from supporttray.demo.word import Name, Times

Title: TypeAlias = Annotated[str, Meta(min_length=1, max_length=255)]
Number: TypeAlias = Annotated[int, Meta(ge=0, le=999_999)]
Lines: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
Ref: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]+/[\w.-]+[#!][1-9]\d{0,5}$")]
Checks: TypeAlias = Literal["", "pending", "success", "failure"]
Says: TypeAlias = Literal["approved", "changes", "commented", "dismissed"]

_MINUTE = timedelta(minutes=1)


class Team(Struct, frozen=True):
    """A team of an organization that can be asked for a review (quillfern-demo/core), with its members."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]+/[a-z0-9-]+$")]
    members: tuple[str, ...] = ()


class Pull(Struct, frozen=True, tag_field="do", tag="pull"):
    """Somebody proposes a change; no repository means the first, no number the next one there is.

    `asks` are the people who are asked for a review, `teams` the teams; `files` are the paths it touches.
    """

    at: timedelta
    by: str
    title: Title
    repository: str = ""
    number: Number = 0
    text: str = ""
    branch: Name | None = None
    draft: bool = False
    labels: tuple[Title, ...] = ()
    asks: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    lines: Lines = 10
    files: tuple[Path, ...] = ()
    checks: Checks = "success"
    times: Times = 1
    every: timedelta = _MINUTE


class Push(Struct, frozen=True, tag_field="do", tag="push"):
    """Somebody pushes to a change (acme/shop#12, acme/labels!30), so that it is of so many lines; `checks` is how its checks end."""

    at: timedelta
    to: Ref
    by: str
    lines: Lines | None = None
    checks: Checks = "success"


class Review(Struct, frozen=True, tag_field="do", tag="review"):
    """Somebody says something of a change; `dismissed` takes back what this person said before."""

    at: timedelta
    to: Ref
    by: str
    says: Says = "approved"
    text: str = ""


class Ask(Struct, frozen=True, tag_field="do", tag="ask"):
    """Somebody asks people or teams for a review."""

    at: timedelta
    to: Ref
    by: str
    asks: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class Ready(Struct, frozen=True, tag_field="do", tag="ready"):
    """A draft is one no more."""

    at: timedelta
    to: Ref
    by: str


class Merge(Struct, frozen=True, tag_field="do", tag="merge"):
    """Somebody merges a change; `dropped` says that it was only closed."""

    at: timedelta
    to: Ref
    by: str
    dropped: bool = False


Change: TypeAlias = Pull | Push | Review | Ask | Ready | Merge
ENTRIES: dict[str, type[Change]] = {
    "pull": Pull,
    "push": Push,
    "review": Review,
    "ask": Ask,
    "ready": Ready,
    "merge": Merge,
}


def place_of(ref: str) -> tuple[str, int]:
    """Tell the repository and the number of a change."""
    place, _, number = ref.replace("!", "#").rpartition("#")
    return place.lower(), int(number)
