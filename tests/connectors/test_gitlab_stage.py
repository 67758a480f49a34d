"""An issue of GitLab is taken, labelled, closed, remarked on; a person is asked for a review; each of it once, and only what there is."""

import json
from typing import Any

import pytest

from supporttray.connectors.ci import CanRemark
from supporttray.connectors.gitlab import label
from supporttray.connectors.gitlab.review import GitlabReviews
from supporttray.connectors.gitlab.service import GitLab
from supporttray.connectors.work import CanAsk, CanBelong, CanBring
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Review, Task
from supporttray.core.work import Move, Way
from supporttray.demo.token import GITLAB_READS
from supporttray.demo.tracker import Issue
from supporttray.errors import Refused, ServiceError, Unreachable
from tests.connectors.counter import Counter, counter
from tests.connectors.lab import CANARY, NOON, Clock, raw, reply, run

KEY = "5f" * 16
TASK = Task(key="task:x/1", title="One", url="", at=NOON, name="small/shop#1")
MINE = Review(key="review:x/1", title="One", url="", at=NOON, name="small/shop!1", where="small/shop", by="ada")


def issue(at: Counter) -> Issue:
    found = at.tracker.find(1)
    assert found
    return found


async def done(at: Counter, deed: Deed) -> None:
    """Do it as the outbox does: it may, it is not so, it is written, it is so, and is not written again."""
    await at.lab.may(deed)
    assert await at.lab.find(deed, KEY, NOON) is None
    receipt = await at.lab.write(deed, KEY)
    assert receipt.id == "1"
    assert receipt.url.startswith(at.demo.addresses.gitlab)
    assert await at.lab.find(deed, KEY, NOON) == receipt
    before = len(at.demo.company.ledger.lines())
    assert await at.lab.write(deed, KEY) == receipt
    assert len(at.demo.company.ledger.lines()) == before


def test_it_is_able_to() -> None:
    lab = GitLab("https://gitlab.com", "x", Clock())
    assert all(isinstance(lab, able) for able in (CanBring, CanAsk, CanBelong, CanRemark))


# --- an issue


def test_to_start_is_to_take_it_and_to_move_it() -> None:
    async def work() -> None:
        async with counter() as at:
            one = at.open("One", labels=("support", "blocked"), status="To do")
            at.tracker.assign(one, (at.people["cy"],), at.people["bo"], at.clock())
            assert await at.lab.ways(TASK) == (
                Way(Move.START, "status::In progress"),
                Way(Move.FINISH, "Closed"),
            )
            await done(at, at.lab.bringing(TASK, Move.START, ""))
            now = issue(at)
            assert ([one.id for one in now.workers], now.status, now.labels) == (["ada"], "In progress", ("support",))

    run(work())


def test_to_finish_is_to_close_and_to_block_is_a_label() -> None:
    async def work() -> None:
        async with counter() as at:
            at.open("One", status="In progress")
            await done(at, at.lab.bringing(TASK, Move.BLOCK, ""))
            assert (issue(at).labels, issue(at).status) == (("blocked",), "In progress")
            await done(at, at.lab.bringing(TASK, Move.FINISH, ""))
            assert issue(at).closed
            assert await at.lab.ways(TASK) == ()

    run(work())


def test_it_goes_only_where_gitlab_says_that_it_can() -> None:
    async def work() -> None:
        async with counter() as at:
            at.open("One", status="In review")
            deed = at.lab.bringing(TASK, Move.START, "status::In review")
            await done(at, deed)
            for ask in (at.lab.may, lambda deed: at.lab.write(deed, KEY)):
                with pytest.raises(Refused, match="small/shop#1 cannot go to Won't do: GitLab offers ") as caught:
                    await ask(at.lab.bringing(TASK, Move.START, "Won't do"))
                assert "status::In progress" in caught.value.phrase
                assert not caught.value.maybe
            at.tracker.close(issue(at), at.people["bo"], at.clock())
            for move in (Move.START, Move.BLOCK):
                with pytest.raises(Refused, match="is closed"):
                    await at.lab.may(at.lab.bringing(TASK, move, ""))
            await at.lab.may(at.lab.bringing(TASK, Move.FINISH, ""))

    run(work())


@pytest.mark.parametrize("name", ["small/shop#99", "small/nothing#1", "ACME-12"])
def test_what_is_not_there_is_said_and_not_written(name: str) -> None:
    async def work() -> None:
        async with counter() as at:
            task = Task(key="task:x/1", title="One", url="", at=NOON, name=name)
            with pytest.raises(Refused) as caught:
                await at.lab.write(at.lab.bringing(task, Move.START, ""), KEY)
            assert (caught.value.missing, caught.value.maybe) == ("name", False)

    run(work())


def test_who_may_only_read_is_told_before() -> None:
    async def work() -> None:
        async with counter(token=GITLAB_READS) as at:
            at.open("One")
            for deed in (
                at.lab.bringing(TASK, Move.FINISH, ""),
                at.lab.asking(MINE, "bo"),
                at.lab.remark("small/shop#1", "x"),
            ):
                with pytest.raises(Refused) as caught:
                    await at.lab.may(deed)
                assert caught.value.missing == "api"

    run(work())


def server(now: dict[str, Any], then: dict[str, Any] | bytes, labels: tuple[str, ...] = ()) -> Any:
    """Answer with an issue, and to its change with another one."""
    bare = {"id": 7, "iid": 1, "created_at": "2026-11-23T10:00:00Z", "updated_at": "2026-11-23T10:00:00Z"}

    def say(there: Any, path: str) -> bytes:
        if path.endswith("/user"):
            return reply(b'{"username": "ada", "id": 4}')
        if "/labels" in path:
            return reply(json.dumps([{"name": one} for one in labels]).encode())
        if there.heard[-1].startswith("PUT"):
            return then if isinstance(then, bytes) else reply(json.dumps(bare | then).encode())
        return reply(json.dumps(bare | now).encode())

    return say


async def told(say: Any, deed: Deed) -> list[Any]:
    """Write it; return what was sent."""
    async with raw(say) as there:
        lab = GitLab(there.address, CANARY, Clock())
        try:
            await lab.write(deed, KEY)
        finally:
            await lab.http.close()
        return [json.loads(one.partition("\r\n\r\n")[2]) for one in there.heard if one.startswith("PUT")]


ME = [{"username": "ada", "id": 4}]


@pytest.mark.parametrize(
    ("labels", "move", "now", "sent"),
    [
        ((), Move.START, {}, [{"assignee_ids": [4]}]),
        ((), Move.START, {"assignees": ME}, []),
        ((), Move.START, {"assignees": ME, "labels": ["blocked"]}, [{"remove_labels": "blocked"}]),
        (
            ("workflow::In dev", "workflow::ready"),
            Move.START,
            {"labels": ["workflow::ready", "workflow::blocked", "x"]},
            [
                {
                    "assignee_ids": [4],
                    "add_labels": "workflow::In dev",
                    "remove_labels": "workflow::ready,workflow::blocked",
                }
            ],
        ),
        (("Doing",), Move.START, {"assignees": ME, "labels": ["Doing"]}, []),
        ((), Move.BLOCK, {}, [{"add_labels": "blocked"}]),
        (
            ("status::Blocked",),
            Move.BLOCK,
            {"labels": ["status::Doing"]},
            [{"add_labels": "status::Blocked", "remove_labels": "status::Doing"}],
        ),
        ((), Move.FINISH, {}, [{"state_event": "close"}]),
        ((), Move.FINISH, {"state": "closed"}, []),
    ],
)
def test_only_what_is_not_so_is_written(
    labels: tuple[str, ...], move: Move, now: dict[str, Any], sent: list[Any]
) -> None:
    then: dict[str, Any] = {
        Move.FINISH: {"state": "closed"},
        Move.BLOCK: {"labels": ["blocked", "status::Blocked"]},
    }.get(move, {"assignees": ME, "labels": ["workflow::In dev"]})
    assert run(told(server(now, then, labels), GitLab.bringing(TASK, move, ""))) == sent


@pytest.mark.parametrize(
    ("then", "error", "phrase"),
    [
        ({}, Refused, "did not do all of that"),  # left out without a word
        (reply(status="403 Forbidden"), Refused, "You may not change small/shop#1"),
        (reply(status="400 Bad Request"), Refused, "did not take the change"),
        (reply(status="500 Internal Server Error"), Unreachable, "problem of its own"),
    ],
)
def test_what_was_not_done_is_said(then: Any, error: type[ServiceError], phrase: str) -> None:
    with pytest.raises(error, match=phrase):
        run(told(server({}, then), GitLab.bringing(TASK, Move.START, "")))


@pytest.mark.parametrize("deed", [GitLab.bringing(TASK, Move.START, ""), GitLab.asking(MINE, "cy")])
def test_what_goes_wrong_before_it_is_written_wrote_nothing(deed: Deed) -> None:
    with pytest.raises(Unreachable) as caught:
        run(told(lambda *_: reply(status="500 Internal Server Error"), deed))
    assert not caught.value.maybe


def test_labels_that_a_new_one_takes_the_place_of_go() -> None:
    worn = ("status::To do", "workflow::x", "blocked", "support")
    assert label.ousted(worn, "status::Doing") == ["status::To do", "blocked"]
    assert label.ousted(worn, "blocked") == []


def test_a_remark_on_an_issue_is_made_once_and_found_by_its_mark() -> None:
    async def work() -> None:
        async with counter() as at:
            at.open("One")
            deed = at.lab.remark("small/shop#1", "Waits for Globex.")
            await at.lab.may(deed)
            assert await at.lab.find(deed, KEY, NOON) is None
            receipt = await at.lab.write(deed, KEY)
            assert receipt.url == f"{at.demo.addresses.gitlab}/small/shop/-/issues/1#note_{receipt.id}"
            assert await at.lab.find(deed, KEY, NOON) == receipt
            [remark] = issue(at).remarks
            assert remark.text.startswith("```text\nWaits for Globex.\n```")

    run(work())


def test_an_issue_knows_its_epic() -> None:
    async def work() -> None:
        async with counter() as at:
            at.open("One", parent="7")
            at.open("Two")
            assert await at.lab.epic("small/shop#1") == "small&7"
            assert await at.lab.epic("small/shop#2") == ""
            assert await at.lab.epic("ACME-12") == "", "that is another tracker's"
            with pytest.raises(Refused) as caught:
                await at.lab.epic("small/shop#9")
            assert caught.value.missing == "name"

    run(work())


# --- a review


def test_a_person_is_asked_beside_those_who_are_asked_already() -> None:
    async def work() -> None:
        async with counter(watch=GitlabReviews) as at:
            at.board.open(at.people["ada"], at.clock(), "Labels", asked=(at.people["bo"],))
            await at.poll()
            deed = at.lab.asking(at.reviews()["Labels"], "cy")
            assert (deed.verb, deed.place, deed.message, deed.text) == (Verb.ASK, "small/shop", "1", "cy")
            await done(at, deed)
            await at.poll(minutes=2)
            assert at.reviews()["Labels"].asked == ("bo", "cy")

    run(work())


def test_who_approved_it_meanwhile_need_not_be_asked() -> None:
    approved = b'{"approved_by": [{"user": {"username": "cy"}}]}'

    async def work() -> None:
        async with raw(lambda _, path: reply(approved if path.endswith("/approvals") else b'{"iid": 1}')) as there:
            lab = GitLab(there.address, CANARY, Clock())
            assert await lab.find(lab.asking(MINE, "cy"), KEY, NOON) is not None
            assert await lab.find(lab.asking(MINE, "bo"), KEY, NOON) is None
            await lab.http.close()

    run(work())


@pytest.mark.parametrize(
    ("person", "phrase"), [("ada", "is ada's own"), ("nobody", "knows nobody called nobody"), ("Bo", "is open no more")]
)
def test_who_cannot_be_asked_is_said(person: str, phrase: str) -> None:
    async def work() -> None:
        async with counter() as at:
            one = at.board.open(at.people["ada"], at.clock(), "Labels")
            if person == "Bo":
                at.board.close(one, at.people["ada"], at.clock(), merged=True)
            for ask in (at.lab.may, lambda deed: at.lab.write(deed, KEY)):
                with pytest.raises(Refused, match=phrase) as caught:
                    await ask(at.lab.asking(MINE, person))
                assert not caught.value.maybe

    run(work())


@pytest.mark.parametrize(
    ("then", "phrase"),
    [
        ({"reviewers": [{"username": "bo", "id": 2}]}, "takes no further reviewer of small/shop!1: bo is asked"),
        ({"reviewers": []}, "does not ask cy"),
        (None, "You may not say who reviews"),
    ],
)
def test_whom_gitlab_leaves_out_is_said(then: dict[str, Any] | None, phrase: str) -> None:
    def say(there: Any, path: str) -> bytes:
        if "/users" in path:
            return reply(b'[{"username": "cy", "id": 3}]')
        if there.heard[-1].startswith("PUT"):
            assert '"reviewer_ids":[2,3]' in there.heard[-1]
            return reply(json.dumps({"iid": 1, **then}).encode()) if then else reply(status="403 Forbidden")
        return reply(b'{"iid": 1, "reviewers": [{"username": "bo", "id": 2}]}')

    with pytest.raises(Refused, match=phrase):
        run(told(say, GitLab.asking(MINE, "cy")))
