"""A line for today: one key adds it, and it is never lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core import action
from supporttray.errors import StoreError
from supporttray.ui.note import Note
from tests.ui.diary import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def note(qapp: QApplication, desk: Desk, qtbot: QtBot) -> Iterator[Note]:
    made = Note(desk)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    if isValid(made):
        made.hide()
        made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_enter_adds_the_line_says_so_and_closes(note: Note, desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(note.line, "next: call Rob")
    qtbot.keyClick(note.line, Qt.Key.Key_Return)
    assert desk.done == [action.Note("next: call Rob")]
    assert note.said.text() == "Noted."
    qtbot.waitUntil(lambda: not isValid(note))


def test_the_hint_is_there_from_the_beginning(note: Note) -> None:
    assert note.said.text() == 'Begin with "next:" for what comes next.'
    assert note.line.accessibleDescription() == note.said.text()
    assert note.line.hasFocus()


def test_an_empty_line_is_not_added(note: Note, desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(note.line, "   ")
    qtbot.keyClick(note.line, Qt.Key.Key_Return)
    assert desk.done == []


def test_a_line_is_added_once_however_often_enter_is_pressed(note: Note, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    qtbot.keyClicks(note.line, "x")
    for _ in range(3):
        qtbot.keyClick(note.line, Qt.Key.Key_Return)
    assert desk.done == [action.Note("x")]
    desk.catch_up()
    qtbot.keyClick(note.line, Qt.Key.Key_Return)  # it says "Noted." still
    assert desk.done == [action.Note("x")]


def test_words_that_could_not_be_noted_stay_with_the_reason(note: Note, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[action.Note] = StoreError("The disk is full.", "Make room.")
    qtbot.keyClicks(note.line, "x")
    qtbot.keyClick(note.line, Qt.Key.Key_Return)
    assert note.said.text() == "The disk is full. Make room."
    assert note.line.text() == "x"
    assert not note.line.isReadOnly()
    del desk.answers[action.Note]
    qtbot.keyClick(note.line, Qt.Key.Key_Return)
    assert note.said.text() == "Noted."


def test_a_line_that_failed_after_the_window_was_closed_brings_it_back(note: Note, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[action.Note] = StoreError("The disk is full.", "Make room.")
    desk.slow = True
    qtbot.keyClicks(note.line, "x")
    qtbot.keyClick(note.line, Qt.Key.Key_Return)
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert not note.isVisible()
    desk.catch_up()
    assert note.isVisible()
    assert note.line.text() == "x"


def test_escape_closes(note: Note, desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(note.line, "x")
    qtbot.keyClick(note.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(note))
    assert desk.done == []
