"""Where a day begins and ends: at midnight of the zone, also where there is none or where there are two."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.daily import bounds, daily
from supporttray.core.model import Duty
from tests.core.make import HOUR, NOON
from tests.core.test_daily import DAY, note

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "America/Havana",
]
ZONES += ["Pacific/Apia", "Asia/Kathmandu", "Pacific/Chatham"]


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23 * HOUR),
        ("Europe/Berlin", date(2026, 10, 25), 25 * HOUR),
        ("America/New_York", date(2026, 3, 8), 23 * HOUR),
        ("America/New_York", date(2026, 11, 1), 25 * HOUR),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5 * HOUR),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5 * HOUR),
        ("America/Sao_Paulo", date(2018, 11, 4), 23 * HOUR),
        ("Asia/Beirut", date(2024, 3, 31), 23 * HOUR),
        ("America/Havana", date(2024, 11, 3), 25 * HOUR),
        ("Europe/Berlin", date(2026, 11, 23), 24 * HOUR),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(zone: str, day: date, length: timedelta) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    begin, end = bounds(noon, ZoneInfo(zone))
    assert end - begin == length
    assert begin.astimezone(ZoneInfo(zone)).date() == day
    assert (begin - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() < day
    assert end.astimezone(ZoneInfo(zone)).date() > day


@pytest.mark.parametrize(
    ("zone", "day"), [("America/Sao_Paulo", date(2018, 11, 4)), ("Asia/Beirut", date(2024, 3, 31))]
)
def test_a_day_may_begin_at_one(zone: str, day: date) -> None:
    begin, _ = bounds(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)), ZoneInfo(zone))
    assert f"{begin.astimezone(ZoneInfo(zone)):%H:%M}" == "01:00"


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone is given
    st.sampled_from(ZONES),
)
def test_every_moment_belongs_to_the_day_that_its_clock_shows(moment: datetime, zone: str) -> None:
    begin, end = bounds(moment, ZoneInfo(zone))
    assert begin <= moment < end
    assert bounds(begin, ZoneInfo(zone)) == (begin, end)
    assert bounds(end, ZoneInfo(zone))[0] == end


@given(st.integers(0, 800), st.sampled_from(ZONES), st.sampled_from([-1, 0, 1]))
def test_what_happens_around_midnight_is_told_on_one_day_only(days: int, zone: str, beside: int) -> None:
    place = ZoneInfo(zone)
    _, midnight = bounds(datetime(2025, 1, 1, 12, tzinfo=UTC) + days * DAY, place)
    event = note("now", midnight + beside * timedelta(microseconds=1))
    evening, morning = midnight - HOUR, midnight + HOUR
    day, next_day = (daily([event], {}, (), Duty(), now, place) for now in (evening, morning))
    assert (len(day.notes), len(next_day.notes)) == ((1, 0) if beside < 0 else (0, 1))


def test_without_a_zone_the_machines_own_counts() -> None:
    begin, end = bounds(NOON, None)
    assert begin <= NOON < end
    assert begin.astimezone().time() == datetime.min.time()
