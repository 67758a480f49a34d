"""Toasts on real desktops: dunst and xfce4-notifyd show them, and tell what a person does to them."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from supporttray.core.toast import Button, Press
from supporttray.notify import NotShown, words
from supporttray.notify.linux import Notifications
from tests.desktop.lab.daemon import DAEMONS, Daemon
from tests.desktop.lab.listener import Listener, toast

HOSTILE = toast(
    title="Is 1 < 2 & \"2\" > 'b'? <b>no</b> &lt; \u202egnorw \u05d0\u05d1\u05d2",
    body="<b>bold</b> & &amp; <a href='https://x'>here</a>\n\n<!-- --> ]]> \x07\x00\ud800\n" + "very long " * 1000,
    why="Said because of <i>& more</i>.",
)


@asynccontextmanager
async def on_the_desktop() -> AsyncIterator[tuple[Notifications, Listener]]:
    listener = Listener()
    notifier = Notifications(listener.pressed, listener.closed)
    try:
        yield notifier, listener
    finally:
        await notifier.close()


def play(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_a_toast_stands_with_its_very_words_whatever_they_are(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, _):
            await desk.show(HOSTILE)
            notifications.wait_count(1)
            ((title, body),) = notifications.words()
            assert title == "Is 1 < 2 & \"2\" > 'b'? <b>no</b> &lt; gnorw \u05d0\u05d1\u05d2"
            first, second, third, last = body.split("\n")
            assert (first, second) == ("<b>bold</b> & &amp; <a href='https://x'>here</a>", "<!-- --> ]]>")
            assert third.startswith("very long very long")
            assert len(third) <= words.LINE
            assert last == "Said because of <i>& more</i>."

    play(story())


def test_a_toast_with_the_same_key_takes_the_place_of_the_first(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast(title="First"))
            notifications.wait_count(1)
            await desk.show(toast("other", title="Other"))
            await desk.show(toast(title="Second", urgent=True))
            notifications.wait_count(2)
            assert listener.nothing()
            assert sorted(title for title, _ in notifications.words()) == ["Other", "Second"]

    play(story())


def test_a_withdrawn_toast_goes_and_nothing_is_told(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast("one"))
            await desk.show(toast("two"))
            notifications.wait_count(2)
            await desk.withdraw("one")
            await desk.withdraw("one")
            await desk.withdraw("never there")
            notifications.wait_count(1)
            notifications.dismiss()
            assert await listener.next() == "two"
            assert listener.nothing()

    play(story())


def test_closing_the_notifier_takes_all_away(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, _):
            await desk.show(toast("one"))
            await desk.show(toast("two"))
            notifications.wait_count(2)
        notifications.wait_count(0)

    play(story())


def test_each_button_tells_its_press(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            buttons = (Button.ACKNOWLEDGE, Button.OPEN, Button.JOIN, Button.SNOOZE, Button.REPLY)
            for button in buttons:
                await desk.show(toast(button.value, buttons=buttons))
                notifications.press(button.label)
                assert await listener.next() == Press(button.value, button)
                if notifications.count():  # dunst's menu leaves the toast
                    notifications.dismiss()
                assert await listener.next() == button.value
                notifications.wait_count(0)

    play(story())


@pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
def test_a_click_on_the_toast_itself_is_its_first_deed(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast(click=Button.INBOX))
            notifications.click()
            assert await listener.next() == Press("n", Button.INBOX)
            assert await listener.next() == "n"

    play(story())


def test_a_click_that_no_button_does_is_there_on_every_desktop(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast(buttons=(Button.SNOOZE,), click=Button.INBOX))
            notifications.press(Button.INBOX.label)
            assert await listener.next() == Press("n", Button.INBOX)

    play(story())


def test_a_toast_that_a_person_closes_is_told(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast())
            notifications.dismiss()
            assert await listener.next() == "n"
            await desk.show(toast())
            notifications.wait_count(1)

    play(story())


def test_a_toast_of_another_program_is_none_of_ours(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (mine, mine_hears), on_the_desktop() as (other, other_hears):
            await mine.show(toast("mine"))
            notifications.wait_count(1)
            await other.show(toast("other"))
            notifications.wait_count(2)
            await mine.withdraw("mine")
            notifications.wait_count(1)
            notifications.dismiss()
            assert await other_hears.next() == "other"
            await mine.show(toast("mine"))  # an answer to us, after all that was told before it
            assert mine_hears.nothing()

    play(story())


@pytest.mark.parametrize("after", DAEMONS)
def test_a_daemon_may_go_and_another_one_come(notifications: Daemon, after: str) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast())
            notifications.wait_count(1)
            notifications.stop()
            with pytest.raises(NotShown, match="no notification service"):
                await desk.show(toast())
            await desk.withdraw("n")
            with DAEMONS[after]() as other:
                other.start()
                await desk.show(toast("second"))
                await desk.show(toast())
                other.wait_count(2)
                other.dismiss()
                assert await listener.next() in ("n", "second")

    play(story())


def test_a_daemon_that_hangs_is_not_waited_for_and_leaves_no_toast_behind(notifications: Daemon) -> None:
    async def story() -> None:
        async with on_the_desktop() as (desk, listener):
            await desk.show(toast("before"))
            notifications.wait_count(1)
            notifications.pause()
            begin = asyncio.get_running_loop().time()
            with pytest.raises(NotShown, match="did not answer within 2 seconds"):
                await desk.show(toast())
            refused = await asyncio.gather(*(desk.show(toast(f"more {n}")) for n in range(9)), return_exceptions=True)
            assert {type(each) for each in refused} == {NotShown}
            assert asyncio.get_running_loop().time() - begin < 6
            notifications.resume()
            await desk.show(toast("after"))
            notifications.wait_count(2)
            assert listener.nothing()

    play(story())
