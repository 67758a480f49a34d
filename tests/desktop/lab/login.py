"""logind's part of the system bus, on a bus of the test's own: one session that is locked, and a machine that sleeps.

Names, paths and types are those of org.freedesktop.login1(5).
"""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, DBusRouter, Proxy, open_dbus_connection

NAME = "org.freedesktop.login1"
MANAGER = DBusAddress("/org/freedesktop/login1", NAME, f"{NAME}.Manager")
SESSION = DBusAddress("/org/freedesktop/login1/session/_32", NAME, "org.freedesktop.DBus.Properties")


class Login:
    """It stands on the bus while its `async with` lasts; `asked` says that somebody has asked it. A session that is not `seen` is on no screen."""

    def __init__(self, *, locked: bool = False, seen: bool = True) -> None:
        self._locked = locked
        self._display = ("2", SESSION.object_path) if seen else ("", "/")
        self.asked = asyncio.Event()
        self._connection: DBusConnection

    async def __aenter__(self) -> Self:
        self._connection = await open_dbus_connection("SYSTEM")
        async with DBusRouter(self._connection) as router:
            await Proxy(message_bus, router).RequestName(NAME)
        self._serving = asyncio.create_task(self._serve())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._serving.cancel()
        with suppress(asyncio.CancelledError):
            await self._serving
        await self._connection.close()

    async def lock(self, *, locked: bool) -> None:
        """Lock or unlock the session."""
        self._locked = locked
        changed = (f"{NAME}.Session", {"LockedHint": ("b", locked)}, [])
        await self._connection.send(new_signal(SESSION, "PropertiesChanged", "sa{sv}as", changed))

    async def sleep(self, *, asleep: bool) -> None:
        """Let the machine fall asleep, or wake."""
        await self._connection.send(new_signal(MANAGER, "PrepareForSleep", "b", (asleep,)))

    async def _serve(self) -> None:
        while True:
            call = await self._connection.receive()
            if call.header.message_type is MessageType.method_call:
                await self._connection.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        known: dict[tuple[str, Any], tuple[str, Any]] = {
            ("/org/freedesktop/login1/user/self", (f"{NAME}.User", "Display")): ("(so)", self._display),
            (SESSION.object_path, (f"{NAME}.Session", "LockedHint")): ("b", self._locked),
        }
        self.asked.set()
        asked = (call.header.fields[HeaderFields.path], call.body)
        if asked in known:
            return new_method_return(call, "v", (known[asked],))
        return new_error(call, "org.freedesktop.DBus.Error.UnknownObject")
