"""Our own window for notifications: what it shows, what a press does, and that it is never in the way."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.action import Acknowledge, Action, Dismiss, Snooze
from supporttray.core.page import Browse, Inbox, Page
from supporttray.core.toast import SNOOZE, Button, Toast
from supporttray.errors import NotDone
from supporttray.ui.toast.card import Card
from supporttray.ui.toast.window import SETTLE_MS, SHOWN, Toasts
from tests.ui.diary import Desk

WHY = "Shown here because this desktop shows no notifications."


def toast(number: int, *, urgent: bool = False, title: str = "") -> Toast:
    return Toast(
        key=f"n{number}",
        title=title or f"Question {number}",
        body="Rob asked in #support 5 min ago and nobody has answered.",
        why="Said because you are on duty and it is new.",
        urgent=urgent,
        buttons=(Button.ACKNOWLEDGE, Button.OPEN, Button.SNOOZE, Button.REPLY),
        click=Button.OPEN,
        need=f"n{number}",
        subject=f"request:{number}",
        url=f"https://chat.example/{number}",
    )


class Place:
    """The window, an engine that remembers, and the pages that were opened."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.pages: list[Page] = []
        self.window = Toasts(self.desk, self.pages.append)

    def cards(self) -> list[Card]:
        """From the top."""
        return sorted((one for one in self.window.cards if one.isVisible()), key=lambda one: one.y())

    def shown(self) -> list[str]:
        return [one.toast.key for one in self.cards() if one.toast]

    def words(self) -> str:
        return "\n".join(one.text() for one in self.window.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def place(qapp: QApplication) -> Iterator[Place]:
    made = Place()
    yield made
    made.window.hide()
    made.window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_toast_says_what_happened_and_why(place: Place) -> None:
    place.window.draw((toast(1),), WHY)
    assert "Question 1" in place.words()
    assert "Rob asked in #support" in place.words()
    assert "Said because you are on duty" in place.words()
    assert WHY in place.words()


def test_it_comes_without_taking_the_focus(place: Place) -> None:
    """That the window manager obeys is seen in tests/desktop/test_toast.py."""
    place.window.draw((toast(1),), WHY)
    flags = place.window.windowFlags()
    for flag in (Qt.WindowType.WindowDoesNotAcceptFocus, Qt.WindowType.WindowStaysOnTopHint, Qt.WindowType.Tool):
        assert flags & flag
    assert place.window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_it_stands_in_the_lower_right_corner(place: Place) -> None:
    for count in (1, 3, 2):
        place.window.draw(tuple(toast(number) for number in range(count)), WHY)
        room, box = QGuiApplication.primaryScreen().availableGeometry(), place.window.geometry()
        assert (room.right() - box.right(), room.bottom() - box.bottom()) == (12, 12)
        assert room.contains(box)


def test_nothing_to_say_hides_it(place: Place) -> None:
    place.window.draw((toast(1),), WHY)
    place.window.draw((), "")
    assert not place.window.isVisible()
    place.window.draw((toast(1),), WHY)
    assert place.shown() == ["n1"]


@pytest.mark.parametrize(
    ("button", "action"),
    [(Button.ACKNOWLEDGE, Acknowledge("request:1")), (Button.SNOOZE, Snooze("request:1", SNOOZE))],
)
def test_a_button_that_does_something_does_it_and_the_card_goes(
    button: Button, action: Action, place: Place, qtbot: QtBot
) -> None:
    place.window.draw((toast(1),), WHY)
    press(place.cards()[0].buttons[button], qtbot)
    assert place.desk.done == [action, Dismiss("n1")]


@pytest.mark.parametrize(
    ("button", "page"),
    [(Button.OPEN, Browse("https://chat.example/1")), (Button.REPLY, Inbox("n1", reply=True))],
)
def test_a_button_that_leads_somewhere_leads_there_and_the_card_goes(
    button: Button, page: Page, place: Place, qtbot: QtBot
) -> None:
    place.window.draw((toast(1),), WHY)
    press(place.cards()[0].buttons[button], qtbot)
    assert (place.pages, place.desk.done) == ([page], [Dismiss("n1")])


def test_an_action_is_pressed_once(place: Place, qtbot: QtBot) -> None:
    place.desk.slow = True
    place.window.draw((toast(1),), WHY)
    (card,) = place.cards()
    for _ in range(3):
        press(card.buttons[Button.ACKNOWLEDGE], qtbot)
    assert place.desk.done == [Acknowledge("request:1")]


def test_what_did_not_work_is_said_on_the_card(place: Place, qtbot: QtBot) -> None:
    place.desk.answers[Acknowledge] = NotDone("It is not there any more.")
    place.window.draw((toast(1),), WHY)
    (card,) = place.cards()
    press(card.buttons[Button.ACKNOWLEDGE], qtbot)
    assert "It is not there any more." in place.words()
    assert card.buttons[Button.ACKNOWLEDGE].isEnabled()
    assert place.desk.done == [Acknowledge("request:1")]


def test_a_click_beside_the_buttons_does_what_the_toast_says(place: Place, qtbot: QtBot) -> None:
    place.window.draw((toast(1),), WHY)
    press(place.cards()[0], qtbot)
    assert place.pages == [Browse("https://chat.example/1")]
    assert place.desk.done == [Dismiss("n1")]


def test_the_close_button_dismisses(place: Place, qtbot: QtBot) -> None:
    place.window.draw((toast(1),), WHY)
    press(place.cards()[0].findChild(QToolButton), qtbot)
    assert place.desk.done == [Dismiss("n1")]


def test_of_many_the_newest_four_are_shown_and_the_inbox_has_the_rest(place: Place, qtbot: QtBot) -> None:
    place.window.draw(tuple(toast(number) for number in range(7)), WHY)
    shown = place.shown()
    assert shown == ["n6", "n5", "n4", "n3"][: len(shown)]  # fewer on a small screen
    assert f"and {7 - len(shown)} more" in place.words()
    press(place.window._inbox, qtbot)
    assert place.pages == [Inbox()]


def test_an_urgent_one_is_shown_before_newer_ones(place: Place) -> None:
    place.window.draw((toast(0, urgent=True), *(toast(number) for number in range(1, 7))), WHY)
    assert "n0" in place.shown()
    assert "Urgent: Question 0" in place.words()


def test_a_card_stays_where_it_is_when_another_comes(place: Place) -> None:
    place.window.draw((toast(1),), WHY)
    (card,) = place.cards()
    before = card.mapToGlobal(card.rect().bottomRight())
    place.window.draw((toast(1), toast(2)), WHY)
    assert place.shown() == ["n2", "n1"]
    assert card.mapToGlobal(card.rect().bottomRight()) == before


def test_a_press_that_was_meant_for_another_card_does_nothing(place: Place, qtbot: QtBot) -> None:
    place.window.draw((toast(1), toast(2)), WHY)
    place.window.draw((toast(2),), WHY)  # the one below has gone, and this one fell
    (card,) = place.cards()
    press(card.buttons[Button.ACKNOWLEDGE], qtbot)
    assert place.desk.done == []
    qtbot.waitUntil(lambda: not place.window._settling(), timeout=SETTLE_MS * 4)
    press(card.buttons[Button.ACKNOWLEDGE], qtbot)
    assert place.desk.done[0] == Acknowledge("request:2")


def test_only_the_buttons_of_a_toast_are_there(place: Place) -> None:
    place.window.draw((msgspec.structs.replace(toast(1), buttons=(Button.INBOX,)),), WHY)
    (card,) = place.cards()
    assert [button for button, widget in card.buttons.items() if widget.isVisible()] == [Button.INBOX]


def test_what_somebody_wrote_is_never_markup(place: Place) -> None:
    place.window.draw((toast(1, title="<b>bold</b><img src=x>"),), WHY)
    assert "<b>bold</b>" in place.words().replace("\u200b", "")
    assert {one.textFormat() for one in place.window.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


def test_every_control_tells_its_toast(place: Place) -> None:
    place.window.draw((toast(1), toast(2, urgent=True)), WHY)
    card = place.cards()[0]
    assert card.accessibleName() == "Urgent: Question 2"
    assert card.buttons[Button.ACKNOWLEDGE].accessibleName() == "Acknowledge: Question 2"
    assert card.findChild(QToolButton).accessibleName() == "Close: Question 2"


def test_a_day_of_toasts_makes_nothing_that_stays(place: Place) -> None:
    place.window.draw(tuple(toast(number) for number in range(SHOWN + 1)), WHY)
    before = len(place.window.findChildren(QWidget))
    for number in range(300):
        place.window.draw(tuple(toast(number + more) for more in range(number % 6)), WHY)
    assert len(place.window.findChildren(QWidget)) == before


def test_join_leads_into_the_meeting_and_open_to_its_page(place: Place, qtbot: QtBot) -> None:
    meeting = msgspec.structs.replace(
        toast(1), buttons=(Button.OPEN, Button.JOIN, Button.SNOOZE), link="https://meet.example.com/1"
    )
    place.window.draw((meeting,), WHY)
    (card,) = place.cards()
    assert card.buttons[Button.JOIN].accessibleName() == "Join: Question 1"
    press(card.buttons[Button.JOIN], qtbot)
    assert place.pages == [Browse("https://meet.example.com/1")]
