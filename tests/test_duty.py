"""`supporttray duty`: who, until when, who follows, as lines and as JSON."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray.connectors import Answer
from supporttray.core.item import Shift
from supporttray.core.model import Alert, Decision
from supporttray.engine.alerts import Alerts
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.paths import Workspace
from supporttray.verb.duty import show_duty
from supporttray.verb.focus import show_focus
from tests.core.make import need

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
CONFIG = 'schema = 1\nzone = "Europe/Berlin"\n[[watch]]\nkind = "roster.file"\nname = "rota"\nshifts = []\n'


def shift(person: str, begin: int, end: int, domain: str = "", *, mine: bool = False) -> Shift:
    at, until = NOW + begin * DAY, NOW + end * DAY
    key = f"shift:{domain}{person}{begin}"
    return Shift(key=key, title=person, url="", at=at, until=until, person=person, domain=domain, mine=mine)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    (tmp_path / "config.toml").write_text(CONFIG)
    return Workspace("test", tmp_path / "config.toml", tmp_path)


def rota(place: Workspace, *shifts: Shift) -> None:
    base = Database(place.database, lambda: NOW)
    Store(base).commit("rota", Answer(items=shifts, complete=True), "basis", NOW)
    base.close()


def asked(place: Workspace, *, as_json: bool = False) -> None:
    assert show_duty(place, argparse.Namespace(json=as_json)) == 0


def test_each_domain_is_a_line(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    rota(place, shift("Ada", -1, 3, "apps", mine=True), shift("Bo", 3, 9, "apps"), shift("Cy", 1, 3, "backend"))

    asked(place)

    first, apps, backend, gap = capsys.readouterr().out.splitlines()
    assert first.startswith("You are on duty until ")
    assert apps.startswith("apps: Ada until ")
    assert ", then Bo from " in apps
    assert backend.startswith("backend: nobody until ")
    assert ", then Cy from " in backend
    assert gap.startswith("Nobody is on duty for backend now until ")


def test_without_a_rota_it_says_that(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    rota(place)

    asked(place)

    assert capsys.readouterr().out == "No rota says who is on duty.\n"


def test_the_same_as_json(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    rota(place, shift("Ada", -1, 3, "apps"))

    asked(place, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert (told["on"], told["person"]) == (False, "Ada")
    assert [(turn["domain"], turn["people"]) for turn in told["turns"]] == [("apps", ["Ada"])]
    assert (told["holidays"], told["swaps"]) == ([], [])
    assert [(gap["domain"], gap["end"], gap["always"]) for gap in told["gaps"]] == [("apps", None, False)]


def test_focus_counts_what_was_said_and_what_was_not(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    base = Database(place.database, lambda: NOW)
    Alerts(base).decide([Alert(need=need("n|a#1"), decision=Decision.SPEAK, reason="it is new", at=NOW)])
    Alerts(base).hold([Alert(need=need("n|b#1"), decision=Decision.HOLD, reason="you are off duty", at=NOW)])
    base.close()

    assert show_focus(place, argparse.Namespace(json=False)) == 0
    assert capsys.readouterr().out.endswith(": 1 spoke; 1 not, because you are off duty\n")
    assert show_focus(place, argparse.Namespace(json=True)) == 0
    (day,) = json.loads(capsys.readouterr().out)
    assert (day["spoke"], day["held"]) == (1, {"you are off duty": 1})
