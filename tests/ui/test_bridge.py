"""The thread border: everything arrives on Qt's thread, nothing is lost in silence, and the exit never hangs."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from supporttray.core.action import Action, Done, Note
from supporttray.core.page import Browse
from supporttray.core.snapshot import Snapshot
from supporttray.errors import Failure, StoreError
from supporttray.ui.bridge import Bridge, Stage
from tests.ui.samples import need, snapshot

Live = Callable[[Stage], Awaitable[None]]


pytestmark = pytest.mark.usefixtures("qapp")


class Seen(QObject):
    """Keeps what arrived, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshots: list[Snapshot] = []
        self.errors: list[BaseException] = []
        self.threads: set[bool] = set()

    @Slot(object)
    def changed(self, value: Snapshot) -> None:
        self.threads.add(QThread.currentThread() is self.thread())
        self.snapshots.append(value)

    @Slot(object)
    def failed(self, error: BaseException) -> None:
        self.threads.add(QThread.currentThread() is self.thread())
        self.errors.append(error)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def bridge(seen: Seen) -> Iterator[Callable[[Live], Bridge]]:
    made: list[Bridge] = []

    def start(live: Live) -> Bridge:
        bridge = Bridge(live)
        bridge.changed.connect(seen.changed)
        bridge.failed.connect(seen.failed)
        made.append(bridge)
        bridge.start()
        return bridge

    yield start
    stopped = [each.stop(5) for each in made]
    assert all(stopped)


async def for_ever() -> None:
    await asyncio.Event().wait()


def numbered(number: int) -> Snapshot:
    return snapshot(*(need(each) for each in range(number)))


def test_every_snapshot_that_is_waited_for_arrives_on_qts_thread(
    bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot
) -> None:
    asked = threading.Event()

    async def live(stage: Stage) -> None:
        for number in range(5):
            stage.show(numbered(number))
            await asyncio.to_thread(asked.wait)
            asked.clear()
        await for_ever()

    bridge(live)
    for number in range(5):
        qtbot.waitUntil(lambda number=number: len(seen.snapshots) == number + 1)
        asked.set()
    assert [len(each.needs) for each in seen.snapshots] == [0, 1, 2, 3, 4]
    assert seen.threads == {True}


def test_a_burst_costs_one_redraw_and_the_newest_wins(
    bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot
) -> None:
    done = threading.Event()

    async def live(stage: Stage) -> None:
        for number in range(200):
            stage.show(numbered(number))
        done.set()
        await for_ever()

    bridge(live)
    assert done.wait(30)  # Qt's thread was busy (here: with waiting) while they came
    qtbot.waitUntil(lambda: bool(seen.snapshots))
    assert [len(each.needs) for each in seen.snapshots] == [199]


def test_an_error_of_the_engine_arrives_after_its_last_snapshot(
    bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot
) -> None:
    error = StoreError("The database is full", "Free some space.")

    async def live(stage: Stage) -> None:
        stage.show(numbered(2))
        raise error

    bridge(live)
    qtbot.waitUntil(lambda: bool(seen.errors))
    assert seen.errors == [error]
    assert len(seen.snapshots) == 1
    assert seen.threads == {True}


def test_an_error_that_comes_with_the_end_is_said_too(bridge: Callable[[Live], Bridge], seen: Seen) -> None:
    raised = threading.Event()

    async def live(_: Stage) -> None:
        raised.set()
        raise StoreError("The database is full")

    running = bridge(live)
    assert raised.wait(30)
    assert running.stop(30)
    assert [str(error) for error in seen.errors] == ["The database is full"]


def test_a_broken_import_arrives_like_any_error(bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot) -> None:
    async def live(_: Stage) -> None:
        raise ImportError("no such module")

    bridge(live)
    qtbot.waitUntil(lambda: bool(seen.errors))
    assert isinstance(seen.errors[0], ImportError)


def test_an_engine_that_ends_by_itself_is_said_to_have_ended(
    bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot
) -> None:
    async def live(_: Stage) -> None:
        return

    bridge(live)
    qtbot.waitUntil(lambda: bool(seen.errors))
    assert isinstance(seen.errors[0], Failure)


def test_stopping_lets_the_engine_tidy_up(bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot) -> None:
    tidied: list[bool] = []

    async def live(stage: Stage) -> None:
        stage.show(numbered(0))
        try:
            await for_ever()
        finally:
            await asyncio.sleep(0)
            tidied.append(True)

    running = bridge(live)
    qtbot.waitUntil(lambda: bool(seen.snapshots))
    assert running.stop(30)
    assert tidied == [True]
    assert seen.errors == []


def test_stopping_works_though_one_cancellation_is_swallowed(
    bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot
) -> None:
    async def live(stage: Stage) -> None:
        stage.show(numbered(0))
        try:
            await for_ever()
        except asyncio.CancelledError:
            await for_ever()

    running = bridge(live)
    qtbot.waitUntil(lambda: bool(seen.snapshots))
    assert running.stop(1)


def test_stopping_gives_up_at_the_limit(bridge: Callable[[Live], Bridge], seen: Seen, qtbot: QtBot) -> None:
    release = threading.Event()

    async def live(stage: Stage) -> None:
        stage.show(numbered(0))
        await asyncio.sleep(0)
        release.wait()  # a call into the system that does not come back

    running = bridge(live)
    qtbot.waitUntil(lambda: bool(seen.snapshots))
    begun = time.monotonic()
    assert not running.stop(0.2)
    assert time.monotonic() - begun >= 0.2
    release.set()


def test_stopping_before_the_engine_is_up_ends_it_too(bridge: Callable[[Live], Bridge]) -> None:
    async def live(_: Stage) -> None:
        await for_ever()

    assert bridge(live).stop(30)


def test_a_bridge_that_was_never_started_is_stopped_already() -> None:
    async def live(_: Stage) -> None:
        await for_ever()

    assert Bridge(live).stop(1)


# --- the way in


async def answering(action: Action) -> object:
    """Do what the test asks: answer with the text, or fail as it says."""
    assert isinstance(action, Note)
    if action.text == "refuse":
        raise Failure("Nothing was noted.", "Write a text.")
    if action.text == "break":
        raise ZeroDivisionError(action.text)
    return Done(f"{action.text} on {threading.current_thread().name}")


def test_what_a_person_does_is_done_on_the_engines_thread_and_answered_on_qts(
    bridge: Callable[[Live], Bridge], qtbot: QtBot
) -> None:
    answers: list[tuple[object, bool]] = []

    async def live(stage: Stage) -> None:
        stage.serve(answering)
        stage.open(Browse("https://ready.example"))
        await for_ever()

    running = bridge(live)
    with qtbot.waitSignal(running.opened) as ready:
        pass
    assert ready.args == [Browse("https://ready.example")]
    for text in ("one", "two"):
        running.do(Note(text), lambda result: answers.append((result, QThread.isMainThread())))
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [(Done("one on engine"), True), (Done("two on engine"), True)]


def test_what_fails_is_answered_with_a_sentence(
    bridge: Callable[[Live], Bridge], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[object] = []

    async def live(stage: Stage) -> None:
        stage.serve(answering)
        stage.show(numbered(0))
        await for_ever()

    running = bridge(live)
    with qtbot.waitSignal(running.changed):
        pass
    for text in ("refuse", "break"):
        running.do(Note(text), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert [type(answer) for answer in answers] == [Failure, Failure]
    assert [str(answer) for answer in answers] == ["Nothing was noted.", "A fault in Support Tray: ZeroDivisionError."]
    assert "an action failed" in caplog.text


def test_what_is_done_before_the_engine_serves_is_answered_too(bridge: Callable[[Live], Bridge], qtbot: QtBot) -> None:
    answers: list[object] = []

    async def live(_: Stage) -> None:
        await for_ever()

    bridge(live).do(Note("early"), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert isinstance(answers[0], Failure)


def test_what_is_still_being_done_at_the_end_is_answered_as_well(
    bridge: Callable[[Live], Bridge], qtbot: QtBot
) -> None:
    answers: list[object] = []

    async def never(_: Action) -> object:
        return await for_ever()

    async def live(stage: Stage) -> None:
        stage.serve(never)
        stage.show(numbered(0))
        await for_ever()

    running = bridge(live)
    with qtbot.waitSignal(running.changed):
        pass
    running.do(Note("late"), answers.append)
    assert running.stop(30)
    assert [type(answer) for answer in answers] == [Failure]
