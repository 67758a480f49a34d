"""Answers that are there before a person writes: what was drafted for them, and templates. None is sent by itself."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supporttray.core.action import Reply
from supporttray.core.asked import AskTemplates, DropDraft, Template
from supporttray.core.model import Need
from supporttray.errors import ConfigError
from supporttray.ui.inbox.window import Inbox
from tests.ui.inbox_lab import Desk, draw, opened, press, selected
from tests.ui.request_lab import READY, asked, request

CTRL = Qt.KeyboardModifier.ControlModifier
WORDS = "We have started on this: https://github.com/acme/support/issues/12"


def news(draft: str = WORDS) -> Need:
    return msgspec.structs.replace(request(1), key="request.news|request:t/1#12", draft=draft)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def inbox(qtbot: QtBot, desk: Desk) -> Inbox:
    made = opened(qtbot, desk=desk)
    draw(made, asked(news(), request(2)))
    return made


def entries(inbox: Inbox) -> list[str]:
    return [action.text() for action in inbox.details.reply.templates._menu.actions() if action.isVisible()]


# --- what was drafted


def test_a_draft_stands_in_the_field_and_says_that_it_is_one(inbox: Inbox, desk: Desk) -> None:
    reply = inbox.details.reply
    assert reply.text == WORDS
    assert reply._drafted.isVisible()
    assert reply.drop.isVisible()
    assert inbox.list.hasFocus()
    assert desk.wishes == []


def test_it_does_not_take_the_keyboard_from_who_goes_through_the_list(qtbot: QtBot, inbox: Inbox) -> None:
    inbox.choose(request(2).key)
    press(qtbot, inbox, "k")
    assert inbox.details.reply.text == WORDS
    assert inbox.list.hasFocus()


def test_one_click_sends_it(inbox: Inbox, desk: Desk) -> None:
    inbox.details.reply.send.click()
    assert desk.wishes == [Reply(news().subject, WORDS)]
    desk.answer(Reply)
    assert not inbox.details.reply.isVisible()


def test_it_need_not_be_said(inbox: Inbox, desk: Desk) -> None:
    inbox.details.reply.drop.click()
    inbox.details.reply.drop.click()
    assert desk.wishes == [DropDraft(news().key)]
    desk.answer(DropDraft)
    assert not inbox.details.reply.isVisible()


def test_where_it_could_not_be_dropped_it_stays(inbox: Inbox, desk: Desk) -> None:
    inbox.details.reply.drop.click()
    desk.answer(DropDraft, ConfigError(["The disk is full"]))
    assert inbox.details.reply.text == WORDS
    assert inbox.details.reply.drop.isEnabled()
    assert "The disk is full" in inbox.strip.notice.text


def test_a_draft_that_nobody_touched_goes_with_its_need(inbox: Inbox) -> None:
    draw(inbox, asked(request(2)))
    assert selected(inbox) == "Question 2"
    assert not inbox.details.reply.isVisible()


def test_one_that_was_changed_is_a_persons_own_and_stays(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "r")
    qtbot.keyClicks(inbox.details.reply.field, " Soon!")
    draw(inbox, asked(news("This is done."), request(2)))
    assert inbox.details.reply.text == WORDS + " Soon!"
    draw(inbox, asked(request(2)))
    assert inbox.details.reply.text == WORDS + " Soon!"
    assert inbox.details._gone.text().endswith("Your text was not sent.")


def test_one_that_nobody_touched_follows_the_news(inbox: Inbox) -> None:
    draw(inbox, asked(news("This is done."), request(2)))
    assert inbox.details.reply.text == "This is done."


def test_what_was_left_stays_away_and_comes_again_by_its_key(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "r")
    qtbot.keyClick(inbox.details.reply.field, Qt.Key.Key_Escape)
    draw(inbox, asked(msgspec.structs.replace(news(), because="some minutes later"), request(2)))
    assert not inbox.details.reply.isVisible()
    press(qtbot, inbox, "r")
    assert inbox.details.reply.text == WORDS


def test_an_answer_of_ones_own_is_no_draft(qtbot: QtBot, inbox: Inbox) -> None:
    inbox.choose(request(2).key)
    press(qtbot, inbox, "r")
    assert inbox.details.reply.text == ""
    assert not inbox.details.reply._drafted.isVisible()
    assert not inbox.details.reply.drop.isVisible()


def test_what_cannot_be_answered_shows_no_field(qtbot: QtBot, desk: Desk) -> None:
    inbox = opened(qtbot, desk=desk)
    draw(inbox, msgspec.structs.replace(asked(news()), answerable=frozenset()))
    assert not inbox.details.reply.isVisible()


# --- templates


def test_a_template_fills_the_field_and_sends_nothing(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    inbox.choose(request(2).key)
    press(qtbot, inbox, "r")
    assert not inbox.details.reply.templates.isVisible()
    desk.answer(AskTemplates, READY)
    assert entries(inbox) == ["On it", "Look && read"]
    actions = inbox.details.reply.templates._menu.actions()
    actions[0].trigger()
    assert inbox.details.reply.text == "I am on it, Priya."
    assert inbox.details.reply.field.hasFocus()
    actions[1].trigger()
    assert inbox.details.reply.text == "Have a look here."
    assert desk.wishes == []


def test_what_is_written_stays_when_a_template_comes_to_it(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    inbox.choose(request(2).key)
    press(qtbot, inbox, "r")
    desk.answer(AskTemplates, READY)
    field = inbox.details.reply.field
    qtbot.keyClicks(field, "Hello! ")
    inbox.details.reply.templates._menu.actions()[0].trigger()
    assert inbox.details.reply.text == "Hello! I am on it, Priya."
    field.undo()
    assert inbox.details.reply.text == "Hello! "


def test_the_entries_are_kept_and_used_again(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "r")
    desk.answer(AskTemplates, READY)
    before = inbox.details.reply.templates._menu.actions()
    desk.answer(AskTemplates, (Template("Later", "Later today."),))
    assert entries(inbox) == ["Later"]
    assert inbox.details.reply.templates._menu.actions() == before
