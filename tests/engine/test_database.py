"""A database that cannot be used is said, and nothing that can be kept is lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from supporttray.connectors import Answer
from supporttray.engine.database import DAMAGED, UNSAVED, Database
from supporttray.engine.store import Store
from supporttray.errors import StoreError
from tests.core.make import NOON, request


def opened(path: Path) -> Database:
    return Database(path, lambda: NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    base = opened(tmp_path / "w.sqlite3")
    Store(base).commit("w", Answer(items=(request(),), memory=b"m"), "b", NOON)
    base.close()
    return tmp_path / "w.sqlite3"


@pytest.mark.parametrize("content", [b"this is no database, but a text of a certain length" * 40, b"\x00" * 5000])
def test_a_damaged_file_is_moved_aside_and_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    base = opened(path)

    assert [notice.kind for notice in base.notices] == [DAMAGED]
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == content
    assert str(aside) in base.notices[0].because
    assert Store(base).items == {}
    assert base.saved


def test_pages_that_were_overwritten_are_found_at_the_start(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 2048] = b"\xff" * 2048
    path.write_bytes(content)

    assert [notice.kind for notice in opened(path).notices] == [DAMAGED]


def test_a_file_that_loses_its_tables_while_it_is_read_is_said_to_be_damaged(path: Path) -> None:
    base = opened(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE mark")
    with pytest.raises(StoreError, match="The database is damaged: no such table: mark"):
        Store(base).marks()
    base.close()


def test_a_file_of_a_newer_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="newer Support Tray"):
        opened(path)
    assert path.read_bytes() == before


def test_where_nothing_can_be_written_the_app_goes_on_in_memory_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    base = opened(tmp_path / "file" / "w.sqlite3")

    assert [notice.kind for notice in base.notices] == [UNSAVED]
    assert not base.saved
    Store(base).commit("w", Answer(items=(request(),)), "b", NOON)


def test_a_disk_that_becomes_full_costs_the_answer_but_not_what_was_known(path: Path) -> None:
    base = opened(path)
    store = Store(base)
    base.read("PRAGMA max_page_count = 1")  # SQLite's own way to be full
    many = tuple(request(key=f"request:{number}", text="x" * 4000) for number in range(50))

    with pytest.raises(StoreError):
        store.commit("w", Answer(items=many, memory=b"new"), "b", NOON)

    assert [notice.kind for notice in base.notices] == [UNSAVED]
    assert store.memory("w", "b") == b"m"
    store.commit("w", Answer(items=many, memory=b"new"), "b", NOON)  # now in memory
    assert len(store.items) == 51


def test_another_process_may_look_while_the_engine_writes(path: Path) -> None:
    base = opened(path)
    looking = Database.reading(path, lambda: NOON)
    Store(base).commit("w", Answer(items=(request(key="request:2"),)), "b", NOON)

    assert len(Store(looking).items) == 2


def test_there_is_nothing_to_look_at_before_the_first_start(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Nothing was watched"):
        Database.reading(tmp_path / "none.sqlite3", lambda: NOON)


def test_an_errand_of_another_process_is_noticed_and_taken_once(path: Path) -> None:
    engine, other = opened(path), opened(path)
    before = engine.version()

    other.send("credential", "slack")

    assert engine.version() != before
    assert engine.errands() == (("credential", "slack"),)
    assert engine.errands() == ()
