"""The window of the hand-over: written and posted like the status, with a word about what is private, and saved as a file."""

from datetime import date
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done
from supporttray.core.duty import AskHandoff, KeepHandoff, PostHandoff, SaveHandoff
from supporttray.core.outbox import Entry, Fate
from supporttray.errors import NotDone
from supporttray.ui.handoff.window import Handoff
from tests.ui.colleague import (
    PRIVATE,
    TEXT,
    Colleague,
    a_desk,
    a_window,
    buttons,
    chosen,
    press,
    shown,
    write,
    written,
)
from tests.ui.conftest import Browser
from tests.ui.diary import LINK, TODAY, entry, with_outbox

__all__ = ["a_desk", "a_window"]


def posting(fate: Fate = Fate.WAITING) -> Entry:
    return entry(fate, intent=f"handoff:{TODAY.isoformat()}:slack:C0TEAM")


# --- written and posted


def test_it_shows_what_there_is_and_where_it_goes(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    desk.slow = True
    shown(window, qtbot)
    assert window.sheet.editor.placeholderText() == "Looking what there is to hand over…"
    assert not window.private.isVisible()
    desk.catch_up()
    assert written(window) == TEXT
    assert window.sheet.paper.toPlainText().startswith("Support hand-over, Tue 8 Dec: Ada to Bo")
    assert window.place.text() == "Goes to C0TEAM on slack"
    assert "Save as a file for Bo…" in buttons(window)


def test_control_enter_posts_what_stands_there_and_undo_is_one_key_away(
    window: Handoff, desk: Colleague, qtbot: QtBot
) -> None:
    desk.answers[PostHandoff] = Done("", posting())
    shown(window, qtbot)
    qtbot.keyClick(window.sheet.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.all(PostHandoff) == [PostHandoff(TEXT)]
    assert window.outcome.said.text() == "Posting in 9 s"
    assert window.focusWidget() is buttons(window)["Undo"]
    assert not window.private.isEnabled()


def test_what_was_posted_shows_its_link(window: Handoff, desk: Colleague, qtbot: QtBot, browser: Browser) -> None:
    desk.answers[PostHandoff] = Done("", posting())
    press(shown(window, qtbot), "Post", qtbot)
    window.draw(with_outbox(posting(Fate.SENT)))
    assert window.outcome.hint.text() == "A hand-over is posted once a day; change it where it stands."
    press(window, "Open it", qtbot)
    assert browser.opened == [LINK]
    assert not window.post.isEnabled()


def test_a_status_on_its_way_is_none_of_its_business(window: Handoff, qtbot: QtBot) -> None:
    shown(window, qtbot).draw(with_outbox(entry()))
    assert not window.outcome.isVisible()
    assert window.post.isEnabled()


def test_what_is_written_is_kept_and_escape_closes(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "x", qtbot)
    qtbot.keyClick(window.sheet.editor, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert desk.kept_drafts == [KeepHandoff(f"x{TEXT}")]


def test_words_of_an_earlier_day_say_so(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    desk.handoff = msgspec.structs.replace(desk.handoff, text="Mine", kept=True, written=date(2026, 12, 4))
    shown(window, qtbot)
    assert written(window) == "Mine"
    assert window.notice.said.text().startswith("You wrote this on Fri 4 Dec.")
    press(window, "Start anew", qtbot)
    press(window, "Begin again", qtbot)
    assert written(window) == TEXT
    assert not window.notice.isVisible()


def test_copied_text_has_no_markers(window: Handoff, qtbot: QtBot) -> None:
    press(shown(window, qtbot), "Copy text", qtbot)
    assert QGuiApplication.clipboard().text().startswith("Support hand-over, Tue 8 Dec: Ada to Bo")


# --- private conversations


def test_private_conversations_are_taken_in_and_left_out_again(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    shown(window, qtbot)
    assert window.private.text().replace("&", "") == "Take in private conversations (2 left out)"
    window.private.click()
    assert desk.done[-1] == AskHandoff(private=True, anew=True)
    assert written(window) == PRIVATE
    assert window.private.isChecked()
    press(window, "Post", qtbot)
    assert desk.all(PostHandoff) == [PostHandoff(PRIVATE, private=True)]
    window.private.click()
    assert written(window) == TEXT


def test_own_words_are_never_thrown_away_unasked(window: Handoff, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "Mine ", qtbot)
    window.private.click()
    assert written(window) == f"Mine {TEXT}"
    press(window, "Keep mine", qtbot)
    assert not window.private.isChecked()
    window.private.click()
    write(window, "and ", qtbot)  # who writes on keeps it as well
    assert not window.private.isChecked()
    window.private.click()
    press(window, "Begin again", qtbot)
    assert (written(window), window.private.isChecked()) == (PRIVATE, True)
    window.sheet.editor.undo()
    assert "Mine" in written(window)


def test_what_was_asked_in_private_and_left_out_again_does_not_come_back(window: Handoff, qtbot: QtBot) -> None:
    shown(window, qtbot).private.click()
    write(window, "Mine ", qtbot)
    window.private.click()
    assert window.notice.said.text() == "Begin again with the app's text? What you wrote goes, and does not come back."
    press(window, "Begin again", qtbot)
    assert (written(window), window.private.isChecked()) == (TEXT, False)
    window.sheet.editor.undo()
    assert written(window) == TEXT


def test_a_private_draft_stays_private_when_the_window_comes_back(
    window: Handoff, desk: Colleague, qtbot: QtBot
) -> None:
    desk.handoff = msgspec.structs.replace(desk.handoff, text="Mine", kept=True, included=True, written=TODAY)
    shown(window, qtbot)
    assert window.private.isChecked()
    write(window, "x", qtbot)
    window.sheet.editor.settle()
    assert desk.kept_drafts == [KeepHandoff("xMine", private=True)]


def test_a_failure_leaves_the_box_as_the_text_is(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    shown(window, qtbot)
    desk.answers[AskHandoff] = NotDone("The template is wrong.")
    window.private.click()
    assert window.notice.said.text() == "The template is wrong."
    assert (written(window), window.private.isChecked()) == (TEXT, False)


# --- files


def test_it_is_saved_under_the_name_of_its_day_unless_a_person_says_otherwise(
    window: Handoff, desk: Colleague, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.answers[SaveHandoff] = Done("x.json was written. Give it to Bo: their app takes it over.")
    write(shown(window, qtbot), "x", qtbot)
    press(window, "Save as a file for Bo…", qtbot)
    dialog = window.findChild(QFileDialog)
    assert dialog
    assert [Path(one).name for one in dialog.selectedFiles()] == ["handoff-2026-12-08.json"]
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
    chosen(window, "Save as a file for Bo…", tmp_path / "x", qtbot)
    assert desk.all(SaveHandoff) == [SaveHandoff(str(tmp_path / "x.json"), f"x{TEXT}")]
    assert window.notice.said.text() == "x.json was written. Give it to Bo: their app takes it over."


def test_a_file_that_cannot_be_written_says_why(window: Handoff, desk: Colleague, qtbot: QtBot, tmp_path: Path) -> None:
    desk.answers[SaveHandoff] = NotDone("x.json is there already; nothing was changed.")
    shown(window, qtbot)
    chosen(window, "Save as a file for Bo…", tmp_path / "x.json", qtbot)
    assert window.notice.said.text() == "x.json is there already; nothing was changed."
    assert window.post.isEnabled()
