"""A referee: Slack's own Python client works against the demo."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.fault import fault_of
from supporttray.demo.scenario import Channel, Person
from supporttray.demo.server import ThreadDemo
from supporttray.paths import resource

HELP = "C00000HELP"


@pytest.fixture
def slack(demo: ThreadDemo) -> WebClient:
    return WebClient("demo-credential", base_url=f"{demo.addresses.slack}/")


def said(pages: Any) -> Iterator[str]:
    for page in pages:
        yield from (message["text"] for message in page["messages"])


def test_the_credential_is_known_and_others_are_not(demo: ThreadDemo, slack: WebClient) -> None:
    assert slack.auth_test()["user_id"] == "U000000ADA"
    assert WebClient("xoxp-demo-credential", base_url=f"{demo.addresses.slack}/").auth_test()["ok"]
    for token, error in (("xoxp-wrong", "invalid_auth"), ("ghp_demo-credential", "invalid_auth"), (None, "not_authed")):
        with pytest.raises(SlackApiError) as failure:
            WebClient(token, base_url=f"{demo.addresses.slack}/").auth_test()
        assert failure.value.response["error"] == error


def test_several_people_can_meet_each_with_their_own_token(demo: ThreadDemo, slack: WebClient) -> None:
    bo = WebClient("demo-credential-as-bo", base_url=f"{demo.addresses.slack}/")
    assert bo.auth_test()["user_id"] == "U0000000BO"
    assert WebClient("demo-credential-as-nobody", base_url=slack.base_url).auth_test()["user_id"] == "U000000ADA"
    bo.conversations_setTopic(channel=HELP, topic="On duty: Bo")
    ts = bo.chat_postMessage(channel=HELP, text="Bo is on duty.")["ts"]
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        slack.chat_delete(channel=HELP, ts=ts)
    topic = slack.conversations_info(channel=HELP)["channel"]["topic"]
    begin = demo.call(lambda company: int(company.start.timestamp()))
    assert (topic["value"], topic["creator"]) == ("On duty: Bo", "U0000000BO")
    assert topic["last_set"] >= begin


def test_the_credential_has_the_scopes_that_the_manifest_asks_for(slack: WebClient) -> None:
    manifest = json.loads(resource("slack-manifest-write.json").read_text(encoding="utf-8"))
    granted = set(slack.auth_test().headers["x-oauth-scopes"].split(","))
    assert granted >= set(manifest["oauth_config"]["scopes"]["user"])


def test_the_persons_own_channels_are_listed_page_by_page_without_archived_ones(
    small: dict[str, Any], serve: Callable[[Company], ThreadDemo]
) -> None:
    rooms = [{"id": f"room{number}", "name": f"room-{number}"} for number in range(5)]
    small["channel"] = [*rooms, {"id": "old", "name": "old", "archived": True}, *small["channel"]]
    served = serve(Company(check(small)))
    client = WebClient("demo-credential", base_url=f"{served.addresses.slack}/")
    question = {"types": "public_channel,private_channel", "limit": 2}
    for more, last in (({"exclude_archived": True}, "help"), ({}, "old, help")):
        pages = client.users_conversations(**question, **more)
        names = [channel["name"] for page in pages for channel in page["channels"]]
        assert names == [*(room["name"] for room in rooms), *last.split(", ")]
    assert client.users_info(user="U000000ADA")["user"]["profile"]["display_name"] == "Ada"


def test_history_is_read_whole_page_by_page_newest_first(demo: ThreadDemo, slack: WebClient) -> None:
    entries = [{"do": "message", "by": "bo", "text": f"n{number}"} for number in range(25)]
    demo.call(lambda company: company.play(entries))
    pages = slack.conversations_history(channel=HELP, limit=4)
    assert list(said(pages)) == [f"n{number}" for number in reversed(range(25))]


def test_history_respects_oldest_latest_and_inclusive(demo: ThreadDemo, slack: WebClient) -> None:
    entries = [{"do": "message", "by": "bo", "text": f"n{number}"} for number in range(5)]
    demo.call(lambda company: company.play(entries))
    stamps = [message["ts"] for message in slack.conversations_history(channel=HELP)["messages"]][::-1]
    bounds = {"channel": HELP, "oldest": stamps[1], "latest": stamps[3]}
    assert list(said([slack.conversations_history(**bounds)])) == ["n2"]
    assert list(said([slack.conversations_history(**bounds, inclusive=True)])) == ["n3", "n2", "n1"]


def test_a_thread_is_read_whole_with_its_head_on_every_page(slack: WebClient) -> None:
    head = slack.chat_postMessage(channel=HELP, text="head")["ts"]
    for number in range(7):
        slack.chat_postMessage(channel=HELP, text=f"a{number}", thread_ts=head)
    pages = [page["messages"] for page in slack.conversations_replies(channel=HELP, ts=head, limit=3)]
    assert [page[0]["text"] for page in pages] == ["head"] * 3
    assert [message["text"] for page in pages for message in page[1:]] == [f"a{number}" for number in range(7)]
    newest = pages[0][0]["latest_reply"]
    later = slack.conversations_replies(channel=HELP, ts=head, oldest=newest, inclusive=True)["messages"]
    assert [message["text"] for message in later] == ["head", "a6"]


def test_a_head_tells_how_many_answered_and_who(demo: ThreadDemo, slack: WebClient) -> None:
    head = slack.chat_postMessage(channel=HELP, text="head")["ts"]
    answers = [{"do": "reply", "to": f"{HELP}:{head}", "by": by, "text": "x"} for by in ("bo", "robot", "bo")]
    demo.call(lambda company: company.play(answers))
    (message,) = slack.conversations_history(channel=HELP)["messages"]
    assert (message["reply_count"], message["reply_users_count"]) == (3, 2)
    assert message["reply_users"] == ["U0000000BO", "U0000ROBOT"]
    assert message["thread_ts"] == head < message["latest_reply"]


def test_writing_reacting_changing_and_deleting_reach_the_ledger(demo: ThreadDemo, slack: WebClient) -> None:
    ts = slack.chat_postMessage(channel=HELP, text="tea & <biscuits> <@U0000000BO>")["ts"]
    slack.reactions_add(channel=HELP, timestamp=ts, name="eyes")
    slack.chat_update(channel=HELP, ts=ts, text="coffee")
    slack.reactions_remove(channel=HELP, timestamp=ts, name="eyes")
    slack.chat_delete(channel=HELP, ts=ts)
    lines = demo.call(lambda company: company.ledger.lines())
    assert [line["what"] for line in lines] == [
        "message",
        "reaction_added",
        "message_changed",
        "reaction_removed",
        "message_deleted",
    ]
    assert lines[0]["text"] == "tea &amp; &lt;biscuits&gt; <@U0000000BO>"
    assert {line["ts"] for line in lines} == {ts}
    assert {line["by_name"] for line in lines} == {"Ada"}


def test_metadata_comes_back_only_when_asked_for(slack: WebClient) -> None:
    metadata = {"event_type": "key", "event_payload": {"key": "1"}}
    slack.chat_postMessage(channel=HELP, text="x", metadata=metadata)
    assert "metadata" not in slack.conversations_history(channel=HELP)["messages"][0]
    found = slack.conversations_history(channel=HELP, include_all_metadata=True)["messages"][0]
    assert found["metadata"] == metadata


def test_topic_group_and_status_reach_the_ledger(small: dict[str, Any], serve: Callable[[Company], ThreadDemo]) -> None:
    small["group"] = [{"id": "duty", "name": "On duty", "handle": "duty", "members": ["bo"]}]
    served = serve(Company(check(small)))
    client = WebClient("demo-credential", base_url=f"{served.addresses.slack}/")
    client.conversations_setTopic(channel=HELP, topic="On duty: Ada")
    assert client.conversations_info(channel=HELP)["channel"]["topic"]["value"] == "On duty: Ada"
    (group,) = client.usergroups_list(include_users=True)["usergroups"]
    assert (group["handle"], group["users"]) == ("duty", ["U0000000BO"])
    client.usergroups_users_update(usergroup=group["id"], users=["U000000ADA"])
    assert client.usergroups_users_list(usergroup=group["id"])["users"] == ["U000000ADA"]
    client.users_profile_set(profile={"status_text": "On duty", "status_emoji": ":pager:", "status_expiration": 0})
    assert client.users_profile_get(user="U000000ADA")["profile"]["status_emoji"] == ":pager:"
    client.users_profile_set(name="status_text", value="Off")
    lines = served.call(lambda company: company.ledger.lines())
    assert [line["what"] for line in lines] == ["message", "topic", "usergroup", "status", "status"]
    assert (lines[1]["topic"], lines[1]["previous"]) == ("On duty: Ada", "")
    assert (lines[2]["users"], lines[2]["previous"]) == (["U000000ADA"], ["U0000000BO"])
    assert (lines[4]["text"], lines[4]["emoji"]) == ("Off", ":pager:")


@pytest.mark.parametrize(
    ("method", "fields", "error"),
    [
        ("conversations.history", {"channel": "C000000000"}, "channel_not_found"),
        ("conversations.history", {}, "invalid_arguments"),
        ("conversations.history", {"channel": HELP, "cursor": "bad"}, "invalid_cursor"),
        ("conversations.history", {"channel": HELP, "oldest": "yesterday"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": HELP, "limit": 0}, "invalid_limit"),
        ("conversations.replies", {"channel": HELP, "ts": "1700000000.000000"}, "thread_not_found"),
        ("chat.postMessage", {"channel": "C0000000FAR", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C000000FAR", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": HELP}, "no_text"),
        ("chat.postMessage", {"channel": HELP, "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ("reactions.add", {"name": "eyes"}, "no_item_specified"),
        ("reactions.add", {"channel": HELP, "timestamp": "1.1", "name": "eyes"}, "message_not_found"),
        ("users.info", {"user": "U000000NIL"}, "user_not_found"),
        ("no.such", {}, "unknown_method"),
    ],
)
def test_mistakes_are_told_in_slacks_words(slack: WebClient, method: str, fields: dict[str, Any], error: str) -> None:
    with pytest.raises(SlackApiError) as failure:
        slack.api_call(method, params=fields)
    assert failure.value.response["error"] == error


def test_reacting_twice_and_taking_back_nothing_are_told(slack: WebClient) -> None:
    place = {"channel": HELP, "timestamp": slack.chat_postMessage(channel=HELP, text="x")["ts"], "name": "eyes"}
    slack.reactions_add(**place)
    with pytest.raises(SlackApiError, match="already_reacted"):
        slack.reactions_add(**place)
    slack.reactions_remove(**place)
    with pytest.raises(SlackApiError, match="no_reaction"):
        slack.reactions_remove(**place)


def test_only_own_messages_can_be_changed(demo: ThreadDemo, slack: WebClient) -> None:
    demo.call(lambda company: company.play([{"do": "message", "by": "bo", "text": "mine"}]))
    ts = slack.conversations_history(channel=HELP)["messages"][0]["ts"]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        slack.chat_update(channel=HELP, ts=ts, text="yours")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        slack.chat_delete(channel=HELP, ts=ts)


def test_json_is_read_where_slack_reads_it(slack: WebClient) -> None:
    assert slack.api_call("chat.postMessage", json={"channel": HELP, "text": "x"})["ok"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        slack.api_call("conversations.replies", json={"channel": HELP, "ts": "1.1"})


def test_too_many_requests_name_a_time(demo: ThreadDemo, slack: WebClient) -> None:
    fault = {"service": "slack", "fault": "429", "times": 1, "seconds": 7}
    demo.call(lambda company: company.faults.switch_on(fault_of(fault)))
    with pytest.raises(SlackApiError) as failure:
        slack.auth_test()
    assert (failure.value.response.status_code, failure.value.response.headers["retry-after"]) == (429, "7")
    assert slack.auth_test()["ok"]


def test_bots_look_like_slacks_two_kinds(demo: ThreadDemo, slack: WebClient) -> None:
    entries = [{"do": "message", "by": by, "text": by} for by in ("robot", "hook")]
    demo.call(lambda company: company.play(entries))
    hook, robot = slack.conversations_history(channel=HELP)["messages"]
    assert (hook["subtype"], hook["username"], "user" in hook) == ("bot_message", "Hook", False)
    assert (robot["bot_id"], robot["user"], "subtype" in robot) == ("B0000ROBOT", "U0000ROBOT", False)


def test_noise_has_slacks_subtypes(demo: ThreadDemo, slack: WebClient) -> None:
    entries = [
        {"do": "join", "by": "bo"},
        {"do": "topic", "by": "bo", "text": "Tea"},
        {"do": "message", "id": "q", "by": "bo", "text": "q"},
        {"do": "reply", "to": "q", "by": "bo", "text": "everybody", "broadcast": True},
    ]
    demo.call(lambda company: company.play(entries))
    messages = slack.conversations_history(channel=HELP)["messages"][::-1]
    assert [message.get("subtype") for message in messages] == [
        "channel_join",
        "channel_topic",
        None,
        "thread_broadcast",
    ]
    assert messages[3]["thread_ts"] == messages[2]["ts"]
    assert slack.conversations_info(channel=HELP)["channel"]["topic"]["value"] == "Tea"


def test_an_edited_message_says_so(demo: ThreadDemo, slack: WebClient) -> None:
    entries = [{"do": "message", "id": "q", "by": "bo", "text": "4?"}, {"do": "edit", "to": "q", "text": "5 & 6?"}]
    demo.call(lambda company: company.play(entries))
    (message,) = slack.conversations_history(channel=HELP)["messages"]
    assert (message["text"], message["edited"]["user"]) == ("5 &amp; 6?", "U0000000BO")
    changed = demo.call(lambda company: company.ledger.lines())[1]
    assert (changed["what"], changed["previous"]) == ("message_changed", "4?")


def test_a_deleted_question_with_answers_leaves_a_tombstone(demo: ThreadDemo, slack: WebClient) -> None:
    entries = [
        {"do": "message", "by": "bo", "text": "q", "id": "q"},
        {"do": "reply", "by": "robot", "to": "q", "text": "a", "id": "a"},
        {"do": "delete", "to": "q"},
    ]
    demo.call(lambda company: company.play(entries))
    (message,) = slack.conversations_history(channel=HELP)["messages"]
    assert (message["subtype"], message["reply_count"]) == ("tombstone", 1)
    demo.call(lambda company: company.play([{"do": "delete", "to": "a"}]))
    assert slack.conversations_history(channel=HELP)["messages"] == []


def test_time_stands_until_the_test_moves_it(demo: ThreadDemo, slack: WebClient) -> None:
    demo.call(lambda company: company.play([{"at": "2s", "do": "message", "by": "bo", "text": "later"}]))
    assert slack.conversations_history(channel=HELP)["messages"] == []
    demo.call(lambda company: company.advance(timedelta(seconds=2)))
    assert slack.conversations_history(channel=HELP)["messages"][0]["text"] == "later"


@given(
    stamps=st.lists(st.integers(1, 50), unique=True),
    oldest=st.integers(0, 60),
    latest=st.integers(0, 60),
    inclusive=st.booleans(),
)
def test_a_slice_of_history_is_in_order_whatever_came_first(
    stamps: list[int], oldest: int, latest: int, *, inclusive: bool
) -> None:
    place = Conversation(Channel("help", "help"))
    for stamp in stamps:
        place.add(Post(stamp, Person("bo", "Bo"), "x"))
    edge = 0 if inclusive else 1
    wanted = [stamp for stamp in sorted(stamps) if oldest + edge <= stamp <= latest - edge]
    assert list(place.slice(oldest, latest, inclusive=inclusive)) == wanted
