"""What is said to the author, and what is taught: seen before it is done, and kept while somebody looks elsewhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supporttray.core.action import Undo
from supporttray.core.builds import (
    AskMessage,
    AskSignature,
    Message,
    SendMessage,
    TeachSignature,
    WouldChange,
    changed,
)
from supporttray.core.deed import Deed, Verb
from supporttray.core.triage import Cause, Scope
from supporttray.errors import NotDone
from supporttray.ui.builds.bar import Step
from supporttray.ui.builds.message import MessageSheet
from supporttray.ui.builds.teach import TeachSheet
from supporttray.ui.builds.window import BuildsWindow
from tests.ui.build_lab import (
    AROUND,
    BROKEN,
    DIRECT,
    FULL,
    MESSAGE,
    NOON,
    REMARK,
    RULE,
    TEST,
    UNTIL,
    Company,
    opened,
)
from tests.ui.diary import entry, with_outbox


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, company: Company) -> Iterator[BuildsWindow]:
    made = opened(qtbot, company)
    yield made
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def telling(window: BuildsWindow) -> MessageSheet:
    window.evidence.bar.buttons[Step.TELL].click()
    sheet = window.evidence.open_sheet
    assert isinstance(sheet, MessageSheet)
    return sheet


def teaching(window: BuildsWindow) -> TeachSheet:
    window.evidence.bar.buttons[Step.TEACH].click()
    sheet = window.evidence.open_sheet
    assert isinstance(sheet, TeachSheet)
    return sheet


def test_what_is_sent_is_what_stands_there_on_the_way_that_is_chosen(window: BuildsWindow, company: Company) -> None:
    sheet = telling(window)
    assert sheet.text.toPlainText() == MESSAGE.text
    assert [sheet.ways.itemText(place) for place in range(2)] == [DIRECT.told, REMARK.told]
    assert company.all(SendMessage) == []
    sheet.text.setPlainText("Hi Jonas, could you have a look?")
    sheet.ways.setCurrentIndex(1)
    sheet.go.click()
    assert company.all(SendMessage) == [
        SendMessage(BROKEN.key, REMARK, "Hi Jonas, could you have a look?", UNTIL),
    ]
    assert window.evidence.open_sheet is None


def test_nothing_is_sent_without_words_or_with_a_time_that_has_passed(window: BuildsWindow) -> None:
    sheet = telling(window)
    sheet.text.setPlainText("  ")
    assert not sheet.go.isEnabled()
    sheet.text.setPlainText("Hi")
    assert sheet.go.isEnabled()
    sheet.until.tell(NOON - timedelta(hours=1), sheet.place.zone)
    assert not sheet.go.isEnabled()
    assert sheet.said.text() == "The time until when you ask for it has passed."


def test_who_cannot_be_written_to_is_said_and_the_text_can_be_copied(window: BuildsWindow, company: Company) -> None:
    company.answers[AskMessage] = Message(text="Hi", unclear="Jonas Weber is not known in Slack.")
    sheet = telling(window)
    assert sheet.unclear.text() == "Jonas Weber is not known in Slack."
    assert not sheet.go.isVisible()
    assert not sheet.ways.isVisible()
    sheet.copy.click()
    assert QGuiApplication.clipboard().text() == "Hi"


def test_what_was_written_about_one_build_stands_there_again(window: BuildsWindow) -> None:
    sheet = telling(window)
    sheet.text.setPlainText("Hi Jonas, half a sen")
    window.table.select(FULL.key)
    assert window.evidence.open_sheet is None
    telling(window)
    assert sheet.text.toPlainText() == MESSAGE.text
    window.table.select(BROKEN.key)
    telling(window)
    assert sheet.text.toPlainText() == "Hi Jonas, half a sen"


def test_a_message_that_was_taken_back_is_there_to_be_written_better(window: BuildsWindow, company: Company) -> None:
    deed = Deed(verb=Verb.DIRECT, place=DIRECT.place, text="Hi Jonas, too soon")
    sent = entry(deed=deed, subject=BROKEN.key, account="slack", due=NOON + timedelta(seconds=9))
    window.draw(with_outbox(sent))
    (row, *_) = window.strip.rows
    assert "Hi Jonas, too soon" in row.text
    row.undo.click()
    assert company.all(Undo) == [Undo(1)]
    assert telling(window).text.toPlainText() == "Hi Jonas, too soon"


def test_what_could_not_be_sent_stays_with_the_reason(window: BuildsWindow, company: Company) -> None:
    company.answers[SendMessage] = NotDone("It is green meanwhile.")
    sheet = telling(window)
    sheet.text.setPlainText("Hi")
    sheet.go.click()
    assert sheet.said.text() == "It is green meanwhile"
    assert sheet.text.toPlainText() == "Hi"


def test_the_marked_line_becomes_a_rule_and_shows_what_it_would_change(window: BuildsWindow, company: Company) -> None:
    sheet = teaching(window)
    assert company.all(AskSignature) == [AskSignature(BROKEN.key, TEST.text)]
    assert sheet.pattern.text() == RULE.pattern
    assert sheet.changes.text() == "It would change 1 past verdict:\n•  checkout, Mon 7 Dec 12:00: test → lint"
    sheet.go.click()
    assert company.all(TeachSignature) == [TeachSignature(RULE)]


def test_another_line_is_taken_where_the_cursor_is(window: BuildsWindow, company: Company) -> None:
    excerpt = window.evidence.excerpt
    excerpt.setTextCursor(QTextCursor(excerpt.document().findBlockByNumber(4)))
    teaching(window)
    assert company.all(AskSignature) == [AskSignature(BROKEN.key, AROUND[4])]


def test_another_rule_is_taught_only_once_it_is_known_what_it_changes(
    window: BuildsWindow, company: Company, qtbot: QtBot
) -> None:
    sheet = teaching(window)
    company.slow = True
    sheet.cause.setCurrentIndex(sheet.cause.findData(Cause.LINT))
    assert not sheet.go.isEnabled()
    company.slow = False
    qtbot.waitUntil(sheet.go.isEnabled)
    sheet.go.click()
    lint = changed(RULE, pattern=RULE.pattern, cause=Cause.LINT, scope=Scope.LOG)
    assert company.all(WouldChange)[-1] == WouldChange(lint)
    assert company.all(TeachSignature) == [TeachSignature(lint)]


def test_a_pattern_that_cannot_be_used_is_refused_where_it_is_written(
    window: BuildsWindow, company: Company, qtbot: QtBot
) -> None:
    sheet = teaching(window)
    company.answers[WouldChange] = NotDone("This pattern cannot be used: missing closing ).")
    sheet.pattern.selectAll()
    qtbot.keyClicks(sheet.pattern, "(a")
    qtbot.waitUntil(lambda: bool(sheet.said.text()))
    assert sheet.said.text() == "This pattern cannot be used: missing closing )"
    assert not sheet.go.isEnabled()
    assert sheet.pattern.text() == "(a"
