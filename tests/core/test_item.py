"""What an item is now follows from its dated facts."""

import pytest

from supporttray.core.item import Reaction, Result
from tests.core.make import build, eyes, reply, request, run

PASSED, FAILED, ERRORED, IGNORED = Result.PASSED, Result.FAILED, Result.ERRORED, Result.IGNORED


def test_a_question_waits_until_somebody_answers() -> None:
    assert request().state == "waiting"
    assert request(replies=(reply("mei", 3),)).state == "answered"


def test_the_asker_does_not_answer_their_own_question() -> None:
    assert request(replies=(reply("UASK", 3),), repliers=("UASK",)).state == "waiting"


def test_a_bot_does_not_answer() -> None:
    assert request(replies=(reply("robot", 1, bot=True),), repliers=("robot",)).state == "waiting"


def test_a_person_known_to_have_replied_answers_before_the_thread_is_read() -> None:
    assert request(replies=None, repliers=("mei",)).state == "answered"


@pytest.mark.parametrize(("name", "state"), [("eyes", "acknowledged"), ("white_check_mark", "answered")])
def test_a_colleagues_sign_acknowledges_or_ends_it(name: str, state: str) -> None:
    assert request(reactions=(Reaction(name, "mei"),)).state == state


def test_another_reaction_or_the_askers_own_does_not_acknowledge() -> None:
    assert request(reactions=(Reaction("tada", "mei"), eyes("UASK"))).state == "waiting"


@pytest.mark.parametrize(
    ("results", "state"),
    [
        ((), "unknown"),
        ((IGNORED,), "unknown"),
        ((PASSED,), "passing"),
        ((PASSED, FAILED), "broken"),
        ((FAILED, IGNORED), "broken"),
        ((PASSED, ERRORED), "broken"),
        ((FAILED, PASSED), "passing"),
    ],
)
def test_the_newest_run_that_says_something_speaks_for_the_build(results: tuple[Result, ...], state: str) -> None:
    assert build(*(run(number, result) for number, result in enumerate(results))).state == state


def test_the_first_red_run_of_the_streak_is_kept_not_the_latest() -> None:
    red = build(run(1, FAILED), run(2, PASSED), run(3, FAILED), run(4, IGNORED), run(5, ERRORED), run(6, FAILED))

    assert red.first_red == run(3, FAILED)
    assert red.last == run(6, FAILED)


def test_a_second_attempt_of_the_newest_run_heals_the_build() -> None:
    healed = build(run(1, PASSED), run(2, FAILED), run(2, PASSED, ended=9, attempt=2))

    assert [turn.attempt for turn in healed.turns] == [1, 2]
    assert healed.state == "passing"


def test_a_late_second_attempt_of_an_old_run_changes_nothing() -> None:
    still_red = build(run(1, FAILED), run(2, FAILED), run(1, PASSED, ended=9, attempt=2))

    assert still_red.state == "broken"
    assert still_red.first_red == run(1, FAILED)


def test_an_item_knows_when_the_last_thing_happened_to_it() -> None:
    assert request(replies=(reply("mei", 5), reply("bo", 3))).last_at == reply("mei", 5).at
    assert build(run(1, PASSED), run(7, FAILED)).last_at == run(7, FAILED).ended
