"""Nobody is told anything while nobody is there: an engine that keeps what was refused, and a desktop that remembers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from supporttray.core.away import KEY
from supporttray.core.model import Alert, Event, Need
from supporttray.notify.attendance import Attendance
from tests.notify.test_voice import NOW, Desktop, alert, settled, speaking
from tests.ui.samples import need, snapshot

MINUTE = timedelta(minutes=1)


class Office:
    """The engine in small: it offers what was not said yet and is still there, as often as it looks."""

    def __init__(self) -> None:
        self.now = NOW
        self.needs: list[Need] = []
        self.unsaid: dict[str, Alert] = {}
        self.ears: Attendance

    def come(self, one: Need) -> None:
        self.needs.append(one)
        self.unsaid[one.key] = alert(one, self.now - NOW)
        self.look()

    def go(self, one: Need, *events: Event) -> None:
        self.needs.remove(one)
        self.unsaid.pop(one.key, None)
        self.ears.heard(events)
        self.look()

    def look(self) -> None:
        self.ears.show(snapshot(*self.needs))
        due = list(self.unsaid.values())
        if due and self.ears.speak(due):
            self.unsaid.clear()

    def pass_by(self, minutes: float) -> None:
        self.now += minutes * MINUTE


@asynccontextmanager
async def office(desktop: Desktop, *, texts: bool = True) -> AsyncIterator[Office]:
    async with speaking(desktop, texts=texts) as voice:
        here = Office()
        here.ears = Attendance(voice, lambda: here.now, here.look)
        yield here


def run(story: Callable[[Desktop], Coroutine[None, None, None]]) -> None:
    asyncio.run(story(Desktop()))


def taken(one: Need, who: str) -> Event:
    return Event(key=f"a:{one.key}", kind="request.acknowledged", subject=one.subject, at=NOW, seen_at=NOW, actor=who)


def test_nothing_is_shown_while_nobody_is_there_and_one_toast_when_somebody_is() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            here.ears.changed(here.now)
            for number in range(3):
                here.come(need(number))
                here.pass_by(10)
            here.look()
            here.go(need(2), taken(need(2), "Jonas"))
            await settled()
            assert desktop.shown == []
            here.ears.changed(None)
            await settled()
            assert desktop.titles == ["Away 30 min"]
            assert desktop.standing[KEY].body.startswith("3 questions (Jonas took one); ")
            here.look()
            await settled()
            assert desktop.shown == ["Away 30 min"], "what was told is not said again"

    run(story)


def test_it_goes_when_all_that_it_is_about_is_gone() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            here.ears.changed(here.now)
            here.come(need(1))
            here.come(need(2))
            here.pass_by(5)
            here.ears.changed(None)
            here.go(need(1))
            await settled()
            assert desktop.titles == ["Away 5 min"]
            here.go(need(2))
            await settled()
            assert desktop.titles == []

    run(story)


def test_what_comes_later_is_said_as_always() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            here.ears.changed(here.now)
            here.pass_by(30)
            here.ears.changed(None)
            here.come(need(1))
            await settled()
            assert desktop.shown == ["Question 1"]

    run(story)


def test_a_short_absence_only_delays_what_is_said() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            here.ears.changed(here.now)
            here.come(need(1))
            here.come(need(2))
            here.pass_by(1)
            here.ears.changed(None)
            await settled()
            assert desktop.shown == ["Question 2", "Question 1"], "as they were asked"

    run(story)


def test_who_does_something_here_is_here_whatever_the_desktop_says() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            here.ears.changed(here.now)
            here.come(need(1))
            here.ears.here()
            here.come(need(2))
            await settled()
            assert desktop.shown == ["Question 2", "Question 1"], "as they were asked"

    run(story)


def test_what_was_over_before_the_engine_heard_of_the_absence_is_not_told() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            here.come(need(1))
            await settled()
            here.ears.changed(here.now)
            here.pass_by(30)
            here.go(need(1), taken(need(1), "Jonas"))
            here.ears.changed(None)
            await settled()
            assert (desktop.shown, desktop.titles) == (["Question 1"], [])

    run(story)


def test_two_absences_are_two_stories() -> None:
    async def story(desktop: Desktop) -> None:
        async with office(desktop) as here:
            for first, minutes in ((0, 10), (2, 20)):
                here.ears.changed(here.now)
                here.come(need(first))
                here.come(need(first + 1))
                here.pass_by(minutes)
                here.ears.changed(None)
                await settled()
            assert desktop.shown == ["Away 10 min", "Away 20 min"]
            assert desktop.standing[KEY].body.splitlines()[1:] == ["Question 2", "Question 3"]

    run(story)


def test_what_was_told_is_hidden_with_the_texts() -> None:
    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            here = Office()
            here.ears = Attendance(voice, lambda: here.now, here.look)
            here.ears.changed(here.now)
            here.come(need(1))
            here.come(need(2))
            here.pass_by(10)
            here.ears.changed(None)
            await settled()
            assert desktop.titles == ["Away 10 min"]
            voice.reveal(texts=False)
            await settled()
            assert desktop.titles == []

    run(story)


def test_an_engine_that_is_not_there_yet_has_nothing_to_tell() -> None:
    def later(_: datetime | None = None) -> None: ...

    async def story(desktop: Desktop) -> None:
        async with speaking(desktop) as voice:
            ears = Attendance(voice, lambda: NOW, later)
            ears.changed(NOW)
            ears.changed(None)
            refused: Sequence[Alert] = [alert(need(1))]
            assert ears.speak(refused)
            await settled()
            assert desktop.shown == ["Question 1"]

    run(story)
