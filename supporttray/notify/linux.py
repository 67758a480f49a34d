"""Toasts on a Linux desktop: org.freedesktop.Notifications on the session bus (Desktop Notifications Specification 1.2)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call

from supporttray.core.toast import Button, Press
from supporttray.notify import NotShown, words
from supporttray.notify.bus import Bus, sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.toast import Toast

NAME = "org.freedesktop.Notifications"
ADDRESS = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
APP = "Support Tray"
ANSWER_S = 2.0
MOST = 100  # toasts remembered: a service that tells of no end must not make us grow
BY_ITSELF = -1  # the service decides how long a toast stands
NORMAL, CRITICAL = 1, 2  # the hint "urgency", a BYTE
CLICK = "default"  # the action of a click on the toast itself
REPLY = "inline-reply"  # KDE's: a line to write in; as an ability and as the action's key
DRAWS_CLICK = {"Xfce Notify Daemon"}  # 0.7: two buttons with one word, if both were there

GONE = MatchRule(
    type="signal", sender="org.freedesktop.DBus", interface="org.freedesktop.DBus", member="NameOwnerChanged"
)
GONE.add_arg_condition(0, NAME)
RULES = (MatchRule(type="signal", interface=NAME, path=ADDRESS.object_path), GONE)


@dataclass(frozen=True, slots=True)
class Service:
    """What the service that is there can do; one that `draws_click` shows the click's action as one more button."""

    abilities: frozenset[str]
    draws_click: bool = False

    @property
    def replies(self) -> bool:
        """Whether a person can write in a toast."""
        return REPLY in self.abilities


@dataclass(frozen=True, slots=True)
class Standing:
    """A toast on the screen: the number and the service (its unique name) that stand for it on the bus."""

    key: str
    number: int
    service: str
    click: Button


class Notifications:
    """The Notifier of a Linux desktop. One connection sends and listens: some services answer only who sent.

    A service may go and come back, also as another one. What it showed is forgotten with it, and not told as closed; the next
    `show` speaks to whoever is there.
    """

    def __init__(self, pressed: Callable[[Press], None], closed: Callable[[str], None]) -> None:
        self.replies = False  # until the service is asked
        self._pressed = pressed
        self._closed = closed
        self._bus: Bus | None = None
        self._service: Service | None = None
        self._standing: dict[str, Standing] = {}
        self._leaving: str | None = None  # the key of the toast that is being replaced
        self._one_at_a_time = asyncio.Lock()

    async def show(self, toast: Toast) -> None:
        """Show a toast, in the place of the one with the same key. Raises `NotShown`, also when it takes more than `ANSWER_S` seconds."""
        try:
            async with asyncio.timeout(ANSWER_S), self._one_at_a_time:
                await self._show(toast)
        except TimeoutError as error:
            raise NotShown(f"This desktop did not answer within {ANSWER_S:g} seconds.") from error

    async def withdraw(self, key: str) -> None:
        """Take a toast away if it is still there."""
        async with self._one_at_a_time:
            gone = self._standing.pop(key, None)
            if gone and self._bus:
                self._bus.post(close(gone.number))

    async def close(self) -> None:
        """Take all away and leave the bus."""
        async with self._one_at_a_time:
            bus, self._bus = self._bus, None
            gone = list(self._standing.values())
            self._forget()
            if bus:
                for each in gone:
                    bus.post(close(each.number))
                await bus.close()

    async def _show(self, toast: Toast) -> None:
        bus = await self._connected()
        service = await self._asked(bus)
        before = self._standing.get(toast.key)
        self._leaving = toast.key
        try:
            call = notify(toast, before.number if before else 0, service)
            await bus.ask(call, lambda answer: self._stands(toast, answer))
        except BaseException:
            self._standing.pop(toast.key, None)  # whatever stands there now is not what we believe
            raise
        finally:
            self._leaving = None

    async def _connected(self) -> Bus:
        if self._bus and not self._bus.open_still:
            await self._bus.close()
            self._bus = None
            self._forget()
        if self._bus is None:
            bus = await Bus.open(self._heard)
            try:
                for rule in RULES:
                    await bus.listen_to(rule)
            except BaseException:
                await bus.close()
                raise
            self._bus = bus
        return self._bus

    async def _asked(self, bus: Bus) -> Service:
        """Return what the service can do; each one is asked once."""
        if self._service is None:
            can = await bus.ask(new_method_call(ADDRESS, "GetCapabilities"), lambda answer: frozenset(answer.body[0]))
            name = await bus.ask(new_method_call(ADDRESS, "GetServerInformation"), lambda answer: str(answer.body[0]))
            self._service = Service(can, draws_click=name in DRAWS_CLICK)
            self.replies = self._service.replies
        return self._service

    def _stands(self, toast: Toast, answer: Message) -> None:
        self._standing.pop(toast.key, None)  # the newest is the last one
        self._standing[toast.key] = Standing(toast.key, int(answer.body[0]), sender(answer), toast.click)
        while len(self._standing) > MOST:
            del self._standing[next(iter(self._standing))]

    def _forget(self) -> None:
        self._service = None
        self._standing.clear()

    def _heard(self, message: Message) -> None:
        """Take a signal, or the answer to a call that we no longer wait for."""
        fields = message.header.fields
        kind, signature = message.header.message_type, fields.get(HeaderFields.signature, "")
        if kind is MessageType.method_return and signature == "u" and self._bus:
            self._bus.post(close(message.body[0]))  # of Notify, too late: it stands now, and nobody knows of it
        if kind is not MessageType.signal:
            return
        match fields.get(HeaderFields.member), signature:
            case "NameOwnerChanged", "sss":
                self._forget()
            case "NotificationClosed", "uu":
                self._ended(self._whose(message))
            case "ActionInvoked", "us":
                self._acted(self._whose(message), message.body[1])
            case "NotificationReplied", "us":
                self._acted(self._whose(message), Button.REPLY, message.body[1])

    def _whose(self, signal: Message) -> Standing | None:
        which = (signal.body[0], sender(signal))
        return next((each for each in self._standing.values() if (each.number, each.service) == which), None)

    def _ended(self, toast: Standing | None) -> None:
        if toast and toast.key != self._leaving:
            del self._standing[toast.key]
            asyncio.get_running_loop().call_soon(self._closed, toast.key)

    def _acted(self, toast: Standing | None, action: str, text: str = "") -> None:
        button = toast.click if toast and action == CLICK else next((each for each in Button if each == action), None)
        if toast and button:
            asyncio.get_running_loop().call_soon(self._pressed, Press(toast.key, button, text))


def notify(toast: Toast, replaces: int, service: Service) -> Message:
    """Return the call that shows a toast, in the place of the one with the number `replaces` if that is not 0."""
    text = words.body(toast)
    hints = {
        "urgency": ("y", CRITICAL if toast.urgent else NORMAL),
        "desktop-entry": ("s", "supporttray"),
        "category": ("s", "x-supporttray.need"),
    }
    arguments = (
        APP,
        replaces,
        "",  # no picture: the desktop takes the one of the desktop entry
        words.title(toast),
        words.marked(text) if "body-markup" in service.abilities else text,
        actions(toast, service),
        hints,
        BY_ITSELF,
    )
    return new_method_call(ADDRESS, "Notify", "susssasa{sv}i", arguments)


def actions(toast: Toast, service: Service) -> list[str]:
    """Return keys and labels in turn, nothing where nothing can be pressed. Where nobody can write, Reply leads to where they can."""
    if "actions" not in service.abilities:
        return []
    told = [] if service.draws_click and toast.click in toast.buttons else [CLICK, toast.click.label]
    for button in toast.buttons:
        written = button is Button.REPLY and service.replies
        told += [REPLY if written else button.value, button.label]
    return told


def close(number: int) -> Message:
    """Return the call that takes a toast away; of one that has gone the service says so, which nobody waits for."""
    return new_method_call(ADDRESS, "CloseNotification", "u", (number,))
