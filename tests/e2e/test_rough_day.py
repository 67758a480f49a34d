"""A rough day: the app is killed again and again, every fault of the services strikes, and nothing is lost, repeated or hushed."""

import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from supporttray.demo.fault import FAULTS
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from tests.e2e import oracle, work_oracle
from tests.e2e.play import App, Company, app, company, until

SPEED = 1350  # the working day takes 18 s
NIGHT = 1  # what is left to happen then: the nightly run
SERVICES = ("slack", "github", "cctray")
KEYED = (sys.executable, str(Path(__file__).with_name("keyed.py")))
UNSPOKEN = "AND spoke_at IS NULL"
TO_SPEAK = "SELECT need, urgency FROM alert WHERE decision = 'speak'"


def rows(watcher: App, query: str) -> list[tuple[Any, ...]]:
    """Look into the app's database from outside."""
    with sqlite3.connect(f"{(watcher.state / 'workspace.sqlite3').as_uri()}?mode=ro", uri=True, timeout=30) as base:
        return base.execute(query).fetchall()


def ends_well(quillfern: Company, watcher: App) -> None:
    """The journal is one that looks can write, and what needs somebody is what a fresh look finds."""
    quillfern.looked_at()
    journal, ledger = watcher.verb("journal", "--since", "2d"), quillfern.read("ledger")
    oracle.agree(oracle.told(journal), oracle.journals(ledger, quillfern.config, "Ada Okafor"))
    work_oracle.happened(ledger, journal)
    until(lambda: known(watcher.verb("status")) == known(watcher.verb("check")), "that status tells what check tells")


def known(view: dict[str, Any]) -> tuple[dict[str, str], set[str]]:
    needs = {
        need["key"] for need in view["needs"] if need["kind"] != "build.silent"
    }  # what is usual is over in a second here
    return {item["key"]: item["state"] for item in view["items"]}, needs


def alerts(watcher: App, also: str = "") -> "Counter[str]":
    """The decisions to speak, in the form in which keyed.py says them."""
    return Counter(f"{need} {urgency}" for need, urgency in rows(watcher, f"{TO_SPEAK} {also}"))


def at_the_moment(lot: random.Random, span_s: float) -> None:
    """Let a random time pass: the only thing here that waits for nothing."""
    moment = time.monotonic() + span_s * lot.random()
    until(lambda: time.monotonic() > moment, "the moment")


@pytest.fixture
def keyed(watcher: App) -> App:
    watcher.program = KEYED
    return watcher


def test_killed_at_random_moments_it_loses_repeats_and_hushes_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  pytest shows it when the test fails
    lot = random.Random(seed)  # noqa: S311
    with company(tmp_path / "company", f"--speed={SPEED}") as quillfern, app(quillfern.config, tmp_path / "app") as one:
        one.program = KEYED
        one.start()
        one.waits_for("On duty")
        quillfern.looked_at()
        in_the_act = Counter[str]()
        for _ in range(7):
            at_the_moment(lot, lot.choice((0.3, 1.0, 3.0)))
            one.kill()
            in_the_act += alerts(one, UNSPOKEN)
            at_the_moment(lot, lot.choice((0.0, 1.5)))
            one.start()
        until(lambda: quillfern.read("time")["waiting"] <= NIGHT, "the evening")
        ends_well(quillfern, one)
        assert one.end() == 0
        said, decided = Counter(one.spoken()), alerts(one)
        assert decided
        assert said <= decided + in_the_act, "said twice, though not killed in the act of saying"
        assert decided - in_the_act <= said, "not said, though not killed in the act of saying"
        assert not alerts(one, f"{UNSPOKEN} AND withdrawn_at IS NULL")
        assert one.complained == ""


def test_an_alert_that_is_killed_while_it_speaks_is_said_again_and_then_no_more(stairs: Company, keyed: App) -> None:
    keyed.start()
    keyed.waits_for("On duty")
    stairs.looked_at()
    keyed.kill()
    stairs.advance(5)
    keyed.env["KEYED_DIES"] = "speak"
    keyed.start()
    assert keyed.wait() == -signal.SIGKILL
    del keyed.env["KEYED_DIES"]
    for _ in range(2):
        keyed.start()
        keyed.waits_for("On duty")
        stairs.looked_at()
        keyed.kill()
    assert len(keyed.spoken()) == 2
    assert len(set(keyed.spoken())) == 1


def test_a_first_look_that_is_killed_is_done_again_and_stays_silent(stairs: Company, keyed: App) -> None:
    keyed.env["KEYED_DIES"] = "heard"
    for _ in ("house", "stairs", "lamp"):
        keyed.start()
        assert keyed.wait() == -signal.SIGKILL
    del keyed.env["KEYED_DIES"]
    keyed.start()
    keyed.waits_for("On duty")
    stairs.looked_at()
    assert len(keyed.verb("status")["needs"]) == 3
    assert keyed.spoken() == []


def test_what_was_there_before_the_first_start_does_not_speak(stairs: Company, watcher: App) -> None:
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    assert len(watcher.verb("status")["needs"]) == 3
    stairs.advance(5)
    watcher.waits_for("Who waters the plants?")
    watcher.waits_for(" ! ")
    assert watcher.spoken() == ["Who waters the plants?"]


def test_what_happens_while_the_app_is_off_speaks_once_when_it_is_back(stairs: Company, watcher: App) -> None:
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    watcher.kill()
    stairs.advance(5)
    for _ in range(3):
        watcher.start()
        watcher.waits_for("On duty")
        stairs.looked_at()
        watcher.kill()
    assert watcher.spoken() == ["Who waters the plants?"]


def test_through_every_fault_of_every_service_the_journal_is_what_happened(tmp_path: Path) -> None:
    with company(tmp_path / "company", f"--speed={SPEED}") as quillfern, app(quillfern.config, tmp_path / "app") as one:
        one.program = KEYED
        one.start()
        one.waits_for("On duty")
        quillfern.looked_at()
        for fault in FAULTS:
            if fault in ("lost-answer", "refused"):  # the one strikes writes only, the other has its own end below
                continue
            for service in SERVICES:
                quillfern.fault(service, fault, times=2, seconds=0.3)
            until(lambda: not quillfern.read("faults"), f"the end of {fault}")
            until(lambda: not rows(one, "SELECT 1 FROM watch WHERE state <> 'ok'"), f"that {fault} is healed")
        refused_then_healed(quillfern, one)
        until(lambda: quillfern.read("time")["waiting"] <= NIGHT, "the evening")
        ends_well(quillfern, one)
        assert one.end() == 0
        assert Counter(one.spoken()) == alerts(one)
        assert sum("service.refused" in line for line in one.spoken()) == len(SERVICES)
        assert one.complained == ""


def refused_then_healed(quillfern: Company, watcher: App) -> None:
    """A refused service is not asked again until a credential is set (that errand is left for it) or the app starts."""
    for service in SERVICES:
        quillfern.fault(service, "refused")
    until(lambda: len(refusals(watcher)) == len(SERVICES), "that all three refuse")
    asked = quillfern.asked()
    quillfern.heal()
    base = Database(watcher.state / "workspace.sqlite3", SystemClock().now)
    base.send("credential", "slack")
    base.close()
    until(lambda: quillfern.asked()["slack"] > asked["slack"], "that Slack is asked again")
    until(lambda: refusals(watcher) == {"github", "ci"}, "that Slack is seen again")
    assert {name: quillfern.asked()[name] for name in ("github", "cctray")} == {
        name: asked[name] for name in ("github", "cctray")
    }
    assert watcher.end() == 0
    watcher.start()
    until(lambda: not refusals(watcher), "that all three are seen again")


def refusals(watcher: App) -> set[str]:
    return {need["subject"] for need in watcher.verb("status")["needs"] if need["kind"] == "service.refused"}
