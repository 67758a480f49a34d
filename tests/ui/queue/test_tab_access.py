"""The pages of the queue and of the reviews for everybody: names, keys, right to left, narrow and with large letters."""

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.work import Move
from supporttray.ui.grid.shape import tone
from supporttray.ui.grid.tab import Tab
from supporttray.ui.grid.table import GridTable
from supporttray.ui.queue.bar import Step
from supporttray.ui.queue.line import Line
from supporttray.ui.queue.shape import DRAWN, shapes
from supporttray.ui.queue.tab import Queue
from supporttray.ui.queue.table import Column
from supporttray.ui.review.bar import Step as ReviewStep
from supporttray.ui.review.tab import Reviews
from tests.ui.queue import lab
from tests.ui.review import lab as review_lab

FRAME = "nqrp"  # the letters of the window around: its views, and the planning


def queue(qtbot: QtBot) -> Queue:
    tab = lab.opened(qtbot)
    tab.table.select(lab.FREE.key)
    lab.rested(tab)
    return tab


def blocking(qtbot: QtBot) -> Queue:
    tab = queue(qtbot)
    tab.task.bar.moves[Move.BLOCK].click()
    return tab


def refused(qtbot: QtBot) -> Queue:
    tab = queue(qtbot)
    tab.task.again.show()
    return tab


def reviews(qtbot: QtBot) -> Reviews:
    return review_lab.opened(qtbot)


def declined(qtbot: QtBot) -> Reviews:
    tab = reviews(qtbot)
    tab.choose(review_lab.DECLINED.review.key)
    return tab


def reminding(qtbot: QtBot) -> Reviews:
    tab = reviews(qtbot)
    tab.choose(review_lab.OWN.review.key)
    tab.review.take(ReviewStep.REMIND)
    return tab


PAGES = (queue, blocking, refused, reviews, declined, reminding)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda one: one.__name__)


def marked(tab: Tab) -> list[str]:
    """The letters that Alt goes with, of all that is seen."""
    texts = [one.text() for one in tab.findChildren(QAbstractButton) if one.isVisible()]
    texts += [one.text() for one in tab.findChildren(QLabel) if one.isVisible() and one.buddy()]
    texts += [bar.tabText(place) for bar in tab.findChildren(QTabBar) for place in range(bar.count())]
    return [text[text.index("&") + 1].casefold() for text in texts if "&" in text.replace("&&", "")]


@every_page
def test_no_letter_means_two_things_at_once_also_not_of_the_window_around(
    qtbot: QtBot, page: Callable[[QtBot], Tab]
) -> None:
    letters = Counter([*marked(page(qtbot)), *FRAME])
    assert len(letters) >= 7
    assert [letter for letter, count in letters.items() if count > 1] == []


@every_page
def test_whatever_takes_the_keyboard_has_a_name(qtbot: QtBot, page: Callable[[QtBot], Tab]) -> None:
    tab = page(qtbot)
    nameless = [
        widget
        for widget in tab.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


@every_page
def test_the_keyboard_begins_in_the_list_and_enter_goes_on_to_what_can_be_done(
    qtbot: QtBot, page: Callable[[QtBot], Tab]
) -> None:
    tab = page(qtbot)
    table = tab.findChild(GridTable)
    assert isinstance(table, GridTable)
    tab.setFocus()
    assert table.hasFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert isinstance(tab.focusWidget(), QAbstractButton)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()


@every_page
def test_the_search_is_one_key_away_and_down_goes_on_in_the_list(qtbot: QtBot, page: Callable[[QtBot], Tab]) -> None:
    tab = page(qtbot)
    table = tab.findChild(GridTable)
    assert isinstance(table, GridTable)
    table.setFocus()
    before = table.currentIndex().row()
    qtbot.keyClick(table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert tab.search.hasFocus()
    qtbot.keyClick(tab.search, Qt.Key.Key_Down)
    assert table.currentIndex().row() == before + 1
    qtbot.keyClick(tab.search, Qt.Key.Key_Return)
    assert table.hasFocus()


@every_page
@pytest.mark.parametrize("right_to_left", [False, True])
def test_in_little_room_no_column_is_cut_off_and_names_without_end_widen_nothing(
    qtbot: QtBot, page: Callable[[QtBot], Tab], *, right_to_left: bool
) -> None:
    tab = page(qtbot)
    if right_to_left:
        tab.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    table = tab.findChild(GridTable)
    assert isinstance(table, GridTable)
    columns = range(table.model().columnCount())
    assert tab.minimumSizeHint().width() <= 520
    for width in (1600, 1040, 700, 520):
        tab.resize(width, 600)
        widths = [table.columnWidth(column) for column in columns if not table.isColumnHidden(column)]
        assert sum(widths) <= table.viewport().width()
        assert min(widths) > 20
        assert max(widths) >= 0.3 * width  # what it is about has the most room
        assert not tab.grab().isNull()
    assert sum(table.isColumnHidden(column) for column in columns) >= 3


def test_larger_letters_make_higher_rows_and_hide_columns(qtbot: QtBot) -> None:
    table = queue(qtbot).table
    high, font = table.rowHeight(0), table.font()
    hidden = sum(table.isColumnHidden(column) for column in range(9))
    font.setPointSizeF(font.pointSizeF() * 2)
    table.setFont(font)
    assert table.rowHeight(0) > 1.5 * high
    assert sum(table.isColumnHidden(column) for column in range(9)) > hidden


def test_no_two_states_of_a_task_have_one_form(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    forms = set()
    for state in DRAWN:
        image = shapes().get(state, 16, widget).toImage()
        forms.add(tuple(image.pixelColor(x, y).alpha() > 127 for x in range(16) for y in range(16)))
    assert len(forms) == len(DRAWN) == 7


def test_what_blocks_a_release_is_seen_without_its_colour(qtbot: QtBot) -> None:
    """Drawn in one grey, the row has something in the place where no other has."""
    tab = queue(qtbot)
    table = tab.table
    place = table.visualRect(table.model().index(0, 1))
    free = table.visualRect(table.model().index(2, 1))
    image = table.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    left = [image.pixel(place.left() + 5 + x, place.center().y()) for x in range(10)]
    none = [image.pixel(free.left() + 5 + x, free.center().y()) for x in range(10)]
    assert len(set(left)) > 1
    assert len(set(none)) == 1


@pytest.mark.parametrize("ground", ["#ffffff", "#1d1d1d"])
def test_the_colours_follow_the_ground(ground: str) -> None:
    palette = QPalette(QColor(ground))
    palette.setColor(QPalette.ColorRole.Base, QColor(ground))
    assert tone(palette).paper == QColor(ground)


def test_a_sheet_is_left_by_escape_and_the_keyboard_goes_back_to_the_buttons(qtbot: QtBot) -> None:
    tab = queue(qtbot)
    tab.task.take(Step.COMMENT)
    sheet = tab.task.open_sheet
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert tab.task.open_sheet is None
    assert tab.task.bar.moves[Move.START].hasFocus()


def test_a_column_without_a_word_leaves_its_room_to_the_title_until_a_row_has_one(qtbot: QtBot) -> None:
    tab = queue(qtbot)
    tab.resize(2400, 600)
    for things, hidden in (
        ([Line(lab.task(1, "Fix the rounding"))], True),
        ([Line(lab.task(1, "Fix the rounding", release="2026.48"))], False),
        ([], False),
        ([Line(lab.task(2, "Larger buttons"))], True),
    ):
        tab.table.draw(things)
        assert tab.table.isColumnHidden(Column.RELEASE) is hidden
