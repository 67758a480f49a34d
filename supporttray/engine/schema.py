"""The database's tables, as migrations: the number of the last one applied is the file's `user_version`."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from supporttray.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

ITEM_VERSION = 1  # of an item's stored body

MIGRATIONS = (
    """
    CREATE TABLE item (key TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
                       state TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE seen (watch TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (watch, item)) STRICT, WITHOUT ROWID;
    CREATE TABLE event (key TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL,
                        seen_at INTEGER NOT NULL, actor TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL) STRICT;
    CREATE INDEX event_at ON event (at);
    CREATE TABLE watch (name TEXT PRIMARY KEY, service TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL,
                        every INTEGER NOT NULL, seen_at INTEGER, detail TEXT NOT NULL, hint TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE memory (watch TEXT PRIMARY KEY, basis TEXT NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE alert (need TEXT NOT NULL, urgency INTEGER NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL,
                        decided_at INTEGER NOT NULL, spoke_at INTEGER, withdrawn_at INTEGER,
                        PRIMARY KEY (need, urgency)) STRICT, WITHOUT ROWID;
    CREATE TABLE errand (id INTEGER PRIMARY KEY, verb TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
    """,
    """
    CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, intent TEXT NOT NULL UNIQUE, account TEXT NOT NULL,
                         verb TEXT NOT NULL, subject TEXT NOT NULL, fate TEXT NOT NULL, made_at INTEGER NOT NULL,
                         due INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
    CREATE INDEX outbox_fate ON outbox (fate);
    CREATE INDEX outbox_subject ON outbox (subject);
    CREATE TABLE mark (subject TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,
                       basis TEXT NOT NULL, PRIMARY KEY (subject, kind)) STRICT, WITHOUT ROWID;
    CREATE TABLE draft (key TEXT PRIMARY KEY, text TEXT NOT NULL, made_from TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE held (need TEXT NOT NULL, urgency INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
                       PRIMARY KEY (need, urgency, reason)) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE lesson (number INTEGER PRIMARY KEY AUTOINCREMENT, about TEXT NOT NULL, value TEXT NOT NULL,
                         place TEXT NOT NULL, said TEXT NOT NULL, at INTEGER NOT NULL,
                         UNIQUE (about, value, place)) STRICT;
    """,
    """
    CREATE TABLE lease (account TEXT NOT NULL, person TEXT NOT NULL, body BLOB NOT NULL,
                        PRIMARY KEY (account, person)) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE finding (build TEXT NOT NULL, run TEXT NOT NULL, seen_at INTEGER NOT NULL, body BLOB NOT NULL, evidence BLOB NOT NULL,
                          PRIMARY KEY (build, run)) STRICT;
    CREATE TABLE signature (number INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL UNIQUE, at INTEGER NOT NULL) STRICT;
    """,
    """
    CREATE TABLE belongs (ticket TEXT PRIMARY KEY, epic TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE ticket (key TEXT PRIMARY KEY, watch TEXT NOT NULL, at INTEGER NOT NULL, seen_at INTEGER NOT NULL, gone INTEGER NOT NULL,
                         body BLOB NOT NULL) STRICT;
    CREATE INDEX ticket_at ON ticket (at);
    CREATE TABLE tally (watch TEXT NOT NULL, series TEXT NOT NULL, hour INTEGER NOT NULL, count INTEGER NOT NULL,
                        PRIMARY KEY (watch, series, hour)) STRICT, WITHOUT ROWID;
    CREATE TABLE scan (watch TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (watch, at)) STRICT, WITHOUT ROWID;
    CREATE TABLE release (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, body BLOB NOT NULL) STRICT;
    CREATE TABLE problem (number INTEGER PRIMARY KEY AUTOINCREMENT, release INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
    CREATE TABLE decision (number INTEGER PRIMARY KEY AUTOINCREMENT, problem INTEGER NOT NULL, at INTEGER NOT NULL, word TEXT NOT NULL,
                           before BLOB NOT NULL) STRICT;
    """,
)


def connect(path: Path | str) -> sqlite3.Connection:
    """Open a database file with the tables of today. Raises `sqlite3.Error`, or `StoreError` if a newer program made it."""
    base = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = FULL")
        base.execute("PRAGMA cache_size = -512")  # KiB; SQLite would fill 2 MiB over the days and win nothing by it
        migrate(base)
    except BaseException:
        base.close()
        raise
    return base


def migrate(base: sqlite3.Connection) -> None:
    """Bring the tables up to today. Raises `StoreError` if a newer program made them."""
    version = base.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreError(
            "The database was written by a newer Support Tray.",
            "Install the newer version again, or move the file away.",
        )
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        base.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
