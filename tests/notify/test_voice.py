"""What stands on the desktop, told by a notifier that only remembers: the real ones are in tests/desktop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import msgspec

from supporttray.core.model import Alert, Decision, Need, Urgency
from supporttray.core.toast import BURST, Button, Press, Toast
from supporttray.notify import NotShown
from supporttray.notify.voice import Voice
from tests.ui.samples import need, snapshot

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)


class Desktop:
    """A desktop that shows what it is given, or nothing at all."""

    replies = False

    def __init__(self) -> None:
        self.there = True
        self.standing: dict[str, Toast] = {}
        self.shown: list[str] = []
        self.aside: tuple[Toast, ...] = ()
        self.why = ""
        self.pressed: list[tuple[str, Button]] = []

    def connect(self, pressed: Callable[[Press], None], closed: Callable[[str], None]) -> "Desktop":
        self.press, self.closed = pressed, closed
        return self

    async def show(self, toast: Toast) -> None:
        if not self.there:
            raise NotShown("Nobody shows it.", "Start a service.")
        self.standing[toast.key] = toast
        self.shown.append(toast.title)

    async def withdraw(self, key: str) -> None:
        self.standing.pop(key, None)
        await asyncio.sleep(0)  # a desktop takes its time

    async def close(self) -> None:
        self.standing.clear()

    def window(self, toasts: tuple[Toast, ...], why: str) -> None:
        self.aside, self.why = toasts, why

    @property
    def titles(self) -> list[str]:
        return [toast.title for toast in self.standing.values()]


@asynccontextmanager
async def speaking(desktop: Desktop, *, texts: bool = True) -> AsyncIterator[Voice]:
    voice = Voice(
        desktop.connect,
        desktop.window,
        lambda toast, press: desktop.pressed.append((toast.key, press.button)),
    )
    voice.reveal(texts=texts)
    task = asyncio.create_task(voice.run())
    yield voice
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def settled() -> None:
    """Let the voice come to rest: nothing here waits for anything but its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


def alert(one: Need, at: timedelta = timedelta(0), decision: Decision = Decision.SPEAK) -> Alert:
    return Alert(need=one, decision=decision, reason="you are on duty and it is new", at=NOW + at)


def run(story: Callable[[Desktop], Coroutine[None, None, None]]) -> Desktop:
    desktop = Desktop()
    asyncio.run(story(desktop))
    return desktop


def test_an_alert_stands_until_its_need_is_gone() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1)))
            voice.speak([alert(need(1))])
            await settled()
            assert desktop.titles == ["Question 1"]
            assert desktop.standing[need(1).key].why == "Said because you are on duty and it is new."
            voice.show(snapshot())
            await settled()
            assert desktop.titles == []

    assert run(story).shown == ["Question 1"]


def test_a_redraw_says_nothing_again() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.speak([alert(need(1))])
            for minutes in range(5):
                older = msgspec.structs.replace(need(1), because=f"nobody answered for {minutes} min")
                voice.show(snapshot(older))
                await settled()

    assert run(story).shown == ["Question 1"]


def test_ten_at_once_are_one_and_stay_one() -> None:
    many = [need(number) for number in range(10)]

    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(*many))
            voice.speak([alert(one) for one in many])
            await settled()
            assert desktop.titles == ["10 things need you"]
            voice.show(snapshot(*many[:2]))
            await settled()
            assert desktop.titles == ["10 things need you"], "it does not pop up again with another number"
            voice.show(snapshot())
            await settled()
            assert desktop.titles == []

    assert run(story).shown == ["10 things need you"]


def test_one_that_comes_later_stands_by_itself() -> None:
    many = [need(number) for number in range(5)]

    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(*many))
            voice.speak([alert(one) for one in many[:4]])
            voice.speak([alert(many[4], BURST * 2)])
            await settled()
            assert desktop.titles == ["4 things need you", "Question 4"]

    run(story)


def test_what_was_there_before_is_one_sentence() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1), need(2)))
            voice.speak([alert(need(1), decision=Decision.SEED)])
            voice.speak([alert(need(2), timedelta(minutes=1), decision=Decision.SEED)])
            await settled()
            assert desktop.titles == ["2 things need you"]

    run(story)


def test_a_toast_that_was_closed_comes_again_only_when_its_need_gets_louder() -> None:
    louder = msgspec.structs.replace(need(1), urgency=Urgency.URGENT)

    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1)))
            voice.speak([alert(need(1))])
            await settled()
            desktop.standing.clear()
            desktop.closed(need(1).key)
            voice.show(snapshot(need(1), need(2)))
            await settled()
            assert desktop.titles == []
            voice.show(snapshot(louder))
            voice.speak([alert(louder, timedelta(minutes=30))])
            await settled()
            assert [toast.urgent for toast in desktop.standing.values()] == [True]

    run(story)


def test_a_button_is_told_once_and_takes_the_toast_away() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1)))
            voice.speak([alert(need(1))])
            await settled()
            desktop.press(Press(need(1).key, Button.SNOOZE))
            await settled()
            assert desktop.titles == []
            desktop.press(Press(need(1).key, Button.SNOOZE))
            desktop.press(Press("unknown", Button.SNOOZE))

    assert run(story).pressed == [(need(1).key, Button.SNOOZE)]


def test_what_the_desktop_does_not_show_stands_in_our_own_window_and_why() -> None:
    async def story(desktop: Desktop) -> None:
        desktop.there = False
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1), need(2)))
            voice.speak([alert(need(1))])
            await settled()
            assert [toast.title for toast in desktop.aside] == ["Question 1"]
            assert desktop.why == "Nobody shows it. Start a service."
            desktop.there = True
            voice.speak([alert(need(2), BURST * 2)])
            await settled()
            assert desktop.titles == ["Question 2"]
            assert [toast.title for toast in desktop.aside] == ["Question 1"], "it is not said twice"
            assert desktop.why
            voice.dismiss(need(1).key)
            await settled()
            assert (desktop.aside, desktop.why) == ((), "")

    assert run(story).shown == ["Question 2"]


def test_hidden_texts_tell_what_it_is_and_no_word_of_it() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop, texts=False) as voice:
            voice.show(snapshot(need(1, "The secret plan")))
            voice.speak([alert(need(1, "The secret plan"))])
            await settled()
            (toast,) = desktop.standing.values()
            since = need(1).since.astimezone()
            assert (toast.title, toast.body) == (f"Request waiting since {since:%H:%M}", "")
            voice.reveal(texts=True)
            await settled()
            assert desktop.titles == ["The secret plan"]

    run(story)


def test_at_the_end_all_is_taken_away() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1)))
            voice.speak([alert(need(1))])
            await settled()
            assert desktop.titles

    assert run(story).titles == []


def test_the_answer_to_what_a_person_did_stands_until_it_is_closed() -> None:
    said = Toast(key="failed", title="No", body="", why="", urgent=False, buttons=(), click=Button.INBOX)

    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.say(said)
            voice.show(snapshot())
            await settled()
            assert desktop.titles == ["No"]
            desktop.closed("failed")
            voice.say(said)
            await settled()

    assert run(story).shown == ["No", "No"]


def test_one_that_is_closed_while_others_are_taken_away_does_no_harm() -> None:
    two = [need(1), need(2)]

    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            voice.show(snapshot(*two))
            voice.speak([alert(one) for one in two])
            await settled()
            voice.show(snapshot())
            await asyncio.sleep(0)  # the first of them is being taken away
            desktop.standing.clear()
            for one in two:
                desktop.closed(one.key)
            await settled()
            voice.show(snapshot(need(3)))
            voice.speak([alert(need(3))])
            await settled()
            assert desktop.titles == ["Question 3"]

    run(story)


def test_at_the_end_our_own_window_is_empty_too() -> None:
    async def story(desktop: Desktop) -> None:
        desktop.there = False
        async with speaking(desktop) as voice:
            voice.show(snapshot(need(1)))
            voice.speak([alert(need(1))])
            await settled()
            assert desktop.aside

    desktop = run(story)
    assert (desktop.aside, desktop.why) == ((), "")
