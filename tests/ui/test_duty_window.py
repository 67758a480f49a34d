"""The window of duty: what it says of the rota, what can be done there, and that nothing is posted unseen."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core.action import Done
from supporttray.core.duty import AskAnnouncement, AskRota, Preview, Rota, Source, Swap, Unswap
from supporttray.errors import Failure, NotDone
from supporttray.ui.duty.dialog import SwapDialog
from supporttray.ui.duty.window import Duty
from tests.ui.diary import Desk
from tests.ui.duty_lab import APPS, BACKEND, DAY, FRONTEND, NOON, WHOLE, on_duty, shift, told


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.now = NOON
    desk.answers[AskRota] = told(*WHOLE)
    return desk


@pytest.fixture
def window(qapp: QApplication, desk: Desk) -> Iterator[Duty]:
    made = Duty(desk, desk.clock)
    yield made
    if isValid(made):
        made.hide()
        made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(window: Duty, qtbot: QtBot) -> Duty:
    with qtbot.waitExposed(window):
        window.show()
    return window


def cells(window: Duty) -> list[list[str]]:
    model = window.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def heads(window: Duty) -> list[str]:
    model = window.table.model()
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def choose(window: Duty, row: int, column: int) -> None:
    window.table.setCurrentIndex(window.table.model().index(row, column))


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def dialog_of(window: QWidget) -> SwapDialog:
    return window.findChildren(SwapDialog)[-1]


# --- what is told


def test_the_window_is_there_before_the_engine_has_said_anything(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    shown(window, qtbot)
    assert window.header.text() == "Looking who is on duty…"
    assert AskRota() in desk.done
    window.draw(on_duty(*APPS))
    assert window.header.text() == "You are on duty until Sat 12 Dec"
    assert window.table.isHidden()
    desk.catch_up()
    assert heads(window) == ["When", "apps", "backend", "frontend"]


def test_the_table_has_a_row_for_each_change_and_marks_me_swaps_and_what_is_empty(window: Duty, qtbot: QtBot) -> None:
    table = cells(shown(window, qtbot))

    assert table[:5] == [
        ["Now, until Wed 9 Dec 12:00", "Ada (you)", "Bo", "Cy"],
        ["Wed 9 Dec 12:00 to Thu 10 Dec 12:00", "↔ Bo", "Bo", "Cy"],
        ["Thu 10 Dec 12:00 to Sat 12 Dec 12:00", "Ada (you)", "Bo", "Cy"],
        ["Sat 12 Dec 12:00 to Sun 13 Dec 12:00", "Jonas", "Bo", "Cy"],
        ["Sun 13 Dec 12:00 to Mon 14 Dec 12:00", "Jonas", "↔ Dee", "Cy"],
    ]
    assert table[-1] == ["Mon 28 Dec 12:00 to Mon 8 Mar 12:00", "⚠ nobody", "nobody", "Dee"]


def test_a_screen_reader_hears_words_in_place_of_signs(window: Duty, qtbot: QtBot) -> None:
    model = shown(window, qtbot).table.model()

    heard = [model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) for row, column in ((1, 1), (9, 1))]
    assert heard == [
        "apps: Bo, by a swap. Wed 9 Dec 12:00 to Thu 10 Dec 12:00",
        "apps: nobody, and there must always be somebody. Mon 28 Dec 12:00 to Mon 8 Mar 12:00",
    ]


def test_what_lasts_now_is_bold_mine_is_tinted_and_a_gap_has_another_tone(window: Duty, qtbot: QtBot) -> None:
    model = shown(window, qtbot).table.model()

    def role(row: int, column: int, role: Qt.ItemDataRole) -> object:
        return model.index(row, column).data(role)

    assert [bool(role(row, 0, Qt.ItemDataRole.FontRole)) for row in (0, 1)] == [True, False]
    assert [bool(role(0, column, Qt.ItemDataRole.BackgroundRole)) for column in (1, 2)] == [True, False]
    assert [bool(role(9, column, Qt.ItemDataRole.ForegroundRole)) for column in (1, 2, 3)] == [True, True, False]
    assert [bool(role(9, column, Qt.ItemDataRole.FontRole)) for column in (1, 2)] == [True, False]


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        (APPS, "You are on duty until Sat 12 Dec"),
        ((shift("Jonas", -1, 4), shift("Ada", 4, 9)), "Off duty, next Sat 12 Dec"),
        ((shift("Jonas", -1, 4),), "Off duty"),
        ((), "No rota says who is on duty"),
    ],
)
def test_the_first_line_is_about_me(window: Duty, qtbot: QtBot, shifts: tuple[object, ...], said: str) -> None:
    shown(window, qtbot).draw(on_duty(*shifts))  # type: ignore[arg-type]
    assert window.header.text() == said


def test_without_a_rota_it_asks_and_leads_to_the_settings(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[AskRota] = Rota(me="Ada")
    shown(window, qtbot)
    assert window.unknown.said.text() == "Are you on duty now? Until when?"
    assert not any(part.isVisible() for part in (window.table, window.swap, window.telling.pm, window.swaps))
    with qtbot.waitSignal(window.settings):
        window.unknown.buttons[0].click()


def test_a_rota_that_cannot_be_read_is_said_above_the_table(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    broken = (
        Source("calendar", "roster.ics", trouble="The address does not answer.", seen_at=NOON - DAY),
        Source("table", "roster.csv", trouble="The file is gone."),
    )
    assert shown(window, qtbot).stale.isHidden()
    desk.answers[AskRota] = msgspec.structs.replace(told(*WHOLE), sources=broken)
    window.draw(on_duty(*WHOLE))
    assert window.stale.text().splitlines() == [
        "⚠ calendar: The address does not answer. What is shown of it is as it was on Mon 7 Dec 12:00.",
        "⚠ table: The file is gone. Nothing of it is known yet.",
    ]


def test_a_rota_without_domains_has_one_column(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[AskRota] = told(shift("Ada", -1, 90), always=())
    shown(window, qtbot)
    assert heads(window) == ["When", "On duty"]
    assert window.telling.coverage.text().startswith("Everybody is there until Mon 8 Mar 12:00.")


def test_names_are_no_markup(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[AskRota] = told(shift("<b>Bo</b>", -1, 9, "<i>apps"))
    model = shown(window, qtbot).table.model()
    assert (heads(window)[1], cells(window)[0][1]) == ("<i>apps", "<b>Bo</b>"), "a table shows plain text"
    assert "&lt;b&gt;Bo" in model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)


# --- it stays true


def test_each_new_snapshot_asks_for_the_rota_and_what_was_chosen_stays(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    choose(shown(window, qtbot), 3, 2)
    asked = len(desk.all(AskRota))
    desk.answers[AskRota] = told(*WHOLE, shift("Eve", 30, 40, "apps"))
    window.draw(on_duty(*WHOLE))
    assert len(desk.all(AskRota)) == asked + 1
    assert (window.table.currentIndex().row(), window.table.currentIndex().column()) == (3, 2)
    assert cells(window)[-2][1] == "Eve"


def test_what_was_chosen_is_a_time_not_a_row(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    days = [shift(name, count, count + 1, "apps") for count, name in enumerate(("Bo", "Cy", "Dee", "Eve", "Flo"))]
    desk.answers[AskRota] = told(*days[:4])
    choose(shown(window, qtbot), 2, 1)
    assert cells(window)[2][1] == "Dee"
    desk.answers[AskRota] = told(*days[1:], now=NOON + DAY)
    window.draw(on_duty(*days))
    index = window.table.currentIndex()
    assert cells(window)[index.row()][1] == "Dee"


def test_where_only_names_change_the_table_stays_where_it_is(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot)
    desk.answers[AskRota] = told(*APPS, shift("Eve", -2, 20, "backend"), *WHOLE[-4:])
    with qtbot.assertNotEmitted(window.table.model().modelReset):
        window.draw(on_duty(*APPS))
    assert cells(window)[0][2] == "Eve"


def test_of_many_snapshots_at_once_only_the_last_asks_again(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot)
    desk.slow = True
    desk.done.clear()
    for _ in range(20):
        window.draw(on_duty(*APPS))
    assert desk.done == [AskRota()]
    desk.catch_up()
    assert desk.done == [AskRota(), AskRota()]


def test_a_hidden_window_asks_nothing(window: Duty, desk: Desk) -> None:
    window.draw(on_duty(*APPS))
    assert desk.done == []


def test_a_failure_is_said_and_the_last_rota_stays(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot)
    desk.answers[AskRota] = Failure("Nothing is watched yet.", "Finish the settings first.")
    window.draw(on_duty(*APPS))
    assert window.notice.text == "Nothing is watched yet. Finish the settings first."
    assert cells(window)[0][1] == "Ada (you)"


def test_bad_news_of_the_rota_goes_when_there_is_one(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot)
    known = desk.answers[AskRota]
    desk.answers[AskRota] = Failure("Nothing is watched yet.")
    window.draw(on_duty(*APPS))
    assert window.notice.text == "Nothing is watched yet."
    desk.answers[AskRota] = known
    window.draw(on_duty(*APPS))
    assert window.notice.text == ""
    window._done(NotDone("The disk is full."))
    window.draw(on_duty(*APPS))
    assert window.notice.text == "The disk is full.", "that is another matter"


def test_a_closed_window_goes_when_its_question_is_answered(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    shown(window, qtbot).close()
    qtbot.wait(1)
    assert isValid(window)
    desk.catch_up()
    qtbot.waitUntil(lambda: not isValid(window))


def test_escape_closes_it(window: Duty, qtbot: QtBot) -> None:
    QTest.keyClick(shown(window, qtbot).table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(window))


def test_the_keyboard_is_at_the_table_as_soon_as_there_is_one(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    shown(window, qtbot).activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk.catch_up()
    assert window.table.hasFocus()


def test_the_announcement_is_begun_with_at_once_and_has_the_keyboard(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    desk.answers[AskAnnouncement] = Preview(place="#support")
    shown(window, qtbot).activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.announce()
    assert AskAnnouncement() in desk.done
    desk.catch_up()
    assert window.announcement.look.hasFocus()


# --- words for others


def test_the_text_for_the_pm_is_copied_and_nothing_is_posted(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot).telling.pm.click()
    assert clipboard().splitlines()[1:] == [
        "- Nobody is on duty for apps from Sat 19 Dec 12:00 until Mon 21 Dec 12:00; there must always be somebody.",
        "- Nobody is on duty for apps from Mon 28 Dec 12:00 on; there must always be somebody.",
        "- Nobody is on duty for backend from Mon 28 Dec 12:00 on.",
        "- Fri 25 Dec is a holiday: Christmas Day.",
    ]
    assert window.notice.text.startswith("Copied.")
    assert set(map(type, desk.done)) == {AskRota}


def test_who_volunteers_takes_the_next_gap_or_the_chosen_one(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot).telling.volunteer.click()
    assert clipboard() == (
        "I can take apps from Sat 19 Dec 12:00 until Mon 21 Dec 12:00. Could you change the workplan?"
    )
    choose(window, len(cells(window)) - 1, 2)
    window.telling.volunteer.click()
    assert clipboard() == "I can take backend from Mon 28 Dec 12:00 on. Could you change the workplan?"
    assert clipboard() in window.notice.text
    assert set(map(type, desk.done)) == {AskRota}


def test_where_there_is_no_gap_nobody_can_volunteer(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[AskRota] = told(shift("Ada", -1, 90))
    assert not shown(window, qtbot).telling.volunteer.isEnabled()


# --- swaps


def test_swaps_are_listed_and_only_what_the_app_may_change_can_be_removed(
    window: Duty, desk: Desk, qtbot: QtBot
) -> None:
    rows = shown(window, qtbot).swaps.list
    assert [rows.item(row).text() for row in range(rows.count())] == [
        "↔ Bo instead of Ada · apps · Wed 9 Dec 12:00 to Thu 10 Dec 12:00",
        "↔ Dee · backend · Sun 13 Dec 12:00 to Mon 14 Dec 12:00",
    ]
    rows.setCurrentRow(1)
    assert not window.swaps.remove.isEnabled()
    assert window.swaps.remove.accessibleDescription()
    rows.setCurrentRow(0)
    desk.answers[Unswap] = Done("The swap is taken back.")
    desk.answers[AskRota] = told(*APPS, *BACKEND, *FRONTEND)
    window.swaps.remove.click()
    (action,) = desk.all(Unswap)
    assert isinstance(action, Unswap)
    assert (action.swap.person, action.swap.source) == ("Bo", "rota")
    assert window.notice.text == "The swap is taken back."
    assert window.swaps.isHidden()


def test_a_swap_that_cannot_be_removed_is_said(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[Unswap] = NotDone("It is gone already.")
    shown(window, qtbot).swaps.remove.click()
    assert window.notice.text == "It is gone already."


def test_to_take_over_is_two_keys_and_the_table_shows_it(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot)
    choose(window, 0, 2)
    window.take.click()
    dialog = dialog_of(window)
    desk.answers[Swap] = Done("Written into config.toml.")
    mine = shift("Ada", 0, 5, "backend", over=True)
    desk.answers[AskRota] = told(*WHOLE, mine)
    dialog.make.click()
    (action,) = desk.all(Swap)
    assert isinstance(action, Swap)
    swap = action.swap
    assert (swap.person, swap.instead_of, swap.domain) == ("Ada", "Bo", "backend")
    assert (swap.begin, swap.end) == (NOON, NOON + 5 * DAY), "until Dee stands in"
    assert window.notice.text == "Written into config.toml."
    assert cells(window)[0][2] == "↔ Ada (you)"
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_the_rota_is_asked_for_again_after_a_swap_until_it_can_be_there(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot)
    window._again.setInterval(1)
    window.take.click()
    desk.answers[AskRota] = Failure("Nothing is watched yet.", "Finish the settings first.")
    dialog_of(window).make.click()
    assert window.notice.text == ""
    asked = len(desk.all(AskRota))
    qtbot.waitUntil(lambda: len(desk.all(AskRota)) > asked + 2)
    desk.answers[AskRota] = told(*WHOLE)
    qtbot.waitUntil(lambda: not window._again.isActive())


def test_a_swap_that_cannot_be_made_stays_in_the_dialog_with_its_reason(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot).take.click()
    dialog = dialog_of(window)
    desk.answers[Swap] = NotDone("It is there already.")
    dialog.make.click()
    assert dialog.isVisible()
    assert dialog.said.text() == "It is there already."
    assert dialog.make.isEnabled()


def test_what_could_not_be_made_is_said_although_the_dialog_was_closed(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot).take.click()
    dialog = dialog_of(window)
    desk.slow = True
    desk.answers[Swap] = NotDone("The disk is full.")
    dialog.make.click()
    dialog.reject()
    window.close()
    desk.catch_up()
    assert window.isVisible()
    assert window.notice.text == "The disk is full."
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_only_who_is_on_duty_can_hand_over(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    assert shown(window, qtbot).give.isEnabled()
    desk.answers[AskRota] = told(shift("Jonas", -1, 4), shift("Ada", 4, 9))
    window.draw(on_duty(*APPS))
    assert not window.give.isEnabled()


def test_the_report_is_another_window(window: Duty, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.handing):
        shown(window, qtbot).report.click()


# --- without a mouse


def test_everything_has_a_name_and_no_two_share_a_key(window: Duty, qtbot: QtBot) -> None:
    shown(window, qtbot)
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible() and one.text()]
    keys = [one.text().partition("&")[2][:1].lower() for one in buttons]
    assert "" not in keys
    assert len(keys) == len(set(keys)), keys
    assert all(one.autoDefault() for one in buttons if isinstance(one, QPushButton))


def test_the_tab_key_goes_from_the_top_to_the_bottom(window: Duty, qtbot: QtBot) -> None:
    shown(window, qtbot).activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.table.setFocus()
    seen: list[QWidget] = []
    while (widget := QApplication.focusWidget()) not in seen:
        assert widget
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    expected = [
        window.table,
        window.take,
        window.give,
        window.swap,
        window.report,
        window.swaps.list,
        window.swaps.remove,
        window.telling.pm,
        window.telling.volunteer,
        window.announcement.look,
    ]
    assert seen == expected


def test_a_small_screen_scrolls_and_cuts_nothing_off(window: Duty, qtbot: QtBot) -> None:
    shown(window, qtbot).resize(420, 300)
    qtbot.wait(1)
    assert window.area.verticalScrollBar().maximum() > 0
    assert window.minimumSizeHint().width() <= 420


def test_sixty_rows_are_all_there(window: Duty, desk: Desk, qtbot: QtBot) -> None:
    many = [shift(("Ada", "Bo", "Cy")[number % 3], number, number + 1) for number in range(60)]
    desk.answers[AskRota] = told(*many)
    assert len(cells(shown(window, qtbot))) == 61
