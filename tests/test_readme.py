"""What the documents say is so."""

import json
import re
from pathlib import Path

import pytest

from supporttray import config

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/scenario.md", "docs/performance.md")


def test_the_ten_lines_of_the_readme_are_a_config() -> None:
    text, desk = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)

    plan = config.parse(text, "README.md")

    assert [watch.kind for watch in config.parse(desk, "README.md").watches] == ["zendesk.tickets"], (
        "and so is the other"
    )
    assert len([line for line in text.splitlines() if line]) <= 10
    assert [(watch.kind, watch.account) for watch in plan.watches] == [
        ("slack.requests", "slack"),
        ("github.builds", "github"),
    ]


def test_the_example_config_has_no_mistakes_also_with_its_comments_taken_in() -> None:
    text = (ROOT / "resources" / "example.toml").read_text(encoding="utf-8")
    whole = re.sub(r"^# (?=[\[\w])(?!Support)", "", text, flags=re.MULTILINE)

    assert len(config.parse(text, "example").watches) == 3
    assert len(config.parse(whole, "example").watches) == 14


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")

    for target in re.findall(r"(?:\]\(|src(?:set)?=\")((?!https?:)[^)#\"]+)", text):
        assert (ROOT / document).parent.joinpath(target).exists(), target


def test_the_slack_manifest_asks_for_what_our_reading_needs_and_no_more() -> None:
    """The scopes that docs.slack.dev names for the methods we call, on public and private channels and direct messages."""
    manifest = json.loads((ROOT / "resources" / "slack-manifest.json").read_text(encoding="utf-8"))
    kinds = ("channels", "groups", "im")

    needed = {f"{kind}:{scope}" for kind in kinds for scope in ("history", "read")} | {"usergroups:read", "users:read"}
    told = {f"message.{kind}": f"{kind}:history" for kind in kinds}  # Socket Mode's events, and what each wants
    told |= {"reaction_added": "reactions:read", "reaction_removed": "reactions:read"}

    assert manifest["oauth_config"]["scopes"] == {"user": sorted(needed.union(told.values()))}
    assert manifest["settings"]["event_subscriptions"] == {"user_events": sorted(told)}
    assert manifest["settings"]["socket_mode_enabled"]


def test_the_slack_manifest_for_writing_asks_for_what_the_verbs_need_besides_and_no_more() -> None:
    """The user scopes that docs.slack.dev names for the methods that write; conversations.open only for one other person."""
    read, write = (
        set(json.loads((ROOT / "resources" / name).read_text(encoding="utf-8"))["oauth_config"]["scopes"]["user"])
        for name in ("slack-manifest.json", "slack-manifest-write.json")
    )
    scopes = {
        "chat.postMessage": {"chat:write"},
        "chat.update": {"chat:write"},
        "reactions.add": {"reactions:write"},
        "reactions.remove": {"reactions:write"},
        "conversations.open": {"im:write"},
        "conversations.setTopic": {"channels:write.topic", "groups:write.topic"},
        "usergroups.users.update": {"usergroups:write"},
        "users.profile.set": {"users.profile:write"},
        "users.lookupByEmail": {"users:read.email"},
    }
    folder = ROOT / "supporttray" / "connectors"
    code = "".join(
        (folder / name).read_text(encoding="utf-8")
        for name in ("slack/write.py", "slack/person.py", "slack/duty/board.py")
    )
    called = set(re.findall(r'"((?:chat|reactions|conversations|users|usergroups|files|pins)(?:\.\w+)+)"', code))

    without = {
        "chat.getPermalink",
        "conversations.info",
        "conversations.history",
        "conversations.replies",
        "users.info",
    }
    assert called - without == set(scopes)  # `without`: no scope at all, or one that reading has
    assert write - read == set().union(*scopes.values())
    assert read < write
