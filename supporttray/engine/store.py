"""The store: items, journal, alerts and each watch's memory. What the engine knows is what stands here."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.journal import ERASING, RETENTION, changes, left, merge, trim
from supporttray.core.model import Mark
from supporttray.engine.builds.finding import Findings
from supporttray.engine.release.archive import Archive, named
from supporttray.engine.rows import (
    event_row,
    from_ms,
    health_row,
    item_row,
    mark_row,
    to_event,
    to_health,
    to_item,
    to_ms,
    without_text,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from supporttray.connectors import Answer
    from supporttray.core.item import AnyItem
    from supporttray.core.model import Event, Health
    from supporttray.engine.database import Database

NOTE = "note.added"
SEEN_WRITTEN = timedelta(minutes=1)
_ADD_EVENT = "INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
# what is under way keeps its text; a reaction has none, and an edit or a post without one was forgotten before
_OLD_TEXTS = (
    "SELECT number, body FROM outbox WHERE made_at < ? AND verb NOT IN ('react', 'unreact')"
    " AND fate NOT IN ('waiting', 'sending') AND instr(CAST(body AS TEXT), '\"text\":') > 0"
)
_KEEP_MARK = "REPLACE INTO mark VALUES (?, ?, ?, ?, ?)"
_DROP_UNSEEN = "DELETE FROM item WHERE key = ? AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.item = item.key)"


class Store:
    """A workspace's state. Its mirrors (`items`, `seen_by`, `health`) are read freely and changed only here."""

    def __init__(self, base: Database) -> None:
        self.base = self._base = base
        self.findings = Findings(base)
        self.archive = Archive(base)
        self.items: dict[str, AnyItem] = {}
        self.seen_by: dict[str, tuple[str, ...]] = {}
        self.health: dict[str, Health] = {}
        self._written: dict[str, Health] = {}
        self._undecoded: set[str] = set()
        self._old: dict[str, frozenset[str]] = {}  # what a watch's last answer brought that was there before its first
        self._load()

    def _load(self) -> None:
        for key, version, body in self._base.read("SELECT key, version, body FROM item"):
            item = to_item(version, body)
            if item is None:
                self._undecoded.add(key)
            else:
                self.items[key] = item
        if self._undecoded:  # their services are asked anew, from the beginning
            with self._base.write() as base:
                base.execute("DELETE FROM memory")
        for watch, key in self._base.read("SELECT watch, item FROM seen ORDER BY watch, item"):
            self.seen_by[key] = (*self.seen_by.get(key, ()), watch)
        for row in self._base.read("SELECT name, service, state, since, every, seen_at, detail, hint FROM watch"):
            self.health[row[0]] = self._written[row[0]] = to_health(row)

    # --- what watches bring

    def memory(self, watch: str, basis: str) -> bytes:
        """Return a watch's memory; empty when it rested on something else."""
        row = self._base.read("SELECT body FROM memory WHERE watch = ? AND basis = ?", (watch, basis)).fetchone()
        return row[0] if row else b""

    def commit(self, watch: str, answer: Answer, basis: str, now: datetime) -> tuple[Event, ...]:
        """Keep an answer: items, events and memory in one transaction. Return the events that are new."""
        changed: dict[str, AnyItem] = {}
        events: list[Event] = []
        health = self.health.get(watch)
        before = (health and health.seen_at) or now
        for item in answer.items:
            old = self.items.get(item.key)
            whole = merge(old, item, before)
            if (kept := trim(whole)) != old:
                changed[item.key] = kept
                # what stood here in a form that is no longer read is nothing new
                events += changes(whole if item.key in self._undecoded else old, whole, now)
        gone = self._gone(watch, answer)
        lost = [key for key in gone if key in self.items and self.seen_by.get(key) == (watch,)]  # nobody else sees it
        changed |= {key: left(self.items[key]) for key in gone if key in self.items and key not in lost}
        events += [event for key in lost for event in changes(self.items[key], None, now)]
        first_seen = [item.key for item in answer.items if watch not in self.seen_by.get(item.key, ())]
        with self._base.write() as base:
            base.executemany(
                "REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?)", (item_row(item, now) for item in changed.values())
            )
            base.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", ((watch, key) for key in first_seen))
            fresh = tuple(
                event
                for event in sorted(events, key=lambda event: event.at)
                if base.execute(_ADD_EVENT, event_row(event)).rowcount
            )
            erased = [(event.subject,) for event in events if event.kind in ERASING]
            base.executemany("UPDATE event SET title = '' WHERE subject = ?", erased)
            base.executemany("UPDATE lesson SET said = '' WHERE about = 'this' AND value = ?", erased)
            base.executemany("DELETE FROM seen WHERE watch = ? AND item = ?", ((watch, key) for key in gone))
            base.executemany(_DROP_UNSEEN, ((key,) for key in gone))
            self._remember(base, watch, basis, answer, now)
        self.items |= changed
        self._old[watch] = frozenset(answer.old) & (changed.keys() | first_seen)
        self._undecoded -= changed.keys()
        self.seen_by |= {key: (*self.seen_by.get(key, ()), watch) for key in first_seen}
        self._forget(watch, gone)
        return fresh

    def _remember(self, base: sqlite3.Connection, watch: str, basis: str, answer: Answer, now: datetime) -> None:
        """Keep a connector's memory, and what goes to the archive, in the transaction of its items."""
        base.execute("REPLACE INTO memory VALUES (?, ?, ?)", (watch, basis, answer.memory))
        self.archive.keep(base, watch, answer, now)

    def read_anew(self, key: str) -> None:
        """Read an item again that another process has changed: one that is kept here alone."""
        for version, body in self._base.read("SELECT version, body FROM item WHERE key = ?", (key,)):
            if item := to_item(version, body):
                self.items[key] = item
        watches = self._base.read("SELECT watch FROM seen WHERE item = ? ORDER BY watch", (key,))
        self.seen_by[key] = tuple(watch for (watch,) in watches)

    def _gone(self, watch: str, answer: Answer) -> list[str]:
        mine = {key for key, watches in self.seen_by.items() if watch in watches}
        told = {item.key for item in answer.items}
        gone = mine - told if answer.complete else mine & set(answer.gone)
        errors = {key for key in gone if key.startswith("error:")}
        return sorted(gone - named(self._base, errors) if errors and answer.complete else gone)

    def _forget(self, watch: str, keys: Iterable[str]) -> None:
        for key in keys:
            rest = tuple(name for name in self.seen_by.get(key, ()) if name != watch)
            if rest:
                self.seen_by[key] = rest
            else:
                self.seen_by.pop(key, None)
                self.items.pop(key, None)

    def keep_health(self, health: Health) -> None:
        """Keep how a watch fares. That it answered once more is written now and then only: a poll need not touch the disk."""
        written = self._written.get(health.watch)
        again = msgspec.structs.replace(health, seen_at=written.seen_at) if written else None
        if again != written or _older(written, health):
            with self._base.write() as base:
                base.execute("REPLACE INTO watch VALUES (?, ?, ?, ?, ?, ?, ?, ?)", health_row(health))
            self._written[health.watch] = health
        self.health[health.watch] = health

    def unfinished(self) -> frozenset[str]:
        """Return the items that only such watches brought as have not yet finished the first look of their life, or come late of it."""
        old = frozenset[str]().union(*self._old.values())
        new = {name for name, health in self.health.items() if health.seen_at is None}
        return old.union(key for key, watches in self.seen_by.items() if new.issuperset(watches)) if new else old

    def settle(self) -> None:
        """What came late of a first look was decided about: what becomes of it from now on is news."""
        self._old.clear()

    def adopt(self, begin: str, watch: str) -> None:
        """Let the items whose keys begin so belong to a watch alone, whatever kept them before."""
        keys = [key for key in self.items if key.startswith(begin) and self.seen_by.get(key) != (watch,)]
        with self._base.write() as base:
            base.executemany("DELETE FROM seen WHERE item = ?", ((key,) for key in keys))
            base.executemany("INSERT INTO seen VALUES (?, ?)", ((watch, key) for key in keys))
        self.seen_by |= dict.fromkeys(keys, (watch,))

    def unseen_since(self, moment: datetime) -> frozenset[str]:
        """Return the items of which no watch has been asked since a moment, with or without an answer."""
        asked = {name for name, one in self.health.items() if max(one.since, one.seen_at or one.since) >= moment}
        return frozenset(key for key, watches in self.seen_by.items() if asked.isdisjoint(watches))

    def only(self, watches: Sequence[str]) -> None:
        """Drop what belongs to watches that the config no longer has."""
        for watch in {name for names in self.seen_by.values() for name in names} | set(self.health):
            if watch not in watches:
                keys = [key for key, names in self.seen_by.items() if watch in names]
                with self._base.write() as base:
                    for table, column in (("seen", "watch"), ("watch", "name"), ("memory", "watch")):
                        base.execute(f"DELETE FROM {table} WHERE {column} = ?", (watch,))  # noqa: S608  our own names
                    base.executemany(_DROP_UNSEEN, ((key,) for key in keys))
                self.health.pop(watch, None)
                self._written.pop(watch, None)
                self._forget(watch, keys)

    def prune(self, now: datetime, keep: set[str]) -> None:
        """Forget what is older than the retention and needs nobody (`keep` are the subjects of needs); what is standing, or red, is still so."""
        still = {key for key, item in self.items.items() if item.standing or item.state == "broken"}
        guests = (item for key, item in self.items.items() if key not in keep and key not in still)
        old = [item.key for item in guests if item.last_at < now - RETENTION]
        with self._base.write() as base:
            base.executemany("DELETE FROM item WHERE key = ?", ((key,) for key in old))
            base.executemany("DELETE FROM seen WHERE item = ?", ((key,) for key in old))
            base.execute("UPDATE event SET title = '' WHERE at < ?", (to_ms(now - RETENTION),))
            base.execute("DELETE FROM mark WHERE until < ?", (to_ms(now - RETENTION),))
            base.execute("DELETE FROM alert WHERE withdrawn_at < ?", (to_ms(now - RETENTION),))
            base.execute("DELETE FROM held WHERE at < ?", (to_ms(now - RETENTION),))
            base.execute("DELETE FROM draft WHERE at < ?", (to_ms(now - RETENTION),))
            base.execute("UPDATE lesson SET said = '' WHERE about = 'this' AND at < ?", (to_ms(now - RETENTION),))
            for number, body in base.execute(_OLD_TEXTS, (to_ms(now - RETENTION),)).fetchall():
                base.execute("UPDATE outbox SET body = ? WHERE number = ?", (without_text(body), number))
        for key in old:
            self.items.pop(key)
            self.seen_by.pop(key, None)
        self.findings.prune(self.items, now)
        self.archive.prune(now)

    def tell(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Add lines to the journal; return those that are new."""
        with self._base.write() as base:
            return tuple(event for event in events if base.execute(_ADD_EVENT, event_row(event)).rowcount)

    # --- what a person says

    def note(self, text: str, now: datetime) -> None:
        """Add a line to the journal by hand."""
        ms = to_ms(now)
        with self._base.write() as base:
            base.execute(_ADD_EVENT, (f"{NOTE}:{ms}:{_digest(text)}", NOTE, "", ms, ms, "", text, ""))

    def mark(self, mark: Mark) -> None:
        """Keep a mark in the place of an earlier one."""
        with self._base.write() as base:
            base.execute(_KEEP_MARK, mark_row(mark))

    def take(self, marks: Iterable[Mark], notes: Iterable[tuple[str, str]], now: datetime) -> None:
        """Keep what another person handed over: marks, and lines of the journal with who wrote them. A line is taken once."""
        ms = to_ms(now)
        with self._base.write() as base:
            base.executemany(_KEEP_MARK, [mark_row(mark) for mark in marks])
            for text, author in notes:
                key = f"{NOTE}:{author}:{_digest(text)}"
                base.execute(_ADD_EVENT, (key, NOTE, "", ms, ms, author, text, ""))

    def marks(self) -> dict[tuple[str, str], Mark]:
        """Return all marks. They are read anew each time: another process may have made one."""
        rows = self._base.read("SELECT subject, kind, at, until, basis FROM mark")
        return {
            (subject, kind): Mark(subject=subject, kind=kind, at=from_ms(at), until=from_ms(until), basis=basis)
            for subject, kind, at, until, basis in rows
        }

    # --- the journal

    def journal(self, since: datetime, limit: int = 10_000) -> tuple[Event, ...]:
        """Return what happened since a moment, in the order in which it happened."""
        rows = self._base.read(
            "SELECT key, kind, subject, at, seen_at, actor, title, url FROM event WHERE at >= ? ORDER BY at, key LIMIT ?",
            (to_ms(since), limit),
        )
        return tuple(to_event(row) for row in rows)

    def notes(self, since: datetime) -> tuple[Event, ...]:
        """Return the lines that people added since a moment, in the order of time."""
        return self.lines(NOTE, since)

    def lines(self, kind: str, since: datetime) -> tuple[Event, ...]:
        """Return the journal's lines of a kind since a moment, in the order of time."""
        rows = self._base.read(
            "SELECT key, kind, subject, at, seen_at, actor, title, url FROM event WHERE kind = ? AND at >= ? ORDER BY at, key",
            (kind, to_ms(since)),
        )
        return tuple(to_event(row) for row in rows)


def _digest(text: str) -> str:
    """A key is kept for longer than a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _older(written: Health | None, health: Health) -> bool:
    """Whether the time of the last answer that stands on the disk is too old to tell the truth after a restart."""
    if written is None or written.seen_at is None or health.seen_at is None:
        return True
    return health.seen_at - written.seen_at >= SEEN_WRITTEN
