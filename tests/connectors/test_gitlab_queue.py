"""The issues of GitLab as tasks, in the order that the board keeps, and how many requests that takes."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.gitlab import order
from supporttray.connectors.gitlab.issue import Issue, task
from supporttray.connectors.gitlab.queue import GitlabQueue
from supporttray.connectors.gitlab.service import GitLab
from supporttray.core.item import Stage, Task
from supporttray.core.work import Move
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.counter import Counter, counter
from tests.connectors.lab import CANARY, NOON, Clock, Look, Say, raw, reply, run

# --- what a task is told


def test_an_issue_is_told_with_all_that_decides_when_it_is_done() -> None:
    async def work() -> None:
        async with counter() as at:
            one = at.open(
                "Lost",
                labels=("support", "blocked"),
                status="In progress",
                priority="high",
                release="3.2",
                due=date(2026, 12, 1),
                customer="Globex",
                size=5,
                parent="7",
            )
            at.tracker.assign(one, (at.people["ada"],), at.people["bo"], at.clock())
            await at.poll()
            task = at.tasks()["Lost"]
            assert (task.name, task.stage, task.mine, task.assignee) == ("small/shop#1", Stage.STARTED, True, "Ada")
            assert (task.status, task.priority, task.release, task.due) == (
                "In progress",
                "high",
                "3.2",
                date(2026, 12, 1),
            )
            assert (task.customer, task.size, task.epic, task.blocked) == ("Globex", "5", "small&7", True)
            assert task.labels == ("blocked", "customer::Globex", "priority::high", "status::In progress", "support")
            assert task.url == f"{at.demo.addresses.gitlab}/small/shop/-/issues/1"
            assert task.rank is not None

    run(work())


def test_what_is_somebody_elses_is_not_mine_and_who_asks_is_asked_once() -> None:
    async def work() -> None:
        async with counter() as at:
            one = at.open("Theirs")
            at.tracker.assign(one, (at.people["cy"],), at.people["bo"], at.clock())
            at.open("Nobody's")
            await at.poll()
            told = {title: (one.mine, one.assignee, one.stage) for title, one in at.tasks().items()}
            assert told == {"Theirs": (False, "Cy", Stage.STARTED), "Nobody's": (False, "", Stage.OPEN)}
            await at.poll(minutes=40)
            report: Any = at.demo.company.traffic.report()
            assert report["services"]["gitlab"]["methods"]["GET /user"] == 1

    run(work())


def issue(**more: Any) -> Issue:
    told = {"id": 7, "iid": 1, "created_at": "2026-11-23T10:00:00.000Z", "updated_at": "2026-11-23T11:00:00+01:00"}
    return msgspec.convert({**told, **more}, Issue)


@pytest.mark.parametrize(
    ("labels", "assigned", "stage", "status", "blocked"),
    [
        ((), False, Stage.OPEN, "", False),
        ((), True, Stage.STARTED, "", False),
        (("status::In progress",), False, Stage.STARTED, "In progress", False),
        (("workflow::In dev",), False, Stage.STARTED, "In dev", False),
        (("workflow::in  Review",), True, Stage.STARTED, "in Review", False),
        (("status::To do",), True, Stage.OPEN, "To do", False),
        (("status::Blocked",), True, Stage.OPEN, "Blocked", True),
        (("Blocked",), True, Stage.STARTED, "", True),
        (("team::blocked",), False, Stage.OPEN, "", False),
        (("Doing",), False, Stage.STARTED, "", False),
        (("status::Gekocht",), False, Stage.OPEN, "Gekocht", False),
        (("status::Gekocht",), True, Stage.STARTED, "Gekocht", False),
        (("a::status::Doing",), False, Stage.OPEN, "", False),
    ],
)
def test_how_far_it_is_follows_from_its_labels(
    *, labels: tuple[str, ...], assigned: bool, stage: Stage, status: str, blocked: bool
) -> None:
    workers = [{"username": "bo"}] if assigned else []
    told = task(issue(labels=labels, assignees=workers), "lab", "a/b", "ada")
    assert (told.stage, told.status, told.blocked) == (stage, status, blocked)


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({"due_date": "2026-12-01", "milestone": {"title": "3.2", "due_date": "2026-12-24"}}, date(2026, 12, 1)),
        ({"milestone": {"title": "3.2", "due_date": "2026-12-24"}}, date(2026, 12, 24)),
        ({"due_date": "soon"}, None),
        ({}, None),
    ],
)
def test_it_is_due_by_its_own_day_else_by_its_milestones(more: dict[str, Any], due: date | None) -> None:
    assert task(issue(**more), "lab", "a/b", "ada").due == due


@pytest.mark.parametrize(
    ("more", "size"),
    [({}, ""), ({"weight": 0}, "0"), ({"weight": 3}, "3"), ({"weight": 3, "labels": ["size::XL"]}, "XL")],
)
def test_its_size_is_a_label_or_its_weight(more: dict[str, Any], size: str) -> None:
    assert task(issue(**more), "lab", "a/b", "ada").size == size


def test_a_bare_issue_is_a_task_all_the_same() -> None:
    told = task(issue(), "lab", "acme/support", "ada")
    assert (told.title, told.name, told.key) == ("#1", "acme/support#1", "task:lab/-/issues/7")
    hostile = task(issue(title="a\u202eb\n\x07c", labels=["x\ny"], web_url="javascript:alert(1)"), "lab", "a/b", "ada")
    assert (hostile.title, hostile.labels, hostile.url) == ("ab c", ("x y",), "")


# --- what happens


def test_closed_ones_stay_for_a_while_and_what_went_elsewhere_is_gone() -> None:
    async def work() -> None:
        async with counter(labels=("support",)) as at:
            done, left = (at.open(title, labels=("support",)) for title in ("Done", "Elsewhere"))
            at.open("Open", labels=("support",))
            at.open("No request")
            await at.poll()
            at.clock.forward(minutes=1)
            at.tracker.close(done, at.people["bo"], at.clock())
            await at.poll()
            assert {title: one.stage for title, one in at.tasks().items()} == {
                "Done": Stage.DONE,
                "Elsewhere": Stage.OPEN,
                "Open": Stage.OPEN,
            }
            assert (at.tasks()["Done"].changed, at.tasks()["Done"].rank) == (NOON + timedelta(minutes=2), None)
            at.clock.forward(minutes=1)
            at.tracker.label(left, (), at.people["bo"], at.clock())
            await at.poll()
            assert "Elsewhere" not in at.tasks(), "its label was taken off"
            await at.poll(days=31)
            assert set(at.tasks()) == {"Open"}

    run(work())


def test_moved_closed_long_ago_and_unlabelled_ones_are_none_of_the_queue() -> None:
    closed = {"state": "closed", "closed_at": "2026-11-22T10:00:00Z"}
    cases: list[tuple[dict[str, Any], bool]] = [
        ({"labels": ["support"]}, True),
        ({"labels": ["support", "x"], **closed}, True),
        ({"labels": ["support"], **closed, "closed_at": "2026-10-22T10:00:00Z"}, False),
        ({"labels": ["support"], **closed, "moved_to_id": 99}, False),
        ({"labels": ["x"]}, False),
        ({"labels": None}, False),
    ]
    assert [issue(**more).told(("support",), NOON) for more, _ in cases] == [wanted for _, wanted in cases]


def test_nothing_new_is_two_questions_with_empty_answers() -> None:
    async def work() -> None:
        async with counter() as at:
            at.open("One")
            await at.poll()
            before = at.asked()
            assert isinstance(await at.poll(), Unchanged)
            assert at.asked() - before == 2

    run(work())


def test_two_thousand_issues_cost_three_requests_a_minute_while_one_changes_each() -> None:
    async def work() -> None:
        async with counter() as at:
            issues = [at.open(f"Issue {number}") for number in range(2_000)]
            await at.poll()
            assert len(at.tasks()) == 2_000
            assert at.order() == [one.title for one in issues]
            before = at.asked()
            for minute in range(35):
                at.tracker.remark(issues[minute * 50], "Any news?", at.people["bo"], at.clock())
                answer = await at.poll()
                assert isinstance(answer, Answer)
            spent = at.asked() - before
            assert 2 * 35 < spent <= 3 * 35, "everything was read again once"

    run(work())


# --- the order


def test_what_qa_moves_is_moved_at_the_next_look() -> None:
    async def work() -> None:
        async with counter() as at:
            issues = [at.open(str(number)) for number in range(1, 6)]
            await at.poll()
            assert at.order() == ["1", "2", "3", "4", "5"]
            at.tracker.rank(issues[4], before=1)
            answer = await at.poll()
            assert isinstance(answer, Answer)
            assert [one.title for one in answer.items] == ["5"], "the others stay what they were"
            assert at.order() == ["5", "1", "2", "3", "4"]
            at.tracker.rank(issues[0])
            await at.poll()
            assert at.order() == ["5", "2", "3", "4", "1"]
            at.open("6")
            at.tracker.close(at.tracker.find(2) or issues[1], at.people["bo"], at.clock())
            await at.poll()
            assert at.order() == ["5", "3", "4", "1", "6"]

    run(work())


@pytest.mark.parametrize("first", ["all", "some"])
def test_two_watches_that_see_one_issue_tell_one_order(first: str) -> None:
    async def work() -> None:
        async with counter() as at:
            chance = random.Random(7)  # noqa: S311  a test's own
            issues = [at.open(str(number), labels=("critical",) if number % 3 else ()) for number in range(12)]
            options = GitlabQueue.Options(project="small/shop", labels=("critical",), critical=True)
            every, some = at.look, Look(GitlabQueue(options, at.lab, "Ada"), at.clock)
            store: dict[str, int] = {}

            async def poll(*looks: Look) -> None:
                for look in looks:
                    answer = await look.poll()
                    told = answer.items if isinstance(answer, Answer) else ()
                    store.update(
                        {one.title: one.rank for one in told if isinstance(one, Task) and one.rank is not None}
                    )

            await poll(*((every, some) if first == "all" else (some, every)))
            for step in range(40):
                moved, before = chance.sample(issues, 2)
                at.tracker.rank(moved, before=before.number)
                at.clock.forward(minutes=31 if step % 8 == 7 else 1)
                await poll(*chance.sample((some, every), 2), every)
                assert sorted(store, key=store.__getitem__) == [one.title for one in at.tracker.ranked()]

    run(work())


def test_what_comes_to_the_first_page_from_behind_it_and_leaves_it_is_in_its_place() -> None:
    async def work() -> None:
        async with counter() as at:
            issues = [at.open(str(number)) for number in range(1, 251)]
            await at.poll()
            at.tracker.rank(issues[229], before=3)
            await at.poll()
            wanted = [one.title for one in at.tracker.ranked()]
            assert at.order() == wanted
            at.tracker.rank(at.tracker.ranked()[0], before=200)
            await at.poll()
            assert at.order() == [one.title for one in at.tracker.ranked()], "it was read again"

    run(work())


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 12))
def test_ranks_say_the_order_whatever_is_moved(seed: int, size: int, moves: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a test's own
    listed = list(range(size))
    ranks = order.numbered(listed)
    for fresh in range(size, size + moves):
        if chance.random() < 0.3:
            listed.append(fresh)
        moved = listed.pop(chance.randrange(len(listed)))
        listed.insert(chance.randrange(len(listed) + 1), moved)
        front = listed[: max(1, chance.randrange(len(listed) + 1))]
        found = order.arranged(ranks, front)
        ranks = order.numbered(listed) if found is None else ranks | found
        ordered = sorted(ranks, key=ranks.__getitem__)
        assert ordered[: len(front)] == front
        assert len(set(ranks.values())) == len(ranks)
        ranks = order.numbered(listed) if ordered != listed else ranks


def test_only_what_moved_gets_another_rank() -> None:
    ranks = order.numbered([1, 2, 3, 4, 5])
    assert set(order.arranged(ranks, [5, 1, 2, 3, 4]) or ()) == {5}
    assert set(order.arranged(ranks, [2, 3, 4, 5, 1]) or ()) == {1}
    assert order.arranged(ranks, [1, 2, 3]) == {}
    assert order.arranged(ranks, [1, 3]) is None, "2 is not there any more"
    assert order.arranged({1: 1, 2: 2}, [1, 9, 2]) is None, "there is no room"
    assert order.arranged({}, [4, 5]) == {4: order.STEP, 5: 2 * order.STEP}


# --- on a bad day


async def seen(at: Counter) -> set[str]:
    await at.poll()
    return set(at.look.items)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("500", Unreachable),
        ("429", SlowDown),
        ("truncated", ServiceError),
        ("garbage", NotUnderstood),
        ("refused", Refused),
    ],
)
def test_after_an_error_the_old_list_stays_and_nothing_is_lost(fault: Any, error: type[ServiceError]) -> None:
    async def work() -> None:
        async with counter() as at:
            one = at.open("One")
            before, memory = await seen(at), at.look.memory
            at.clock.forward(minutes=1)
            at.tracker.move(one, "In progress", at.people["bo"], at.clock())
            at.fault(fault)
            with pytest.raises(error):
                await at.poll()
            assert (set(at.look.items), at.look.memory) == (before, memory)
            at.demo.company.faults.clear()
            await at.poll(minutes=5)
            assert at.tasks()["One"].status == "In progress"

    run(work())


def test_half_a_list_and_then_an_error_changes_nothing() -> None:
    told = {"id": 7, "iid": 1, "created_at": "2026-11-23T10:00:00Z", "updated_at": "2026-11-23T10:00:00Z"}

    def say(_: Any, path: str) -> bytes:
        if "page=2" in path:
            return reply(status="500 Internal Server Error")
        return reply(json.dumps([told]).encode(), x_next_page="2" if "relative_position" in path else "")

    async def work() -> None:
        async with watching(say) as look:
            with pytest.raises(Unreachable):
                await look.poll()
            assert (look.items, look.memory) == ({}, b"")

    run(work())


@pytest.mark.parametrize(
    ("options", "home", "phrase", "hint"),
    [
        ({"project": "small/nothing"}, {}, "knows no project small/nothing", "your token may not see"),
        ({"project": "", "group": "nobody"}, {}, "knows no group nobody", "your token may not see"),
    ],
)
def test_what_is_not_found_may_be_a_permission_and_says_so(
    options: dict[str, str], home: dict[str, Any], phrase: str, hint: str
) -> None:
    async def work() -> None:
        async with counter(home=home, **options) as at:
            with pytest.raises(Refused, match=phrase) as caught:
                await at.poll()
            assert hint in caught.value.hint

    run(work())


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        ({"path_with_namespace": "acme/help"}, "small/shop is called acme/help now"),
        ({"path_with_namespace": "small/shop", "issues_enabled": False}, "has its issues switched off"),
    ],
)
def test_a_project_that_moved_or_takes_no_issues_is_said(body: dict[str, Any], phrase: str) -> None:
    def say(_: Any, path: str) -> bytes:
        return reply(status="404 Not Found") if "/issues" in path else reply(json.dumps(body).encode())

    async def work() -> None:
        async with watching(say) as look:
            with pytest.raises(Refused, match=phrase):
                await look.poll()

    run(work())


@asynccontextmanager
async def watching(say: Say, **options: str) -> AsyncIterator[Look]:
    """Look at a server that says any bytes."""
    clock = Clock()
    async with raw(say) as there:
        lab = GitLab(there.address, CANARY, clock)
        try:
            yield Look(GitlabQueue(GitlabQueue.Options(**({"project": "small/shop"} | options)), lab, "Ada"), clock)
        finally:
            await lab.http.close()


def test_a_server_without_validators_is_read_again_and_says_unchanged() -> None:
    told = [
        {"id": 7, "iid": 1, "created_at": "2026-11-23T10:00:00Z", "updated_at": "2026-11-23T10:00:00Z", "title": "One"}
    ]

    def say(_: Any, path: str) -> bytes:
        return reply(b'{"username": "ada"}') if path.endswith("/user") else reply(json.dumps(told).encode())

    async def work() -> None:
        async with watching(say) as look:
            await look.poll()
            assert isinstance(await look.poll(), Unchanged)
            told[0]["title"] = "Two"
            await look.poll()
            assert [one.title for one in look.items.values()] == ["Two"]

    run(work())


def test_an_issue_that_slips_over_the_edge_of_a_page_is_not_lost() -> None:
    bare = {"created_at": "2026-11-23T10:00:00Z", "updated_at": "2026-11-23T10:00:00Z"}
    told = [bare | {"id": number, "iid": number, "title": str(number)} for number in range(4)]
    slips: list[bool] = []

    def say(_: Any, path: str) -> bytes:
        if path.endswith("/user"):
            return reply(b'{"username": "ada"}')
        if "relative_position" not in path:
            return reply(b"[]")
        if "page=2" in path:
            return reply(json.dumps(told[3:] if slips and slips.pop() else told[2:]).encode())
        return reply(json.dumps(told[:2]).encode(), x_next_page="2")

    async def work() -> None:
        async with watching(say) as look:
            for _ in range(2):
                await look.poll()
                assert sorted(one.title for one in look.items.values()) == ["0", "1", "2", "3"]
                look.clock.forward(minutes=31)
                slips.append(True)
            slips.clear()
            del told[2]
            await look.poll()
            assert sorted(one.title for one in look.items.values()) == ["0", "1", "3"], "what was deleted is gone"

    run(work())


def test_a_group_is_read_with_all_its_projects_and_what_is_too_much_is_said() -> None:
    told = {"id": 7, "iid": 1, "created_at": "2026-11-23T10:00:00Z", "updated_at": "2026-11-23T10:00:00Z"}
    first = json.dumps([told | {"references": {"full": "acme/sub/shop#1"}, "title": "One"}]).encode()
    heard: set[str] = set()

    def say(_: Any, path: str) -> bytes:
        heard.add(path.partition("?")[0])
        return reply(b'{"username": "ada"}') if path == "/api/v4/user" else reply(first, x_next_page="2")

    async def work() -> None:
        async with watching(say, project="", group="acme/sub") as look:
            answer = await look.poll()
            assert isinstance(answer, Answer)
            assert answer.limits == "Of acme/sub only the first 5,000 issues are seen."
            [one] = look.items.values()
            assert isinstance(one, Task)
            assert (one.name, heard) == ("acme/sub/shop#1", {"/api/v4/groups/acme%2Fsub/issues", "/api/v4/user"})
            assert GitLab.bringing(one, Move.START, "").place == "acme/sub/shop"

    run(work())


@pytest.mark.parametrize(
    "body", [b"{}", b"[1]", b'[{"id": 1}]', b'[{"id": 1, "iid": 2, "created_at": "x", "updated_at": "y"}]']
)
def test_what_makes_no_sense_is_an_error_and_no_empty_list(body: bytes) -> None:
    async def work() -> None:
        async with watching(lambda *_: reply(body)) as look:
            with pytest.raises(NotUnderstood):
                await look.poll()

    run(work())


@pytest.mark.parametrize("options", [{}, {"project": "a/b", "group": "a"}])
def test_a_watch_is_of_a_project_or_of_a_group(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a project or a group"):
        GitlabQueue.Options(**options)
