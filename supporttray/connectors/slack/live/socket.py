"""Slack's Socket Mode: it tells at once what happens, over a connection that we open (docs.slack.dev/apis/events-api/using-socket-mode).

What it tells is only where to look: each event goes to one of an app's sockets, late, twice or out of order, and what happens while
none is open is never told. So each new socket says `live`, and whoever listens looks at everything.
"""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from supporttray.connectors.http import PUBLIC, tls
from supporttray.connectors.slack.api import WebApi
from supporttray.connectors.slack.live.frame import CAP, Heard, frame, hint, payload
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from websockets.asyncio.client import ClientConnection

    from supporttray.connectors import Hint
    from supporttray.connectors.slack.live.frame import Frame

PING_S, SILENT_S = 5.0, 20.0  # how often the other side is asked whether it is there, and after how long it is not
HELLO_S = 10.0
LONGEST_S = 300.0  # between two attempts
CROWDED = 6  # the failures that too many sockets count for: half a minute
STEADY = timedelta(minutes=1)  # a socket that lived so long was no failure
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OFF = "link_disabled"
log = logging.getLogger(__name__)
_wire_log = logging.getLogger(__name__ + ".wire")  # what the library says holds the address, and that a ticket
_wire_log.disabled = True


class Opened(msgspec.Struct, frozen=True):
    """apps.connections.open: an address that is good once, for a few seconds."""

    url: str


class Line:
    """One open socket: from its hello until it ends."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self.leaving = asyncio.Event()  # it ends, or soon will
        self.reason = ""

    async def hello(self) -> None:
        """Wait for Slack's first word. Raises a `ServiceError` where it is another one."""
        async with asyncio.timeout(HELLO_S):
            first = frame(await self._wire.recv())
        if first.type != "hello":
            self.reason = first.reason
            raise _off() if first.reason == OFF else Unreachable("Slack wants no more sockets for now.")

    async def read(self, heard: Callable[[Frame], None]) -> None:
        """Hand over what comes, each thing acknowledged first, until the end. Raises `NotUnderstood` for what is none of Slack's."""
        with suppress(ConnectionClosed):
            async for text in self._wire:
                found = frame(text)
                if found.envelope_id:
                    await self._wire.send(msgspec.json.encode({"envelope_id": found.envelope_id}).decode())
                if found.type == "disconnect":
                    self.reason = found.reason
                    self.leaving.set()
                else:
                    heard(found)

    def cut(self) -> None:
        """End it at once."""
        self._wire.transport.abort()

    async def close(self) -> None:
        """End it as is the custom."""
        await self._wire.close()


class Socket:
    """Listens with an app-level token. `lot` is drawn from [0, 1), `sleep` waits."""

    def __init__(
        self,
        api: WebApi,
        heard: Callable[[Hint], None],
        live: Callable[[bool], None],
        *,
        lot: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._api = api
        self._heard = heard
        self._live = live
        self._lot = lot
        self._sleep = sleep
        self._known = Heard()
        self._lines: dict[Line, asyncio.Task[None]] = {}
        self._failures = 0
        self._complained = False

    async def run(self) -> None:
        """Listen until cancelled. Raises `Refused` where there is no use in going on."""
        try:
            while True:
                line, since = await self._opened(), self._api.now
                await line.leaving.wait()
                if line.reason == OFF:
                    raise _off()
                self._failures = 0 if self._api.now - since >= STEADY else self._failures + 1
                if line.reason == "too_many_websockets":
                    self._failures = max(self._failures, CROWDED)
        finally:
            for line, reading in self._lines.items():
                reading.cancel()
                line.cut()
            await asyncio.gather(*self._lines.values(), return_exceptions=True)

    async def _opened(self) -> Line:
        """Open a socket, however often it takes, then close those before it: what is said meanwhile is heard by one of them."""
        while True:
            await self._sleep(pause(self._failures, self._lot()))
            try:
                line = await self._open()
            except SlowDown as error:
                await self._sleep(max((error.until - self._api.now).total_seconds(), 0.0))
            except Refused:
                raise
            except ServiceError as error:
                self._failures += 1
                self._complain(error.phrase)
            else:
                break
        if self._complained:
            log.info("Slack tells at once again what happens.")
        self._complained = False
        before = tuple(self._lines)
        self._lines[line] = asyncio.create_task(self._attend(line))
        self._live(True)  # noqa: FBT003  as the protocol has it
        for other in before:
            await other.close()
        return line

    async def _open(self) -> Line:
        """Open a socket; it has said hello. Raises a `ServiceError`, without the address: that is a secret for as long as it is good."""
        opened = await self._api.call("apps.connections.open", Opened)
        secure = self._fit(opened.url)
        try:
            wire = await connect(
                opened.url,
                ssl=tls() if secure else None,
                compression=None,
                max_size=CAP,
                ping_interval=PING_S,
                ping_timeout=SILENT_S - PING_S,
                close_timeout=1,
                user_agent_header=PUBLIC["user-agent"],
                logger=_wire_log,
            )
        except (WebSocketException, OSError, TimeoutError, ImportError, ValueError):
            raise Unreachable("No connection to Slack's socket.", "Check the network.") from None
        line = Line(wire)
        try:
            await line.hello()
        except BaseException as error:
            line.cut()
            if line.reason == "too_many_websockets":
                self._failures = max(self._failures, CROWDED)
            if isinstance(error, (ConnectionClosed, TimeoutError)):
                raise Unreachable("Slack's socket says nothing.") from None
            raise
        return line

    def _fit(self, url: str) -> bool:
        """Whether the address is to be spoken to under TLS. Raises `NotUnderstood` where it is none to be spoken to at all."""
        try:
            parts, own = urlsplit(url), urlsplit(self._api.http.address)
            fit = parts.scheme == "wss" or (parts.scheme == "ws" and {parts.hostname, own.hostname} <= {*LOOPBACK})
        except ValueError:
            fit = False
        if not fit:
            raise NotUnderstood("Slack names an address for its socket that makes no sense.")
        return parts.scheme == "wss"

    async def _attend(self, line: Line) -> None:
        """Hear what a socket says until it ends; with the last one it is told that nothing is heard any more."""
        try:
            await line.read(self._hear)
        except NotUnderstood as error:
            self._complain(error.phrase)
            line.cut()
        finally:
            del self._lines[line]
            line.leaving.set()
            if not self._lines:
                self._live(False)  # noqa: FBT003

    def _hear(self, found: Frame) -> None:
        """Pass on where something happened, once. What cannot be read, or was kept from us, is looked for everywhere."""
        if found.type != "events_api":
            return
        try:
            told = payload(found)
            where = hint(told.event) if told.event else None
        except NotUnderstood:
            self._live(True)  # noqa: FBT003
            return
        if told.type == "app_rate_limited":
            self._live(True)  # noqa: FBT003
        elif where and self._known.fresh(told, where):
            self._heard(where)

    def _complain(self, phrase: str) -> None:
        """Log once until it is well again."""
        if not self._complained:
            log.warning("%s Until its socket works, Slack is asked as often as without it.", phrase)
        self._complained = True


async def ring(asked: WebApi, credential: str, heard: Callable[[Hint], None], live: Callable[[bool], None]) -> None:
    """Listen with an app-level token where `asked` leads, until cancelled. Raises `Refused`."""
    api = WebApi(asked.http.address, credential, lambda: asked.now)
    try:
        await Socket(api, heard, live).run()
    except Refused as refused:
        hint_ = "Set one that begins with xapp- and has connections:write: `supporttray secrets set` with `.app` behind the service's name."
        raise Refused(
            refused.phrase, refused.hint if refused.missing == OFF else hint_, missing=refused.missing
        ) from None
    finally:
        await api.http.close()


def pause(failures: int, lot: float) -> float:
    """Return how many seconds to wait before the next attempt, never all clients at once. Pure."""
    longest = min(2.0 ** (min(failures, 20) - 1), LONGEST_S) if failures else 0.5
    return longest * (lot if not failures else 0.5 + lot / 2)


def _off() -> Refused:
    hint_ = "Switch Socket Mode on in the settings of your Slack app, then choose the service again."
    return Refused("Socket Mode is switched off for your Slack app.", hint_, missing=OFF)
