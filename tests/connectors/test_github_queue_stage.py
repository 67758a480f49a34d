"""An issue is begun, closed, blocked and remarked on as far as GitHub allows; what is so already is not written again."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from supporttray.connectors.ci import CanRemark
from supporttray.connectors.github.service import GitHub
from supporttray.connectors.work import CanBelong, CanBring
from supporttray.core.deed import Deed
from supporttray.core.item import Task
from supporttray.core.work import Move
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.bench import Bench, bench
from tests.connectors.lab import NOON, Clock, Raw, raw, reply, run
from tests.connectors.test_github_queue import many, minute

KEY = "5f" * 16
START, FINISH, BLOCK = Move.START, Move.FINISH, Move.BLOCK


def service(at: Bench) -> GitHub:
    assert isinstance(at.tracker, GitHub)
    return at.tracker


async def only(at: Bench) -> Task:
    await at.look.poll()
    (task,) = at.tasks().values()
    return task


async def brought(at: Bench, task: Task, move: Move, word: str = "") -> Deed:
    """Bring a task on as the outbox does: whether it may be, whether it is so, do it, whether it is so now."""
    hub = service(at)
    deed = hub.bringing(task, move, word)
    await hub.may(deed)
    assert await hub.find(deed, KEY, NOON) is None
    receipt = await hub.write(deed, KEY)
    assert receipt.url == task.url
    assert await hub.find(deed, KEY, NOON) == receipt
    return deed


def said(at: Bench) -> list[str]:
    """What the ledger tells of issues."""
    return [line["what"] for line in at.demo.company.ledger.lines() if line["what"].startswith("issue_")]


def test_github_can_bring_remark_and_tell_the_epic() -> None:
    assert issubclass(GitHub, CanBring)
    assert issubclass(GitHub, CanRemark)
    assert issubclass(GitHub, CanBelong)


@pytest.mark.parametrize("project", [0, 1])
def test_to_start_one_is_to_take_it_and_to_move_it_on_its_board(project: int) -> None:
    async def work() -> None:
        async with bench("github", *many(1), project=project) as at:
            task = await only(at)
            await brought(at, task, START)
            assert said(at) == ["issue_opened", "issue_assigned", *(["issue_moved"] if project else [])]
            at.clock.forward(minutes=1)
            begun = await only(at)
            assert (begun.mine, begun.assignee, str(begun.stage)) == (True, "ada", "started")
            assert begun.status == ("In Progress" if project else "")

    run(work())


def test_what_is_so_already_is_not_written_again() -> None:
    async def work() -> None:
        async with bench("github", *many(1), project=1) as at:
            task = await only(at)
            for move, after in ((START, 3), (BLOCK, 4), (FINISH, 5)):
                deed = await brought(at, task, move)
                assert len(said(at)) == after
                await service(at).write(deed, KEY)
                assert len(said(at)) == after, f"{move} once"

    run(work())


def test_one_that_is_blocked_is_so_no_more_once_it_is_begun() -> None:
    async def work() -> None:
        async with bench("github", *many(1)) as at:
            await brought(at, await only(at), BLOCK)
            at.clock.forward(minutes=1)
            task = await only(at)
            assert task.blocked
            await brought(at, task, START)
            at.clock.forward(minutes=1)
            assert (await only(at)).blocked is False

    run(work())


def test_what_is_mine_but_blocked_is_not_begun() -> None:
    mine = {"assignees": [{"login": "ada"}]}

    async def begun(hub: GitHub) -> bool:
        return await hub.find(hub.bringing(TASK, START, ""), KEY, NOON) is not None

    assert run(asking(telling(mine, REPO), begun))
    assert not run(asking(telling({**mine, "labels": [{"name": "Blocked"}]}, REPO), begun))
    assert not run(asking(telling({**mine, "state": "closed"}, REPO), begun))


def test_a_closed_one_is_not_closed_again() -> None:
    async def work() -> list[str]:
        async with raw(telling({"state": "closed"}, REPO)) as server:
            hub = GitHub(server.address, "ghp_x", Clock())
            await hub.write(hub.bringing(TASK, FINISH, ""), KEY)
            await hub.http.close()
            return [head.partition(" ")[0] for head in server.heard]

    assert set(run(work())) == {"GET"}


def test_who_else_has_it_keeps_it() -> None:
    async def work() -> None:
        async with bench("github", *many(1)) as at:
            at.play({"do": "take", "to": 1})
            await brought(at, await only(at), START)
            at.clock.forward(minutes=1)
            assert (await only(at)).assignee == "bo, ada"

    run(work())


def test_a_closed_one_was_completed_and_cannot_be_begun() -> None:
    async def work() -> None:
        async with bench("github", *many(1)) as at:
            task = await only(at)
            await brought(at, task, FINISH)
            at.clock.forward(minutes=1)
            done = await only(at)
            assert (str(done.stage), done.dropped) == ("done", False)
            assert await service(at).ways(done) == ()
            for move in (START, BLOCK):
                with pytest.raises(Refused, match="is closed: GitHub offers to reopen it only"):
                    await service(at).write(service(at).bringing(task, move, ""), KEY)

    run(work())


def test_a_column_that_is_not_there_is_refused_before_anything_is_written() -> None:
    async def work() -> None:
        async with bench("github", *many(1), project=1) as at:
            task = await only(at)
            with pytest.raises(Refused) as caught:
                await service(at).write(service(at).bringing(task, START, "Doing it"), KEY)
            assert (
                caught.value.phrase
                == "small/shop#1 cannot go to Doing it: its board offers Todo, In Progress and Done."
            )
            assert said(at) == ["issue_opened"]

    run(work())


def test_the_ways_are_what_the_repository_and_the_board_allow() -> None:
    async def work() -> None:
        async with bench("github", *many(1), project=1) as at:
            ways = await service(at).ways(await only(at))
            assert [(str(one.move), one.word) for one in ways] == [
                ("start", "In Progress"),
                ("finish", "Closed"),
                ("block", "blocked"),
            ]

    run(work())


def test_a_comment_under_an_issue_is_found_by_its_mark() -> None:
    async def work() -> None:
        async with bench("github", *many(1)) as at:
            hub, task = service(at), await only(at)
            deed = hub.remark(task.name, "Done with @bo")
            await hub.may(deed)
            assert await hub.find(deed, KEY, at.clock()) is None
            receipt = await hub.write(deed, KEY)
            assert receipt.url.startswith(f"{task.url}#issuecomment-")
            assert await hub.find(deed, KEY, at.clock()) == receipt
            assert await hub.find(deed, "0" * 32, at.clock()) is None
            assert said(at)[-1] == "issue_commented"

    run(work())


@pytest.mark.parametrize(
    ("fault", "error", "maybe"),
    [("lost-answer", Unreachable, True), ("500-after", Unreachable, True), ("429", SlowDown, False)],
)
def test_whether_it_may_be_so_after_an_error_is_told(fault: Any, error: type[ServiceError], *, maybe: bool) -> None:
    async def work() -> None:
        async with bench("github", *many(1)) as at:
            hub, task = service(at), await only(at)
            deed = hub.bringing(task, START, "")
            at.fault(fault, path="/assignees")
            with pytest.raises(error) as caught:
                await hub.write(deed, KEY)
            assert caught.value.maybe is maybe
            at.demo.company.faults.clear()
            at.clock.forward(minutes=5)
            assert (await hub.find(deed, KEY, NOON) is not None) is maybe

    run(work())


# --- what a server says

ISSUE = {"number": 7, "title": "x", "state": "open", "user": {"login": "bo"}, "html_url": "https://x.example.com/7"}
REPO = {"full_name": "acme/support", "permissions": {"triage": True}}
TASK = Task(key="task:x/acme/support/7", title="x", url="", at=NOON, name="acme/support#7")


def telling(issue: dict[str, Any] | bytes, repo: dict[str, Any], **writes: bytes) -> Callable[[Raw, str], bytes]:
    """Say these; a write gets the answer that is kept under the last part of its path."""

    def say(_: Raw, path: str) -> bytes:
        tail = path.rpartition("/")[2]
        if tail in writes:
            return writes[tail]
        if path == "/user":
            return reply(b'{"login": "ada"}')
        if path == "/repos/acme/support":
            return reply(json.dumps(repo).encode())
        return issue if isinstance(issue, bytes) else reply(json.dumps({**ISSUE, **issue}).encode())

    return say


async def asking(say: Callable[[Raw, str], bytes], work: Callable[[GitHub], Any]) -> Any:
    async with raw(say) as server:
        hub = GitHub(server.address, "ghp_x", Clock())
        try:
            return await work(hub)
        finally:
            await hub.http.close()


@pytest.mark.parametrize(
    ("permissions", "author", "moves"),
    [
        ({"triage": True}, "bo", ["start", "finish", "block"]),
        ({"push": True}, "bo", ["start", "finish", "block"]),
        ({"pull": True}, "Ada", ["finish"]),
        ({"pull": True}, "bo", []),
        (None, "bo", ["start", "finish", "block"]),
    ],
)
def test_who_may_not_triage_may_close_their_own_only(permissions: Any, author: str, moves: list[str]) -> None:
    say = telling({"user": {"login": author}}, {**REPO, "permissions": permissions})
    ways = run(asking(say, lambda hub: hub.ways(TASK)))
    assert [str(one.move) for one in ways] == moves


def refused(say: Callable[[Raw, str], bytes], move: Move, what: str = "write") -> ServiceError:
    async def work(hub: GitHub) -> ServiceError:
        deed = hub.bringing(TASK, move, "")
        with pytest.raises(ServiceError) as caught:
            await (hub.may(deed) if what == "may" else hub.write(deed, KEY))
        return caught.value

    error: ServiceError = run(asking(say, work))
    return error


def test_without_the_triage_role_it_is_said_before() -> None:
    say = telling({}, {**REPO, "permissions": {"pull": True}})
    assert refused(say, START, "may").phrase == "You may not assign or label issues in acme/support."
    assert "triage role" in refused(say, BLOCK, "may").hint


def test_an_assignment_that_github_leaves_out_without_a_word_is_said() -> None:
    error = refused(telling({}, REPO, assignees=reply(json.dumps(ISSUE).encode(), "201 Created")), START)
    assert error.phrase == "GitHub did not assign acme/support#7 to you."


def test_a_token_that_lacks_the_permission_is_said_with_its_name() -> None:
    denied = reply(b"{}", "403 Forbidden", x_accepted_github_permissions="issues=write")
    error = refused(telling({}, REPO, labels=denied), BLOCK)
    assert "may not change acme/support#7" in error.phrase
    assert "issues=write" in error.phrase
    assert "Issues: read and write" in error.hint


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_one_that_is_gone_is_said_with_what_to_do(status: str) -> None:
    error = refused(telling(reply(status=status), REPO), FINISH)
    assert "knows no issue acme/support#7" in error.phrase
    assert "may not see it" in error.hint


def test_one_that_moved_is_left_alone_and_said() -> None:
    moved = {"repository_url": "https://api.github.com/repos/acme/depot", "number": 3}
    assert refused(telling(moved, REPO), FINISH).phrase == "acme/support#7 is acme/depot#3 now."


def test_an_answer_that_makes_no_sense_is_no_success() -> None:
    assert isinstance(refused(telling(reply(b"[]"), REPO), START), NotUnderstood)


@pytest.mark.parametrize(
    ("issue", "epic"),
    [
        ({"parent_issue_url": "https://api.github.com/repos/acme/plan/issues/2"}, "acme/plan#2"),
        ({"type": {"name": "Epic"}}, "acme/support#7"),
        ({}, ""),
        (reply(status="404 Not Found"), ""),
    ],
)
def test_the_epic_is_the_issue_to_which_it_belongs(issue: Any, epic: str) -> None:
    assert run(asking(telling(issue, REPO), lambda hub: hub.epic("acme/support#7"))) == epic


def test_what_is_no_name_of_an_issue_has_no_epic() -> None:
    assert run(asking(telling({}, REPO), lambda hub: hub.epic("ACME-7"))) == ""


def test_a_started_one_is_seen_a_minute_later() -> None:
    async def work() -> None:
        async with bench("github", *many(2), project=1) as at:
            await at.look.poll()
            await brought(at, at.tasks()["No 1"], START)
            await minute(at)
            assert [one.title for one in at.tasks().values() if one.mine] == ["No 1"]

    run(work())
