"""What a person does in the inbox, by key and by button, and what becomes of it."""

from datetime import datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from supporttray.core.action import About, Acknowledge, Details, Done, Snooze, TakeBack
from supporttray.core.deed import Verb
from supporttray.core.model import Urgency
from supporttray.core.outbox import Fate
from supporttray.core.page import Browse, BuildsPage, DutyPage, Page
from supporttray.errors import Failure
from supporttray.ui.inbox.actions import Step
from supporttray.ui.inbox.window import Inbox
from supporttray.ui.morning import tomorrow
from tests.ui.inbox_lab import Desk, draw, entry, opened, press, selected, shown
from tests.ui.samples import need

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def inbox(qtbot: QtBot, desk: Desk) -> Inbox:
    return opened(qtbot, need(1), need(2), need(3), desk=desk)


def offered(inbox: Inbox) -> set[Step]:
    return {step for step, button in inbox.details.bar.buttons.items() if button.isVisible()}


# --- details


def test_what_is_known_is_asked_for_the_one_that_is_selected(inbox: Inbox, desk: Desk) -> None:
    assert desk.questions == [need(1).subject]
    desk.answer(About, Details((("Question", "Why <b>?"), ("In", "support"))))
    assert inbox.details.facts.text == "Question: Why <b>?\nIn: support"


def test_a_late_answer_about_an_older_selection_is_not_shown(inbox: Inbox, desk: Desk) -> None:
    inbox.choose(need(2).key)
    desk.answer(About, Details((("Question", "first"),)), 0)
    assert inbox.details.facts.text == ""
    desk.answer(About, Details((("Question", "second"),)), 1)
    assert inbox.details.facts.text == "Question: second"


def test_it_is_asked_again_when_the_need_changed_and_what_was_known_stays_meanwhile(inbox: Inbox, desk: Desk) -> None:
    desk.answer(About, Details((("Replies", "none"),)))
    draw(inbox, shown(need(1), need(2)))
    assert len(desk.questions) == 1
    draw(inbox, shown(msgspec.structs.replace(need(1), because="somebody wrote"), need(2)))
    assert desk.questions == [need(1).subject] * 2
    assert inbox.details.facts.text == "Replies: none"


def test_what_cannot_be_told_is_said_to_be_so(inbox: Inbox, desk: Desk) -> None:
    desk.answer(About, Failure("Nobody knows", "Look there."))
    assert inbox.details.facts.text == "More: Nobody knows — Look there"


# --- the keys


def test_j_and_k_and_the_arrows_move(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "j")
    assert selected(inbox) == "Question 2"
    qtbot.keyClick(inbox.list, Qt.Key.Key_Down)
    assert selected(inbox) == "Question 3"
    press(qtbot, inbox, "j")
    press(qtbot, inbox, "k")
    assert selected(inbox) == "Question 2"


def test_a_acknowledges_and_the_next_one_is_there_when_it_is_done(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "a")
    assert desk.wishes == [Acknowledge(need(1).subject)]
    desk.answer(Acknowledge)
    draw(inbox, shown(need(2), need(3)))
    assert selected(inbox) == "Question 2"


def test_what_cannot_be_acknowledged_or_opened_offers_neither(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    draw(inbox, shown(need(1, url="file:///etc/passwd"), answerable=False))
    assert offered(inbox) == {Step.SNOOZE}
    for key in "arocO":
        press(qtbot, inbox, key)
    assert desk.wishes == []


def test_what_is_no_item_can_be_silenced_here_as_at_its_toast(inbox: Inbox) -> None:
    draw(
        inbox, shown(msgspec.structs.replace(need(1), kind="service.unseen", subject="watch:support"), answerable=False)
    )
    assert Step.SNOOZE in offered(inbox)


def test_o_enter_and_a_double_click_open_the_page(qtbot: QtBot, inbox: Inbox) -> None:
    pages: list[Page] = []
    inbox.page.connect(pages.append)
    press(qtbot, inbox, "o")
    qtbot.keyClick(inbox.list, Qt.Key.Key_Return)
    middle = inbox.list.visualRect(inbox.list.currentIndex()).center()
    qtbot.mouseClick(inbox.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseDClick(inbox.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert pages == [Browse(need(1).url)] * 3


def test_a_page_of_the_app_is_opened_without_an_address_too(qtbot: QtBot, inbox: Inbox) -> None:
    pages: list[Page] = []
    inbox.page.connect(pages.append)
    draw(inbox, shown(msgspec.structs.replace(need(1, url=""), page="announcement"), answerable=False))
    assert offered(inbox) >= {Step.OPEN}
    assert Step.COPY not in offered(inbox)
    press(qtbot, inbox, "o")
    assert pages == [DutyPage(announce=True)]


def test_c_copies_the_address_and_says_so(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "c")
    assert QGuiApplication.clipboard().text() == need(1).url
    assert inbox.strip.notice.text == "Its address is copied."


def test_s_shows_for_how_long_it_can_be_silent(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "s")
    menu = inbox.details.bar.menu
    assert menu.isVisible()
    words = {action.text(): action for action in menu.actions() if action.isVisible()}
    assert list(words) == [
        "&15 minutes",
        "1 &hour",
        "&4 hours",
        "&Until tomorrow, 09:00",
        "Until a &time…",
    ]
    words["1 &hour"].trigger()
    menu.close()
    assert desk.wishes == [Snooze(need(1).subject, timedelta(hours=1))]
    desk.answer(Snooze, Done("Silent until 10:00, or until something happens to it."))
    assert inbox.strip.notice.text == "Silent until 10:00, or until something happens to it."


def test_a_quiet_one_can_be_woken(inbox: Inbox, desk: Desk) -> None:
    draw(inbox, shown(need(1, urgency=Urgency.QUIET)))
    wake = next(action for action in inbox.details.bar.menu.actions() if action.text() == "&Wake it now")
    assert wake.isVisible()
    wake.trigger()
    assert desk.wishes == [Snooze(need(1).subject, timedelta(0))]


def test_tomorrow_begins_at_nine_where_the_person_is() -> None:
    now = datetime(2026, 12, 8, 23, 30).astimezone()
    assert tomorrow(now) - now == timedelta(hours=9, minutes=30)
    later = now + timedelta(hours=1)
    assert tomorrow(later) - later == timedelta(days=1, hours=8, minutes=30)


@pytest.mark.parametrize("key", ["/", "ctrl+f"])
def test_a_key_goes_to_the_search_and_letters_are_written_there(
    qtbot: QtBot, inbox: Inbox, desk: Desk, key: str
) -> None:
    if key == "/":
        press(qtbot, inbox, "/")
    else:
        qtbot.keyClick(inbox.list, Qt.Key.Key_F, CTRL)
    assert inbox.search.hasFocus()
    qtbot.keyClicks(inbox.search, "jack/ro")
    assert inbox.search.text() == "jack/ro"
    assert desk.wishes == []


def test_from_the_search_one_moves_in_the_list_and_goes_there(qtbot: QtBot, inbox: Inbox) -> None:
    inbox.search.setFocus()
    qtbot.keyClick(inbox.search, Qt.Key.Key_Down)
    assert selected(inbox) == "Question 2"
    assert inbox.search.hasFocus()
    qtbot.keyClick(inbox.search, Qt.Key.Key_Return)
    assert inbox.list.hasFocus()
    inbox.search.setFocus()
    qtbot.keyClick(inbox.search, Qt.Key.Key_Escape)
    assert inbox.list.hasFocus()


def test_enter_presses_the_button_that_has_the_keyboard(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    button = inbox.details.bar.buttons[Step.ACKNOWLEDGE]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert desk.wishes == [Acknowledge(need(1).subject)]


# --- taking back


def test_t_takes_back_the_acknowledgement_that_has_left_the_list(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    seen = entry(4, Fate.SENT, verb=Verb.REACT, text="eyes", subject=need(1).subject)
    draw(inbox, shown(need(2), outbox=(seen,)))
    assert "👀 on “Question 1”" in inbox.strip.rows[0].text
    press(qtbot, inbox, "t")
    assert desk.wishes == [TakeBack(need(1).subject)]
    gone = entry(5, Fate.SENT, verb=Verb.UNREACT, text="eyes", subject=need(1).subject)
    draw(inbox, shown(need(1), outbox=(seen, gone)))
    press(qtbot, inbox, "t")
    assert len(desk.wishes) == 1


def test_of_the_one_that_is_selected_it_is_offered_there(inbox: Inbox, desk: Desk) -> None:
    wishes = tuple(entry(n, Fate.SENT, verb=Verb.REACT, text="eyes", subject=need(n).subject) for n in (1, 2))
    draw(inbox, shown(need(1), need(2), outbox=wishes))
    assert Step.TAKE_BACK in offered(inbox)
    inbox.details.bar.buttons[Step.TAKE_BACK].click()
    assert desk.wishes == [TakeBack(need(1).subject)]


# --- builds


def test_a_builds_why_is_one_key_or_one_click_away_and_takes_the_place_of_open(inbox: Inbox, qtbot: QtBot) -> None:
    broken = msgspec.structs.replace(need(4), key="build.broken|build:ci/1#7.1", page="builds")
    draw(inbox, shown(broken, answerable=False))
    assert offered(inbox) == {Step.WHY, Step.SNOOZE, Step.COPY}
    pages: list[Page] = []
    inbox.page.connect(pages.append)
    press(qtbot, inbox, "w")
    qtbot.keyClick(inbox.list, Qt.Key.Key_Return)
    assert pages == [BuildsPage(broken.key)] * 2
