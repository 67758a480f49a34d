"""A restart neither repeats an alert nor loses one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.core.model import Alert, Decision, Need, Urgency
from supporttray.engine.alerts import SAME_AGAIN, Alerts
from supporttray.engine.database import Database
from tests.core.make import MINUTE, NOON, need

KEY = ("n", Urgency.NEEDS_YOU)


def spoken(one: Need) -> Alert:
    return Alert(need=one, decision=Decision.SPEAK, reason="it is new", at=NOON)


@pytest.fixture
def alerts(tmp_path: Path) -> Iterator[Alerts]:
    base = Database(tmp_path / "w.sqlite3", lambda: NOON)
    yield Alerts(base)
    base.close()


def test_a_decision_is_kept_before_it_is_carried_out(alerts: Alerts) -> None:
    alerts.decide([spoken(need())])

    assert alerts.decided(NOON) == {KEY}
    assert alerts.unspoken() == {KEY: "it is new"}


def test_what_was_said_is_not_said_again(alerts: Alerts) -> None:
    alerts.decide([spoken(need())])
    alerts.spoke([spoken(need())], NOON)

    assert alerts.unspoken() == {}
    assert alerts.decided(NOON + timedelta(days=9)) == {KEY}


def test_what_was_there_before_the_watch_began_never_speaks(alerts: Alerts) -> None:
    alerts.decide([Alert(need=need(), decision=Decision.SEED, reason="it was there", at=NOON)])

    assert alerts.unspoken() == {}
    assert alerts.decided(NOON) == {KEY}


def test_a_need_that_is_soon_back_is_the_same_one(alerts: Alerts) -> None:
    alerts.decide([spoken(need())])
    alerts.present(set(), NOON)

    assert alerts.decided(NOON + SAME_AGAIN - MINUTE) == {KEY}
    alerts.present({"n"}, NOON + SAME_AGAIN - MINUTE)
    assert alerts.decided(NOON + timedelta(days=1)) == {KEY}


def test_a_need_that_is_back_after_long_may_speak_again(alerts: Alerts) -> None:
    alerts.decide([spoken(need())])
    alerts.spoke([spoken(need())], NOON)
    alerts.present(set(), NOON)

    later = NOON + SAME_AGAIN
    assert alerts.decided(later) == set()
    alerts.decide([spoken(need())])
    assert alerts.unspoken() == {KEY: "it is new"}
