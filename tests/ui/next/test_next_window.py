"""The window of what is next: what stands in its list, what Enter does, one thing alone, and what is beside the list."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core import page
from supporttray.core.action import Snooze
from supporttray.core.next import Key
from supporttray.core.work import AskNext, AskQueue, AskReviews, Bring, Move, Next
from supporttray.errors import Refused, Unreachable
from supporttray.paths import resource
from supporttray.ui.next.hand import opening
from supporttray.ui.next.tab import NextTab
from supporttray.ui.next.window import NEXT, QUEUE, REVIEWS, NextWindow
from supporttray.ui.tray import menu
from supporttray.ui.tray.icons import Icons
from supporttray.ui.windows import Windows
from tests.ui.next.lab import (
    ASKED,
    BROKEN,
    BUG,
    LATER,
    ODD,
    RELEASE,
    REVIEW,
    ROWS,
    STAND_UP,
    STATUS,
    TODO,
    Company,
    listed,
    opened,
    plainly,
)
from tests.ui.samples import BLIND, snapshot


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, company: Company) -> Iterator[NextWindow]:
    made = opened(qtbot, company)
    yield made
    if isValid(made):
        made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def tab(window: NextWindow) -> NextTab:
    found = window.tab(NEXT)
    assert isinstance(found, NextTab)
    return found


@pytest.fixture
def pages(window: NextWindow) -> list[page.Page]:
    seen: list[page.Page] = []
    window.page.connect(seen.append)
    return seen


def again(tab: NextTab, company: Company, **more: object) -> None:
    company.next = msgspec.structs.replace(company.next, **more)
    tab._ask()


def chosen(tab: NextTab) -> str:
    row = tab.row()
    return row.key if row else ""


def press(tab: NextTab, key: Qt.Key) -> None:
    QTest.keyClick(tab.window().focusWidget() or tab.table, key)


def test_the_list_has_the_order_that_it_is_told_and_the_first_row_is_chosen(tab: NextTab) -> None:
    assert listed(tab) == [row.key for row in ROWS]
    assert tab.row() == ROWS[0]
    assert tab.table.hasFocus()


def test_a_word_in_the_margin_begins_each_urgency_and_no_source_does(tab: NextTab) -> None:
    model = tab.table.model()
    begins = [row.key for row in ROWS if model.begins(row)]  # type: ignore[attr-defined]
    assert begins == [BUG.key, ASKED.key, RELEASE.key]


def test_who_hears_a_row_hears_all_of_it(tab: NextTab) -> None:
    model = tab.table.model()
    heard = model.data(model.index(2, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert heard == (
        "Needs you: How do I see which parcels left the depot today?, late by 5 min, "
        "Nobody answered · Priya Raman — above the reviews because its time is over. Enter: Reply"
    )


def test_the_chosen_row_says_why_it_stands_where_it_stands(tab: NextTab) -> None:
    assert tab.bar.why.text() == "ACME-1 came 20 min ago; nobody has it — above the red builds because it blocks 3.2"


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (BUG, page.Browse(BUG.url)),
        (BROKEN, page.BuildsPage(BROKEN.key)),
        (ASKED, page.Inbox(ASKED.key, reply=True)),
        (REVIEW, page.Browse(REVIEW.url)),
    ],
)
def test_enter_opens_what_a_row_is_read_in(
    tab: NextTab, pages: list[page.Page], row: object, wanted: page.Page
) -> None:
    tab.table.select(row.key)  # type: ignore[attr-defined]
    press(tab, Qt.Key.Key_Return)
    assert pages == [wanted]


def test_enter_starts_a_task_of_the_queue(tab: NextTab, company: Company) -> None:
    tab.table.select(TODO.key)
    press(tab, Qt.Key.Key_Return)
    assert company.all(Bring) == [Bring(TODO.subject, Move.START)]


def test_a_start_that_the_tracker_refuses_is_said_with_what_it_offers(tab: NextTab, company: Company) -> None:
    company.answers[Bring] = Refused("ACME-6 cannot go to In Progress", "Jira offers To Do, Won't do.")
    tab.table.select(TODO.key)
    press(tab, Qt.Key.Key_Return)
    assert tab.strip.notice.text == ("Fix the rounding: ACME-6 cannot go to In Progress. Jira offers To Do, Won't do.")


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (msgspec.structs.replace(TODO, url="javascript:alert(1)"), page.NextPage("queue", TODO.key)),
        (msgspec.structs.replace(ASKED, url=""), page.Inbox(ASKED.key)),
        (msgspec.structs.replace(BUG, page="next"), page.Browse(BUG.url)),
        (msgspec.structs.replace(BUG, page="duty"), page.DutyPage()),
    ],
)
def test_what_has_no_page_in_the_browser_is_read_here(row: object, wanted: page.Page) -> None:
    assert opening(row) == wanted  # type: ignore[arg-type]


def test_o_opens_c_copies_and_j_and_k_move(tab: NextTab, pages: list[page.Page]) -> None:
    press(tab, Qt.Key.Key_J)
    press(tab, Qt.Key.Key_J)
    press(tab, Qt.Key.Key_J)
    press(tab, Qt.Key.Key_K)
    assert tab.row() == ROWS[2]
    press(tab, Qt.Key.Key_O)
    press(tab, Qt.Key.Key_C)
    assert pages == [page.Browse(ASKED.url)]
    assert QGuiApplication.clipboard().text() == ASKED.url


def test_a_snooze_silences_the_chosen_row(tab: NextTab, company: Company) -> None:
    tab.table.select(REVIEW.key)
    tab.bar.usual.snoozed.emit(timedelta(hours=1))
    assert company.all(Snooze) == [Snooze(REVIEW.subject, timedelta(hours=1))]


def test_a_snooze_until_a_time_asks_for_it(tab: NextTab, company: Company) -> None:
    tab.bar.usual.until.emit()
    assert tab.until.isVisible()
    tab.until.take()
    assert [one.subject for one in company.all(Snooze)] == [BUG.subject]  # type: ignore[attr-defined]
    assert not tab.until.isVisible()
    assert tab.table.hasFocus()


def test_letters_are_written_in_the_search_and_escape_shows_all_again(tab: NextTab, company: Company) -> None:
    press(tab, Qt.Key.Key_Slash)
    assert tab.search.hasFocus()
    QTest.keyClicks(tab.search, "fjosk")
    assert tab.search.text() == "fjosk"
    assert not tab.alone
    assert tab.unfound.isVisible()
    tab.search.setText("priya depot")
    assert listed(tab) == [ASKED.key]
    QTest.keyClick(tab.search, Qt.Key.Key_Escape)
    assert len(listed(tab)) == len(ROWS)
    assert len(company.all(AskNext)) == 1


# --- one thing alone


def test_f_shows_the_first_row_alone_with_what_comes_then(tab: NextTab, window: NextWindow) -> None:
    tab.table.select(LATER.key)
    press(tab, Qt.Key.Key_F)
    focus = tab.focus
    assert (focus.isVisible(), tab.table.isVisible(), tab.beside.isVisible()) == (True, False, False)
    assert focus.what.text() == "ACME-1 Blocks 3.2: the basket crashes when a voucher is used twice"
    assert (focus.how.text(), focus.since.text()) == ("Urgent", "waiting for 20 min")
    assert (focus.step.text(), focus.then.text()) == ("&Open", "then: checkout is broken on main")
    press(tab, Qt.Key.Key_F)
    assert tab.table.isVisible()
    assert window.focusWidget() is tab.table


def test_what_stands_alone_stays_alone_when_the_list_changes(tab: NextTab, company: Company) -> None:
    press(tab, Qt.Key.Key_F)
    again(tab, company, rows=ROWS[2:])
    assert tab.focus.isVisible()
    assert tab.focus.what.text() == ASKED.title
    assert "late by 5 min" in tab.focus.since.text()
    assert tab.focus.step.text() == "&Reply"
    again(tab, company, rows=())
    assert not tab.focus.isVisible()
    assert tab.nothing.isVisible()
    again(tab, company, rows=ROWS[:1])
    assert tab.focus.isVisible()
    assert tab.focus.then.text() == "then: nothing more"


def test_the_button_of_what_stands_alone_does_what_enter_does(
    tab: NextTab, company: Company, pages: list[page.Page]
) -> None:
    tab.table.select(LATER.key)
    press(tab, Qt.Key.Key_F)
    tab.focus.step.click()
    assert pages == [page.Browse(BUG.url)]
    again(tab, company, rows=(TODO,))
    press(tab, Qt.Key.Key_Return)
    assert company.all(Bring) == [Bring(TODO.subject, Move.START)]


# --- what is beside, below and above


def test_reminders_stand_beside_the_list_and_open_what_they_are_about(tab: NextTab, pages: list[page.Page]) -> None:
    assert [card.title.text() for card in tab.beside.cards] == [STATUS.title, STAND_UP.title]
    assert not {STATUS.key, STAND_UP.key} & set(listed(tab))
    for card in tab.beside.cards:
        card.open.click()
    assert pages == [page.Status(), page.Browse(STAND_UP.url)]


def test_more_reminders_than_there_is_room_for_are_counted(tab: NextTab, company: Company) -> None:
    many = tuple(msgspec.structs.replace(STATUS, key=f"status.missing|s#{n}") for n in range(6))
    again(tab, company, reminders=many)
    assert tab.beside._more.text() == "and 2 more in the inbox"
    again(tab, company, reminders=())
    assert not tab.beside.isVisible()


def test_in_a_narrow_window_the_list_has_all_the_room(window: NextWindow, tab: NextTab) -> None:
    window.resize(500, 600)
    assert not tab.beside.isVisible()
    window.resize(1100, 600)
    assert tab.beside.isVisible()


def test_the_foot_says_what_is_snoozed_and_what_cannot_be_seen_and_what_to_do(
    window: NextWindow, tab: NextTab, company: Company
) -> None:
    assert tab.foot.text() == ""
    window.draw(snapshot(services=(BLIND,)))
    again(tab, company, asleep=3, blind=("support", "queue"))
    assert plainly(tab.foot.text()) == (
        "3 snoozed · cannot see support (Slack refused the token — Run supporttray secrets set slack), queue"
    )


def test_where_nothing_waits_it_is_said_but_never_where_not_all_can_be_seen(tab: NextTab, company: Company) -> None:
    again(tab, company, rows=())
    assert tab.nothing.said.text() == "Nothing waits for you."
    assert not tab.search.isVisible()
    again(tab, company, blind=("queue",))
    assert tab.nothing.said.text() == "Nothing is known to wait, but not everything can be seen."
    assert tab.nothing.hint.text() == "cannot see queue"


def test_an_error_is_said_and_takes_nothing_away(tab: NextTab, company: Company) -> None:
    company.answers[AskNext] = Unreachable("The engine rests.")
    tab._ask()
    assert "The engine rests." in tab.strip.notice.text
    assert len(listed(tab)) == len(ROWS)


def test_what_is_chosen_stays_chosen_when_rows_come_and_go(tab: NextTab, company: Company) -> None:
    tab.table.select(TODO.key)
    again(tab, company, rows=(ASKED, LATER, TODO))
    assert tab.row() == TODO
    again(tab, company, rows=(ASKED, LATER))
    assert tab.row() == LATER


def test_words_from_outside_are_no_markup_and_no_keys(tab: NextTab, company: Company) -> None:
    again(tab, company, rows=(msgspec.structs.replace(LATER, default=Key.OPEN),))
    model = tab.table.model()
    assert "<b>" not in model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole)
    for label in (tab.bar.what, tab.focus.what):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert ODD[:20] in plainly(label.text())


# --- the window


def test_it_says_what_i_am_on(window: NextWindow) -> None:
    window.draw(msgspec.structs.replace(snapshot(), on=(("ACME-12", "Fix <b>it</b>"), ("ACME-13", "x"))))
    assert window.on.text() == "On ACME-12 · Fix <b>it</b> and 1 more"
    window.draw(snapshot())
    assert not window.on.isVisible()


def test_a_view_is_made_when_it_is_first_looked_at(window: NextWindow, company: Company) -> None:
    assert not company.all(AskQueue) + company.all(AskReviews)
    for view, question in ((QUEUE, AskQueue), (REVIEWS, AskReviews)):
        window.turn(view)
        assert window.view == view
        assert company.all(question)


def test_a_page_chooses_its_row_by_need_or_by_item(tab: NextTab, window: NextWindow) -> None:
    tab.search.setText("priya")
    window.turn(NEXT, REVIEW.key)
    assert chosen(tab) == REVIEW.key
    window.turn(NEXT, "task:tracker/6")
    assert chosen(tab) == TODO.key
    window.turn(NEXT, "task:tracker/99")
    assert tab.strip.notice.text == "That one is not there any more."
    assert chosen(tab) == TODO.key


def test_planning_is_one_click_away(window: NextWindow, pages: list[page.Page]) -> None:
    window.planning.click()
    assert pages == [page.PlanningPage()]


def test_the_menu_opens_one_window_and_it_goes_when_it_is_closed(qapp: QApplication, company: Company) -> None:
    windows = Windows(Icons(resource("icons")), company)
    windows.want(menu.NEXT)
    first = windows.opener.window(page.NextPage)
    windows.open(page.NextPage(need=REVIEW.key))
    assert windows.opener.window(page.NextPage) is first
    assert chosen(first.tab(NEXT)) == REVIEW.key
    company.slow = True
    first.tab(NEXT)._ask()
    first.close()
    assert windows.opener.window(page.NextPage) is first
    company.catch_up()
    assert windows.opener.window(page.NextPage) is None
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(first)


def test_a_page_of_the_window_may_be_named_by_a_need() -> None:
    assert page.opened("next", "https://x.example", "a|b#1") == page.NextPage(need="a|b#1")
    assert page.opened("planning", "", "a|b#1") == page.PlanningPage()


def test_what_is_asked_while_nothing_is_known_promises_nothing(qapp: QApplication, qtbot: QtBot) -> None:
    company = Company()
    company.slow = True
    window = opened(qtbot, company)
    tab = window.tab(NEXT)
    assert not tab.nothing.isVisible()
    assert tab.known == Next()
    assert tab.table.isVisible()
    assert tab.table.hasFocus()
    company.catch_up()
    assert tab.table.hasFocus()
    assert len(listed(tab)) == len(ROWS)
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
