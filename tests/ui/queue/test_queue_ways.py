"""What can be done about a task: only what its tracker allows now, in its own words; the rest says why it is not there."""

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done, Undo
from supporttray.core.deed import Deed, Verb
from supporttray.core.work import AskWays, Bring, Move, Queue, Remark
from supporttray.errors import NotDone, Refused
from supporttray.ui.queue.bar import Step
from supporttray.ui.queue.tab import Queue as QueueTab
from tests.ui.conftest import Browser
from tests.ui.diary import entry, with_outbox
from tests.ui.queue.lab import (
    BLOCK,
    FINISH,
    FREE,
    GONE,
    HERS,
    NOON,
    ON,
    OTHER,
    QUEUE,
    START,
    TASKS,
    WAITS,
    Company,
    comment,
    opened,
    rested,
)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def tab(qtbot: QtBot, company: Company) -> QueueTab:
    made = opened(qtbot, company)
    made.table.select(FREE.key)
    return made


def shown(tab: QueueTab) -> set[Move]:
    return {move for move, one in tab.task.bar.moves.items() if one.isVisible()}


def test_the_tracker_is_asked_once_a_person_rests_on_a_task_and_the_buttons_say_so(
    tab: QueueTab, company: Company
) -> None:
    for line in TASKS:
        tab.table.select(line.key)
    assert company.all(AskWays) == []
    start = tab.task.bar.moves[Move.START]
    assert start.text() == "Start: asking…"
    assert not start.isEnabled()
    rested(tab)
    assert company.all(AskWays) == [AskWays(TASKS[-1].key)]
    assert start.text() == "&Start"
    assert start.isEnabled()


def test_what_was_answered_holds_while_the_task_is_as_it_was(tab: QueueTab, company: Company) -> None:
    rested(tab)
    tab.table.select(ON.key)
    tab.table.select(FREE.key)
    tab._ask()
    assert not tab.task._rest.isActive()
    assert len(company.all(AskWays)) == 1
    changed = msgspec.structs.replace(FREE, status="Reopened")
    company.queue = Queue(tasks=(changed,))
    tab._ask()
    assert tab.task._rest.isActive()


def test_a_late_answer_about_another_task_offers_nothing_here(tab: QueueTab, company: Company) -> None:
    company.slow = True
    rested(tab)
    tab.table.select(HERS.key)
    company.slow = False
    company.ways = ()
    company.catch_up()
    assert tab.task.bar.moves[Move.START].text() == "Start: asking…"


def test_one_way_is_a_button_and_does_what_the_tracker_calls_it(tab: QueueTab, company: Company) -> None:
    rested(tab)
    tab.task.bar.moves[Move.START].click()
    assert company.all(Bring) == [Bring(FREE.key, Move.START, START.word)]


def test_several_ways_are_a_menu_in_the_trackers_own_words(tab: QueueTab, company: Company) -> None:
    rested(tab)
    done = tab.task.bar.moves[Move.FINISH]
    assert done.words == ["Done", "Won't do && <b>closed</b>"]
    assert done.menu() is not None
    done._menu.actions()[1].trigger()
    assert company.all(Bring) == [Bring(FREE.key, Move.FINISH, OTHER.word)]
    company.ways = (FINISH,)
    company.queue = Queue(tasks=(msgspec.structs.replace(FREE, status="Other"),))
    tab._ask()
    rested(tab)
    assert done.menu() is None
    assert done.words == ["Done"]


def test_what_the_tracker_does_not_allow_is_not_there_and_the_reason_is(tab: QueueTab, company: Company) -> None:
    company.ways = (START,)
    rested(tab)
    assert shown(tab) == {Move.START}
    assert tab.task.why.text() == ("From “To Do” the tracker does not let it be finished or marked as blocked.")
    company.ways = ()
    tab.table.select(HERS.key)
    rested(tab)
    assert shown(tab) == set()
    assert tab.task.why.text() == "Nothing can be changed about it from here now: open it in its tracker."


@pytest.mark.parametrize(
    ("key", "offered"),
    [
        (FREE.key, {Move.START, Move.FINISH, Move.BLOCK}),
        (ON.key, {Move.FINISH, Move.BLOCK}),
        (HERS.key, {Move.START, Move.FINISH, Move.BLOCK}),
        (WAITS.key, {Move.START, Move.FINISH}),
        (GONE.key, {Move.START}),
    ],
    ids=["free", "mine", "hers", "blocked", "done"],
)
def test_what_is_so_already_is_not_offered(tab: QueueTab, key: str, offered: set[Move]) -> None:
    tab.table.select(key)
    rested(tab)
    assert shown(tab) == offered


def test_while_something_is_on_its_way_nothing_else_is_offered(tab: QueueTab, company: Company) -> None:
    rested(tab)
    company.queue = msgspec.structs.replace(QUEUE, moving=frozenset({FREE.key}))
    tab._ask()
    assert shown(tab) == set()
    assert "on its way" in tab.task.why.text()
    assert tab.task.bar.buttons[Step.COMMENT].isVisible()


def test_a_tracker_that_cannot_be_asked_says_why_and_can_be_asked_again(tab: QueueTab, company: Company) -> None:
    company.answers[AskWays] = Refused("Jira does not let you see it.", "Ask QA for the permission")
    rested(tab)
    assert tab.task.why.text() == "Jira does not let you see it. Ask QA for the permission."
    assert shown(tab) == set()
    company.answers.pop(AskWays)
    assert tab.task.again.isVisible()
    tab.task.again.click()
    assert shown(tab) == {Move.START, Move.FINISH, Move.BLOCK}
    assert not tab.task.again.isVisible()
    assert tab.task.why.text() == ""


def test_what_was_refused_says_what_is_allowed_and_asks_anew(tab: QueueTab, company: Company) -> None:
    rested(tab)
    company.answers[Bring] = NotDone("ACME-9 cannot go to In Progress: Jira offers Won't do.")
    company.ways = (OTHER,)
    tab.task.bar.moves[Move.START].click()
    assert "Jira offers Won't do." in tab.strip.notice.text
    assert shown(tab) == {Move.FINISH}


# --- what is written


def test_to_block_a_task_says_why_and_keeps_the_trackers_word(tab: QueueTab, company: Company) -> None:
    rested(tab)
    tab.task.bar.moves[Move.BLOCK].click()
    sheet = tab.task.open_sheet
    assert sheet is not None
    assert not sheet.go.isEnabled()
    sheet.text.setPlainText("  It waits for their serial numbers.\n")
    sheet.go.click()
    assert company.all(Bring) == [Bring(FREE.key, Move.BLOCK, BLOCK.word, "It waits for their serial numbers.")]
    assert tab.task.open_sheet is None


def test_a_comment_goes_by_ctrl_enter_and_escape_keeps_it_for_later(
    tab: QueueTab, company: Company, qtbot: QtBot
) -> None:
    tab.task.bar.buttons[Step.COMMENT].click()
    sheet = tab.task.open_sheet
    assert sheet is not None
    assert sheet.text.hasFocus()
    qtbot.keyClicks(sheet.text, "Half a sen")
    qtbot.keyClick(sheet.text, Qt.Key.Key_Escape)
    assert tab.task.open_sheet is None
    tab.task.take(Step.COMMENT)
    assert sheet.text.toPlainText() == "Half a sen"
    qtbot.keyClick(sheet.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert company.all(Remark) == [Remark(FREE.key, "Half a sen")]


def test_what_is_written_survives_news_another_task_and_a_search_that_would_hide_it(
    tab: QueueTab, company: Company
) -> None:
    tab.task.take(Step.COMMENT)
    sheet = tab.task.open_sheet
    assert sheet is not None
    sheet.text.setPlainText("I looked at it")
    company.queue = msgspec.structs.replace(QUEUE, tasks=TASKS[1:])
    tab._ask()
    tab.search.setText("invoices")
    assert sheet.isVisible()
    assert sheet.text.toPlainText() == "I looked at it"
    tab.search.clear()
    tab.table.select(HERS.key)
    tab.task.take(Step.COMMENT)
    assert sheet.text.toPlainText() == ""
    tab.table.select(FREE.key)
    tab.task.take(Step.COMMENT)
    assert sheet.text.toPlainText() == "I looked at it"


def test_a_comment_that_was_taken_back_is_there_to_be_written_better(tab: QueueTab, company: Company) -> None:
    tab.draw(with_outbox(comment("Too soon")))
    (row, *_) = tab.strip.rows
    assert "Too soon" in row.text
    row.undo.click()
    assert company.all(Undo) == [Undo(1)]
    tab.task.take(Step.COMMENT)
    assert tab.task.open_sheet is not None
    assert tab.task.open_sheet.text.toPlainText() == "Too soon"


def test_why_something_was_blocked_comes_back_with_the_move_that_is_taken_back(tab: QueueTab, company: Company) -> None:
    rested(tab)
    stage = Deed(verb=Verb.STAGE, place="ACME", message="9", text="block", title="Waiting for customer")
    due = NOON + timedelta(seconds=9)
    move = entry(intent="stage:9", deed=stage, subject=FREE.key, due=due)
    why = comment("Their numbers are missing")
    why = msgspec.structs.replace(why, intent="stage:9:why", link_of="stage:9", number=2)
    tab.draw(with_outbox(move, why))
    assert tab.strip.rows[0].text == (
        "“ACME-9 Depot list is empty on Mondays” goes to “Waiting for customer” — Sending in 9\N{NO-BREAK SPACE}s"
    )
    tab.strip.rows[0].undo.click()
    assert company.all(Undo) == [Undo(1)]
    tab.task.bar.moves[Move.BLOCK].click()
    assert tab.task.open_sheet is not None
    assert tab.task.open_sheet.text.toPlainText() == "Their numbers are missing"


@pytest.mark.parametrize(
    ("verb", "text", "said"),
    [
        (Verb.STAGE, "start", "Start “ACME-9 Depot list is empty on Mondays”"),
        (Verb.STAGE, "finish", "Finish “ACME-9 Depot list is empty on Mondays”"),
        (Verb.STAGE, "block", "Mark “ACME-9 Depot list is empty on Mondays” as blocked"),
        (Verb.ASK, "bo", "Ask bo to review “ACME-9 Depot list is empty on Mondays”"),
    ],
)
def test_what_is_on_its_way_is_called_what_a_person_calls_it(tab: QueueTab, verb: Verb, text: str, said: str) -> None:
    deed = Deed(verb=verb, place="ACME", message="9", text=text)
    tab.draw(with_outbox(entry(deed=deed, subject=FREE.key, due=NOON)))
    assert tab.strip.rows[0].text.startswith(f"{said} — ")


def test_what_was_done_is_said(tab: QueueTab, company: Company) -> None:
    rested(tab)
    company.answers[Bring] = Done("It was so already.")
    tab.task.bar.moves[Move.START].click()
    assert tab.strip.notice.text == "It was so already."


def test_open_shows_the_task_in_the_browser(tab: QueueTab, browser: Browser) -> None:
    tab.task.bar.buttons[Step.OPEN].click()
    assert browser.opened == [FREE.url]
