"""What the store keeps, and that it keeps whole or not at all."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core.incident import PATIENCE, waits
from supporttray.core.item import AnyItem, Holiday, Result, Sign
from supporttray.engine.database import Database
from supporttray.engine.rows import from_ms, to_ms
from supporttray.engine.store import Store
from tests.core.make import HOUR, MINUTE, NOON, build, eyes, health, reply, request, run, shift

DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.sqlite3"


@pytest.fixture
def base(path: Path) -> Iterator[Database]:
    opened = Database(path, lambda: NOON)
    yield opened
    opened.close()


def answer(*items: AnyItem, memory: bytes = b"m", complete: bool = False, gone: tuple[str, ...] = ()) -> Answer:
    return Answer(items=items, memory=memory, complete=complete, gone=gone)


def kinds(store: Store) -> list[str]:
    return [event.kind for event in store.journal(NOON - 100 * DAY)]


def test_items_journal_and_memory_are_there_after_a_restart(base: Database, path: Path) -> None:
    Store(base).commit("w", answer(request(), memory=b"cursor"), "basis", NOON + HOUR)
    base.close()

    again = Store(Database(path, lambda: NOON))

    assert again.items == {request().key: request()}
    assert again.seen_by == {request().key: ("w",)}
    assert again.memory("w", "basis") == b"cursor"
    assert kinds(again) == ["request.asked"]


def test_a_commit_that_fails_half_way_leaves_nothing_of_it(base: Database) -> None:
    store = Store(base)
    store.commit("w", answer(request(), memory=b"old"), "basis", NOON)
    with base.write() as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON memory BEGIN SELECT RAISE(ABORT, 'no'); END")

    with pytest.raises(sqlite3.IntegrityError):
        store.commit("w", answer(request(replies=(reply("mei", 1),)), memory=b"new"), "basis", NOON)

    assert store.items == Store(base).items == {request().key: request()}
    assert store.memory("w", "basis") == b"old"
    assert kinds(store) == ["request.asked"]


def test_a_memory_is_worth_nothing_on_another_basis(base: Database) -> None:
    store = Store(base)
    store.commit("w", answer(memory=b"old"), "one channel", NOON)

    assert store.memory("w", "another channel") == b""


def test_the_same_answer_twice_is_one_journal_and_writes_no_row(base: Database) -> None:
    store = Store(base)
    whole = answer(request(replies=(reply("mei", 1),), reactions=(eyes("bo"),)), build(run(1, Result.FAILED)))
    first = store.commit("w", whole, "b", NOON)

    again = store.commit("w", whole, "b", NOON + HOUR)

    told = {"request.asked", "request.answered", "request.acknowledged", "build.broken"}
    assert {event.kind for event in first} == told
    assert again == ()
    assert base.read("SELECT DISTINCT changed_at FROM item").fetchall() == [(to_ms(NOON),)]


def test_what_another_watch_still_sees_is_not_deleted_and_its_words_stay(base: Database) -> None:
    store = Store(base)
    for watch in ("a", "b"):
        store.commit(watch, answer(request()), watch, NOON)
    assert store.commit("a", answer(gone=(request().key,)), "a", NOON) == ()
    assert [event.title for event in store.journal(NOON - DAY)] == [request().title]
    store.commit("b", answer(gone=(request().key,)), "b", NOON)
    assert kinds(store) == ["request.asked", "request.deleted"]


def test_absence_means_gone_only_where_the_answer_is_complete(base: Database) -> None:
    store = Store(base)
    one, two = request(key="request:1"), request(key="request:2")
    store.commit("w", answer(one, two), "b", NOON)

    store.commit("w", answer(one), "b", NOON)
    assert set(store.items) == {one.key, two.key}
    store.commit("w", answer(one, complete=True), "b", NOON)
    assert set(store.items) == {one.key}


def test_what_two_watches_see_stays_until_both_have_lost_it(base: Database, path: Path) -> None:
    store = Store(base)
    for watch in ("a", "b"):
        store.commit(watch, answer(request()), "b", NOON)
    assert kinds(store) == ["request.asked"]

    store.commit("a", answer(complete=True), "b", NOON)
    assert store.seen_by == {request().key: ("b",)}
    store.commit("b", answer(gone=(request().key,)), "b", NOON)
    assert store.items == Store(Database(path, lambda: NOON)).items == {}


def test_what_is_deleted_there_is_deleted_here_also_from_the_journal(base: Database) -> None:
    store = Store(base)
    store.commit("w", answer(request(title="My password is hunter2", text="My password is hunter2")), "b", NOON)

    store.commit("w", answer(gone=(request().key,)), "b", NOON)

    assert kinds(store) == ["request.asked", "request.deleted"]
    assert "hunter2" not in str(base.read("SELECT * FROM event").fetchall())
    assert base.read("SELECT count(*) FROM item").fetchone() == (0,)


def test_a_watch_that_left_the_config_takes_its_items_along(base: Database) -> None:
    store = Store(base)
    store.commit("old", answer(request(key="request:1")), "b", NOON)
    store.commit("kept", answer(request(key="request:2")), "b", NOON)
    store.keep_health(health(watch="old"))

    store.only(["kept"])

    assert set(store.items) == set(Store(base).items) == {"request:2"}
    assert store.health == {}
    assert store.memory("old", "b") == b""


def test_texts_are_guests_for_thirty_days_unless_somebody_needs_them(base: Database) -> None:
    store = Store(base)
    old, needed, young = (
        request(key=f"request:{n}", asked=NOON - days * DAY) for n, days in ((1, 31), (2, 31), (3, 29))
    )
    store.commit("w", answer(old, needed, young), "b", NOON)

    store.prune(NOON, keep={"request:2"})

    assert set(store.items) == set(Store(base).items) == {"request:2", "request:3"}
    assert [event.title for event in store.journal(NOON - 100 * DAY)] == ["", "", "Where is my order?"]


def test_what_its_source_still_says_stays_however_old_it_is(base: Database) -> None:
    store = Store(base)
    past, days = shift("Bo", -24 * 40, -24 * 35), (NOON - 40 * DAY).date()
    sign = Sign(key="sign:T/C", title="Topic", url="", at=NOON - 40 * DAY, text="On duty: Bo")
    off = Holiday(key="holiday:x", title="Feast", url="", at=NOON - 40 * DAY, first=days, last=days)
    store.commit("w", answer(past, sign, off), "b", NOON)

    store.prune(NOON, keep=set())

    assert set(store.items) == set(Store(base).items) == {past.key, sign.key, off.key}
    assert store.seen_by.keys() == store.items.keys()


def test_an_item_in_a_form_that_is_no_longer_read_is_asked_for_anew_and_is_nothing_new(base: Database) -> None:
    Store(base).commit("w", answer(request(reactions=(eyes("mei"),)), memory=b"cursor"), "b", NOON)
    with base.write() as connection:
        connection.execute("UPDATE item SET version = 0")

    store = Store(base)
    assert store.items == {}
    assert store.memory("w", "b") == b""
    assert store.commit("w", answer(request(reactions=(eyes("mei"),))), "b", NOON + HOUR) == ()
    assert store.items == {request().key: request(reactions=(eyes("mei"),))}


def test_that_a_watch_answered_once_more_is_written_now_and_then_only(base: Database) -> None:
    store = Store(base)

    def written() -> int:
        return int(base.read("SELECT seen_at FROM watch").fetchone()[0])

    store.keep_health(health(seen=NOON))
    store.keep_health(health(seen=NOON + timedelta(seconds=59)))
    assert written() == to_ms(NOON)
    store.keep_health(health(seen=NOON + MINUTE))
    assert written() == to_ms(NOON + MINUTE)
    store.keep_health(health("refused", seen=NOON + MINUTE))
    assert base.read("SELECT state FROM watch").fetchone() == ("refused",)


def test_a_moment_survives_its_column_to_the_millisecond() -> None:
    moment = NOON + timedelta(milliseconds=123)

    assert from_ms(to_ms(moment)) == moment


def test_an_item_is_stored_as_json_that_says_what_it_is(base: Database) -> None:
    """What stands in databases of released versions must be read for ever: this form may only grow."""
    Store(base).commit("w", answer(request(), build(run(1, Result.FAILED))), "b", NOON)

    bodies = {kind: json.loads(body) for kind, body in base.read("SELECT kind, body FROM item")}

    assert bodies["request"] == {
        "kind": "request",
        "key": "request:T1/C1/1",
        "title": "Where is my order?",
        "url": "https://s/p1",
        "at": "2026-11-23T12:00:00Z",
        "by": "UASK",
        "name": "Priya",
        "where": "#support",
        "replies": [],
    }
    assert bodies["build"]["runs"] == [
        {"id": "0001", "at": "2026-11-23T12:01:00Z", "ended": "2026-11-23T12:02:00Z", "result": "failed"}
    ]


def test_a_question_from_which_the_mark_is_taken_is_brought_no_more_where_another_watch_sees_it(
    base: Database, path: Path
) -> None:
    plain = request(replies=(reply("mei", 1),))
    marked = msgspec.structs.replace(plain, brought_by="Mei", brought_at=NOON + HOUR, me="U1")
    store = Store(base)
    store.commit("channel", answer(plain), "", NOON)
    store.commit("brought", answer(marked), "", NOON + HOUR)
    assert store.items[plain.key].state == "waiting"
    store.commit("brought", answer(gone=(plain.key,)), "", NOON + HOUR)
    store.commit("channel", answer(plain), "", NOON + HOUR)
    assert store.items == {plain.key: plain}
    base.close()
    assert Store(Database(path, lambda: NOON)).items == {plain.key: plain}


def test_a_red_build_whose_server_is_hours_ahead_waits_for_its_cause_no_longer_than_others(base: Database) -> None:
    store, late = Store(base), build(run(300, Result.FAILED))
    store.commit("w", answer(late), "basis", NOON)

    store.findings.notice(store.items, {late.key}, NOON)

    assert waits(late, store.findings.all, NOON + PATIENCE - timedelta(seconds=1))
    assert not waits(late, store.findings.all, NOON + PATIENCE)
