"""Slack's Socket Mode: each event goes to one of an app's sockets, and comes again until it is acknowledged. What goes wrong goes wrong on demand."""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from supporttray.demo.company import Company
from supporttray.demo.desk import Happening
from supporttray.demo.moment import stamp
from supporttray.demo.scenario import Person
from supporttray.demo.slack import event
from supporttray.demo.slack.call import Call, SlackError, is_member

ACKNOWLEDGED_S = 3.0  # an event that was not by then comes again
ATTEMPTS = 3
TICK_S = 0.05  # how often what is due is played while somebody listens
MOST = 10  # sockets of an app
LEAVING_S = 10.0  # from the announcement of its end to the end of a socket

FrameFault: TypeAlias = Literal["duplicate", "drop", "reorder"]
Act: TypeAlias = Literal[
    "cut", "warning", "refresh_requested", "link_disabled", "too_many_websockets", "garbage", "huge", "enable"
]
_ANNOUNCED = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")


class Order(Struct, frozen=True):
    """What is to go wrong: with the next `times` frames, or at once with all sockets."""

    do: FrameFault | Act
    times: Annotated[int, Meta(ge=1, le=10_000)] = 1


class Plug:
    """One socket of an app: what is to be said over it. `None` ends it."""

    def __init__(self, cut: Callable[[], None]) -> None:
        self.words: asyncio.Queue[str | None] = asyncio.Queue()
        self.cut = cut
        self.leaving = False
        self.unheard: dict[str, tuple[dict[str, Any], int, asyncio.TimerHandle]] = {}

    def say(self, frame: dict[str, Any]) -> None:
        """Say something."""
        self.words.put_nowait(msgspec.json.encode(frame).decode())


class App:
    """A person's app: its sockets, and what none of them has acknowledged."""

    def __init__(self, me: Person) -> None:
        self.me = me
        self.plugs: list[Plug] = []
        self.faults: deque[FrameFault] = deque()
        self.sent = self.acknowledged = 0
        self._held: list[dict[str, Any]] = []
        self._waiting: list[tuple[dict[str, Any], int]] = []

    def tell(self, payload: dict[str, Any]) -> None:
        """Send an event; nobody keeps what happens while no socket is there."""
        fault = self.faults.popleft() if self.faults else None
        if fault == "reorder":
            self._held.append(payload)
            if "reorder" not in self.faults:
                self.release()
        elif fault != "drop":
            self._send(payload, 0)
            if fault == "duplicate":
                self._send(payload, 1)

    def release(self) -> None:
        """Send what was held back, the last first."""
        held, self._held = self._held[::-1], []
        for payload in held:
            self._send(payload, 0)

    def plugged(self, plug: Plug) -> None:
        """A socket is there: say hello, and again what was not acknowledged."""
        self.plugs.append(plug)
        plug.say(event.hello(self.me, len(self.plugs)))
        for other in self.plugs[:-1]:
            if other.leaving:
                other.words.put_nowait(None)
        waiting, self._waiting = self._waiting, []
        for payload, attempt in waiting:
            self._send(payload, attempt)

    def unplugged(self, plug: Plug) -> None:
        """A socket is gone; what it did not acknowledge goes to another one, now or later."""
        self.plugs.remove(plug)
        for payload, attempt, timer in plug.unheard.values():
            timer.cancel()
            self._again(payload, attempt)

    def heard(self, plug: Plug, envelope_id: str) -> None:
        """Something is acknowledged."""
        if found := plug.unheard.pop(envelope_id, None):
            found[2].cancel()
            self.acknowledged += 1

    def _send(self, payload: dict[str, Any], attempt: int) -> None:
        plugs = [plug for plug in self.plugs if not plug.leaving] or self.plugs
        if not plugs:
            self._waiting += [(payload, attempt)] if attempt else []
            return
        plug = plugs[self.sent % len(plugs)]
        frame = event.envelope(payload, attempt)
        self.sent += 1
        late = asyncio.get_running_loop().call_later(ACKNOWLEDGED_S, self._late, plug, frame["envelope_id"])
        plug.unheard[frame["envelope_id"]] = (payload, attempt, late)
        plug.say(frame)

    def _late(self, plug: Plug, envelope_id: str) -> None:
        payload, attempt, _ = plug.unheard.pop(envelope_id)
        self._again(payload, attempt)

    def _again(self, payload: dict[str, Any], attempt: int) -> None:
        if attempt < ATTEMPTS:
            self._send(payload, attempt + 1)


class Exchange:
    """All apps that listen to a company."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._tickets: dict[str, Person] = {}
        self._number = self._last = 0
        self.apps: dict[str, App] = {}
        self.disabled = False
        company.desk.ears.append(self._happened)

    def ticket(self, me: Person) -> str:
        """Give a ticket for one socket."""
        if self.disabled:
            raise SlackError("not_allowed")
        code = uuid.uuid4().hex
        self._tickets[code] = me
        return code

    def redeem(self, ticket: str) -> App | None:
        """Give the app whose ticket it is, once."""
        me = self._tickets.pop(ticket, None)
        return None if me is None else self.apps.setdefault(me.id, App(me))

    def order(self, order: Order) -> None:
        """Let something go wrong, for all apps."""
        for app in self.apps.values():
            if order.do in get_args(FrameFault):
                app.faults.extend([order.do] * order.times)  # type: ignore[list-item]
            else:
                self._act(app, order.do)
        self.disabled = order.do == "link_disabled" or (self.disabled and order.do != "enable")

    def report(self) -> list[dict[str, Any]]:
        """Tell of each app how many sockets it has, and how much went over them."""
        return [
            {"by": app.me.user, "sockets": len(app.plugs), "sent": app.sent, "acknowledged": app.acknowledged}
            for app in self.apps.values()
        ]

    def _act(self, app: App, do: str) -> None:
        for plug in list(app.plugs):
            if do == "cut":
                plug.cut()
            elif do in _ANNOUNCED:
                plug.leaving = True
                plug.say(event.disconnect(app.me, do))
                # Slack leaves some seconds for a new socket, unless there is none to be had
                wait = LEAVING_S if do in ("warning", "refresh_requested") else 0.0
                asyncio.get_running_loop().call_later(wait, plug.words.put_nowait, None)
            elif do == "garbage":
                plug.words.put_nowait("<html>Please accept the terms of this network")
            elif do == "huge":
                plug.words.put_nowait('{"type":"' + "x" * 2**21 + '"}')

    def _happened(self, happening: Happening) -> None:
        listening = [app for app in self.apps.values() if is_member(app.me, happening.place)]
        if not listening:
            return
        self._number += 1
        self._last = max(self._last + 1, stamp(happening.at))
        for app in listening:
            app.tell(event.payload(self._company, app.me, happening, self._number, self._last))


def exchange(company: Company) -> Exchange:
    """Give the company's exchange; there is none before the first app asks."""
    if company.exchange is None:
        company.exchange = Exchange(company)
    found: Exchange = company.exchange
    return found


def open_connection(call: Call) -> dict[str, Any]:
    """Give the address of a socket; it is good once."""
    ticket = exchange(call.company).ticket(call.me)
    return {"url": f"ws://{urlsplit(call.base).netloc}/slack/link/?ticket={ticket}&app_id={event.app_id(call.me)}"}


def routes(company: Company) -> list[WebSocketRoute]:
    """Give the one route of the sockets."""

    async def answer(socket: WebSocket) -> None:
        app = exchange(company).redeem(socket.query_params.get("ticket", ""))
        if app is None:
            await socket.close()
            return
        await socket.accept()
        assert socket.client is not None  # noqa: S101  it came over TCP
        peer = (socket.client.host, socket.client.port)
        if len(app.plugs) >= MOST:
            await socket.send_text(msgspec.json.encode(event.disconnect(app.me, "too_many_websockets")).decode())
            await socket.close()
        else:
            await _attend(company, app, socket, Plug(lambda: company.traffic.cut(peer)))
        company.traffic.closed(peer)

    return [WebSocketRoute("/slack/link/", answer)]


async def _attend(company: Company, app: App, socket: WebSocket, plug: Plug) -> None:
    """Talk over a socket until one side ends it."""
    works = [asyncio.ensure_future(work) for work in (_talk(socket, plug), _listen(socket, app, plug), _live(company))]
    app.plugged(plug)
    try:
        await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)
        app.unplugged(plug)


async def _talk(socket: WebSocket, plug: Plug) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while (text := await plug.words.get()) is not None:
            await socket.send_text(text)
        await socket.close()


async def _listen(socket: WebSocket, app: App, plug: Plug) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            app.heard(plug, str(msgspec.json.decode(await socket.receive_text()).get("envelope_id")))


async def _live(company: Company) -> None:
    """Play what is due, for nobody else looks."""
    while True:
        company.catch_up()
        await asyncio.sleep(TICK_S)
