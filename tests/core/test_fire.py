"""The fire of a day: what was broken so long today that it took the day leads the status."""

from supporttray.core.daily import Line
from tests.core.make import HOUR, NOON, build, request
from tests.core.test_daily import GREEN, RED, ran, told


def test_what_took_the_day_leads_and_stands_nowhere_else() -> None:
    day = told(build(ran(0, RED), ran(3, GREEN)), request())
    assert day.fire == Line("Tests on main (o/r)", "green again at 15:01 after 3 h", "https://g/run3")
    assert not day.fixed
    assert len(day.open) == 1


def test_a_short_trouble_is_no_fire() -> None:
    assert told(build(ran(0, RED), ran(1.98, GREEN))).fire is None
    assert told(build(ran(0, RED), ran(2, GREEN))).fire


def test_the_longest_of_several_is_the_fire() -> None:
    short = build(ran(0, RED), ran(2.5, GREEN), key="build:g/o/r/1@main", title="Short")
    long = build(ran(0, RED), ran(4, GREEN), key="build:g/o/r/2@main", title="Long")
    day = told(short, long)
    assert day.fire
    assert day.fire.text == "Long (o/r)"
    assert [line.text for line in day.fixed] == ["Short (o/r)"]


def test_what_is_still_burning_is_the_fire_and_not_open_too() -> None:
    day = told(build(ran(2, RED)))
    assert day.fire == Line("Tests on main is broken (o/r)", "since 14:01", "https://g/run2")
    assert not day.open
    assert day.summary == "1 open"


def test_what_has_been_red_for_days_did_not_take_this_one() -> None:
    day = told(build(ran(-72, RED)))
    assert day.fire is None
    assert [line.detail for line in day.open] == ["since Fri 20 Nov"]


def test_of_a_night_only_the_hours_of_the_day_count() -> None:
    assert told(build(ran(-20, RED), ran(-11, GREEN))).fire is None
    assert told(build(ran(-20, RED), ran(-3, GREEN))).fire


def test_a_question_that_waits_is_no_fire() -> None:
    assert told(request(asked=NOON - 6 * HOUR)).fire is None
