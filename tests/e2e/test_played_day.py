"""A played day: what the journal says is what happened, with the services' own times."""

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.e2e import oracle
from tests.e2e.play import App, Company, app, company

SINCE = "2d"
SPEED = 2600  # the day and its nightly run are over in 19 s


def written(watcher: App) -> dict[str, oracle.Journal]:
    return oracle.told(watcher.verb("journal", "--since", SINCE))


def known(view: dict[str, Any]) -> tuple[dict[str, str], set[str]]:
    needs = {
        need["key"] for need in view["needs"] if need["kind"] != "build.silent"
    }  # what is usual is over in a second here
    return {item["key"]: item["state"] for item in view["items"]}, needs


def test_with_a_look_after_each_step_the_journal_is_the_ledger(stairs: Company, watcher: App) -> None:
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    while stairs.advance(5):
        stairs.looked_at()
    stairs.looked_at()
    expected = {
        subject: possible[0]
        for subject, possible in oracle.journals(stairs.read("ledger"), stairs.config, "Ada").items()
        if possible[0]
    }
    assert written(watcher) == expected


def test_status_tells_what_check_tells(stairs: Company, watcher: App) -> None:
    stairs.advance(30)
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    status, check = watcher.verb("status"), watcher.verb("check")
    assert known(status) == known(check)
    assert len(status["needs"]) == 3
    assert [need["kind"] for need in status["needs"]] == [need["kind"] for need in check["needs"]]
    assert {service["state"] for service in status["services"]} == {"ok"}


def test_the_journal_of_a_fast_day_is_one_that_looks_can_write(tmp_path: Path) -> None:
    with company(tmp_path / "company", f"--speed={SPEED}") as quillfern, app(quillfern.config, tmp_path / "app") as one:
        one.start()
        one.waits_for("On duty")
        while not quillfern.over():
            quillfern.looked_at(1)
        quillfern.looked_at()
        status, check = one.verb("status"), one.verb("check")
        possible = oracle.journals(quillfern.read("ledger"), quillfern.config, "Ada Okafor")
        found = written(one)
    assert known(status) == known(check)
    oracle.agree(found, possible)


def test_events_are_told_in_the_order_in_which_they_happened(stairs: Company, watcher: App) -> None:
    stairs.advance(200)
    watcher.start()
    watcher.waits_for("On duty")
    stairs.looked_at()
    events = watcher.verb("journal", "--since", SINCE)
    moments = [datetime.fromisoformat(event["at"]) for event in events]
    assert moments == sorted(moments)
    told = [event for event in events if event["kind"] not in oracle.FOUND_OUT]
    assert len(told) >= 10  # as many by then; the day goes on meanwhile
