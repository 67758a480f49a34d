"""The further links of a need in the inbox: buttons that open web pages, by mouse and by keyboard, and nothing else."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from supporttray.core.model import Need
from supporttray.ui.inbox.links import LONGEST
from supporttray.ui.inbox.window import Inbox
from tests.ui.conftest import Browser
from tests.ui.inbox_lab import draw, opened, shown
from tests.ui.samples import need

JOIN = ("Join", "https://meet.example.com/1?pwd=a&b=c")


def linked(*links: tuple[str, str], number: int = 1) -> Need:
    return msgspec.structs.replace(need(number, "Stand-up at 09:45"), links=links)


def offered(inbox: Inbox) -> list[str]:
    return [button.text() for button in inbox.details.links.buttons if button.isVisible()]


def test_each_link_has_a_button_that_opens_it(qtbot: QtBot, browser: Browser) -> None:
    inbox = opened(qtbot, linked(JOIN, ("Notes & plans", "http://wiki.example.com/2")))

    assert offered(inbox) == ["Join", "Notes && plans"]
    for button in inbox.details.links.buttons:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert browser.opened == [JOIN[1], "http://wiki.example.com/2"]


def test_only_web_pages_have_one(qtbot: QtBot) -> None:
    inbox = opened(qtbot, linked(("A", "file:///etc/passwd"), ("B", "javascript:alert(1)"), JOIN, ("C", "")))

    assert offered(inbox) == ["Join"]


def test_another_need_has_its_own_and_one_without_none(qtbot: QtBot, browser: Browser) -> None:
    inbox = opened(
        qtbot,
        linked(JOIN, ("Notes", "https://n.example.com")),
        linked(("Call", "https://c.example.com"), number=2),
        need(3),
    )

    inbox.choose(need(2).key)
    assert offered(inbox) == ["Call"]
    qtbot.mouseClick(inbox.details.links.buttons[0], Qt.MouseButton.LeftButton)
    assert browser.opened == ["https://c.example.com"]
    inbox.choose(need(3).key)
    assert offered(inbox) == []
    assert not inbox.details.links.isVisible()


def test_the_keyboard_reaches_it_and_enter_presses_it(qtbot: QtBot, browser: Browser) -> None:
    inbox = opened(qtbot, linked(JOIN))
    button = inbox.details.links.buttons[0]
    inbox.details.bar.buttons[next(iter(inbox.details.bar.buttons))].setFocus()
    for _ in range(20):
        if inbox.focusWidget() is button:
            break
        qtbot.keyClick(inbox.focusWidget(), Qt.Key.Key_Tab)

    assert inbox.focusWidget() is button
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert browser.opened == [JOIN[1]]


def test_it_says_what_it_is_and_where_it_leads_and_nothing_in_it_is_markup(qtbot: QtBot) -> None:
    inbox = opened(qtbot, linked(("x" * 200, "https://notes.example.com/1"), JOIN))
    long, join = inbox.details.links.buttons
    face = QAccessible.queryAccessibleInterface(join)

    assert face.text(QAccessible.Text.Name) == "Join: Stand-up at 09:45"
    assert face.text(QAccessible.Text.Description) == "Show it in the browser, at meet.example.com"
    assert len(long.text()) <= LONGEST
    assert "&amp;b" in join.toolTip()


def test_what_did_not_change_is_not_drawn_anew(qtbot: QtBot) -> None:
    inbox = opened(qtbot, linked(JOIN))
    before = list(inbox.details.links.buttons)

    draw(inbox, shown(linked(JOIN)))
    draw(inbox, shown(linked(("Call", JOIN[1]))))

    assert inbox.details.links.buttons == before
    assert offered(inbox) == ["Call"]
