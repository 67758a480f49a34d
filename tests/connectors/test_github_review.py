"""The pull requests of a repository on GitHub: what is told of them, and when."""

from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.exchange import Reply
from supporttray.connectors.github.review.reviews import GithubReviews
from supporttray.core.item import Says
from supporttray.demo.fault import FaultName
from supporttray.errors import Refused, ServiceError, Unreachable
from tests.connectors.docket import Docket, docket, entry, pull
from tests.connectors.lab import NOON, run

GRAPHQL: tuple[FaultName, str] = (
    "garbage",
    "/graphql",
)  # a server that has none: what is asked of single ones over REST


def test_a_pull_request_is_told_with_whose_it_is_whom_it_asks_and_what_it_names() -> None:
    async def work() -> None:
        more = {"asks": ["ada", "cy"], "labels": ["bug"], "text": "Closes ACME-3 and #9, not #7", "lines": 40}
        async with docket(pull(title="ACME-12: fold", branch="fix/ACME-4", **more)) as at:
            await at.poll()
            one = at.review()
            assert (one.name, one.where, one.by, one.state) == ("small/shop#7", "small/shop", "bo", "waiting")
            assert (one.asked, one.asks_me, one.mine, one.bot) == (("ada-okafor", "cy"), True, False, False)
            assert (one.lines, one.labels, one.branch) == (40, ("bug",), "fix/ACME-4")
            assert one.tickets == ("ACME-12", "ACME-4", "ACME-3", "small/shop#9")
            assert one.url.endswith("/github/small/shop/pull/7")

    run(work())


@pytest.mark.parametrize(
    ("by", "more", "mine", "bot", "state"),
    [
        ("ada", {}, True, False, "waiting"),
        ("robot", {}, False, True, "waiting"),
        ("bo", {"draft": True, "checks": "failure"}, False, False, "draft"),
        ("bo", {"checks": "failure"}, False, False, "red"),
        ("bo", {"checks": "pending"}, False, False, "waiting"),
        ("bo", {"checks": ""}, False, False, "waiting"),
    ],
)
def test_whose_it_is_and_how_far(by: str, more: dict[str, Any], mine: bool, bot: bool, state: str) -> None:  # noqa: FBT001  a table
    async def work() -> None:
        async with docket(pull(by=by, **more)) as at:
            await at.poll()
            assert (at.review().mine, at.review().bot, at.review().state) == (mine, bot, state)

    run(work())


@pytest.mark.parametrize(("team", "mine"), [("small/core", True), ("small/web", False)])
def test_a_team_that_is_asked_asks_me_if_i_am_in_it(team: str, mine: bool) -> None:  # noqa: FBT001  a table
    async def work() -> None:
        async with docket(pull(teams=[team])) as at:
            await at.poll()
            assert (at.review().asked, at.review().asks_me) == ((team,), mine)

    run(work())


def test_every_opinion_is_told_but_what_was_dismissed_and_what_a_program_says() -> None:
    async def work() -> None:
        said = [entry("review", f"-{9 - n}0m", by, says=says) for n, (by, says) in enumerate(SAID)]
        async with docket(pull(), *said, entry("review", "-5m", "ada", says="dismissed")) as at:
            await at.poll()
            assert [(one.by, one.says) for one in at.review().opinions] == [
                ("cy", Says.COMMENTED),
                ("cy", Says.CHANGES),
                ("bo", Says.COMMENTED),
            ]
            assert all(one.commit == at.review().head and not one.mine for one in at.review().opinions)

    run(work())


SAID = [("cy", "commented"), ("cy", "changes"), ("bo", "commented"), ("robot", "approved"), ("ada", "approved")]


def test_a_review_that_i_gave_is_mine_and_i_am_asked_no_more() -> None:
    async def work() -> None:
        async with docket(pull(asks=["ada"])) as at:
            await at.poll()
            await at.poll(entry("review", "0s", "ada"))
            [one] = at.review().opinions
            assert (one.mine, one.name, at.review().state, at.review().asks_me) == (
                True,
                "ada-okafor",
                "approved",
                False,
            )

    run(work())


def test_what_was_pushed_since_it_was_reviewed_is_answered_also_where_nobody_saw_the_push() -> None:
    async def work() -> None:
        said, then = entry("review", says="changes"), entry("push", "-30m", "bo", lines=7)
        async with docket(pull(), said, then) as at:
            await at.poll()
            one = at.review()
            assert (one.state, one.pushed_at, one.lines) == ("pushed", NOON - timedelta(minutes=30), 7)

    run(work())


def test_a_push_is_seen_within_a_minute_with_its_size_and_its_checks() -> None:
    async def work() -> None:
        async with docket(pull(), entry("review", says="changes")) as at:
            await at.poll()
            assert at.review().state == "author"
            before = at.review().head
            await at.poll(entry("push", "0s", "bo", lines=99, checks="failure"))
            one = at.review()
            assert (one.state, one.lines, one.head != before) == ("red", 99, True)
            assert one.pushed_at == NOON + timedelta(minutes=1)
            await at.poll(entry("push", "0s", "bo"))
            assert at.review().state == "pushed"

    run(work())


def test_a_push_of_a_long_night_is_dated_by_its_commit() -> None:
    async def work() -> None:
        async with docket(pull(), pull(8)) as at:
            await at.poll()
            at.demo.company.play([entry("push", "1h", "bo"), entry("ask", "8h", "bo", asks=["ada"])])
            await at.poll(minutes=600)
            assert at.review().pushed_at == NOON + timedelta(minutes=61)
            assert at.review(8).pushed_at is None

    run(work())


@pytest.mark.parametrize("dropped", [True, False])
def test_what_is_merged_or_closed_is_gone_within_a_minute(dropped: bool) -> None:  # noqa: FBT001  a table
    async def work() -> None:
        async with docket(pull(), pull(8)) as at:
            await at.poll()
            await at.poll(entry("merge", "0s", dropped=dropped))
            assert [item.title for item in at.look.items.values()] == ["Fold 8"]

    run(work())


def test_a_draft_that_is_ready_is_one_no_more() -> None:
    async def work() -> None:
        async with docket(pull(draft=True, checks="failure")) as at:
            await at.poll()
            assert at.review().state == "draft"
            await at.poll(entry("ready", "0s"))
            assert at.review().state == "red"

    run(work())


def test_nothing_new_is_unchanged_and_free_of_the_limit() -> None:
    async def work() -> None:
        async with docket(pull(checks="")) as at:
            at.fail(*GRAPHQL)
            await at.poll()
            for _ in range(3):
                before = at.count()
                assert isinstance(await at.poll(minutes=0.1), Unchanged)
                assert at.count() - before == 1

    run(work())


def test_checks_that_end_without_a_word_of_the_list_are_seen_in_their_turn() -> None:
    async def work() -> None:
        async with docket(pull(checks="pending"), *(pull(number) for number in range(8, 30))) as at:
            at.fail(*GRAPHQL)
            await at.all()
            board = at.demo.company.boards["small/shop"]
            found = board.find(7)
            assert found
            board._pulls[7] = type(found)(**{**fields(found), "checks": "failure"})  # checks end without an event
            for _ in range(25):
                await at.poll()
            assert at.review().red, "those that go on are asked for every other time"

    run(work())


def fields(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


# --- what goes wrong


def test_an_error_is_no_absence_and_changes_nothing() -> None:
    async def work() -> None:
        async with docket(pull(), pull(8)) as at:
            at.fail(*GRAPHQL)
            await at.poll()
            known, items = at.look.memory, dict(at.look.items)
            at.fail("500", "/pulls")
            with pytest.raises(Unreachable):
                await at.poll(entry("merge", "0s"), entry("push", "0s", "bo", 8))
            assert (at.look.memory, at.look.items) == (known, items)
            at.heal()
            await at.poll()
            assert [item.title for item in at.look.items.values()] == ["Fold 8"]

    run(work())


def test_half_of_all_pages_and_then_an_error_loses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        async with docket({"do": "pull", "at": "-20h", "by": "bo", "title": "Many", "times": 120, "draft": True}) as at:
            at.fail(*GRAPHQL)
            await at.all()
            get = at.github.http.get

            async def asked(path: str = "", *more: Any, **headers: str) -> Reply:
                if "page=2" in path:
                    at.fail("500")
                return await get(path, *more, **headers)

            monkeypatch.setattr(at.github.http, "get", asked)
            before = at.look.memory
            with pytest.raises(Unreachable):
                await at.poll(minutes=61)
            assert (len(at.look.items), at.look.memory) == (120, before)

    run(work())


def test_one_of_which_github_fails_to_tell_hides_nothing_of_the_others() -> None:
    async def work() -> None:
        async with docket(pull(), pull(8)) as at:
            at.fail(*GRAPHQL)
            at.fail("500", "/pulls/7/reviews")
            answer = await at.poll()
            assert isinstance(answer, Answer)
            assert [item.title for item in at.look.items.values()] == ["Fold 8"]
            assert "small/shop#7" in answer.limits
            at.heal()
            await at.poll(minutes=5)
            assert len(at.look.items) == 1, "it is not asked each minute"
            await at.poll(minutes=6)
            assert sorted(item.title for item in at.look.items.values()) == ["Fold 7", "Fold 8"]

    run(work())


def test_where_nothing_of_any_is_told_the_watch_says_so() -> None:
    async def work() -> None:
        async with docket(*(pull(number) for number in range(7, 12))) as at:
            at.fail(*GRAPHQL)
            at.fail("500", "/reviews")
            for _ in range(2):
                with pytest.raises(ServiceError, match="problem of its own"):
                    await at.poll()

    run(work())


def test_what_was_read_before_another_error_stays() -> None:
    async def work() -> None:
        async with docket(*(pull(number) for number in range(7, 12))) as at:
            at.fail(*GRAPHQL)
            at.fail("429", "/pulls/8/reviews")
            answer = await at.poll()
            assert isinstance(answer, Answer)
            assert sorted(item.title for item in at.look.items.values()) == ["Fold 10", "Fold 11", "Fold 9"]
            assert "2 pull requests are still to be read" in answer.limits

    run(work())


def test_a_repository_that_is_not_there_is_said_with_what_to_do() -> None:
    async def work() -> None:
        async with docket(pull()) as at:
            at.look.connector = GithubReviews(GithubReviews.Options(repository="small/none"), at.github, "Ada")
            with pytest.raises(Refused, match="knows no repository small/none") as caught:
                await at.poll()
            assert "token may see it" in caught.value.hint

    run(work())


# --- the first look


async def first(at: Docket) -> list[Answer]:
    found = []
    while True:
        answer = await at.look.poll()
        assert isinstance(answer, Answer)
        found.append(answer)
        if not answer.more:
            return found


def test_the_first_look_is_paced_newest_first_and_says_what_it_has_not_read() -> None:
    async def work() -> None:
        async with docket({"do": "pull", "at": "-20h", "by": "bo", "title": "Many", "times": 60}) as at:
            at.fail(*GRAPHQL)
            begun = at.count()
            answer = await at.poll()
            assert isinstance(answer, Answer)
            assert at.count() - begun <= 34
            assert answer.more
            assert answer.rest == timedelta(seconds=10)
            told = sorted(int(item.key.rpartition("/")[2]) for item in answer.items)
            assert told == list(range(61 - len(told), 61))
            assert answer.limits == f"Of small/shop {60 - len(told)} pull requests are still to be read."
            assert set(answer.old) == {item.key for item in answer.items}
            answers = await first(at)
            assert len(at.look.items) == 60
            assert answers[-1].limits == ""
            assert [one.complete for one in answers].count(True) == 1

    run(work())


def test_what_was_told_by_an_earlier_memory_and_is_open_no_more_goes_with_the_first_look() -> None:
    async def work() -> None:
        async with docket(pull(), pull(8)) as at:
            await at.poll()
            at.look.memory = b""
            at.fresh()
            await at.poll(entry("merge", "0s"))
            assert [item.title for item in at.look.items.values()] == ["Fold 8"]

    run(work())


def test_a_new_one_after_the_first_look_is_news() -> None:
    async def work() -> None:
        async with docket(pull()) as at:
            await at.poll()
            answer = await at.poll(pull(8, "0s"))
            assert isinstance(answer, Answer)
            assert (answer.old, [item.title for item in answer.items]) == ((), ["Fold 8"])

    run(work())


# --- five hundred


def test_five_hundred_that_rest_cost_three_requests_a_minute() -> None:
    async def work() -> None:
        many = {"do": "pull", "at": "-20h", "by": "bo", "title": "Many", "times": 250}
        async with docket(many, {**many, "draft": True}) as at:
            at.fail(*GRAPHQL)
            await at.all()
            assert len(at.look.items) == 500
            for _ in range(10):
                await at.poll()
            begun, memory = at.count(), at.look.memory
            for _ in range(60):
                await at.poll()
            assert 150 < at.count() - begun <= 180, "checks are asked for within three a minute"
            assert len(memory) < 300_000

    run(work())
