"""Scheduled messages as Slack keeps them: its own client is the referee, its description the shape."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from supporttray.demo.server import ThreadDemo
from tests.demo.conftest import NOON
from tests.demo.test_demo_slack_contract import check

HELP = "C00000HELP"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def slack(demo: ThreadDemo) -> WebClient:
    return client(demo)


def client(demo: ThreadDemo, person: str = "") -> WebClient:
    return WebClient(f"demo-credential{person and f'-as-{person}'}", base_url=f"{demo.addresses.slack}/")


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def schedule(slack: WebClient, text: str, span: timedelta, place: str = HELP, **more: Any) -> str:
    return str(
        slack.chat_scheduleMessage(channel=place, text=text, post_at=seconds(NOON + span), **more)[
            "scheduled_message_id"
        ]
    )


def advance(demo: ThreadDemo, span: timedelta) -> None:
    demo.call(lambda company: company.advance(span))


def texts(slack: WebClient, place: str = HELP) -> list[str]:
    return [message["text"] for message in slack.conversations_history(channel=place)["messages"]]


def test_a_scheduled_message_is_sent_at_its_moment_whoever_looks(demo: ThreadDemo, slack: WebClient) -> None:
    schedule(slack, "later", 30 * MINUTE)
    advance(demo, 29 * MINUTE)
    assert texts(slack) == []
    advance(demo, 5 * MINUTE)
    (message,) = slack.conversations_history(channel=HELP)["messages"]
    assert (message["text"], message["user"]) == ("later", "U000000ADA")
    assert float(message["ts"]) == seconds(NOON + 30 * MINUTE)
    assert slack.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_what_was_taken_back_is_not_sent(demo: ThreadDemo, slack: WebClient) -> None:
    first, second = (schedule(slack, text, 30 * MINUTE) for text in ("first", "second"))
    assert first != second
    slack.chat_deleteScheduledMessage(channel=HELP, scheduled_message_id=first)
    advance(demo, 31 * MINUTE)
    assert texts(slack) == ["second"]


@pytest.mark.parametrize(("left", "fine"), [(60, True), (59, False)])
def test_nothing_is_taken_back_in_its_last_minute(demo: ThreadDemo, slack: WebClient, left: int, fine: bool) -> None:  # noqa: FBT001
    one = schedule(slack, "later", 30 * MINUTE)
    advance(demo, 30 * MINUTE - timedelta(seconds=left))
    if fine:
        slack.chat_deleteScheduledMessage(channel=HELP, scheduled_message_id=one)
    else:
        with pytest.raises(SlackApiError, match="invalid_scheduled_message_id"):
            slack.chat_deleteScheduledMessage(channel=HELP, scheduled_message_id=one)
    advance(demo, MINUTE)
    assert texts(slack) == ([] if fine else ["later"])


def test_what_carries_metadata_is_taken_and_never_sent(demo: ThreadDemo, slack: WebClient) -> None:
    schedule(slack, "marked", MINUTE, metadata={"event_type": "x", "event_payload": {}})
    advance(demo, 2 * MINUTE)
    assert texts(slack) == []


def test_each_sees_and_takes_back_their_own_only(demo: ThreadDemo, slack: WebClient) -> None:
    bo = client(demo, "bo")
    one = schedule(slack, "mine", MINUTE * 9)
    assert bo.chat_scheduledMessages_list()["scheduled_messages"] == []
    with pytest.raises(SlackApiError, match="invalid_scheduled_message_id"):
        bo.chat_deleteScheduledMessage(channel=HELP, scheduled_message_id=one)


def test_they_are_listed_by_channel_and_time_page_by_page(slack: WebClient) -> None:
    direct = slack.conversations_open(users="U0000000BO")["channel"]["id"]
    ids = [schedule(slack, f"n{number}", number * MINUTE) for number in range(1, 8)]
    there = schedule(slack, "there", 20 * MINUTE, direct)
    pages = slack.chat_scheduledMessages_list(channel=HELP, limit=3)
    assert [one["id"] for page in pages for one in page["scheduled_messages"]] == ids
    bounds = {"oldest": str(seconds(NOON + 7 * MINUTE)), "latest": str(seconds(NOON + 20 * MINUTE))}
    found = slack.chat_scheduledMessages_list(**bounds)["scheduled_messages"]
    assert [one["id"] for one in found] == [ids[-1], there]


@pytest.mark.parametrize(
    ("span", "error"),
    [(-MINUTE, "time_in_past"), (timedelta(0), "time_in_past"), (timedelta(days=121), "time_too_far")],
)
def test_a_moment_that_cannot_be_is_refused(slack: WebClient, contracts: Path, span: timedelta, error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        schedule(slack, "never", span)
    assert error in json.loads((contracts / "slack_methods.json").read_text("utf-8"))["chat.scheduleMessage"]["errors"]


def test_no_more_than_thirty_are_taken_for_five_minutes_of_one_channel(slack: WebClient) -> None:
    for number in range(30):
        schedule(slack, "crowd", 30 * MINUTE + timedelta(seconds=number))
    with pytest.raises(SlackApiError, match="restricted_too_many"):
        schedule(slack, "one too many", 32 * MINUTE)
    schedule(slack, "later", 36 * MINUTE)
    schedule(slack, "elsewhere", 32 * MINUTE, slack.conversations_open(users="U0000000BO")["channel"]["id"])


def test_the_three_methods_answer_as_described(slack: WebClient, contracts: Path) -> None:
    body = slack.chat_scheduleMessage(channel=HELP, text="later", post_at=seconds(NOON + MINUTE * 9))
    check(contracts, "chat.scheduleMessage", body.data)  # type: ignore[arg-type]
    check(contracts, "chat.scheduledMessages.list", slack.chat_scheduledMessages_list().data)  # type: ignore[arg-type]
    gone = slack.chat_deleteScheduledMessage(channel=HELP, scheduled_message_id=body["scheduled_message_id"])
    check(contracts, "chat.deleteScheduledMessage", gone.data)  # type: ignore[arg-type]
