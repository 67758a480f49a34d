"""The checklist of a task: its steps are ticked and kept, its page is a click away, and it is written under the task on a word."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supporttray.core import page
from supporttray.core.work import AskChecklist, Checklist, PostChecklist, Tick
from supporttray.errors import Failure
from supporttray.ui.next.checklist import ChecklistSheet
from supporttray.ui.next.tab import NextTab
from supporttray.ui.next.window import NEXT, NextWindow
from tests.ui.next.lab import LIST, RELEASE, STEPS, TODO, Company, opened, plainly


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, company: Company) -> Iterator[NextWindow]:
    made = opened(qtbot, company)
    yield made
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def tab(window: NextWindow) -> NextTab:
    found = window.tab(NEXT)
    assert isinstance(found, NextTab)
    found.table.select(RELEASE.key)
    return found


@pytest.fixture
def sheet(tab: NextTab) -> ChecklistSheet:
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert tab.checklist.isVisible()
    return tab.checklist


def ticks(sheet: ChecklistSheet) -> list[tuple[str, bool]]:
    return [(one.step, one.box.isChecked()) for one in sheet.steps if one.isVisible()]


def test_it_shows_the_steps_as_they_were_left_and_begins_at_the_first_that_is_open(
    window: NextWindow, sheet: ChecklistSheet
) -> None:
    assert ticks(sheet) == list(STEPS)
    assert sheet.product.text() == "Warehouse app"
    assert sheet.count.text() == "1 of 3 done"
    assert window.focusWidget() is sheet.steps[1].box


def test_a_tick_is_kept_at_once_by_box_and_by_words(sheet: ChecklistSheet, company: Company) -> None:
    QTest.keyClick(sheet.steps[1].box, Qt.Key.Key_Space)
    QTest.mouseClick(sheet.steps[0].words, Qt.MouseButton.LeftButton)
    assert company.all(Tick) == [Tick(RELEASE.subject, STEPS[1][0]), Tick(RELEASE.subject, STEPS[0][0], ticked=False)]
    assert sheet.count.text() == "1 of 3 done"


def test_a_tick_that_was_not_kept_is_taken_back_and_said(sheet: ChecklistSheet, company: Company) -> None:
    company.answers[Tick] = Failure("The disk is full.", "Free some space.")
    sheet.steps[2].box.click()
    assert ticks(sheet) == list(STEPS)
    assert sheet.said.text() == "The disk is full — Free some space"


def test_it_is_written_under_the_task_on_a_word(tab: NextTab, sheet: ChecklistSheet, company: Company) -> None:
    QTest.keyClick(sheet.steps[1].box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert company.all(PostChecklist) == [PostChecklist(RELEASE.subject)]
    assert not sheet.isVisible()
    assert tab.table.hasFocus()


def test_letters_are_no_keys_of_the_list_while_steps_are_ticked(tab: NextTab, sheet: ChecklistSheet) -> None:
    QTest.keyClick(sheet.steps[1].box, Qt.Key.Key_F)
    assert not tab.alone
    assert sheet.isVisible()


def test_its_page_is_a_click_away_and_only_a_web_page_is(
    window: NextWindow, sheet: ChecklistSheet, company: Company
) -> None:
    pages: list[page.Page] = []
    window.page.connect(pages.append)
    sheet.document.click()
    assert pages == [page.Browse(LIST.document)]
    company.answers[AskChecklist] = Checklist("x", "file:///etc/passwd", STEPS)
    sheet.left.emit()
    QTest.keyClick(window.tab(NEXT).table, Qt.Key.Key_Return)
    assert not sheet.document.isVisible()


def test_who_comes_back_sees_what_was_ticked_elsewhere(tab: NextTab, sheet: ChecklistSheet, company: Company) -> None:
    QTest.keyClick(sheet.steps[1].box, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    company.answers[AskChecklist] = Checklist("Warehouse app", "", tuple((step, True) for step, _ in STEPS))
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert sheet.count.text() == "3 of 3 done"
    assert sheet.go.hasFocus()


def test_where_there_is_no_checklist_it_says_why_and_writes_nothing(
    tab: NextTab, sheet: ChecklistSheet, company: Company
) -> None:
    sheet.left.emit()
    company.answers[AskChecklist] = Failure("No process has this task.", "Name one in the config.")
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert sheet.said.text() == "No process has this task — Name one in the config"
    assert not sheet.go.isEnabled()
    assert ticks(sheet) == []


def test_an_answer_about_another_task_is_not_shown(tab: NextTab, company: Company) -> None:
    company.slow = True
    tab.ask_about(RELEASE, tab.checklist)
    tab.ask_about(TODO, tab.checklist)
    (first, then), (second, _) = ((one, then) for one, then in company.waiting if isinstance(one, AskChecklist))
    assert (first, second) == (AskChecklist(RELEASE.subject), AskChecklist(TODO.subject))
    then(LIST)
    assert ticks(tab.checklist) == []
    company.catch_up()
    assert ticks(tab.checklist) == list(STEPS)


def test_words_of_a_step_are_no_markup_and_no_keys(sheet: ChecklistSheet) -> None:
    one = sheet.steps[1]
    assert plainly(one.words.text()) == STEPS[1][0]
    assert one.words.textFormat() is Qt.TextFormat.PlainText
    assert one.box.accessibleName() == STEPS[1][0].replace("&", "&&")
    assert one.box.text() == ""


def test_more_steps_and_fewer_use_the_same_boxes(tab: NextTab, sheet: ChecklistSheet, company: Company) -> None:
    boxes = len(sheet.steps)
    company.answers[AskChecklist] = Checklist("x", "", STEPS[:1])
    sheet.left.emit()
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    assert (len(ticks(sheet)), len(sheet.steps)) == (1, boxes)
