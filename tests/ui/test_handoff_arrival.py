"""Somebody else's hand-over in the window: opened or dropped, shown before it is taken, and harmless whatever stands in it."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core.action import Done
from supporttray.core.duty import OpenHandoff, Opening, TakeHandoff
from supporttray.errors import NotDone
from supporttray.ui.handoff.arrival import Arrival
from supporttray.ui.handoff.window import Handoff
from tests.ui.colleague import (
    OPENING,
    TEXT,
    Colleague,
    a_desk,
    a_window,
    buttons,
    chosen,
    press,
    shown,
    written,
)
from tests.ui.conftest import Browser
from tests.ui.diary import LINK

__all__ = ["a_desk", "a_window"]


def arrival(window: Handoff, desk: Colleague, qtbot: QtBot, found: Opening = OPENING) -> Arrival:
    desk.answers[OpenHandoff] = found
    shown(window, qtbot).read("/home/bo/handoff.json")
    made = window.findChild(Arrival)
    assert made
    qtbot.waitExposed(made)
    return made


def test_an_opened_file_is_shown_before_anything_is_taken(
    window: Handoff, desk: Colleague, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "handoff.json"
    path.write_text("{}")
    desk.answers[OpenHandoff] = OPENING
    chosen(shown(window, qtbot), "Open a hand-over…", path, qtbot)
    assert desk.all(OpenHandoff) == [OpenHandoff(str(path))]
    made = window.findChild(Arrival)
    assert made
    assert made.whose.text() == "From Ada, Tue 8 Dec"
    said = made.paper.toPlainText()
    for words in ("1 of them seen here", "Snoozed until", "ask the depot (from Ada)", "Be kind to the depot."):
        assert words in said
    assert "• <b>Run</b> this" in said
    assert desk.all(TakeHandoff) == []


def test_only_web_pages_can_be_opened_from_it(window: Handoff, desk: Colleague, qtbot: QtBot, browser: Browser) -> None:
    made = arrival(window, desk, qtbot)
    document, links = made.paper.document(), []
    block = document.begin()
    while block.isValid():
        links += [one.format.anchorHref() for one in block.textFormats() if one.format.anchorHref()]
        block = block.next()
    assert links == [LINK]
    made.paper.anchorClicked.emit(QUrl(links[0]))
    assert browser.opened == [LINK]


def test_enter_takes_it_over_once(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    made = arrival(window, desk, qtbot)
    desk.slow = True
    for _ in range(2):
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert desk.all(TakeHandoff) == [TakeHandoff("/home/bo/handoff.json", "0123")], "what was shown"
    desk.answers[TakeHandoff] = Done("Taken over from Ada: 1 snooze and 1 line.")
    desk.catch_up()
    assert made.said.text() == "Taken over from Ada: 1 snooze and 1 line."
    assert set(buttons(made)) == {"Close"}


def test_what_cannot_be_taken_over_says_why_and_can_be_tried_again(
    window: Handoff, desk: Colleague, qtbot: QtBot
) -> None:
    made = arrival(window, desk, qtbot)
    desk.answers[TakeHandoff] = NotDone("It cannot be read.")
    press(made, "Take over", qtbot)
    assert made.said.text() == "It cannot be read."
    assert made.take.isEnabled()


def test_what_could_not_be_taken_over_is_said_although_it_was_closed(
    window: Handoff, desk: Colleague, qtbot: QtBot
) -> None:
    made = arrival(window, desk, qtbot)
    desk.slow = True
    desk.answers[TakeHandoff] = NotDone("The file has changed since: open it again.")
    press(made, "Take over", qtbot)
    made.reject()
    window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert isValid(made)
    desk.catch_up()
    assert window.isVisible()
    assert window.notice.said.text() == "The file has changed since: open it again."
    qtbot.waitUntil(lambda: not isValid(made))


def test_where_nothing_is_new_nothing_can_be_taken(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    made = arrival(window, desk, qtbot, msgspec.structs.replace(OPENING, notes=(), snoozes=0))
    assert "There is nothing to take over: nothing in it is new here." in made.paper.toPlainText()
    assert set(buttons(made)) == {"Close"}


def test_escape_leaves_it_and_the_window_stays(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    made = arrival(window, desk, qtbot)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(made))
    assert window.isVisible()
    assert desk.all(TakeHandoff) == []


def test_what_is_no_hand_over_is_said_in_the_window(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    desk.answers[OpenHandoff] = NotDone("odd.json is no hand-over of Support Tray.")
    shown(window, qtbot).read("odd.json")
    assert window.notice.said.text() == "odd.json is no hand-over of Support Tray."
    assert window.findChild(Arrival) is None
    assert written(window) == TEXT


def dragged(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    data.setText("\n".join(urls) or "words")
    return data


@pytest.mark.parametrize(
    ("urls", "taken"),
    [(("file:///home/bo/a.json",), True), (("file:///a", "file:///b"), False), (("https://s/1",), False), ((), False)],
)
def test_one_file_can_be_dropped_on_the_window(
    window: Handoff,
    desk: Colleague,
    qtbot: QtBot,
    urls: tuple[str, ...],
    taken: bool,  # noqa: FBT001
) -> None:
    desk.answers[OpenHandoff] = OPENING
    shown(window, qtbot)
    data = dragged(*urls)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted() is taken
    assert window.sheet.editor.canInsertFromMimeData(data) is not any(url.startswith("file:") for url in urls)
    if taken:
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, left, none))
        assert desk.all(OpenHandoff) == [OpenHandoff("/home/bo/a.json")]


def test_everything_that_takes_the_focus_has_a_name(window: Handoff, desk: Colleague, qtbot: QtBot) -> None:
    made = arrival(window, desk, qtbot)
    nameless = [
        one
        for one in (*window.findChildren(QWidget), *made.findChildren(QWidget))
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not (one.accessibleName() or getattr(one, "text", lambda: "")())
    ]
    assert nameless == []
