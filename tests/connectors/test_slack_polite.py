"""How often Slack is asked: in a quiet hour, for a month of threads, by an app that Slack limits; and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors import Answer
from supporttray.connectors.slack.request.history import REST
from supporttray.demo.crowd import crowd
from supporttray.demo.fault import Fault
from supporttray.errors import Refused, SlowDown
from tests.connectors.desk import Desk, desk
from tests.connectors.lab import run

ASK = {"at": "-50m", "do": "message", "id": "q", "by": "bo", "text": "Is it down?"}


def chatter(count: int, *, at: str = "-40m", by: str = "robot") -> dict[str, Any]:
    return {"at": at, "do": "message", "by": by, "text": "noise", "times": count, "every": "1s"}


async def answered(at: Desk) -> Answer:
    answer = await at.look.poll()
    assert isinstance(answer, Answer)
    return answer


# --- a quiet hour


@pytest.mark.parametrize("older", [0, 450])
def test_a_quiet_hour_of_polls_costs_little(older: int) -> None:
    async def work() -> None:
        entries = [ASK, *([chatter(older)] if older else [])]
        async with desk(*entries, responders=("S00000CREW", "U0000000CY")) as at:
            while (await answered(at)).more:
                pass
            before = at.calls()
            for _ in range(120):
                at.clock.forward(seconds=30)
                await at.look.poll()
            assert at.calls() - before <= 130

    run(work())


def test_people_are_asked_for_again_each_day_and_who_left_meanwhile_counts_no_more() -> None:
    async def work() -> None:
        answer = {"at": "-40m", "do": "reply", "to": "q", "by": "cy", "text": "No"}
        eyes = {"at": "-40m", "do": "react", "to": "p", "by": "cy", "emoji": "eyes"}
        second = {"at": "-45m", "do": "message", "id": "p", "by": "bo", "text": "And now?"}
        async with desk(ASK, second, answer, eyes) as at:
            assert await at.poll() == {"Is it down?": "answered", "And now?": "acknowledged"}
            at.demo.company.left.add("cy")
            assert (await at.poll(minutes=30))["And now?"] == "acknowledged"
            await at.poll(minutes=60 * 24)
            assert (await at.poll())["And now?"] == "waiting"

    run(work())


def test_the_people_of_a_busy_channel_are_looked_up_in_one_list() -> None:
    async def work() -> None:
        async with desk(ASK | {"text": "".join(f"<@U000000{key}>" for key in ("ADA", "0BO", "0CY", "DEE"))}) as at:
            await at.look.poll()
            assert "users.list" not in at.demo.company.traffic.report()["services"]["slack"]["methods"]
        nine = "".join(f"<@U0STRANGER{number}>" for number in range(9))
        async with desk(ASK | {"text": f"{nine} <@U0000000CY>"}) as at:
            for _ in range(4):
                await at.look.poll()
            methods = at.demo.company.traffic.report()["services"]["slack"]["methods"]
            assert (methods["users.list"], methods["users.info"]) == (1, 9)
            assert "@Cy" in at.request().title

    run(work())


# --- a month


def test_the_newest_of_a_thousand_threads_are_there_at_once_and_all_of_them_soon() -> None:
    async def work() -> None:
        async with desk(scenario=crowd(1_000), look_back=timedelta(days=30)) as at:
            first = await answered(at)
            assert first.more
            newest = max(item.at for item in first.items)
            assert (at.clock() - newest) < timedelta(seconds=5)
            assert len(first.items) == 600
            assert not (await answered(at)).more
            assert len(at.look.items) == 1_000

    run(work())


def test_what_is_remembered_of_a_month_is_small() -> None:
    async def work() -> None:
        async with desk(scenario=crowd(400), look_back=timedelta(days=30)) as at:
            await at.look.poll()
            assert len(at.look.memory) < 400 * 100

    run(work())


def test_a_question_that_comes_while_a_month_is_read_is_told_at_once() -> None:
    async def work() -> None:
        async with desk(scenario=crowd(900)) as at:
            assert (await answered(at)).more
            at.play({"do": "message", "by": "asker", "text": "Now?"})
            await at.look.poll()
            assert "Now?" in at.look.states()

    run(work())


def test_what_is_not_read_yet_of_a_month_is_remembered_over_a_restart() -> None:
    async def work() -> None:
        async with desk(scenario=crowd(700)) as at:
            await at.look.poll()
            at.clock.forward(days=1)
            at.play({"do": "message", "by": "asker", "text": "Now?"})
            while (await answered(at)).more:
                pass
            assert len(at.look.items) == 701

    run(work())


# --- an app that Slack limits


def test_an_app_that_slack_limits_asks_once_a_minute_says_so_and_misses_nothing() -> None:
    async def work() -> None:
        async with desk(ASK, chatter(40)) as at:
            at.demo.company.limited = {}
            first = await answered(at)
            assert "once a minute" in first.limits
            assert (first.rest, first.more) == (REST, True)
            for _ in range(10):
                at.clock.forward(seconds=63)  # the shortest that the engine makes of it
                await at.look.poll()
            assert at.look.states() == {"Is it down?": "waiting"}
            at.play({"do": "message", "by": "bo", "text": "And now?"})
            at.clock.forward(seconds=63)
            await at.look.poll()
            at.clock.forward(seconds=63)
            await at.look.poll()
            assert at.look.states().keys() == {"Is it down?", "And now?"}
            statuses = at.demo.company.traffic.report()["services"]["slack"]["statuses"]
            assert "429" not in statuses

    run(work())


def test_a_refusal_that_wants_a_minute_shows_it_too_and_it_is_tried_again_later() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            at.demo.company.faults.switch_on(Fault("slack", "429", 1, 60, "history"))
            with pytest.raises(SlowDown):
                await at.look.poll()
            at.clock.forward(seconds=61)
            assert (await answered(at)).limits
            at.clock.forward(minutes=31)
            assert not (await answered(at)).limits

    run(work())


@pytest.mark.parametrize("seconds", [1, 30, 600])
def test_another_refusal_for_asking_too_often_does_not(seconds: float) -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            at.demo.company.faults.switch_on(Fault("slack", "429", 1, seconds, "history"))
            with pytest.raises(SlowDown):
                await at.look.poll()
            at.clock.forward(seconds=601)
            answer = await answered(at)
            assert (answer.limits, answer.rest, answer.more) == ("", None, False)

    run(work())


def test_a_storm_of_refusals_loses_nothing() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            at.play(
                {"do": "reply", "to": "q", "by": "bo", "text": "?"}, {"do": "message", "by": "bo", "text": "And now?"}
            )
            at.demo.company.faults.switch_on(Fault("slack", "429", 5, 2))
            refused = 0
            while len(at.look.items) < 2:
                try:
                    await at.poll(minutes=0.1)
                except SlowDown:
                    refused += 1
            assert refused == 5

    run(work())


# --- who answers


def test_a_group_that_cannot_be_read_is_said_and_anybody_answers_meanwhile() -> None:
    async def work() -> None:
        answer = {"at": "-40m", "do": "reply", "to": "q", "by": "dee", "text": "No"}
        async with desk(ASK, answer | {"by": "cy"}, responders=("S0NOBODY0",)) as at:
            told = await answered(at)
            assert told.limits.startswith("Slack does not tell who is in a user group")
            assert "anybody's counts" in told.limits
            assert at.look.states() == {"Is it down?": "answered"}

    run(work())


def test_who_joins_a_group_is_known_within_an_hour() -> None:
    async def work() -> None:
        async with desk(ASK, responders=("S00000CREW",)) as at:
            await at.look.poll()
            crew = at.demo.company.groups["S00000CREW"]
            at.demo.company.groups["S00000CREW"] = type(crew)(crew.group, ("bo",), crew.changed)
            assert await at.poll({"do": "reply", "to": "q", "by": "cy", "text": "No"}) == {"Is it down?": "answered"}
            await at.poll({"do": "message", "by": "bo", "text": "We are on it"}, minutes=61)
            await at.poll()
            assert "We are on it" not in at.look.states()

    run(work())


@pytest.mark.parametrize("fault", ["refused"])
def test_a_token_that_was_taken_back_is_said_with_what_to_do(fault: Any) -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            at.demo.company.faults.switch_on(Fault("slack", fault))
            with pytest.raises(Refused) as caught:
                await at.look.poll()
            assert caught.value.missing == "credential"
            assert "taken back" in caught.value.hint

    run(work())


def test_the_end_of_a_long_thread_is_seen_by_an_app_that_slack_limits() -> None:
    said = [{"at": f"-{40 - one}m", "do": "reply", "to": "q", "by": "cy", "text": "We look"} for one in range(35)]

    async def work() -> None:
        async with desk(ASK, *said) as at:
            at.demo.company.limited = {}
            with pytest.raises(SlowDown):
                await at.look.poll()
            for _ in range(4):
                assert set((await at.poll(minutes=1.2)).values()) == {"answered"}
            assert len(at.request().replies or ()) == 35
            at.play({"do": "reply", "to": "q", "by": "bo", "text": "Still broken"})
            states = [(await at.poll(minutes=1.2))["Is it down?"] for _ in range(6)]
            assert states == ["answered"] * 2 + ["waiting"] * 4

    run(work())


def test_a_bot_that_replies_hides_no_question_while_threads_cannot_be_read_yet() -> None:
    noted = {"do": "reply", "to": "n", "by": "robot", "text": "A person will be with you"}

    async def work() -> None:
        async with desk(ASK, chatter(100) | {"by": "ada"}) as at:
            at.demo.company.limited = {}
            assert (await answered(at)).more
            at.play({"do": "message", "id": "n", "by": "bo", "text": "Now?"}, noted)
            for _ in range(3):
                await at.poll(minutes=1.2)
            at.clock.forward(minutes=1.2)
            assert (await answered(at)).more
            assert at.look.states()["Now?"] == "waiting"

    run(work())
