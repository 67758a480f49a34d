"""A request that reached somebody in person: logged with one key, and its words are never lost."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QEvent, Qt, QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core import page
from supporttray.core.action import Done
from supporttray.core.asked import Log as LogAction
from supporttray.errors import NotDone, StoreError
from supporttray.paths import resource
from supporttray.ui.log.window import Log
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import LOG
from supporttray.ui.windows import Windows
from tests.ui.diary import NOON, Desk

EAST = timezone(timedelta(hours=5, minutes=30))
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.answers[LogAction] = Done("Logged: Where is my order?")
    return desk


@pytest.fixture
def log(qapp: QApplication, desk: Desk, qtbot: QtBot) -> Iterator[Log]:
    made = Log(desk, EAST, desk.clock)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    if isValid(made):
        made.hide()
        made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def write(log: Log, qtbot: QtBot, text: str = "Where is my order?", name: str = "Mina") -> None:
    qtbot.keyClicks(log.text, text)
    qtbot.keyClick(log.text, Qt.Key.Key_Tab)
    qtbot.keyClicks(log.name, name)


def test_ctrl_enter_logs_it_says_what_came_of_it_and_closes(log: Log, desk: Desk, qtbot: QtBot) -> None:
    write(log, qtbot)
    qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    assert desk.done == [LogAction("Where is my order?", "Mina", None)]
    assert log.said.text() == "Logged: Where is my order?"
    qtbot.waitUntil(lambda: not isValid(log))


def test_ctrl_enter_logs_it_wherever_the_cursor_is(log: Log, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    write(log, qtbot)
    for field in (log.name, log.when.choice, log.text):
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)
        assert desk.done == [LogAction("Where is my order?", "Mina", None)]
        desk.done.clear()
        log._rest(busy=False)


def test_enter_in_the_name_logs_it_too_and_in_the_text_begins_a_line(log: Log, desk: Desk, qtbot: QtBot) -> None:
    write(log, qtbot)
    qtbot.keyClick(log.text, Qt.Key.Key_Return)
    assert desk.done == []
    qtbot.keyClicks(log.text, "It is late.")
    qtbot.keyClick(log.name, Qt.Key.Key_Return)
    assert desk.done == [LogAction("Where is my order?\nIt is late.", "Mina", None)]


@pytest.mark.parametrize(("text", "name"), [("", "Mina"), ("Where?", ""), ("  ", "Mina"), ("Where?", "  ")])
def test_without_words_or_a_name_nothing_is_logged(log: Log, desk: Desk, qtbot: QtBot, text: str, name: str) -> None:
    write(log, qtbot, text, name)
    qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    assert desk.done == []
    assert not log.log.isEnabled()


def test_it_is_logged_once_however_often_the_key_is_pressed(log: Log, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    write(log, qtbot)
    for _ in range(3):
        qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    desk.catch_up()
    qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    assert len(desk.done) == 1


@pytest.mark.parametrize(("choice", "minutes"), [(1, 10), (2, 30), (3, 60)])
def test_it_may_have_been_a_while_ago(log: Log, desk: Desk, qtbot: QtBot, choice: int, minutes: int) -> None:
    write(log, qtbot)
    log.when.choice.setCurrentIndex(choice)
    desk.now += timedelta(minutes=5)  # a while before the key, not before the choice
    qtbot.mouseClick(log.log, Qt.MouseButton.LeftButton)
    assert desk.done == [LogAction("Where is my order?", "Mina", desk.now - timedelta(minutes=minutes))]


@pytest.mark.parametrize(
    ("clock", "at", "said"),
    [
        (QTime(17, 30), NOON, ""),
        (QTime(9, 0), datetime(2026, 12, 8, 3, 30, tzinfo=UTC), ""),
        (QTime(17, 31), datetime(2026, 12, 7, 12, 1, tzinfo=UTC), "That was yesterday."),
    ],
)
def test_a_time_is_the_teams_and_one_to_come_was_yesterdays(
    log: Log, desk: Desk, qtbot: QtBot, clock: QTime, at: datetime, said: str
) -> None:
    write(log, qtbot)
    assert not log.when.time.isVisible()
    log.when.choice.setCurrentIndex(4)
    assert log.when.time.isVisible()
    log.when.time.setTime(clock)
    assert log.said.text() == said
    qtbot.mouseClick(log.log, Qt.MouseButton.LeftButton)
    assert desk.done == [LogAction("Where is my order?", "Mina", at)]


def test_words_that_could_not_be_logged_stay_with_the_reason(log: Log, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[LogAction] = StoreError("The disk is full.", "Make room.")
    write(log, qtbot)
    qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    assert log.said.text() == "The disk is full. Make room."
    assert (log.text.toPlainText(), log.name.text()) == ("Where is my order?", "Mina")
    desk.answers[LogAction] = Done()
    qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    assert log.said.text() == "Logged."


def test_what_failed_after_the_window_was_closed_brings_it_back(log: Log, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[LogAction] = NotDone("That is still to come; say when it was asked.")
    desk.slow = True
    write(log, qtbot)
    qtbot.keyClick(log.text, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(log.text, Qt.Key.Key_Escape)
    assert not log.isVisible()
    desk.catch_up()
    assert log.isVisible()
    assert log.text.toPlainText() == "Where is my order?"


def test_what_was_written_is_there_again_when_the_window_is(qapp: QApplication, desk: Desk, qtbot: QtBot) -> None:
    windows = Windows(Icons(resource("icons")), desk)
    windows.want(LOG)
    log = windows.opener.window(page.LogPage)
    assert log
    qtbot.keyClicks(log.text, "Half a quest")
    qtbot.keyClick(log.text, Qt.Key.Key_Escape)
    assert not log.isVisible()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows.want(LOG)
    assert windows.opener.window(page.LogPage) is log
    assert log.text.toPlainText() == "Half a quest"
    log.text.clear()
    log.reject()
    qtbot.waitUntil(lambda: windows.opener.window(page.LogPage) is None)


def test_a_hundred_windows_leave_nothing_behind(qapp: QApplication, desk: Desk) -> None:
    windows = Windows(Icons(resource("icons")), desk)
    gc.collect()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what other tests left
    before = len(qapp.allWidgets())
    for _ in range(100):
        windows.want(LOG)
        assert windows.opener.window(page.LogPage)
        windows.opener.window(page.LogPage).close()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert windows.opener.window(page.LogPage) is None
    gc.collect()
    assert len(qapp.allWidgets()) <= before
