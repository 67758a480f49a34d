"""What is wanted from the menu is done, or said why not."""

from pytestqt.qtbot import QtBot

from supporttray.core.action import Pause
from supporttray.errors import Failure
from supporttray.paths import resource
from supporttray.ui.inbox.window import Inbox
from supporttray.ui.tray.icons import Icons
from supporttray.ui.tray.menu import RESUME
from supporttray.ui.windows import Windows
from tests.ui.inbox_lab import Desk


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
