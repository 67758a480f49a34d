"""Files of earlier versions are brought up to today with nothing lost, and what they hold is still understood."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.lesson import About, Lesson
from supporttray.core.model import Mark, Urgency
from supporttray.core.outbox import Entry, Fate, again
from supporttray.engine.alerts import Alerts
from supporttray.engine.database import Database
from supporttray.engine.lesson import Lessons
from supporttray.engine.outbox import Outbox
from supporttray.engine.rows import to_ms
from supporttray.engine.schema import MIGRATIONS
from supporttray.engine.store import Store
from tests.core.make import HOUR, NOON, request

GOLDEN = Path(__file__).with_name("golden")
DAY = timedelta(days=1)
TABLES = ("item", "seen", "event", "watch", "memory", "alert", "errand")
NEED = ("request.waiting|request:T1/C1/1#1", Urgency.NEEDS_YOU)

# An outbox body as the first version that had one wrote it: fields are only added.
SENT = (
    b'{"intent":"reply:request:T1/C1/1:abc:2026-11-23","account":"slack","deed":{"verb":"post","place":"C1",'
    b'"message":"1.0","text":"On it"},"made_at":"2026-11-23T12:00:00Z","due":"2026-11-23T12:00:11Z","fate":"sent",'
    b'"subject":"request:T1/C1/1","sent_at":"2026-11-23T12:00:11Z","tried":1,'
    b'"receipt":{"id":"2.0","url":"https://s/p2"}}'
)
PIECE = (
    b'{"intent":"reply:x/2","account":"slack","deed":{"verb":"post","place":"C1"},"made_at":"2026-11-23T12:00:00Z",'
    b'"due":"2026-11-23T12:00:11Z","fate":"refused","after":"reply:x","failed":2,"looked":1,'
    b'"expires":"2026-11-24T00:00:00Z","reason":"It is archived."}'
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of version 1."""
    path = tmp_path / "w.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript((GOLDEN / "v1.sql").read_text("utf-8"))
    connection.close()
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    found = {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES}  # noqa: S608
    connection.close()
    return found


def test_a_file_of_version_1_loses_nothing_on_its_way_to_today(old: Path) -> None:
    before = rows(old)
    assert all(before.values())

    base = Database(old, lambda: NOON)
    store = Store(base)

    assert base.notices == ()
    assert base.read("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert {item.kind for item in store.items.values()} == {"request", "build", "shift"}
    assert store.items["request:T1/C1/1"].state == "answered"
    assert store.health["w"].seen_at == NOON
    assert store.memory("w", "basis") == b'{"cursor":"1"}'
    assert Alerts(base).decided(NOON) == {NEED}
    assert [event.kind for event in store.journal(NOON - DAY)].count("request.asked") == 1
    assert (store.marks(), Outbox(base).latest()) == ({}, ())
    base.close()
    assert rows(old) == before


def test_a_file_of_version_1_can_be_looked_at_before_it_is_brought_up_to_today(old: Path) -> None:
    before = old.read_bytes()

    store = Store(Database.reading(old, lambda: NOON))

    assert len(store.items) == 3
    assert store.marks() == {}
    assert old.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path) -> None:
    connection = sqlite3.connect(old)
    connection.execute("CREATE TABLE draft (key TEXT)")  # in the way of the last statement of version 2
    connection.commit()
    connection.close()
    before = rows(old)

    base = Database(old, lambda: NOON)

    assert not base.saved
    base.close()
    assert rows(old) == before
    with closing(sqlite3.connect(old)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert "outbox" not in tables


def test_bodies_of_the_outbox_are_understood_for_ever() -> None:
    at = datetime(2026, 11, 23, 12, 0, 11, tzinfo=UTC)
    sent, piece = (msgspec.json.decode(body, type=Entry) for body in (SENT, PIECE))

    assert sent == Entry(
        intent="reply:request:T1/C1/1:abc:2026-11-23",
        account="slack",
        deed=Deed(verb=Verb.POST, place="C1", message="1.0", text="On it"),
        made_at=NOON,
        due=at,
        fate=Fate.SENT,
        subject="request:T1/C1/1",
        sent_at=at,
        tried=1,
        receipt=Receipt("2.0", "https://s/p2"),
    )
    assert (piece.after, piece.failed, piece.looked, piece.reason) == ("reply:x", 2, 1, "It is archived.")
    assert {fate.value for fate in Fate} >= {
        "held", "waiting", "sending", "sent", "refused", "unknown", "undone", "expired",
    }  # fmt: skip
    assert {verb.value for verb in Verb} >= {"react", "unreact", "post", "direct", "edit"}


def test_rows_of_marks_and_drafts_are_understood_for_ever(old: Path) -> None:
    base = Database(old, lambda: NOON)
    with base.write() as connection:
        connection.execute("INSERT INTO mark VALUES ('request:1', 'snoozed', 0, 60000, 'waiting@x')")
        connection.execute("INSERT INTO draft VALUES ('daily:2026-11-23', 'Today', '', 0)")

    (mark,) = Store(base).marks().values()

    epoch = datetime.fromtimestamp(0, UTC)
    expected = Mark(
        subject="request:1", kind="snoozed", at=epoch, until=epoch + timedelta(minutes=1), basis="waiting@x"
    )
    assert mark == expected


def entry(intent: str, made_at: datetime, fate: Fate, verb: Verb = Verb.POST) -> Entry:
    deed = Deed(verb=verb, place="C1", text="eyes" if verb is Verb.REACT else "my password is hunter2")
    return Entry(intent=intent, account="slack", deed=deed, made_at=made_at, due=made_at, fate=fate, sent_at=made_at)


def test_what_was_written_a_month_ago_is_forgotten_but_that_it_was_written_is_not(tmp_path: Path) -> None:
    base = Database(tmp_path / "w.sqlite3", lambda: NOON)
    store, outbox = Store(base), Outbox(base)
    old, young = NOON - 31 * DAY, NOON - 29 * DAY
    outbox.add([entry("old", old, Fate.SENT), entry("refused", old, Fate.REFUSED), entry("young", young, Fate.SENT)])
    outbox.add([entry("waiting", old, Fate.WAITING), entry("reaction", old, Fate.SENT, Verb.REACT)])
    with base.write() as connection:
        for key, at in (("old", old), ("young", young)):
            connection.execute("INSERT INTO draft VALUES (?, 'Today', '', ?)", (key, to_ms(at)))

    store.prune(NOON, set())
    store.prune(NOON, set())

    texts = {one.intent: one.deed.text for one in outbox.latest()}
    secret = "my password is hunter2"
    assert texts == {"old": "", "refused": "", "young": secret, "waiting": secret, "reaction": "eyes"}
    kept = outbox.get("old")
    assert kept
    assert (kept.fate, kept.sent_at, kept.made_at, kept.account) == (Fate.SENT, old, old, "slack")
    assert outbox.add([entry("old", NOON, Fate.WAITING)]).fate is Fate.SENT  # the same wish is still one
    assert base.read("SELECT key FROM draft").fetchall() == [("young",)]
    forgotten = outbox.get("refused")
    assert forgotten
    assert again(forgotten, NOON).deed.text == ""


def test_a_note_is_forgotten_after_a_month_also_where_it_is_named(tmp_path: Path) -> None:
    base = Database(tmp_path / "w.sqlite3", lambda: NOON)
    Store(base).note("hunter2", NOON - 31 * DAY)

    Store(base).prune(NOON, set())

    assert "hunter2" not in str(base.read("SELECT * FROM event").fetchall())


def test_a_need_that_was_snoozed_after_it_spoke_may_speak_again(old: Path) -> None:
    base = Database(old, lambda: NOON)
    alerts = Alerts(base)
    assert alerts.decided(NOON) == {NEED}
    for subject in ("request:T1/C1/11", "request:T1/C1", "build:1"):
        Store(base).mark(Mark(subject=subject, kind="snoozed", at=NOON, until=NOON + HOUR))
    assert alerts.decided(NOON) == {NEED}

    Store(base).mark(Mark(subject=request().key, kind="snoozed", at=NOON, until=NOON + HOUR))

    assert alerts.decided(NOON) == set()


def test_rows_of_lessons_are_understood_for_ever(old: Path) -> None:
    base = Database(old, lambda: NOON)
    with base.write() as connection:
        for about in ("this", "author", "words"):
            connection.execute("INSERT INTO lesson VALUES (NULL, ?, 'value', '#support', 'Said', 60000)", (about,))

    found = Lessons(base).all()

    at = datetime.fromtimestamp(60, UTC)
    assert [one.about.value for one in found] == ["words", "author", "this"]
    assert found[2] == Lesson(about=About.THIS, value="value", where="#support", said="Said", at=at, number=1)
