"""Holidays, of a country and in a calendar."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.calendar.holiday_country import HolidayCountry
from supporttray.connectors.calendar.holiday_ics import HolidayIcs
from supporttray.core.item import Holiday
from supporttray.errors import NotUnderstood
from tests.connectors import calendar_lab
from tests.connectors.calendar_lab import calendar, event, many
from tests.connectors.lab import NOON, run


def country(code: str, subdivision: str = "", now: datetime = NOON) -> list[Holiday]:
    options = HolidayCountry.Options(country=code, subdivision=subdivision)
    answer = run(HolidayCountry(options, None, "").fetch(b"", now))
    assert isinstance(answer, Answer)
    assert answer.complete
    return [item for item in answer.items if isinstance(item, Holiday)]


def feed(body: bytes, now: datetime = NOON, **options: Any) -> list[Holiday]:
    return [item for item in calendar_lab.told(HolidayIcs, body, now=now, **options) if isinstance(item, Holiday)]


def days(found: list[Holiday]) -> set[date]:
    assert all(one.first == one.last for one in found)
    return {one.first for one in found}


# --- of a country


def test_the_holidays_of_a_country_are_told_for_a_year_by_their_names() -> None:
    found = country("DE")

    assert {date(2026, 12, 25), date(2027, 1, 1), date(2027, 10, 3)} <= days(found)
    assert min(days(found)) >= date(2026, 10, 24)
    assert max(days(found)) <= date(2027, 12, 28)
    (christmas,) = (one for one in found if one.first == date(2026, 12, 25))
    assert christmas.title == "Christmas Day"
    assert christmas.key.startswith("holiday:DE/2026-12-25/")
    assert christmas.at == datetime(2026, 12, 25, tzinfo=UTC)


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    women, epiphany = date(2027, 3, 8), date(2027, 1, 6)

    assert women in days(country("DE", "BE"))
    assert epiphany in days(country("DE", "BY"))
    assert not {women, epiphany} & days(country("DE"))
    assert epiphany not in days(country("DE", "BE"))


def test_one_that_falls_on_a_weekend_is_made_up_for_where_that_is_the_law() -> None:
    """Boxing Day 2026 is a Saturday: gov.uk/bank-holidays gives Monday 28 December in its place."""
    assert date(2026, 12, 28) in days(country("GB", "ENG"))


@pytest.mark.parametrize(
    ("code", "subdivision", "said", "hint"),
    [
        ("XX", "", "The holidays of XX are not known.", "can also be kept in a calendar"),
        ("DE", "XX", "The holidays of DE-XX are not known.", ", BB, BE, BW, BY"),
    ],
)
def test_what_is_not_known_is_said_with_what_is(code: str, subdivision: str, said: str, hint: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        country(code, subdivision)

    assert caught.value.phrase == said
    assert hint in caught.value.hint


@pytest.mark.parametrize("wrong", [{"country": "de"}, {"country": "../x"}, {"country": "DE", "subdivision": ";"}, {}])
def test_options_that_cannot_be_are_a_mistake(wrong: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, HolidayCountry.Options)


def test_the_library_is_not_loaded_into_the_app() -> None:
    code = (
        "import sys, asyncio; from datetime import datetime, UTC\n"
        "from supporttray.connectors.calendar.holiday_country import HolidayCountry as H\n"
        "answer = asyncio.run(H(H.Options(country='DE'), None, '').fetch(b'', datetime(2026, 11, 23, tzinfo=UTC)))\n"
        "print(len(answer.items) > 5, {'holidays', 'dateutil'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.strip() == "True set()"


# --- in a calendar


def test_each_event_of_whole_days_is_a_holiday() -> None:
    body = calendar(
        event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102", "SUMMARY:Company closed"),
        event("DTSTART;VALUE=DATE:20261130", "SUMMARY:Off-site", uid="2"),
        event("DTSTART;VALUE=DATE:20261201", "SUMMARY:Off", "STATUS:CANCELLED", uid="3"),
        event("DTSTART:20261202T090000Z", "DTEND:20261202T100000Z", "SUMMARY:Dentist", uid="4"),
        event("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20270301", "SUMMARY:Winter", uid="5"),
    )

    assert [(one.title, one.first, one.last) for one in feed(body)] == [
        ("Off-site", date(2026, 11, 30), date(2026, 11, 30)),
        ("Company closed", date(2026, 12, 24), date(2027, 1, 1)),
    ]


def test_a_pattern_says_which_events_are_holidays() -> None:
    body = calendar(
        event("DTSTART;VALUE=DATE:20261224", "SUMMARY:Company day off"),
        event("DTSTART;VALUE=DATE:20261224", "SUMMARY:Release 7", uid="2"),
    )

    assert [one.title for one in feed(body, title="*day off*")] == ["Company day off"]
    assert len(feed(body)) == 2


def test_a_leap_day_that_comes_every_four_years_is_told_in_its_year() -> None:
    body = calendar(event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY", "SUMMARY:Leap day"))

    assert days(feed(body, now=datetime(2028, 1, 1, tzinfo=UTC))) == {date(2028, 2, 29)}
    assert feed(body) == []


def test_a_feed_of_too_much_is_refused_at_once() -> None:
    begin = time.monotonic()

    assert calendar_lab.complaint(HolidayIcs, many(100_000)) == "gives a calendar with more in it than is read here."
    assert calendar_lab.complaint(HolidayIcs, b"<html>") == "gives a web page, not a calendar."

    assert time.monotonic() - begin < 10
