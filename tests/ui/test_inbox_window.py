"""The inbox window: what a person sees in each state, and what a redraw leaves alone."""

from datetime import timedelta

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core import display
from supporttray.core.action import LookNow
from supporttray.core.model import Urgency
from supporttray.core.page import DutyPage
from supporttray.core.snapshot import Tray, TrayState
from supporttray.errors import Failure
from supporttray.paths import resource
from supporttray.ui.inbox.window import Inbox
from supporttray.ui.tray.drawing import STARTING_UP, drawing, failed
from supporttray.ui.tray.icons import Icons
from tests.ui.inbox_lab import Desk, draw, entry, opened, selected, shown, titles
from tests.ui.samples import BLIND, NOW, need


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


# --- what is seen


def test_the_needs_stand_in_their_order_and_the_first_is_told_in_full(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1, urgency=Urgency.URGENT), need(2))
    assert titles(inbox) == ["Question 1", "Question 2"]
    assert selected(inbox) == "Question 1"
    assert "Question 1" in texts(inbox.details)
    assert "Urgent · 6 min" in texts(inbox.details)
    assert inbox.header.text == "On duty until Sat 12 Dec · 2 need you"


def test_before_the_first_look_it_says_that_it_looks(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    inbox.draw(STARTING_UP, None)
    assert display.LOOKING in texts(inbox)


def test_while_the_first_answers_are_awaited_it_still_says_so(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    looking = msgspec.structs.replace(shown(), tray=Tray(TrayState.CANNOT_SEE, 0, display.LOOKING))
    draw(inbox, looking)
    assert display.LOOKING in texts(inbox)


def test_an_empty_inbox_says_what_calm_rests_on(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    draw(inbox, shown())
    assert "Nothing needs you." in texts(inbox)
    assert not inbox.list.isVisible()


def test_what_cannot_be_seen_is_said_above_rows_that_stay(qtbot: QtBot) -> None:
    desk = Desk()
    inbox = opened(qtbot, desk=desk)
    draw(inbox, shown(need(1), services=(BLIND,)))
    assert "Slack refused the token" in inbox.banner.text
    assert titles(inbox) == ["Question 1"]
    inbox.banner.look_now.click()
    assert desk.wishes == [LookNow()]
    draw(inbox, shown(need(1)))
    assert not inbox.banner.isVisible()


def test_many_that_cannot_be_seen_leave_room_for_the_rest(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    draw(inbox, shown(need(1), services=(BLIND,) * 9))
    assert inbox.banner.text.splitlines()[-1] == "and 5 more"


def test_a_failed_engine_is_said_with_what_to_do_and_the_rows_stay(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    value = shown(need(1))
    inbox.draw(failed(drawing(value, NOW), "The database is full", "Free some space."), value)
    assert inbox.header.text == "The database is full"
    assert inbox.banner.text == "Free some space."
    assert not inbox.banner.look_now.isVisible()
    assert titles(inbox) == ["Question 1"]


def test_an_engine_that_failed_before_it_saw_anything_is_not_said_to_look(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    inbox.draw(failed(STARTING_UP, "The database is full", "Free some space."), None)
    assert inbox.blank.text == "The database is full."


def test_off_duty_says_who_is_on(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    off = msgspec.structs.replace(
        shown(state=TrayState.OFF_DUTY), tray=Tray(TrayState.OFF_DUTY, 0, "Off duty: Ann is on duty.")
    )
    draw(inbox, off)
    assert inbox.blank.text == "Off duty: Ann is on duty."


def test_a_pause_of_alerts_is_not_forgotten(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    until = NOW + timedelta(days=1)
    draw(inbox, msgspec.structs.replace(shown(need(1)), paused_until=until))
    assert f"Alerts are paused until {display.day(until)} {display.clock(until)}" in texts(inbox.header)


def test_markup_and_long_words_from_outside_stay_text_in_the_window(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1, "<b>bold</b> " + "x" * 400))
    inbox.tell(Failure("<i>phrase</i>", "<u>hint</u>"), "<b>title</b>")
    for label in inbox.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    inbox.resize(700, 400)
    assert inbox.width() == 700


def test_it_fits_a_small_screen_with_large_letters(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    draw(inbox, shown(need(1), services=(BLIND,), outbox=(entry(),)))
    assert inbox.minimumSizeHint().width() <= 640
    assert inbox.minimumSizeHint().height() <= 360


# --- search


def test_the_search_looks_in_title_reason_and_source_in_any_case(qtbot: QtBot) -> None:
    needs = [need(1, "Invoice"), msgspec.structs.replace(need(2), because="The INVOICE is late"), need(3)]
    needs.append(msgspec.structs.replace(need(4), source="invoices"))
    inbox = opened(qtbot, *needs)
    inbox.search.setText("invoice")
    assert titles(inbox) == ["Invoice", "Question 2", "Question 4"]
    inbox.search.setText("invoice late")
    assert titles(inbox) == ["Question 2"]
    assert selected(inbox) == "Question 2"


def test_a_search_without_result_says_so_and_escape_shows_everything(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    inbox.search.setText("zebra")
    assert "Nothing here matches “zebra”." in texts(inbox)
    qtbot.keyClick(inbox.search, Qt.Key.Key_Escape)
    assert titles(inbox) == ["Question 1"]
    assert selected(inbox) == "Question 1"


def test_a_search_goes_on_when_news_come(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1, "Invoice"))
    inbox.search.setText("invoice")
    draw(inbox, shown(need(2), need(1, "Invoice")))
    assert titles(inbox) == ["Invoice"]


# --- the window among others


def test_a_need_is_chosen_from_outside_also_when_a_search_hides_it(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1), need(2))
    inbox.search.setText("Question 1")
    inbox.choose(need(2).key)
    assert selected(inbox) == "Question 2"


def test_one_that_is_chosen_and_needs_nobody_any_more_is_said_to(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    inbox.choose("request.waiting|request:t/77#1")
    assert inbox.strip.notice.text == "That one needs nobody any more."


def test_what_is_chosen_while_the_window_is_hidden_is_shown(qtbot: QtBot) -> None:
    inbox = Inbox(Icons(resource("icons")), Desk().do, lambda: NOW)
    qtbot.addWidget(inbox)
    draw(inbox, shown(need(1), need(2)))
    inbox.choose(need(2).key, reply=True)
    inbox.show()
    assert selected(inbox) == "Question 2"
    assert inbox.details.reply.isVisible()


def test_the_next_time_it_opens_at_the_top(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1), need(2))
    inbox.choose(need(2).key)
    inbox.close()
    inbox.show()
    assert selected(inbox) == "Question 1"


def test_closing_hides_it(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    with qtbot.assertNotEmitted(inbox.quit):
        inbox.close()


def test_where_there_is_no_tray_it_says_why_it_is_there_and_closing_quits(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    inbox.stand_in(instead=True)
    assert any("no tray" in text for text in texts(inbox))
    with qtbot.waitSignal(inbox.quit):
        inbox.close()
    inbox.stand_in(instead=False)
    assert not inbox._foot.isVisibleTo(inbox)


def test_the_buttons_at_the_top_lead_to_the_other_windows(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    buttons = {button.text(): button for button in inbox.header.findChildren(QWidget) if hasattr(button, "click")}
    with qtbot.waitSignal(inbox.page) as wanted:
        buttons["Dut&y…"].click()
    assert wanted.args == [DutyPage()]
    with qtbot.waitSignal(inbox.status):
        buttons["&Daily status…"].click()
    with qtbot.waitSignal(inbox.settings):
        buttons["Se&ttings…"].click()


def test_in_a_narrow_window_the_buttons_leave_the_line_its_room(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    head = inbox.header
    for width, below in ((1000, False), (460, True), (1000, False)):
        inbox.resize(width, 500)
        qtbot.waitUntil(lambda low=below: (head._ways.y() > head._line.geometry().bottom()) is low)
        assert head._line.width() > 300
