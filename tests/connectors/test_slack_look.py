"""What Slack tells at once is looked at, and gives what a poll gives: in any order, however much was lost."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supporttray.connectors import CanHear, Hint
from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.core.item import Request
from tests.connectors.desk import Desk, desk
from tests.connectors.lab import NOON, run

HELP = "C00000HELP"
ASK = {"at": "-50m", "do": "message", "id": "q", "by": "bo", "text": "Is it down?"}
ANSWER = {"at": "-40m", "do": "reply", "to": "q", "id": "a", "by": "cy", "text": "No"}
AGAIN = {"at": "-30m", "do": "reply", "to": "q", "id": "r", "by": "bo", "text": "But it is"}


def ts(at: Desk, number: int = 0, what: str = "message") -> str:
    """Return the ts of the message so many-th written."""
    return str([line for line in at.demo.company.ledger.lines() if line["what"] == what][number]["ts"])


def test_it_hears_of_its_own_channel_only() -> None:
    async def work() -> None:
        async with desk() as at:
            assert isinstance(at.look.connector, CanHear)
            assert at.look.connector.hears(Hint(HELP, "1"))
            assert not at.look.connector.hears(Hint("C000000FAR", "1"))
            assert SlackRequests.unhurried >= timedelta(minutes=10)

    run(work())


def test_a_look_costs_one_call_a_thread_and_tells_it_with_its_question() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            before = at.calls()
            at.play(
                {"do": "message", "by": "bo", "text": "And the shop?"},
                {"do": "reply", "to": "q", "by": "bo", "text": "?"},
            )
            hints = [Hint(HELP, ts(at, 1)), Hint(HELP, ts(at, what="reply"), ts(at)), Hint(HELP, ts(at))]
            await at.look.hear(*hints)
            assert at.calls() - before == 2
            assert at.look.states() == {"Is it down?": "waiting", "And the shop?": "waiting"}
            assert [len(one.replies or ()) for one in at.look.items.values() if isinstance(one, Request)] == [1, 0]

    run(work())


def test_a_hint_about_a_reply_whose_thread_is_not_told_takes_a_second_call() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            at.play({"do": "reply", "to": "q", "by": "cy", "text": "No"})
            await at.look.hear(Hint(HELP, ts(at, what="reply")))
            assert at.look.states() == {"Is it down?": "answered"}

    run(work())


def test_a_hint_dates_a_reaction_exactly_and_a_poll_leaves_it_so() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            at.clock.forward(minutes=1)
            at.play({"do": "react", "to": "q", "by": "cy", "emoji": "eyes::skin-tone-2"})
            put = at.clock()
            at.clock.forward(minutes=5)
            await at.look.hear(Hint(HELP, ts(at), by="U0000000CY", reaction="eyes::skin-tone-2", at=put))
            for _ in range(2):
                seen = at.request().episode.seen
                assert seen is not None
                assert (seen.name, seen.at) == ("Cy", put)
                await at.poll(minutes=5)

    run(work())


def test_a_reaction_on_a_reply_is_seen_by_its_hint_and_by_and_by_without() -> None:
    eyes = {"do": "react", "to": "r", "by": "cy", "emoji": "eyes"}

    async def work() -> None:
        async with desk(ASK, ANSWER, AGAIN) as at:
            await at.look.poll()
            assert at.request().state == "waiting"
            at.play(eyes)
            await at.look.hear(Hint(HELP, ts(at, 1, "reply"), by="U0000000CY", reaction="eyes", at=at.clock()))
            assert at.request().state == "acknowledged"
        async with desk(ASK, ANSWER, AGAIN) as at:
            await at.look.poll()
            at.play(eyes)
            counts = [await at.counted() for _ in range(5)]
            assert sorted(counts) == [1, 1, 1, 1, 2]
            assert at.request().state == "acknowledged"

    run(work())


@pytest.mark.parametrize("answered", [False, True])
def test_what_was_deleted_is_gone_at_once(answered: bool) -> None:  # noqa: FBT001
    async def work() -> None:
        async with desk(ASK, *([ANSWER] if answered else [])) as at:
            await at.look.poll()
            gone = ts(at)
            at.play({"do": "delete", "to": "q"})
            await at.look.hear(Hint(HELP, gone))
            assert at.look.items == {}

    run(work())


@pytest.mark.parametrize(
    "hint", [Hint(HELP, "1.0"), Hint(HELP, "1795435200.000001"), Hint(HELP, "soon"), Hint(HELP, "")]
)
def test_a_hint_about_nothing_changes_nothing(hint: Hint) -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            await at.look.hear(hint)
            assert at.look.states() == {"Is it down?": "waiting"}

    run(work())


def test_noise_that_is_told_is_no_request() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            at.play({"do": "message", "by": "robot", "text": "noise"}, {"do": "join", "by": "cy"})
            await at.look.hear(Hint(HELP, ts(at, 1)), Hint(HELP, ts(at, 2)))
            assert at.look.states() == {"Is it down?": "waiting"}

    run(work())


def test_a_look_does_not_move_how_far_was_read_so_that_the_next_poll_fills_the_gap() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            await at.look.poll()
            at.clock.forward(minutes=1)
            at.play({"do": "message", "by": "bo", "text": "Lost"})
            at.play(*({"do": "message", "by": "robot", "text": "noise"} for _ in range(450)))
            at.play({"do": "message", "by": "bo", "text": "Told"})
            await at.look.hear(Hint(HELP, ts(at, 452)))
            assert at.look.states().keys() == {"Is it down?", "Told"}
            assert (await at.poll()).keys() == {"Is it down?", "Told", "Lost"}

    run(work())


def test_the_first_look_of_all_is_a_whole_one() -> None:
    async def work() -> None:
        async with desk(ASK, ANSWER) as at:
            await at.look.hear(Hint(HELP, ts(at)))
            assert at.look.states() == {"Is it down?": "answered"}

    run(work())


# --- any order


def test_after_a_hint_the_next_poll_reads_no_thread_again_that_did_not_change() -> None:
    asks = [ASK | {"at": f"-{5 + day}d", "id": f"q{day}", "text": f"Asked {day}"} for day in range(10)]
    said = [{"at": one["at"], "do": "reply", "to": one["id"], "by": "cy", "text": "It is so"} for one in asks]

    async def work() -> None:
        async with desk(*asks, *said, look_back=timedelta(days=30)) as at:
            await at.look.poll()
            assert await at.counted() == 1
            at.play({"do": "message", "by": "bo", "text": "New?"})
            await at.look.hear(Hint(HELP, ts(at, -1)))
            assert await at.counted() == 1

    run(work())


HAPPENS: tuple[dict[str, Any], ...] = (
    {"do": "message", "id": "p", "by": "bo", "text": "Second"},
    {"do": "reply", "to": "q", "id": "a", "by": "cy", "text": "No"},
    {"do": "react", "to": "p", "by": "cy", "emoji": "eyes"},
    {"do": "reply", "to": "q", "id": "r", "by": "bo", "text": "But it is"},
    {"do": "react", "to": "r", "by": "cy", "emoji": "eyes"},
    {"do": "edit", "to": "p", "text": "Second, better"},
    {"do": "reply", "to": "p", "id": "b", "by": "cy", "text": "Yes"},
    {"do": "delete", "to": "b"},
    {"do": "message", "id": "x", "by": "cy", "text": "Third"},
    {"do": "delete", "to": "x"},
)


def hints_of(at: Desk) -> list[Hint]:
    """Return what Slack would have told of everything that happened."""
    kept = []
    for line in at.demo.company.ledger.lines():
        taken = line["what"] == "reaction_removed"
        more: dict[str, Any] = {}
        if line.get("emoji"):
            more = {"reaction": line["emoji"], "by": line["by"], "at": NOON, "taken": taken}
        kept.append(Hint(HELP, str(line["ts"]), str(line.get("thread_ts") or ""), **more))
    return kept


def told(at: Desk) -> dict[str, tuple[object, ...]]:
    """Return what is known of each request; the moments of signs are told by hints alone."""
    items = [one for one in at.look.items.values() if isinstance(one, Request)]
    return {
        one.key: (one.state, one.title, one.episode.id, one.repliers, [reply.id for reply in one.replies or ()])
        for one in items
    }


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_order_of_polls_and_hints_gives_another_result(data: st.DataObject) -> None:
    async def work() -> None:
        async with desk(ASK) as at, desk(ASK) as calm:
            await at.look.poll()
            await calm.look.poll()
            waiting: list[Hint] = []
            for entry in HAPPENS:
                at.play(entry)
                calm.play(entry)
                waiting = hints_of(at)
                step = data.draw(st.sampled_from(["nothing", "poll", "hear", "both"]))
                if step in ("hear", "both"):
                    await at.look.hear(*data.draw(st.lists(st.sampled_from(waiting), min_size=1, max_size=4)))
                if step in ("poll", "both"):
                    await at.look.poll()
            await at.look.hear(*data.draw(st.permutations(waiting)))
            for _ in range(6):
                await calm.look.poll()
            assert told(at) == told(calm)

    run(work())
