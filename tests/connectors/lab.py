"""What the tests of the connectors share: a clock in the hand, a server that says any bytes, and a connector with its memory."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from supporttray.connectors import Answer, CanHear, Connector, Hint, Unchanged
from supporttray.connectors.http import Http
from supporttray.core.journal import merge
from supporttray.errors import ServiceError

if TYPE_CHECKING:
    from supporttray.core.item import AnyItem

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CANARY = "canary-5up3r53cr37"
SECRETS = {"authorization": f"Bearer {CANARY}", "private_token": CANARY}
Told = TypeVar("Told")


class Clock:
    """Tells the time that the test set."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


def run(work: Coroutine[Any, Any, Told]) -> Told:
    """Do some work on a loop of its own, within a limit."""
    return asyncio.run(asyncio.wait_for(work, 30))


# --- a server that says any bytes


def reply(body: bytes = b"{}", status: str = "200 OK", *, size: int | None = None, **headers: str) -> bytes:
    """Write an answer; `size` is a Content-Length that may lie."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body) if size is None else size}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Close:
    """Say this and close the connection."""

    words: bytes = b""


@dataclass(frozen=True)
class Hang:
    """Say this and no more, until the other side leaves."""

    words: bytes = b""


Say = Callable[["Raw", str], bytes | Close | Hang]


@dataclass
class Raw:
    """What a raw server heard: the heads (and forms) of all requests, and how many connections were made."""

    say: Say
    address: str = ""
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    ending: bool = False
    talks: set[Any] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.talks.add(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await self._talk(reader, writer)
        writer.transport.abort() if self.ending else writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            size = next((int(line.split(":")[1]) for line in head.lower().splitlines() if "content-length" in line), 0)
            self.heard.append(head + (await reader.readexactly(size)).decode())
            said = self.say(self, head.split(" ")[1])
            writer.write(said if isinstance(said, bytes) else said.words)
            await writer.drain()
            if isinstance(said, Hang):
                await reader.read()
            if not isinstance(said, bytes):
                return


@asynccontextmanager
async def raw(say: Say, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[Raw]:
    """Serve on the running loop; `say` gets the server and the path, and returns the bytes of the answer."""
    served = Raw(say)
    server = await asyncio.start_server(served.serve, host, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    served.address = f"http{'s' if tls else ''}://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        yield served
    finally:
        server.close()
        served.ending = True
        for talk in served.talks:
            talk.cancel()
        await asyncio.gather(*served.talks, return_exceptions=True)


@asynccontextmanager
async def to(address: str, clock: Clock | None = None, credential: str = "", **headers: str) -> AsyncIterator[Http]:
    """Open the way to a server, with headers that carry its credential."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    http = Http(address, named, clock or Clock(), credential=credential)
    try:
        yield http
    finally:
        await http.close()


async def refused(http: Http, path: str = "/x", *, form: bool = False) -> ServiceError:
    """Ask, and return the error."""
    with pytest.raises(ServiceError) as caught:
        await (http.post(path, {"text": CANARY}) if form else http.get(path))
    return caught.value


# --- a connector with what it told


class Look:
    """A connector, its memory and the items that it told, kept as the engine keeps them."""

    def __init__(self, connector: Connector, clock: Clock) -> None:
        self.connector = connector
        self.clock = clock
        self.memory = b""
        self.items: dict[str, AnyItem] = {}
        self.looked = clock()

    async def poll(self) -> Answer | Unchanged:
        return self._kept(await self.connector.fetch(self.memory, self.clock()))

    async def hear(self, *hints: Hint) -> Answer | Unchanged:
        """Look at what was told to have happened, as the engine does."""
        assert isinstance(self.connector, CanHear)
        return self._kept(await self.connector.look(self.memory, hints, self.clock()))

    def _kept(self, answer: Answer | Unchanged) -> Answer | Unchanged:
        if isinstance(answer, Answer):
            self.memory = answer.memory
            keys = {item.key for item in answer.items}
            gone = self.items.keys() - keys if answer.complete else set(answer.gone)
            self.items = {key: item for key, item in self.items.items() if key not in gone}
            self.items |= {item.key: merge(self.items.get(item.key), item, self.looked) for item in answer.items}
        self.looked = self.clock()
        return answer

    def states(self) -> dict[str, str]:
        """Return the state of each item by its title."""
        return {item.title: item.state for item in self.items.values()}
