"""A night and a revoked token: what a scenario says of them, and what the company and its config make of it."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from supporttray import config
from supporttray.demo.__main__ import day, main
from supporttray.demo.check import ScenarioError, check, read
from supporttray.demo.company import Company
from supporttray.demo.config import addresses_at, config_text

OTHER = {"authorization": "Bearer xoxp-demo-credential"}
START = datetime(2026, 11, 23, 12, 0, 20, tzinfo=UTC)


def asked(web: httpx.Client, headers: dict[str, str] | None = None) -> str:
    """Who somebody is by their credential, or why it is refused."""
    told = web.post("/slack/api/auth.test", headers=headers).json()
    return str(told.get("error") or told["user_id"])


def test_a_revoked_token_opens_nothing_and_another_one_does(company: Company, web: httpx.Client) -> None:
    assert asked(web) == "U000000ADA"
    company.play([{"do": "revoke"}])
    assert (asked(web), asked(web, OTHER)) == ("token_revoked", "U000000ADA")
    assert web.get("/github/user").status_code == 200
    company.play([{"do": "restore", "service": "github"}])
    assert asked(web) == "token_revoked"
    company.play([{"do": "restore"}])
    assert asked(web) == "U000000ADA"


def test_a_token_that_is_named_is_revoked_and_no_other(company: Company, web: httpx.Client) -> None:
    company.play([{"do": "revoke", "token": "xoxp-demo-credential"}])
    assert (asked(web), asked(web, OTHER)) == ("U000000ADA", "token_revoked")


def test_restoring_leaves_other_faults_alone(company: Company, web: httpx.Client) -> None:
    web.post("/_demo/faults", json={"service": "slack", "fault": "500"})
    company.play([{"do": "revoke"}, {"do": "restore"}])
    assert [fault["fault"] for fault in web.get("/_demo/faults").json()] == ["500"]


@pytest.mark.parametrize("clock", ["12:00", "22:00", "23:00", "22:57", "23:57", "23:58", "00:30"])
def test_in_the_night_nobody_works_and_before_and_after_it_somebody_does(small: dict[str, Any], clock: str) -> None:
    small["night"] = [{"from": "+2m", "to": "+62m"}]
    start = datetime.fromisoformat(f"2026-11-23T{clock}:20").astimezone()  # where this machine is
    hours = config.parse(config_text(check(small), addresses_at(1), start), "demo.toml").hours
    minutes = {number for number in range(-60, 120) if not hours.open(start + timedelta(minutes=number, seconds=30))}
    assert minutes == set(range(3, 63))  # whole minutes on the wall


def test_without_a_night_the_team_works_around_the_clock(small: dict[str, Any]) -> None:
    hours = config.parse(config_text(check(small), addresses_at(1), START), "demo.toml").hours
    assert all(hours.open(START + timedelta(minutes=number)) for number in range(0, 8 * 24 * 60, 30))


@pytest.mark.parametrize(
    ("night", "told"),
    [
        ([{"from": "+2m", "to": "+1m"}], "x.toml: night[0].to: is no night"),
        ([{"from": "+2m", "to": "+2d"}], "x.toml: night[0].to: is no night"),
        ([{"from": "+2m", "to": "+5m"}] * 2, "x.toml: night: is there twice"),
    ],
)
def test_what_is_no_night_is_told(small: dict[str, Any], night: list[dict[str, str]], told: str) -> None:
    with pytest.raises(ScenarioError, match="night") as failure:
        check({**small, "night": night}, "x.toml")
    assert failure.value.mistakes[0].startswith(told)


def test_only_a_live_company_tells_at_once(small: dict[str, Any]) -> None:
    for live in (True, False):
        text = config_text(check({**small, "live": live}), addresses_at(1), START)
        accounts = config.parse(text, "demo.toml").accounts
        assert {name: one.live for name, one in accounts.items()} == {"slack": live, "github": False, "ci": False}


def test_a_real_service_is_not_told_to_be_live(small: dict[str, Any]) -> None:
    """Who replaces the demo's credential by their own has it told by their own second one."""
    text = config_text(check({**small, "live": True}), addresses_at(1), START).replace("demo = true\n", "")
    assert not config.parse(text, "demo.toml").accounts["slack"].live


def test_the_night_comes_with_the_app_and_is_found_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    scenario = read(day("night"))
    assert [scenario.live, len(scenario.night)] == [True, 1]
    assert main(["--scenario", "nights"]) == 2
    assert "nights: cannot be read" in capsys.readouterr().err


def test_both_days_have_what_a_support_channel_sees() -> None:
    """Overlapping requests, a colleague who is faster, an asker who comes back, a bot, a 🛟; in the one also a night and a token."""
    for name, deeds in (("day", set()), ("night", {"revoke"})):
        document: Any = tomllib.loads(Path(day(name)).read_text("utf-8"))
        soon = [one for one in document["entry"] if one["at"].startswith("+") and "h" not in one["at"]]
        bots = {one["id"] for one in document["person"] if one.get("kind")}
        asker = {one["id"]: one["by"] for one in soon if one["do"] == "message" and "id" in one}
        replies = [(one["to"], one["by"]) for one in soon if one["do"] == "reply" and one["to"] in asker]
        assert deeds <= {one["do"] for one in soon}
        assert any(one["do"] == "message" and one["by"] in bots and one.get("times", 1) > 5 for one in soon)
        assert any(one.get("emoji") == "ring_buoy" for one in soon)
        assert any(by == asker[to] for to, by in replies), "nobody writes again"
        assert any(by not in (asker[to], document["me"]) for to, by in replies), "nobody is faster"
