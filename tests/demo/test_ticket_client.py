"""Referees: `jira` and `PyGithub` search the demo for tickets; what they see our watches see too."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from github import Auth, Github
from jira import JIRA

from supporttray.connectors.github.service import GitHub
from supporttray.connectors.github.ticket import GithubTickets
from supporttray.connectors.jira.service import Jira
from supporttray.connectors.jira.ticket import JiraTickets
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.token import TOKEN
from tests.demo.conftest import NOON, SMALL

if TYPE_CHECKING:
    from supporttray.core.release.ticket import Ticket
    from supporttray.demo.server import ThreadDemo

PLACES = ("ACME", "small/shop")
MANY = 130  # more than a page
Seen = set[tuple[str, str, str]]


@pytest.fixture
def company() -> Company:
    day = {
        **SMALL,
        "tracker": [{"key": "ACME", "name": "Support"}],
        "repository": [{"name": "small/shop", "workflow": [{"name": "Tests", "file": "t.yml", "jobs": ["unit"]}]}],
        "entry": [
            {"at": f"-{number}m", "do": "open", "by": "bo", "title": f"It fails {number}", "place": place}
            for number in range(MANY, 0, -1)
            for place in PLACES
        ],
    }
    return Company(check(day), clock=lambda: NOON)


def tickets(watch: Any) -> list[Ticket]:
    """All that our watch tells at its first look."""

    async def read() -> list[Ticket]:
        memory, found = b"", []
        for _ in range(20):
            answer = await watch.fetch(memory, NOON)
            memory = answer.memory
            found += answer.tickets
            if not answer.more:
                break
        await watch.http.close()
        return found

    return asyncio.run(read())


def ours(watch: Any) -> Seen:
    return {(one.name, one.title, one.at.isoformat()) for one in tickets(watch)}


@pytest.mark.parametrize("kind", ["cloud", "data centre"])
def test_the_jira_client_finds_the_tickets_that_our_watch_finds(demo: ThreadDemo, kind: str) -> None:
    address = demo.addresses.jira if kind == "cloud" else f"{demo.addresses.jira}-dc"
    credential = f"ada@example.com:{TOKEN}" if kind == "cloud" else TOKEN
    if kind == "cloud":
        client = JIRA(address, basic_auth=("ada@example.com", TOKEN), max_retries=0)
        found: Any = client.enhanced_search_issues('project = "ACME" AND updated >= -3000m', maxResults=0)
    else:
        client = JIRA(address, token_auth=TOKEN, max_retries=0)
        found = client.search_issues('project = "ACME" AND updated >= -3000m', maxResults=0)
    client.close()
    theirs = {(one.key, one.fields.summary, _utc(one.fields.created)) for one in found}
    watch = JiraTickets(
        msgspec.convert({"project": "ACME"}, JiraTickets.Options), Jira(address, credential, lambda: NOON), "Ada"
    )
    assert len(theirs) == MANY
    assert ours(watch) == theirs


def test_pygithub_finds_the_tickets_that_our_watch_finds(demo: ThreadDemo) -> None:
    client = Github(base_url=demo.addresses.github, auth=Auth.Token(TOKEN), retry=None, per_page=100)
    issues = client.get_repo("small/shop").get_issues(
        state="all", sort="created", direction="desc", since=NOON - timedelta(days=42)
    )
    theirs = {(f"small/shop#{one.number}", one.title, one.created_at.isoformat()) for one in issues}
    client.close()
    wanted = msgspec.convert({"repository": "small/shop"}, GithubTickets.Options)
    watch = GithubTickets(wanted, GitHub(demo.addresses.github, TOKEN, lambda: NOON), "Ada")
    assert len(theirs) == MANY
    assert ours(watch) == theirs


def _utc(said: str) -> str:
    return datetime.strptime(said, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC).isoformat()
