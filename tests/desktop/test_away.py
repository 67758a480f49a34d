"""Nobody is told anything while the screen is covered, by a real screen saver; who is back sees one toast, in a real dunst."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jeepney import message_bus

from supporttray.core.model import Event, Need
from supporttray.notify.attendance import Attendance
from supporttray.notify.bus import Bus
from supporttray.notify.choose import native
from supporttray.notify.presence import EVERY
from supporttray.notify.presence_linux import WAKING, Screens
from supporttray.notify.voice import Voice
from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.login import Login
from tests.desktop.lab.saver import NAME, Saver
from tests.desktop.lab.session import Desktop
from tests.desktop.quiet import QUESTION, TITLE, looked_at, quiet_company, running
from tests.desktop.test_notify_bus import bus_of_its_own
from tests.notify.test_attendance import Office, taken
from tests.notify.test_voice import NOW
from tests.ui.samples import need

WITHIN_S = 30.0
DUNST = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)


@pytest.fixture
def saver(desktop: Desktop) -> Iterator[Saver]:
    assert desktop.panel
    with Saver() as one:
        yield one


class Watcher:
    """What is told of the person, as a test waits for it."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[datetime | None] = asyncio.Queue()
        self.screens = Screens(lambda: NOW, self._sleep)

    async def _sleep(self, _: timedelta) -> None:
        """A bus that has gone is looked for at once: time is the test's."""
        await asyncio.sleep(0.02)

    async def next(self) -> datetime | None:
        async with asyncio.timeout(WITHIN_S):
            return await self.told.get()


@asynccontextmanager
async def watching() -> AsyncIterator[Watcher]:
    one = Watcher()
    task = asyncio.create_task(one.screens.watch(one.told.put_nowait))
    try:
        yield one
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


# --- the screen saver


def test_a_screen_that_is_locked_and_its_end_are_told(saver: Saver) -> None:
    async def story() -> None:
        async with watching() as one:
            saver.come()
            assert await one.next() == NOW
            saver.go()
            assert await one.next() is None

    play(story)


def test_a_screen_that_is_locked_already_is_told_at_once(saver: Saver) -> None:
    async def story() -> None:
        saver.come()
        async with watching() as one:
            assert await one.next() == NOW

    play(story)


def test_a_screen_saver_that_crashes_holds_nobody_away(saver: Saver) -> None:
    async def story() -> None:
        saver.come()
        async with watching() as one:
            assert await one.next() == NOW
            saver.stop()
            assert await one.next() is None
            saver.start()
            saver.come()
            assert await one.next() == NOW

    play(story)


def test_nobody_is_woken_to_be_asked(desktop: Desktop) -> None:
    """The bus could start MATE's screen saver: asking whether it is on must not do that."""

    async def story() -> None:
        bus = await Bus.open(lambda _: None)
        await Watcher().screens._savers(bus)
        assert not await bus.ask(message_bus.NameHasOwner(NAME), lambda answer: answer.body[0])
        assert NAME in await bus.ask(message_bus.ListActivatableNames(), lambda answer: answer.body[0])
        await bus.close()

    assert desktop.panel
    play(story)


# --- logind


@pytest.fixture
def system_bus(desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert desktop.panel
    place = tmp_path / "system"
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={place}")
    return place


def test_a_session_that_is_locked_is_told(system_bus: Path) -> None:
    async def story() -> None:
        with bus_of_its_own(system_bus):
            async with Login(locked=True) as login, watching() as one:
                assert await one.next() == NOW
                await login.lock(locked=False)
                assert await one.next() is None
                await login.lock(locked=True)
                assert await one.next() == NOW

    play(story)


def test_a_bus_that_goes_holds_nobody_away_and_is_found_again(system_bus: Path) -> None:
    async def story() -> None:
        async with watching() as one:
            with bus_of_its_own(system_bus):
                async with Login(locked=True):
                    assert await one.next() == NOW
            assert await one.next() is None
            with bus_of_its_own(system_bus):
                async with Login(locked=True):
                    assert await one.next() == NOW

    play(story)


def test_a_sleep_of_the_machine_lasts_until_everything_was_looked_at(
    system_bus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supporttray.notify.presence_linux.WAKING", timedelta(milliseconds=10))

    async def story() -> None:
        with bus_of_its_own(system_bus):
            async with Login() as login, watching() as one:
                await login.lock(locked=True)
                assert await one.next() == NOW
                await login.sleep(asleep=True)
                await login.lock(locked=False)
                await login.sleep(asleep=False)
                assert await one.next() is None
                assert one.told.empty()

    assert WAKING > EVERY
    play(story)


def test_a_machine_sleeps_also_under_who_has_no_session_on_a_screen(system_bus: Path) -> None:
    async def story() -> None:
        with bus_of_its_own(system_bus):
            async with Login(seen=False) as login, watching() as one:
                await login.asked.wait()
                await login.sleep(asleep=True)
                assert await one.next() == NOW

    play(story)


# --- the toast


def green(build: Need) -> Event:
    return Event(key="f", kind="build.fixed", subject=build.subject, at=NOW, seen_at=NOW, title="Tests on main")


@DUNST
def test_who_is_back_sees_one_toast(saver: Saver, notifications: Daemon) -> None:
    red = msgspec.structs.replace(need(9, "Tests on main is broken"), key="build.broken|b#1", kind="build.broken")

    async def story() -> None:
        office = Office()
        voice = Voice(native, lambda *_: None, lambda *_: None)
        office.ears = Attendance(voice, lambda: office.now, office.look)
        saying = asyncio.create_task(voice.run())
        async with watching() as one:
            saver.come()
            office.ears.changed(await one.next())
            for each in (need(1), red, need(2), need(3)):
                office.come(each)
                office.pass_by(10)
            office.go(need(2), taken(need(2), "Jonas"))
            office.go(red, green(red))
            saver.go()
            office.ears.changed(await one.next())
            await asyncio.to_thread(notifications.wait_count, 1)
            ((title, body),) = await asyncio.to_thread(notifications.words)
        saying.cancel()
        await asyncio.wait([saying])
        assert title == "Away 40 min"
        assert body.splitlines() == [
            "3 questions (Jonas took one), Tests on main red → green; nothing waits over 60 min.",
            "Question 1",
            "Question 3",
            "Said because you are back.",
        ]

    play(story)


@DUNST
def test_the_app_says_nothing_to_a_covered_screen_and_all_of_it_when_it_is_not(
    desktop: Desktop, saver: Saver, notifications: Daemon, tmp_path: Path
) -> None:
    with quiet_company(tmp_path) as served, running(desktop, served) as app:
        saver.come()
        served.tell("play", [QUESTION])
        app.item(lambda item: TITLE in item.tooltip)
        looked_at(served)
        assert notifications.count() == 0
        saver.go()
        notifications.wait_count(1)
        assert [title for title, _ in notifications.words()] == [TITLE]
