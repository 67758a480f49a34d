"""What is to be said once: not posted where anybody said the same within a day, and the same is seen beforehand."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from supporttray.connectors.slack.service import Slack
from supporttray.connectors.slack.write import NEWEST
from supporttray.core.announce import Board, Seen, announcement
from supporttray.core.deed import Deed, Verb
from supporttray.core.model import Turn
from supporttray.core.text import plain
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from supporttray.errors import Unreachable
from tests.connectors.lab import CANARY, Clock, Close, Hang, Raw, Say, raw, reply, run

TEAM = "C00000TEAM"
TEXT = "apps: Ada & <@U1> are on duty until Fri 11 Dec 23:30, then Bo.\ndata: Bo is on duty."
DEED = Deed(verb=Verb.POST, place=TEAM, text=TEXT, once=True)
SMALL: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}],
    "channel": [{"id": "team", "name": "team", "topic": "Tea"}, {"id": "far", "name": "far", "members": ["bo"]}],
}


@dataclass
class Meeting:
    """A small company's Slack, and the apps of two people who write there."""

    demo: Demo
    clock: Clock
    ada: Slack
    bo: Slack

    def messages(self) -> list[str]:
        return [str(line["by_name"]) for line in self.demo.company.ledger.lines() if line["what"] == "message"]


@asynccontextmanager
async def meeting() -> AsyncIterator[Meeting]:
    clock = Clock()
    async with serve(Company(check(SMALL), clock=clock)) as demo:
        tokens = ("demo-credential", "demo-credential-as-bo")
        ada, bo = (Slack(demo.addresses.slack, token, clock) for token in tokens)
        try:
            yield Meeting(demo, clock, ada, bo)
        finally:
            await ada.http.close()
            await bo.http.close()


def tell(story: Callable[[Meeting], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        async with meeting() as one:
            await story(one)

    run(told())


def test_what_a_colleague_said_already_is_not_said_again_and_where_it_stands_is_told() -> None:
    async def story(one: Meeting) -> None:
        first = await one.ada.write(DEED, "key")
        assert await one.bo.write(DEED, "other") == first
        assert await one.ada.write(DEED, "third") == first
        assert one.messages() == ["Ada"]

    tell(story)


def test_other_words_and_words_of_before_are_no_reason_to_be_silent() -> None:
    async def story(one: Meeting) -> None:
        await one.ada.write(DEED, "key")
        await one.bo.write(msgspec.structs.replace(DEED, text=TEXT.replace("Ada", "Cy")), "key")
        one.clock.forward(days=1, seconds=1)
        await one.bo.write(DEED, "key")
        await one.bo.write(msgspec.structs.replace(DEED, once=False), "key")
        assert one.messages() == ["Ada", "Bo", "Bo", "Bo"]

    tell(story)


def test_it_is_seen_beforehand_with_the_channels_name() -> None:
    async def story(one: Meeting) -> None:
        board = Board(topic=TEAM, channel=TEAM)
        assert await one.bo.shown(board) == Seen(topic="Tea", name="#team")
        await one.ada.write(DEED, "key")
        seen = await one.bo.shown(board)
        assert seen.messages == (plain(TEXT),)
        one.clock.forward(days=1, seconds=1)
        assert (await one.bo.shown(board)).messages == ()

    tell(story)


def test_only_one_call_looks_at_the_channel_however_full_it_is() -> None:
    async def story(one: Meeting) -> None:
        talk = {"do": "message", "by": "bo", "channel": "team", "text": "noise", "times": 200, "every": "1s"}
        one.demo.company.play([talk])
        one.clock.forward(minutes=10)
        assert len((await one.ada.shown(Board(channel=TEAM))).messages) == int(NEWEST)
        services: Any = one.demo.company.traffic.report()["services"]
        assert services["slack"]["methods"]["conversations.history"] == 1

    tell(story)


def test_each_step_that_the_token_may_not_take_has_its_sentence() -> None:
    body = b'{"ok": false, "error": "missing_scope", "needed": "some:scope"}'

    async def work() -> Seen:
        async with raw(lambda *_: reply(body)) as server:
            slack = Slack(server.address, CANARY, Clock())
            try:
                return await slack.shown(Board(topic=TEAM, channel=TEAM, group="S0DUTY", status=True))
            finally:
                await slack.http.close()

    seen = run(work())
    asked = {Verb.TOPIC: "conversations.info", Verb.GROUP: "usergroups.users.list", Verb.STATUS: "auth.test"}
    lacks = "The token lacks: some:scope."
    assert seen == Seen(refused={verb: f"Slack does not permit {name}. {lacks}" for verb, name in asked.items()})
    turns = [Turn(people=("Ada",), mine=True)]
    board = Board(topic=TEAM, channel=TEAM, group="S0DUTY", status=True)
    steps = announcement(turns, board, seen, {"Ada": "U1"}).steps
    assert [step.deed.verb if step.deed else step.refused[-16:] for step in steps] == [
        "cks: some:scope.", Verb.POST, "cks: some:scope.", "cks: some:scope.",
    ]  # fmt: skip


def answers(history: Say, posted: list[str]) -> Say:
    def say(server: Raw, path: str) -> bytes | Close | Hang:
        if path.endswith("conversations.history"):
            return history(server, path)
        posted.append(path)
        return reply(b'{"ok": true, "channel": "C1", "ts": "1.0", "permalink": "https://s/1"}')

    return say


def write(history: Say) -> list[str]:
    """Post once to a Slack whose history is like that; return what was called besides."""
    posted: list[str] = []

    async def work() -> None:
        async with raw(answers(history, posted)) as server:
            slack = Slack(server.address, CANARY, Clock())
            try:
                await slack.write(DEED, "key")
            finally:
                await slack.http.close()

    run(work())
    return posted


def test_where_the_channel_may_not_be_read_nobody_can_know_and_it_is_posted() -> None:
    body = b'{"ok": false, "error": "missing_scope", "needed": "channels:history"}'
    assert write(lambda *_: reply(body))[0] == "/chat.postMessage"


def test_where_it_cannot_be_looked_at_now_nothing_is_posted_and_it_certainly_did_not_arrive() -> None:
    with pytest.raises(Unreachable) as caught:
        write(lambda *_: Close())
    assert not caught.value.maybe
