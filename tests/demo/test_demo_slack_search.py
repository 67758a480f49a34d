"""The demo's Slack finds what carries an emoji and forwards messages, as Slack describes it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from supporttray.demo.check import ScenarioError, check
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from tests.connectors.lab import Clock
from tests.demo.conftest import client
from tests.demo.test_demo_slack_contract import check as described

PEOPLE = [{"id": one, "name": one.title()} for one in ("ada", "bo", "cy")]
CHANNELS = [{"id": "help", "name": "help"}, {"id": "den", "name": "den", "private": True, "members": ["bo", "cy"]}]
Serve = Callable[[Company], ThreadDemo]
BUOY = "has::ring_buoy:"


def company(*entries: dict[str, Any]) -> Company:
    past = [
        {"at": "-9m", "do": "message", "id": "q", "by": "bo", "text": "Is it down?"},
        {"at": "-8m", "do": "reply", "to": "q", "id": "r", "by": "cy", "text": "It is"},
        {"at": "-7m", "do": "message", "id": "secret", "channel": "den", "by": "bo", "text": "Hush"},
        *entries,
    ]
    return Company(
        check({"company": "S", "me": "ada", "person": PEOPLE, "channel": CHANNELS, "entry": past}), clock=Clock()
    )


def buoy(to: str, by: str = "cy") -> dict[str, Any]:
    return {"at": "-5m", "do": "react", "to": to, "by": by, "emoji": "ring_buoy"}


@pytest.mark.parametrize("query", [BUOY, f"{BUOY} has::eyes:"])
def test_it_finds_what_carries_all_the_emoji_the_newest_first(serve: Serve, query: str) -> None:
    eyes = buoy("q") | {"emoji": "eyes"}
    demo = serve(company(buoy("q"), buoy("r"), eyes))
    found = WebClient("xoxp-demo-credential", base_url=f"{demo.addresses.slack}/").search_messages(
        query=query, sort="timestamp"
    )
    texts = [one["text"] for one in found["messages"]["matches"]]
    assert texts == (["It is", "Is it down?"] if query == BUOY else ["Is it down?"])


def test_what_the_person_may_not_read_is_neither_found_nor_shown(serve: Serve) -> None:
    with client(serve(company(buoy("secret")))) as web:
        assert web.post("/slack/api/search.messages", data={"query": BUOY}).json()["messages"]["matches"] == []
        body = web.post("/slack/api/conversations.history", data={"channel": "C000000DEN"}).json()
        assert body["error"] == "channel_not_found"
        names = [one["name"] for one in web.post("/slack/api/conversations.list").json()["channels"]]
        assert names == ["help"]


def test_a_search_answers_as_described(serve: Serve, contracts: Path) -> None:
    with client(serve(company(buoy("q")))) as web:
        described(
            contracts,
            "search.messages",
            web.post("/slack/api/search.messages", data={"query": BUOY}).json(),
        )


def test_a_message_that_is_forwarded_hangs_on_another_one(serve: Serve) -> None:
    forward = {"at": "-4m", "do": "forward", "to": "q", "by": "cy", "text": "For you"}
    with client(serve(company(forward))) as web:
        [place] = web.post("/slack/api/users.conversations", data={"types": "im"}).json()["channels"]
        [message] = web.post("/slack/api/conversations.history", data={"channel": place["id"]}).json()["messages"]
        [hanging] = message["attachments"]
        assert (message["user"], message["text"]) == ("U0000000CY", "For you")
        assert (hanging["author_id"], hanging["text"], hanging["channel_id"]) == (
            "U0000000BO",
            "Is it down?",
            "C00000HELP",
        )


def test_what_is_forwarded_must_be_there() -> None:
    with pytest.raises(ScenarioError, match="'nothing' is unknown"):
        company({"at": "-4m", "do": "forward", "to": "nothing", "by": "cy"})
    with pytest.raises(ScenarioError, match="channel: 'attic' is unknown"):
        company({"at": "-4m", "do": "forward", "to": "q", "by": "cy", "channel": "attic"})
