"""The demo's Socket Mode: its frames are as Slack describes them, and Slack's own client hears the same as ours."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from jsonschema import Draft7Validator
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from supporttray.connectors import Hint
from supporttray.connectors.slack.live.frame import frame, hint, payload
from supporttray.connectors.slack.service import Slack
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from supporttray.demo.slack import socket
from supporttray.demo.slack.socket import Order, exchange
from tests.connectors.lab import Clock, run
from tests.demo.conftest import SMALL
from tests.demo.test_demo_slack_contract import misshapen

APP = "xapp-demo-credential"
DAY: list[dict[str, Any]] = [
    {"do": "message", "id": "q", "by": "bo", "text": "Is it down?"},
    {"do": "reply", "to": "q", "id": "a", "by": "ada", "text": "I look."},
    {"do": "reply", "to": "q", "by": "ada", "text": "It is up.", "broadcast": True},
    {"do": "react", "to": "q", "by": "ada", "emoji": "eyes::skin-tone-3"},
    {"do": "unreact", "to": "q", "by": "ada", "emoji": "eyes::skin-tone-3"},
    {"do": "react", "to": "a", "by": "bo", "emoji": "tada"},
    {"do": "edit", "to": "q", "text": "Was it down?"},
    {"do": "delete", "to": "q"},
    {"do": "delete", "to": "a"},
    {"do": "message", "id": "gone", "by": "bo", "text": "Sorry."},
    {"do": "delete", "to": "gone"},
    {"do": "message", "by": "robot", "text": "Deployed."},
    {"do": "message", "by": "hook", "text": "Alert."},
    {"do": "join", "by": "bo"},
    {"do": "topic", "by": "bo", "text": "On duty: Bo"},
]
SHAPES = {
    ("message", None): "Message",
    ("message", "thread_broadcast"): "MessageThreadBroadcast",
    ("message", "bot_message"): "MessageBot",
    ("message", "channel_join"): "MessageChannelJoin",
    ("message", "channel_topic"): "MessageChannelTopic",
    ("message", "message_deleted"): "MessageDeleted",
    ("message", "message_changed"): "Message",  # of its own there is none; its wrapper and head are the same
    ("reaction_added", None): "ReactionAdded",
    ("reaction_removed", None): "ReactionRemoved",
}


@asynccontextmanager
async def company() -> AsyncIterator[Demo]:
    async with serve(Company(check({**SMALL, "entry": []}), clock=Clock())) as demo:
        yield demo


class Theirs:
    """Slack's own client, and what it hears."""

    def __init__(self, demo: Demo, app: str = APP) -> None:
        web = AsyncWebClient(base_url=f"{demo.addresses.slack}/")
        self.client = SocketModeClient(app, web_client=web)
        self.heard: list[dict[str, Any]] = []
        self.client.socket_mode_request_listeners.append(self._hear)  # type: ignore[arg-type]

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        self.heard.append(request.to_dict())

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[list[dict[str, Any]]]:
        await self.client.connect()
        try:
            yield self.heard
        finally:
            await self.client.close()


@asynccontextmanager
async def ours(demo: Demo, app: str = APP) -> AsyncIterator[list[Hint]]:
    slack = Slack(demo.addresses.slack, "demo-credential", Clock())
    heard: list[Hint] = []
    live = asyncio.Event()
    task = asyncio.create_task(slack.ring(app, heard.append, lambda now: live.set() if now else live.clear()))
    try:
        await live.wait()
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await slack.http.close()


@asynccontextmanager
async def line(demo: Demo) -> AsyncIterator[ClientWebSocketResponse]:
    """A bare socket, that of the vendor's own library."""
    web = AsyncWebClient(base_url=f"{demo.addresses.slack}/")
    async with ClientSession() as session:
        url = (await web.apps_connections_open(app_token=APP))["url"]
        async with session.ws_connect(url) as opened:
            yield opened


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  the other side is another program's
            await asyncio.sleep(0.005)


def hints(heard: list[dict[str, Any]]) -> list[Hint | None]:
    found = (payload(frame(json.dumps(each))).event for each in heard)
    return [hint(event) for event in found if event]


def test_slacks_own_client_and_ours_hear_the_same() -> None:
    """Each is an app of its own: Bo's and Ada's."""

    async def story() -> None:
        async with company() as demo, Theirs(demo, f"{APP}-as-bo").listening() as theirs, ours(demo) as mine:
            demo.company.play(DAY)
            await until(lambda: len(theirs) == len(mine) == len(DAY))
            assert sorted(map(repr, hints(theirs))) == sorted(map(repr, mine))
            everything = {"sockets": 1, "sent": len(DAY), "acknowledged": len(DAY)}
            await until(lambda: all(one.items() >= everything.items() for one in exchange(demo.company).report()))

    run(story())


def test_every_frame_is_as_slack_describes_it(contracts: Path) -> None:
    shapes = json.loads((contracts / "slack_events.json").read_text("utf-8"))
    wrapper = Draft7Validator(json.loads((contracts / "slack_event_wrapper.json").read_text("utf-8")))

    async def story() -> list[dict[str, Any]]:
        async with company() as demo, Theirs(demo).listening() as heard:
            demo.company.play(DAY)
            await until(lambda: len(heard) == len(DAY))
            return heard

    kinds = set()
    for each in run(story()):
        wrapper.validate(each["payload"])
        event = each["payload"]["event"]
        kind = (event["type"], event.get("subtype"))
        kinds.add(kind)
        shape = shapes[SHAPES[kind]]
        assert list(misshapen(each["payload"], shape)) == []
        lacking = {"channel", "ts", "event_ts"} & shape["event"].keys() - event.keys()
        assert not lacking, kind
    assert kinds == SHAPES.keys()


def recorded(contracts: Path) -> Iterator[dict[str, Any]]:
    for line in (contracts / "slack_frames.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def test_a_frame_has_what_a_recorded_one_has(contracts: Path) -> None:
    """The frames of Slack's own tests: the same keys, above the event itself."""
    [like] = [one for one in recorded(contracts) if one.get("payload", {}).get("event", {}).get("type") == "message"]
    [hello] = [one for one in recorded(contracts) if one["type"] == "hello"]

    async def story() -> list[dict[str, Any]]:
        async with company() as demo, line(demo) as said:
            first = await said.receive_json()
            demo.company.play(DAY[:1])
            second = await said.receive_json()
            exchange(demo.company).order(Order("warning"))
            return [first, second, await said.receive_json()]

    first, event, last = run(story())
    assert first.keys() == hello.keys()
    assert event.keys() == like.keys()
    assert event["payload"].keys() >= like["payload"].keys()
    assert (last["type"], last["reason"]) == ("disconnect", "warning")


def test_an_event_goes_to_one_of_an_apps_sockets() -> None:
    async def story() -> None:
        async with company() as demo, ours(demo) as one, ours(demo) as other:
            demo.company.play(DAY)
            await until(lambda: len(one) + len(other) == len(DAY))
            assert one
            assert other

    run(story())


def test_an_address_is_good_once_and_only_for_a_token_of_an_app() -> None:
    async def story() -> None:
        async with company() as demo:
            web = AsyncWebClient(base_url=f"{demo.addresses.slack}/")
            with pytest.raises(SlackApiError, match="not_allowed_token_type"):
                await web.apps_connections_open(app_token="xoxp-demo-credential")
            with pytest.raises(SlackApiError, match="not_allowed_token_type"):
                await AsyncWebClient(APP, base_url=web.base_url).auth_test()
            async with line(demo) as first, ClientSession() as session:
                assert (await first.receive_json())["type"] == "hello"
                with pytest.raises(WSServerHandshakeError, match="403"):
                    await session.ws_connect(str(first._response.url))

    run(story())


def test_what_is_not_acknowledged_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "ACKNOWLEDGED_S", 0.05)

    async def story() -> None:
        async with company() as demo:
            async with line(demo) as said:
                await said.receive_json()
                demo.company.play(DAY[:1])
                first, second, third = [await said.receive_json() for _ in range(3)]
            assert [each["retry_attempt"] for each in (first, second, third)] == [0, 1, 2]
            assert first["payload"] == second["payload"] == third["payload"]
            assert len({each["envelope_id"] for each in (first, second, third)}) == 3
            async with ours(demo) as heard:  # the socket has gone; what was told by none is told by the next
                await until(lambda: heard)

    run(story())


def test_what_is_to_go_wrong_is_checked(web: httpx.Client) -> None:
    wrong = web.post("/_demo/sockets", json={"do": "explode"})
    assert wrong.status_code == 400
    assert "explode" in wrong.text
    assert web.post("/_demo/sockets", json={"do": "drop", "times": 2}).json() == []
