"""What the command line writes into Slack as emulate has it, read back as another person would, by plain HTTP."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.real.conftest import Emulate

ASKED = "Is it <https://acme.example|down> &amp; out?"


@dataclass
class Desk:
    """Alice's workspace; bob asks in #support and looks at what she did there."""

    emulate: Emulate
    channel: str
    config: Path

    def bob(self, method: str, **fields: str) -> dict[str, Any]:
        """Let bob do something in Slack."""
        answer = httpx.post(
            f"{self.emulate.slack}/api/{method}", data=fields, headers={"Authorization": "Bearer xoxp-bob"}
        ).json()
        assert answer["ok"], answer
        return dict(answer)

    def ask(self, text: str = ASKED) -> str:
        """Let bob ask; return the message's ts."""
        return str(self.bob("chat.postMessage", channel=self.channel, text=text)["ts"])

    def messages(self) -> list[dict[str, Any]]:
        """What bob sees in the channel, the newest first."""
        return list(self.bob("conversations.history", channel=self.channel)["messages"])

    def thread(self, ts: str) -> list[dict[str, Any]]:
        """What bob sees below a message."""
        return list(self.bob("conversations.replies", channel=self.channel, ts=ts)["messages"])[1:]

    def run(self, *words: str, code: int = 0) -> str:
        """Run alice's command line; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "supporttray", *words, f"--config={self.config}"],
            env={**os.environ, "SUPPORTTRAY_TOKEN_SLACK": "xoxp-alice"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "xoxp-alice" not in done.stdout + done.stderr
        return done.stdout + done.stderr

    def look(self) -> str:
        """Let an engine look until it knows a question; return the question's key."""
        command = [sys.executable, "-m", "supporttray", "run", "--headless", f"--config={self.config}"]
        with subprocess.Popen(
            command,
            env={**os.environ, "SUPPORTTRAY_TOKEN_SLACK": "xoxp-alice"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as engine:
            assert engine.stdout
            said = next((line for line in engine.stdout if "down" in line), "")
            engine.terminate()
        assert said
        (key,) = (
            item["key"] for item in json.loads(self.run("status", "--json"))["items"] if item["kind"] == "request"
        )
        return str(key)


@pytest.fixture
def desk(emulate: Emulate, tmp_path: Path) -> Desk:
    with httpx.Client(base_url=emulate.slack, headers={"Authorization": "Bearer xoxp-alice"}) as slack:
        channels = slack.post("/api/conversations.list").json()["channels"]
    channel = next(one["id"] for one in channels if one["name"] == "support")
    config = tmp_path / "config.toml"
    config.write_text(
        f"""
        schema = 1
        me = "Alice"
        [service.slack]
        kind = "slack"
        address = "{emulate.slack}/api"
        [[watch]]
        kind = "slack.requests"
        name = "support"
        service = "slack"
        channel = "{channel}"
        every = "1s"
        """,
        encoding="utf-8",
    )
    return Desk(emulate, channel, config)


def test_an_acknowledgement_is_a_reaction_that_others_see_and_can_be_taken_back(desk: Desk) -> None:
    desk.ask()
    key = desk.look()
    for _ in range(2):  # twice is once
        desk.run("ack", key)
        (message,) = desk.messages()
        assert [(one["name"], one["count"]) for one in message["reactions"]] == [("eyes", 1)]
    desk.run("unack", key)
    (message,) = desk.messages()
    assert not message.get("reactions")


def test_a_reply_stands_in_the_thread_as_it_was_meant(desk: Desk) -> None:
    asked = desk.ask()
    key = desk.look()
    for _ in range(2):
        desk.run("reply", key, "No: it <is> & stays *up*, <!channel>.", "--yes")
    (answer,) = desk.thread(asked)
    assert answer["text"] == "No: it &lt;is&gt; &amp; stays *up*, &lt;!channel&gt;."
    assert answer["user"] != desk.messages()[-1]["user"]


def test_the_status_is_posted_once_and_tells_what_others_see(desk: Desk) -> None:
    desk.ask()
    key = desk.look()
    desk.run("ack", key)
    raw = desk.run("daily").strip()
    said = desk.run("daily", "--post", "--yes", "--channel", desk.channel)
    assert "/archives/" in said
    assert desk.run("daily", "--post", "--yes", "--channel", desk.channel).startswith(
        "Today's status was posted already"
    )
    status, _ = desk.messages()
    assert status["text"] == raw.replace("&", "&amp;")
    assert status["metadata"]["event_type"] == "supporttray"  # by which it would be found again
    assert "Is it down & out? — seen by alice" in raw


def test_an_archived_channel_is_refused_and_the_draft_kept(desk: Desk) -> None:
    archived = desk.bob("conversations.create", name="attic")["channel"]["id"]
    desk.bob("conversations.archive", channel=archived)
    said = desk.run("daily", "--post", "--yes", "--channel", archived, code=3)
    assert "archived" in said
    assert "The draft is kept." in said
