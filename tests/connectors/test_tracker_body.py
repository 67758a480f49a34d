"""Bodies that the vendors show in their own documentation are understood, and what they lack is no reason to fail."""

import json
from pathlib import Path
from typing import Any

from supporttray.connectors import Answer
from supporttray.core.item import Stage, Task
from tests.connectors.bench import Bench, bench
from tests.connectors.lab import NOON, Raw, raw, reply, run

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "tracker_examples.json").read_text(encoding="utf-8")
)

USER = b'{"login": "Octocat"}'


def body(name: str) -> bytes:
    return reply(json.dumps(EXAMPLES[name]).encode())


def jira(_: Raw, path: str) -> bytes:
    """Say what the vendor shows; the cloud's search has another address than a data centre's."""
    names = {"serverInfo": "jira_server", "myself": "jira_myself", "field": "jira_field"}
    names |= {"jql": "jira_search", "search": "jira_server_search"}
    return body(names[path.rpartition("/")[2]])


async def told(at: Bench) -> Task:
    answer = await at.look.connector.fetch(b"", NOON)
    assert isinstance(answer, Answer)
    (task,) = (one for one in answer.items if isinstance(one, Task))
    return task


def test_an_issue_of_githubs_own_documentation_is_a_task() -> None:
    async def work() -> None:
        issue = {name: value for name, value in EXAMPLES["github_issues"][0].items() if name != "pull_request"}
        both = json.dumps([*EXAMPLES["github_issues"], issue | {"number": 7}]).encode()  # the first is a pull request
        async with raw(lambda _, path: reply(USER if path.endswith("/user") else both)) as said, bench("github") as at:
            at.tracker.http.address = said.address
            task = await told(at)
            assert task.name == "small/shop#7"
            assert (task.title, task.stage, task.assignee) == ("Found a bug", Stage.STARTED, "octocat")
            assert task.mine, "a login is the same in other letters"
            assert (task.release, str(task.due), task.labels) == ("v1.0", "2012-10-09", ("bug",))
            assert task.url == "https://github.com/octocat/Hello-World/issues/1347"

    run(work())


def test_an_issue_that_github_says_it_made_has_a_number_and_a_page() -> None:
    async def work() -> None:
        async with raw(lambda *_: body("github_issue")) as said, bench("github") as at:
            at.tracker.http.address = said.address
            receipt = await at.tracker.write(at.deed(), "5f" * 16)
            assert (receipt.id, receipt.url) == ("1347", "https://github.com/octocat/Hello-World/issues/1347")
            (head,) = said.heard
            assert head.startswith("POST /repos/small/shop/issues ")
            assert "content-type: application/json" in head.lower()
            assert json.loads(head.partition("\r\n\r\n")[2])["title"] == "Order 7"

    run(work())


def test_an_issue_of_jiras_own_documentation_is_a_task_also_without_what_it_lacks() -> None:
    async def work() -> None:
        async with raw(jira) as said, bench("jira") as at:
            at.tracker.http.address = said.address
            task = await told(at)
            assert (task.name, task.title, task.stage) == ("ED-1", "ED-1", Stage.OPEN)
            assert task.url == "https://your-domain.atlassian.net/browse/ED-1", "the address that people use"
            assert (await at.tracker.whoami()).endswith("knows you as Mia Krystof.")
            assert await at.tracker.find(at.deed(), "5f" * 16, NOON) is None

    run(work())
