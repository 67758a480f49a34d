"""Time as an argument: the engine asks this for the time and waits through it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Coroutine


class Clock(Protocol):
    """What the engine knows of time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    async def sleep(self, span: timedelta) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's clock. A wait counts the loop's time, which may stand still while the machine sleeps."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, span: timedelta) -> None:
        """Wait."""
        await asyncio.sleep(max(span.total_seconds(), 0.0))


async def first(event: asyncio.Event, clock: Clock, span: timedelta | None) -> None:
    """Wait for the event or for the span to pass, whichever comes first; with no span for the event."""
    waits: list[asyncio.Future[object]] = [asyncio.ensure_future(event.wait())]
    if span is not None:
        waits.append(asyncio.ensure_future(clock.sleep(span)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def either(*works: Coroutine[Any, Any, object]) -> None:
    """Run until one of them is done, then end the others; raises what the one raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
