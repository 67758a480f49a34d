"""What is no request: each lesson in a sentence, and it can be taken back."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core import page
from supporttray.core.action import Action, Done
from supporttray.core.asked import About, AskLessons, Lesson, Unteach
from supporttray.errors import NotDone, StoreError
from supporttray.paths import resource
from supporttray.ui.lesson.window import Lessons
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import LESSONS
from supporttray.ui.windows import Windows
from tests.ui.diary import NOON, Desk

BOT = Lesson(about=About.AUTHOR, value="B1", said="Deploybot", where="#support", at=NOON, number=2, hiding=3)
WORDS = Lesson(about=About.WORDS, value="<b>stand-up", said="<b>stand-up", at=NOON, number=1)


class School(Desk):
    """Knows the lessons, and takes them back."""

    def __init__(self, *lessons: Lesson) -> None:
        super().__init__()
        self.lessons = lessons

    def answer(self, action: Action) -> object:
        if isinstance(action, AskLessons):
            return self.answers.get(AskLessons, self.lessons)
        if isinstance(action, Unteach) and Unteach not in self.answers:
            self.lessons = tuple(one for one in self.lessons if one.number != action.number)
            return Done("Taken back. 3 open again.")
        return super().answer(action)


Open = Callable[[Desk], Lessons]


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot) -> Iterator[Open]:
    made: list[Lessons] = []

    def open_(desk: Desk) -> Lessons:
        made.append(Lessons(desk, UTC))
        with qtbot.waitExposed(made[-1]):
            made[-1].show()
        return made[-1]

    yield open_
    for one in made:
        if isValid(one):
            one.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def lines(window: Lessons) -> list[str]:
    return [window.list.item(row).text() for row in range(window.list.count())]


def test_each_lesson_is_a_sentence_and_says_how_many_it_hides(opened: Open) -> None:
    window = opened(School(BOT, WORDS))
    assert lines(window) == ["All by Deploybot in #support", "All with “<b>stand-up”"]
    assert window.hides.text() == "You said so on Tue 8 Dec. It hides 3 questions of the last 30 days."
    window.list.setCurrentRow(1)
    assert window.hides.text().endswith("It hides nothing of the last 30 days.")
    assert not window.status.isVisible()


def test_a_lesson_that_is_taken_back_is_gone_and_it_is_said_what_is_shown_again(opened: Open, qtbot: QtBot) -> None:
    desk = School(BOT, WORDS)
    window = opened(desk)
    qtbot.mouseClick(window.back, Qt.MouseButton.LeftButton)
    assert desk.all(Unteach) == [Unteach(2)]
    assert lines(window) == ["All with “<b>stand-up”"]
    assert window.status.said.text() == "✓ Taken back. 3 open again."
    qtbot.mouseClick(window.back, Qt.MouseButton.LeftButton)
    assert window.none.isVisible()
    assert not window.list.isVisible()
    assert not window.back.isVisible()


def test_where_nothing_is_hidden_it_says_so(opened: Open) -> None:
    window = opened(School())
    assert window.none.isVisible()
    assert not window.list.isVisible()


def test_before_the_answer_nothing_is_claimed(opened: Open) -> None:
    desk = School(BOT)
    desk.slow = True
    window = opened(desk)
    assert window.status.said.text() == "One moment…"
    assert not window.none.isVisible()
    desk.catch_up()
    assert lines(window) == ["All by Deploybot in #support"]


@pytest.mark.parametrize("error", [NotDone("There is no lesson 2 any more."), StoreError("The disk is full.", "")])
def test_what_could_not_be_taken_back_stays_with_the_reason(opened: Open, qtbot: QtBot, error: Exception) -> None:
    desk = School(BOT)
    desk.answers[Unteach] = error
    window = opened(desk)
    qtbot.mouseClick(window.back, Qt.MouseButton.LeftButton)
    assert window.status.said.text().startswith("✗ ")
    assert lines(window) == ["All by Deploybot in #support"]
    assert window.back.isEnabled()


def test_where_the_lessons_cannot_be_read_it_says_why(opened: Open) -> None:
    desk = School()
    desk.answers[AskLessons] = StoreError("The disk is full.", "Make room.")
    window = opened(desk)
    assert (window.status.said.text(), window.status.hint.text()) == ("✗ The disk is full.", "Make room.")
    assert not window.none.isVisible()


def test_an_answer_that_comes_after_the_window_went_is_dropped(qapp: QApplication) -> None:
    desk = School(BOT)
    desk.slow = True
    windows = Windows(Icons(resource("icons")), desk)
    windows.want(LESSONS)
    assert windows.opener.window(page.LessonPage)
    windows.opener.window(page.LessonPage).close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.catch_up()
    assert windows.opener.window(page.LessonPage) is None


def test_a_hundred_windows_leave_nothing_behind(qapp: QApplication) -> None:
    windows = Windows(Icons(resource("icons")), School(BOT, WORDS))
    gc.collect()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what other tests left
    before = len(qapp.allWidgets())
    for _ in range(100):
        windows.want(LESSONS)
        assert windows.opener.window(page.LessonPage)
        windows.opener.window(page.LessonPage).close()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert len(qapp.allWidgets()) <= before
