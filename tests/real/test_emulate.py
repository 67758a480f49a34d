"""That emulate itself answers: what the other tests here stand on."""

import httpx

from tests.real.conftest import Emulate


def test_its_slack_knows_who_asks_and_keeps_what_is_posted(emulate: Emulate) -> None:
    with httpx.Client(base_url=emulate.slack, headers={"Authorization": "Bearer xoxp-alice"}) as slack:
        me = slack.post("/api/auth.test").json()
        assert (me["ok"], me["user"], me["team"]) == (True, "alice", "Acme")
        channels = slack.post("/api/conversations.list").json()["channels"]
        support = next(channel["id"] for channel in channels if channel["name"] == "support")
        assert slack.post("/api/chat.postMessage", data={"channel": support, "text": "It is down"}).json()["ok"]
        history = slack.post("/api/conversations.history", data={"channel": support}).json()["messages"]
        assert [message["text"] for message in history] == ["It is down"]


def test_its_github_lists_the_issues_of_a_repository(emulate: Emulate) -> None:
    with httpx.Client(base_url=emulate.github, headers={"Authorization": "Bearer ghp-alice"}) as github:
        assert github.get("/repos/acme/api/issues").json() == []
        assert github.post("/repos/acme/api/issues", json={"title": "It is slow"}).status_code == 201
        assert [issue["title"] for issue in github.get("/repos/acme/api/issues").json()] == ["It is slow"]
