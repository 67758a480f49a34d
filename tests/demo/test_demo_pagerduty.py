"""A referee: PagerDuty's own Python client works against the demo."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from pagerduty import HttpError, RestApiV2Client

from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import ThreadDemo
from tests.demo.conftest import NOON

SHIFTS = [
    {"person": "ada", "from": "-3d", "to": "+4d"},
    {"person": "bo", "from": "+4d", "to": "+11d"},
    {"person": "bo", "from": "-3d", "to": "+4d", "level": 2},
    {"person": "bo", "from": "-2d", "to": "+40d", "domain": "data"},
]


class Near(RestApiV2Client):
    """The client but for its wish that the address begins with https."""

    url = ""


@pytest.fixture
def company(small: dict[str, Any]) -> Company:
    return Company(check({**small, "shift": SHIFTS}), clock=lambda: NOON)


@pytest.fixture
def opened(demo: ThreadDemo) -> Iterator[Callable[[str], RestApiV2Client]]:
    with ExitStack() as stack:
        yield lambda key: stack.enter_context(closing(Near(key, base_url=demo.addresses.pagerduty)))


@pytest.fixture
def client(opened: Callable[[str], RestApiV2Client]) -> RestApiV2Client:
    return opened("demo-credential")


def span(begin: int, end: int) -> dict[str, str]:
    """A span in days from now."""
    return {"since": (NOON + timedelta(days=begin)).isoformat(), "until": (NOON + timedelta(days=end)).isoformat()}


def told(oncall: dict[str, Any]) -> tuple[str, str, int, float, float]:
    begin, end = (
        (datetime.fromisoformat(oncall[key]) - NOON.replace(minute=0)).total_seconds() / 86_400
        for key in ("start", "end")
    )
    return oncall["user"]["summary"], oncall["schedule"]["id"], oncall["escalation_level"], begin, end


def test_who_is_on_call_is_listed_whole_page_by_page(client: RestApiV2Client) -> None:
    for size in (1, 2, 3, 100):
        found = [told(one) for one in client.iter_all("oncalls", params=span(-1, 10), page_size=size)]
        assert found == [
            ("Ada", "PAPPS1", 1, -3, 4),
            ("Bo", "PAPPS2", 2, -3, 4),
            ("Bo", "PDATA1", 1, -2, 40),
            ("Bo", "PAPPS1", 1, 4, 11),
        ]


def test_without_a_span_it_is_now_and_a_filter_narrows_it(client: RestApiV2Client) -> None:
    assert [told(one)[:2] for one in client.iter_all("oncalls", params={"schedule_ids[]": ["PAPPS1"]})] == [
        ("Ada", "PAPPS1")
    ]
    assert not list(client.iter_all("oncalls", params={"escalation_policy_ids": ["PNONE"]}))
    assert len(list(client.iter_all("oncalls", params={"user_ids": ["PUBO"]}))) == 2


def test_people_come_whole_when_asked_for(client: RestApiV2Client) -> None:
    brief = client.list_all("oncalls", params={"schedule_ids": ["PAPPS1"]})[0]["user"]
    whole = client.list_all("oncalls", params={"schedule_ids": ["PAPPS1"], "include": ["users"]})[0]["user"]
    assert (brief["type"], brief["summary"]) == ("user_reference", "Ada")
    assert (whole["type"], whole["name"], whole["email"]) == ("user", "Ada", "ada@example.com")
    assert client.rget("users/me")["id"] == "PUADA"


def test_a_schedule_is_cut_at_the_ends_of_the_span_unless_it_may_overflow(client: RestApiV2Client) -> None:
    cut = client.rget("schedules/PDATA1", params=span(0, 1))["final_schedule"]["rendered_schedule_entries"]
    assert [(one["start"], one["end"]) for one in cut] == [("2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z")]
    more = {**span(0, 1), "overflow": "true"}
    whole = client.rget("schedules/PDATA1", params=more)["final_schedule"]["rendered_schedule_entries"]
    assert [(one["start"], one["end"]) for one in whole] == [("2026-11-21T12:00:00Z", "2027-01-02T12:00:00Z")]
    assert [one["email"] for one in client.rget("schedules/PAPPS1/users", params=span(0, 9))] == [
        "ada@example.com",
        "bo@example.com",
    ]
    assert [one["id"] for one in client.iter_all("schedules")] == ["PAPPS1", "PAPPS2", "PDATA1"]


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("schedules/PNOTHERE", {}, 404),
        ("oncalls", span(-2, 100), 400),
        ("oncalls", span(2, 1), 400),
        ("oncalls", {"since": "yesterday"}, 400),
        ("oncalls", {"limit": "101"}, 400),
    ],
)
def test_errors_are_pagerdutys(client: RestApiV2Client, path: str, params: dict[str, str], status: int) -> None:
    reply = client.get(path, params=params)
    assert reply.status_code == status
    assert reply.json()["error"]["code"] in (2001, 2100)


def test_the_key_is_known_and_others_are_not(opened: Callable[[str], RestApiV2Client]) -> None:
    for key in ("", "wrong", "xoxp-demo-credential"):
        with pytest.raises(HttpError) as failure:
            opened(key or "-").rget("users/me")
        assert failure.value.response.status_code == 401


def test_a_limit_is_told_so_that_the_client_tries_again(demo: ThreadDemo, client: RestApiV2Client) -> None:
    fault = {"service": "pagerduty", "fault": "429", "times": 2, "seconds": 0}
    demo.call(lambda company: company.faults.switch_on(fault_of(fault)))
    client.sleep_timer = 0
    assert client.get("schedules/PAPPS1").status_code == 200
    report: Any = demo.call(lambda company: company.traffic.report())
    told = report["services"]["pagerduty"]
    assert (told["methods"], told["statuses"]) == ({"GET /schedules/{id}": 3}, {"429": 2, "200": 1})
