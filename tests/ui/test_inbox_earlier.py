"""Asked before: earlier questions like the one that is shown, who answered them, and a way to hand it to those people."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from supporttray.core.asked import AskBefore, AskColleagues, Before
from supporttray.core.text import isolated
from supporttray.errors import Failure
from supporttray.ui.inbox.handing import HandSheet
from supporttray.ui.inbox.window import Inbox
from tests.ui.conftest import Browser
from tests.ui.inbox_lab import Desk, draw, opened, press
from tests.ui.request_lab import BEN, DANA, EARLIER, SOFIA, asked, request
from tests.ui.samples import NOW, need


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def inbox(qtbot: QtBot, desk: Desk) -> Inbox:
    made = opened(qtbot, desk=desk)
    draw(made, asked(request(1), request(2), need(3)))
    return made


def questions(desk: Desk) -> list[str]:
    return [action.subject for action, _ in desk.asked if isinstance(action, AskBefore)]


def told(qtbot: QtBot, inbox: Inbox, desk: Desk, *found: Before) -> list[QPushButton]:
    """Let it be asked, answer it, and return the buttons that are there."""
    qtbot.waitUntil(lambda: bool(questions(desk)))
    desk.answer(AskBefore, found)
    return [one for one in inbox.details.earlier.findChildren(QPushButton) if one.isVisible()]


def test_each_is_a_link_with_who_answered_and_a_way_to_hand_it_to_them(
    qtbot: QtBot, inbox: Inbox, desk: Desk, browser: Browser
) -> None:
    first, ben, second, dana = told(qtbot, inbox, desk, *EARLIER)
    assert [line._who.text() for line in inbox.details.earlier.lines] == [
        "Thu 26 Nov, answered by Ben Ito and Sofía Núñez",
        f"Wed 18 Nov, answered by {isolated('דנה')}",
        "Fri 13 Nov: Voucher twice",
    ]
    assert (ben.text(), second.text()) == ("Hand to Ben Ito…", "<b>NaN</b> && Total")
    assert QAccessible.queryAccessibleInterface(dana).text(QAccessible.Text.Name) == "Hand to דנה…"
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert browser.opened == ["https://chat.example/9", "https://chat.example/8"]


def test_who_answered_then_is_named_whether_or_not_they_are_among_the_likeliest(
    qtbot: QtBot, inbox: Inbox, desk: Desk
) -> None:
    told(qtbot, inbox, desk, *EARLIER)[3].click()
    sheet = inbox.details.sheets.open
    assert isinstance(sheet, HandSheet)
    desk.answer(AskColleagues, (BEN, SOFIA))
    assert sheet.text.toPlainText().startswith(f"@{DANA.name} ")
    inbox.details.leave()
    inbox.details.earlier.lines[0].ask.click()
    assert sheet.text.toPlainText().startswith("@Ben Ito ")


def test_nobody_is_offered_to_hand_it_to_themselves(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    first, alone = EARLIER[0], EARLIER[1]
    mine = [
        msgspec.structs.replace(first, mine=frozenset({BEN.id})),
        msgspec.structs.replace(alone, mine=frozenset({DANA.id})),
    ]
    texts = [button.text() for button in told(qtbot, inbox, desk, *mine)]
    assert texts == ["Gift cards show NaN", "Hand to Sofía Núñez…", "<b>NaN</b> && Total"]


def test_it_is_asked_once_a_request_and_not_of_what_is_none(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    told(qtbot, inbox, desk, *EARLIER)
    draw(inbox, asked(msgspec.structs.replace(request(1), because="some minutes later"), request(2), need(3)))
    assert inbox.details.earlier.isVisible()
    inbox.choose(need(3).key)
    assert not inbox.details.earlier.isVisible()
    assert not inbox.details._rest.isActive()
    assert questions(desk) == [request(1).subject]


def test_who_runs_through_the_list_asks_nothing_on_the_way(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "j")
    press(qtbot, inbox, "k")
    press(qtbot, inbox, "j")
    qtbot.waitUntil(lambda: bool(questions(desk)))
    assert questions(desk) == [request(2).subject]
    press(qtbot, inbox, "k")
    inbox.choose(need(3).key)
    assert not inbox.details._rest.isActive()


def test_a_late_answer_about_another_one_is_not_shown(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    qtbot.waitUntil(lambda: bool(questions(desk)))
    inbox.choose(request(2).key)
    desk.answer(AskBefore, EARLIER)
    assert not inbox.details.earlier.isVisible()


@pytest.mark.parametrize("answer", [(), Failure("The index is being made", "Try again.")])
def test_nothing_found_says_nothing(qtbot: QtBot, inbox: Inbox, desk: Desk, answer: object) -> None:
    qtbot.waitUntil(lambda: bool(questions(desk)))
    desk.answer(AskBefore, answer)
    assert not inbox.details.earlier.isVisible()
    assert inbox.strip.notice.text == ""


def test_where_it_cannot_be_handed_over_nobody_is_offered(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    told(qtbot, inbox, desk, *EARLIER)
    draw(inbox, msgspec.structs.replace(asked(request(1)), answerable=frozenset()))
    assert not inbox.details.earlier.lines[0].ask.isVisible()


def test_a_long_title_sets_no_width(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    long = Before("x" * 300, "https://chat.example/1", NOW, (msgspec.structs.replace(BEN, name="y" * 300),))
    told(qtbot, inbox, desk, long)
    inbox.resize(500, 500)
    pane = inbox.details
    assert pane.widget().minimumSizeHint().width() <= pane.viewport().width()
    inbox.grab()  # lays it out
    for button in (pane.earlier.lines[0].title, pane.earlier.lines[0].ask):
        assert button.geometry().right() <= button.parentWidget().width()
