"""The archive: tickets and counts by the hour, in the database alone. Nothing of it is held in memory.

A customer's words are kept for 30 days, that there was a ticket for half a year: then what is usual is known.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.release.problem import Problem
from supporttray.core.release.ticket import COUNTS, TEXTS, Scan, Ticket
from supporttray.engine.rows import from_ms, to_ms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from supporttray.connectors import Answer
    from supporttray.engine.database import Database

HOUR_MS = 3_600_000
SCANS = timedelta(days=14)  # how long it is known when somebody looked
_KEEP = (
    "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
    " at = excluded.at, gone = excluded.gone, body = excluded.body"
)


class Archive:
    """The archive of a workspace."""

    def __init__(self, base: Database) -> None:
        self._base = base

    @staticmethod
    def keep(base: sqlite3.Connection, watch: str, answer: Answer, now: datetime) -> None:
        """Keep what a watch told, in its transaction. A ticket that two watches see belongs to the first of them."""
        base.executemany(_KEEP, (_row(watch, one, now) for one in answer.tickets))
        base.executemany(
            "REPLACE INTO tally VALUES (?, ?, ?, ?)",
            ((watch, one.series, to_ms(one.hour), one.count) for one in answer.tallies),
        )

    def scanned(self, watch: str, at: datetime) -> None:
        """Note a look that ended well."""
        with self._base.write() as base:
            base.execute("REPLACE INTO scan VALUES (?, ?)", (watch, to_ms(at)))

    def scans(self) -> dict[str, Scan]:
        """Return the last good look of each watch; what the first one of its life found is nothing new."""
        found: dict[str, Scan] = {}
        for watch, last in self._base.read("SELECT watch, max(at) FROM scan GROUP BY watch").fetchall():
            query = "SELECT max(at) FROM scan WHERE watch = ? AND at < ?"
            before = self._base.read(query, (watch, last)).fetchone()[0]
            query = "SELECT count(*) FROM ticket WHERE watch = ? AND seen_at > ? AND seen_at <= ?"
            new = self._base.read(query, (watch, last if before is None else before, last)).fetchone()[0]
            found[watch] = Scan(watch, from_ms(last), new)
        return found

    def tickets(self, since: datetime, until: datetime | None = None) -> Iterator[Ticket]:
        """Yield the tickets that were opened since a moment, and before another one, the oldest first; also those that are gone."""
        last = to_ms(until) if until else 1 << 62
        query = "SELECT body FROM ticket WHERE at >= ? AND at < ? ORDER BY at, key"
        for (body,) in self._base.read(query, (to_ms(since), last)):
            yield msgspec.json.decode(body, type=Ticket)

    def these(self, keys: Iterable[str]) -> dict[str, Ticket]:
        """Return the tickets with these keys, as far as they are known."""
        found = (self._base.read("SELECT body FROM ticket WHERE key = ?", (key,)).fetchone() for key in keys)
        tickets = (msgspec.json.decode(row[0], type=Ticket) for row in found if row)
        return {one.key: one for one in tickets}

    def watches(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the watch that brought each of these tickets."""
        found = ((key, self._base.read("SELECT watch FROM ticket WHERE key = ?", (key,)).fetchone()) for key in keys)
        return {key: row[0] for key, row in found if row}

    def hours(self, since: datetime, until: datetime | None = None) -> dict[datetime, int]:
        """Return how many tickets were opened in each hour since a moment, and before another one, by when it began; hours without one are missing."""
        query = f"SELECT at / {HOUR_MS}, count(*) FROM ticket WHERE at >= ? AND at < ? AND NOT gone GROUP BY 1"  # noqa: S608  our own number
        rows = self._base.read(query, (to_ms(since), to_ms(until) if until else 1 << 62))
        return {from_ms(hour * HOUR_MS): number for hour, number in rows}

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many tickets were opened since a moment, and before another one."""
        query = "SELECT count(*) FROM ticket WHERE at >= ? AND at < ? AND NOT gone"
        return int(self._base.read(query, (to_ms(since), to_ms(until))).fetchone()[0])

    def tallies(
        self, since: datetime, series: Sequence[str] = (), until: datetime | None = None
    ) -> dict[datetime, int]:
        """Return how many errors came in each hour since a moment, and before another one, of these series or of all."""
        span = (to_ms(since), to_ms(until) if until else 1 << 62)
        rows = self._base.read("SELECT series, hour, count FROM tally WHERE hour >= ? AND hour < ?", span)
        found: dict[datetime, int] = {}
        for name, hour, number in rows:
            if not series or name in series:
                moment = from_ms(hour)
                found[moment] = found.get(moment, 0) + number
        return found

    def state(self) -> tuple[object, ...]:
        """Return what changes whenever something is counted otherwise."""
        tickets = self._base.read("SELECT count(*), total(gone), max(rowid) FROM ticket").fetchone()
        return (*tickets, *self._base.read("SELECT count(*), total(count) FROM tally").fetchone())

    def since(self) -> datetime | None:
        """Return when the oldest known ticket was opened; None without any."""
        oldest = self._base.read("SELECT min(at) FROM ticket").fetchone()[0]
        return None if oldest is None else from_ms(oldest)

    def prune(self, now: datetime) -> None:
        """Forget customers' words after 30 days, and the rest after half a year."""
        old, gone = to_ms(now - TEXTS), to_ms(now - COUNTS)
        with self._base.write() as base:
            for key, body in base.execute(
                'SELECT key, body FROM ticket WHERE at < ? AND instr(CAST(body AS TEXT), \'"title":""\') = 0', (old,)
            ).fetchall():
                base.execute("UPDATE ticket SET body = ? WHERE key = ?", (_wordless(body), key))
            base.execute("DELETE FROM ticket WHERE at < ?", (gone,))
            base.execute("DELETE FROM tally WHERE hour < ?", (gone,))
            base.execute("DELETE FROM scan WHERE at < ?", (to_ms(now - SCANS),))


def hour_of(moment: datetime) -> datetime:
    """Return when the hour of a moment began."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _row(watch: str, one: Ticket, now: datetime) -> tuple[str, str, int, int, bool, bytes]:
    wordless = one.at < now - TEXTS
    kept = msgspec.structs.replace(one, title="", text="") if wordless else one
    return (one.key, watch, to_ms(one.at), to_ms(now), bool(one.gone), msgspec.json.encode(kept))


def _wordless(body: bytes) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(body, type=Ticket), title="", text=""))


def named(base: Database, errors: set[str]) -> set[str]:
    """Return those of these errors that an open problem names: a watch tells of the last days only, and a release may be watched for longer."""
    rows = base.read("SELECT body FROM problem").fetchall()
    problems = (msgspec.json.decode(body, type=Problem) for (body,) in rows)
    return {key for one in problems if one.open for key in one.errors if key in errors}
