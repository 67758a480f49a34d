"""What is written to Slack: found again by its mark, cut where a reader would, and each failure told for what it is."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from slack_sdk import WebClient

from supporttray.connectors.slack import write as slack_write
from supporttray.connectors.slack.mrkdwn import escape
from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import Demo, serve
from supporttray.errors import Refused, ServiceError
from tests.connectors.lab import CANARY, NOON, Clock, Say, raw, reply, run

HELP = "C00000HELP"
KEY = "0123456789abcdef"
TEXT = "Done & <!channel> <@U0000000BO> @here &lt;b&gt; 🙏\nsee <https://example.com|it>"
SMALL: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}],
    "channel": [
        {"id": "help", "name": "help"},
        {"id": "far", "name": "far", "members": ["bo"]},
        {"id": "old", "name": "old", "archived": True},
    ],
    "entry": [{"at": "-5m", "do": "message", "id": "q", "by": "bo", "text": "Where is order 7?"}],
}
QUESTION = f"{(NOON - timedelta(minutes=5)).timestamp():.6f}"
POST = Deed(verb=Verb.POST, place=HELP, text=TEXT)
ANSWER = Deed(verb=Verb.POST, place=HELP, message=QUESTION, text=TEXT)
DIRECT = Deed(verb=Verb.DIRECT, place="U0000000BO", text=TEXT)
REACT = Deed(verb=Verb.REACT, place=HELP, message=QUESTION, text="eyes")
UNREACT = Deed(verb=Verb.UNREACT, place=HELP, message=QUESTION, text="eyes")
EDIT = Deed(verb=Verb.EDIT, place=HELP, message=QUESTION, text="Better")


@dataclass
class Pen:
    """A small company's Slack, and ours that writes there."""

    demo: Demo
    slack: Slack
    clock: Clock

    def fault(self, fault: str, **more: Any) -> None:
        self.demo.company.faults.switch_on(fault_of({"service": "slack", "fault": fault, **more}))

    async def noise(self, count: int, **more: str) -> None:
        """Others (and we) write, each with metadata that looks like ours."""
        for number in range(count):
            metadata = {"event_type": "supporttray", "event_payload": {"key": f"other {number}"}}
            more |= {"metadata": json.dumps(metadata)}
            await self.slack.tell("chat.postMessage", slack_write.Nothing, channel=HELP, text="noise", **more)

    async def find(self, deed: Deed, key: str = KEY) -> Receipt | None:
        return await self.slack.find(deed, key, self.clock())


def tell(story: Callable[[Pen], Coroutine[Any, Any, None]]) -> None:
    """Let a story happen."""

    async def told() -> None:
        clock = Clock()
        async with serve(Company(check(SMALL), clock=clock)) as demo:
            slack = Slack(demo.addresses.slack, "demo-credential", clock)
            try:
                await story(Pen(demo, slack, clock))
            finally:
                await slack.http.close()

    run(told())


@asynccontextmanager
async def slack_of(say: Say) -> AsyncIterator[Slack]:
    """Our side of a Slack that says any bytes."""
    async with raw(say) as server:
        slack = Slack(server.address, CANARY, Clock())
        try:
            yield slack
        finally:
            await slack.http.close()


async def error_of(say: Say, act: Callable[[Slack], Coroutine[Any, Any, object]]) -> ServiceError:
    async with slack_of(say) as slack:
        with pytest.raises(ServiceError) as caught:
            await act(slack)
    assert CANARY not in caught.value.phrase + caught.value.hint
    return caught.value


# --- found again


@pytest.mark.parametrize("deed", [POST, ANSWER, DIRECT])
def test_what_was_written_is_found_by_its_mark(deed: Deed) -> None:
    async def story(pen: Pen) -> None:
        assert await pen.find(deed) is None
        receipt = await pen.slack.write(deed, KEY)
        assert receipt.url.endswith("/p" + receipt.id.replace(".", "")) or "thread_ts" in receipt.url
        assert await pen.find(deed) == receipt
        assert await pen.find(deed, "another key") is None

    tell(story)


@pytest.mark.parametrize("deed", [POST, ANSWER])
def test_the_mark_is_found_on_the_third_page(deed: Deed) -> None:
    async def story(pen: Pen) -> None:
        thread = {"thread_ts": deed.message} if deed.message else {}
        before, after = (430, 20) if deed.message else (20, 430)  # a thread is told from its beginning
        await pen.noise(before, **thread)
        receipt = await pen.slack.write(deed, KEY)
        await pen.noise(after, **thread)
        assert await pen.find(deed) == receipt
        services: Any = pen.demo.company.traffic.report()["services"]
        method = "conversations.replies" if deed.message else "conversations.history"
        assert services["slack"]["methods"][method] == 3

    tell(story)


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "somebody_else", "event_payload": {"key": KEY}},
        {"event_type": "supporttray", "event_payload": {"key": [KEY]}},
        {"event_type": "supporttray", "event_payload": {"other": KEY}},
    ],
)
def test_a_stranger_with_the_same_key_is_not_ours(metadata: dict[str, Any]) -> None:
    async def story(pen: Pen) -> None:
        told = json.dumps(metadata)
        await pen.slack.tell("chat.postMessage", slack_write.Nothing, channel=HELP, text="x", metadata=told)
        assert await pen.find(POST) is None

    tell(story)


@pytest.mark.parametrize("payload", [None, [], "text", 7, {"key": None}])
def test_a_strangers_metadata_of_any_shape_does_not_stop_the_search(payload: object) -> None:
    ours = {"ts": "1.5", "metadata": {"event_type": "supporttray", "event_payload": {"key": KEY}}}
    page = {"ok": True, "messages": [{"ts": "1.7", "metadata": {"event_type": "x", "event_payload": payload}}, ours]}
    link = {"ok": True, "permalink": "https://small.slack.com/p15"}

    def say(_: object, path: str) -> bytes:
        return reply(msgspec.json.encode(page if "history" in path else link))

    async def work() -> Receipt | None:
        async with slack_of(say) as slack:
            return await slack.find(POST, KEY, NOON)

    assert run(work()) == Receipt("1.5", "https://small.slack.com/p15")


@pytest.mark.parametrize("cursor", ["again", "", None])
def test_where_the_end_is_not_reached_it_is_not_called_absent(cursor: str | None) -> None:
    more = None if cursor is None else {"next_cursor": cursor}
    page = {"ok": True, "messages": [], "has_more": True, "response_metadata": more}
    error = run(error_of(lambda *_: reply(msgspec.json.encode(page)), lambda slack: slack.find(POST, KEY, NOON)))
    assert isinstance(error, Refused)


def test_a_link_that_is_not_told_loses_nothing() -> None:
    async def story(pen: Pen) -> None:
        for fault in ("500", "429", "garbage", "refused", "lost-answer"):
            pen.fault(fault, path="getPermalink", seconds=0)
            receipt = await pen.slack.write(POST, KEY)
            pen.demo.company.faults.clear()
            pen.clock.forward(minutes=5)
            found = await pen.find(POST)
            assert found
            assert receipt.id

    tell(story)


# --- whether it may be written


@pytest.mark.parametrize(
    ("place", "words"),
    [("C000000OLD", "is archived"), ("C000000FAR", "not a member"), ("C0000NOWHERE", "channel_not_found")],
)
def test_where_it_may_not_be_written_is_said_before(place: str, words: str) -> None:
    async def story(pen: Pen) -> None:
        with pytest.raises(Refused, match=words) as caught:
            await pen.slack.may(Deed(verb=Verb.POST, place=place, text="x"))
        assert caught.value.missing == "name"
        assert caught.value.hint
        await pen.slack.may(POST)
        await pen.slack.may(DIRECT)

    tell(story)


@pytest.mark.parametrize("deed", [REACT, UNREACT])
def test_what_is_so_already_is_done(deed: Deed) -> None:
    async def story(pen: Pen) -> None:
        for _ in range(2):
            assert await pen.slack.write(deed, KEY) == Receipt(QUESTION)

    tell(story)


# --- a referee


def test_slacks_own_client_reads_what_we_meant() -> None:
    async def story(pen: Pen) -> None:
        def read() -> None:
            web = WebClient("demo-credential", base_url=f"{pen.demo.addresses.slack}/")
            history = web.conversations_history(channel=HELP, include_all_metadata=True)["messages"]
            thread = web.conversations_replies(channel=HELP, ts=QUESTION, include_all_metadata=True)["messages"]
            direct = web.conversations_open(users="U0000000BO")["channel"]["id"]
            private = web.conversations_history(channel=direct, include_all_metadata=True)["messages"]
            asked = web.reactions_get(channel=HELP, timestamp=QUESTION)["message"]
            assert [one["ts"] for one in history] == [post.id, QUESTION]
            assert [one["ts"] for one in thread] == [QUESTION, answer.id]
            for one in (history[0], thread[1], private[0]):
                assert one["text"] == escape(TEXT)
                assert one["metadata"] == {"event_type": "supporttray", "event_payload": {"key": KEY}}
                assert one["user"] == "U000000ADA"
            assert thread[1]["thread_ts"] == QUESTION
            assert [(one["name"], one["users"]) for one in asked["reactions"]] == [("eyes", ["U000000ADA"])]
            assert web.chat_getPermalink(channel=HELP, message_ts=post.id)["permalink"] == post.url

        post = await pen.slack.write(POST, KEY)
        answer = await pen.slack.write(ANSWER, KEY)
        await pen.slack.write(DIRECT, KEY)
        await pen.slack.write(REACT, KEY)
        await asyncio.to_thread(read)

        await pen.slack.write(msgspec.structs.replace(EDIT, message=post.id, text="Better & <i>"), KEY)
        await pen.slack.write(UNREACT, KEY)

        def again() -> None:
            web = WebClient("demo-credential", base_url=f"{pen.demo.addresses.slack}/")
            edited = web.conversations_history(channel=HELP, include_all_metadata=True)["messages"][0]
            assert (edited["text"], edited["metadata"]["event_payload"]) == ("Better &amp; &lt;i&gt;", {"key": KEY})
            assert "reactions" not in web.reactions_get(channel=HELP, timestamp=QUESTION)["message"]

        await asyncio.to_thread(again)

    tell(story)
