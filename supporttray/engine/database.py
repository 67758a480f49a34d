"""The workspace's database file: opened, mended where it is damaged, replaced by memory where it cannot be written."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from supporttray.core.model import Notice
from supporttray.engine.schema import MIGRATIONS, connect, migrate
from supporttray.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

Kept = TypeVar("Kept")

UNSAVED = "workspace.unsaved"
DAMAGED = "workspace.damaged"
UNWRITABLE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
DAMAGES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


class Database:
    """One SQLite connection. `notices` are what a person should know about it."""

    _closed = False

    def __init__(self, path: Path | None, now: Callable[[], datetime]) -> None:
        """Open `path`, or a database in memory. Raises `StoreError` only where going on would lose something."""
        self.notices: tuple[Notice, ...] = ()
        self._path = path
        self._now = now
        self._connection = connect(":memory:") if path is None else self._open(path, now())

    @classmethod
    def reading(cls, path: Path, now: Callable[[], datetime]) -> Database:
        """Open a file that a running engine may be writing, to look only. Raises `StoreError`."""
        if not path.exists():
            raise StoreError("Nothing was watched in this workspace yet.", "Start `supporttray run` first.")
        base = cls.__new__(cls)
        base.notices, base._path, base._now = (), path, now  # noqa: SLF001  our own
        try:
            base._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)  # noqa: SLF001
            base.read("SELECT count(*) FROM watch")
            version = base.read("PRAGMA user_version").fetchone()[0]
            if version < len(MIGRATIONS):  # the app was renewed and not yet started
                base._connection.close()  # noqa: SLF001
                base._connection = _copy_in_memory(path, immutable=False)  # noqa: SLF001
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be read ({error}).", "Start `supporttray run`, which mends it.") from error
        return base

    @classmethod
    def copy(cls, path: Path, now: Callable[[], datetime]) -> Database:
        """Return a copy in memory of a file that an engine may be writing; what is done to it changes nothing."""
        base = cls(None, now)
        if path.exists():
            base._connection.close()
            base._connection = _copy_in_memory(path, immutable=False)
        return base

    def _open(self, path: Path, now: datetime) -> sqlite3.Connection:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return self._checked(path)
        except (sqlite3.OperationalError, OSError) as error:
            self._say_unsaved(error, now)
            return _copy_in_memory(path)
        except sqlite3.DatabaseError:
            aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
            for suffix in ("", "-wal", "-shm"):
                if (part := path.with_name(path.name + suffix)).exists():
                    part.rename(aside.with_name(aside.name + suffix))
            because = f"It was moved to {aside} and a new one begun; everything there now counts as seen."
            self.notices += (Notice(kind=DAMAGED, title="The database was damaged", because=because, since=now),)
            return self._checked(path)

    def _checked(self, path: Path) -> sqlite3.Connection:
        connection = connect(path)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            connection.execute("BEGIN IMMEDIATE")  # shows at once whether it can be written
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _say_unsaved(self, error: Exception, now: datetime) -> None:
        title = "Nothing is saved: the database cannot be written"
        because = (
            f"{self._path}: {error}. The app goes on in memory; make room or mend the permissions, then restart it."
        )
        self.notices += (Notice(kind=UNSAVED, title=title, because=because, since=now),)

    @property
    def saved(self) -> bool:
        """Whether what is written outlives the process."""
        return self._path is not None and all(notice.kind != UNSAVED for notice in self.notices)

    def _fall_back(self, error: sqlite3.Error) -> None:
        """Take along all that was committed."""
        memory = connect(":memory:")
        self._connection.backup(memory)
        self._connection.close()
        self._connection = memory
        self._say_unsaved(error, self._now())

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        self._connection.close()

    def __del__(self) -> None:
        """Close what a short command leaves open at its end; SQLite's own object complains from Python 3.13 on."""
        if not self._closed and hasattr(self, "_connection"):
            with suppress(sqlite3.Error):  # this may be another thread
                self._connection.close()

    def read(self, query: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run a query. Raises `StoreError` where the file is damaged."""
        try:
            return self._connection.execute(query, values)
        except sqlite3.Error as error:
            _say_damaged(error)
            raise

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction. IMMEDIATE, because a read transaction that turns into a write one fails at once."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                self._give_up(error)
            raise

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on in memory where the file cannot be written; raise `StoreError` so that what failed is done again."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in UNWRITABLE and self.saved:
            self._fall_back(error)
            raise StoreError("The database could not be written.", "The app goes on in memory.") from error
        if code == sqlite3.SQLITE_BUSY:
            raise StoreError("Another program keeps the database busy.", "End that program.") from error
        _say_damaged(error)

    # --- errands: what another process asks of the running engine

    def version(self) -> int:
        """Return a number that changes when another process has written."""
        return int(self.read("PRAGMA data_version").fetchone()[0])

    def send(self, verb: str, subject: str) -> None:
        """Leave an errand for the running engine."""
        with self.write() as base:
            base.execute("INSERT INTO errand (verb, subject) VALUES (?, ?)", (verb, subject))

    def errands(self) -> tuple[tuple[str, str], ...]:
        """Take the errands that were left."""
        with self.write() as base:
            rows = base.execute("DELETE FROM errand RETURNING verb, subject").fetchall()
        return tuple((verb, subject) for verb, subject in rows)


def _say_damaged(error: sqlite3.Error) -> None:
    """Raise `StoreError` for what a whole file cannot answer, such as "no such table": our queries are always the same."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGES:
        raise StoreError(
            f"The database is damaged: {error}.", "Restart the app: a damaged file is moved aside."
        ) from error


def kept(write: Callable[[], Kept]) -> Kept:
    """Write; once more if the first time found the disk full or read-only, for now there is the memory."""
    try:
        return write()
    except StoreError:
        return write()


def _copy_in_memory(path: Path, *, immutable: bool = True) -> sqlite3.Connection:
    """Return what can be read of the file, in memory; an empty database if nothing can."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        disk = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable={int(immutable)}", uri=True)
        try:
            if disk.execute("PRAGMA user_version").fetchone()[0]:
                disk.backup(memory)
        finally:
            disk.close()
        migrate(memory)  # the file may be of an older version
    except sqlite3.Error:
        memory.close()
        return connect(":memory:")
    return memory
