"""One connection to a bus that asks, and tells each signal in its order. How long it may take is its caller's."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from jeepney import HeaderFields, MatchRule, Message, MessageType, message_bus
from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.bus import get_bus
from jeepney.io.asyncio import DBusConnection

from supporttray.notify import NotShown

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")

FLUSH_S = 2.0
CHUNK = 4096  # bytes


def sender(message: Message) -> str:
    """Return the unique name of who sent a message."""
    return str(message.header.fields.get(HeaderFields.sender, ""))


class Bus:
    """A connection, and the task that reads it. What nobody waits for goes to `heard`: signals, and answers that came too late.

    An answer is read at the moment when it arrives, before what comes after it is heard.
    """

    def __init__(self, connection: DBusConnection, heard: Callable[[Message], None]) -> None:
        self._connection = connection
        self._heard = heard
        self._waiting: dict[int, tuple[asyncio.Future[Any], Callable[[Message], Any]]] = {}
        self._listening = asyncio.create_task(self._listen(), name="bus")

    @classmethod
    async def open(cls, heard: Callable[[Message], None], name: str = "SESSION") -> Bus:
        """Connect to the session bus, or the SYSTEM's, and say hello. Raises `NotShown` when there is none."""
        try:
            bus = cls(await _connection(name), heard)
        except (OSError, EOFError, LookupError, ValueError, RuntimeError, AuthenticationError) as error:
            raise NotShown("There is no session bus, so nothing can be said on this desktop.") from error
        try:
            await bus.ask(message_bus.Hello(), lambda _: None)
        except BaseException:
            await bus.close()
            raise
        return bus

    @property
    def open_still(self) -> bool:
        """Whether the bus is still there."""
        return not self._listening.done()

    async def gone(self) -> None:
        """Wait until the bus has gone."""
        await asyncio.wait([self._listening])

    async def listen_to(self, rule: MatchRule) -> None:
        """Have the bus send what suits a rule."""
        await self.ask(message_bus.AddMatch(rule), lambda _: None)

    async def ask(self, message: Message, read: Callable[[Message], Read]) -> Read:
        """Send a call and return what `read` makes of the answer. Raises `NotShown` on an error."""
        serial = next(self._connection.outgoing_serial)
        answer: asyncio.Future[Read] = asyncio.get_running_loop().create_future()
        self._waiting[serial] = answer, read
        try:
            await self._connection.send(message, serial=serial)
            if not (self.open_still or answer.done()):
                raise NotShown("The session bus has gone.")
            return await answer
        except OSError as error:
            raise NotShown("The session bus has gone.") from error
        finally:
            del self._waiting[serial]

    def post(self, message: Message) -> None:
        """Send a call whose answer does not matter, without waiting."""
        if self.open_still:
            self._connection.writer.write(message.serialise(next(self._connection.outgoing_serial)))

    async def close(self) -> None:
        """Leave the bus; what was posted is still sent, if the bus takes it in `FLUSH_S` seconds."""
        self._listening.cancel()
        await asyncio.wait([self._listening])
        with suppress(OSError):
            async with asyncio.timeout(FLUSH_S):
                await self._connection.close()

    async def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._take(await self._connection.receive())
        for answer, _ in self._waiting.values():
            if not answer.done():
                answer.set_exception(NotShown("The session bus has gone."))

    def _take(self, message: Message) -> None:
        answer, read = self._waiting.get(message.header.fields.get(HeaderFields.reply_serial, 0), (None, None))
        if answer is None or read is None or answer.done():
            self._heard(message)
        elif message.header.message_type is MessageType.error:
            answer.set_exception(NotShown(_why(message)))
        else:
            try:
                answer.set_result(read(message))
            except (LookupError, TypeError, ValueError) as error:
                answer.set_exception(NotShown(f"This desktop's answer makes no sense: {error}"))


def _why(error: Message) -> str:
    name = error.header.fields.get(HeaderFields.error_name, "")
    if name in ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner"):
        return "This desktop has no notification service."
    said = str(error.body[0]) if error.body else name
    return f"This desktop's notification service failed: {said}"


async def _connection(name: str) -> DBusConnection:
    """Open a bus's socket and authenticate (D-Bus Specification, Authentication Protocol)."""
    reader, writer = await asyncio.open_unix_connection(get_bus(name))
    try:
        steps = Authenticator()
        for step in steps:
            writer.write(step)
            await writer.drain()
            answer = await reader.read(CHUNK)
            if not answer:
                raise EOFError
            steps.feed(answer)
        writer.write(BEGIN)
        await writer.drain()
    except BaseException:
        writer.close()
        raise
    return DBusConnection(reader, writer)
