"""What a channel's topic says, read with one call, told as people read it."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Unchanged
from supporttray.connectors.slack.duty.sign import LONGEST, SlackSign
from supporttray.connectors.slack.service import Slack
from supporttray.core.announce import said
from supporttray.core.item import Sign
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import Demo, serve
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Look, raw, reply, run

HELP = "C00000HELP"
SCENARIO: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada Lovelace"}, {"id": "bo", "name": "Bo"}],
    "channel": [{"id": "help", "name": "help", "topic": "Ask <https://example.com|here | there> &amp; wait"}],
}


@dataclass
class Board:
    """A small company's Slack, and our look at its channel's topic."""

    demo: Demo
    clock: Clock
    look: Look

    def change(self, text: str, by: str = "bo") -> None:
        self.demo.company.play([{"do": "topic", "by": by, "channel": "help", "text": text}])

    async def poll(self, minutes: float = 10) -> Sign:
        self.clock.forward(minutes=minutes)
        await self.look.poll()
        (sign,) = self.look.items.values()
        assert isinstance(sign, Sign)
        return sign

    def asked(self) -> dict[str, int]:
        services: Any = self.demo.company.traffic.report()["services"]
        return dict(services["slack"]["methods"])


def tell(story: Callable[[Board], Coroutine[Any, Any, None]], channel: str = HELP) -> None:
    async def told() -> None:
        clock = Clock()
        async with serve(Company(check(SCENARIO), clock=clock)) as demo:
            slack = Slack(demo.addresses.slack, "demo-credential", clock)
            try:
                look = Look(SlackSign(SlackSign.Options(channel=channel), slack, "nobody"), clock)
                await story(Board(demo, clock, look))
            finally:
                await slack.http.close()

    run(told())


def facing(topic: object, person: object = None, error: str = "") -> Sign:
    """Look at a server that says what it wants."""
    nobody = {"ok": False, "error": error or "user_not_found"}
    answers: dict[str, Any] = {
        "auth.test": {"ok": True, "url": "https://small.slack.com/", "team_id": "T1", "user_id": "U1"},
        "conversations.info": {"ok": True, "channel": {"name": "help", "topic": topic}},
        "users.info": {"ok": True, "user": person} if person else nobody,
    }

    async def work() -> Sign:
        async with raw(lambda _, path: reply(msgspec.json.encode(answers[path.removeprefix("/")]))) as server:
            slack = Slack(server.address, CANARY, Clock())
            look = Look(SlackSign(SlackSign.Options(channel=HELP), slack, ""), Clock())
            try:
                await look.poll()
            finally:
                await slack.http.close()
            (sign,) = look.items.values()
            assert isinstance(sign, Sign)
            return sign

    return run(work())


def test_a_topic_is_told_as_people_read_it_with_who_set_it_and_when() -> None:
    async def story(board: Board) -> None:
        first = await board.poll()
        assert (first.text, first.where, first.by) == ("Ask here | there & wait", "#help", "Ada")
        assert first.key == f"sign:T00000DEMO/{HELP}"
        assert first.url.endswith(f"/archives/{HELP}")
        board.change("Ask\n On duty: *Bo* :pager:  until Fri 12 Dec")
        sign = await board.poll()
        assert sign.text == "Ask | On duty: *Bo* :pager: until Fri 12 Dec"
        assert said(sign.text) == "On duty: *Bo* :pager: until Fri 12 Dec"
        assert (sign.at, sign.by) == (NOON + timedelta(minutes=10), "Bo")

    tell(story)


def test_a_look_is_one_call_and_what_is_unchanged_is_not_told_again() -> None:
    async def story(board: Board) -> None:
        for _ in range(5):
            await board.poll()
        assert board.asked() == {"auth.test": 1, "conversations.info": 5, "users.info": 1}
        assert isinstance(await board.look.poll(), Unchanged)
        board.change("Other words", by="ada")
        assert (await board.poll()).text == "Other words"
        assert board.asked()["users.info"] == 1, "her name is known"

    tell(story)


def test_a_channel_that_nobody_knows_is_refused() -> None:
    async def story(board: Board) -> None:
        with pytest.raises(Refused, match="channel_not_found"):
            await board.poll()

    tell(story, "C0000NOONE")


@pytest.mark.parametrize(
    ("fault", "kind"), [("429", SlowDown), ("500", Unreachable), ("refused", Refused), ("garbage", NotUnderstood)]
)
def test_what_was_known_stays_when_slack_does_not_answer(fault: str, kind: type[ServiceError]) -> None:
    async def story(board: Board) -> None:
        before = await board.poll()
        board.demo.company.faults.switch_on(fault_of({"service": "slack", "fault": fault, "times": 1}))
        with pytest.raises(kind):
            await board.poll()
        assert await board.poll() == before

    tell(story)


@pytest.mark.parametrize("file", ["slack_examples.json", "slack_shapes.json"])
def test_a_topic_is_read_as_slack_documents_it(file: str) -> None:
    told = json.loads((Path(__file__).parents[1] / "contracts" / file).read_text("utf-8"))
    body = told["users.conversations"]["success"] if "examples" in file else told["conversations.info"]
    for channel in body.get("channels") or [body["channel"]]:
        set_at = channel["topic"]["last_set"]
        sign = facing(channel["topic"])
        assert sign.text == channel["topic"]["value"]
        assert sign.at == (datetime.fromtimestamp(set_at, UTC) if set_at else NOON)


def test_a_topic_that_nobody_ever_set_says_nothing() -> None:
    sign = facing({"value": "", "creator": "", "last_set": 0})
    assert (sign.text, sign.by, sign.at) == ("", "", NOON)
    assert facing({}) == sign, "a conversation without a topic"


def test_a_name_that_nobody_tells_keeps_nothing_back() -> None:
    topic = {"value": "On duty: Bo", "creator": "U2", "last_set": 1}
    for error in ("user_not_found", "missing_scope"):
        assert (facing(topic, error=error).text, facing(topic, error=error).by) == ("On duty: Bo", "")


@pytest.mark.parametrize("last_set", [10**30, -(10**14), "yesterday", 1.5, None])
def test_a_time_that_is_none_is_not_understood(last_set: object) -> None:
    with pytest.raises(NotUnderstood):
        facing({"value": "x", "creator": "", "last_set": last_set})


def test_hostile_words_become_one_short_plain_line() -> None:
    sign = facing(
        {"value": "<!channel> \u202eevil\u0007\n\r\n" + "a&lt;b&gt; " * 2_000, "creator": "U2", "last_set": 1},
        {"name": "\u202ebo\n", "profile": {"display_name": "B" * 500}},
    )
    assert sign.text.startswith("@channel evil | a<b>")
    assert len(sign.text) <= LONGEST
    assert len(sign.by) <= 60
    assert sign.text.isprintable()
