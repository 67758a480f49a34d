"""Whoever writes while the engine is slow, fails, or learns something else meanwhile loses nothing, and sends nothing elsewhere."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from supporttray.core.action import Reply, TakeBack
from supporttray.core.asked import AddTask, AskColleagues, AskLesson, AskTask, HandTo, TaskDraft, WouldHide
from supporttray.core.model import Need, Urgency
from supporttray.errors import Failure
from supporttray.ui.inbox import sheet
from supporttray.ui.inbox.actions import Step
from supporttray.ui.inbox.handing import HandSheet
from supporttray.ui.inbox.lesson import LessonSheet
from supporttray.ui.inbox.task import TaskSheet
from supporttray.ui.inbox.window import Inbox
from tests.ui.inbox_lab import Desk, draw, opened, press, selected
from tests.ui.request_lab import AUTHOR, BEN, SOFIA, THIS, asked, request

CTRL = Qt.KeyboardModifier.ControlModifier
DRAFT = TaskDraft("Total: NaN", "Priya asked it.", "acme/support")
DOWN = Failure("Support Tray is not looking now.", "Try again in a moment.")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def inbox(qtbot: QtBot, desk: Desk) -> Iterator[Inbox]:
    made = opened(qtbot, desk=desk)
    draw(made, asked(request(1), request(2)))
    yield made
    made.hide()


def seen(number: int) -> Need:
    """Return the need of the same request once a colleague has seen it: another kind, another key."""
    made = request(number, urgency=Urgency.QUIET)
    key = made.key.replace("waiting", "acknowledged")
    return msgspec.structs.replace(made, key=key, kind="request.acknowledged")


def handing(inbox: Inbox) -> HandSheet:
    made = inbox.details.sheets.open
    assert isinstance(made, HandSheet)
    return made


def task(inbox: Inbox) -> TaskSheet:
    made = inbox.details.sheets.open
    assert isinstance(made, TaskSheet)
    return made


def wishes(desk: Desk, kind: type[HandTo | AddTask]) -> list[str]:
    return [action.subject for action in desk.wishes if isinstance(action, kind)]


# --- a colleague has seen it meanwhile


def test_an_answer_goes_on_when_a_colleague_has_seen_the_question_meanwhile(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "r")
    qtbot.keyClicks(inbox.details.reply.field, "Look at the voucher")
    draw(inbox, asked(request(2), seen(1)))
    assert not inbox.details._gone.isVisible()
    assert selected(inbox) == "Question 1"
    assert inbox.details.reply.field.isVisible()
    assert inbox.details.reply.text == "Look at the voucher"
    assert inbox.details.bar.offers(Step.REPLY)
    assert inbox.details.reply.field.hasFocus()


def test_a_sheet_goes_on_when_a_colleague_has_seen_the_question_meanwhile(
    qtbot: QtBot, inbox: Inbox, desk: Desk
) -> None:
    press(qtbot, inbox, "q")
    desk.answer(AskTask, DRAFT)
    task(inbox).title.setText("Mine")
    draw(inbox, asked(request(2), seen(1)))
    assert not inbox.details._gone.isVisible()
    assert task(inbox).title.text() == "Mine"
    inbox.details.leave()
    press(qtbot, inbox, "q")
    assert task(inbox).title.text() == "Mine"


def test_an_answer_on_its_way_lets_go_although_it_changed_the_question(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "r")
    qtbot.keyClicks(inbox.details.reply.field, "On it")
    inbox.details.reply.send.click()
    draw(inbox, asked(request(2), seen(1)))
    desk.answer(Reply)
    assert not inbox.details.reply.isVisible()
    assert inbox.details.held == ""


def test_words_from_a_toast_find_the_question_that_a_colleague_has_seen_meanwhile(inbox: Inbox) -> None:
    draw(inbox, asked(request(2), seen(1)))
    inbox.choose(request(1).key, reply=True, text="On its way")
    assert selected(inbox) == "Question 1"
    assert inbox.details.reply.text == "On its way"


def test_words_from_a_toast_are_still_there_to_be_read_when_the_question_is_gone(inbox: Inbox) -> None:
    draw(inbox, asked(request(2)))
    inbox.choose(request(1).key, reply=True, text="On its <b>way</b>")
    said = [one.text() for one in inbox.strip.findChildren(QLabel) if one.isVisible()]
    assert any("was not sent" in one and "On its <b>way</b>" in one for one in said), said


def test_what_is_gone_is_still_said(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "q")
    draw(inbox, asked(request(2)))
    assert inbox.details._gone.isVisible()


# --- a wish on its way


def test_nothing_can_be_written_into_what_is_on_its_way(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "q")
    desk.answer(AskTask, DRAFT)
    made = task(inbox)
    made.text.setFocus()
    qtbot.keyClick(made.text, Qt.Key.Key_Return, CTRL)
    assert wishes(desk, AddTask) == [request(1).subject]
    assert not made.title.isEnabled()
    assert not made.text.isEnabled()
    assert made.leave.hasFocus()
    desk.answer(AddTask, DOWN)
    assert made.title.isEnabled()
    assert made.text.hasFocus()
    assert "not looking" in made.said.text()


def test_what_takes_its_time_says_that_it_does(
    qtbot: QtBot, inbox: Inbox, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "PATIENCE_MS", 20)
    press(qtbot, inbox, "q")
    desk.answer(AskTask, DRAFT)
    task(inbox).take()
    qtbot.waitUntil(lambda: "moment" in task(inbox).said.text())
    inbox.details.leave()
    desk.answer(AddTask)
    press(qtbot, inbox, "q")
    assert task(inbox).said.text() == ""


def test_letters_typed_while_a_wish_is_on_its_way_turn_to_no_other_question(
    qtbot: QtBot, inbox: Inbox, desk: Desk
) -> None:
    press(qtbot, inbox, "q")
    desk.answer(AskTask, DRAFT)
    qtbot.keyClick(task(inbox).title, Qt.Key.Key_Return, CTRL)
    press(qtbot, inbox, "j")
    press(qtbot, inbox, "/")
    assert selected(inbox) == "Question 1"
    assert task(inbox).leave.hasFocus()


def test_words_that_could_not_be_sent_are_not_sent_under_another_question(
    qtbot: QtBot, inbox: Inbox, desk: Desk
) -> None:
    press(qtbot, inbox, "h")
    desk.answer(AskColleagues, (BEN, SOFIA))
    handing(inbox).text.setPlainText("@Ben Ito this is about the first one")
    handing(inbox).take()
    inbox.list.step(1)
    inbox.hand.take(Step.HAND)
    assert handing(inbox).need == request(2)
    desk.answer(HandTo, DOWN)
    handing(inbox).take()
    assert wishes(desk, HandTo) == [request(1).subject]
    desk.answer(AskColleagues, (SOFIA,))
    assert "first one" not in handing(inbox).text.toPlainText()
    inbox.details.leave()
    inbox.list.step(-1)
    inbox.hand.take(Step.HAND)
    desk.answer(AskColleagues, (BEN, SOFIA))
    assert "first one" in handing(inbox).text.toPlainText()


def test_what_was_done_about_one_question_leaves_the_sheet_of_another(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "h")
    desk.answer(AskColleagues, (BEN, SOFIA))
    handing(inbox).take()
    inbox.list.step(1)
    inbox.hand.take(Step.HAND)
    desk.answer(HandTo)
    desk.answer(AskColleagues, (SOFIA,))
    assert handing(inbox).isVisible()
    handing(inbox).take()
    assert wishes(desk, HandTo) == [request(1).subject, request(2).subject]


# --- an answer that comes late, or not


def test_a_title_written_before_the_draft_came_stays(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "q")
    qtbot.keyClicks(task(inbox).title, "Gift cards")
    desk.answer(AskTask, DRAFT)
    assert task(inbox).title.text() == "Gift cards"
    assert task(inbox).text.toPlainText() == "Priya asked it."


def test_words_written_before_the_choices_came_do_not_cost_the_choices(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "n")
    made = inbox.details.sheets.open
    assert isinstance(made, LessonSheet)
    qtbot.keyClicks(made.words, "lorry *")
    qtbot.waitUntil(lambda: any(isinstance(action, WouldHide) for action, _ in desk.asked))
    desk.answer(AskLesson, (THIS, AUTHOR))
    assert made.choices[1].isVisible()
    assert made.words.text() == "lorry *"
    assert made.by_words.isChecked()


@pytest.mark.parametrize(("key", "question"), [("h", AskColleagues), ("q", AskTask), ("n", AskLesson)])
def test_what_could_not_be_asked_is_asked_again(
    qtbot: QtBot, inbox: Inbox, desk: Desk, key: str, question: type
) -> None:
    press(qtbot, inbox, key)
    desk.answer(question, DOWN)
    inbox.details.leave()
    press(qtbot, inbox, key)
    assert sum(isinstance(action, question) for action, _ in desk.asked) == 2


def test_what_could_not_be_asked_is_not_said_to_be_looked_for_still(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "h")
    desk.answer(AskColleagues, DOWN)
    assert not handing(inbox)._hint.isVisible()
    inbox.details.leave()
    press(qtbot, inbox, "q")
    desk.answer(AskTask, DOWN)
    assert not task(inbox).where.isVisible()


# --- what is kept here alone


def test_what_was_acknowledged_here_alone_can_be_taken_back(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    draw(inbox, msgspec.structs.replace(asked(seen(1), request(2)), seen=frozenset({request(1).subject})))
    inbox.choose(seen(1).key)
    assert inbox.details.bar.offers(Step.TAKE_BACK)
    press(qtbot, inbox, "t")
    assert desk.wishes == [TakeBack(request(1).subject)]
    inbox.choose(request(2).key)
    assert not inbox.details.bar.offers(Step.TAKE_BACK)
