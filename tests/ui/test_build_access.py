"""The window of builds for everybody: names, keys, right to left, narrow and with large letters."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from supporttray.ui.builds.bar import Step
from supporttray.ui.builds.model import Column
from supporttray.ui.builds.window import BuildsWindow
from tests.ui.build_lab import FULL, ODD, Company, opened


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[BuildsWindow]:
    made = opened(qtbot)
    yield made
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def marked(window: BuildsWindow) -> list[str]:
    """The letters that Alt goes with, of all that is seen."""
    texts = [one.text() for one in window.findChildren(QAbstractButton) if one.isVisible()]
    texts += [one.text() for one in window.findChildren(QLabel) if one.isVisible() and one.buddy()]
    texts += [window.tabs.tabText(tab) for tab in range(window.tabs.count())]
    return [text[text.index("&") + 1].casefold() for text in texts if "&" in text.replace("&&", "")]


@pytest.mark.parametrize("step", [None, Step.MINE, Step.TELL, Step.TEACH])
@pytest.mark.parametrize("build", [None, FULL])
def test_no_letter_means_two_things_at_once(window: BuildsWindow, step: Step | None, build: object) -> None:
    if build:
        window.table.select(FULL.key)
    if step:
        window.evidence.take(step)
    letters = Counter(marked(window))
    assert len(letters) >= 6
    assert [letter for letter, count in letters.items() if count > 1] == []


@pytest.mark.parametrize("step", [Step.MINE, Step.TELL, Step.TEACH])
def test_whatever_takes_the_keyboard_has_a_name(window: BuildsWindow, step: Step) -> None:
    window.evidence.take(step)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_enter_goes_on_to_what_can_be_done_and_the_tab_key_leaves_the_list(window: BuildsWindow, qtbot: QtBot) -> None:
    assert window.table.hasFocus()
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    assert window.evidence.bar.buttons[Step.RERUN].hasFocus()
    window.table.setFocus()
    qtbot.keyClick(window.table, Qt.Key.Key_Tab)
    assert not window.table.hasFocus()


def test_the_search_is_one_key_away_and_down_goes_on_in_the_list(window: BuildsWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    assert window.table.currentIndex().row() == 1
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.table.hasFocus()


def test_a_sheet_is_left_by_escape_and_the_keyboard_goes_back_to_the_buttons(
    window: BuildsWindow, qtbot: QtBot
) -> None:
    window.evidence.take(Step.MINE)
    sheet = window.evidence.open_sheet
    assert sheet
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert window.evidence.open_sheet is None
    assert window.evidence.bar.buttons[Step.RERUN].hasFocus()


def test_in_a_narrow_window_those_columns_go_whose_words_stand_below_as_well(window: BuildsWindow) -> None:
    assert not any(window.table.isColumnHidden(column) for column in Column)
    window.resize(520, 600)
    hidden = {column for column in Column if window.table.isColumnHidden(column)}
    assert Column.WHO in hidden
    assert hidden.isdisjoint({Column.STATE, Column.BUILD, Column.WHY})
    assert sum(window.table.columnWidth(column) for column in Column) <= window.table.viewport().width()


@pytest.mark.parametrize("right_to_left", [False, True])
def test_names_without_end_and_names_from_right_to_left_are_drawn(window: BuildsWindow, *, right_to_left: bool) -> None:
    if right_to_left:
        window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.table.select(ODD.key)
    before = window.width()
    assert not window.grab().isNull()
    assert window.width() == before


def test_larger_letters_make_higher_rows(window: BuildsWindow) -> None:
    high, font = window.table.rowHeight(0), window.table.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    window.table.setFont(font)
    assert window.table.rowHeight(0) > 1.5 * high


def test_a_company_without_builds_has_no_list_to_get_lost_in(qtbot: QtBot) -> None:
    window = opened(qtbot, Company(()))
    assert window.nothing.buttons[0].hasFocus()
    window.close()
