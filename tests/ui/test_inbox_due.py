"""A row of the inbox says its clock: how long is left, when it is due, by how much it is late; in words and in shape."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supporttray.core.item import OPEN
from supporttray.core.model import Need, Urgency
from supporttray.ui.inbox.due import OUTLINED, late, shape, told
from supporttray.ui.inbox.window import Inbox
from tests.ui.inbox_lab import draw, opened
from tests.ui.request_lab import asked, request, said
from tests.ui.samples import NOW, need

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EAST = timezone(timedelta(hours=14))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (12 * MINUTE, "12 min left"),
        (timedelta(seconds=1), "1 min left"),
        (99 * MINUTE, "99 min left"),
        (100 * MINUTE, "due 10:40"),
        (DAY + 40 * MINUTE, "due tomorrow 09:40"),
        (3 * DAY, "due Fri 11 Dec 09:00"),
        (timedelta(0), "late"),
        (-5 * MINUTE, "late by 5 min"),
        (-3 * HOUR, "late by 3 h"),
        (-5 * DAY, "late by 5 days"),
    ],
)
def test_the_clock_says_what_is_left_or_by_how_much_it_is_late(left: timedelta, words: str) -> None:
    assert told(request(1, due=left), NOW, UTC) == words


def test_what_has_no_clock_says_how_old_it_is() -> None:
    assert told(need(1), NOW, UTC) == "6 min"
    assert not late(need(1), NOW)


def test_what_is_due_at_no_time_that_anybody_knows_says_how_old_it_is() -> None:
    assert told(msgspec.structs.replace(need(1), due=OPEN), NOW, UTC) == "6 min"


def test_the_day_is_that_of_the_workspace_and_not_of_the_machine() -> None:
    evening = datetime(2026, 12, 8, 9, 50, tzinfo=UTC)  # ten minutes before midnight there
    soon = msgspec.structs.replace(need(1), due=evening + 10 * HOUR)
    assert told(soon, evening, EAST) == "due tomorrow 09:50"
    assert told(soon, evening, UTC) == "due 19:50"


@pytest.mark.parametrize(
    ("one", "drawn"),
    [
        (request(1, urgency=Urgency.URGENT), "urgent"),
        (request(1), "needs you"),
        (request(1, urgency=Urgency.QUIET), OUTLINED),
        (need(1, urgency=Urgency.QUIET), "off duty"),
    ],
)
def test_one_that_somebody_has_seen_is_an_outline(one: Need, drawn: str) -> None:
    assert shape(one) == drawn


def test_the_row_the_details_and_the_screen_reader_say_it(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    draw(inbox, asked(request(1, due=-5 * MINUTE, urgency=Urgency.URGENT), request(2)))
    assert said(inbox) == "Urgent · support · late by 5 min"
    model = inbox.list.model()
    heard = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert heard == [
        "urgent: Question 1, nobody answered, late by 5 min, support",
        "needs you: Question 2, nobody answered, 12 min left, support",
    ]


def test_the_outline_is_seen_on_a_selected_row_too(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    draw(inbox, asked(request(1, urgency=Urgency.QUIET)))
    inbox.list.clearFocus()
    row = inbox.list.visualRect(inbox.list.currentIndex())
    image = inbox.list.viewport().grab(row.adjusted(8, 5, 0, 0)).toImage()
    base = inbox.palette().color(QPalette.ColorRole.Base)
    assert image.pixelColor(1, 9) == base  # beside it


def test_what_is_late_stands_out_without_colours(qtbot: QtBot) -> None:
    def dark(due: timedelta) -> int:
        inbox = opened(qtbot)
        draw(inbox, asked(request(1), request(2, due=due)))
        row = inbox.list.visualRect(inbox.list.model().index(1, 0))
        corner = row.adjusted(row.width() * 3 // 4, 0, 0, -row.height() * 2 // 3)
        image = inbox.list.viewport().grab(corner).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        points = (image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height()))
        return sum(light < 120 for light in points)

    assert dark(-5 * MINUTE) > 2 * dark(5 * MINUTE)


def test_the_words_of_a_row_stand_beside_each_other_also_on_a_screen_that_reads_from_right_to_left(
    qtbot: QtBot,
) -> None:
    inbox = opened(qtbot, need(1))
    draw(inbox, asked(request(1), request(2, due=-5 * MINUTE)))
    seen = [row(inbox, number).convertToFormat(QImage.Format.Format_RGB32) for number in (0, 1)]
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert [row(inbox, number).convertToFormat(QImage.Format.Format_RGB32) for number in (0, 1)] == seen
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def row(inbox: Inbox, number: int) -> QImage:
    """What stands in a row."""
    area = inbox.list.visualRect(inbox.list.model().index(number, 0))
    return inbox.list.viewport().grab(area).toImage()
