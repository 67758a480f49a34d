"""The releases and their problems, as the database keeps them. Any process may write; they are read anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.release.plan import Release, watched
from supporttray.core.release.problem import Problem
from supporttray.engine.rows import to_ms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.engine.database import Database


class Releases:
    """The releases of a workspace."""

    def __init__(self, base: Database) -> None:
        self._base = base

    # --- releases

    def all(self) -> tuple[Release, ...]:
        """Return all releases, the newest first."""
        rows = self._base.read("SELECT number, body FROM release ORDER BY number DESC").fetchall()
        found = [
            msgspec.structs.replace(msgspec.json.decode(body, type=Release), number=number) for number, body in rows
        ]
        return tuple(sorted(found, key=lambda one: (one.start, one.number), reverse=True))

    def watched(self, now: datetime) -> tuple[Release, ...]:
        """Return those that are watched now."""
        return watched(self.all(), now)

    def plan(self, planned: Iterable[Release]) -> None:
        """Take what the config plans: what stands here under the same name is brought up to date, what is planned no more and has not begun goes."""
        known = {one.name.casefold(): one for one in self.all()}
        wanted = {one.name.casefold(): one for one in planned}
        for name, one in wanted.items():
            if before := known.get(name):
                self.keep(msgspec.structs.replace(one, number=before.number, stopped=before.stopped))
            else:
                self.keep(one)
        gone = [
            one.number for name, one in known.items() if one.planned and name not in wanted and not self._begun(one)
        ]
        if gone:
            with self._base.write() as base:
                base.executemany("DELETE FROM release WHERE number = ?", [(number,) for number in gone])

    def _begun(self, release: Release) -> bool:
        return bool(self._base.read("SELECT 1 FROM problem WHERE release = ?", (release.number,)).fetchone())

    def keep(self, release: Release) -> Release:
        """Keep a release; a new one (0) gets its number."""
        body = msgspec.json.encode(msgspec.structs.replace(release, number=0))
        known = self._base.read("SELECT body FROM release WHERE number = ?", (release.number,)).fetchone()
        if known and known[0] == body:
            return release
        with self._base.write() as base:
            if known:
                base.execute(
                    "UPDATE release SET name = ?, body = ? WHERE number = ?", (release.name, body, release.number)
                )
                return release
            cursor = base.execute("INSERT INTO release (name, body) VALUES (?, ?)", (release.name, body))
            return msgspec.structs.replace(release, number=cursor.lastrowid or 0)

    # --- problems

    def problems(self, release: int | None = None) -> tuple[Problem, ...]:
        """Return the problems of a release, or of all, in the order in which they were found."""
        query = "SELECT number, body FROM problem WHERE release = ? OR ? IS NULL ORDER BY number"
        rows = self._base.read(query, (release, release))
        return tuple(
            msgspec.structs.replace(msgspec.json.decode(body, type=Problem), number=number) for number, body in rows
        )

    def problem(self, number: int) -> Problem | None:
        """Return a problem; None if there is none with this number."""
        return next((one for one in self.problems() if one.number == number), None)

    def found(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Keep what a search found. Of one that is known only what it found counts: what a person decided meanwhile stays. Return the new ones."""
        new: list[Problem] = []
        with self._base.write() as base:
            for one in problems:
                known = _read(base, one.number)
                if known:
                    facts = {name: getattr(one, name) for name in ("tickets", "errors", "signs", "score", "last_at")}
                    _write(base, msgspec.structs.replace(known, **facts))
                elif not one.number:
                    new.append(_write(base, one))
        return tuple(new)

    def decide(self, changed: Iterable[Problem], word: str, now: datetime) -> tuple[Problem, ...]:
        """Keep what a person decided, with what was before, as one decision."""
        kept: list[Problem] = []
        with self._base.write() as base:
            last = base.execute("SELECT max(at) FROM decision").fetchone()[0]
            at = max(to_ms(now), (last or 0) + 1)  # a decision is known by its moment
            for one in changed:
                before = _read(base, one.number) if one.number else None
                after = _write(base, one)
                body = msgspec.json.encode(before) if before else b""
                values = (after.number, at, word, body)
                base.execute("INSERT INTO decision (problem, at, word, before) VALUES (?, ?, ?, ?)", values)
                kept.append(after)
        return tuple(kept)

    def undo(self, number: int) -> str:
        """Take back the last decision about a problem, with all that it changed; return its word, empty where there is none."""
        last = self._base.read("SELECT max(at) FROM decision WHERE problem = ?", (number,)).fetchone()[0]
        if last is None:
            return ""
        with self._base.write() as base:
            rows = base.execute("SELECT problem, word, before FROM decision WHERE at = ?", (last,)).fetchall()
            before = {problem: msgspec.json.decode(body, type=Problem) if body else None for problem, _, body in rows}
            moved = {key for one in before.values() if one for key in (*one.tickets, *one.errors)}
            for problem, one in before.items():
                _restore(base, problem, one, moved)
            base.execute("DELETE FROM decision WHERE at = ?", (last,))
        return str(rows[0][1])


def _read(base: sqlite3.Connection, number: int) -> Problem | None:
    row = base.execute("SELECT body FROM problem WHERE number = ?", (number,)).fetchone()
    return msgspec.structs.replace(msgspec.json.decode(row[0], type=Problem), number=number) if row else None


def _write(base: sqlite3.Connection, one: Problem) -> Problem:
    body = msgspec.json.encode(msgspec.structs.replace(one, number=0))
    if one.number:
        base.execute("UPDATE problem SET body = ? WHERE number = ?", (body, one.number))
        return one
    cursor = base.execute("INSERT INTO problem (release, body) VALUES (?, ?)", (one.release, body))
    return msgspec.structs.replace(one, number=cursor.lastrowid or 0)


def _restore(base: sqlite3.Connection, number: int, before: Problem | None, moved: set[str]) -> None:
    """Bring a problem back to what it was; what came to it since, and was nowhere then, stays."""
    now = _read(base, number)
    if before is None or now is None:
        base.execute("DELETE FROM problem WHERE number = ?", (number,))
        return
    came = {name: tuple(key for key in getattr(now, name) if key not in moved) for name in ("tickets", "errors")}
    _write(
        base,
        msgspec.structs.replace(
            before,
            number=number,
            tickets=(*before.tickets, *came["tickets"]),
            errors=(*before.errors, *came["errors"]),
            last_at=max(before.last_at, now.last_at) if any(came.values()) else before.last_at,
        ),
    )
