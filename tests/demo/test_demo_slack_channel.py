"""What else a channel of the demo's Slack holds: files, people who have left; and how it treats an app that it limits."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from supporttray.demo.check import ScenarioError, check
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from tests.connectors.lab import NOON, Clock
from tests.demo.conftest import client
from tests.demo.test_demo_slack_contract import check as described

PEOPLE = [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}, {"id": "cy", "name": "Cy", "left": True}]
SMALL: dict[str, Any] = {"company": "S", "me": "ada", "person": PEOPLE, "channel": [{"id": "help", "name": "help"}]}
CHANNEL = {"channel": "C00000HELP"}
Serve = Callable[[Company], ThreadDemo]


def company(clock: Clock, *entries: dict[str, Any]) -> Company:
    return Company(check({**SMALL, "entry": list(entries)}), clock=clock)


def ask(web: httpx.Client, method: str, **data: str) -> httpx.Response:
    return web.post(f"/slack/api/{method}", data=data)


def test_files_hang_on_a_message_as_described(serve: Serve, contracts: Path) -> None:
    upload = {"at": "-5m", "do": "message", "by": "bo", "files": ["crash.log", "screen.png"]}
    with client(serve(company(Clock(), upload))) as web:
        answer = ask(web, "conversations.history", **CHANNEL)
    described(contracts, "conversations.history", answer.json())
    [message] = answer.json()["messages"]
    assert (message["text"], [one["name"] for one in message["files"]]) == ("", ["crash.log", "screen.png"])


def test_a_message_needs_a_text_or_files() -> None:
    with pytest.raises(ScenarioError, match=r"entry\[0\].text: is missing"):
        company(Clock(), {"at": "-5m", "do": "message", "by": "bo"})


def test_who_has_left_is_deactivated(serve: Serve) -> None:
    with client(serve(company(Clock()))) as web:
        people = ask(web, "users.list").json()["members"]
    assert {one["id"]: one["deleted"] for one in people} == {
        "U000000ADA": False,
        "U0000000BO": False,
        "U0000000CY": True,
    }


def test_an_app_that_is_limited_gets_fifteen_messages_once_a_minute(serve: Serve) -> None:
    clock = Clock()
    chatter = {"at": "-60m", "do": "message", "by": "bo", "text": "…", "times": 20, "every": "1s"}
    slack = company(clock, chatter)
    slack.limited = {}
    with client(serve(slack)) as web:
        first = ask(web, "conversations.history", **CHANNEL, limit="200")
        assert (len(first.json()["messages"]), first.json()["has_more"]) == (15, True)
        assert ask(web, "users.list").status_code == 200
        again = ask(web, "conversations.history", **CHANNEL)
        assert (again.status_code, again.headers["retry-after"]) == (429, "60")
        clock.forward(minutes=1)
        assert ask(web, "conversations.history", **CHANNEL).status_code == 200


def test_answers_are_dated_by_the_clock_on_the_wall(serve: Serve) -> None:
    slack = company(Clock())
    with client(serve(slack)) as web:
        for hours in (0, 3):
            slack.astray = timedelta(hours=hours)
            answer = ask(web, "auth.test")
            assert answer.headers.get_list("date") == [answer.headers["date"]]
            assert parsedate_to_datetime(answer.headers["date"]) == NOON + slack.astray
