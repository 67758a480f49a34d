"""Slack's Socket Mode: its frames and where they say to look, sockets that end in every way, and a token that leaves no trace."""

import asyncio
import gc
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors import Hint
from supporttray.connectors.slack.api import WebApi
from supporttray.connectors.slack.live import frame as frames
from supporttray.connectors.slack.live.frame import REMEMBERED, Heard, Payload, frame, hint, payload
from supporttray.connectors.slack.live.socket import CROWDED, LONGEST_S, Line, Socket, pause
from supporttray.connectors.slack.service import Slack
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.demo.slack.socket import Exchange, Order, exchange
from supporttray.errors import NotUnderstood, Refused
from tests.connectors.desk import small
from tests.connectors.lab import Clock, Raw, raw, reply, run

FRAMES = Path(__file__).parent.parent / "contracts" / "slack_frames.jsonl"
TOKEN = "xapp-demo-credential"
TS, LATER = "1610241741.000200", "1610241800.000100"


def told(**event: Any) -> Hint | None:
    """Read an event as it comes in its envelope."""
    wrapped = {"type": "events_api", "envelope_id": "e", "payload": {"type": "event_callback", "event": event}}
    found = payload(frame(json.dumps(wrapped))).event
    assert found
    return hint(found)


def test_a_recorded_frame_says_where_to_look() -> None:
    found = [frame(line) for line in FRAMES.read_text("utf-8").splitlines()]
    assert [one.type for one in found] == [
        "slash_commands", "events_api", "interactive", "events_api", "hello", "disconnect",
    ]  # fmt: skip
    assert found[-1].reason == "too_many_websockets"
    event = payload(found[3])
    assert event.event_id == "Ev111"
    assert event.event
    assert hint(event.event) == Hint("C111", TS, by="U222")
    mention = payload(found[1]).event
    assert mention
    assert hint(mention) is None  # the message itself comes as well


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ({"ts": TS, "user": "U2", "event_ts": TS}, Hint("C1", TS, by="U2")),
        ({"ts": LATER, "thread_ts": TS, "user": "U2"}, Hint("C1", LATER, TS, "U2")),
        ({"ts": TS, "thread_ts": TS, "user": "U2"}, Hint("C1", TS, by="U2")),
        ({"ts": TS, "subtype": "bot_message", "bot_id": "B2"}, Hint("C1", TS, by="B2")),
        ({"ts": LATER, "subtype": "thread_broadcast", "thread_ts": TS, "user": "U2"}, Hint("C1", LATER, TS, "U2")),
        ({"ts": LATER, "subtype": "message_changed", "message": {"ts": TS, "user": "U2"}}, Hint("C1", TS, by="U2")),
        (
            {"ts": LATER, "subtype": "message_changed", "message": {"ts": LATER, "thread_ts": TS, "user": "U2"}},
            Hint("C1", LATER, TS, "U2"),
        ),
        (
            {"ts": LATER, "subtype": "message_deleted", "deleted_ts": TS, "previous_message": {"ts": TS, "user": "U2"}},
            Hint("C1", TS, by="U2"),
        ),
        ({"ts": LATER, "subtype": "message_deleted", "deleted_ts": TS}, Hint("C1", TS)),
        ({"ts": LATER, "subtype": "message_replied", "message": {"ts": TS, "thread_ts": TS}}, Hint("C1", TS)),
        ({"ts": TS, "subtype": "of_tomorrow", "user": "U2"}, Hint("C1", TS, by="U2")),
    ],
)
def test_a_message_and_what_becomes_of_it_say_which_one(event: dict[str, Any], where: Hint) -> None:
    assert told(type="message", channel="C1", **event) == where


@pytest.mark.parametrize("taken", [False, True])
def test_a_reaction_says_whose_it_is_since_when_and_nothing_of_skins(taken: bool) -> None:  # noqa: FBT001
    item = {"type": "message", "channel": "C1", "ts": TS}
    kind = "reaction_removed" if taken else "reaction_added"
    at = datetime.fromtimestamp(1610241800.0001, UTC)
    found = told(type=kind, user="U2", reaction="wave::skin-tone-4", item=item, event_ts=LATER)
    assert found == Hint("C1", TS, by="U2", reaction="wave", at=at, taken=taken)


@pytest.mark.parametrize("tones", ["::skin-tone-2-3", "::skin-tone-2::skin-tone-3"])
def test_a_reaction_of_two_skins_is_one_as_well(tones: str) -> None:
    item = {"type": "message", "channel": "C1", "ts": TS}
    found = told(type="reaction_added", user="U2", reaction=f"handshake{tones}", item=item)
    assert found == Hint("C1", TS, by="U2", reaction="handshake")


def test_what_is_about_something_else_is_left_alone() -> None:
    assert told(type="reaction_added", user="U2", reaction="eyes", item={"type": "file", "file": "F1"}) is None
    assert told(type="channel_rename", channel={"id": "C1", "name": "help"}) is None
    assert told(type="user_change", user={"id": "U2"}, event_ts=7) is None


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "ts": TS},
        {"type": "message", "channel": "C1"},
        {"type": "message", "channel": "<!channel>", "ts": TS},
        {"type": "message", "channel": "C1", "ts": "1610241741.000200&limit=1"},
        {"type": "message", "channel": "C1", "ts": LATER, "subtype": "message_changed", "message": {}},
        {"type": "reaction_added", "item": {"type": "message", "channel": "C1"}, "reaction": "eyes"},
        {"type": "reaction_added", "item": {"type": "message", "channel": "C1", "ts": TS}, "reaction": "a b"},
        {"type": 7},
    ],
)
def test_what_makes_no_sense_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        told(**event)


@given(st.one_of(st.text(), st.binary(), st.recursive(st.none() | st.text(), st.lists).map(json.dumps)))
def test_any_other_words_are_not_understood_or_mean_nothing(text: str | bytes) -> None:
    try:
        found = frame(text)
    except NotUnderstood:
        return
    assert not found.envelope_id


def event(number: int, ts: str) -> tuple[Payload, Hint]:
    found = frames.Event(type="message", channel="C1", ts=ts, event_ts=ts)
    where = hint(found)
    assert where
    return Payload("event_callback", f"Ev{number}", found), where


def test_the_same_event_is_heard_once_by_its_id_and_by_what_it_says() -> None:
    heard = Heard()
    assert heard.fresh(*event(1, TS))
    assert not heard.fresh(*event(1, TS))
    assert not heard.fresh(*event(2, TS))  # the same thing, told by another subscription
    assert heard.fresh(*event(3, LATER))


def test_of_what_tells_no_moment_each_is_heard() -> None:
    heard, found = Heard(), frames.Event(type="message", subtype="message_changed", channel="C1", ts=TS)
    where = hint(found)
    assert where
    assert heard.fresh(Payload("event_callback", "Ev1", found), where)
    assert heard.fresh(Payload("event_callback", "Ev2", found), where), "an edit after an edit"
    assert not heard.fresh(Payload("event_callback", "Ev2", found), where)
    nameless = Payload("event_callback", "", found)
    assert [heard.fresh(nameless, where), heard.fresh(nameless, where)] == [True, True]


def test_no_more_than_some_thousand_things_are_remembered() -> None:
    heard = Heard()
    for number in range(3 * REMEMBERED):
        assert heard.fresh(*event(number, f"{1610241741 + number}.000000"))
    assert len(heard._known) == 2 * REMEMBERED
    assert heard.fresh(*event(0, "1610241741.000000"))
    assert not heard.fresh(*event(3 * REMEMBERED - 1, f"{1610241740 + 3 * REMEMBERED}.000000"))


@given(st.integers(0, 1000), st.floats(0, 1, exclude_max=True))
def test_an_attempt_waits_longer_each_time_up_to_a_limit_and_never_with_all_others(failures: int, lot: float) -> None:
    wait = pause(failures, lot)
    assert 0 <= wait <= LONGEST_S
    assert pause(failures, 0.9) > pause(failures, 0.1)
    assert pause(failures + 1, lot) >= wait or failures == 0
    if failures:
        assert wait >= min(2.0 ** (failures - 1), LONGEST_S) / 2


# --- sockets that end


@dataclass
class Ear:
    """What our side hears, waits for and says of itself."""

    clock: Clock
    heard: list[Hint] = field(default_factory=list)
    lives: list[bool] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    async def sleep(self, span: float) -> None:
        self.waits.append(span)
        self.clock.forward(seconds=span)
        await asyncio.sleep(0.001)

    @asynccontextmanager
    async def listening(self, address: str, token: str = TOKEN) -> AsyncIterator[asyncio.Task[None]]:
        api = WebApi(address, token, self.clock)
        socket = Socket(api, self.heard.append, self.lives.append, lot=lambda: 0.5, sleep=self.sleep)
        task = asyncio.create_task(socket.run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await api.http.close()


@dataclass
class Room:
    """The company, our ear and the sockets between them."""

    company: Company
    ear: Ear
    exchange: Exchange
    task: asyncio.Task[None]
    address: str

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110  the other side is another program's
                await asyncio.sleep(0.005)

    def ask(self, text: str = "Is it down?") -> None:
        self.company.play([{"do": "message", "by": "bo", "text": text}])

    @property
    def sockets(self) -> int:
        return sum(one["sockets"] for one in self.exchange.report())

    def opened(self) -> int:
        services: Any = self.company.traffic.report()
        return int(services["services"]["slack"]["methods"]["apps.connections.open"])


@asynccontextmanager
async def room() -> AsyncIterator[Room]:
    clock = Clock()
    async with serve(Company(small(), clock=clock)) as demo:
        ear = Ear(clock)
        async with ear.listening(demo.addresses.slack) as task:
            one = Room(demo.company, ear, exchange(demo.company), task, demo.addresses.slack)
            await one.until(lambda: ear.lives)
            yield one


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_a_new_socket_is_open_before_the_old_one_closes(reason: str) -> None:
    async def story() -> None:
        async with room() as one:
            one.exchange.order(Order(reason))  # type: ignore[arg-type]
            await one.until(lambda: len(one.ear.lives) > 1 and one.sockets == 1)
            assert one.opened() == 2
            assert one.ear.lives == [True, True]  # at no moment was nothing heard
            one.ask()
            await one.until(lambda: one.ear.heard)

    run(story())


@pytest.mark.parametrize(
    ("fault", "said"), [("cut", False), ("garbage", True), ("huge", False), ("too_many_websockets", False)]
)
def test_a_socket_that_ends_is_opened_again(fault: str, said: bool, caplog: pytest.LogCaptureFixture) -> None:  # noqa: FBT001
    async def story() -> None:
        async with room() as one:
            for times in (1, 2):
                one.ear.clock.forward(minutes=2)
                one.exchange.order(Order(fault))  # type: ignore[arg-type]
                await one.until(lambda times=times: one.ear.lives.count(True) == times + 1)
            assert one.ear.lives[:3] in ([True, False, True], [True, True, False])
            one.ask()
            await one.until(lambda: one.ear.heard)

    with caplog.at_level(logging.INFO):
        run(story())
    lines = [each.message for each in caplog.records if each.name.startswith("supporttray")]
    assert len([line for line in lines if "not understood" in line]) == (2 if said else 0)
    assert len([line for line in lines if "again" in line]) == (2 if said else 0)


def test_one_that_is_crowded_out_waits_before_it_tries_again() -> None:
    async def story() -> None:
        async with room() as one:
            one.exchange.order(Order("too_many_websockets"))
            await one.until(lambda: one.ear.lives.count(True) == 2)
            assert max(one.ear.waits) >= pause(CROWDED, 0.5) >= 20

    run(story())


def test_sockets_that_break_at_once_are_opened_less_and_less_often() -> None:
    async def story() -> None:
        async with room() as one:
            for times in range(6):
                one.exchange.order(Order("cut"))
                await one.until(lambda times=times: one.ear.lives.count(True) == times + 2)
            assert one.ear.waits == [pause(failures, 0.5) for failures in range(7)]
            one.ear.clock.forward(minutes=2)
            one.exchange.order(Order("cut"))
            await one.until(lambda: one.ear.lives.count(True) == 8)
            assert one.ear.waits[-1] == pause(0, 0.5)  # one that lived for long was no failure

    run(story())


def test_where_it_is_switched_off_it_is_said_what_to_do() -> None:
    async def story() -> None:
        async with room() as one:
            one.exchange.order(Order("link_disabled"))
            with pytest.raises(Refused) as caught:
                await asyncio.wait_for(one.task, 10)
            assert caught.value.phrase == "Socket Mode is switched off for your Slack app."
            assert "Switch Socket Mode on" in caught.value.hint
            assert one.ear.lives == [True, False]

    run(story())


def test_what_is_told_twice_is_heard_once_and_what_is_told_late_is_heard() -> None:
    async def story() -> None:
        async with room() as one:
            one.exchange.order(Order("duplicate", 3))
            for _ in range(3):
                one.ask()
            one.exchange.order(Order("reorder", 3))
            for _ in range(3):
                one.ask()
            await one.until(lambda: len(one.ear.heard) == 6)
            await one.until(lambda: one.exchange.report()[0]["acknowledged"] == 9)
            stamps = [each.message for each in one.ear.heard]
            assert stamps == sorted(stamps)[:3] + sorted(stamps)[:2:-1]

    run(story())


def test_what_cannot_be_read_is_looked_for_everywhere() -> None:
    async def story() -> None:
        async with room() as one:
            [app] = one.exchange.apps.values()
            for body in (
                {"type": "event_callback", "event": {"type": "message", "channel": "C1"}},
                {"type": "app_rate_limited", "minute_rate_limited": 1518467820},
                {"type": "event_callback", "event": "?"},
            ):
                before = len(one.ear.lives)
                app.tell(body)
                await one.until(lambda before=before: len(one.ear.lives) > before)
            assert all(one.ear.lives)
            await one.until(lambda: one.exchange.report()[0]["acknowledged"] == 3)
            assert one.sockets == 1

    run(story())


class Wire:
    """A connection on which these words come."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.done: list[str] = []

    async def __aiter__(self) -> AsyncIterator[str]:
        for word in self._words:
            yield word

    async def send(self, text: str) -> None:
        self.done.append(f"sent {text}")


def test_an_event_is_acknowledged_before_anything_is_made_of_it() -> None:
    words = [line for line in FRAMES.read_text("utf-8").splitlines() if "envelope_id" in line]
    wire: Any = Wire(*words)
    run(Line(wire).read(lambda found: wire.done.append(f"heard {found.envelope_id}")))
    expected = [
        (f'sent {{"envelope_id":"{one}"}}', f"heard {one}") for one in (frame(each).envelope_id for each in words)
    ]
    assert wire.done == [each for pair in expected for each in pair]


# --- addresses and secrets


def opens(url: str) -> Callable[[Raw, str], bytes]:
    return lambda *_: reply(json.dumps({"ok": True, "url": url}).encode())


@pytest.mark.parametrize(
    ("own", "url", "secure"),
    [
        ("https://slack.com/api", "wss://wss-primary.slack.com/link/?ticket=1", True),
        ("http://127.0.0.1:1", "wss://wss-primary.slack.com/link/?ticket=1", True),
        ("http://127.0.0.1:1", "ws://127.0.0.1:2/link/", False),
        ("https://slack.com/api", "ws://127.0.0.1:2/link/", None),
        ("http://127.0.0.1:1", "ws://wss-primary.slack.com/link/", None),
        *(
            ("https://slack.com/api", url, None)
            for url in ("https://slack.com/link/", "file:///etc/passwd", "", "ws://[", "wss")
        ),
    ],
)
def test_an_address_that_is_not_secret_on_its_way_is_not_used(own: str, url: str, secure: bool | None) -> None:  # noqa: FBT001
    async def story() -> bool | None:
        api = WebApi(own, TOKEN, Clock())
        try:
            return Socket(api, lambda _: None, lambda _: None)._fit(url)
        except NotUnderstood:
            return None
        finally:
            await api.http.close()

    assert run(story()) is secure


def test_an_address_that_makes_no_sense_is_asked_for_again_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        ear = Ear(Clock())
        async with raw(opens("https://slack.com/link/")) as server, ear.listening(server.address):
            async with asyncio.timeout(10):
                while len(ear.waits) < 4:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            assert not ear.lives

    run(story())
    assert [each.message for each in caplog.records if "makes no sense" in each.message] == caplog.messages
    assert len(caplog.messages) == 1


def test_a_token_of_another_kind_is_refused_with_what_to_do() -> None:
    async def story() -> None:
        async with serve(Company(small())) as demo:
            slack = Slack(demo.addresses.slack, "demo-credential", Clock())
            with pytest.raises(Refused, match="not_allowed_token_type") as caught:
                await slack.ring("xoxp-demo-credential", lambda _: None, lambda _: None)
            assert "xapp-" in caught.value.hint
            await slack.http.close()

    run(story())


def reprs() -> set[str]:
    """What the connectors' objects in this process show of themselves."""
    ours = [each for each in gc.get_objects() if str(type(each).__module__).startswith("supporttray.connectors")]
    return {repr(each) for each in ours}


@pytest.mark.parametrize("fault", ["cut", "garbage", "huge", "refresh_requested", "link_disabled"])
def test_neither_the_token_nor_a_ticket_is_written_or_shown(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    trace = f"trace-of-{fault}"  # one that no other test leaves behind in this process
    token = f"xapp-demo-credential-{trace}"
    left = reprs()  # by other tests

    async def story() -> None:
        clock = Clock()
        async with serve(Company(small(), clock=clock)) as demo:
            ear = Ear(clock)
            async with ear.listening(demo.addresses.slack, token) as task:
                one = Room(demo.company, ear, exchange(demo.company), task, demo.addresses.slack)
                await one.until(lambda: ear.lives)
                one.exchange.order(Order(fault))  # type: ignore[arg-type]
                await one.until(lambda: task.done() or len(ear.lives) > 1)
                shown = {*reprs(), str(task.exception()) if task.done() else ""} - left
                assert [each for each in shown if trace in each or "ticket=" in each] == []

    with caplog.at_level(logging.DEBUG):
        run(story())
    written = [each.getMessage() for each in caplog.records if not each.name.startswith(("asyncio", "httpcore"))]
    assert [each for each in written if trace in each or "ticket=" in each] == []
