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

    `words` are those that at least three of its tickets share; of a sign of the plan, the word that it names.
    """

    kind: str
    points: int
    says: str
    words: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One problem of a release.

    `tickets` are keys of tickets, `errors` keys of items; `since` is when the first of them came, `last_at` when the newest did, `found_at` when it was
    suspected. `score` is the sum of its signs, at most 100. `bug` is the address of the bug that it is linked to. A merged one is part of the one whose number is `into`. `topic` says what it is about without a customer's sentence: the component that is named, the words that at least
    three tickets share, an error's title. `told` are the tickets
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
    topic: str = ""
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


def topic(signs: tuple[Sign, ...]) -> str:
    """Return what signs are about: what the plan names, else the words that tickets share; empty where they share none."""
    for kind in ("component", "word", "burst", "version"):
        if words := [word for sign in signs if sign.kind == kind for word in sign.words]:
            return ", ".join(words[:3])
    return ""
