"""What speaks on Windows and macOS, on a Linux desktop by the same library: our half of it is the same everywhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from supporttray.core.toast import Button, Press
from supporttray.notify import NotShown, elsewhere
from supporttray.notify.elsewhere import Centre
from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.listener import Listener, toast
from tests.desktop.lab.service import Service
from tests.desktop.test_notify import play

pytestmark = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)


@asynccontextmanager
async def elsewhere_on_the_desktop() -> AsyncIterator[tuple[Centre, Listener]]:
    listener = Listener()
    centre = Centre(listener.pressed, listener.closed)
    try:
        yield centre, listener
    finally:
        await centre.close()
        await leave_the_bus(centre)


async def leave_the_bus(centre: Centre) -> None:
    """The library has no end of its own; on the other platforms it has no connection either."""
    bus = getattr(getattr(centre._centre, "_backend", None), "bus", None)
    if bus:
        bus.disconnect()
        await bus.wait_for_disconnect()


def test_a_toast_stands_with_its_words_and_its_key_only_once(notifications: Daemon) -> None:
    async def story() -> None:
        async with elsewhere_on_the_desktop() as (desk, listener):
            await desk.show(toast(title="First"))
            await desk.show(toast(title="Second", body="One\nTwo", urgent=True))
            notifications.wait_count(1)
            assert listener.nothing()
            assert notifications.words()[-1] == ("Second", "One\nTwo\nSaid because it is new.")

    play(story())


def test_each_button_and_the_click_tell_their_press(notifications: Daemon) -> None:
    async def story() -> None:
        async with elsewhere_on_the_desktop() as (desk, listener):
            for button in (Button.ACKNOWLEDGE, Button.OPEN, Button.SNOOZE):
                await desk.show(toast(button.value))
                notifications.press(button.label)
                assert await listener.next() == Press(button.value, button)
                assert await listener.next() == button.value
                notifications.dismiss()
                notifications.wait_count(0)
            await desk.show(toast(click=Button.INBOX))
            notifications.click()
            assert await listener.next() == Press("n", Button.INBOX)
            assert await listener.next() == "n"
            assert not desk.replies

    play(story())


def test_what_a_person_closes_is_told_and_what_is_withdrawn_is_not(notifications: Daemon) -> None:
    async def story() -> None:
        async with elsewhere_on_the_desktop() as (desk, listener):
            await desk.show(toast("one"))
            await desk.show(toast("two"))
            notifications.wait_count(2)
            await desk.withdraw("one")
            await desk.withdraw("one")
            notifications.wait_count(1)
            notifications.dismiss()
            assert await listener.next() == "two"
            assert listener.nothing()

    play(story())


def test_without_a_daemon_it_is_said_and_with_the_next_one_it_works(notifications: Daemon) -> None:
    async def story() -> None:
        async with elsewhere_on_the_desktop() as (desk, _):
            notifications.stop()
            with pytest.raises(NotShown, match="cannot be used"):
                await desk.show(toast())
            await leave_the_bus(desk)  # it takes a new connection for each try
            notifications.start()
            await desk.show(toast())
            notifications.wait_count(1)
            notifications.stop()
            with pytest.raises(NotShown, match="refused"):
                await desk.show(toast())
            notifications.start()
            await desk.show(toast())
            notifications.wait_count(1)

    play(story())


def test_a_daemon_that_hangs_is_not_waited_for(notifications: Daemon) -> None:
    async def story() -> None:
        async with elsewhere_on_the_desktop() as (desk, _):
            await desk.show(toast())
            notifications.pause()
            begin = asyncio.get_running_loop().time()
            with pytest.raises(NotShown, match="within 2 seconds"):
                await desk.show(toast("other"))
            assert asyncio.get_running_loop().time() - begin < 3
            notifications.resume()

    play(story())


def test_an_answer_written_in_the_toast_is_a_press(notifications: Daemon) -> None:
    async def story() -> None:
        async with (
            Service("actions", "body", "inline-reply") as service,
            elsewhere_on_the_desktop() as (desk, listener),
        ):
            await desk.show(toast())
            assert desk.replies
            assert "inline-reply" in service.told[0][5]
            await service.signal("NotificationReplied", "us", 1, "On it")
            assert await listener.next() == Press("n", Button.REPLY, "On it")

    notifications.stop()
    play(story())


def test_a_desktop_that_tells_no_end_does_not_make_us_grow(notifications: Daemon) -> None:
    async def story() -> None:
        async with Service("body") as service, elsewhere_on_the_desktop() as (desk, _):
            for number in range(elsewhere.MOST + 20):
                await desk.show(toast(f"n{number}"))
            assert len(desk._standing) == elsewhere.MOST
            assert len(service.told) == elsewhere.MOST + 20

    notifications.stop()
    play(story())
