"""Why a person was told of something, or not: kept with the time, once for each reason, for as long as texts are kept."""

from datetime import timedelta
from pathlib import Path

from supporttray.core.model import Alert, Decision, Urgency
from supporttray.engine.alerts import Alerts, about
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from tests.core.make import MINUTE, NOON, need

KEY = "request.waiting|request:t/C1/1.0#1"
SUBJECT = "request:t/C1/1.0"


def alert(decision: Decision, reason: str, minutes: int = 0, key: str = KEY) -> Alert:
    return Alert(need=need(key), decision=decision, reason=reason, at=NOON + minutes * MINUTE)


def alerts(tmp_path: Path) -> tuple[Database, Alerts]:
    base = Database(tmp_path / "w.sqlite3", lambda: NOON)
    return base, Alerts(base)


def test_what_was_held_and_then_said_is_told_in_its_order_with_its_reasons(tmp_path: Path) -> None:
    _, table = alerts(tmp_path)
    for minute in range(3):
        table.hold([alert(Decision.HOLD, "alerts are paused", minute)])
    said = alert(Decision.SPEAK, "it is new", 5)
    table.decide([said])
    table.spoke([said], NOON + 6 * MINUTE)

    told = table.told(NOON - MINUTE, SUBJECT)

    assert [(one.decision, one.reason, one.at) for one in told] == [
        (Decision.HOLD, "alerts are paused", NOON),
        (Decision.SPEAK, "it is new", NOON + 6 * MINUTE),
    ]
    assert told[0].urgency is Urgency.NEEDS_YOU


def test_only_what_is_about_the_subject_is_told(tmp_path: Path) -> None:
    _, table = alerts(tmp_path)
    table.hold([alert(Decision.HOLD, "you are off duty"), alert(Decision.HOLD, "you are off duty", key="n|other#1")])

    assert [one.need for one in table.told(NOON - MINUTE, SUBJECT)] == [KEY]
    assert len(table.told(NOON - MINUTE)) == 2
    assert about("build.broken|build:h/a#b/1#7") == "build:h/a#b/1"


def test_a_reason_that_lasts_is_written_once_and_not_at_every_look(tmp_path: Path) -> None:
    base, table = alerts(tmp_path)
    other = Database(tmp_path / "w.sqlite3", lambda: NOON)
    table.hold([alert(Decision.HOLD, "you are off duty")])
    version = other.version()
    for minute in range(100):
        table.hold([alert(Decision.HOLD, "you are off duty", minute)])

    assert other.version() == version
    table.hold([])
    table.hold([alert(Decision.HOLD, "you are off duty", 200)])
    assert [one.at for one in table.told(NOON - MINUTE)] == [NOON], "the first time is when it began"
    base.close()
    other.close()


def test_it_is_forgotten_with_the_texts(tmp_path: Path) -> None:
    base, table = alerts(tmp_path)
    table.hold([alert(Decision.HOLD, "you are off duty")])

    Store(base).prune(NOON + timedelta(days=31), set())

    assert table.told(NOON - MINUTE) == ()
