"""What a person has written and not sent yet: kept by a key, so that a crash loses none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supporttray.engine.rows import from_ms, to_ms

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.engine.database import Database

_KEEP = """
    INSERT INTO draft VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
    SET text = excluded.text, made_from = excluded.made_from, at = excluded.at
    WHERE excluded.text != excluded.made_from OR draft.text = draft.made_from
"""


class Kept(NamedTuple):
    """What was kept, and when."""

    text: str
    at: datetime


class Drafts:
    """The drafts of a workspace."""

    def __init__(self, base: Database) -> None:
        self._base = base

    def keep(self, key: str, text: str, now: datetime, made_from: str = "") -> None:
        """Keep a draft; `made_from` is the text that the app itself had made.

        What a person wrote gives way to a person's words only.
        """
        with self._base.write() as base:
            base.execute(_KEEP, (key, text, made_from, to_ms(now)))

    def drop(self, key: str) -> None:
        """Forget a draft."""
        with self._base.write() as base:
            base.execute("DELETE FROM draft WHERE key = ?", (key,))

    def get(self, key: str) -> Kept | None:
        """Return what a person wrote; None if nobody changed what the app had made."""
        query = "SELECT text, at FROM draft WHERE key = ? AND text != made_from"
        row = self._base.read(query, (key,)).fetchone()
        return Kept(row[0], from_ms(row[1])) if row else None

    def beginning(self, prefix: str) -> dict[str, str]:
        """Return the texts of the drafts whose keys begin so, also those that nobody changed."""
        query = "SELECT key, text FROM draft WHERE substr(key, 1, ?) = ?"
        return dict(self._base.read(query, (len(prefix), prefix)).fetchall())
