"""Toasts on Windows and macOS, by desktop-notifier: the platform's own centre, its buttons and its line to write in."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from supporttray.core.toast import Button, Press
from supporttray.notify import NotShown, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_notifier import DesktopNotifier, Notification

    from supporttray.core.toast import Toast

APP = "Support Tray"
LIMIT_S = 2.0
MOST = 100  # toasts remembered: not every platform tells each end


class Centre:
    """The Notifier of Windows and macOS. The library is loaded with the first toast: it is heavy.

    It calls back by the toast's name, on whatever thread, so each showing has a name of its own: what comes late from one that
    was replaced belongs to nobody.
    """

    def __init__(self, pressed: Callable[[Press], None], closed: Callable[[str], None]) -> None:
        self.replies = sys.platform != "linux"  # until the centre is asked
        self._pressed = pressed
        self._closed = closed
        self._centre: DesktopNotifier | None = None
        self._asking: asyncio.Task[bool] | None = None
        self._standing: dict[str, tuple[str, Toast]] = {}  # by key: the name, and what it says
        self._numbers = count()
        self._one_at_a_time = asyncio.Lock()

    async def show(self, toast: Toast) -> None:
        """Show a toast; one with the same key is taken away first. Raises `NotShown`."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(LIMIT_S):
                    await self._show(toast)
            except TimeoutError as error:
                raise NotShown(f"This desktop did not answer within {LIMIT_S:g} seconds.") from error

    async def withdraw(self, key: str) -> None:
        """Take a toast away if it is still there."""
        async with self._one_at_a_time:
            await self._withdraw(key)

    async def close(self) -> None:
        """Take all away; the library has nothing to let go of."""
        async with self._one_at_a_time:
            for key in list(self._standing):
                await self._withdraw(key)
            if self._asking:
                self._asking.cancel()
                self._asking = None

    async def _show(self, toast: Toast) -> None:
        centre = self._opened()
        await self._permitted(centre)
        await self._asked(centre)
        await self._withdraw(toast.key)
        name = _name(toast.key, next(self._numbers))
        self._standing[toast.key] = name, toast
        shown = asyncio.Event()
        try:
            await centre.send_notification(_notification(toast, name, shown, replies=self.replies))
        finally:
            if not shown.is_set():
                self._standing.pop(toast.key, None)  # it may have been told as gone
        if not shown.is_set():  # the library only logs why
            raise NotShown("This desktop refused to show a notification.")
        while len(self._standing) > MOST:
            del self._standing[next(iter(self._standing))]

    async def _permitted(self, centre: DesktopNotifier) -> None:
        """Ask whether we may; macOS asks the person at the first time, and its answer may take long."""
        if self._asking is None:
            self._asking = asyncio.create_task(centre.request_authorisation())
        await asyncio.wait({self._asking}, timeout=LIMIT_S / 2)
        if not self._asking.done():
            raise NotShown("This desktop asks you whether Support Tray may show notifications.", "Allow it there.")
        asked, self._asking = self._asking, None
        if asked.exception() or not asked.result():
            raise NotShown(
                "This desktop does not let Support Tray show notifications.",
                "Allow them in the system's settings; macOS allows them only to an app that is signed.",
            )

    async def _asked(self, centre: DesktopNotifier) -> None:
        from desktop_notifier import Capability  # noqa: PLC0415  heavy

        try:
            can = await centre.get_capabilities()
        except Exception as error:  # each platform has its own
            raise NotShown(f"This desktop's notifications cannot be used: {error}") from error
        if Capability.TITLE not in can:
            raise NotShown("This desktop shows notifications only of an app that is installed.")
        self.replies = Capability.REPLY_FIELD in can

    async def _withdraw(self, key: str) -> None:
        name, _ = self._standing.pop(key, ("", None))
        if name and self._centre:
            with suppress(Exception):  # each platform has its own errors for what has gone already
                async with asyncio.timeout(LIMIT_S):
                    await self._centre.clear(name)

    def _opened(self) -> DesktopNotifier:
        if self._centre is None:
            try:
                from desktop_notifier import DesktopNotifier  # noqa: PLC0415  heavy

                centre = DesktopNotifier(APP, app_icon=None)
            except (ImportError, OSError, RuntimeError) as error:
                raise NotShown(f"This desktop's notifications cannot be used: {error}") from error
            loop = asyncio.get_running_loop()

            def cross(what: Callable[..., None], *about: str) -> None:
                with suppress(RuntimeError):  # the loop has ended, and the app with it
                    loop.call_soon_threadsafe(what, *about)

            centre.on_clicked = lambda name: cross(self._acted, name)
            centre.on_button_pressed = lambda name, button: cross(self._acted, name, button)
            centre.on_replied = lambda name, text: cross(self._acted, name, Button.REPLY, text)
            centre.on_dismissed = lambda name: cross(self._ended, name)
            self._centre = centre
        return self._centre

    def _acted(self, name: str, action: str = "", text: str = "") -> None:
        """Take a press; the toast is gone with it on every platform, and only some of them tell that too."""
        if toast := self._gone(name):
            self._pressed(Press(toast.key, Button(action) if action else toast.click, text))
            self._closed(toast.key)

    def _ended(self, name: str) -> None:
        if toast := self._gone(name):
            self._closed(toast.key)

    def _gone(self, name: str) -> Toast | None:
        toast = next((toast for its, toast in self._standing.values() if its == name), None)
        if toast:
            del self._standing[toast.key]
        return toast


def _name(key: str, number: int) -> str:
    """Return a name for one showing: on older Windows it may have 16 characters."""
    return hashlib.blake2s(f"{key}#{number}".encode(), digest_size=8).hexdigest()


def _notification(toast: Toast, name: str, shown: asyncio.Event, *, replies: bool) -> Notification:
    from desktop_notifier import Button as Offered  # noqa: PLC0415  heavy
    from desktop_notifier import Notification, ReplyField, Urgency  # noqa: PLC0415

    return Notification(
        title=words.title(toast),
        message=words.body(toast),
        urgency=Urgency.Critical if toast.urgent else Urgency.Normal,
        buttons=tuple(
            Offered(button.label, identifier=button.value) for button in toast.buttons if button is not Button.REPLY
        ),
        reply_field=ReplyField(Button.REPLY.label, "Send") if replies and Button.REPLY in toast.buttons else None,
        on_dispatched=shown.set,
        identifier=name,
    )
