"""Lists to tick, boxes to search in, and labels: what other windows use too."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from supporttray.ui.part.checklist import Checklist, Row
from supporttray.ui.part.disclosure import Disclosure
from supporttray.ui.part.finder import Finder
from supporttray.ui.part.label import Label, breakable
from tests.ui.hand import rows


@pytest.fixture
def checklist(qtbot: QtBot) -> Checklist:
    made = Checklist("Channels", "There is none.")
    qtbot.addWidget(made)
    made.fill([Row(number, f"#channel-{number} · quillfern", number == 7) for number in range(400)])
    made.show()
    return made


def test_a_search_finds_words_in_any_order_and_says_how_many(checklist: Checklist) -> None:
    QTest.keyClicks(checklist._search, "Quill 39")
    assert rows(checklist)[0] == "#channel-39 · quillfern"
    assert checklist._count.text() == f"1 of 400 chosen, {len(rows(checklist))} shown"
    assert checklist.current() == 39


def test_what_a_search_hides_stays_ticked(checklist: Checklist) -> None:
    QTest.keyClicks(checklist._search, "nowhere")
    assert rows(checklist) == []
    assert checklist.checked() == [7]
    assert checklist.current() is None


def test_the_search_leads_to_the_list_with_enter_or_down(checklist: Checklist, qtbot: QtBot) -> None:
    qtbot.waitUntil(checklist.isActiveWindow)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        checklist._search.setFocus()
        QTest.keyClick(checklist._search, key)
        assert checklist.view.hasFocus()


def test_a_row_is_ticked_by_a_click_anywhere_and_by_the_space_bar(checklist: Checklist) -> None:
    view = checklist.view
    place = view.visualItemRect(view.item(0))
    for where in (place.center(), place.topLeft() + QPoint(10, place.height() // 2)):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert checklist.checked() == [7]  # ticked, and not any more
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert checklist.checked() == [0, 7]


def test_a_short_list_has_no_search_and_an_empty_one_has_words(checklist: Checklist) -> None:
    checklist.fill([Row("one", "#one")])
    assert checklist._search.isHidden()
    checklist.fill([])
    assert checklist.view.isHidden()
    assert (checklist._empty.isVisible(), checklist._empty.text()) == (True, "There is none.")


def test_a_row_can_be_added_below_the_current_one(checklist: Checklist) -> None:
    checklist.add(Row("more", "#more", checked=True))
    assert rows(checklist)[:2] == ["#channel-0 · quillfern", "#more"]
    assert checklist.current() == "more"


def test_a_finder_finds_a_part_of_a_name_and_forgets_what_is_nowhere(qtbot: QtBot) -> None:
    finder = Finder("Branch")
    qtbot.addWidget(finder)
    finder.addItems(["main", "release/1", "release/2"])
    finder.show()
    line = finder.lineEdit()
    assert line
    line.selectAll()
    QTest.keyClicks(line, "RELEASE/2")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert finder.currentIndex() == 2
    line.selectAll()
    QTest.keyClicks(line, "nowhere")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (finder.currentIndex(), finder.currentText()) == (2, "release/2")


def test_a_word_without_end_wraps(qtbot: QtBot) -> None:
    label = Label("W" * 500)
    qtbot.addWidget(label)
    label.resize(300, 10)
    assert label.heightForWidth(300) > 3 * label.fontMetrics().height()
    assert breakable("short words stay") == "short words stay"


def test_a_disclosure_opens_with_the_keys_and_says_that_it_is_open(qtbot: QtBot) -> None:
    disclosure = Disclosure("More", Label("Content"))
    qtbot.addWidget(disclosure)
    disclosure.show()
    assert disclosure.content.isHidden()
    QTest.keyClick(disclosure.heading, Qt.Key.Key_Return)
    assert disclosure.content.isVisible()
    assert disclosure.heading.accessibleDescription() == "open"
