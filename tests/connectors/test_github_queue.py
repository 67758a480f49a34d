"""GitHub's queue is asked for what changed, in few requests; what an issue tells becomes a task's fields; a bad day changes nothing."""

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.github.issue import Issue, task
from supporttray.connectors.github.place import NOWHERE, Place
from supporttray.connectors.github.queue import GithubQueue
from supporttray.core.item import Stage, Task
from supporttray.errors import Refused, Unreachable
from tests.connectors.bench import Bench, bench
from tests.connectors.lab import NOON, Raw, raw, reply, run

# --- what an issue tells

BARE = {"number": 7, "title": "One", "state": "open", "created_at": "2026-11-01T00:00:00Z"}
PARENT = "https://api.github.com/repos/acme/shop/issues/3"


def made(place: Place = NOWHERE, **more: Any) -> Task:
    issue = msgspec.convert({**BARE, **more}, Issue, strict=False)
    return task(issue, "acme/support", "api.github.com", "ada", place, NOON)


def labelled(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


@pytest.mark.parametrize(
    ("told", "field", "expected"),
    [
        ({"labels": labelled("priority: high")}, "priority", "high"),
        ({"labels": labelled("Priority/High")}, "priority", "High"),
        ({"labels": labelled("priority::high", "priority: low")}, "priority", "high"),
        ({"labels": labelled("p1")}, "priority", "P1"),
        ({"labels": labelled("p5", "priority", "sizes: S", "top priority: no")}, "priority", ""),
        ({"labels": ["customer: Acme Ltd"]}, "customer", "Acme Ltd"),
        ({"labels": labelled("size/XL")}, "size", "XL"),
        ({"labels": labelled("x\u202ey\n")}, "labels", ("xy",)),
        ({"labels": [{"name": None}, {}]}, "labels", ()),
        ({"labels": labelled("Blocked")}, "blocked", True),
        ({"labels": labelled("unblocked")}, "blocked", False),
        ({"assignees": [{"login": "bo"}, {"login": "Ada"}]}, "mine", True),
        ({"assignees": [{"login": "bo"}]}, "mine", False),
        ({"milestone": {"title": "3.2", "due_on": "2026-12-01T08:00:00Z"}}, "release", "3.2"),
        (
            {"milestone": {"title": "3.2", "due_on": "2026-12-01T08:00:00Z"}},
            "due",
            NOON.date().replace(month=12, day=1),
        ),
        ({"milestone": {"title": "3.2", "due_on": None}}, "due", None),
        ({"parent_issue_url": PARENT}, "epic", "acme/shop#3"),
        ({"parent_issue_url": "https://evil.example.com/x"}, "epic", ""),
        ({"type": {"name": "Epic"}}, "epic", "acme/support#7"),
        ({"title": None}, "title", "acme/support#7"),
        ({"created_at": None, "updated_at": "2026-11-02T00:00:00Z"}, "at", NOON.replace(day=2, hour=0)),
        ({"created_at": None}, "at", NOON),
        ({"state": "mislaid"}, "stage", Stage.OPEN),
        ({"state": "closed", "state_reason": "duplicate", "closed_at": "2026-11-02T00:00:00Z"}, "dropped", True),
        ({"state": "closed", "state_reason": "who knows"}, "dropped", False),
        ({"assignees": None, "labels": None, "milestone": None, "body": None}, "assignee", ""),
    ],
)
def test_an_issue_is_a_task_with_what_it_tells(told: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(made(**told), field) == expected


@pytest.mark.parametrize(
    ("column", "assigned", "stage"),
    [
        ("", False, Stage.OPEN),
        ("", True, Stage.STARTED),
        ("Todo", True, Stage.OPEN),
        ("In Progress", False, Stage.STARTED),
        ("in-review", False, Stage.STARTED),
        ("Wartet auf Bo", False, Stage.OPEN),
        ("Wartet auf Bo", True, Stage.STARTED),
    ],
)
def test_how_far_it_is_says_the_column_where_its_name_is_known(column: str, stage: Stage, *, assigned: bool) -> None:
    told = made(Place(3, column), assignees=[{"login": "bo"}] if assigned else [])
    assert (told.stage, told.status, told.rank) == (stage, column, 3)


def test_a_closed_one_is_done_wherever_it_stands() -> None:
    assert made(Place(1, "In Progress"), state="closed").stage is Stage.DONE


# --- few requests


def many(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"at": f"-{3 * count - number}m", "do": "open", "title": f"No {number}", **more} for number in range(count)]


async def minute(at: Bench) -> tuple[Answer | Unchanged, int]:
    """Let a minute pass, and count what is asked then."""
    at.clock.forward(minutes=1)
    before = at.asked()
    return await at.look.poll(), at.asked() - before


def test_where_something_changes_each_minute_three_requests_do_and_nothing_is_missed() -> None:
    async def work() -> None:
        async with bench("github", *many(450), project=1) as at:
            await at.look.poll()
            assert len(at.tasks()) == 450
            counts = []
            for number in range(1, 41):
                at.play({"do": "take", "to": number})
                _, asked = await minute(at)
                counts.append(asked)
                assert at.tasks()[f"No {number - 1}"].assignee == "bo"
            assert max(counts) <= 3
            assert sum(counts) > 40, "meanwhile everything was read again, a page a minute"
            assert len(at.tasks()) == 450

    run(work())


def test_only_what_changed_is_told() -> None:
    async def work() -> None:
        async with bench("github", *many(60)) as at:
            await at.look.poll()
            at.clock.forward(minutes=5)
            at.play({"do": "take", "to": 3})
            answer, _ = await minute(at)
            assert isinstance(answer, Answer)
            assert (answer.complete, answer.gone) == (False, ())
            assert len(answer.items) == 30, "the first page of what changed last"
            at.play(*({"do": "take", "to": number} for number in range(10, 60)))
            await minute(at)
            assert sum(one.stage is Stage.STARTED for one in at.tasks().values()) == 51, (
                "and further where that is not all"
            )

    run(work())


def test_so_much_changed_that_everything_is_read() -> None:
    async def work() -> None:
        async with bench("github", *many(340)) as at:
            await at.look.poll()
            at.clock.forward(minutes=5)
            at.play(*({"do": "take", "to": number} for number in range(1, 341)))
            answer, _ = await minute(at)
            assert isinstance(answer, Answer)
            assert answer.complete
            assert all(one.stage is Stage.STARTED for one in at.tasks().values())

    run(work())


def test_what_the_store_does_not_have_is_told_again() -> None:
    async def work() -> None:
        async with bench("github", *many(3)) as at:
            await at.look.poll()
            at.play({"do": "take", "to": 1})
            at.clock.forward(minutes=1)
            await at.look.connector.fetch(at.look.memory, at.clock())  # this answer was lost
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert answer.complete
            assert at.tasks()["No 0"].stage is Stage.STARTED

    run(work())


def test_what_no_list_tells_of_is_found_as_everything_is_read_again() -> None:
    async def work() -> None:
        async with bench("github", *many(130)) as at:
            await at.look.poll()
            tracker = at.demo.company.trackers["small/shop"]
            del tracker._issues[5]  # moved elsewhere, or deleted
            tracker._issues[6] = msgspec.structs.replace(tracker._issues[6], release="3.2")  # without a new moment
            at.clock.forward(minutes=29)
            for _ in range(6):
                await minute(at)
            assert "No 4" not in at.tasks()
            assert (len(at.tasks()), at.tasks()["No 5"].release) == (129, "3.2")

    run(work())


def test_a_label_taken_off_takes_it_out_and_one_put_on_brings_it_in() -> None:
    async def work() -> None:
        async with bench(
            "github", *many(2, labels=["support", "x"]), *many(1, labels=["x"]), labels=("support",)
        ) as at:
            await at.look.poll()
            assert len(at.tasks()) == 2
            tracker, bo = at.demo.company.trackers["small/shop"], at.demo.company.people["bo"]
            out, brought = tracker.issues()[0], tracker.issues()[-1]
            at.clock.forward(minutes=1)
            tracker.label(tracker._issues[1], ("x",), bo, at.clock())
            answer, _ = await minute(at)
            assert isinstance(answer, Answer)
            assert len(answer.gone) == 1
            tracker.label(tracker._issues[3], ("Support",), bo, at.clock())
            await minute(at)
            assert {one.name for one in at.tasks().values()} == {"small/shop#2", "small/shop#3"}
            assert (out.number, brought.number) == (3, 1)

    run(work())


def test_a_label_that_is_called_otherwise_now_does_not_empty_the_queue() -> None:
    async def work() -> None:
        async with bench("github", *many(3, labels=["support"]), labels=("support",)) as at:
            await at.look.poll()
            tracker = at.demo.company.trackers["small/shop"]
            for number, one in list(tracker._issues.items()):
                tracker._issues[number] = msgspec.structs.replace(one, labels=("help",))
            at.clock.forward(minutes=31)
            with pytest.raises(Refused, match="no label support any more") as caught:
                await at.look.poll()
            assert "config" in caught.value.hint
            assert len(at.tasks()) == 3

    run(work())


def test_a_label_that_is_not_there_yet_is_said_until_it_is() -> None:
    async def work() -> None:
        async with bench("github", *many(1), labels=("support",)) as at:
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert answer.limits == "small/shop has no label support yet."
            at.clock.forward(minutes=1)
            at.play({"do": "open", "title": "First", "labels": ["support"]})
            answer, _ = await minute(at)
            assert isinstance(answer, Answer)
            assert (answer.limits, set(at.tasks())) == ("", {"First"})

    run(work())


def test_the_oldest_first_is_an_order_where_the_config_says_so() -> None:
    async def work(order: str) -> list[int | None]:
        async with bench("github", *many(3), order=order) as at:
            await at.look.poll()
            return [one.rank for one in at.tasks().values()]

    assert sorted(filter(None, run(work("created")))) == [1, 2, 3]
    assert run(work("")) == [None] * 3


# --- a bad day


def test_half_of_everything_and_then_an_error_changes_nothing() -> None:
    async def work() -> None:
        async with bench("github", *many(250)) as at:
            await at.look.poll()
            before, memory = dict(at.look.items), at.look.memory
            at.play({"do": "close", "to": 1})
            at.look.memory = b"lost"  # so that all is read again
            calls = 0
            whole = at.tracker.http.get

            async def breaking(path: str = "", *more: Any, **named: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls == 3:  # the second page of what is open
                    raise Unreachable("GitHub has a problem of its own (500).")
                return await whole(path, *more, **named)

            at.tracker.http.get = breaking  # type: ignore[method-assign]
            with pytest.raises(Unreachable):
                await at.look.poll()
            assert at.look.items == before
            at.look.memory = memory
            await at.look.poll()
            assert at.tasks()["No 0"].stage is Stage.DONE, "and what changed is found from where it was known"

    run(work())


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_no_permission_and_no_such_repository_look_the_same_and_that_is_said(status: str) -> None:
    async def work() -> Refused:
        def say(_: Raw, path: str) -> bytes:
            return reply(b'{"login": "ada"}') if path.endswith("/user") else reply(status=status)

        async with raw(say) as said, bench("github") as at:
            at.tracker.http.address = said.address
            with pytest.raises(Refused) as caught:
                await at.look.poll()
            return caught.value

    error = run(work())
    assert "knows no repository small/shop" in error.phrase
    assert "your token may see it" in error.hint


def test_one_that_was_moved_to_another_repository_is_gone_here() -> None:
    here, there = "https://x/repos/small/shop", "https://x/repos/small/depot"
    one = {**BARE, "repository_url": here, "updated_at": "2026-11-01T00:00:00Z"}
    other = {**one, "number": 8}
    moved = {"now": False}

    def say(_: Raw, path: str) -> bytes:
        if path.endswith("/user"):
            return reply(b'{"login": "ada"}')
        if path.endswith("/issues/8"):
            return reply(b"", "301 Moved Permanently", location="/repositories/2/issues/1")
        if path.endswith("/repositories/2/issues/1"):
            return reply(json.dumps({**other, "number": 1, "repository_url": there}).encode())
        if "state=closed" in path:
            return reply(b"[]")
        return reply(json.dumps([one] if moved["now"] else [one, other]).encode())

    async def work() -> None:
        async with raw(say) as said, bench("github") as at:
            at.tracker.http.address = said.address
            await at.look.poll()
            assert len(at.look.items) == 2
            moved["now"] = True
            at.clock.forward(minutes=31)
            await at.look.poll()
            assert len(at.look.items) == 2, "it was not seen: so it is asked for"
            at.clock.forward(minutes=1)
            await at.look.poll()
            assert [item.key.rpartition("/")[2] for item in at.look.items.values()] == ["7"]

    run(work())


def test_critical_and_project_are_options_with_words() -> None:
    options = GithubQueue.Options(repository="acme/support", critical=True, project=7)
    assert (options.critical, options.project, options.order) == (True, 7, "")
    with pytest.raises(msgspec.ValidationError, match="order"):
        msgspec.convert({"repository": "acme/support", "order": "rank"}, GithubQueue.Options)
    assert timedelta(seconds=60) == GithubQueue.every
