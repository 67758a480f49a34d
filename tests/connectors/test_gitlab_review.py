"""The merge requests of GitLab as reviews: who says what, what is red, what was pushed since; and how many requests that takes."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.gitlab.merge import Known, Merge, review
from supporttray.connectors.gitlab.review import READS, GitlabReviews
from supporttray.connectors.gitlab.service import GitLab
from supporttray.core.item import Review, Says
from supporttray.demo.change import Checks
from supporttray.demo.review import Pull
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.counter import Counter, counter
from tests.connectors.lab import CANARY, NOON, Clock, Look, Say, raw, reply, run


def propose(at: Counter, title: str = "Labels", by: str = "bo", **facts: Any) -> Pull:
    asked = tuple(at.people[one] for one in facts.pop("asks", ()))
    return at.board.open(at.people[by], at.clock(), title, asked=asked, **facts)


def pull(at: Counter, number: int = 1) -> Pull:
    found = at.board.find(number)
    assert found is not None
    return found


@asynccontextmanager
async def reviews() -> AsyncIterator[Counter]:
    async with counter(watch=GitlabReviews) as at:
        yield at


def ends(at: Counter, number: int, checks: Checks) -> None:
    """Let the pipeline of one end: that is no change of it."""
    at.board._pulls[number] = replace(pull(at, number), checks=checks)


# --- what a review is told


def test_an_open_merge_request_is_a_review() -> None:
    async def work() -> None:
        async with reviews() as at:
            facts: dict[str, Any] = {"branch": "12-labels", "labels": ("epic", "ui"), "text": "Closes ACME-4 and #12"}
            propose(at, asks=("ada", "cy"), checks="failure", **facts)
            await at.poll()
            one = at.reviews()["Labels"]
            assert (one.name, one.where, one.by, one.author) == ("small/shop!1", "small/shop", "bo", "Bo")
            assert (one.mine, one.bot, one.draft, one.red, one.state) == (False, False, False, True, "red")
            assert (one.asked, one.asks_me, one.opinions) == (("ada", "cy"), True, ())
            assert (one.head, one.pushed_at, one.at) == (pull(at).head, NOON, NOON)
            assert (one.branch, one.labels, one.tickets) == ("12-labels", ("epic", "ui"), ("small/shop#12", "ACME-4"))
            assert one.lines is None, "GitLab tells files only"
            assert one.url == f"{at.demo.addresses.gitlab}/small/shop/-/merge_requests/1"

    run(work())


def test_what_reviewers_say_is_told_with_when_and_of_what() -> None:
    async def work() -> None:
        async with reviews() as at:
            propose(at, asks=("ada", "cy"))
            await at.poll()
            at.clock.forward(minutes=5)
            said = at.clock()
            at.board.say(pull(at), at.people["cy"], said, "changes")
            await at.poll()
            [one] = at.reviews()["Labels"].opinions
            assert (one.by, one.name, one.says, one.at, one.commit) == ("cy", "Cy", Says.CHANGES, said, pull(at).head)
            assert (at.reviews()["Labels"].state, at.reviews()["Labels"].asked) == ("author", ("ada",))
            at.board.push(pull(at), at.people["bo"], at.clock(), checks="success")
            await at.poll()
            assert at.reviews()["Labels"].state == "pushed"
            assert at.reviews()["Labels"].opinions == (one,), "it is the same opinion still"
            at.board.say(pull(at), at.people["ada"], at.clock(), "approved")
            at.board.say(pull(at), at.people["cy"], at.clock(), "approved")
            await at.poll()
            told = {one.by: (one.says, one.mine) for one in at.reviews()["Labels"].opinions}
            assert told == {"ada": (Says.APPROVED, True), "cy": (Says.APPROVED, False)}
            assert at.reviews()["Labels"].state == "approved"

    run(work())


def test_who_is_asked_again_owes_an_opinion_and_who_remarked_does_not() -> None:
    async def work() -> None:
        async with reviews() as at:
            propose(at, asks=("ada",))
            at.board.say(pull(at), at.people["ada"], at.clock(), "commented")
            await at.poll()
            one = at.reviews()["Labels"]
            assert ([each.says for each in one.opinions], one.asked, one.asks_me) == ([Says.COMMENTED], (), False)
            at.board.ask(pull(at), [at.people["ada"]], (), at.people["bo"], at.clock())
            await at.poll()
            assert (at.reviews()["Labels"].opinions, at.reviews()["Labels"].asks_me) == ((), True)

    run(work())


def test_a_pipeline_that_ends_is_seen_though_nothing_changed() -> None:
    async def work() -> None:
        async with reviews() as at:
            propose(at, checks="pending")
            await at.poll()
            assert not at.reviews()["Labels"].red
            ends(at, 1, "failure")
            await at.poll(minutes=4)
            assert at.reviews()["Labels"].red
            at.clock.forward(minutes=1)
            at.board.push(pull(at), at.people["bo"], at.clock(), checks="pending")
            await at.poll(minutes=1)
            assert not at.reviews()["Labels"].red, "the new commit is not red yet"
            ends(at, 1, "failure")
            await at.poll(minutes=4)
            assert at.reviews()["Labels"].red

    run(work())


def test_drafts_are_asked_nothing_and_merged_ones_are_gone() -> None:
    async def work() -> None:
        async with reviews() as at:
            propose(at, draft=True)
            propose(at, "Other", by="ada")
            await at.poll()
            assert (at.reviews()["Draft: Labels"].state, at.reviews()["Other"].mine) == ("draft", True)
            methods: Any = at.demo.company.traffic.report()
            asked = methods["services"]["gitlab"]["methods"]
            assert [count for name, count in asked.items() if name.endswith("/approvals")] == [1]
            at.board.close(pull(at, 2), at.people["ada"], at.clock(), merged=True)
            at.board.ready(pull(at, 1), at.people["bo"], at.clock())
            await at.poll()
            assert {title: one.state for title, one in at.reviews().items()} == {"Labels": "waiting"}

    run(work())


def merge(**more: Any) -> Merge:
    told = {"id": 7, "iid": 1, "created_at": "2026-11-23T10:00:00.000Z", "updated_at": "2026-11-23T11:00:00+01:00"}
    return msgspec.convert({**told, **more}, Merge)


@pytest.mark.parametrize(
    ("more", "is_so"),
    [
        ({"author": {"username": "project_7_bot_ab12"}}, {"bot": True}),
        ({"author": {"username": "group_9_bot"}}, {"bot": True}),
        ({"author": {"username": "renovate-bot"}}, {"bot": True}),
        ({"author": {"username": "abbott"}}, {"bot": False, "by": "abbott"}),
        ({"author": None}, {"by": "ghost", "bot": False}),
        ({"author": {"username": "ada"}}, {"mine": True}),
        ({"work_in_progress": True}, {"draft": True}),
        ({"title": None}, {"title": "a/b!1", "name": "a/b!1", "where": "a/b"}),
        ({"references": {"full": "new/place!1"}}, {"name": "new/place!1", "where": "new/place"}),
        ({"source_branch": "feature/12-x"}, {"tickets": ("a/b#12",)}),
        ({"source_branch": "ACME-12-x"}, {"tickets": ("ACME-12",)}),
        ({"source_branch": "v12"}, {"tickets": ()}),
        ({"title": "a\u202eb\nc", "web_url": "javascript:x"}, {"title": "ab c", "url": ""}),
    ],
)
def test_what_is_missing_or_odd_is_a_review_all_the_same(more: dict[str, Any], is_so: dict[str, Any]) -> None:
    told = review(merge(**more), Known(NOON, "", NOON), "lab", "a/b", "ada")
    assert {name: getattr(told, name) for name in is_so} == is_so
    assert told.key == "review:lab/-/merge_requests/7"


# --- how much it takes


def test_nothing_new_is_one_question_and_now_and_then_two() -> None:
    async def work() -> None:
        async with reviews() as at:
            propose(at)
            await at.poll()
            await at.poll(minutes=4)
            counts: list[int] = []
            for _ in range(4):
                before = at.asked()
                answer = await at.poll(minutes=2)
                assert isinstance(answer, Unchanged) or not answer.items
                counts.append(at.asked() - before)
            assert counts == [1, 2, 1, 2]

    run(work())


def test_five_hundred_cost_three_requests_a_minute_while_one_changes_each() -> None:
    async def work() -> None:
        async with reviews() as at:
            for number in range(500):
                propose(at, f"Change {number}", asks=("ada",) if number % 2 else (), draft=number >= 250)
            answer = await at.poll()
            while isinstance(answer, Answer) and answer.more:
                assert not answer.complete, "the others are there, too"
                assert len(at.reviews()) % READS == 0
                answer = await at.poll(seconds=0.1)
                assert isinstance(answer, Answer)
                assert {*answer.old} == {one.key for one in answer.items}, "they were there before"
            assert len(at.reviews()) == 500
            answer = await at.poll(seconds=120)
            assert isinstance(answer, Answer)
            assert (answer.complete, answer.old, len(answer.items)) == (True, (), 500)
            before, minutes, began = at.asked(), 24, at.clock()
            for minute in range(0, minutes, 2):
                for other in (1, 2):
                    at.clock.forward(minutes=1)
                    one = pull(at, 10 * minute + other)
                    at.board.push(one, at.people["bo"], at.clock(), checks="success")
                await at.poll(seconds=0)
            assert minutes <= at.asked() - before <= 3 * minutes
            told = [one for one in at.reviews().values() if one.pushed_at and one.pushed_at > began]
            assert len(told) == minutes

    run(work())


# --- on a bad day


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
@pytest.mark.parametrize("path", ["merge_requests", "approvals", "reviewers"])
def test_after_an_error_the_old_list_stays_and_nothing_is_lost(
    fault: Any, error: type[ServiceError], path: str
) -> None:
    async def work() -> None:
        async with reviews() as at:
            propose(at, asks=("cy",))
            await at.poll()
            before, memory = dict(at.look.items), at.look.memory
            at.clock.forward(minutes=2)
            at.board.say(pull(at), at.people["cy"], at.clock(), "approved")
            at.fault(fault, path=path)
            with pytest.raises(error):
                await at.poll()
            assert (at.look.items, at.look.memory) == (before, memory)
            at.demo.company.faults.clear()
            await at.poll(minutes=5)
            assert at.reviews()["Labels"].approved

    run(work())


def test_a_project_that_is_not_found_may_be_a_permission_and_says_so() -> None:
    async def work() -> None:
        async with counter(watch=GitlabReviews, project="small/nothing") as at:
            with pytest.raises(Refused, match="knows no project small/nothing") as caught:
                await at.poll()
            assert "your token may not see" in caught.value.hint

    run(work())


@asynccontextmanager
async def watching(say: Say) -> AsyncIterator[Look]:
    clock = Clock()
    async with raw(say) as there:
        lab = GitLab(there.address, CANARY, clock)
        try:
            yield Look(GitlabReviews(GitlabReviews.Options(project="a/b"), lab, "Ada"), clock)
        finally:
            await lab.http.close()


def serving(told: dict[str, Any]) -> Say:
    """Answer each part with a body; what has none is not there."""

    def say(_: Any, path: str) -> bytes:
        part = path.partition("?")[0].rpartition("/")[2]
        return reply(json.dumps(told[part]).encode()) if part in told else reply(status="404 Not Found")

    return say


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23T{text}:00+00:00")


ONE = {
    "id": 7,
    "iid": 1,
    "title": "Labels",
    "created_at": "2026-11-23T10:00:00Z",
    "updated_at": "2026-11-23T11:00:00Z",
    "sha": "b" * 40,
    "reviewers": [{"username": "cy"}, {"username": "dee"}],
}
APPROVED = {"approved_by": [{"user": {"username": "eve"}, "approved_at": "2026-11-23T10:30:00Z"}]}
STATES = [
    {"user": {"username": name}, "state": state}
    for name, state in (("cy", "requested_changes"), ("dee", "review_started"))
]
PIPELINE = {"status": "failed", "sha": "b" * 40, "created_at": "2026-11-23T10:50:00Z"}


@pytest.mark.parametrize(
    ("parts", "said", "asked", "pushed", "red"),
    [
        (
            {"approvals": APPROVED, "reviewers": STATES, "1": {"head_pipeline": PIPELINE}},
            {"eve": (Says.APPROVED, at("10:30"), ""), "cy": (Says.CHANGES, at("11:00"), "b" * 40)},
            ("dee",),
            at("10:50"),
            True,
        ),
        ({}, {}, ("cy", "dee"), at("10:00"), False),  # an old GitLab, which has none of it
        (
            {"versions": [{"head_commit_sha": "b" * 40, "created_at": "2026-11-23T10:20:00Z"}]},
            {},
            ("cy", "dee"),
            at("10:20"),
            False,
        ),
        (
            {"approvals": {"approved_by": [{"user": {"username": "cy"}}]}},
            {"cy": (Says.APPROVED, at("11:00"), "b" * 40)},
            ("dee",),
            at("10:00"),
            False,
        ),
        ({"reviewers": [{"user": {"username": "cy"}, "state": "thinking"}]}, {}, ("cy",), at("10:00"), False),
        (
            {"1": {"head_pipeline": {**PIPELINE, "sha": "a" * 40, "status": "success"}}},
            {},
            ("cy", "dee"),
            at("10:00"),
            False,
        ),
    ],
)
def test_a_merge_request_that_was_never_seen_is_asked_about(
    *, parts: dict[str, Any], said: dict[str, Any], asked: tuple[str, ...], pushed: datetime, red: bool
) -> None:
    async def work() -> None:
        async with watching(serving({"merge_requests": [ONE], "user": {"username": "ada"}, **parts})) as look:
            await look.poll()
            [one] = look.items.values()
            assert isinstance(one, Review)
            assert {each.by: (each.says, each.at, each.commit) for each in one.opinions} == said
            assert (one.asked, one.pushed_at, one.red) == (asked, pushed, red)

    run(work())


@pytest.mark.parametrize(
    ("pipeline", "red"),
    [
        ({"sha": "b" * 40}, True),
        ({"sha": "c" * 40, "ref": "refs/merge-requests/1/merge"}, True),
        ({"sha": "c" * 40, "ref": "refs/merge-requests/1/merge", "created_at": "2026-11-23T09:00:00Z"}, False),
        ({"sha": "c" * 40, "ref": "refs/merge-requests/2/merge"}, False),
        ({"sha": "b" * 40, "source": "parent_pipeline"}, False),
        ({"sha": "b" * 40, "status": "canceled"}, False),
        ({"sha": "c" * 40}, False),
    ],
)
def test_a_pipeline_tells_of_the_commit_that_it_ran_for(*, pipeline: dict[str, Any], red: bool) -> None:
    told = {
        "id": 5,
        "status": "failed",
        "ref": "x",
        "created_at": "2026-11-23T11:30:00Z",
        "updated_at": "2026-11-23T11:30:00Z",
    }
    parts = {"merge_requests": [ONE], "user": {"username": "ada"}, "pipelines": [{**told, **pipeline}]}

    async def work() -> None:
        async with watching(serving(parts)) as look:
            await look.poll()
            look.clock.forward(minutes=4)
            await look.poll()
            [one] = look.items.values()
            assert isinstance(one, Review)
            assert one.red is red

    run(work())


def test_a_pipeline_that_was_cancelled_heals_nothing() -> None:
    told = {"id": 5, "status": "canceled", "ref": "x", "sha": "b" * 40}
    dated = dict.fromkeys(("created_at", "updated_at"), "2026-11-23T11:30:00Z")
    parts = {"merge_requests": [ONE], "user": {"username": "ada"}, "1": {"head_pipeline": PIPELINE}}

    async def work() -> None:
        async with watching(serving({**parts, "pipelines": [told | dated]})) as look:
            await look.poll()
            look.clock.forward(minutes=4)
            await look.poll()
            assert [one.red for one in look.items.values() if isinstance(one, Review)] == [True]

    run(work())


def test_what_is_said_within_a_minute_of_a_change_is_seen_when_all_is_read_again() -> None:
    parts: dict[str, Any] = {
        "merge_requests": [ONE | {"updated_at": "2026-11-23T12:00:00Z"}],
        "user": {"username": "ada"},
    }

    async def work() -> None:
        async with watching(serving(parts)) as look:
            await look.poll()
            parts["approvals"] = APPROVED
            look.clock.forward(minutes=31)
            await look.poll()
            assert [one.approved for one in look.items.values() if isinstance(one, Review)] == [True]

    run(work())


def test_one_that_slips_over_the_edge_of_a_page_is_not_lost() -> None:
    lists = {"state=opened": [ONE]}

    def say(_: Any, path: str) -> bytes:
        part = path.partition("?")[0].rpartition("/")[2]
        if part == "merge_requests":
            return reply(json.dumps([ONE] if "iids" in path and lists else lists.get("state=opened", [])).encode())
        return reply(b'{"username": "ada"}') if part == "user" else reply(status="404 Not Found")

    async def work() -> None:
        async with watching(say) as look:
            await look.poll()
            look.clock.forward(minutes=31)
            lists["state=opened"] = []
            await look.poll()
            assert len(look.items) == 1
            look.clock.forward(minutes=31)
            lists.clear()
            await look.poll()
            assert not look.items

    run(work())


@pytest.mark.parametrize("body", [{}, [1], [{"id": 1}]])
def test_what_makes_no_sense_is_an_error_and_no_empty_list(body: Any) -> None:
    async def work() -> None:
        async with watching(serving({"merge_requests": body})) as look:
            with pytest.raises(NotUnderstood):
                await look.poll()

    run(work())
