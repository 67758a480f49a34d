"""An answer written in the inbox: it is never lost, and sent once."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done, Reply, Undo
from supporttray.core.model import Urgency
from supporttray.errors import ConfigError
from supporttray.ui.inbox.actions import Step
from supporttray.ui.inbox.window import Inbox
from tests.ui.inbox_lab import Desk, draw, entry, opened, press, selected, shown, titles
from tests.ui.samples import need

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def inbox(qtbot: QtBot, desk: Desk) -> Inbox:
    return opened(qtbot, need(1), need(2), need(3), desk=desk)


def begun(qtbot: QtBot, inbox: Inbox, text: str) -> None:
    """Write a reply to the need that is selected."""
    press(qtbot, inbox, "R")
    assert inbox.details.reply.field.hasFocus()
    qtbot.keyClicks(inbox.details.reply.field, text)


def test_ctrl_enter_sends_the_reply_and_the_field_goes(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    begun(qtbot, inbox, "On it, just a minute")
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Return, CTRL)
    assert desk.wishes == [Reply(need(1).subject, "On it, just a minute")]
    assert inbox.details.reply.field.isReadOnly()
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Return, CTRL)
    press(qtbot, inbox, "a")
    assert len(desk.wishes) == 1
    desk.answer(Reply)
    assert not inbox.details.reply.isVisible()
    assert inbox.list.hasFocus()
    press(qtbot, inbox, "r")
    assert inbox.details.reply.text == ""


def test_nothing_is_not_sent(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    begun(qtbot, inbox, "  ")
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Return, CTRL)
    assert not inbox.details.reply.send.isEnabled()
    assert desk.wishes == []


def test_what_is_written_survives_every_redraw_with_its_cursor(qtbot: QtBot, inbox: Inbox) -> None:
    begun(qtbot, inbox, "On it")
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Left)
    draw(inbox, shown(need(9), need(2), msgspec.structs.replace(need(1), urgency=Urgency.URGENT)))
    qtbot.keyClicks(inbox.details.reply.field, "!")
    assert inbox.details.reply.text == "On i!t"


def test_escape_leaves_and_what_is_written_is_kept_for_each_need(qtbot: QtBot, inbox: Inbox) -> None:
    begun(qtbot, inbox, "first")
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Escape)
    assert inbox.list.hasFocus()
    draw(inbox, shown(need(1), need(2), need(3), need(4)))
    assert inbox.details.bar.buttons[Step.REPLY].text() == "Continue the &reply (R)"
    press(qtbot, inbox, "j")
    begun(qtbot, inbox, "second")
    inbox.choose(need(1).key, reply=True)
    assert inbox.details.reply.text == "first"
    inbox.choose(need(2).key, reply=True)
    assert inbox.details.reply.text == "second"


def test_a_reply_that_is_not_accepted_stays_and_the_reason_too(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    begun(qtbot, inbox, "On it")
    inbox.details.reply.send.click()
    desk.answer(Reply, ConfigError(["Slack takes nothing from us"]))
    assert inbox.details.reply.text == "On it"
    assert not inbox.details.reply.field.isReadOnly()
    assert inbox.strip.notice.text.startswith("Question 1: Slack takes nothing from us.")
    inbox.tell(Done("Something else went well."))
    assert "Slack takes nothing" in inbox.strip.notice.text
    close = inbox.strip.notice.findChild(QPushButton)
    assert close is not None
    close.click()
    assert not inbox.strip.notice.isVisible()


def test_when_another_answers_first_the_text_stays_and_it_is_said(qtbot: QtBot, inbox: Inbox) -> None:
    begun(qtbot, inbox, "On it")
    draw(inbox, shown(need(2), need(3)))
    assert inbox.details.reply.text == "On it"
    assert inbox.details._gone.text() == "This one needs nobody any more. Your text was not sent."
    draw(inbox, shown())
    assert inbox.details.reply.isVisible()
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Escape)
    assert not inbox.details.isVisible()


def test_while_it_is_handed_over_its_need_may_go(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    begun(qtbot, inbox, "On it")
    inbox.details.reply.send.click()
    draw(inbox, shown(need(2), need(3)))
    assert inbox.details._gone.text() == ""
    desk.answer(Reply)
    assert selected(inbox) == "Question 2"
    assert not inbox.details.reply.isVisible()


def test_an_answer_that_was_written_elsewhere_goes_on_here(qtbot: QtBot, inbox: Inbox) -> None:
    inbox.choose(need(2).key, reply=True, text="On it")
    assert selected(inbox) == "Question 2"
    assert inbox.details.reply.text == "On it"
    qtbot.waitUntil(inbox.details.reply.field.hasFocus)


def test_a_search_does_not_take_the_field_away(qtbot: QtBot, inbox: Inbox) -> None:
    begun(qtbot, inbox, "On it")
    inbox.search.setText("Question 3")
    assert titles(inbox) == ["Question 3"]
    assert inbox.details.reply.text == "On it"
    assert inbox.details._gone.text() == ""


def test_a_reply_that_is_taken_back_can_be_written_better(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    draw(inbox, shown(need(2), outbox=(entry(7, text="On ti", subject=need(1).subject),)))
    inbox.strip.rows[0].undo.click()
    assert desk.wishes == [Undo(7)]
    desk.answer(Undo, Done("Taken back."))
    draw(inbox, shown(need(1), need(2)))
    inbox.choose(need(1).key)
    press(qtbot, inbox, "r")
    assert inbox.details.reply.text == "On ti"
