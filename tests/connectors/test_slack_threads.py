"""How many calls it takes: one for an unchanged channel, few for 5,000 threads, and none of it is missed."""

from datetime import timedelta
from typing import Any

from supporttray.demo.crowd import crowd
from tests.connectors.desk import desk
from tests.connectors.lab import run


def chatter(count: int, *, at: str = "-60m", every: str = "1s") -> dict[str, Any]:
    """Messages that are no requests."""
    return {"at": at, "do": "message", "by": "robot", "text": "noise", "times": count, "every": every}


ASK = {"at": "-2h", "do": "message", "id": "q", "by": "bo", "text": "Is it down?"}


def test_an_unchanged_channel_costs_one_call() -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-1h", "do": "reply", "to": "q", "by": "cy", "text": "No"}) as at:
            assert await at.counted() == 2 + 1 + 1 + 2  # who am I and where, a page, a thread, two names
            assert [await at.counted() for _ in range(3)] == [1, 1, 1]
            at.play({"do": "reply", "to": "q", "by": "bo", "text": "Thanks"})
            assert [await at.counted() for _ in range(2)] == [2, 1]

    run(work())


def test_five_thousand_threads_never_mean_five_thousand_calls() -> None:
    async def work() -> None:
        async with desk(scenario=crowd(5_000)) as at:
            assert await at.counted() <= 2 + 3 + 15 + 2  # who am I and where, pages, threads, names
            assert len(at.look.items) == 600
            looks = 1
            while len(at.look.items) < 5_000:
                looks += 1
                assert await at.counted() <= 3 + (15 if len(at.look.items) == 5_000 else 0)
            assert looks <= 12
            assert set(at.look.states().values()) == {"answered", "waiting"}
            counts = [await at.counted() for _ in range(13)]
            assert max(counts) <= 17
            assert [await at.counted() for _ in range(5)] == [1] * 5
            assert sum(item.state == "waiting" for item in at.look.items.values()) == 2_500

    run(work())


def test_a_question_older_than_the_newest_page_is_still_seen_answered() -> None:
    async def work() -> None:
        async with desk(ASK, chatter(450)) as at:
            assert await at.poll() == {"Is it down?": "waiting"}
            eyes = {"do": "react", "to": "q", "by": "cy", "emoji": "eyes"}
            assert await at.poll(eyes, minutes=11) == {"Is it down?": "acknowledged"}
            assert await at.counted() == 1

    run(work())


def test_an_older_question_that_was_only_acknowledged_is_still_seen_answered() -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-2h", "do": "react", "to": "q", "by": "cy", "emoji": "eyes"}, chatter(450)) as at:
            assert await at.poll() == {"Is it down?": "acknowledged"}
            states = await at.poll({"do": "reply", "to": "q", "by": "cy", "text": "No"}, minutes=11)
            assert states == {"Is it down?": "answered"}
            assert await at.counted() == 1

    run(work())


def test_older_questions_are_looked_at_in_turn_until_the_last() -> None:
    asks = [ASK | {"at": f"-{hours}h", "id": f"q{hours}", "text": f"Asked {hours}"} for hours in (10, 8, 6, 4)]
    noise = [chatter(250, at=f"-{hours}h") for hours in (9, 7, 5, 3)]

    async def work() -> None:
        async with desk(*asks, *noise) as at:
            assert set((await at.poll()).values()) == {"waiting"}
            assert [await at.counted() for _ in range(3)] == [3, 3, 1]  # all pages, and then only the newest
            assert len(at.look.items) == 4
            at.play(*({"do": "reply", "to": f"q{hours}", "by": "cy", "text": "Yes"} for hours in (10, 8, 6, 4)))
            left = []
            for _ in range(4):
                await at.poll(minutes=11)
                left.append(list(at.look.states().values()).count("waiting"))
            assert left == [3, 2, 1, 0]
            assert await at.counted() == 1

    run(work())


def test_an_older_question_that_is_deleted_is_gone() -> None:
    async def work() -> None:
        async with desk(ASK, chatter(450)) as at:
            await at.poll()
            assert await at.poll({"do": "delete", "to": "q"}, minutes=11) == {}
            assert await at.counted() == 1

    run(work())


def test_an_older_question_whose_head_is_a_tombstone_is_gone() -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-2h", "do": "reply", "to": "q", "by": "bo", "text": "?"}, chatter(450)) as at:
            assert await at.poll() == {"Is it down?": "waiting"}
            assert await at.poll({"do": "delete", "to": "q"}, minutes=11) == {}

    run(work())


def test_a_bot_that_replied_does_not_hide_an_older_question() -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-2h", "do": "reply", "to": "q", "by": "robot", "text": "Noted"}) as at:
            assert await at.poll() == {"Is it down?": "waiting"}
            assert await at.poll() == {"Is it down?": "waiting"}
            assert await at.poll(chatter(450, at="0s", every="1s"), minutes=10) == {"Is it down?": "waiting"}
            states = await at.poll({"do": "reply", "to": "q", "by": "cy", "text": "No"}, minutes=11)
            assert states == {"Is it down?": "answered"}

    run(work())


def test_who_wrote_last_in_threads_out_of_sight_is_found_out_a_few_at_a_time() -> None:
    asks = [ASK | {"at": "-10d", "id": f"q{number}", "text": f"Asked {number}"} for number in range(20)]
    last = {"-8d": "bo", "-9d": "cy"}, {"-8d": "cy", "-9d": "bo"}
    said = [
        {"at": at, "do": "reply", "to": one["id"], "by": by, "text": "It is so"}
        for number, one in enumerate(asks)
        for at, by in last[number >= 5].items()
    ]

    async def work() -> None:
        async with desk(*asks, *said, chatter(250), look_back=timedelta(days=30)) as at:
            waiting = [list((await at.poll()).values()).count("waiting") for _ in range(2)]
            assert waiting == [0, 5]  # fifteen threads are read in one look, the newest first

    run(work())


def test_after_a_week_away_nothing_is_missed() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.poll()
            for day in range(7):
                at.play(*({"do": "message", "by": "bo", "text": f"Day {day} number {number}"} for number in range(100)))
                at.clock.forward(days=1)
            assert await at.counted() <= 25
            assert await at.counted() <= 5
            assert len(at.look.items) == 701

    run(work())


def test_what_falls_out_of_sight_is_not_gone() -> None:
    async def work() -> None:
        async with desk(ASK, {"at": "-1h", "do": "reply", "to": "q", "by": "cy", "text": "No"}) as at:
            await at.poll()
            assert await at.poll(chatter(450, at="0s"), minutes=10) == {"Is it down?": "answered"}
            assert [await at.counted() for _ in range(2)] == [2, 1]  # for somebody wrote there lately
            assert await at.poll(minutes=11) == {"Is it down?": "answered"}

    run(work())


def test_what_falls_out_of_sight_beside_one_that_waits_is_not_gone_either() -> None:
    async def work() -> None:
        done = {"at": "-3h", "do": "message", "id": "d", "by": "bo", "text": "Done?"}
        async with desk(ASK, done, {"at": "-1h", "do": "reply", "to": "d", "by": "cy", "text": "Yes"}) as at:
            await at.poll()
            both = {"Is it down?": "waiting", "Done?": "answered"}
            assert await at.poll(chatter(450, at="0s"), minutes=10) == both
            assert await at.poll() == both

    run(work())


def test_who_asks_again_about_what_was_answered_a_month_ago_is_heard_until_that_is_answered() -> None:
    answered = {"at": "-20d", "do": "reply", "to": "q", "by": "cy", "text": "No"}

    async def work() -> None:
        async with desk(ASK | {"at": "-20d"}, answered, look_back=timedelta(days=30)) as at:
            assert await at.poll() == {"Is it down?": "answered"}
            at.clock.forward(days=12)
            again = {"do": "reply", "to": "q", "by": "bo", "text": "It is down again"}
            assert [await at.poll(again), await at.poll()] == [{"Is it down?": "waiting"}] * 2
            assert await at.poll(answered | {"at": "0s"}) == {"Is it down?": "answered"}

    run(work())
