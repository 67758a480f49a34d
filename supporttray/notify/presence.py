"""Whether the person is at this machine: the session is not locked, no screen saver is on, the machine is awake."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    Told = Callable[[datetime | None], None]

EVERY = timedelta(seconds=5)  # where nobody tells, and it must be asked
SLEPT = timedelta(seconds=60)  # two looks that lie so far apart had a sleep of the machine between them

log = logging.getLogger(__name__)


class Presence(Protocol):
    """One way to know it, used on the engine's loop. Nothing in it blocks. Where nothing is known the person counts as present."""

    async def watch(self, told: Told) -> None:
        """Tell since when the person is away, and None when they are back; each change once, until cancelled."""
        ...


async def attend(presence: Presence, told: Told) -> None:
    """Watch until cancelled; what fails there ends nothing but the watching."""
    try:
        await presence.watch(told)
    except Exception:  # the app goes on without
        log.exception("whether you are away is not known any more")
    told(None)
    await asyncio.Event().wait()


class Polled:
    """The Presence of a platform that must be asked. `locked` is quick, and does not raise."""

    def __init__(
        self,
        locked: Callable[[], bool],
        now: Callable[[], datetime],
        sleep: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self._locked = locked
        self._now = now
        self._sleep = sleep

    async def watch(self, told: Told) -> None:
        """Look every `EVERY`. A jump of the clock is a sleep of the machine: it is over at the next look that finds nothing locked."""
        before, away = self._now(), False
        while True:
            await self._sleep(EVERY)
            now = self._now()
            slept = now - before > EVERY + SLEPT
            gone = slept or self._locked()
            if gone != away:
                told((before if slept else now) if gone else None)
            before, away = now, gone


def native(now: Callable[[], datetime], sleep: Callable[[timedelta], Awaitable[None]]) -> Presence:
    """Return the Presence of the platform that runs us."""
    if sys.platform == "linux":
        from supporttray.notify.presence_linux import Screens  # noqa: PLC0415  its library is there on Linux only

        return Screens(now, sleep)
    elif sys.platform == "darwin":  # noqa: RET505  the type checker reads one branch only
        from supporttray.notify.presence_macos import locked  # noqa: PLC0415  there only

        return Polled(locked, now, sleep)
    elif sys.platform == "win32":
        from supporttray.notify.presence_windows import locked  # noqa: PLC0415  there only

        return Polled(locked, now, sleep)
    else:
        return Polled(lambda: False, now, sleep)
