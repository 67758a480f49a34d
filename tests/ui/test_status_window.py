"""The window of today's status: written, kept, posted once, and never without a word about how it went."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core.action import Done, Draft, KeepDraft, PostDaily, Seen, Send, Today, Undo
from supporttray.core.outbox import Fate
from supporttray.errors import Failure, NotSent
from supporttray.ui.status.window import Status
from supporttray.ui.writing.editor import REST_MS
from tests.ui.diary import FRIDAY, LINK, PLACE, TEXT, THURSDAY, TODAY, Desk, entry, with_outbox


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def window(qapp: QApplication, desk: Desk) -> Iterator[Status]:
    made = Status(desk, desk.clock)
    yield made
    if isValid(made):  # qtbot expects that a window is still there
        made.hide()
        made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def another(desk: Desk, qtbot: QtBot) -> Status:
    """The next window."""
    made = Status(desk, desk.clock)
    qtbot.addWidget(made)
    return shown(made, qtbot)


def shown(window: Status, qtbot: QtBot) -> Status:
    with qtbot.waitExposed(window):
        window.show()
    return window


def written(window: Status) -> str:
    return window.sheet.editor.toPlainText()


def seen(window: Status) -> str:
    return window.sheet.paper.toPlainText()


def write(window: Status, text: str, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.sheet.editor, text)


def buttons(window: QWidget) -> dict[str, QPushButton]:
    return {
        one.text().replace("&", ""): one for one in window.findChildren(QPushButton) if one.isVisible() and one.text()
    }


def press(window: QWidget, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(buttons(window)[name], Qt.MouseButton.LeftButton)


def posting(window: Status, desk: Desk, qtbot: QtBot) -> Status:
    """Post, and let the engine say that it is on its way."""
    desk.answers[PostDaily] = Done("", entry())
    press(shown(window, qtbot), "Post", qtbot)
    return window


# --- it opens


def test_the_window_is_there_before_the_engine_has_said_anything(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    shown(window, qtbot)
    assert desk.done == [Today()]
    assert window.sheet.editor.placeholderText() == "Making today's status…"
    assert not window.post.isEnabled()
    desk.catch_up()
    assert written(window) == TEXT
    assert window.place.text() == f"Goes to {PLACE}"
    assert window.post.isEnabled()


def test_the_preview_has_looks_and_no_markers(window: Status, qtbot: QtBot) -> None:
    assert seen(shown(window, qtbot)) == "Support, Tue 8 Dec: 1 open\n\n• Where is order 7? (since 11:20)"


def test_a_failure_is_a_sentence_in_the_window_and_can_be_tried_again(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[Today] = Failure("The template is wrong.", "Mend line 3.")
    shown(window, qtbot)
    assert window.notice.said.text() == "The template is wrong."
    assert window.notice.hint.text() == "Mend line 3."
    del desk.answers[Today]
    press(window, "Try again", qtbot)
    assert written(window) == TEXT
    assert window.notice.isHidden()


def test_an_unedited_text_is_fresh_when_the_window_comes_back(window: Status, desk: Desk, qtbot: QtBot) -> None:
    shown(window, qtbot).hide()
    desk.draft = msgspec.structs.replace(desk.draft, text="*Later*")
    assert written(shown(window, qtbot)) == "*Later*"
    window.close()
    desk.draft = msgspec.structs.replace(desk.draft, text="*Still later*")
    assert written(another(desk, qtbot)) == "*Still later*"
    assert desk.kept == []


def test_the_words_of_a_person_are_there_when_the_window_comes_back(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "My ", qtbot)
    window.hide()
    assert desk.kept == [f"My {TEXT}"]
    assert written(shown(window, qtbot)) == f"My {TEXT}"


def test_a_closed_window_goes_when_it_has_heard_that_the_words_are_kept(
    window: Status, desk: Desk, qtbot: QtBot
) -> None:
    write(shown(window, qtbot), "My ", qtbot)
    desk.slow = True
    window.close()
    qtbot.wait(1)
    assert isValid(window)
    desk.catch_up()
    qtbot.waitUntil(lambda: not isValid(window))


def test_a_closed_window_comes_back_if_the_words_cannot_be_kept(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "My ", qtbot)
    desk.answers[KeepDraft] = Failure("The disk is full.", "Make room.")
    desk.slow = True
    window.close()
    desk.catch_up()
    assert window.isVisible()
    assert window.notice.said.text() == "The disk is full."
    desk.catch_up()
    assert written(window) == f"My {TEXT}"
    window.close()
    desk.catch_up()
    qtbot.waitUntil(lambda: not isValid(window))  # who has read it and closes again means it


# --- it keeps


def test_what_is_written_is_kept_half_a_second_after_the_last_key(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "Hello ", qtbot)
    assert desk.kept == []
    qtbot.waitUntil(lambda: desk.kept == [f"Hello {TEXT}"], timeout=REST_MS * 4)
    assert desk.all(KeepDraft) == [KeepDraft(f"Hello {TEXT}", TODAY)]


@pytest.mark.parametrize("how", ["close", "hide"])
def test_what_is_written_is_kept_at_once_when_the_window_goes(
    how: str, window: Status, desk: Desk, qtbot: QtBot
) -> None:
    write(shown(window, qtbot), "x", qtbot)
    getattr(window, how)()
    assert desk.kept == [f"x{TEXT}"]


def test_what_is_written_is_kept_at_once_when_its_author_looks_away(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "x", qtbot)
    window.copy.setFocus()
    assert desk.kept == [f"x{TEXT}"]


def test_a_text_that_became_the_apps_own_again_is_nobodys_draft(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "x", qtbot)
    window.sheet.editor.undo()
    window.sheet.editor.settle()
    assert desk.kept == [""]


def test_a_draft_that_cannot_be_kept_says_so_and_stays(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.answers[KeepDraft] = Failure("The disk is full.", "Make room.")
    write(shown(window, qtbot), "x", qtbot)
    window.sheet.editor.settle()
    assert window.notice.said.text() == "The disk is full."
    assert written(window) == f"x{TEXT}"


def test_words_that_could_not_be_kept_are_kept_when_the_window_is_closed(
    window: Status, desk: Desk, qtbot: QtBot
) -> None:
    desk.answers[KeepDraft] = Failure("Nothing is watched yet.", "")
    write(shown(window, qtbot), "x", qtbot)
    window.sheet.editor.settle()
    desk.answers.clear()
    desk.done.clear()
    window.close()
    assert desk.kept == [f"x{TEXT}"]


# --- it begins anew


def test_an_unedited_text_begins_anew_without_a_question(window: Status, desk: Desk, qtbot: QtBot) -> None:
    press(shown(window, qtbot), "Start anew", qtbot)
    assert desk.done[-1] == Today(anew=True)


def test_words_of_a_person_go_only_after_a_second_word_and_come_back_by_undo(
    window: Status, desk: Desk, qtbot: QtBot
) -> None:
    write(shown(window, qtbot), "Mine ", qtbot)
    press(window, "Start anew", qtbot)
    assert Today(anew=True) not in desk.done
    press(window, "Keep mine", qtbot)
    assert window.notice.isHidden()
    press(window, "Start anew", qtbot)
    press(window, "Begin again", qtbot)
    assert desk.done[-1] == Today(anew=True)
    assert written(window) == TEXT
    window.sheet.editor.undo()
    assert written(window) == f"Mine {TEXT}"
    window.sheet.editor.settle()
    assert desk.kept[-1] == f"Mine {TEXT}"


# --- it posts


def test_one_click_posts_what_stands_there_for_its_day(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    assert desk.all(PostDaily) == [PostDaily(TEXT, TODAY)]
    assert window.outcome.said.text() == "Posting in 9 s"
    assert window.sheet.editor.isReadOnly()
    assert not window.post.isEnabled()
    assert window.focusWidget() is buttons(window)["Undo"]


def test_control_enter_posts_once_however_often_it_is_pressed(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.slow = True
    shown(window, qtbot)
    desk.catch_up()
    for _ in range(3):
        qtbot.keyClick(window.sheet.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.all(PostDaily) == [PostDaily(TEXT, TODAY)]


def test_the_seconds_are_counted_down(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    desk.now += timedelta(seconds=5.2)
    qtbot.waitUntil(lambda: window.outcome.said.text() == "Posting in 4 s")


def test_undo_takes_it_back_and_the_text_can_be_written_on(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    desk.answers[Undo] = Done("Taken back.", entry(Fate.UNDONE))
    press(window, "Undo", qtbot)
    assert desk.all(Undo) == [Undo(1)]
    assert window.outcome.said.text() == "Taken back; nothing was posted."
    assert not window.sheet.editor.isReadOnly()
    desk.answers[PostDaily] = Done("", entry(number=2))
    press(window, "Post again", qtbot)
    assert window.outcome.said.text() == "Posting in 9 s"


def test_an_undo_that_comes_too_late_says_so(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    desk.answers[Undo] = NotSent("It is too late to take it back.", "Change it where it stands.")
    press(window, "Undo", qtbot)
    assert window.notice.said.text() == "It is too late to take it back."


def test_what_was_posted_shows_when_and_its_link(
    window: Status, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("supporttray.ui.link.open_page", opened.append)
    posting(window, desk, qtbot)
    window.draw(with_outbox(entry(Fate.SENDING)))
    assert window.outcome.said.text() == "Posting…"
    window.draw(with_outbox(entry(Fate.SENT)))
    assert window.outcome.said.text().startswith("Posted at ")
    press(window, "Open it", qtbot)
    assert opened == [LINK]
    press(window, "Copy link", qtbot)
    assert QGuiApplication.clipboard().text() == LINK
    window.draw(with_outbox())  # it is shown for two minutes elsewhere, here all day
    assert window.outcome.said.text().startswith("Posted at ")
    assert desk.all(Today) == [Today()]


def test_a_status_that_was_posted_today_is_not_posted_again(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.draft = msgspec.structs.replace(desk.draft, kept=True, posted=entry(Fate.SENT))
    shown(window, qtbot)
    assert "once a day" in window.outcome.hint.text()
    assert not window.post.isEnabled()
    assert window.copy.isEnabled()
    qtbot.keyClick(window.sheet.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.all(PostDaily) == []


def test_a_refusal_is_said_and_what_stands_there_can_be_posted_again(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    window.draw(with_outbox(entry(Fate.REFUSED, reason="You are not a member of #team. Join it in Slack first.")))
    assert window.outcome.said.text() == "Not posted."
    assert window.outcome.hint.text() == "You are not a member of #team. Join it in Slack first."
    write(window, "Better: ", qtbot)
    press(window, "Post again", qtbot)
    assert desk.all(PostDaily)[-1] == PostDaily(f"Better: {TEXT}", TODAY)


def test_of_what_is_unknown_a_person_decides(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    window.draw(with_outbox(entry(Fate.UNKNOWN, reason="Slack did not answer.")))
    assert window.outcome.said.text() == "It is not known whether it arrived. Look there: is it?"
    assert not window.post.isEnabled()
    press(window, "Post it again", qtbot)
    press(window, "It is there", qtbot)
    assert desk.done[-2:] == [Send(1), Seen(1)]


def test_what_was_held_asks_and_can_be_dropped(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.draft = msgspec.structs.replace(desk.draft, kept=True, posted=entry(Fate.HELD, reason="The app was off."))
    shown(window, qtbot)
    assert window.outcome.said.text() == "Not posted yet. Should it be posted now?"
    press(window, "Drop it", qtbot)
    assert desk.all(Undo) == [Undo(1)]


def test_a_piece_of_the_thread_that_failed_is_told(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    head = entry(Fate.SENT)
    piece = entry(Fate.REFUSED, number=2, intent=f"{head.intent}/2", after=head.intent, reason="It is archived.")
    window.draw(with_outbox(head, piece))
    assert window.outcome.said.text() == "Not posted."
    assert window.outcome.hint.text() == "The first message is there, but not all of its thread. It is archived."
    assert not window.post.isEnabled()


def test_what_somebody_else_undid_is_asked_for(window: Status, desk: Desk, qtbot: QtBot) -> None:
    posting(window, desk, qtbot)
    desk.draft = msgspec.structs.replace(desk.draft, kept=True, posted=entry(Fate.UNDONE))
    window.draw(with_outbox())
    assert window.outcome.said.text() == "Taken back; nothing was posted."
    assert window.post.isEnabled()


def test_nowhere_to_post_leads_to_the_settings(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.draft = msgspec.structs.replace(desk.draft, place="")
    shown(window, qtbot)
    assert window.notice.said.text() == "Choose where it goes."
    assert not window.post.isEnabled()
    with qtbot.waitSignal(window.settings):
        press(window, "Settings…", qtbot)


def test_a_day_that_turned_is_said_and_the_new_one_is_shown(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "x", qtbot)
    desk.answers[PostDaily] = NotSent("The day has turned: yesterday's status is not posted today.")
    desk.draft = Draft(text="*Wednesday*", day=date(2026, 12, 9), place=PLACE)
    press(window, "Post", qtbot)
    assert window.notice.said.text() == "The day has turned: yesterday's status is not posted today."
    assert written(window) == "*Wednesday*"
    assert desk.all(KeepDraft) == [KeepDraft(f"x{TEXT}", TODAY)]


def test_a_long_text_says_that_it_becomes_a_thread(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.draft = msgspec.structs.replace(desk.draft, text="\n\n".join(f"{n} {'word ' * 90}" for n in range(10)))
    shown(window, qtbot)
    assert "2 messages in a thread" in window.foot.text()


# --- other days


def test_earlier_days_are_read_with_their_link_and_today_is_one_key_away(
    window: Status, desk: Desk, qtbot: QtBot
) -> None:
    desk.draft = msgspec.structs.replace(desk.draft, earlier=(FRIDAY, THURSDAY))
    shown(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert seen(window) == "Support, Fri 4 Dec\n\nNothing needed support today."
    assert window.outcome.said.text() == "Posted on Fri 4 Dec."
    assert not window.sheet.editor.isVisible()
    assert "Post" not in buttons(window)
    assert "Copy link" in buttons(window)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.outcome.said.text() == "Thu 3 Dec, as it was left; not posted."
    assert seen(window) == "Left as it was <b>here</b>"
    press(window, "Copy text", qtbot)
    assert QGuiApplication.clipboard().text() == "Left as it was <b>here</b>"
    qtbot.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert seen(window).startswith("Support, Tue 8 Dec")
    assert window.outcome.isHidden()


def test_where_there_are_no_earlier_days_the_list_says_so(window: Status, qtbot: QtBot) -> None:
    shown(window, qtbot)
    assert window.days._list.toolTip() == "There are no earlier days yet."
    assert window.days.chosen is None


def test_escape_closes_and_keeps_the_draft(window: Status, desk: Desk, qtbot: QtBot) -> None:
    write(shown(window, qtbot), "x", qtbot)
    qtbot.keyClick(window.sheet.editor, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert desk.kept == [f"x{TEXT}"]


def test_copied_text_has_looks_for_those_who_take_them(window: Status, qtbot: QtBot) -> None:
    press(shown(window, qtbot), "Copy text", qtbot)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Support, Tue 8 Dec: 1 open\n\n• Where is order 7? (since 11:20)"
    assert "font-weight" in data.html()


def test_everything_that_takes_the_focus_has_a_name(window: Status, desk: Desk, qtbot: QtBot) -> None:
    desk.draft = msgspec.structs.replace(desk.draft, earlier=(FRIDAY,), place="")
    shown(window, qtbot)
    nameless = [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not (one.accessibleName() or (isinstance(one, QPushButton) and one.text()))
    ]
    assert nameless == []
