"""Every body of the demo's Slack satisfies Slack's own descriptions."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator

from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from supporttray.demo.slack.method import METHODS

NEWER = {"additionalProperties"}  # the description is of 2021: what came later is no mistake


def readable(schema: Any) -> Any:
    """Slack writes alternatives as a list of `items` where no array is meant."""
    if isinstance(schema, list):
        return [readable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    clean = {key: readable(each) for key, each in schema.items() if key not in NEWER}
    if isinstance(clean.get("items"), list) and clean.get("type") != "array":
        clean["anyOf"] = clean.pop("items")
    return clean


def misshapen(body: Any, shape: Any, where: str = "") -> Iterator[str]:
    """Name what is of another kind than in the recorded shape; the shape need not know every key."""
    if isinstance(body, dict) and isinstance(shape, dict):
        for key in body.keys() & shape.keys():
            yield from misshapen(body[key], shape[key], f"{where}.{key}")
    elif isinstance(body, list) and isinstance(shape, list):
        for each in body if shape else []:
            yield from misshapen(each, shape[0], f"{where}[]")
    elif body is not None and shape is not None and kind(body) is not kind(shape):
        yield f"{where}: {body!r} is not like {shape!r}"


def kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def check(contracts: Path, method: str, body: dict[str, Any]) -> None:
    described = json.loads((contracts / "slack_methods.json").read_text(encoding="utf-8"))[method]
    for key in described["output"].get("required", []):
        assert key in body
    shapes = json.loads((contracts / "slack_shapes.json").read_text(encoding="utf-8"))
    assert list(misshapen(body, shapes.get(method))) == []
    description = readable(json.loads((contracts / "slack_openapi.json").read_text(encoding="utf-8")))
    answer = description["answers"].get(method)
    if answer is None:  # users.profile.set came too late for the description; it tells the same profile
        method, body = "users.profile.get", {key: value for key, value in body.items() if key != "username"}
        answer = description["answers"][method]
    Draft4Validator({"allOf": [answer], "definitions": description["definitions"]}).validate(body)


def ask(web: httpx.Client, method: str, **fields: Any) -> dict[str, Any]:
    return web.post(f"/slack/api/{method}", data=fields).raise_for_status().json()


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("auth.test", {}),
        ("conversations.history", {"channel": "C00SUPPORT", "limit": 200}),
        ("conversations.info", {"channel": "C00SUPPORT"}),
        ("conversations.list", {}),
        ("users.conversations", {}),
        ("users.conversations", {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": 200}),
        ("users.info", {"user": "U00000YAEL"}),
        ("users.info", {"user": "UDEPLOYBOT"}),
        ("users.lookupByEmail", {"email": "ada@example.com"}),
        ("users.list", {}),
    ],
)
def test_a_body_is_as_described(today_web: httpx.Client, contracts: Path, method: str, fields: dict[str, Any]) -> None:
    body = ask(today_web, method, **fields)
    assert body["ok"]
    check(contracts, method, body)


def test_threads_reactions_and_links_are_as_described(today_web: httpx.Client, contracts: Path) -> None:
    messages = ask(today_web, "conversations.history", channel="C00SUPPORT", limit=200)["messages"]
    for message in messages:
        place = {"channel": "C00SUPPORT"}
        link = ask(today_web, "chat.getPermalink", **place, message_ts=message["ts"])
        check(contracts, "chat.getPermalink", link)
        if "thread_ts" in message:  # what is no thread is not described
            thread = ask(today_web, "conversations.replies", **place, ts=message["ts"])
            check(contracts, "conversations.replies", thread)
        check(contracts, "reactions.get", ask(today_web, "reactions.get", **place, timestamp=message["ts"]))


@pytest.mark.parametrize("more", [{}, {"return_im": "true"}])
def test_a_direct_conversation_is_opened_as_described(web: httpx.Client, contracts: Path, more: dict[str, str]) -> None:
    for known in (None, True):
        body = ask(web, "conversations.open", users="U0000000BO", **more)
        assert body.get("already_open") is known
        assert body["channel"]["id"] == "D0000000BO"
        check(contracts, "conversations.open", {**body, "channel": {"id": body["channel"]["id"]}})
    assert ask(web, "conversations.open", users="U000NOBODY")["error"] == "user_not_found"
    assert ask(web, "conversations.open")["error"] == "users_list_not_supplied"
    assert ask(web, "chat.postMessage", channel="D0000000BO", text="Hello")["ok"]
    assert ask(web, "conversations.info", channel="D0000000BO")["channel"]["is_im"]


def test_writing_answers_as_described(web: httpx.Client, contracts: Path) -> None:
    body = ask(web, "chat.postMessage", channel="C00000HELP", text="Hello")
    check(contracts, "chat.postMessage", body)
    place = {"channel": "C00000HELP", "timestamp": body["ts"], "name": "eyes"}
    for method in ("reactions.add", "reactions.remove"):
        check(contracts, method, ask(web, method, **place))
    for method in ("chat.update", "chat.delete"):
        check(contracts, method, ask(web, method, channel="C00000HELP", ts=body["ts"], text="Hi"))


@pytest.fixture
def small(small: dict[str, Any]) -> dict[str, Any]:
    groups = [
        {"id": "duty", "name": "On duty", "handle": "duty", "members": ["bo"]},
        {"id": "shut", "name": "Shut", "handle": "shut", "members": ["bo"], "refuses": "permission_denied"},
        {"id": "free", "name": "Free", "handle": "free", "members": ["bo"], "refuses": "plan_upgrade_required"},
    ]
    return {**small, "group": groups}


def test_a_topic_is_set_as_described(web: httpx.Client, contracts: Path) -> None:
    body = ask(web, "conversations.setTopic", channel="C00000HELP", topic="Tea & cake")
    check(contracts, "conversations.setTopic", body)
    assert body["channel"]["topic"]["value"] == "Tea &amp; cake"
    again = ask(web, "conversations.setTopic", channel="C00000HELP", topic=body["channel"]["topic"]["value"])
    assert again["channel"]["topic"]["value"] == "Tea &amp; cake"
    messages = ask(web, "conversations.history", channel="C00000HELP")["messages"]
    assert [message["subtype"] for message in messages] == ["channel_topic"] * 2


def test_user_groups_are_told_and_changed_as_described(web: httpx.Client, contracts: Path) -> None:
    for users in ({}, {"include_users": "true"}):
        check(contracts, "usergroups.list", ask(web, "usergroups.list", **users))
    check(contracts, "usergroups.users.list", ask(web, "usergroups.users.list", usergroup="S00000DUTY"))
    body = ask(web, "usergroups.users.update", usergroup="S00000DUTY", users="U000000ADA,U0000000BO")
    check(contracts, "usergroups.users.update", body)
    assert ask(web, "usergroups.users.list", usergroup="S00000DUTY")["users"] == ["U000000ADA", "U0000000BO"]


def test_a_status_is_set_as_described_and_ends(
    web: httpx.Client, demo: ThreadDemo, contracts: Path, company: Company
) -> None:
    until = int(company.now().timestamp()) + 60
    profile = {"status_text": "On duty", "status_emoji": ":pager:", "status_expiration": until}
    check(contracts, "users.profile.set", ask(web, "users.profile.set", profile=json.dumps(profile)))
    check(contracts, "users.profile.get", ask(web, "users.profile.get"))
    found = ask(web, "users.info", user="U000000ADA")["user"]["profile"]
    assert {key: found[key] for key in profile} == profile
    demo.call(lambda company: company.advance(timedelta(seconds=60)))
    assert ask(web, "users.profile.get")["profile"]["status_text"] == ""


@pytest.mark.parametrize(
    ("method", "fields", "error"),
    [
        ("conversations.setTopic", {"channel": "C00000HELP", "topic": "x" * 251}, "too_long"),
        ("conversations.setTopic", {"channel": "C000000FAR", "topic": "x"}, "not_in_channel"),
        ("usergroups.users.list", {"usergroup": "S000NOBODY"}, "no_such_subteam"),
        ("usergroups.users.list", {"usergroup": "S00000FREE"}, "plan_upgrade_required"),
        ("usergroups.users.update", {"usergroup": "S00000DUTY", "users": ","}, "no_users_provided"),
        ("usergroups.users.update", {"usergroup": "S00000DUTY", "users": "U000NOBODY"}, "invalid_users"),
        ("usergroups.users.update", {"usergroup": "S00000SHUT", "users": "U0000000BO"}, "permission_denied"),
        ("usergroups.users.update", {"usergroup": "S00000FREE", "users": "U0000000BO"}, "plan_upgrade_required"),
        ("users.profile.set", {"profile": "{"}, "invalid_profile"),
        ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
        ("users.profile.set", {"profile": json.dumps({"status_text": "x" * 101})}, "too_long"),
    ],
)
def test_what_may_not_be_changed_is_refused_in_slacks_words(
    web: httpx.Client, contracts: Path, method: str, fields: dict[str, str], error: str
) -> None:
    assert ask(web, method, **fields) == {"ok": False, "error": error}
    known = json.loads((contracts / "slack_methods.json").read_text(encoding="utf-8"))[method]["errors"]
    assert error in (*known, "no_such_subteam")


@pytest.mark.parametrize("method", METHODS)
def test_each_method_needs_what_slack_says(contracts: Path, method: str) -> None:
    described = json.loads((contracts / "slack_methods.json").read_text(encoding="utf-8"))[method]
    ours = METHODS[method]
    assert ours.json == described["json_input_supported"]
    reads = ("auth.test", "chat.scheduledMessages.list", "apps.connections.open")  # by POST
    assert ours.writes == (described["http_method"] == "POST" and method not in reads)
    # timestamp and channel of a reaction are refused as `no_item_specified`, in Slack's own order
    late = {"token"} | ({"timestamp", "channel"} if method.startswith("reactions.") else set())
    assert set(ours.required) == set(described["required"]) - late
