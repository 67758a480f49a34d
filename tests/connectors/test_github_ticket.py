"""A watch of GitHub's issues as tickets: the vendor's own bodies with what people make of them, pages that break off, issues that go."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from supporttray.connectors.github.service import GitHub
from supporttray.connectors.github.ticket import GithubTickets
from supporttray.errors import NotUnderstood, Refused, SlowDown, Unreachable
from tests.connectors.lab import NOON, Clock, Raw, raw, reply, run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from supporttray.connectors import Answer
    from supporttray.core.release.ticket import Ticket

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "tracker_examples.json").read_text(encoding="utf-8")
)
ISSUE = EXAMPLES["github_issue"]
SIZE = 3  # issues of a page


def issue(number: int, **fields: Any) -> dict[str, Any]:
    """The issue of the vendor's own description, with another number and other fields."""
    at = f"{NOON - timedelta(hours=1) + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"
    mine = {"number": number, "title": f"It fails {number}", "created_at": at, "updated_at": at, "state": "open"}
    return deepcopy(ISSUE) | mine | {"pull_request": None, "state_reason": None} | fields


@dataclass
class Paper:
    """A repository on paper: its issues, what it says instead of an answer (part of an address to bytes), and what it was asked."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    instead: dict[str, bytes] = field(default_factory=dict)
    single: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    unchanged: int = 0

    def say(self, heard: Raw, path: str) -> bytes:
        said = next((said for part, said in self.instead.items() if part in path), None)
        if said is not None:
            return said
        place, wanted = urlsplit(path).path, dict(parse_qsl(urlsplit(path).query))
        if place.rpartition("/")[2].isdecimal():
            return reply(json.dumps(self.single[place.rpartition("/")[2]]).encode())
        if not place.endswith("/issues"):
            return reply(b'{"has_issues": true}')
        self.asked.append(wanted)
        newest = sorted(self.issues, key=lambda one: -one["number"])
        start = int(wanted.get("page", "1")) - 1
        size = SIZE if "since" in wanted else 100
        page = newest[start * size : (start + 1) * size]
        tag = f'"{hash(json.dumps(newest))}"'
        if f"if-none-match: {tag}" in heard.heard[-1].lower():
            self.unchanged += 1
            return reply(b"", "304 Not Modified", etag=tag)
        more = (start + 1) * size < len(newest)
        query = f"{path.partition('&page=')[0]}&page={start + 2}"
        links = {"link": f'<{heard.address}{query}>; rel="next"'} if more else {}
        return reply(json.dumps(page).encode(), etag=tag, **links)


@dataclass
class Watch:
    """Our look at it, and what the archive would hold: the tickets by their names."""

    paper: Paper
    tickets: GithubTickets
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
            github = GitHub(served.address, "token", clock)
            wanted = msgspec.convert({"repository": "acme/support", **options}, GithubTickets.Options)
            try:
                await story(Watch(paper, GithubTickets(wanted, github, "Ada"), clock))
            finally:
                await github.http.close()

    run(told())


def one_ticket(told: dict[str, Any]) -> Ticket:
    """The ticket that an issue becomes, beside one that is as it should be."""
    seen: list[Ticket] = []

    async def story(watch: Watch) -> None:
        await watch.look()
        seen.extend(one for name, one in watch.kept.items() if name != "acme/support#1")

    play(Paper([issue(1), told]), story)
    (ticket,) = seen
    return ticket


def names(*numbers: int) -> set[str]:
    return {f"acme/support#{number}" for number in numbers}


# --- what an issue says


def test_an_issue_of_the_vendors_own_description_is_a_ticket_and_names_no_customer() -> None:
    ticket = one_ticket(ISSUE | {"pull_request": None})
    assert (ticket.name, ticket.title, ticket.text) == (
        "acme/support#1347",
        "Found a bug",
        "I'm having a problem with this.",
    )
    assert ticket.at == datetime.fromisoformat("2011-04-22T13:33:48+00:00")
    assert ticket.url == "https://github.com/octocat/Hello-World/issues/1347"
    assert (ticket.labels, ticket.over) == (("bug",), False)
    assert "octocat" not in repr(ticket).replace(ticket.url, "")


def test_a_pull_request_is_no_ticket() -> None:
    async def story(watch: Watch) -> None:
        assert await watch.look() == ["acme/support#1"]

    play(Paper([issue(1), *EXAMPLES["github_issues"]]), story)


@pytest.mark.parametrize(
    ("reason", "gone"),
    [
        ("duplicate", "It is a duplicate of another one."),
        ("not_planned", "It was closed: nothing is planned."),
        ("completed", ""),
        (None, ""),
        ("something new", ""),
        (["duplicate"], ""),
    ],
)
def test_why_it_was_closed_says_whether_it_counts(reason: Any, gone: str) -> None:
    ticket = one_ticket(issue(2, state="closed", state_reason=reason))
    assert (ticket.over, ticket.gone) == (True, gone)
    assert one_ticket(issue(2, state="open", state_reason="reopened")).gone == ""


def test_labels_tell_priority_and_product_and_an_old_server_tells_names_alone() -> None:
    ticket = one_ticket(
        issue(2, labels=["web", {"name": "Priority: high"}, {"name": "area/checkout"}, {"name": None}, 7, {}])
    )
    assert (ticket.priority, ticket.product) == ("high", "checkout")
    assert ticket.labels == ("web", "Priority: high", "area/checkout")
    assert one_ticket(issue(2, labels=["p1"])).priority == "p1"
    assert len(one_ticket(issue(2, labels=[f"label {number}" for number in range(90)])).labels) == 20


def test_what_a_template_tells_the_author_is_no_word_of_theirs() -> None:
    body = "<!-- Tell us your version -->It fails<!-- and never closed"
    assert one_ticket(issue(2, body=body)).text == "It fails"


def test_ten_thousand_emoji_are_cut_and_nothing_is_executed() -> None:
    ticket = one_ticket(issue(2, title="🔥" * 10_000, body="<script>alert(1)</script><p>It fails</p>"))
    assert 0 < len(ticket.title) <= 250
    assert "<" not in ticket.text
    assert "It fails" in ticket.text


@pytest.mark.parametrize("name", ["title", "body", "html_url", "updated_at", "state", "state_reason", "labels", "user"])
@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None, 7, {"name": 7}]])
def test_an_odd_field_breaks_nothing(name: str, odd: Any) -> None:
    assert one_ticket(issue(2, **{name: odd})).name == "acme/support#2"


@pytest.mark.parametrize("odd", [None, 7, "x", "2026-13-01T00:00:00Z"])
def test_one_that_does_not_say_when_it_came_is_left(odd: Any) -> None:
    async def story(watch: Watch) -> None:
        assert await watch.look() == ["acme/support#1"]

    play(Paper([issue(1), issue(2, created_at=odd)]), story)


def test_one_from_the_future_is_not_counted_further_than_tomorrow() -> None:
    assert one_ticket(issue(2, created_at="2036-01-01T00:00:00Z")).at == NOON + timedelta(days=1)


# --- a look


def test_history_is_read_to_its_end_and_the_next_look_asks_for_what_changed() -> None:
    paper = Paper([issue(number) for number in range(1, 11)])

    async def story(watch: Watch) -> None:
        await watch.look()
        assert set(watch.kept) == names(*range(1, 11))
        first = paper.asked[0]
        assert first["since"] == f"{NOON - timedelta(days=42):%Y-%m-%dT%H:%M:%SZ}"
        assert (first["state"], first["labels"], first["sort"], first["direction"]) == (
            "all",
            "customer,eu",
            "created",
            "desc",
        )
        paper.asked.clear()
        watch.clock.forward(minutes=30)
        await watch.look()
        assert paper.asked[0]["since"] == f"{NOON - timedelta(minutes=52):%Y-%m-%dT%H:%M:%SZ}", (
            "the newest change, two minutes before"
        )

    play(paper, story, labels=["customer", "eu"])


def test_while_nothing_changes_the_list_costs_nothing() -> None:
    paper = Paper([issue(1), issue(2)])

    async def story(watch: Watch) -> None:
        await watch.look()
        for _ in range(3):
            watch.clock.forward(minutes=30)
            assert await watch.look() == []
        assert paper.unchanged >= 3
        paper.issues.append(issue(3))
        assert "acme/support#3" in await watch.look()

    play(paper, story)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (reply(b"{}", "429 Too Many Requests", retry_after="60"), SlowDown),
        (reply(b"{}", "403 Forbidden", x_ratelimit_remaining="0", x_ratelimit_reset="1795435200"), SlowDown),
        (reply(b"<html>", "502 Bad Gateway"), Unreachable),
        (reply(b'[{"number": 1', "200 OK"), NotUnderstood),
        (reply(b"{}", "401 Unauthorized"), Refused),
    ],
)
def test_a_look_that_breaks_off_goes_on_at_its_page_and_loses_nothing(said: bytes, error: type[Exception]) -> None:
    paper = Paper([issue(number) for number in range(1, 11)])

    async def story(watch: Watch) -> None:
        await watch.page()
        await watch.page()
        before, place = watch.memory, len(paper.asked)
        paper.instead["/issues"] = said
        with pytest.raises(error):
            await watch.page()
        assert watch.memory == before
        paper.instead.clear()
        watch.clock.forward(hours=2)
        await watch.look()
        assert set(watch.kept) == names(*range(1, 11))
        assert paper.asked[place]["page"] == "3", "not from the beginning"

    play(paper, story)


def test_a_place_that_is_not_known_any_more_begins_the_list_anew() -> None:
    paper = Paper([issue(number) for number in range(1, 11)])

    async def story(watch: Watch) -> None:
        await watch.page()
        paper.instead["page=2"] = reply(b'{"message": "Validation Failed"}', "422 Unprocessable Entity")
        broken = await watch.page()
        assert (broken.tickets, broken.more) == ((), True)
        paper.instead.clear()
        await watch.look()
        assert set(watch.kept) == names(*range(1, 11))

    play(paper, story)


def test_a_next_page_that_lies_elsewhere_is_not_asked() -> None:
    paper = Paper([issue(1)])
    elsewhere = reply(json.dumps([issue(1)]).encode(), link='<https://evil.example/x>; rel="next"')

    async def story(watch: Watch) -> None:
        paper.instead["since="] = elsewhere
        await watch.page()
        with pytest.raises(NotUnderstood):
            await watch.page()

    play(paper, story)


def test_a_list_without_numbers_is_no_empty_list() -> None:
    async def story(watch: Watch) -> None:
        with pytest.raises(NotUnderstood, match="without numbers"):
            await watch.page()

    play(Paper(instead={"/issues": reply(b'[{"title": "x"}]')}), story)


@pytest.mark.parametrize(
    ("instead", "match"),
    [
        ({"/issues": reply(b"{}", "401 Unauthorized")}, "refuse"),
        ({"/repos": reply(b"{}", "404 Not Found")}, "."),
        (
            {
                "/issues": reply(b"{}", "410 Gone"),
                "acme/support": reply(b'{"full_name": "acme/support", "has_issues": false}'),
            },
            ".",
        ),
    ],
)
def test_who_may_not_look_is_told_what_to_do(instead: dict[str, bytes], match: str) -> None:
    async def story(watch: Watch) -> None:
        with pytest.raises(Refused, match=match) as told:
            await watch.look()
        assert told.value.hint

    play(Paper(instead=instead), story)


HERE = "https://api.github.com/repos/Acme/Support"


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (issue(7, repository_url="https://api.github.com/repos/acme/sales"), "It was moved to acme/sales#7."),
        (issue(2, repository_url=HERE, pull_request={"url": "x"}), "It is a pull request."),
        (issue(2, repository_url=HERE, labels=["Web"]), "It has no label customer any more."),
        (issue(2, repository_url=HERE, labels=["CUSTOMER"]), ""),
        (None, "It was deleted, or moved to where you may not see it."),
    ],
)
def test_one_that_is_listed_no_more_is_asked_for(now: dict[str, Any] | None, why: str) -> None:
    paper = Paper([issue(number) for number in range(1, 4)])

    async def story(watch: Watch) -> None:
        await watch.look()
        del paper.issues[1]
        if now is None:
            paper.instead["/issues/2"] = reply(b'{"message": "This issue was deleted"}', "410 Gone")
        else:
            paper.single["2"] = now
        watch.clock.forward(minutes=30)
        await watch.look()
        assert watch.kept["acme/support#2"].gone == why

    play(paper, story, labels=["customer"])


@pytest.mark.parametrize("bad", ["acme", "acme/shop/x", "../..", "acme/shop?x", ""])
def test_only_a_repository_can_be_named(bad: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"repository": bad}, GithubTickets.Options)
