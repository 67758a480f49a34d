"""What a watch of issues has told so far, and what follows from what it reads then: frozen, so that a failed look changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.listing import KEPT
from supporttray.connectors.github.place import Place

if TYPE_CHECKING:
    from supporttray.connectors.github.issue import Issue


class Sweep(msgspec.Struct, frozen=True):
    """How far everything that is open has been read again: the address of the next page, and what was seen."""

    following: str = ""
    seen: frozenset[int] = frozenset()


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What was told: the `open` ones with their places and the `closed` ones with when, by their numbers.

    `etag` is that of what changed last, `until` the moment of the last change. `home` is what the issues call their repository.
    `doubts` were not seen when everything was read again: each is asked for. `limits` says that not all was read, `absent` is a label that
    the repository did not have.
    """

    etag: str = ""
    until: datetime | None = None
    home: str = ""
    open: dict[int, Place] = {}
    closed: dict[int, datetime] = {}
    swept_at: datetime
    sweep: Sweep | None = None
    doubts: tuple[int, ...] = ()
    limits: str = ""
    absent: str = ""

    def __contains__(self, number: int) -> bool:
        """Whether one of this number was told."""
        return number in self.open or number in self.closed

    def moved(self, issue: Issue, number: int) -> bool:
        """Whether what was asked for by its number is in another repository now."""
        elsewhere = bool(self.home and issue.repository_url) and self.home != issue.repository_url
        return elsewhere or issue.number != number


def wanted(issue: Issue, labels: tuple[str, ...], now: datetime) -> bool:
    """Whether an issue is one of the queue: with its labels, open or closed lately. The lists themselves go by the last change."""
    if issue.pull_request is not None or not all(issue.has(label) for label in labels):
        return False
    return not issue.closed or issue.closed_at is None or now - issue.closed_at < KEPT


def expired(known: Known, now: datetime) -> set[int]:
    """Return the closed ones that are told no more."""
    return {number for number, at in known.closed.items() if now - at >= KEPT}


def latest(issues: list[Issue], before: datetime | None) -> datetime | None:
    """Return when the last change was."""
    return max((one.updated_at for one in issues if one.updated_at), default=before)
