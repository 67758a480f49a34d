"""A task of a person's own is made from the queue, where there is one to put it into."""

import msgspec
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done
from supporttray.core.asked import AddTask, AskTask, TaskDraft
from supporttray.core.work import Alike, AskAlike
from tests.ui.queue.lab import Company, opened
from tests.ui.samples import snapshot

CTRL = Qt.KeyboardModifier.ControlModifier
LIKE = Alike("task:1", "ACME-9", "Certificate of the shop runs out", "https://jira.example/browse/ACME-9")


def test_it_is_written_compared_and_made(qtbot: QtBot) -> None:
    company = Company()
    company.answers = {AskTask: TaskDraft("", "", "ACME"), AskAlike: (LIKE,), AddTask: Done("It goes out.")}
    tab = opened(qtbot, company)
    assert not tab.making.isVisible()  # nobody said where to
    tab.draw(msgspec.structs.replace(snapshot(), queue="ACME"))
    qtbot.mouseClick(tab.making, Qt.MouseButton.LeftButton)
    assert tab._new
    sheet = tab._new.sheet
    assert (sheet.where.text(), sheet.go.isEnabled(), sheet._hint.isVisible()) == ("It goes to ACME.", False, False)
    qtbot.keyClicks(sheet.title, "Renew it")
    assert [one.name for one in sheet.likely.found] == ["ACME-9"]
    sheet.text.write("It runs out on Friday")
    qtbot.keyClick(sheet.text, Qt.Key.Key_Return, CTRL)
    assert company.all(AddTask) == [AddTask("by hand", "Renew it", "It runs out on Friday")]
    assert not tab._new.isVisible()
    assert tab.strip.notice.isVisible()
    tab.making.click()
    assert sheet.title.text() == ""


def test_what_was_written_stands_there_again(qtbot: QtBot) -> None:
    company = Company()
    company.answers = {AskTask: TaskDraft("", "", "ACME"), AskAlike: ()}
    tab = opened(qtbot, company)
    tab.draw(msgspec.structs.replace(snapshot(), queue="ACME"))
    tab.making.click()
    assert tab._new
    qtbot.keyClicks(tab._new.sheet.title, "Renew it")
    qtbot.keyClick(tab._new.sheet.title, Qt.Key.Key_Escape)
    assert not tab._new.isVisible()
    tab.making.click()
    assert tab._new.sheet.title.text() == "Renew it"
