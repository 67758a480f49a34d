"""What a step asks for before it is taken: whom to hand it to, what "not a request" hides, the task, until when."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
import pytest
from PySide6.QtCore import QDate, QDateTime, QPoint, Qt, QTime, QTimeZone
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from supporttray.core.action import Action, Done, Snooze
from supporttray.core.asked import (
    AddTask,
    AskColleagues,
    AskLesson,
    AskLessons,
    AskTask,
    Colleague,
    HandTo,
    TaskDraft,
    Teach,
    Unteach,
    WouldHide,
)
from supporttray.core.hours import Hours
from supporttray.core.work import Alike, AskAlike
from supporttray.errors import ConfigError, Failure
from supporttray.ui.inbox.actions import Step
from supporttray.ui.inbox.handing import HandSheet
from supporttray.ui.inbox.lesson import LessonSheet
from supporttray.ui.inbox.sheet import Sheet
from supporttray.ui.inbox.task import TaskSheet
from supporttray.ui.inbox.until import UntilSheet
from supporttray.ui.inbox.window import Inbox
from tests.ui.conftest import Browser
from tests.ui.inbox_lab import Desk, draw, opened, press, selected
from tests.ui.request_lab import AUTHOR, BEN, DANA, SOFIA, THIS, WORDS, asked, request
from tests.ui.samples import NOW, need

CTRL = Qt.KeyboardModifier.ControlModifier
Kind = TypeVar("Kind", bound=Sheet)
SUBJECT = request(1).subject
DRAFT = TaskDraft("Total: NaN", "Priya asked it.", "acme/support")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def inbox(qtbot: QtBot, desk: Desk) -> Iterator[Inbox]:
    made = opened(qtbot, desk=desk)
    draw(made, asked(request(1), request(2)))
    yield made
    made.hide()


def offered(inbox: Inbox) -> set[Step]:
    return {step for step, button in inbox.details.bar.buttons.items() if button.isVisible()}


def sheet(inbox: Inbox, kind: type[Kind]) -> Kind:
    made = inbox.details.sheets.open
    assert isinstance(made, kind)
    return made


def number(desk: Desk, kind: type[Action]) -> int:
    return sum(isinstance(action, kind) for action, _ in desk.asked)


# --- what is offered


def test_what_cannot_be_done_is_not_offered(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    assert offered(inbox) >= {Step.HAND, Step.NONE, Step.QUEUE}
    draw(inbox, asked(request(1), queue=""))
    assert Step.QUEUE not in offered(inbox)
    draw(inbox, msgspec.structs.replace(asked(need(1)), answerable=frozenset()))
    assert offered(inbox).isdisjoint({Step.HAND, Step.NONE, Step.QUEUE})
    for key in "hnq":
        press(qtbot, inbox, key)
    assert inbox.details.sheets.open is None
    assert desk.wishes == []


@pytest.mark.parametrize(
    ("more", "put"),
    [({"page": "builds"}, True), ({"kind": "service.refused"}, True), ({"kind": "meeting.near"}, False)],
)
def test_a_build_and_an_error_can_be_put_into_the_queue_and_a_meeting_cannot(
    inbox: Inbox, more: dict[str, str], *, put: bool
) -> None:
    draw(inbox, asked(msgspec.structs.replace(need(1), teachable=False, **more)))
    assert (Step.QUEUE in offered(inbox)) is put


def test_what_was_asked_in_person_has_no_thread_to_name_somebody_in(qtbot: QtBot, inbox: Inbox) -> None:
    inbox.hand.reply()
    assert "goes out ten seconds later" in inbox.details.reply._hint.text()
    inbox.details.leave()
    draw(inbox, asked(msgspec.structs.replace(request(1), url="")))
    assert offered(inbox) >= {Step.REPLY, Step.NONE, Step.QUEUE}
    assert Step.HAND not in offered(inbox)
    press(qtbot, inbox, "r")
    assert "sent nowhere" in inbox.details.reply._hint.text()


# --- whom to hand it to


@pytest.fixture
def handing(qtbot: QtBot, inbox: Inbox, desk: Desk) -> HandSheet:
    press(qtbot, inbox, "h")
    desk.answer(AskColleagues, (BEN, SOFIA, DANA))
    return sheet(inbox, HandSheet)


def people(handing: HandSheet) -> list[str]:
    rows = (handing.people.item(row) for row in range(handing.people.count()))
    return [row.text() for row in rows if not row.isHidden()]


def test_h_names_the_likeliest_and_why_and_ctrl_enter_sends_it(
    qtbot: QtBot, inbox: Inbox, desk: Desk, handing: HandSheet
) -> None:
    assert people(handing)[0] == "Ben Ito — answered one like it"
    assert handing.search.hasFocus()
    qtbot.keyClick(handing.search, Qt.Key.Key_Return)
    assert handing.text.hasFocus()
    qtbot.keyClicks(handing.text, " Thanks!")
    qtbot.keyClick(handing.text, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(handing.text, Qt.Key.Key_Return, CTRL)
    assert desk.wishes == [HandTo(SUBJECT, BEN, "@Ben Ito could you look at this one, please? Thanks!")]
    desk.answer(HandTo)
    assert inbox.details.sheets.open is None
    assert inbox.list.hasFocus()


def test_typing_finds_a_colleague_and_no_letter_is_a_key(
    qtbot: QtBot, inbox: Inbox, desk: Desk, handing: HandSheet
) -> None:
    press(qtbot, inbox, "sofia")
    assert people(handing) == []
    assert not handing.go.isEnabled()
    handing.search.clear()
    press(qtbot, inbox, "NÚÑEZ")
    assert people(handing) == ["Sofía Núñez"]
    handing.take()
    assert desk.wishes == [HandTo(SUBJECT, SOFIA, "@Sofía Núñez could you look at this one, please?")]


def test_the_arrows_choose_and_what_was_written_around_the_name_stays(qtbot: QtBot, handing: HandSheet) -> None:
    handing.text.write("Hello @Ben Ito, yours?")
    qtbot.keyClick(handing.search, Qt.Key.Key_Down)
    assert handing.text.toPlainText() == "Hello @Sofía Núñez, yours?"
    qtbot.keyClick(handing.search, Qt.Key.Key_Down)
    qtbot.keyClick(handing.search, Qt.Key.Key_Down)
    assert handing.text.toPlainText() == "Hello @דנה, yours?"


def test_nobody_is_called_whom_the_text_does_not_name(handing: HandSheet, desk: Desk) -> None:
    handing.text.write("Could somebody look?")
    assert not handing.go.isEnabled()
    assert "“@Ben Ito”" in handing._hint.text()
    handing.take()
    assert desk.wishes == []


def test_where_nobody_is_known_it_says_so(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "h")
    desk.answer(AskColleagues, ())
    handing = sheet(inbox, HandSheet)
    assert handing._hint.text() == "Nobody is known here to whom it could be handed."
    assert not handing.go.isEnabled()


# --- what all sheets have in common


def test_a_sheet_survives_every_redraw_with_what_is_written(qtbot: QtBot, inbox: Inbox, handing: HandSheet) -> None:
    handing.text.setFocus()
    handing.text.write("@Ben Ito yours?")
    qtbot.keyClick(handing.text, Qt.Key.Key_Left)
    draw(inbox, asked(request(9), request(2), request(1, due=-timedelta(minutes=5))))
    assert selected(inbox) == "Question 1"
    assert handing.text.hasFocus()
    qtbot.keyClicks(handing.text, "!")
    assert handing.text.toPlainText() == "@Ben Ito yours!?"


def test_its_need_may_go_meanwhile_and_that_is_said(inbox: Inbox, handing: HandSheet) -> None:
    draw(inbox, asked(request(2)))
    assert handing.isVisible()
    assert inbox.details._gone.text() == "This one needs nobody any more."
    handing.left.emit()
    assert selected(inbox) == "Question 2"


def test_escape_leaves_it_and_the_same_need_finds_what_was_written(
    qtbot: QtBot, inbox: Inbox, desk: Desk, handing: HandSheet
) -> None:
    handing.text.write("@Ben Ito half a sent")
    qtbot.keyClick(handing.search, Qt.Key.Key_Escape)
    assert inbox.list.hasFocus()
    assert not handing.isVisible()
    press(qtbot, inbox, "h")
    assert handing.text.toPlainText() == "@Ben Ito half a sent"
    press(qtbot, inbox, "x")
    inbox.choose(request(2).key)
    inbox.list.setFocus()
    press(qtbot, inbox, "h")
    assert people(handing) == []
    assert number(desk, AskColleagues) == 2


def test_each_need_finds_its_own_words_again(qtbot: QtBot, inbox: Inbox, desk: Desk, handing: HandSheet) -> None:
    qtbot.keyClick(handing.search, Qt.Key.Key_Down)
    handing.text.write("Yours, @Sofía Núñez?")
    inbox.details.open_sheet(Step.QUEUE)
    desk.answer(AskTask, DRAFT)
    made = sheet(inbox, TaskSheet)
    made.title.setText("NaN again")
    inbox.choose(request(2).key)
    inbox.details.open_sheet(Step.QUEUE)
    desk.answer(AskTask, DRAFT)
    assert made.title.text() == "Total: NaN"
    inbox.details.open_sheet(Step.HAND)
    desk.answer(AskColleagues, (BEN, SOFIA))
    assert handing.text.toPlainText().startswith("@Ben Ito could")
    inbox.choose(request(1).key)
    inbox.details.open_sheet(Step.QUEUE)
    desk.answer(AskTask, DRAFT)
    assert (made.title.text(), made.text.toPlainText()) == ("NaN again", DRAFT.text)
    inbox.details.open_sheet(Step.HAND)
    desk.answer(AskColleagues, (BEN, SOFIA))
    assert handing.text.toPlainText() == "Yours, @Sofía Núñez?"
    handing.take()
    assert desk.wishes == [HandTo(SUBJECT, SOFIA, "Yours, @Sofía Núñez?")]


def test_what_nobody_wrote_is_not_kept(inbox: Inbox, desk: Desk, handing: HandSheet) -> None:
    def ask(number: int, draft: TaskDraft, *found: Colleague) -> tuple[str, str]:
        inbox.choose(request(number).key)
        inbox.details.open_sheet(Step.QUEUE)
        desk.answer(AskTask, draft)
        inbox.details.open_sheet(Step.HAND)
        desk.answer(AskColleagues, found)
        return inbox.details.sheets._made[Step.QUEUE].findChildren(QLineEdit)[0].text(), handing.text.toPlainText()

    ask(1, DRAFT, BEN)
    ask(2, DRAFT, BEN)
    later = msgspec.structs.replace(DRAFT, title="It was edited")
    assert ask(1, later, SOFIA) == ("It was edited", "@Sofía Núñez could you look at this one, please?")


def test_what_failed_stays_with_the_reason(desk: Desk, handing: HandSheet) -> None:
    handing.take()
    assert not handing.go.isEnabled()
    desk.answer(HandTo, ConfigError(["Slack takes nothing from us"]))
    assert "Slack takes nothing from us" in handing.said.text()
    assert handing.go.isEnabled()
    assert handing.isVisible()


def test_an_answer_to_an_older_question_is_not_heard(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "h")
    inbox.details.leave()
    inbox.choose(request(2).key)
    press(qtbot, inbox, "h")
    desk.answer(AskColleagues, (BEN,), 0)
    assert people(sheet(inbox, HandSheet)) == []
    desk.answer(AskColleagues, (SOFIA,), 1)
    assert people(sheet(inbox, HandSheet)) == ["Sofía Núñez"]


def test_one_is_open_at_a_time(qtbot: QtBot, inbox: Inbox) -> None:
    press(qtbot, inbox, "r")
    inbox.details.bar.buttons[Step.NONE].click()
    assert not inbox.details.reply.isVisible()
    first = sheet(inbox, LessonSheet)
    inbox.details.bar.buttons[Step.QUEUE].click()
    assert not first.isVisible()
    inbox.hand.reply()
    assert inbox.details.sheets.open is None


def test_within_a_sheet_letters_are_no_actions(qtbot: QtBot, inbox: Inbox, desk: Desk, lesson: LessonSheet) -> None:
    for widget in (lesson.choices[0], lesson.go):
        widget.setFocus()
        for key in "arsot":
            press(qtbot, inbox, key)
    assert lesson.isVisible()
    assert desk.wishes == []


# --- not a request


@pytest.fixture
def lesson(qtbot: QtBot, inbox: Inbox, desk: Desk) -> LessonSheet:
    press(qtbot, inbox, "n")
    desk.answer(AskLesson, (THIS, AUTHOR, WORDS))
    return sheet(inbox, LessonSheet)


def test_n_shows_what_each_choice_would_have_hidden(qtbot: QtBot, lesson: LessonSheet) -> None:
    assert lesson.choices[0].hasFocus()
    assert lesson._hides.text() == "It would have hidden nothing else in the last 30 days."
    qtbot.keyClick(lesson.choices[0], Qt.Key.Key_Down)
    assert lesson.choices[1].isChecked()
    told = lesson._hides.text().splitlines()
    assert told[0] == "It would have hidden 12 more in the last 30 days:"
    assert "Deploy 0 finished" in told[1]
    assert told[-1] == "and 7 more"


def test_the_words_of_a_choice_choose_it_too(qtbot: QtBot, lesson: LessonSheet) -> None:
    words = lesson._rows[1]
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton, pos=QPoint(words.width() // 2, words.height() // 2))
    assert lesson.choices[1].isChecked()


def test_what_is_taught_can_be_undone_at_once(qtbot: QtBot, inbox: Inbox, desk: Desk, lesson: LessonSheet) -> None:
    lesson.choices[1].setChecked(True)
    lesson.go.click()
    lesson.choices[0].setChecked(True)  # too late: that one was not taught
    assert desk.wishes == [Teach(SUBJECT, AUTHOR.lesson)]
    draw(inbox, asked(request(2)))
    desk.answer(Teach, Done("Hidden; take it back with `supporttray lessons forget 7`."))
    assert selected(inbox) == "Question 2"
    assert inbox.taught.said.text() == "Hidden. All by the bot Build Bot in support"
    qtbot.mouseClick(inbox.taught.buttons[0], Qt.MouseButton.LeftButton)
    other = msgspec.structs.replace(THIS.lesson, number=8)
    desk.answer(AskLessons, (other, msgspec.structs.replace(AUTHOR.lesson, number=7)))
    assert desk.wishes[-1] == Unteach(7)
    desk.answer(Unteach, Done("Taken back."))
    assert not inbox.taught.isVisible()


def test_words_of_ones_own_are_asked_for_before_they_are_taught(qtbot: QtBot, desk: Desk, lesson: LessonSheet) -> None:
    assert lesson.words.text() == "deploy * finished"
    lesson.words.selectAll()
    qtbot.keyClicks(lesson.words, "nightly")
    assert lesson.by_words.isChecked()
    assert not lesson.go.isEnabled()
    qtbot.waitUntil(lambda: number(desk, WouldHide) == 1)
    assert desk.asked[-1][0] == WouldHide(SUBJECT, "nightly")
    own = msgspec.structs.replace(WORDS, words="All with “nightly”", hidden=("Nightly build",))
    desk.answer(WouldHide, own)
    assert "Nightly build" in lesson._hides.text()
    qtbot.keyClick(lesson.words, Qt.Key.Key_Return, CTRL)
    assert desk.wishes == [Teach(SUBJECT, own.lesson)]


# --- the queue


def test_q_makes_a_task_of_what_was_read_before(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "q")
    made = sheet(inbox, TaskSheet)
    assert not made.go.isEnabled()
    desk.answer(AskTask, DRAFT)
    assert made.where.text() == "It goes to acme/support."
    qtbot.keyClicks(made.title, "!")
    qtbot.keyClick(made.title, Qt.Key.Key_Return)
    assert made.text.hasFocus()
    made.text.write(" ")
    assert not made.go.isEnabled()
    made.text.write("Priya asked it.")
    qtbot.keyClick(made.text, Qt.Key.Key_Return, CTRL)
    assert desk.wishes == [AddTask(SUBJECT, "!Total: NaN", "Priya asked it.")]


LIKE = Alike("task:1", "acme/support#3", "Total is NaN with a voucher", "https://github.com/acme/support/issues/3")
OTHER = Alike("task:2", "acme/support#4", "Voucher is refused", "https://github.com/acme/support/issues/4")


def test_what_may_be_there_already_stands_above_the_button_before_it_can_be_pressed(
    qtbot: QtBot, inbox: Inbox, desk: Desk, browser: Browser
) -> None:
    press(qtbot, inbox, "q")
    made = sheet(inbox, TaskSheet)
    assert not made.likely.isVisible()
    desk.answer(AskTask, msgspec.structs.replace(DRAFT, alike=(LIKE,)))
    shown = [one for one in made.likely.buttons if one.isVisible()]
    assert [one.accessibleName() for one in shown] == ["acme/support#3 Total is NaN with a voucher"]
    assert made.go.isEnabled()
    assert made.isAncestorOf(shown[0])
    assert shown[0].mapTo(made, shown[0].rect().bottomLeft()).y() < made.go.mapTo(made, made.go.rect().topLeft()).y()
    shown[0].click()
    assert browser.opened == [LIKE.url]
    assert desk.wishes == []


def test_a_title_that_is_typed_is_compared_and_the_answer_to_an_earlier_one_asks_once_more(
    qtbot: QtBot, inbox: Inbox, desk: Desk
) -> None:
    press(qtbot, inbox, "q")
    made = sheet(inbox, TaskSheet)
    desk.answer(AskTask, msgspec.structs.replace(DRAFT, alike=(LIKE,)))
    made.title.selectAll()
    qtbot.keyClicks(made.title, "Voucher")
    asked = [action for action, _ in desk.asked if isinstance(action, AskAlike)]
    assert [one.title for one in asked] == ["V"]  # the others wait for its answer
    desk.answer(AskAlike, ())
    assert not made.likely.isVisible()
    asked = [action for action, _ in desk.asked if isinstance(action, AskAlike)]
    assert [one.title for one in asked] == ["V", "Voucher"]
    desk.answer(AskAlike, (OTHER, LIKE))
    assert [one.name for one in made.likely.found] == ["acme/support#4", "acme/support#3"]
    qtbot.keyClicks(made.title, "!")
    desk.answer(AskAlike, Failure("Support Tray is not looking now."))
    assert made.said.text() == ""
    assert made.go.isEnabled()  # that it could not be asked stops nobody


def test_the_answer_about_another_question_is_not_shown(qtbot: QtBot, inbox: Inbox, desk: Desk) -> None:
    press(qtbot, inbox, "q")
    made = sheet(inbox, TaskSheet)
    desk.answer(AskTask, DRAFT)
    qtbot.keyClicks(made.title, "x")
    made.leave.click()
    inbox.list.step(1)
    press(qtbot, inbox, "q")
    desk.answer(AskAlike, (LIKE,))
    assert not made.likely.isVisible()


def test_one_that_was_made_already_is_shown_and_not_made_again(
    qtbot: QtBot, inbox: Inbox, desk: Desk, browser: Browser
) -> None:
    press(qtbot, inbox, "q")
    desk.answer(AskTask, msgspec.structs.replace(DRAFT, made="https://github.com/acme/support/issues/12"))
    made = sheet(inbox, TaskSheet)
    assert made.where.text() == "It is in acme/support already."
    assert not made.title.isVisible()
    assert made.open.hasFocus()
    made.take()
    qtbot.keyClick(made.open, Qt.Key.Key_Return)
    assert desk.wishes == []
    assert browser.opened == ["https://github.com/acme/support/issues/12"]


# --- until when


def until(inbox: Inbox) -> UntilSheet:
    inbox.details.bar.menu.actions()[-1].trigger()
    return sheet(inbox, UntilSheet)


def test_a_snooze_ends_at_the_time_that_is_chosen(inbox: Inbox, desk: Desk) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    draw(inbox, asked(request(1), hours=Hours(zone=zone)))
    made = until(inbox)
    local = (NOW + timedelta(hours=3)).astimezone(zone)
    wall = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute), QTimeZone.utc())
    made.field.setDateTime(wall)
    made.take()
    assert desk.wishes == [Snooze(SUBJECT, timedelta(hours=3))]


def test_a_time_that_has_passed_silences_nothing(inbox: Inbox, desk: Desk) -> None:
    made = until(inbox)
    made.field.setDateTime(made.field.dateTime().addDays(-1))
    assert made.said.text() == "That time has passed."
    made.take()
    assert desk.wishes == []


def test_until_tomorrow_is_when_work_begins(inbox: Inbox, desk: Desk) -> None:
    bar = inbox.details.bar
    draw(inbox, asked(request(1), hours=Hours(begin=NOW.time().replace(hour=7))))
    bar.menu.aboutToShow.emit()
    assert bar._opening.text() == "&Until tomorrow, 07:00"
    friday = Hours(days=frozenset({4}))
    draw(inbox, asked(request(1), hours=friday))
    bar.menu.aboutToShow.emit()
    assert bar._opening.text() == "&Until Fri 11 Dec, 09:00"
    bar._opening.trigger()
    (wish,) = desk.wishes
    assert wish == Snooze(SUBJECT, friday.opening(NOW + timedelta(days=1)) - NOW)
