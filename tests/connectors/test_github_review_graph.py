"""The pull requests of a repository over GraphQL: many in one question, and what is done where there is none."""

import json
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.review.proposed import Node
from supporttray.connectors.github.review.reviews import GithubReviews
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Review
from supporttray.errors import Refused, SlowDown, Unreachable
from tests.connectors.docket import Docket, docket, entry, pull
from tests.connectors.lab import Clock, Look, raw, reply, run

MANY = {"do": "pull", "at": "-20h", "by": "bo", "title": "Many"}
NODE: dict[str, Any] = {
    "number": 7,
    "title": "Fold",
    "state": "OPEN",
    "createdAt": "2026-11-23T10:00:00Z",
    "updatedAt": "2026-11-23T11:00:00Z",
    "headRefOid": "a1",
}


def change(at: Docket, number: int, **facts: Any) -> None:
    """Change one without a word of the list."""
    board = at.demo.company.boards["small/shop"]
    found = board.find(number)
    assert found
    board._pulls[number] = replace(found, **facts)


def test_many_are_read_at_once_and_each_minute_is_one_question() -> None:
    async def work() -> None:
        async with docket({**MANY, "times": 120}) as at:
            answer = await at.poll()
            assert isinstance(answer, Answer)
            assert (len(at.look.items), at.count(), answer.complete, answer.more) == (120, 7, True, False)
            for number in range(1, 61):
                await at.poll(entry("push", "0s", "bo", number, lines=number))
                assert at.review(number).lines == number
            assert at.count() == 67, "the checks of all come by the way"
            assert isinstance(await at.poll(minutes=0.1), Unchanged)

    run(work())


def test_the_checks_of_one_that_rests_are_seen_within_a_quarter_of_an_hour() -> None:
    async def work() -> None:
        async with docket({**MANY, "times": 120}) as at:
            await at.poll()
            change(at, 3, checks="failure")
            for _ in range(18):
                await at.poll()
            assert at.review(3).red

    run(work())


def test_checks_that_go_on_are_asked_for_each_minute() -> None:
    async def work() -> None:
        async with docket({**MANY, "times": 40}, pull(99, "-30h", checks="pending")) as at:
            await at.poll()
            change(at, 99, checks="failure")
            await at.poll()
            assert at.review(99).red

    run(work())


def test_what_the_list_kept_quiet_is_found_with_the_checks() -> None:
    async def work() -> None:
        async with docket({**MANY, "times": 40}) as at:
            await at.poll()
            found = at.demo.company.boards["small/shop"].find(2)
            assert found
            change(at, 1, done=found.at)
            change(at, 2, head="b2", lines=70)
            for _ in range(17):
                await at.poll()
            assert (len(at.look.items), at.review(2).head, at.review(2).lines) == (39, "b2", 70)

    run(work())


def test_what_happened_in_a_long_night_is_read_whole() -> None:
    async def work() -> None:
        async with docket({**MANY, "times": 150}) as at:
            await at.poll()
            at.demo.company.play([entry("merge", "1h", "bo", number) for number in range(1, 141)])
            await at.poll(minutes=600)
            assert len(at.look.items) == 10

    run(work())


@pytest.mark.parametrize(("fault", "error"), [("500", Unreachable), ("429", SlowDown)])
def test_an_error_changes_nothing(fault: Any, error: type[Exception]) -> None:
    async def work() -> None:
        async with docket(pull(), pull(8)) as at:
            await at.poll()
            known, items = at.look.memory, dict(at.look.items)
            at.fail(fault, "/graphql")
            with pytest.raises(error):
                await at.poll(entry("merge", "0s"), entry("push", "0s", "bo", 8))
            assert (at.look.memory, at.look.items) == (known, items)
            at.heal()
            await at.poll(minutes=120)
            assert [item.title for item in at.look.items.values()] == ["Fold 8"]

    run(work())


LISTED = {"number": 7, "title": "Fold", "state": "open", "head": {"sha": "a1"}} | {
    "created_at": NODE["createdAt"],
    "updated_at": NODE["updatedAt"],
}


async def told(answer: bytes) -> tuple[Review, int]:
    """Look twice at a server whose GraphQL says this and whose REST works; return what is told, and how often GraphQL was asked."""
    rest: dict[str, Any] = {"user": {"login": "Ada"}, "teams": [], "pulls": [LISTED], "reviews": []}
    asked = []

    def say(_: Any, path: str) -> bytes:
        name = path.partition("?")[0].rpartition("/")[2]
        asked.append(name)
        return answer if name == "graphql" else reply(json.dumps(rest.get(name, {"state": "pending"})).encode())

    async with raw(say) as server:
        clock = Clock()
        github = GitHub(server.address, "token", clock)
        look = Look(GithubReviews(GithubReviews.Options(repository="acme/shop"), github, "Ada"), clock)
        try:
            for _ in range(2):
                await look.poll()
                clock.forward(minutes=1)
        finally:
            await github.http.close()
    [one] = look.items.values()
    assert isinstance(one, Review)
    return one, asked.count("graphql")


def said(*nodes: Any, **more: Any) -> bytes:
    page = {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
    return reply(json.dumps({"data": {"repository": {"recent": page}}} | more).encode())


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"{}", "404 Not Found"),
        reply(b"{}", "403 Forbidden"),
        reply(b"{}", "400 Bad Request"),
        said(errors=[{"type": "INSUFFICIENT_SCOPES"}]),
        said(errors=[{"type": "FORBIDDEN"}]),
        said(errors=[{"message": "…", "extensions": {"code": "undefinedField"}}]),
        said({"number": "seven"}),
        reply(b'{"data": {"repository": null}, "errors": [{"type": "NOT_FOUND"}]}'),
    ],
)
def test_where_graphql_does_not_tell_rest_is_asked_for_a_day(answer: bytes) -> None:
    one, asked = run(told(answer))
    assert (one.title, one.head, asked) == ("Fold", "a1", 1)


def test_a_refused_credential_is_said_at_once() -> None:
    with pytest.raises(Refused, match="refuses the credential"):
        run(told(reply(b"{}", "401 Unauthorized")))


def test_what_is_missing_or_of_a_program_or_a_stranger_breaks_nothing() -> None:
    when = NODE["updatedAt"]
    reviews = [
        {"state": "APPROVED", "fullDatabaseId": "2600000000", "submittedAt": when, "author": None, "commit": None},
        {"state": "APPROVED", "fullDatabaseId": 5, "submittedAt": when, "author": {"login": "r", "__typename": "Bot"}},
        {"state": "NEW", "submittedAt": when},
        {"state": "PENDING"},
    ]
    asked = [{"requestedReviewer": None}, {"requestedReviewer": {}}, {"requestedReviewer": {"slug": "core"}}]
    head = {"oid": "a0", "statusCheckRollup": {"state": "FAILURE"}}
    node = NODE | {
        "author": {"login": "dependabot", "__typename": "Bot"},
        "url": "javascript:alert(1)",
        "reviews": {"nodes": reviews},
        "reviewRequests": {"nodes": asked},
        "commits": {"nodes": [{"commit": head}]},
    }
    one, count = run(told(said(node)))
    assert ([(each.id, each.by) for each in one.opinions], one.asked) == ([("2600000000", "ghost")], ("acme/core",))
    assert (one.by, one.bot, one.url, one.red, count) == ("dependabot[bot]", True, "", False, 2)


@pytest.mark.parametrize(
    ("state", "red", "pending"),
    [
        ("FAILURE", True, False),
        ("ERROR", True, False),
        ("PENDING", False, True),
        ("EXPECTED", False, True),
        ("SUCCESS", False, False),
        ("NEW WORD", False, False),
    ],
)
def test_how_the_checks_stand_is_one_word(state: str, *, red: bool, pending: bool) -> None:
    head = {"oid": "a1", "statusCheckRollup": {"state": state}}
    node = msgspec.convert(NODE | {"commits": {"nodes": [{"commit": head}]}}, Node)
    assert (node.checks.red, node.checks.pending) == (red, pending)
