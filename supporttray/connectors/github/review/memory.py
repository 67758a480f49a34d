"""What the watch of pull requests keeps between two looks: each as it was told, and what of it is still to be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.item import Review

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

OPINIONS, SIZE, CHECKS = "opinions", "size", "checks"
ORDER = (OPINIONS, SIZE, CHECKS)  # in which what is due is read, of all before the next
LONG_AGO = datetime.fromtimestamp(0, UTC)
NEAR = timedelta(minutes=5)  # between two looks: then when something last happened is when it was pushed


class Kept(msgspec.Struct):
    """One of them: what is `due` to be read; `news` that it is to be told, `told` that it was told before.

    `updated` is when anything last happened to it, `before` the same at the look before its newest commit was seen (None for unknown).
    `first` says that it stood there at the first look.
    """

    review: Review
    updated: datetime
    due: tuple[str, ...] = ORDER
    news: bool = True
    told: bool = False
    first: bool = False
    before: datetime | None = None

    @property
    def ready(self) -> bool:
        """Whether there is something to tell, and nothing missing that would make it wrong."""
        return self.news and OPINIONS not in self.due

    def see(self, review: Review, updated: datetime) -> None:
        """Take what a list says of it; what only other answers tell stays until they are asked."""
        same = review.head == self.review.head
        spoken = updated != self.updated or review.asked != self.review.asked  # moments are told to the second
        due = {*self.due, *((OPINIONS,) if spoken else ()), *(() if same else ORDER)}
        if not same:
            self.before = self.before or self.updated
        self.change(
            opinions=self.review.opinions,
            pushed_at=self.review.pushed_at if same else updated,
            red=self.review.red and same,
            lines=self.review.lines,
            of=review,
        )
        self.updated, self.due = updated, tuple(one for one in ORDER if one in due)

    def read(self, what: str, **facts: Any) -> None:
        """Take what was read."""
        self.due = tuple(one for one in self.due if one != what)
        self.change(**facts)

    def change(self, *, of: Review | None = None, **facts: Any) -> None:
        """Change what is known of it; only what is another than before is news."""
        review = msgspec.structs.replace(of or self.review, **facts)
        self.news = self.news or review != self.review
        self.review = review


class Memory(msgspec.Struct):
    """All of them by their numbers. `etag` is that of what changed last, `until` the moment of it; `read_at` when all that is open was read.

    `new` says that the first look is not over yet, `more` that there are more open ones than we read.
    """

    etag: str = ""
    until: datetime = LONG_AGO
    read_at: datetime = LONG_AGO
    new: bool = True
    more: bool = False
    pulls: dict[int, Kept] = {}

    def due(self) -> Iterator[tuple[int, str]]:
        """Yield what is to be read, what changed last first; size and checks once all opinions are known. Of a draft checks do not matter."""
        newest = sorted(self.pulls, key=lambda number: (self.pulls[number].updated, number), reverse=True)
        for what in ORDER:
            for number in newest:
                kept = self.pulls[number]
                if what in kept.due and not (what == CHECKS and kept.review.draft):
                    yield number, what

    def unread(self, but: Collection[tuple[int, str]]) -> int:
        """Count those that were never told, but for some."""
        return sum(not kept.told and (number, OPINIONS) not in but for number, kept in self.pulls.items())
