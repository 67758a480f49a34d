"""Toasts where the desktop is lacking: no daemon, no bus, a bus that hangs or goes; and where it can do more than the lab's daemons."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from supporttray.core.toast import Button, Press
from supporttray.notify import NotShown, linux
from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.listener import toast
from tests.desktop.lab.service import Service
from tests.desktop.test_notify import on_the_desktop, play

pytestmark = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
ALL = ("actions", "body", "body-markup", "inline-reply")


@pytest.fixture(autouse=True)
def nobody(notifications: Daemon) -> None:
    notifications.stop()


def not_shown(match: str) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, _):
            begin = time.monotonic()
            with pytest.raises(NotShown, match=match):
                await desk.show(toast())
            assert time.monotonic() - begin < 3
            await desk.withdraw("n")

    play(story())


def test_without_a_daemon_it_is_said_at_once() -> None:
    not_shown("no notification service")


@pytest.mark.parametrize("address", [None, "", "nonsense", "unix:path=/nowhere", "tcp:host=localhost,port=1"])
def test_without_a_bus_it_is_said_at_once(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    not_shown("no session bus")


def test_a_bus_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def story() -> None:
        met = asyncio.Event()

        async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await met.wait()
            writer.close()

        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        async with await asyncio.start_unix_server(silent, tmp_path / "bus"), on_the_desktop() as (desk, _):
            begin = time.monotonic()
            with pytest.raises(NotShown, match="did not answer within 2 seconds"):
                await desk.show(toast())
            assert time.monotonic() - begin < 3
            met.set()

    play(story())


@contextmanager
def bus_of_its_own(place: Path) -> Iterator[None]:
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", f"--address=unix:path={place}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as bus:
        assert bus.stdout
        bus.stdout.readline()  # it listens now
        try:
            yield
        finally:
            bus.kill()
    place.unlink(missing_ok=True)


def test_a_bus_that_went_is_found_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def story() -> None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        async with on_the_desktop() as (desk, listener):
            with bus_of_its_own(tmp_path / "bus"):
                async with Service(*ALL) as service:
                    await desk.show(toast())
            with pytest.raises(NotShown, match="session bus"):
                await desk.show(toast())
            with bus_of_its_own(tmp_path / "bus"):
                async with Service(*ALL) as service:
                    await desk.show(toast())
                    assert [call[1] for call in service.told] == [0]  # it replaces nothing of the bus before
                    await service.signal("NotificationClosed", "uu", 1, 2)
                    assert await listener.next() == "n"

    play(story())


def test_where_one_can_write_in_a_toast_the_answer_is_a_press() -> None:
    async def story() -> None:
        async with Service(*ALL) as service, on_the_desktop() as (desk, listener):
            assert not desk.replies
            await desk.show(toast(urgent=True))
            assert desk.replies
            app, _, _, title, body, actions, hints, _ = service.told[0]
            assert (app, title) == ("Support Tray", "Where is my order, n?")
            assert body.endswith("\nSaid because it is new.")
            assert dict(zip(actions[::2], actions[1::2], strict=True)) == {
                "default": "Open",
                "acknowledge": "Acknowledge",
                "open": "Open",
                "snooze": "Snooze 15 min",
                "inline-reply": "Reply",
            }
            assert hints["urgency"] == ("y", 2)
            assert hints["desktop-entry"] == ("s", "supporttray")
            await service.signal("NotificationReplied", "us", 1, "On it & <b>soon</b>")
            assert await listener.next() == Press("n", Button.REPLY, "On it & <b>soon</b>")

    play(story())


def test_a_desktop_without_buttons_and_markup_gets_plain_text_and_none() -> None:
    async def story() -> None:
        async with Service("body") as service, on_the_desktop() as (desk, _):
            await desk.show(toast(body="1 < 2 & 3"))
            assert service.told[0][4:6] == ("1 < 2 & 3\nSaid because it is new.", [])

    play(story())


def test_what_is_told_of_other_toasts_or_makes_no_sense_is_passed_over() -> None:
    async def story() -> None:
        async with Service(*ALL) as service, on_the_desktop() as (desk, listener):
            await desk.show(toast())
            await service.signal("NotificationClosed", "uu", 99, 2)
            await service.signal("ActionInvoked", "us", 99, "open")
            await service.signal("ActionInvoked", "us", 1, "surprise")
            await service.signal("ActionInvoked", "s", "open")
            await service.signal("NotificationClosed", "s", "1")
            await service.signal("ActionInvoked", "us", 1, "snooze")
            assert await listener.next() == Press("n", Button.SNOOZE)

    play(story())


def test_a_service_that_never_tells_an_end_does_not_make_us_grow() -> None:
    async def story() -> None:
        async with Service(*ALL) as service, on_the_desktop() as (desk, listener):
            for number in range(linux.MOST + 20):
                await desk.show(toast(f"n{number}"))
            assert len(desk._standing) == linux.MOST
            await service.signal("ActionInvoked", "us", 1, "open")
            await service.signal("ActionInvoked", "us", linux.MOST + 20, "open")
            assert await listener.next() == Press(f"n{linux.MOST + 19}", Button.OPEN)

    play(story())
