"""Whether the person is at a Linux desktop: what its screen saver tells on the session bus, and logind on the system's."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageFlag, MessageType, Properties, new_method_call

from supporttray.notify import NotShown
from supporttray.notify.bus import Bus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime

    from supporttray.notify.presence import Told

SESSION, SYSTEM = "SESSION", "SYSTEM"
ANSWER_S = 2.0
AGAIN = timedelta(seconds=60)  # a bus that has gone, or is none, is looked for so often
WAKING = timedelta(seconds=10)  # after a sleep of the machine: the network comes, and everything is looked at

# Each has GetActive and ActiveChanged(b) at the path that its name spells: freedesktop is KDE's and light-locker's.
SAVERS = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))
DAEMON = "org.freedesktop.DBus"
# logind's: org.freedesktop.login1(5)
LOGIN = "org.freedesktop.login1"
MANAGER = DBusAddress("/org/freedesktop/login1", LOGIN, f"{LOGIN}.Manager")
USER = DBusAddress("/org/freedesktop/login1/user/self", LOGIN, f"{LOGIN}.User")
NOWHERE = "/"  # the session of who has none on a screen
LOCKED, ASLEEP = "LockedHint", "PrepareForSleep"


class Screens:
    """The Presence of a Linux desktop: the person is away while any of these says so. A bus may go and come back."""

    def __init__(self, now: Callable[[], datetime], sleep: Callable[[timedelta], Awaitable[None]]) -> None:
        self._now = now
        self._sleep = sleep
        self._told: Told = lambda _: None
        self._away: set[tuple[str, str]] = set()  # the bus, and what says so there
        self._waking: asyncio.TimerHandle | None = None

    async def watch(self, told: Told) -> None:
        """Listen on both buses until cancelled."""
        self._told = told
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow(SESSION, self._savers), name="screen saver")
                tasks.create_task(self._follow(SYSTEM, self._login), name="logind")
        finally:
            self._wake()

    async def _follow(self, name: str, listen: Callable[[Bus], Awaitable[None]]) -> None:
        while True:
            with suppress(NotShown, TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    bus = await Bus.open(lambda message: self._heard(name, message), name)
                try:
                    await listen(bus)
                    await bus.gone()
                finally:
                    await bus.close()
            for source in [source for source in self._away if source[0] == name]:
                self._set(*source, is_so=False)
            await self._sleep(AGAIN)

    async def _savers(self, bus: Bus) -> None:
        """Listen first and ask then: what changes in between is heard after the answer."""
        for name in SAVERS:
            for rule in _rules(name):
                await bus.listen_to(rule)
        for name in SAVERS:
            call = new_method_call(DBusAddress(_path(name), name, name), "GetActive")
            call.header.flags = MessageFlag.no_auto_start
            with suppress(NotShown, TimeoutError):  # most of them are not there
                async with asyncio.timeout(ANSWER_S):
                    await bus.ask(call, lambda answer, name=name: self._set(SESSION, name, is_so=bool(answer.body[0])))  # type: ignore[misc]

    async def _login(self, bus: Bus) -> None:
        async with asyncio.timeout(ANSWER_S):
            await bus.listen_to(_from_login(MANAGER.interface, ASLEEP, MANAGER.object_path))
            # the session that this person sees: a process of systemd's user instance belongs to none itself
            path = await bus.ask(Properties(USER).get("Display"), lambda answer: str(answer.body[0][1][1]))
            if path != NOWHERE:
                await self._session(bus, path)

    async def _session(self, bus: Bus, path: str) -> None:
        session = DBusAddress(path, LOGIN, f"{LOGIN}.Session")
        await bus.listen_to(_from_login(f"{DAEMON}.Properties", "PropertiesChanged", path))
        await bus.ask(
            Properties(session).get(LOCKED),
            lambda answer: self._set(SYSTEM, LOCKED, is_so=bool(answer.body[0][1])),
        )

    def _heard(self, bus: str, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is not MessageType.signal:
            return
        match fields.get(HeaderFields.member), fields.get(HeaderFields.signature), message.body:
            case "ActiveChanged", "b", (active,):
                self._set(bus, fields[HeaderFields.interface], is_so=active)
            case "NameOwnerChanged", "sss", (name, _, ""):
                self._set(bus, name, is_so=False)
            case "PropertiesChanged", "sa{sv}as", (_, {"LockedHint": (_, locked)}, _):
                self._set(bus, LOCKED, is_so=bool(locked))
            case "PrepareForSleep", "b", (True,):
                self._wake()
                self._set(bus, ASLEEP, is_so=True)
            case "PrepareForSleep", "b", (False,):
                self._wake()
                later = asyncio.get_running_loop().call_later
                self._waking = later(WAKING.total_seconds(), lambda: self._set(bus, ASLEEP, is_so=False))

    def _wake(self) -> None:
        if self._waking:
            self._waking.cancel()
            self._waking = None

    def _set(self, bus: str, what: str, *, is_so: bool) -> None:
        before = bool(self._away)
        if is_so:
            self._away.add((bus, what))
        else:
            self._away.discard((bus, what))
        if bool(self._away) != before:
            self._told(None if before else self._now())


def _path(name: str) -> str:
    return f"/{name.replace('.', '/')}"


def _from_login(interface: str, member: str, path: str) -> MatchRule:
    return MatchRule(type="signal", sender=LOGIN, interface=interface, member=member, path=path)


def _rules(name: str) -> Iterator[MatchRule]:
    yield MatchRule(type="signal", interface=name, member="ActiveChanged")
    gone = MatchRule(type="signal", sender=DAEMON, interface=DAEMON, member="NameOwnerChanged")
    gone.add_arg_condition(0, name)
    yield gone
