"""Whether somebody is there, where it must be asked: a lock, a sleep of the machine, and a clock that the test holds."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from supporttray.notify import presence
from supporttray.notify.presence import EVERY, SLEPT, Polled

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Over(Exception):
    """The story is told."""


def told(*looks: tuple[timedelta, bool]) -> list[datetime | None]:
    """What is told in a story of looks: how long each comes after the one before, and whether it is locked then."""
    now, locked = NOON, False
    waiting = iter(looks)
    heard: list[datetime | None] = []

    async def sleep(_: timedelta) -> None:
        nonlocal now, locked
        try:
            span, locked = next(waiting)
        except StopIteration:
            raise Over from None
        now += span

    with suppress(Over):
        asyncio.run(Polled(lambda: locked, lambda: now, sleep).watch(heard.append))
    return heard


def test_a_lock_and_its_end_are_told_once_each() -> None:
    assert told(*[(EVERY, False)] * 3) == []
    lock = [(EVERY, True)] * 3
    assert told((EVERY, False), *lock, (EVERY, False), (EVERY, False)) == [NOON + 2 * EVERY, None]


def test_a_sleep_of_the_machine_begins_where_the_last_look_was_and_ends_at_the_next() -> None:
    assert told((EVERY, False), (HOUR, False), (EVERY, False), (EVERY, False)) == [NOON + EVERY, None]


def test_a_machine_that_sleeps_while_it_is_locked_is_one_absence() -> None:
    assert told((EVERY, True), (HOUR, True), (EVERY, True), (EVERY, False)) == [NOON + EVERY, None]


def test_a_look_that_comes_late_is_no_sleep() -> None:
    assert told((EVERY + SLEPT, False), (EVERY, False)) == []


def test_what_fails_ends_nothing_but_the_watching(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        async def watch(self, told: Callable[[datetime | None], None]) -> None:
            told(NOON)
            raise OSError("gone")

    heard: list[datetime | None] = []

    async def story() -> None:
        watching = asyncio.create_task(presence.attend(Broken(), heard.append))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not watching.done()
        watching.cancel()

    asyncio.run(story())
    assert heard == [NOON, None], "who cannot be seen is here"
    assert "not known any more" in caplog.text
