"""A watch of Jira's tickets: the vendor's own bodies with what people make of them, pages that break off, issues that go; cloud and data centre."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
import pytest

from supporttray.connectors.jira.service import Jira
from supporttray.connectors.jira.ticket import JiraTickets
from supporttray.errors import NotUnderstood, Refused, SlowDown, Unreachable
from tests.connectors.lab import NOON, Clock, Raw, raw, reply, run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from supporttray.connectors import Answer
    from supporttray.core.release.ticket import Ticket

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "tracker_examples.json").read_text(encoding="utf-8")
)
SIZE = 3  # issues of a page
kinds = pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data centre"])


def stamp(at: datetime) -> str:
    """A moment as Jira writes it: without a colon in the zone."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000+0000"


def issue(number: int, **fields: Any) -> dict[str, Any]:
    """The issue of the vendor's own description, with another number and other fields."""
    made = deepcopy(EXAMPLES["jira_search"]["issues"][0])
    at = NOON - timedelta(hours=1) + timedelta(minutes=number)
    made |= {"id": str(number), "key": f"SUP-{number}"}
    made["fields"] |= {
        "summary": f"It fails {number}",
        "created": stamp(at),
        "updated": stamp(at),
        "status": {"name": "Open"},
        **fields,
    }
    return made


@dataclass
class Paper:
    """A Jira on paper: its issues, what it says instead of an answer (path to bytes), and what it was asked."""

    cloud: bool = True
    issues: list[dict[str, Any]] = field(default_factory=list)
    instead: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def say(self, heard: Raw, path: str) -> bytes:
        name = unquote(path.partition("?")[0]).partition("/rest/api/")[2].partition("/")[2]
        body = json.loads(heard.heard[-1].partition("\r\n\r\n")[2] or "{}")
        if "search" in name:
            self.asked.append(body)
        said = next((said for part, said in self.instead.items() if part in f"{name} {json.dumps(body)}"), None)
        return (
            said
            if said is not None
            else reply(json.dumps(self._told(name, body)).encode(), date="Mon, 23 Nov 2026 12:00:00 GMT")
        )

    def _told(self, name: str, body: dict[str, Any]) -> Any:
        if name == "serverInfo":
            return EXAMPLES["jira_server"] | ({"deploymentType": "Cloud"} if self.cloud else {})
        if name == "myself":
            return EXAMPLES["jira_myself"]
        if name.startswith("issue/"):
            return {"key": self.moved[name.removeprefix("issue/")]}
        if name.startswith("project/"):
            return {"key": name.removeprefix("project/")}
        newest = sorted(self.issues, key=lambda one: -int(one["id"]))
        start = int(body.get("nextPageToken", body.get("startAt", 0)))
        size = 100 if body["fields"] == ["created"] else SIZE  # the newest hundred fit into one answer
        page = newest[start : start + size]
        if self.cloud:
            end = start + size
            return {"issues": page, "isLast": end >= len(newest)} | (
                {"nextPageToken": str(end)} if end < len(newest) else {}
            )
        return {"issues": page, "startAt": start, "total": len(newest), "maxResults": size}


@dataclass
class Watch:
    """Our look at it, and what the archive would hold: the tickets by their keys."""

    paper: Paper
    tickets: JiraTickets
    clock: Clock
    memory: bytes = b""
    kept: dict[str, Ticket] = field(default_factory=dict)

    async def page(self) -> Answer:
        answer = await self.tickets.fetch(self.memory, self.clock())
        self.memory = answer.memory
        self.kept |= {one.name: one for one in answer.tickets}
        return answer

    async def look(self) -> list[str]:
        """Read to the end; return what was told."""
        names: list[str] = []
        for _ in range(50):
            answer = await self.page()
            names += [one.name for one in answer.tickets]
            if not answer.more:
                return names
        raise AssertionError("it does not come to an end")


def play(paper: Paper, story: Callable[[Watch], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def told() -> None:
        clock = Clock()
        async with raw(paper.say) as served:
            jira = Jira(served.address, "ada@example.com:token" if paper.cloud else "token", clock)
            wanted = msgspec.convert({"project": "SUP", **options}, JiraTickets.Options)
            try:
                await story(Watch(paper, JiraTickets(wanted, jira, "Ada"), clock))
            finally:
                await jira.http.close()

    run(told())


def one_ticket(told: dict[str, Any], *, cloud: bool = True) -> Ticket:
    """The ticket that an issue becomes, beside one that is as it should be."""
    seen: list[Ticket] = []

    async def story(watch: Watch) -> None:
        await watch.look()
        seen.extend(one for name, one in watch.kept.items() if name != "SUP-1")

    play(Paper(cloud=cloud, issues=[issue(1), told]), story)
    (ticket,) = seen
    return ticket


# --- what an issue says


@pytest.mark.parametrize("name", ["jira_search", "jira_server_search"])
def test_an_issue_of_the_vendors_own_description_without_a_date_is_left_and_with_one_is_a_ticket(name: str) -> None:
    told = deepcopy(EXAMPLES[name]["issues"][0]) | {"key": "SUP-7"}
    told["fields"] |= {"summary": "Main order flow broken", "created": "2026-11-23T13:24:50.123+0200"}
    ticket = one_ticket(told, cloud=name == "jira_search")
    assert (ticket.name, ticket.title) == ("SUP-7", "Main order flow broken")
    assert ticket.at == datetime.fromisoformat("2026-11-23T11:24:50.123+00:00")
    assert ticket.url == "https://your-domain.atlassian.net/browse/SUP-7"
    assert "Mia" not in repr(ticket), "no customer is named"

    async def story(watch: Watch) -> None:
        with pytest.raises(NotUnderstood, match="in a form that is not understood"):
            await watch.page()

    play(Paper(issues=[EXAMPLES[name]["issues"][0] | {"fields": {}}]), story)


DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Order 7 <b>fails</b>"}]}],
}


@pytest.mark.parametrize(
    ("description", "text"),
    [
        (DOCUMENT, "Order 7 fails"),
        (None, ""),
        ("", ""),
        ({"type": "doc"}, ""),
        ([1, {"text": 2}], ""),
        (7, ""),
    ],
)
def test_what_was_written_is_plain_text_whatever_its_form(description: Any, text: str) -> None:
    assert one_ticket(issue(2, description=description)).text == text


def test_a_wikis_marks_are_taken_out_of_its_text() -> None:
    assert one_ticket(issue(2, description="h1. Help\n*It* fails"), cloud=False).text == "Help It fails"


def test_ten_thousand_emoji_are_cut_and_nothing_is_executed() -> None:
    ticket = one_ticket(issue(2, summary="🔥" * 10_000 + "<script>alert(1)</script>"))
    assert 0 < len(ticket.title) <= 250
    assert "script" not in ticket.title


@pytest.mark.parametrize(
    "name", ["summary", "updated", "status", "resolution", "priority", "labels", "components", "project", "issuelinks"]
)
@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None, 7, {"name": 7}], {"name": {"name": []}}])
def test_an_odd_field_breaks_nothing(name: str, odd: Any) -> None:
    assert one_ticket(issue(2, **{name: odd})).name == "SUP-2"


@pytest.mark.parametrize(
    ("fields", "over"),
    [
        ({"status": {"name": "Erledigt", "statusCategory": {"key": "done"}}}, True),
        ({"status": {"name": "Open", "statusCategory": {"key": "new"}}, "resolution": None}, False),
        ({"resolution": {"name": "Cannot Reproduce"}}, True),
    ],
)
def test_whether_it_is_over_is_told_by_its_category_or_its_resolution(fields: dict[str, Any], over: bool) -> None:  # noqa: FBT001  a case
    ticket = one_ticket(issue(2, **fields))
    assert (ticket.over, ticket.gone) == (over, "")


@pytest.mark.parametrize("resolution", ["Duplicate", "Duplikat", "Duplicado"])
def test_a_duplicate_does_not_count_and_names_the_other_where_its_link_does(resolution: str) -> None:
    link = {"type": {"name": "Duplicate"}, "outwardIssue": {"key": "SUP-1"}}
    other = {"type": {"name": "Blocks"}, "outwardIssue": {"key": "SUP-9"}}
    assert (
        one_ticket(issue(2, resolution={"name": resolution}, issuelinks=[other, link])).gone
        == "It is a duplicate of SUP-1."
    )
    assert (
        one_ticket(issue(2, resolution={"name": resolution}, issuelinks=[other])).gone
        == "It is a duplicate of another one."
    )
    assert one_ticket(issue(2, resolution={"name": "Done"}, issuelinks=[link])).gone == ""


def test_parts_come_before_the_project_and_labels_are_counted() -> None:
    ticket = one_ticket(
        issue(
            2, components=[{"name": "Checkout"}, {"name": "Basket"}], labels=["web", 7, "x" * 90, *map(str, range(50))]
        )
    )
    assert ticket.product == "Checkout, Basket"
    assert (ticket.labels[0], len(ticket.labels)) == ("web", 20)
    assert one_ticket(issue(2, components=[], project={"name": "Helpdesk"})).product == "Helpdesk"


# --- a look


@kinds
def test_history_is_read_to_its_end_and_the_next_look_asks_for_what_changed(cloud: bool) -> None:  # noqa: FBT001  a case
    paper = Paper(cloud, [issue(number) for number in range(1, 11)])

    async def story(watch: Watch) -> None:
        await watch.look()
        assert set(watch.kept) == {f"SUP-{number}" for number in range(1, 11)}
        first = paper.asked[0]["jql"]
        assert first.startswith('project = "SUP" AND (type = Incident) AND updated >= -')
        assert first.endswith("ORDER BY created DESC")
        minutes = int(first.partition("-")[2].partition("m")[0])
        assert minutes >= 42 * 24 * 60
        paper.asked.clear()
        watch.clock.forward(minutes=30)
        await watch.look()
        again = int(paper.asked[0]["jql"].partition("-")[2].partition("m")[0])
        assert 30 <= again <= 120, "from the newest change, with an overlap for lists that lag"

    play(paper, story, filter="type = Incident")


@kinds
@pytest.mark.parametrize(
    ("said", "error"),
    [
        (reply(b"{}", "429 Too Many Requests", retry_after="60"), SlowDown),
        (reply(b"<html>", "503 Service Unavailable"), Unreachable),
        (reply(b'{"issues": [{"id": "1"', "200 OK"), NotUnderstood),
        (reply(b"<html>Log in</html>", "200 OK", content_type="text/html"), NotUnderstood),
        (reply(b"{}", "401 Unauthorized"), Refused),
    ],
)
def test_a_look_that_breaks_off_goes_on_at_its_page_and_loses_nothing(
    cloud: bool,  # noqa: FBT001  a case
    said: bytes,
    error: type[Exception],
) -> None:
    paper = Paper(cloud, [issue(number) for number in range(1, 11)])

    async def story(watch: Watch) -> None:
        await watch.page()
        await watch.page()
        before, place = watch.memory, len(paper.asked)
        paper.instead["search"] = said
        with pytest.raises(error):
            await watch.page()
        assert watch.memory == before
        paper.instead.clear()
        watch.clock.forward(minutes=1)
        await watch.look()
        assert set(watch.kept) == {f"SUP-{number}" for number in range(1, 11)}
        assert "0" not in {str(one.get("nextPageToken", one.get("startAt"))) for one in paper.asked[place : place + 2]}

    play(paper, story)


def test_a_place_that_is_not_known_any_more_begins_the_list_anew() -> None:
    paper = Paper(True, [issue(number) for number in range(1, 11)])  # noqa: FBT003  the cloud

    async def story(watch: Watch) -> None:
        await watch.page()
        paper.instead["nextPageToken"] = reply(b'{"errorMessages": ["The token has expired."]}', "400 Bad Request")
        broken = await watch.page()
        assert (broken.tickets, broken.more) == ((), True)
        paper.instead.clear()
        await watch.look()
        assert len(watch.kept) == 10

    play(paper, story)


@pytest.mark.parametrize(
    ("path", "said", "match"),
    [
        ("serverInfo", reply(b"{}", "401 Unauthorized"), "refuse"),
        ("search", reply(b"{}", "403 Forbidden"), "."),
        ("project/", reply(b"{}", "404 Not Found"), "knows no project SUP"),
    ],
)
def test_who_may_not_look_is_told_so_and_an_empty_list_is_no_proof(path: str, said: bytes, match: str) -> None:
    async def story(watch: Watch) -> None:
        with pytest.raises(Refused, match=match) as told:
            await watch.look()
        assert told.value.hint

    play(Paper(instead={path: said}), story)


def test_a_project_without_tickets_is_no_trouble() -> None:
    async def story(watch: Watch) -> None:
        assert await watch.look() == []

    play(Paper(), story)


@pytest.mark.parametrize(
    ("where", "why"),
    [("SALES-4", "It was moved to SALES-4."), ("", "It was deleted, or may not be seen any more."), ("SUP-2", "")],
)
def test_one_that_is_listed_no_more_is_asked_for_by_its_id(where: str, why: str) -> None:
    paper = Paper(issues=[issue(number) for number in range(1, 4)], moved={"2": where})

    async def story(watch: Watch) -> None:
        await watch.look()
        del paper.issues[1]
        if not where:
            paper.instead["issue/2"] = reply(b"{}", "404 Not Found")
        watch.clock.forward(minutes=30)
        await watch.look()
        assert watch.kept["SUP-2"].gone == why

    play(paper, story)


def test_one_whose_project_is_watched_too_was_not_lost() -> None:
    paper = Paper(issues=[issue(number) for number in range(1, 4)], moved={"2": "OPS-9"})

    async def story(watch: Watch) -> None:
        await watch.look()
        watch.tickets._jira.desks.add("OPS")
        del paper.issues[1]
        await watch.look()
        assert watch.kept["SUP-2"].gone == ""

    play(paper, story)


def test_an_order_of_ones_own_is_refused_in_the_config() -> None:
    with pytest.raises(msgspec.ValidationError, match="no ORDER BY"):
        msgspec.convert({"project": "SUP", "filter": "x = 1 Order  By y"}, JiraTickets.Options)
