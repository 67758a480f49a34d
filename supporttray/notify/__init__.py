"""Saying something on the desktop. One file for each way; `voice.py` decides what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from supporttray.errors import Failure

if TYPE_CHECKING:
    from supporttray.core.toast import Toast


class NotShown(Failure):
    """The desktop shows nothing: there is no notification service, or it failed."""


class Notifier(Protocol):
    """One way to the desktop, used on the engine's loop.

    It is made with two callables that it calls on that loop: `pressed(Press)`, also for a click that meets no button (then with the
    toast's `click`), and `closed(key)` when a toast is gone by itself or by a person's hand; not after `withdraw`.
    """

    replies: bool  # whether a person can write an answer in the toast itself

    async def show(self, toast: Toast) -> None:
        """Show a toast; one with the same key is replaced in its place. Raises `NotShown`."""
        ...

    async def withdraw(self, key: str) -> None:
        """Take a toast away if it is still there."""
        ...

    async def close(self) -> None:
        """Take all away and let go of the desktop."""
        ...
