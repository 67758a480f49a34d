"""The course of a release: as many bars as can be seen, marks where something happened, and from right to left where Qt runs so."""

from datetime import timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from supporttray.core.release.page import Flag, Point
from supporttray.ui.release.chart import MARKS, Chart, bins
from tests.ui.diary import NOON
from tests.ui.release.lab import FLAGS, POINTS

HOUR = timedelta(hours=1)


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    made = Chart(lambda: None)
    qtbot.addWidget(made)
    made.resize(800, 160)
    made.draw(POINTS, FLAGS)
    made.show()
    return made


def test_hours_become_bars_that_can_be_seen_and_nothing_of_them_is_lost() -> None:
    points = tuple(Point(NOON + HOUR * hour, hour % 7, 2.0, 1) for hour in range(42 * 24))
    found = bins(points, 800)
    assert 800 / len(found) >= 3
    assert sum(one.tickets for one in found) == sum(one.tickets for one in points)
    assert found[0].usual == 2.0 * found[0].hours
    assert len(bins(points[:24], 800)) == 24


def test_what_is_usual_is_unknown_where_one_hour_of_it_is() -> None:
    points = tuple(Point(NOON + HOUR * hour, 1, None if hour == 1 else 2.0) for hour in range(600))
    found = bins(points, 600)
    assert (found[0].usual, found[1].usual) == (None, 2.0 * found[1].hours)


def test_where_the_mouse_rests_the_mark_is_told_or_else_the_hour(chart: Chart) -> None:
    assert chart.told_at(chart._x(FLAGS[3].at)) == "Tue 8 Dec 03:00: Confirmed: <b>Gift cards</b>"
    middle = (chart._x(POINTS[6].hour) + chart._x(POINTS[7].hour)) / 2
    assert chart.told_at(middle) == "Mon 7 Dec 15:00: 15 tickets, usually 10, 0 errors"
    assert chart.told_at(1) == ""


def test_who_hears_it_is_told_all_that_happened(chart: Chart) -> None:
    said = chart.accessibleDescription()
    total = sum(one.tickets for one in POINTS), sum(one.errors for one in POINTS)
    assert said.startswith(f"{total[0]} tickets. {total[1]} errors. ")
    assert all(flag.says in said for flag in FLAGS)


def test_from_right_to_left_time_runs_so_too(chart: Chart) -> None:
    first, last = chart._x(POINTS[0].hour), chart._x(POINTS[-1].hour)
    assert first < last
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert chart._x(POINTS[0].hour) > chart._x(POINTS[-1].hour)
    middle = (chart._x(POINTS[6].hour) + chart._x(POINTS[7].hour)) / 2
    assert chart.told_at(middle).startswith("Mon 7 Dec 15:00")


def test_every_mark_is_seen_and_differs_in_shape(qtbot: QtBot) -> None:
    plain = tuple(Point(NOON + HOUR * hour) for hour in range(24))
    bare = picture(qtbot, plain, ())
    drawn = [picture(qtbot, plain, (Flag(NOON + HOUR * 12, kind, "It"),)) for kind in MARKS]
    assert all(one != other for one, other in combinations([bare, *drawn], 2))
    assert picture(qtbot, plain, (Flag(NOON + HOUR * 12, "another", "It"),)) == drawn[list(MARKS).index("start")]


@pytest.mark.parametrize("points", [(), POINTS[:1], tuple(Point(NOON + HOUR * hour) for hour in range(3))])
def test_little_or_nothing_is_drawn_without_a_fault(qtbot: QtBot, points: tuple[Point, ...]) -> None:
    made = Chart(lambda: None)
    qtbot.addWidget(made)
    made.draw(points, FLAGS)
    assert made.known == (len(points) > 1)
    assert not made.grab().isNull()


def test_a_moment_outside_stands_at_the_edge(chart: Chart) -> None:
    plot = chart._plot()
    assert chart._x(NOON - timedelta(days=99)) == plot.left()
    assert chart._x(NOON + timedelta(days=99)) == plot.right()


def picture(qtbot: QtBot, points: tuple[Point, ...], flags: tuple[Flag, ...]) -> QImage:
    made = Chart(lambda: None)
    qtbot.addWidget(made)
    palette = QPalette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(role, QColor("#111111"))
    made.setPalette(palette)
    made.resize(400, 140)
    made.draw(points, flags)
    return made.grab().toImage()
