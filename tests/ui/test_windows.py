"""What is wanted from the menu is done, or said why not."""

from pytestqt.qtbot import QtBot

from supporttray.core import page
from supporttray.core.action import Pause
from supporttray.core.duty import AskAnnouncement, AskRota, Preview, Rota
from supporttray.errors import Failure
from supporttray.paths import resource
from supporttray.ui.inbox.window import Inbox
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import DUTY, RESUME
from supporttray.ui.windows import PAGES, Windows
from tests.ui.conftest import Browser
from tests.ui.inbox_lab import Desk, draw, shown
from tests.ui.samples import need


def inbox_of(windows: Windows) -> Inbox | None:
    return windows._inbox


def test_a_pause_that_cannot_be_made_is_said_in_the_inbox_and_one_that_can_opens_nothing(qtbot: QtBot) -> None:
    desk = Desk()
    windows = Windows(Icons(resource("icons")), desk.do)
    windows.want(RESUME)
    desk.answer(Pause)
    assert inbox_of(windows) is None
    windows.want("hour")
    desk.answer(Pause, Failure("Nothing is watched yet.", "Finish the settings first."))
    inbox = inbox_of(windows)
    assert inbox
    qtbot.addWidget(inbox)
    assert inbox.isVisible()
    assert inbox.strip.notice.text == "Nothing is watched yet. Finish the settings first."


def test_what_is_opened_in_the_inbox_comes_up_in_the_browser(qtbot: QtBot, browser: Browser) -> None:
    windows = Windows(Icons(resource("icons")), Desk().do)
    windows.open(page.Inbox())
    inbox = inbox_of(windows)
    assert inbox
    qtbot.addWidget(inbox)
    draw(inbox, shown(need(1)))
    inbox.hand.open()
    assert browser.opened == [need(1).url]
    windows.open(page.Browse("file:///etc/passwd"))
    assert browser.opened == [need(1).url]


def test_the_duty_window_is_one_and_goes_when_it_is_closed(qtbot: QtBot) -> None:
    desk = Desk()
    windows = Windows(Icons(resource("icons")), desk.do)
    windows.want(DUTY)
    windows.open(page.DutyPage(announce=True))
    assert [type(action) for action in desk.wishes] == [AskRota, AskAnnouncement]
    assert windows.opener.window(page.DutyPage)
    assert windows.opener.window(page.DutyPage).isVisible()
    windows.opener.window(page.DutyPage).close()
    desk.answer(AskRota, Rota())
    desk.answer(AskAnnouncement, Preview())
    qtbot.waitUntil(lambda: windows.opener.window(page.DutyPage) is None)


def test_the_duty_window_leads_to_the_report_and_the_settings(qtbot: QtBot) -> None:
    desk = Desk()
    windows = Windows(Icons(resource("icons")), desk.do)
    windows.want(DUTY)
    assert windows.opener.window(page.DutyPage)
    qtbot.addWidget(windows.opener.window(page.DutyPage))
    windows.opener.window(page.DutyPage).handing.emit()
    windows.opener.window(page.DutyPage).settings.emit()
    assert windows.opener.window(page.HandoffPage)
    assert windows.opener.window(page.Setup)
    qtbot.addWidget(windows.opener.window(page.HandoffPage))
    qtbot.addWidget(windows.opener.window(page.Setup))
    windows.close()


def test_every_page_that_a_need_may_name_can_be_shown() -> None:
    assert {type(one) for one in page.NAMED.values()} <= PAGES.keys()
