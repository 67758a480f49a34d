"""The window that stands in where there is no tray."""

import pytest
from pytestqt.qtbot import QtBot

from supporttray.paths import resource
from supporttray.ui.drawing import drawing, failed
from supporttray.ui.icons import Icons
from supporttray.ui.window import WHY, Window
from tests.ui.samples import BLIND, NOW, need, snapshot


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window(Icons(resource("icons")))
    qtbot.addWidget(made)
    return made


def rows(window: Window) -> list[str]:
    items = (window._needs.item(row) for row in range(window._needs.count()))
    return [item.text() for item in items if not item.isHidden()]


def test_it_says_the_same_as_the_menu(window: Window) -> None:
    window.draw(drawing(snapshot(*(need(number) for number in range(7)), services=(BLIND,)), NOW))
    assert window._header.text() == "On duty until Sat 12 Dec · 7 need you"
    assert len(rows(window)) == 7
    assert "Slack refused the token" in window._notes.text()


def test_it_says_in_a_sentence_why_it_is_there() -> None:
    assert "no tray" in WHY


def test_needs_that_went_leave_the_list(window: Window) -> None:
    window.draw(drawing(snapshot(need(1), need(2), need(3)), NOW))
    window.draw(drawing(snapshot(need(2)), NOW))
    assert rows(window) == ["Question 2 · 7 min"]


def test_markup_from_outside_stays_text(window: Window) -> None:
    words = failed(drawing(snapshot(need(1)), NOW), "<b>bold</b>", "<img src=x>")
    window.draw(words)
    assert window._header.text() == "<b>bold</b>"
    assert window._header.textFormat().name == "PlainText"


def test_closing_it_quits_because_nothing_else_would_show_that_we_run(window: Window, qtbot: QtBot) -> None:
    window.show()
    with qtbot.waitSignal(window.quit):
        window.close()
