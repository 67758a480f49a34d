"""A suspected problem of a release: tickets and errors that seem to tell of one thing, and what a person said of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

LINE = 50  # points from which on something is suspected


class Standing(StrEnum):
    """What a person said of a problem; suspected as long as nobody did."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    FIXED = "fixed"
    MERGED = "merged"


class Sign(msgspec.Struct, frozen=True):
    """One reason: its kind, how many points it gives (or takes), and a sentence that says it without a customer's words.

    `words` are the beginnings of words that its tickets share; they are shown here alone.
    """

    kind: str
    points: int
    says: str
    words: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One problem of a release.

    `tickets` are keys of tickets, `errors` keys of items; `since` is when the first of them came, `last_at` when the newest did, `found_at` when it was
    suspected. `score` is the sum of its signs, at most 100. `bug` is the address of the bug that it is linked to. A merged one is part of the one whose number is `into`. `told` are the tickets
    whose people were told that it is fixed. `before` is what it was before a person's last decision, so that this can be undone.
    """

    number: int = 0
    release: int
    title: str
    since: datetime
    last_at: datetime
    found_at: datetime
    standing: Standing = Standing.SUSPECTED
    tickets: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    score: int = 0
    bug: str = ""
    into: int = 0
    told: tuple[str, ...] = ()
    decided_at: datetime | None = None
    fixed_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.standing in (Standing.SUSPECTED, Standing.CONFIRMED)

    @property
    def because(self) -> str:
        """Its reasons, the strongest first."""
        return " ".join(sign.says for sign in sorted(self.signs, key=lambda one: -one.points))
