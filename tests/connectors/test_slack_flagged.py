"""Requests that reached somebody else: marked with 🛟 in any channel, or forwarded to me; in the demo's Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supporttray.connectors import Answer, CanAnswer, CanHear, Hint
from supporttray.connectors.slack.request.flagged import SlackFlagged
from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Verb
from supporttray.core.item import Request
from supporttray.core.journal import merge
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import serve
from supporttray.demo.slack import method
from supporttray.demo.slack.call import SlackError
from supporttray.errors import Refused
from tests.connectors import desk
from tests.connectors.desk import Desk
from tests.connectors.lab import NOON, Clock, Look, run

PEOPLE = [*desk.PEOPLE, {"id": "dan", "name": "Dan Flavin"}]
CHANNELS: list[dict[str, Any]] = [
    {"id": "help", "name": "help"},
    {"id": "random", "name": "random"},
    {"id": "den", "name": "den", "private": True, "members": ["bo", "cy"]},
]
RANDOM, DIRECT = "C000RANDOM", "D0000000CY"
ASK = {"at": "-30m", "do": "message", "id": "q", "channel": "random", "by": "bo", "text": "Is it down?"}
BUOY = {"do": "react", "to": "q", "by": "cy", "emoji": "ring_buoy"}
AWAY = BUOY | {"do": "unreact"}
EYES = {"do": "react", "to": "q", "by": "ada", "emoji": "eyes"}
FORWARD = {"do": "forward", "to": "q", "by": "cy", "text": "Yours?", "id": "f"}
TS = f"{(NOON - timedelta(minutes=30)).timestamp():.6f}"
KEY = f"request:T00000DEMO/{RANDOM}/{TS}"
HINT = Hint(RANDOM, TS, by="U0000000CY", reaction="ring_buoy", at=NOON)


class Bench(Desk):
    """A desk at which also hints are heard."""

    async def hear(self, *hints: Hint) -> dict[str, str]:
        """Look at what Slack told at once."""
        connector: Any = self.look.connector
        assert all(connector.hears(hint) for hint in hints)
        self.keep(await connector.look(self.look.memory, hints, self.clock()))
        return self.look.states()

    def keep(self, answer: object) -> None:
        assert isinstance(answer, Answer)
        self.look.memory = answer.memory
        self.look.items = {key: item for key, item in self.look.items.items() if key not in answer.gone}
        self.look.items |= {item.key: merge(self.look.items.get(item.key), item, self.clock()) for item in answer.items}

    def newest(self, place: str) -> Hint:
        """What Slack tells of the newest message of a conversation."""
        conversation = {**self.demo.company.channels, **self.demo.company.directs}[place]
        post = conversation.all()[-1]
        thread = f"{post.thread / 1e6:.6f}" if post.thread else ""
        return Hint(place, f"{post.stamp / 1e6:.6f}", thread=thread, by=post.by.user)


@asynccontextmanager
async def bench(*entries: dict[str, Any], me: str = "ada", **options: Any) -> AsyncIterator[Bench]:
    clock = Clock()
    known = {"company": "Small", "me": me, "person": PEOPLE, "channel": CHANNELS}
    async with serve(Company(check({**known, "entry": [ASK, *entries]}), clock=clock)) as demo:
        slack = Slack(demo.addresses.slack, "demo-credential", clock)
        try:
            yield Bench(demo, clock, Look(SlackFlagged(SlackFlagged.Options(**options), slack, "Ada"), clock))
        finally:
            await slack.http.close()


def told(at: Bench) -> list[tuple[str, str]]:
    """Who brought what."""
    return [(item.title, item.brought_by) for item in at.look.items.values() if isinstance(item, Request)]


def test_it_can_be_answered_and_heard() -> None:
    async def work() -> None:
        async with bench() as at:
            assert isinstance(at.look.connector, CanAnswer)
            assert isinstance(at.look.connector, CanHear)

    run(work())


# --- marked


def test_what_a_colleague_marks_is_a_request_of_who_wrote_it() -> None:
    async def work() -> None:
        async with bench() as at:
            assert await at.poll() == {}
            assert await at.poll(BUOY) == {"Is it down?": "waiting"}
            request = at.request()
            assert (request.key, request.by, request.name, request.brought_by) == (KEY, "U0000000BO", "Bo", "Cy")
            assert (request.at, request.where, request.private, request.me) == (
                NOON - timedelta(minutes=30),
                "#random",
                False,
                "U000000ADA",
            )
            assert request.url.endswith(f"/slack/archives/{RANDOM}/p{TS.replace('.', '')}")
            assert request.app == f"slack://channel?team=T00000DEMO&id={RANDOM}&message={TS}"

    run(work())


def test_what_slack_tells_at_once_is_seen_at_once_and_dated_as_it_says() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            at.play(BUOY)
            assert await at.hear(HINT) == {"Is it down?": "waiting"}
            assert at.request().brought_at == NOON
            assert await at.poll() == {"Is it down?": "waiting"}
            assert at.request().brought_at == NOON

    run(work())


def test_taken_away_it_is_gone_by_search_and_at_once() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            assert len(await at.poll(BUOY)) == 1
            assert await at.poll(AWAY) == {}
            assert len(await at.poll(BUOY)) == 1
            at.play(AWAY)
            assert await at.hear(Hint(RANDOM, TS, reaction="ring_buoy", taken=True)) == {}
            assert len(await at.poll(BUOY)) == 1

    run(work())


def test_taken_away_from_what_somebody_has_it_stays() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            await at.poll(BUOY)
            assert await at.poll(EYES) == {"Is it down?": "acknowledged"}
            assert await at.poll(AWAY) == {"Is it down?": "acknowledged"}
            assert at.request().brought_by == "Cy"

    run(work())


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ({"do": "reply", "to": "q", "by": "dan", "text": "No"}, "answered"),
        ({"do": "reply", "to": "q", "by": "robot", "text": "No"}, "waiting"),
        ({"do": "reply", "to": "q", "by": "bo", "text": "Hello?"}, "waiting"),
        (BUOY | {"emoji": "white_check_mark"}, "answered"),
        (EYES, "acknowledged"),
    ],
)
def test_it_is_answered_as_any_request_is(what: dict[str, Any], state: str) -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            await at.poll(BUOY)
            assert await at.poll(what) == {"Is it down?": state}

    run(work())


def test_what_others_said_before_it_was_marked_is_no_answer() -> None:
    chatter = {"at": "-20m", "do": "reply", "to": "q", "by": "dan", "text": "Ask support?"}

    async def work() -> None:
        async with bench(chatter) as at:
            await at.poll()
            assert await at.poll(BUOY) == {"Is it down?": "waiting"}
            assert await at.poll({"do": "reply", "to": "q", "by": "dan", "text": "It is up"}) == {
                "Is it down?": "answered"
            }
            assert await at.poll() == {"Is it down?": "answered"}

    run(work())


def test_what_was_said_just_before_it_was_marked_is_no_answer_either() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            chatter = {"do": "reply", "to": "q", "by": "dan", "text": "Ask support?"}
            assert await at.poll(chatter, BUOY, minutes=2) == {"Is it down?": "waiting"}

    run(work())


def test_what_was_marked_and_answered_while_the_app_was_off_is_answered() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            at.play(BUOY)
            at.clock.forward(minutes=1)
            at.play({"do": "reply", "to": "q", "by": "dan", "text": "It is up"})
            assert await at.poll(minutes=60) == {"Is it down?": "answered"}

    run(work())


def test_the_first_look_finds_what_is_marked_already_as_far_back_as_told() -> None:
    old = {"at": "-80h", "do": "message", "id": "old", "channel": "random", "by": "bo", "text": "Long ago"}
    marks = [BUOY | {"at": "-1m", "to": name} for name in ("q", "old")]

    async def work() -> None:
        async with bench(old, *marks) as at:
            assert await at.poll() == {"Is it down?": "waiting"}
            assert at.request().brought_at is None
            assert await at.poll() == {"Is it down?": "waiting"}
            hint = Hint(RANDOM, f"{(NOON - timedelta(hours=80)).timestamp():.6f}", reaction="ring_buoy", at=NOON)
            assert set(await at.hear(hint)) == {"Is it down?", "Long ago"}

    run(work())


def test_a_marked_reply_is_a_request_in_its_thread() -> None:
    async def work() -> None:
        reply = {"at": "-20m", "do": "reply", "to": "q", "id": "r", "by": "dan", "text": "And the shop?"}
        async with bench(reply, {"at": "-10m", "do": "reply", "to": "q", "by": "bo", "text": "Down as well"}) as at:
            await at.poll()
            assert await at.poll(BUOY | {"to": "r"}) == {"And the shop?": "waiting"}
            request = at.request()
            assert (request.name, request.thread, len(request.replies or ())) == ("Dan", TS, 1)
            assert request.url.endswith(f"?thread_ts={TS}&cid={RANDOM}")
            deed = SlackFlagged.reply(request, "It is up")
            assert (deed.verb, deed.place, deed.message) == (Verb.POST, RANDOM, TS)
            assert SlackFlagged.acknowledgement(request).message == request.key.rpartition("/")[2]
            at.play({"do": "reply", "to": "r", "by": "ada", "text": "It is up"})
            assert await at.hear(at.newest(RANDOM)) == {"And the shop?": "answered"}

    run(work())


def test_my_own_words_are_no_request_whoever_marks_them() -> None:
    mine = {"at": "-5m", "do": "message", "id": "mine", "channel": "random", "by": "ada", "text": "My words"}

    async def work() -> None:
        async with bench(mine) as at:
            await at.poll()
            assert await at.poll(BUOY | {"to": "mine"}) == {}

    run(work())


def test_a_robots_message_that_is_marked_is_a_request_of_a_robot() -> None:
    form = {"at": "-5m", "do": "message", "id": "form", "channel": "random", "by": "hook", "text": "New ticket"}

    async def work() -> None:
        async with bench(form) as at:
            await at.poll()
            assert await at.poll(BUOY | {"to": "form"}) == {"New ticket": "waiting"}
            assert at.request().robot

    run(work())


def test_what_is_deleted_is_gone() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            await at.poll(BUOY)
            assert await at.poll({"do": "delete", "to": "q"}) == {}

    run(work())


def test_another_emoji_can_be_chosen() -> None:
    async def work() -> None:
        async with bench(emoji="sos") as at:
            await at.poll()
            assert await at.poll(BUOY) == {}
            assert await at.poll(BUOY | {"emoji": "sos"}) == {"Is it down?": "waiting"}
            connector: Any = at.look.connector
            assert not connector.hears(Hint("C0000000FAR", "1.2", reaction="ring_buoy"))

    run(work())


# --- forwarded


def test_what_is_forwarded_to_me_is_the_request_of_who_wrote_it_where_they_did() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            assert await at.poll(FORWARD, minutes=5) == {"Is it down?": "waiting"}
            request = at.request()
            assert (request.key, request.name, request.brought_by, request.where) == (KEY, "Bo", "Cy", "#random")
            assert request.brought_at == NOON + timedelta(minutes=1)
            assert await at.poll({"do": "reply", "to": "q", "by": "dan", "text": "No"}) == {"Is it down?": "answered"}

    run(work())


def test_a_forward_is_seen_at_once_where_slack_tells_it() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            at.play(FORWARD)
            assert await at.hear(at.newest(DIRECT)) == {"Is it down?": "waiting"}

    run(work())


def test_a_forward_of_what_i_may_not_read_stands_for_it() -> None:
    secret = {"at": "-40m", "do": "message", "id": "s", "channel": "den", "by": "bo", "text": "Hush, is it down?"}

    async def work() -> None:
        async with bench(secret) as at:
            await at.poll()
            assert await at.poll(FORWARD | {"to": "s"}, minutes=5) == {"Hush, is it down?": "waiting"}
            request = at.request()
            assert request.key.startswith(f"request:T00000DEMO/{DIRECT}/")
            assert (request.name, request.brought_by, request.where) == ("Bo", "Cy", "a direct message")
            assert (request.at, request.private) == (NOON - timedelta(minutes=40), True)
            note = {"do": "reply", "to": "f", "by": "cy", "text": "Thanks!"}
            assert await at.poll(note) == {"Hush, is it down?": "waiting"}
            assert await at.poll(note | {"by": "ada", "text": "I look"}) == {"Hush, is it down?": "answered"}

    run(work())


def test_a_stand_in_that_is_deleted_is_gone() -> None:
    secret = {"at": "-40m", "do": "message", "id": "s", "channel": "den", "by": "bo", "text": "Hush, is it down?"}

    async def work() -> None:
        async with bench(secret) as at:
            await at.poll()
            assert len(await at.poll(FORWARD | {"to": "s"}, minutes=5)) == 1
            assert await at.poll({"do": "delete", "to": "f"}) == {}

    run(work())


@pytest.mark.parametrize("by", ["ada", "cy"])
def test_neither_what_i_forward_nor_my_own_words_are_a_request(by: str) -> None:
    mine = {"at": "-5m", "do": "message", "id": "mine", "channel": "random", "by": "ada", "text": "My words"}

    async def work() -> None:
        async with bench(mine) as at:
            await at.poll()
            assert await at.poll(FORWARD | {"to": "mine" if by == "cy" else "q", "by": by}, minutes=5) == {}

    run(work())


def test_forwards_can_be_left_out() -> None:
    async def work() -> None:
        async with bench(forwards=False) as at:
            await at.poll()
            assert await at.poll(FORWARD, minutes=5) == {}
            connector: Any = at.look.connector
            assert not connector.hears(at.newest(DIRECT))

    run(work())


# --- both, and in any order


def test_marked_and_forwarded_it_is_one_request_also_beside_another_watch() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            assert await at.poll(FORWARD, BUOY | {"by": "dan"}, minutes=5) == {"Is it down?": "waiting"}
            assert told(at) == [("Is it down?", "Dan")]
            slack: Any = at.look.connector
            other = SlackRequests(SlackRequests.Options(channel=RANDOM), slack._slack, "Ada")
            answer = await other.fetch(b"", at.clock())
            assert isinstance(answer, Answer)
            [item] = answer.items
            assert item.key == KEY
            assert merge(at.request(), item, at.clock()).brought_by == "Dan"  # type: ignore[union-attr]

    run(work())


STEPS: list[dict[str, Any]] = [BUOY, FORWARD, BUOY | {"by": "dan"}, EYES, EYES | {"do": "unreact"}, AWAY]
LOOKS = st.lists(st.sampled_from(["none", "poll", "hear", "hear twice"]), min_size=len(STEPS), max_size=len(STEPS))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(LOOKS, st.integers(0, len(STEPS)))
def test_however_it_is_seen_the_request_is_the_same(looks: list[str], most: int) -> None:
    async def seen(how: list[str]) -> list[tuple[str, str, str]]:
        async with bench() as at:
            await at.poll()
            heard: list[Hint] = []
            for step, look in zip(STEPS[:most], how, strict=False):
                at.clock.forward(seconds=90)
                at.play(step)
                heard.append(
                    at.newest(DIRECT)
                    if step is FORWARD
                    else Hint(RANDOM, TS, reaction=step["emoji"], at=at.clock(), taken=step["do"] == "unreact")
                )
                connector: Any = at.look.connector
                told_now = [hint for hint in reversed(heard) if connector.hears(hint)]
                if look == "poll":
                    await at.look.poll()
                elif look.startswith("hear") and told_now:
                    for _ in look.split():
                        await at.hear(*told_now)
            for _ in range(3):
                await at.poll(minutes=5)
            return [(item.key, item.state, item.brought_by) for item in at.look.items.values()]  # type: ignore[union-attr]

    assert run(seen(looks)) == run(seen(["none"] * len(STEPS)))


# --- politeness, and what the token may not do


def test_a_quiet_hour_costs_little_and_answers_are_seen_all_the_same() -> None:
    async def work() -> None:
        asks = [ASK | {"id": f"q{number}", "text": f"Number {number}?"} for number in range(4)]
        async with bench(*asks) as at:
            await at.poll(*(BUOY | {"to": f"q{number}"} for number in range(4)))
            for person in at.demo.company.people.values():
                at.demo.company.direct(person)
            before = at.calls()
            for _ in range(30):
                await at.poll(minutes=2)
            assert at.calls() - before <= 130
            at.play(*({"do": "reply", "to": f"q{number}", "by": "dan", "text": "No"} for number in range(4)))
            for _ in range(4):
                await at.poll(minutes=2)
            assert set(at.look.states().values()) == {"answered"}

    run(work())


def test_asked_seldom_it_looks_at_as_many_as_it_would_have_meanwhile() -> None:
    async def work() -> None:
        asks = [ASK | {"id": f"q{number}", "text": f"Number {number}?"} for number in range(4)]
        async with bench(*asks) as at:
            await at.poll(*(BUOY | {"to": f"q{number}"} for number in range(4)))
            at.play(*({"do": "reply", "to": f"q{number}", "by": "dan", "text": "No"} for number in range(4)))
            await at.poll(minutes=20)
            assert set(at.look.states().values()) == {"answered"}

    run(work())


def test_what_is_mine_or_gone_or_over_is_not_read_again() -> None:
    mine = {"at": "-5m", "do": "message", "id": "mine", "channel": "random", "by": "ada", "text": "My words"}

    async def work() -> None:
        async with bench(mine, forwards=False) as at:
            await at.poll()
            await at.poll(BUOY | {"to": "mine"})
            assert await at.counted() == 1
            await at.poll(BUOY)
            await at.poll({"do": "reply", "to": "q", "by": "dan", "text": "No"})
            at.clock.forward(days=3)
            await at.look.poll()
            assert [await at.counted() for _ in range(2)] == [1, 1]
            assert at.look.states() == {"Is it down?": "answered"}

    run(work())


def test_of_many_at_once_some_are_read_and_the_rest_is_asked_for_at_once() -> None:
    async def work() -> None:
        asks = [ASK | {"id": f"q{number}", "text": f"Number {number}?"} for number in range(12)]
        async with bench(*asks) as at:
            await at.poll()
            at.play(*(BUOY | {"to": f"q{number}"} for number in range(12)))
            counts = []
            for more in (True, False):
                answer = await at.look.poll()
                assert isinstance(answer, Answer)
                assert answer.more is more
                counts.append(len(at.look.items))
            assert counts == [10, 12]

    run(work())


@pytest.mark.parametrize("by", ["bo", "dan"])
def test_a_deleted_question_under_which_answers_stand_is_gone(by: str) -> None:
    async def work() -> None:
        async with bench(forwards=False) as at:
            await at.poll()
            assert len(await at.poll(BUOY)) == 1
            await at.poll({"do": "reply", "to": "q", "by": by, "text": "Hello?"})
            assert await at.poll({"do": "delete", "to": "q"}) == {}
            assert await at.counted() == 1

    run(work())


def test_a_forwarded_question_that_is_deleted_is_gone_although_the_forward_is_there() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            assert len(await at.poll(FORWARD, minutes=5)) == 1
            assert await at.poll({"do": "delete", "to": "q"}) == {}
            assert await at.poll(minutes=5) == {}

    run(work())


def test_a_marked_forward_in_a_channel_is_a_request_of_who_wrote_what_it_forwards() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            at.play(FORWARD | {"channel": "help"})
            assert await at.poll(BUOY | {"to": "f", "by": "dan"}) == {"Is it down?": "waiting"}
            request = at.request()
            assert (request.name, request.brought_by, request.where) == ("Bo", "Dan", "#help")
            assert request.at == NOON - timedelta(minutes=30)
            note = {"do": "reply", "to": "f", "by": "cy", "text": "It came to me"}
            assert await at.poll(note) == {"Is it down?": "waiting"}

    run(work())


def test_of_a_marked_reply_only_what_was_said_after_it_is_an_answer() -> None:
    async def work() -> None:
        before = {"at": "-25m", "do": "reply", "to": "q", "by": "cy", "text": "Which one?"}
        reply = {"at": "-20m", "do": "reply", "to": "q", "id": "r", "by": "dan", "text": "And the shop?"}
        async with bench(before, reply, BUOY | {"at": "-1m", "to": "r"}) as at:
            assert await at.poll() == {"And the shop?": "waiting"}
            assert at.request().replies == ()
            assert at.request().app.endswith(f"&thread_ts={TS}")

    run(work())


def test_a_forward_whose_original_and_itself_are_gone_is_forgotten() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            at.play(FORWARD)
            hint = at.newest(DIRECT)
            connector: Any = at.look.connector
            answer = await connector.look(at.look.memory, [hint], at.clock())
            memory = answer.memory.replace(b'"state":"waiting",', b"").replace(b'"looked":', b'"seen":')
            at.look.memory = memory
            at.play({"do": "delete", "to": "q"}, {"do": "delete", "to": "f"})
            assert await at.poll() == {}
            assert b'"kept":{}' in at.look.memory

    run(work())


def test_a_reaction_in_a_direct_conversation_is_no_forward() -> None:
    async def work() -> None:
        async with bench() as at:
            connector: Any = at.look.connector
            assert not connector.hears(Hint(DIRECT, TS, reaction="tada"))

    run(work())


def no(scope: str) -> method.Method:
    def answer(_: Any) -> dict[str, Any]:
        raise SlackError("missing_scope", needed=scope, provided="users:read")

    return method.Method(answer)


def test_without_the_scope_to_search_it_says_so_and_hears_what_slack_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(method.METHODS, "search.messages", no("search:read"))

    async def work() -> None:
        async with bench() as at:
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert answer.limits == (
                "Without search:read a :ring_buoy: is seen only where Slack tells at once (Socket Mode) while the app runs."
            )
            counted = [await at.counted() for _ in range(3)]
            assert counted == [0, 0, 0]
            at.play(BUOY)
            assert await at.hear(HINT) == {"Is it down?": "waiting"}
            monkeypatch.undo()
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert answer.limits
            at.clock.forward(hours=1)
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert answer.limits == ""

    run(work())


@pytest.mark.parametrize(
    ("name", "scope"), [("users.conversations", "im:read"), ("conversations.history", "im:history")]
)
def test_without_the_scopes_to_read_direct_messages_it_says_so(
    monkeypatch: pytest.MonkeyPatch, name: str, scope: str
) -> None:
    monkeypatch.setitem(method.METHODS, name, no(scope))

    async def work() -> None:
        async with bench(FORWARD | {"at": "-1m"}, BUOY | {"at": "-1m"}) as at:
            answer = await at.look.poll()
            assert isinstance(answer, Answer)
            assert answer.limits == f"Without {scope} what colleagues forward to you is not seen."
            assert told(at) == [("Is it down?", "Cy")]

    run(work())


def test_a_refused_credential_is_said() -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            at.demo.company.faults.switch_on(fault_of({"service": "slack", "fault": "refused", "seconds": 1.0}))
            with pytest.raises(Refused) as caught:
                await at.look.poll()
            assert caught.value.missing == "credential"

    run(work())


@pytest.mark.parametrize("fault", ["429", "500", "cut", "truncated", "garbage"])
@pytest.mark.parametrize("path", ["search", "replies"])
def test_a_fault_in_the_middle_tells_nothing_and_the_next_look_tells_all(fault: str, path: str) -> None:
    async def work() -> None:
        async with bench() as at:
            await at.poll()
            before = at.look.memory
            at.play(BUOY)
            at.demo.company.faults.switch_on(
                fault_of({"service": "slack", "fault": fault, "seconds": 1.0, "path": path, "times": 2})
            )
            with pytest.raises(Exception) as caught:  # noqa: PT011
                await at.look.poll()
            assert type(caught.value).__name__ in {"SlowDown", "Unreachable", "NotUnderstood"}
            assert at.look.memory == before
            at.demo.company.faults.clear()
            assert await at.poll() == {"Is it down?": "waiting"}

    run(work())


def test_what_is_marked_deep_in_a_long_thread_is_a_request_with_its_answer() -> None:
    said = [{"at": "-20m", "do": "reply", "to": "q", "by": "cy", "text": "So it is"} for _ in range(1_001)]
    late = {"at": "-10m", "do": "reply", "to": "q", "id": "late", "by": "dan", "text": "And the shop?"}

    async def work() -> None:
        async with bench(*said, late) as at:
            assert await at.poll() == {}
            assert await at.poll(BUOY | {"to": "late"}) == {"And the shop?": "waiting"}
            answer = {"do": "reply", "to": "q", "by": "cy", "text": "As well"}
            assert await at.poll(answer) == {"And the shop?": "answered"}

    run(work())
