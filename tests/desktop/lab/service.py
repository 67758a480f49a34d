"""A notification service of the tests' own, on the real bus: with the abilities that a test wants, also those no daemon here has."""

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

NAME = "org.freedesktop.Notifications"
HERE = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
INTROSPECTION = f"""<node><interface name="{NAME}">
<method name="GetCapabilities"><arg direction="out" type="as"/></method>
<method name="GetServerInformation"><arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="s"/>
<arg direction="out" type="s"/></method>
<method name="Notify"><arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
<arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/><arg direction="in" type="a{{sv}}"/>
<arg direction="in" type="i"/><arg direction="out" type="u"/></method>
<method name="CloseNotification"><arg direction="in" type="u"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationReplied"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Service:
    """It stands on the bus while its `async with` lasts. `told` are the calls of Notify, `closed` the numbers that were taken away."""

    def __init__(self, *abilities: str) -> None:
        self.abilities = list(abilities)
        self.told: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self._connection: DBusConnection

    async def __aenter__(self) -> Self:
        self._connection = await open_dbus_connection("SESSION")
        async with DBusRouter(self._connection) as router:
            (how,) = await Proxy(message_bus, router).RequestName(NAME)
        assert how == 1, "another daemon serves notifications"
        self._serving = asyncio.create_task(self._serve())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._serving.cancel()
        with suppress(asyncio.CancelledError):
            await self._serving
        await self._connection.close()

    async def signal(self, name: str, signature: str, *body: Any) -> None:
        """Tell everybody."""
        await self._connection.send(new_signal(HERE, name, signature, body))

    async def _serve(self) -> None:
        while True:
            call = await self._connection.receive()
            if call.header.message_type is MessageType.method_call:
                await self._connection.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        match call.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                return new_method_return(call, "as", (self.abilities,))
            case "GetServerInformation":
                return new_method_return(call, "ssss", ("lab", "lab", "1", "1.2"))
            case "Introspect":
                return new_method_return(call, "s", (INTROSPECTION,))
            case "Notify":
                self.told.append(call.body)
                return new_method_return(call, "u", (call.body[1] or len(self.told),))
            case "CloseNotification":
                self.closed.append(call.body[0])
                return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
