"""What Slack refuses is said with what cannot be done; an organisation's tokens give the keys of its workspaces; odd bodies do no harm."""

from typing import Any

import msgspec
import pytest

from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.core.item import Request
from supporttray.errors import NotUnderstood, Refused
from tests.connectors.lab import NOON, Look, raw, run
from tests.connectors.test_slack_error import body, error_of, look_at, slack_says, watching

TS = f"{NOON.timestamp() - 60:.6f}"


@pytest.mark.parametrize(
    ("code", "needed", "words"),
    [
        ("not_in_channel", "", "members only"),
        ("channel_not_found", "", "knows no such channel"),
        ("is_archived", "", "archived"),
        ("token_revoked", "", "taken back"),
        ("account_inactive", "", "deactivated"),
        ("missing_scope", "channels:history", "cannot read the questions in public channels"),
        ("missing_scope", "groups:history,users:read", "private channels or tell people's names"),
        ("missing_scope", "usergroups:read", "cannot see who is in a user group"),
        ("missing_scope", "search:read", "cannot find what colleagues marked"),
    ],
)
def test_a_refusal_says_in_words_what_is_wrong(code: str, needed: str, words: str) -> None:
    error = run(error_of(body(ok=False, error=code, needed=needed)))

    assert isinstance(error, Refused)
    assert words in f"{error.phrase} {error.hint}"
    assert code in error.phrase or needed in error.hint
    assert len(error.phrase) < 120
    assert len(error.hint) < 300


def test_without_the_scope_for_names_it_is_said_what_is_not_seen() -> None:
    messages = [{"ts": TS, "user": "UBO", "text": "Help"}]
    refusal = {"ok": False, "error": "missing_scope", "needed": "users:read"}

    async def work() -> str:
        say = slack_says(conversations_history={"messages": messages}, users_info=refusal)
        async with raw(say) as server, watching(server.address) as look:
            answer = await look.poll()
            return getattr(answer, "limits", "")

    assert "users:read" in run(work())


def test_without_the_scope_for_names_a_bot_is_not_taken_for_a_person() -> None:
    messages = [{"ts": TS, "user": "UBOT", "bot_id": "B1", "text": "Deployed"}]
    refusal = {"ok": False, "error": "missing_scope", "needed": "users:read"}

    assert run(look_at(conversations_history={"messages": messages}, users_info=refusal)).items == {}


def test_of_a_slack_that_shows_little_no_more_is_asked_for() -> None:
    messages = [{"ts": f"{NOON.timestamp() - number:.6f}", "user": "UBO", "text": "x"} for number in range(1, 16)]

    async def work() -> None:
        say = slack_says(conversations_history={"messages": messages, "has_more": True})
        async with raw(say) as server, watching(server.address) as look:
            await look.poll()
            await look.poll()
            asked = [head.rpartition("limit=")[2].partition("&")[0] for head in server.heard if "history" in head]
            assert asked == ["200", "15"]

    run(work())


# --- an organisation of workspaces (Enterprise Grid)


def one(look: Look) -> Request:
    [item] = look.items.values()
    assert isinstance(item, Request)
    return item


@pytest.mark.parametrize(
    ("told", "key", "app"),
    [
        ({"team_id": "T1"}, "request:T1/C123/", "team=T1&"),
        ({"team_id": "T1", "enterprise_id": None}, "request:T1/C123/", "team=T1&"),
        ({"team_id": "T1", "enterprise_id": "E1"}, "request:E1/C123/", "team=T1&"),
        ({"team_id": "E1", "enterprise_id": "E1", "is_enterprise_install": True}, "request:E1/C123/", "team=T1&"),
        ({"team_id": "E1"}, "request:E1/C123/", "team=T1&"),
    ],
)
def test_a_key_is_the_same_with_the_token_of_a_workspace_and_of_its_organisation(
    told: dict[str, Any], key: str, app: str
) -> None:
    identity = {"url": "https://acme.slack.com/", "user_id": "UME"} | told
    channel = {"channel": {"name": "help", "context_team_id": "T1"}}
    history = {"messages": [{"ts": TS, "user": "WBO", "text": "Help"}]}

    item = one(run(look_at(auth_test=identity, conversations_info=channel, conversations_history=history)))

    assert item.key == f"{key}{TS}"
    assert app in item.app


def test_where_no_workspace_is_told_there_is_no_link_into_slacks_app() -> None:
    identity = {"url": "https://acme.slack.com/", "user_id": "UME", "team_id": "E1"}
    history = {"messages": [{"ts": TS, "user": "WBO", "text": "Help"}]}

    assert one(run(look_at(auth_test=identity, conversations_history=history))).app == ""


# --- odd bodies

SHARE = {"is_share": True, "author_id": "UCY", "ts": f"{NOON.timestamp() - 600:.6f}", "text": "Original"}
LINK = "https://acme.slack.com/archives/C1/p1"
UNFURL = {**SHARE, "is_share": None, "is_msg_unfurl": True, "from_url": LINK}


@pytest.mark.parametrize(
    ("message", "title", "by"),
    [
        ({"text": "x" * 40_000}, "x" * 199 + "…", "UBO"),
        ({"text": "<!channel|@everyone>\u202e!"}, "@channel!", "UBO"),
        ({"text": "Help", "subtype": "me_message"}, "Help", "UBO"),
        ({"text": "", "files": [{"name": "<!channel>.png"}]}, "<!channel>.png", "UBO"),
        (
            {"text": "", "files": [{"title": "a"}, {"name": "b"}, {}, {"name": "d"}]},
            "a, b, a file and 1 more",
            "UBO",
        ),
        ({"text": "look", "attachments": [SHARE]}, "Original", "UCY"),
        ({"text": "look", "attachments": [SHARE | {"text": None, "files": [{"name": "f.png"}]}]}, "f.png", "UCY"),
        ({"text": f"<{LINK}>", "attachments": [UNFURL]}, "Original", "UCY"),
        ({"text": f"Is it <{LINK}> again?", "attachments": [UNFURL]}, f"Is it {LINK} again?", "UBO"),
        ({"text": "look", "attachments": [SHARE | {"author_id": None}]}, "look", "UBO"),
        ({"text": "look", "attachments": [SHARE | {"ts": 1795435140}]}, "look", "UBO"),
        ({"text": "look", "attachments": [SHARE | {"ts": "soon"}]}, "Original", "UCY"),
        ({"text": "look", "attachments": [SHARE | {"ts": "99999999999999.0"}]}, "Original", "UCY"),
        ({"text": "look", "attachments": [{"fallback": "A page", "ts": 1795435140.5}]}, "look", "UBO"),
        ({"text": "Help", "attachments": None, "files": None, "metadata": {"event_type": None}}, "Help", "UBO"),
        ({"text": "Help", "metadata": {"event_type": "theirs", "event_payload": {"key": 1}}}, "Help", "UBO"),
        ({"text": "Help", "reactions": [{"name": "eyes", "users": [], "count": 3}]}, "Help", "UBO"),
    ],
)
def test_an_odd_message_is_a_request_all_the_same(message: dict[str, Any], title: str, by: str) -> None:
    item = one(run(look_at(conversations_history={"messages": [{"ts": TS, "user": "UBO"} | message]})))

    assert (item.title, item.by) == (title, by)


@pytest.mark.parametrize(
    "message",
    [
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"subtype": "tombstone", "user": "USLACKBOT"},
        {"subtype": "a_thing_of_tomorrow"},
        {"user": "USLACKBOT", "text": "Reminder"},
        {"user": None},
        {"user": "UME"},
        {"thread_ts": "1795435000.000000"},
        {"thread_ts": TS, "subtype": "thread_broadcast"},
        {"metadata": {"event_type": "supporttray", "event_payload": {"key": "k"}}},
    ],
)
def test_what_is_no_request_is_none_and_no_error(message: dict[str, Any]) -> None:
    history = {"messages": [{"ts": TS, "user": "UBO", "text": "x"} | message]}

    assert run(look_at(conversations_history=history)).items == {}


@pytest.mark.parametrize("message", [{"ts": 5}, {"text": 5}, {"user": ["U"]}, {"reply_count": "3"}])
def test_what_is_no_message_of_slack_is_not_understood(message: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        run(look_at(conversations_history={"messages": [{"ts": TS, "user": "UBO", "text": "x"} | message]}))


@pytest.mark.parametrize(
    "message", [{"files": "f"}, {"attachments": {"1": 2}}, {"reactions": [{"users": "U"}]}, {"metadata": "m"}]
)
def test_a_request_on_which_something_strange_hangs_is_one(message: dict[str, Any]) -> None:
    history = {"messages": [{"ts": TS, "user": "UBO", "text": "x"} | message]}

    assert [item.title for item in run(look_at(conversations_history=history)).items.values()] == ["x"]


def test_the_keys_of_the_watch_are_checked_before_anything_is_asked() -> None:
    for wrong in ({"bots": ["b 1"]}, {"seen": ["👀"]}, {"responders": ["@crew"]}, {"done": [""]}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"channel": "C123", **wrong}, SlackRequests.Options)
