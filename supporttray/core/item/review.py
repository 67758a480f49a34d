"""A change that asks for a review: a pull request, a merge request."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from supporttray.core.item.base import Item


class Says(StrEnum):
    """What a reviewer says of a change."""

    APPROVED = "approved"
    CHANGES = "changes"
    COMMENTED = "commented"


class Opinion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What one reviewer said: the service's `id` of it, whose (an id and a `name`), when, and of which `commit`; `mine` if it is my own.

    What was dismissed is not told.
    """

    id: str
    by: str
    says: Says
    at: datetime
    name: str = ""
    commit: str = ""
    mine: bool = False


class Review(Item, frozen=True, kw_only=True, tag="review", omit_defaults=True):
    """An open change. `name` is what people call it (acme/shop#12, acme/labels!30), `where` the repository, `by` the author's id there.

    `mine` says that I wrote it, `bot` that no person did. `asked` are the ids of those who are asked for a review (of a team its own), `asks_me`
    that I am among them. `head` is the newest commit, `pushed_at` when it came; `red` that its checks failed. `lines` is how many it changes (None
    where the service does not say). `branch` is the change's own, `tickets` the names of the tasks that it names (ACME-12).
    """

    standing: ClassVar[bool] = True

    name: str
    where: str
    by: str
    author: str = ""
    mine: bool = False
    bot: bool = False
    draft: bool = False
    asked: tuple[str, ...] = ()
    asks_me: bool = False
    opinions: tuple[Opinion, ...] = ()
    head: str = ""
    pushed_at: datetime | None = None
    red: bool = False
    lines: int | None = None
    branch: str = ""
    labels: tuple[str, ...] = ()
    tickets: tuple[str, ...] = ()

    @property
    def opinion(self) -> tuple[Opinion, ...]:
        """What counts of each reviewer: the last that is more than a comment, else the last comment; the author's own words are none."""
        last: dict[str, Opinion] = {}
        for one in sorted(self.opinions, key=lambda one: (one.at, one.id)):
            known = last.get(one.by)
            if one.by != self.by and not (known and one.says is Says.COMMENTED and known.says is not Says.COMMENTED):
                last[one.by] = one
        return tuple(last.values())

    @property
    def approved(self) -> bool:
        """Whether somebody approved it and nobody wants changes."""
        says = {one.says for one in self.opinion}
        return Says.APPROVED in says and Says.CHANGES not in says

    @property
    def moved_at(self) -> datetime:
        """Since when what is there now is to be looked at."""
        return self.pushed_at or self.at

    @property
    def answered(self) -> bool:
        """Whether the newest commit came after everything that was said."""
        return bool(self.opinion) and all(one.commit != self.head and one.at < self.moved_at for one in self.opinion)

    @property
    def state(self) -> str:
        """Draft, approved, red, author (somebody wants something of them), pushed (they have answered), waiting."""
        if self.draft:
            return "draft"
        if self.approved:
            return "approved"
        if self.red:
            return "red"
        if not self.opinion:
            return "waiting"
        return "pushed" if self.answered else "author"

    @property
    def last_at(self) -> datetime:
        """When it was last pushed or spoken of."""
        return max((self.moved_at, *(one.at for one in self.opinions)))
