"""The sheets for everybody: names, a small screen, and no growth however often they are opened."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.action import Action
from supporttray.core.asked import AskBefore, AskColleagues, AskLesson, AskTask, AskTemplates, TaskDraft
from supporttray.core.text import isolated
from supporttray.errors import Failure
from supporttray.ui.inbox.actions import Step
from supporttray.ui.inbox.handing import HandSheet
from supporttray.ui.inbox.lesson import LessonSheet
from supporttray.ui.inbox.sheet import Sheet
from supporttray.ui.inbox.window import Inbox
from tests.ui.inbox_lab import Desk, Then, draw, opened
from tests.ui.request_lab import AUTHOR, BEN, DANA, EARLIER, READY, THIS, WORDS, asked, request
from tests.ui.test_inbox_redraw import living

KNOWN: dict[type[Action], object] = {
    AskBefore: EARLIER,
    AskColleagues: (BEN, DANA),
    AskLesson: (THIS, AUTHOR, WORDS),
    AskTask: TaskDraft("Total: NaN", "Priya asked it.", "acme/support"),
    AskTemplates: READY,
}
SHEETS = (Step.HAND, Step.NONE, Step.QUEUE, Step.SNOOZE)


class Ready(Desk):
    """Answers each question at once."""

    def do(self, action: Action, then: Then | None = None, /) -> None:
        super().do(action, then)
        if type(action) in KNOWN and then:
            then(KNOWN[type(action)])


@pytest.fixture
def large() -> Iterator[None]:
    """Letters at twice their size."""
    before = QApplication.font()
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(font)
    yield
    QApplication.setFont(before)


def at(qtbot: QtBot, step: Step) -> Inbox:
    inbox = opened(qtbot, desk=Ready())
    draw(inbox, asked(request(1), request(2)))
    qtbot.waitUntil(inbox.details.earlier.isVisible)
    inbox.details.open_sheet(step)
    return inbox


@pytest.mark.parametrize("step", SHEETS)
def test_whatever_takes_the_keyboard_has_a_name(qtbot: QtBot, step: Step) -> None:
    inbox = at(qtbot, step)
    nameless = [
        widget
        for widget in inbox.details.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("step", SHEETS)
def test_large_letters_fit_beside_the_list(qtbot: QtBot, step: Step) -> None:
    inbox = at(qtbot, step)
    inbox.resize(1100, 700)
    pane = inbox.details
    room = pane.viewport().width()
    assert pane.widget().minimumSizeHint().width() <= room
    inbox.grab()  # lays it out
    parts = [one for one in pane.findChildren(QWidget) if one.isVisible() and one.parentWidget()]
    wide = [
        one
        for one in parts
        if pane.widget().isAncestorOf(one) and one.mapTo(pane.widget(), one.rect().topRight()).x() > room
    ]
    assert wide == []


def test_a_hundred_sheets_add_no_object(qtbot: QtBot) -> None:
    desk = Ready()
    inbox = opened(qtbot, desk=desk)

    def turn(number: int) -> None:
        draw(inbox, asked(*(request(each) for each in range(number % 3, 5)), queue="q"))
        inbox.choose(request(4 - number % 2).key, reply=True)
        inbox.details._ask_earlier()
        for step in SHEETS:
            inbox.details.open_sheet(step)
        inbox.taught.offer(AUTHOR)
        inbox.taught.say("")
        inbox.details.leave()
        desk.asked.clear()

    for number in range(40):
        turn(number)
    before = living(inbox)
    for number in range(100):
        turn(number)
    assert living(inbox) == before


def test_what_stands_beside_the_keyboard_is_said_aloud(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    inbox = at(qtbot, Step.HAND)
    monkeypatch.setattr(Sheet, "announce", lambda _, text: heard.append(text))
    hand = inbox.details.sheets.open
    assert isinstance(hand, HandSheet)
    qtbot.keyClick(hand.search, Qt.Key.Key_Down)
    assert heard[-1] == isolated(DANA.name)
    inbox.details.open_sheet(Step.NONE)
    lesson = inbox.details.sheets.open
    assert isinstance(lesson, LessonSheet)
    lesson.choices[1].setChecked(True)
    assert heard[-1] == "It would have hidden 12 more in the last 30 days"
    lesson._fail(Failure("It is gone.", ""))
    assert heard[-1] == "It is gone"


def test_a_screen_reader_is_told_while_the_sheet_is_seen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr("supporttray.ui.inbox.sheet.QAccessibleAnnouncementEvent", lambda *words: words)
    monkeypatch.setattr("supporttray.ui.inbox.sheet.QAccessible.updateAccessibility", told.append)
    inbox = at(qtbot, Step.HAND)
    hand = inbox.details.sheets.open
    assert hand
    told.clear()
    hand.announce("Ben Ito")
    inbox.details.leave()
    hand.announce("nobody hears it")
    assert told == [(hand, "Ben Ito")]


@pytest.mark.parametrize("step", SHEETS)
@pytest.mark.parametrize("made", ["", "https://q.example/1"])
def test_each_letter_with_alt_is_one_button(
    qtbot: QtBot, step: Step, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, AskTask, TaskDraft("Total: NaN", "Priya asked it.", "acme/support", made))
    inbox = at(qtbot, step)
    shown = [one for one in inbox.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    letters = [one.shortcut().toString() for one in shown if not one.shortcut().isEmpty()]
    assert letters
    assert len(letters) == len(set(letters)), sorted(letters)
