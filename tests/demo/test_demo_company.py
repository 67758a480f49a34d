"""The company lives through its scenario: what is due has happened, stamped with the moment when it was due."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from supporttray.demo.__main__ import day
from supporttray.demo.check import ScenarioError, check, read
from supporttray.demo.company import Company
from supporttray.demo.moment import rfc3339, stamp, ts
from supporttray.demo.server import serve

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def lived(document: dict[str, Any], speed: float = 1.0) -> Company:
    return Company(check(document), clock=lambda: NOON, speed=speed)


def when(company: Company) -> list[datetime]:
    return [datetime.fromisoformat(line["at"]) for line in company.ledger.lines()]


def message(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "do": "message", "by": "bo", "text": "x", **more}


def test_the_past_has_happened_at_its_own_time(small: dict[str, Any]) -> None:
    small["entry"] = [message("-1h"), message("-5m"), message("+1s")]
    assert when(lived(small, speed=60)) == [NOON - timedelta(hours=1), NOON - timedelta(minutes=5)]


def test_only_the_future_is_played_faster(small: dict[str, Any]) -> None:
    small["entry"] = [message("+60s"), message("+3m")]
    company = lived(small, speed=60)
    company.advance(timedelta(seconds=2))
    assert when(company) == [NOON + timedelta(seconds=1)]
    company.advance(timedelta(hours=1))
    assert when(company)[1:] == [NOON + timedelta(seconds=3)]
    assert company.waiting() == 0


def test_a_long_sleep_changes_nothing_in_the_ledger() -> None:
    day_long, at_once = (Company(read(day()), clock=lambda: NOON) for _ in range(2))
    for _ in range(40):
        day_long.advance(timedelta(minutes=24))
    at_once.advance(timedelta(hours=16))
    assert day_long.ledger.lines() == at_once.ledger.lines()
    assert at_once.waiting() == 0


def test_the_ledger_is_in_order_of_time() -> None:
    company = Company(read(day()), clock=lambda: NOON)
    company.advance(timedelta(days=1))
    assert when(company) == sorted(when(company))


def test_a_clock_that_goes_back_is_not_believed(small: dict[str, Any]) -> None:
    times = iter([NOON, NOON + timedelta(hours=1), NOON])
    company = Company(check(small), clock=lambda: next(times))
    assert company.now() == NOON + timedelta(hours=1)


def test_messages_of_one_moment_have_different_timestamps(small: dict[str, Any]) -> None:
    small["entry"] = [message("-1s"), message("-1s"), message("-1s")]
    first = stamp(NOON - timedelta(seconds=1))
    assert [line["ts"] for line in lived(small).ledger.lines()] == [ts(first), ts(first + 1), ts(first + 2)]


def test_what_repeats_comes_again(small: dict[str, Any]) -> None:
    small["entry"] = [message("-10m", times=3, every="4m"), {"at": "-1s", "do": "build", "project": "lab"}]
    assert [line["what"] for line in lived(small).ledger.lines()] == ["message"] * 3 + ["project_built"]


def test_entries_can_be_played_while_it_lives(company: Company) -> None:
    company.advance(timedelta(minutes=1))
    company.play([{"do": "message", "id": "q", "by": "bo", "text": "x"}])
    company.play([{"at": "5s", "do": "reply", "to": "q", "by": "ada", "text": "y"}])
    company.advance(timedelta(seconds=5))
    asked, answered = company.ledger.lines()
    assert answered["at"] == rfc3339(NOON + timedelta(seconds=65))
    assert answered["thread_ts"] == asked["ts"]


def test_what_is_played_wrongly_is_told_and_not_played(company: Company) -> None:
    with pytest.raises(ScenarioError, match=r"entry\[0\]\.by: 'x' is unknown"):
        company.play([{"do": "message", "by": "x", "text": "x"}])
    with pytest.raises(ScenarioError, match="the past cannot be played"):
        company.play([{"at": "-5s", "do": "message", "by": "bo", "text": "x"}])
    with pytest.raises(ScenarioError, match="a list of tables"):
        company.play("message")
    assert company.ledger.lines() == []


def test_what_speaks_of_a_deleted_message_does_not_happen(company: Company) -> None:
    company.play(
        [
            {"do": "message", "id": "q", "by": "bo", "text": "x"},
            {"do": "delete", "to": "q"},
            {"do": "reply", "to": "q", "by": "ada", "text": "y"},
            {"do": "react", "to": "C00000HELP:1700000000.000000", "by": "ada", "emoji": "eyes"},
            {"do": "react", "to": "C000000NIL:1700000000.000000", "by": "ada", "emoji": "eyes"},
        ]
    )
    assert [line["what"] for line in company.ledger.lines()] == ["message", "message_deleted"]


def test_the_day_opens_half_lived() -> None:
    company = Company(read(day()), clock=lambda: NOON)
    lines = company.ledger.lines()
    asked = {line["ts"]: line for line in lines if line["what"] == "message" and line["by_kind"] == "person"}
    questions = {key: line for key, line in asked.items() if line["subtype"] is None}
    touched = {line["thread_ts"] or line["ts"] for line in lines if line["what"] in ("reply", "reaction_added")}
    waiting = [line["by_name"] for key, line in questions.items() if key not in touched]
    assert waiting == ["Priya Raman", "יעל בן־דוד"]
    runs = {line["workflow"]: line for line in lines if line["what"] == "run_completed" and line["branch"] == "main"}
    shop = {line["workflow"]: line["conclusion"] for line in runs.values() if line["repository"].endswith("/shop")}
    assert shop == {"Tests": "failure", "Image": "success", "Nightly": "success", "Canary": "success"}


def test_it_is_served_on_the_callers_own_loop(company: Company) -> None:
    async def ask() -> str:
        async with serve(company) as demo, httpx.AsyncClient(trust_env=False) as web:
            text = demo.config.read_text(encoding="utf-8")
            assert demo.config.parent.stat().st_mode & 0o777 == 0o700
            assert demo.addresses.slack in text
            return (await web.get(f"{demo.addresses.demo}/_demo/time")).json()["now"]

    assert asyncio.run(ask()) == rfc3339(NOON)
