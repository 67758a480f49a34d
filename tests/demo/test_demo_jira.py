"""A referee: the `jira` client works against the demo's Jira, both the cloud's and a data centre's, and bodies are as described."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jira import JIRA, JIRAError
from openapi_schema_validator import OAS30Validator

from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from supporttray.demo.token import TOKEN
from tests.demo.conftest import NOON, SMALL

OPEN = 'project = "ACME" AND (statusCategory != Done OR updated >= -30d) ORDER BY updated DESC'
ENTRIES = [
    {"at": f"-{number}m", "do": "open", "by": "bo", "title": f"Old {number}", "place": "ACME"} for number in (3, 2)
]


@pytest.fixture
def company() -> Company:
    tracker = [{"key": "ACME", "name": "Support"}]
    return Company(check({**SMALL, "tracker": tracker, "entry": ENTRIES}), clock=lambda: NOON)


@pytest.fixture(params=["cloud", "data centre"])
def client(request: pytest.FixtureRequest, demo: ThreadDemo) -> Iterator[JIRA]:
    if request.param == "cloud":
        made = JIRA(demo.addresses.jira, basic_auth=("ada@example.com", TOKEN), max_retries=0)
    else:
        made = JIRA(f"{demo.addresses.jira}-dc", token_auth=TOKEN, max_retries=0)
    yield made
    made.close()


def made(client: JIRA, title: str = "Order 7", **more: Any) -> Any:
    return client.create_issue(project="ACME", summary=title, description="Where?", issuetype={"name": "Task"}, **more)


def found(client: JIRA, jql: str, size: int = 50) -> list[str]:
    if client.deploymentType == "Cloud":
        return [one.key for one in client.enhanced_search_issues(jql, maxResults=size)]
    return [one.key for one in client.search_issues(jql, maxResults=size)]


def test_an_issue_is_made_found_taken_and_closed(client: JIRA) -> None:
    issue = made(client, labels=["support"])
    assert (issue.key, issue.fields.summary, issue.fields.description) == ("ACME-3", "Order 7", "Where?")
    assert issue.fields.status.statusCategory.key == "new"
    assert found(client, 'project = "ACME" AND creator = currentUser() AND created >= -1d') == ["ACME-3"]
    assert found(client, f'labels = "support" AND {OPEN}') == ["ACME-3"]
    names = {one["name"]: one["id"] for one in client.transitions(issue)}
    client.transition_issue(issue, names["In Progress"])
    assert client.issue("ACME-3").fields.status.statusCategory.key == "indeterminate"
    client.transition_issue(issue, names["Done"], resolution={"name": "Won't Do"})
    closed = client.issue("ACME-3").fields
    assert (closed.status.statusCategory.key, closed.resolution.name) == ("done", "Won't Do")
    assert found(client, 'project = "ACME" AND statusCategory != Done') == ["ACME-2", "ACME-1"]


def test_an_issue_is_assigned_blocked_and_commented_on(client: JIRA) -> None:
    client.assign_issue("ACME-1", "bo@example.com")
    one = client.issue("ACME-1").fields
    assert (one.assignee.displayName, one.status.name) == ("Bo", "To Do"), "who has it says nothing of how far it is"
    client.transition_issue("ACME-1", "Blocked")
    assert client.issue("ACME-1").fields.status.name == "Blocked"
    assert "Blocked" not in [way["name"] for way in client.transitions("ACME-1")]
    client.add_comment("ACME-1", "Waits for Rob")
    (said,) = client.comments("ACME-1")
    assert (said.body, said.author.displayName) == ("Waits for Rob", "Ada")
    client.issue("ACME-1").add_field_value("labels", "support")
    assert client.issue("ACME-1").fields.labels == ["support"]


def test_the_board_has_an_order_that_can_be_asked_for(client: JIRA, company: Company) -> None:
    rank = next(one for one in client.fields() if one["name"] == "Rank")
    assert rank["schema"]["custom"] == "com.pyxis.greenhopper.jira:gh-lexo-rank"
    assert found(client, f"project = ACME ORDER BY {rank['clauseNames'][0]} ASC") == ["ACME-1", "ACME-2"]
    company.play([{"do": "rank", "by": "bo", "to": "ACME-2", "before": 1}])
    assert found(client, "project = ACME ORDER BY Rank ASC") == ["ACME-2", "ACME-1"]
    ranks = [getattr(client.issue(f"ACME-{number}").fields, rank["id"]) for number in (2, 1)]
    assert ranks == sorted(ranks)


def test_an_issue_says_what_it_is_of_and_until_when(client: JIRA, company: Company) -> None:
    more = {"parent": "ACME-1", "due": "2d", "release": "3.2", "priority": "High", "customer": "Rob's", "size": 3}
    company.play([{"do": "open", "by": "bo", "place": "ACME", "title": "New", **more}])
    one = client.issue("ACME-3").fields
    names = {field["name"]: field["id"] for field in client.fields()}
    assert (one.duedate, one.priority.name, one.fixVersions[0].name) == ("2026-11-25", "High", "3.2")
    assert (getattr(one, names["Customer"]).value, getattr(one, names["Story Points"])) == ("Rob's", 3.0)
    epic = one.parent.key if client.deploymentType == "Cloud" else getattr(one, names["Epic Link"])
    assert epic == "ACME-1"
    assert found(client, 'priority = High AND fixVersion = 3.2 AND status in ("To Do", Done)') == ["ACME-3"]


def test_a_long_list_is_read_page_by_page(client: JIRA) -> None:
    made(client)
    assert found(client, OPEN, size=1)[:1] == ["ACME-3"]
    assert found(client, OPEN, size=0) == ["ACME-3", "ACME-2", "ACME-1"]


def test_whose_token_it_is_and_which_jira_this_is(client: JIRA) -> None:
    assert client.myself()["displayName"] == "Ada"
    assert client.server_info()["deploymentType"] in ("Cloud", "Server")
    assert client.project("ACME").name == "Support"


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.issue("ACME-99"), 404),
        (lambda client: client.project("NONE"), 404),
        (lambda client: found(client, 'project = "NONE"'), 400),
        (lambda client: found(client, "project = "), 400),
        (lambda client: found(client, "project = ACME ORDER BY nothing"), 400),
        (lambda client: found(client, "id in (1)"), 400),
        (lambda client: made(client, title="a" * 256), 400),
        (lambda client: client.assign_issue("ACME-99", None), 404),
        (lambda client: client.transition_issue("ACME-1", "11"), 400),
        (lambda client: client.add_comment("ACME-1", ""), 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_jiras_words(
    client: JIRA, ask: Callable[[JIRA], object], status: int
) -> None:
    with pytest.raises(JIRAError) as caught:
        ask(client)
    assert caught.value.status_code == status
    assert caught.value.text


def test_another_token_is_refused(demo: ThreadDemo) -> None:
    refused = httpx.get(f"{demo.addresses.jira}/rest/api/3/myself", auth=("ada@example.com", "wrong"))
    assert (refused.status_code, "authenticated" in refused.text) == (401, True)


def test_people_open_an_issue_in_their_browser(web: httpx.Client) -> None:
    assert "Old 3" in web.get("/jira/browse/ACME-1").raise_for_status().text
    assert web.get("/jira/browse/ACME-9").status_code == web.get("/jira/browse/none").status_code == 404
    web.post("/_demo/play", json={"do": "open", "by": "bo", "title": "<b>One</b>"})
    assert "&lt;b&gt;One" in web.get("/github/small/shop/issues/1").raise_for_status().text


# --- bodies


def validator(contracts: Path, name: str) -> Any:
    description = json.loads((contracts / "jira_openapi.json").read_text("utf-8"))
    schema = {"allOf": [description["answers"][name]], "components": {"schemas": description["schemas"]}}
    return OAS30Validator(schema)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("/rest/api/3/myself", "myself"),
        ("/rest/api/3/serverInfo", "serverInfo"),
        ("/rest/api/3/search/jql", f"search/jql?maxResults=1&jql={OPEN}"),
        ("/rest/api/3/issue/{issueIdOrKey}", "issue/ACME-1"),
        ("/rest/api/3/issue/{issueIdOrKey}/transitions", "issue/ACME-1/transitions"),
        ("/rest/api/3/issue/{issueIdOrKey}/comment", "issue/ACME-1/comment?expand=properties"),
        ("/rest/api/3/field", "field"),
        ("Project", "project/ACME"),
    ],
)
def test_a_body_is_as_described(web: httpx.Client, contracts: Path, name: str, path: str) -> None:
    note = {"key": "supporttray", "value": {"key": "5f"}}
    text = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}
    web.post("/jira/rest/api/3/issue/ACME-1/comment", json={"body": text, "properties": [note]}).raise_for_status()
    body = web.get(f"/jira/rest/api/3/{path}").raise_for_status().json()
    validator(contracts, name).validate(body)
    assert body


def test_the_description_can_say_no(contracts: Path) -> None:
    with pytest.raises(Exception, match="unexpected"):
        validator(contracts, "/rest/api/3/search/jql").validate({"total": 1})
