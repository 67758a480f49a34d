"""The outbox's table. A row changes only in a transaction that has just read it: the engine and a command may both want to."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.core.outbox import OPEN, Entry, Fate, along
from supporttray.engine.rows import to_ms
from supporttray.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from supporttray.engine.database import Database

LATELY = timedelta(minutes=5)
SENT_SHOWN = timedelta(minutes=2)  # so long a face shows what was sent, with its link
REFUSED_SHOWN = timedelta(days=1)
_ASKING = (*sorted(OPEN), Fate.UNKNOWN)


class Outbox:
    """What is to be written, and what became of it."""

    def __init__(self, base: Database) -> None:
        self._base = base

    def add(self, entries: Sequence[Entry]) -> Entry:
        """Keep the entries of one wish, unless the same wish is there already; return its first one as it stands.

        Raises `StoreError` where nothing outlives the process: nobody could tell after a restart what was sent.
        """
        if not self._base.saved:
            raise StoreError("Nothing is posted while nothing can be saved.", "Make room or mend the permissions.")
        with self._base.write() as base:
            for entry in entries:
                row = (
                    entry.intent,
                    entry.account,
                    entry.deed.verb,
                    entry.subject,
                    *_changing(entry),
                    to_ms(entry.made_at),
                )
                base.execute(
                    "INSERT OR IGNORE INTO outbox (intent, account, verb, subject, fate, due, body, made_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
        (found,) = self._where("intent = ?", entries[0].intent)
        return found

    def change(self, number: int, step: Callable[[Entry], Entry]) -> Entry:
        """Move an entry on from where it stands now; return it. Raises `KeyError` if there is none.

        What is to be sent after all takes the pieces along that stopped with it.
        """
        with self._base.write() as base:
            found = self._where("number = ?", number)
            if not found:
                raise KeyError(number)
            moved = step(found[0])
            if moved != found[0]:
                released = moved.fate is Fate.WAITING and found[0].fate not in (Fate.WAITING, Fate.SENDING)
                pieces = self._pieces(moved) if released else ()
                base.executemany(
                    "UPDATE outbox SET fate = ?, due = ?, body = ? WHERE number = ?",
                    [
                        (*_changing(one), one.number)
                        for one in (moved, *(along(it, found[0], moved.due) for it in pieces))
                    ],
                )
        return moved

    def _pieces(self, head: Entry) -> tuple[Entry, ...]:
        found = self._where("number > ? AND made_at = ?", head.number, to_ms(head.made_at))
        return tuple(one for one in found if head.intent in (one.after, one.link_of))

    def asking(self) -> tuple[Entry, ...]:
        """Return what is under way or wants a decision, the oldest first."""
        return self._where(f"fate IN ({', '.join('?' * len(_ASKING))})", *_ASKING)

    def recent(self, now: datetime) -> tuple[Entry, ...]:
        """Return what is under way, and what was sent so lately that its service may not show it yet."""
        return self._where("fate IN ('waiting', 'sending') OR (fate = 'sent' AND due > ?)", to_ms(now - LATELY))

    def strip(self, now: datetime) -> tuple[Entry, ...]:
        """Return what a face shows: what is under way, wants a decision, was refused today or just sent; the oldest first."""
        return self._where(
            f"fate IN ({', '.join('?' * len(_ASKING))}) OR (fate = 'refused' AND made_at > ?) OR (fate = 'sent' AND due > ?)",
            *_ASKING,
            to_ms(now - REFUSED_SHOWN),
            to_ms(now - SENT_SHOWN),
        )

    def beginning(self, intent: str) -> tuple[Entry, ...]:
        """Return the entries whose intent begins so, the oldest first."""
        return self._where("substr(intent, 1, ?) = ?", len(intent), intent)

    def made(self) -> tuple[Entry, ...]:
        """Return what was made in a tracker, the oldest first."""
        return self._where("fate = 'sent' AND verb = 'create'")

    def of(self, subject: str) -> tuple[Entry, ...]:
        """Return all entries about a subject, the oldest first."""
        return self._where("subject = ?", subject)

    def get(self, intent: str) -> Entry | None:
        """Return the entry of a wish."""
        return next(iter(self._where("intent = ?", intent)), None)

    def latest(self, limit: int = 50) -> tuple[Entry, ...]:
        """Return the newest entries, the oldest of them first."""
        return tuple(reversed(self._where("1 ORDER BY number DESC LIMIT ?", limit)))

    def _where(self, condition: str, *values: Any) -> tuple[Entry, ...]:
        order = "" if "ORDER" in condition else " ORDER BY number"
        rows = self._base.read(f"SELECT number, body FROM outbox WHERE {condition}{order}", values)  # noqa: S608  ours
        return tuple(
            msgspec.structs.replace(msgspec.json.decode(body, type=Entry), number=number) for number, body in rows
        )


def mark(entry: Entry) -> str:
    """Return the key by which a service's copy of the entry is known again; it tells nothing to others."""
    return hashlib.sha256(f"{entry.intent}@{to_ms(entry.made_at)}".encode()).hexdigest()[:32]


def _changing(entry: Entry) -> tuple[str, int, bytes]:
    return (entry.fate, to_ms(entry.due), msgspec.json.encode(msgspec.structs.replace(entry, number=0)))
