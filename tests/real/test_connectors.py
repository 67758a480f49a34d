"""Our program against Slack and GitHub as emulate has them: `check --json`, as a person would type it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.real.conftest import Emulate

TOKENS = {"SUPPORTTRAY_TOKEN_SLACK": "xoxp-alice", "SUPPORTTRAY_TOKEN_GITHUB": "ghp-alice"}


@dataclass
class Support:
    """The channel #support, where bob asks and alice is on duty."""

    emulate: Emulate
    channel: str
    folder: Path

    def slack(self, who: str, method: str, **fields: str) -> dict[str, Any]:
        """Let somebody do something in Slack."""
        answer = httpx.post(
            f"{self.emulate.slack}/api/{method}", data=fields, headers={"Authorization": f"Bearer xoxp-{who}"}
        ).json()
        assert answer["ok"], answer
        return dict(answer)

    def ask(self, text: str) -> str:
        """Let bob ask; return the message's ts."""
        return str(self.slack("bob", "chat.postMessage", channel=self.channel, text=text)["ts"])

    def check(self, tokens: dict[str, str] = TOKENS, *, code: int = 0) -> dict[str, Any]:
        """Run our program once, with nothing but its credentials, and read what it says."""
        config = self.folder / "config.toml"
        config.write_text(
            f"""
            schema = 1
            me = "Alice"
            [service.slack]
            kind = "slack"
            address = "{self.emulate.slack}/api"
            [service.github]
            kind = "github"
            address = "{self.emulate.github}"
            [[watch]]
            kind = "slack.requests"
            name = "support"
            service = "slack"
            channel = "{self.channel}"
            [[watch]]
            kind = "github.builds"
            name = "builds"
            service = "github"
            repository = "acme/api"
            """,
            encoding="utf-8",
        )
        done = subprocess.run(
            [sys.executable, "-m", "supporttray", "check", "--json", "--config", config],
            env={**os.environ, **tokens},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr.decode()
        for token in tokens.values():
            assert token.encode() not in done.stdout + done.stderr
        return dict(json.loads(done.stdout))


@pytest.fixture
def support(emulate: Emulate, tmp_path: Path) -> Iterator[Support]:
    with httpx.Client(base_url=emulate.slack, headers={"Authorization": "Bearer xoxp-alice"}) as slack:
        channels = slack.post("/api/conversations.list").json()["channels"]
    return Support(emulate, next(one["id"] for one in channels if one["name"] == "support"), tmp_path)


def requests(said: dict[str, Any]) -> dict[str, str]:
    """Return the state of each request by its title."""
    return {item["title"]: item["state"] for item in said["items"] if item["kind"] == "request"}


def needs(said: dict[str, Any]) -> list[str]:
    return [need["kind"] for need in said["needs"]]


def test_a_quiet_company_needs_nobody(support: Support) -> None:
    said = support.check()
    assert {service["name"]: service["state"] for service in said["services"]} == {"slack": "ok", "github": "ok"}
    assert (said["items"], said["needs"], said["tray"]["count"]) == ([], [], 0)


def test_a_question_waits_until_somebody_replies(support: Support) -> None:
    asked = support.ask("Is it <https://acme.example|down> &amp; out?")
    support.slack("alice", "chat.postMessage", channel=support.channel, text="My own words")
    said = support.check()
    assert requests(said) == {"Is it down & out?": "waiting"}
    [need] = said["needs"]
    assert need["kind"] == "request.waiting"
    assert "Is it down & out?" in need["title"]
    assert "bob" in need["because"].lower()
    assert need["url"].startswith("http")
    support.slack("alice", "chat.postMessage", channel=support.channel, text="No", thread_ts=asked)
    said = support.check()
    assert requests(said) == {"Is it down & out?": "answered"}
    assert needs(said) == []


def test_a_question_waits_until_somebody_looks_and_again_when_they_look_away(support: Support) -> None:
    asked = support.ask("Is it down?")
    mark = {"channel": support.channel, "timestamp": asked, "name": "eyes"}
    support.slack("alice", "reactions.add", **mark)
    said = support.check()
    assert (requests(said), needs(said)) == ({"Is it down?": "acknowledged"}, ["request.acknowledged"])
    support.slack("alice", "reactions.remove", **mark)
    said = support.check()
    assert (requests(said), needs(said)) == ({"Is it down?": "waiting"}, ["request.waiting"])


def test_a_deleted_question_needs_nobody(support: Support) -> None:
    asked = support.ask("Never mind")
    assert requests(support.check()) == {"Never mind": "waiting"}
    support.slack("bob", "chat.delete", channel=support.channel, ts=asked)
    assert requests(support.check()) == {}


def test_hundreds_of_messages_are_read_over_several_pages(support: Support) -> None:
    asked = support.ask("The oldest question")
    for number in range(230):
        support.slack("alice", "chat.postMessage", channel=support.channel, text=f"Noise {number}")
    assert requests(support.check()) == {"The oldest question": "waiting"}
    support.slack("alice", "chat.postMessage", channel=support.channel, text="Yes", thread_ts=asked)
    assert requests(support.check()) == {"The oldest question": "answered"}


def test_a_wrong_channel_is_said_while_the_rest_goes_on(support: Support) -> None:
    support.channel = "C0NOWHERE"
    said = support.check(code=3)
    states = {service["name"]: service["state"] for service in said["services"]}
    assert states == {"slack": "refused", "github": "ok"}


def test_a_missing_credential_is_said(support: Support) -> None:
    said = support.check({"SUPPORTTRAY_TOKEN_SLACK": "xoxp-alice"}, code=3)
    states = {service["name"]: service["state"] for service in said["services"]}
    assert states["slack"] == "ok"
    assert states["github"] != "ok"
