"""The order that QA keeps on a board is the rank: kept by who did not move, read in few requests, and said why where it cannot be."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.board import Board
from supporttray.connectors.github.place import APART, Place, ranked
from supporttray.connectors.github.service import GitHub
from supporttray.errors import NotUnderstood, Refused, SlowDown, Unreachable
from tests.connectors.bench import Bench, bench
from tests.connectors.lab import NOON, Raw, raw, reply, run, to
from tests.connectors.test_github_queue import many, minute

NAMES = [f"a/b#{number}" for number in range(60)]


def order(ranks: dict[str, int]) -> list[str]:
    return sorted(ranks, key=ranks.__getitem__)


@pytest.mark.parametrize(("origin", "target"), [(59, 0), (0, 59), (30, 31), (10, 45), (45, 10)])
def test_who_did_not_move_keeps_the_rank(origin: int, target: int) -> None:
    before = ranked(NAMES, {})
    moved = list(NAMES)
    moved.insert(target, moved.pop(origin))
    after = ranked(moved, before)
    assert order(after) == moved
    assert sum(after[name] != before[name] for name in NAMES) == 1


def test_however_often_they_are_moved_the_ranks_are_the_order() -> None:
    chance, now = random.Random(8), list(NAMES)  # noqa: S311
    ranks = ranked(now, {})
    for _ in range(300):
        now.insert(chance.choice([1, 1, chance.randrange(60)]), now.pop(chance.randrange(len(now))))
        if chance.random() < 0.1:
            now.remove(chance.choice(now[:50])) if len(now) > 55 else now.append(f"a/b#{100 + chance.randrange(9**9)}")
        ranks = ranked(now, ranks)
        assert order(ranks) == now


def test_where_there_is_no_room_between_two_all_are_numbered_anew() -> None:
    assert ranked(["a", "c", "b"], {"a": 4, "b": 5}) == {"a": 0, "c": APART, "b": 2 * APART}


def shown(at: Bench) -> list[int]:
    """The numbers of the open tasks in the order of their ranks."""
    tasks = sorted(at.tasks().values(), key=lambda one: one.rank if one.rank is not None else 10**12)
    return [int(one.name.partition("#")[2]) for one in tasks]


def test_qas_order_is_the_rank_and_one_move_is_two_requests_more() -> None:
    async def work() -> None:
        async with bench("github", *many(40), project=1) as at:
            await at.look.poll()
            assert shown(at) == list(range(1, 41))
            assert {one.status for one in at.tasks().values()} == {"Todo"}
            at.play({"do": "rank", "to": 40, "before": 1})
            at.clock.forward(minutes=5)
            answer, asked = await minute(at)
            assert isinstance(answer, Answer)
            assert [one.key.rpartition("/")[2] for one in answer.items] == ["40"], "the others have not moved"
            assert shown(at) == [40, *range(1, 40)]
            assert asked == 3

    run(work())


def test_a_board_that_did_not_change_is_read_each_five_minutes() -> None:
    async def work() -> None:
        async with bench("github", *many(5), project=1) as at:
            await at.look.poll()
            counts = []
            for _ in range(10):
                answer, asked = await minute(at)
                assert isinstance(answer, Unchanged)
                counts.append(asked)
            assert counts == [1, 1, 1, 1, 2] * 2

    run(work())


def test_an_order_made_wholly_anew_is_shown_page_by_page() -> None:
    async def work() -> None:
        async with bench("github", *many(250), project=1) as at:
            await at.look.poll()
            tracker = at.demo.company.trackers["small/shop"]
            tracker._ranks.reverse()
            at.clock.forward(minutes=5)
            counts = [(await minute(at))[1] for _ in range(8)]
            assert shown(at) == list(range(250, 0, -1))
            assert max(counts) <= 3

    run(work())


def test_another_column_is_another_status_within_a_minute_of_a_change() -> None:
    async def work() -> None:
        async with bench("github", *many(3), project=1) as at:
            await at.look.poll()
            at.play({"do": "move", "to": 2, "status": "In Progress"})
            await minute(at)
            assert (at.tasks()["No 1"].status, str(at.tasks()["No 1"].stage)) == ("In Progress", "started")

    run(work())


def test_two_watches_of_one_account_share_what_was_read() -> None:
    async def work() -> None:
        async with bench("github", *many(2)) as at:
            assert isinstance(at.tracker, GitHub)
            assert at.tracker.board("Small", 1) is at.tracker.board("small", 1)
            assert at.tracker.board("small", 2) is not at.tracker.board("small", 1)

    run(work())


def page(*names: str, after: str = "", **more: Any) -> bytes:
    nodes = [
        {
            "content": {"number": int(name.partition("#")[2]), "repository": {"nameWithOwner": name.partition("#")[0]}},
            "fieldValueByName": None,
        }
        for name in names
    ]
    info = {"hasNextPage": bool(after), "endCursor": after or None}
    items = {"pageInfo": info, "nodes": [*nodes, None, {"content": None}, {"content": {}, "isArchived": True}]}
    return reply(json.dumps({"data": {"repositoryOwner": {"projectV2": {"items": items}}}, **more}).encode())


async def read(*pages: bytes) -> Board:
    """Read these pages, one a minute but for the first time."""
    said = list(pages)
    async with raw(lambda *_: said.pop(0)) as server, to(server.address) as http:
        board, now = Board(http, "a", 1), NOON
        while said:
            await board.read(now, 1)
            now += timedelta(minutes=5)
        return board


def test_what_slipped_past_the_reader_once_keeps_its_place() -> None:
    first = page("a/b#1", "a/b#2")
    assert run(read(first, page("a/b#1"))).place("A/b#2") == Place(APART)
    assert run(read(first, page("a/b#1"), page("a/b#1"))).place("a/b#2") == Place()


def test_half_a_board_is_none() -> None:
    async def work() -> Board:
        said = [page("a/b#1", "a/b#2"), page("a/b#2", after="x"), reply(b"", "502 Bad Gateway"), page("a/b#1")]
        async with raw(lambda *_: said.pop(0)) as server, to(server.address) as http:
            board = Board(http, "a", 1)
            await board.read(NOON, 1)
            await board.read(NOON + timedelta(minutes=5), 1)
            assert board.place("a/b#1") == Place(0), "as it was read last"
            with pytest.raises(Unreachable):
                await board.read(NOON + timedelta(minutes=6), 1)
            await board.read(NOON + timedelta(minutes=7), 1)
            return board

    board = run(work())
    assert (board.place("a/b#2").rank, board.place("a/b#1").rank) in {(0, APART), (-APART, 0)}


def test_a_place_in_the_list_that_is_no_more_is_begun_anew() -> None:
    async def work() -> Board:
        said = [page("a/b#1"), page("a/b#1", "a/b#2", after="x"), wrong("INVALID_CURSOR"), page("a/b#2", "a/b#1")]
        async with raw(lambda *_: said.pop(0)) as server, to(server.address) as http:
            board = Board(http, "a", 1)
            await board.read(NOON, 1)
            await board.read(NOON + timedelta(minutes=5), 1)
            with pytest.raises(NotUnderstood):
                await board.read(NOON + timedelta(minutes=6), 1)
            await board.read(NOON + timedelta(minutes=7), 1)
            assert '"after":null' in server.heard[-1]
            return board

    board = run(work())
    assert (board.place("a/b#2").rank, board.place("a/b#1").rank) in {(0, APART), (-APART, 0)}


def wrong(*kinds: str, data: Any = None) -> bytes:
    errors = [{"type": kind, "message": "secret"} if kind else {"message": "Something went wrong"} for kind in kinds]
    return reply(json.dumps({"data": data, "errors": errors}).encode())


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (wrong("INSUFFICIENT_SCOPES", "INSUFFICIENT_SCOPES"), Refused, "may not do this with projects"),
        (wrong("FORBIDDEN"), Refused, "may not do this with projects"),
        (wrong("NOT_FOUND", data={"repositoryOwner": {"projectV2": None}}), Refused, "small shows no project 9"),
        (wrong("NOT_FOUND", data={"repositoryOwner": None}), Refused, "small shows no project 9"),
        (wrong("RATE_LIMITED"), SlowDown, "slow down"),
        (wrong(""), Unreachable, "problem of its own"),
        (wrong("UNDEFINED_FIELD"), NotUnderstood, "does not take the question"),
        (reply(b"[]"), NotUnderstood, "not understood"),
        (reply(b"", "502 Bad Gateway"), Unreachable, "502"),
    ],
)
def test_a_board_that_cannot_be_read_says_why_and_what_to_do(said: bytes, error: type[Exception], words: str) -> None:
    def say(_: Raw, path: str) -> bytes:
        if path == "/graphql":
            return said
        return reply(b'{"login": "ada"}') if path.endswith("/user") else reply(b"[]")

    async def work() -> Any:
        async with raw(say) as server, bench("github", project=9) as at:
            at.tracker.http.address = server.address
            with pytest.raises(error, match=words) as caught:
                await at.look.poll()
            assert at.look.memory == b"", "nothing was told"
            return caught.value

    caught = run(work())
    assert "secret" not in caught.phrase
    if error is Refused:
        assert "read:project" in caught.hint or "scope project" in caught.hint


def test_an_error_of_the_board_keeps_the_list() -> None:
    async def work() -> None:
        async with bench("github", *many(3), project=1) as at:
            await at.look.poll()
            at.clock.forward(minutes=5)
            at.fault("500", path="/graphql", times=1)
            with pytest.raises(Unreachable):
                await at.look.poll()
            assert shown(at) == [1, 2, 3]
            at.play({"do": "rank", "to": 3, "before": 1})
            await minute(at)
            assert shown(at) == [3, 1, 2]

    run(work())


def test_an_enterprise_server_has_graphql_beside_its_rest() -> None:
    async def work() -> None:
        async with bench("github", *many(2), project=1) as at:
            at.tracker.http.address += "/api/v3"
            await at.look.poll()
            assert shown(at) == [1, 2]

    run(work())
