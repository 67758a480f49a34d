"""The team's working time: at every change of the clocks, in every zone, over weekends, holidays and lunch."""

import time as machine
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.hours import LONGEST, Hours
from supporttray.core.item import OPEN, Holiday
from supporttray.core.rotation import moment
from tests.core.make import request

BERLIN = Hours(zone=ZoneInfo("Europe/Berlin"))
HOUR, MINUTE, NONE = timedelta(hours=1), timedelta(minutes=1), timedelta(0)
NIGHT = {"begin": time(0), "end": time(6), "days": frozenset(range(7))}


def holiday(first: date, last: date | None = None) -> Holiday:
    at = datetime.combine(first, time(), UTC)
    return Holiday(key=f"holiday:x/{first}", title="Off", url="", at=at, first=first, last=last or first)


def wall(text: str, hours: Hours = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=hours.zone).astimezone(UTC)


def in_zone(zone: str, **more: object) -> Hours:
    return Hours(zone=ZoneInfo(zone), **more)  # type: ignore[arg-type]


# --- which days


def test_a_working_day_is_one_of_the_week_and_no_holiday() -> None:
    hours = BERLIN.without([request(), holiday(date(2026, 12, 24), date(2026, 12, 27))])

    days = [day for day in range(21, 32) if hours.works(date(2026, 12, day))]

    assert days == [21, 22, 23, 28, 29, 30, 31]
    assert not BERLIN.works(date(2026, 11, 22))
    assert BERLIN.works(date(2028, 2, 29)), "a leap day is a Tuesday like others"


def test_a_holiday_without_end_takes_no_more_than_a_year() -> None:
    assert len(BERLIN.without([holiday(date(1970, 1, 1), date(2999, 1, 1))]).off) == LONGEST


def test_the_day_is_the_one_where_the_team_is() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert BERLIN.day(late) == date(2026, 11, 23)
    assert in_zone("America/New_York").day(late) == date(2026, 11, 22)


# --- how much


@pytest.mark.parametrize(
    ("hours", "begin", "end", "worked"),
    [
        (BERLIN, "2026-11-23T08:00", "2026-11-23T18:00", 8.5),
        (BERLIN, "2026-11-23T10:00", "2026-11-23T11:30", 1.5),
        (BERLIN, "2026-11-23T17:30", "2026-11-24T09:00", 0),
        (BERLIN, "2026-11-20T17:00", "2026-11-23T09:30", 1),
        (BERLIN, "2026-11-23T12:00", "2026-11-23T11:00", 0),
        (BERLIN, "2028-02-28T17:00", "2028-03-01T09:30", 9.5),
        (BERLIN, "2026-01-01T00:00", "2027-01-01T00:00", 261 * 8.5),
        (in_zone("Europe/Berlin", lunch=(time(12), time(13))), "2026-11-23T08:00", "2026-11-23T18:00", 7.5),
        (in_zone("Europe/Berlin", lunch=(time(12), time(13))), "2026-11-23T12:15", "2026-11-23T13:15", 0.25),
        # the clocks go forward and back while somebody works: an hour less, an hour more
        (in_zone("Europe/Berlin", **NIGHT), "2027-03-28T00:00", "2027-03-28T06:00", 5),
        (in_zone("Europe/Berlin", **NIGHT), "2026-10-25T00:00", "2026-10-25T06:00", 7),
        # half an hour of it, in Australia
        (in_zone("Australia/Lord_Howe", **NIGHT), "2026-10-04T00:00", "2026-10-04T06:00", 5.5),
        (in_zone("Australia/Lord_Howe", **NIGHT), "2026-04-05T00:00", "2026-04-05T06:00", 6.5),
        # over a change that nobody works through there is nothing to see
        (BERLIN, "2026-10-23T17:00", "2026-10-26T09:30", 1),
        (in_zone("Asia/Kolkata"), "2026-11-23T09:00", "2026-11-23T17:30", 8.5),
        (in_zone("Asia/Kathmandu"), "2026-11-20T17:15", "2026-11-23T09:15", 0.5),
        # a day that there was not: Samoa went from Thursday to Saturday
        (in_zone("Pacific/Apia"), "2011-12-29T09:00", "2012-01-02T09:00", 8.5),
    ],
)
def test_the_working_time_between_two_moments(hours: Hours, begin: str, end: str, worked: float) -> None:
    assert hours.working(wall(begin, hours), wall(end, hours)) == worked * HOUR


@pytest.mark.skipif(not hasattr(machine, "tzset"), reason="its zone cannot be set here")
def test_the_machines_clock_is_read_as_a_zones_is(monkeypatch: pytest.MonkeyPatch) -> None:
    days = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 23))
    clocks = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    known = [moment(day, clock, ZoneInfo("Europe/Berlin")) for day in days for clock in clocks]
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        machine.tzset()
        read = [moment(day, clock, None) for day in days for clock in clocks]
    machine.tzset()

    assert read == known


def test_it_is_the_same_for_moments_of_another_zone() -> None:
    begin, end = (datetime(2026, 10, day, 12, tzinfo=ZoneInfo("Europe/Berlin")) for day in (23, 26))

    assert BERLIN.working(begin, end) == 8.5 * HOUR
    assert BERLIN.after(begin, 8.5 * HOUR) == end
    assert BERLIN.opening(end) == end


def test_the_hour_that_comes_twice_counts_twice_also_for_moments_of_that_zone() -> None:
    zone = ZoneInfo("Europe/Berlin")
    night = in_zone("Europe/Berlin", **NIGHT)
    begin, end = (datetime(2026, 10, 25, hour, tzinfo=zone) for hour in (1, 5))

    assert night.working(begin, end) == 5 * HOUR
    assert night.after(begin, 5 * HOUR) == end.astimezone(UTC)


# --- when


@pytest.mark.parametrize(
    ("begin", "span", "end"),
    [
        ("2026-11-23T10:00", HOUR, "2026-11-23T11:00"),
        ("2026-11-23T17:00", HOUR, "2026-11-24T09:30"),
        ("2026-11-23T17:00", HOUR / 2, "2026-11-23T17:30"),
        ("2026-11-20T17:00", HOUR, "2026-11-23T09:30"),
        ("2026-11-21T12:00", MINUTE, "2026-11-23T09:01"),
        ("2026-12-23T17:00", HOUR, "2026-12-28T09:30"),
        ("2026-11-21T12:00", NONE, "2026-11-21T12:00"),
    ],
)
def test_the_moment_when_so_much_working_time_has_passed(begin: str, span: timedelta, end: str) -> None:
    hours = BERLIN.without([holiday(date(2026, 12, 24), date(2026, 12, 26))])

    assert hours.after(wall(begin), span) == wall(end)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-23T17:30", "2026-11-24T09:00"),
        ("2026-11-20T18:00", "2026-11-23T09:00"),
    ],
)
def test_the_next_opening(at: str, opens: str) -> None:
    assert BERLIN.opening(wall(at)) == wall(opens)


def test_where_nobody_ever_works_it_is_never() -> None:
    idle = msgspec.structs.replace(BERLIN, days=frozenset[int]())

    assert idle.opening(wall("2026-11-23T12:00")) == OPEN
    assert idle.after(wall("2026-11-23T12:00"), MINUTE) == OPEN
    assert idle.working(wall("2026-11-23T12:00"), wall("2027-11-23T12:00")) == NONE


# --- what holds always

ZONES = [
    None,
    *map(ZoneInfo, ("Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia")),
]
CLOCKS = st.lists(st.times(), min_size=4, max_size=4, unique=True).map(sorted)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  its bounds
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def teams(draw: st.DrawFn) -> Hours:
    begin, noon, later, end = draw(CLOCKS)
    return Hours(
        days=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        begin=begin,
        end=end,
        lunch=draw(st.sampled_from([None, (noon, later)])),
        zone=draw(st.sampled_from(ZONES)),
        off=draw(st.frozensets(DAYS, max_size=20)),
    )


@given(teams(), st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_working_time_adds_up(hours: Hours, moments: list[datetime]) -> None:
    first, middle, last = moments

    assert hours.working(first, middle) + hours.working(middle, last) == hours.working(first, last)
    assert NONE <= hours.working(first, last) <= last - first


@given(teams(), MOMENTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=9)))
def test_after_a_span_of_work_that_span_has_been_worked_and_never_before(
    hours: Hours, begin: datetime, span: timedelta
) -> None:
    end = hours.after(begin, span)

    if end < OPEN:
        assert hours.working(begin, end) == span
        assert hours.working(begin, end - timedelta(microseconds=1)) < span


@given(teams(), MOMENTS)
def test_until_the_next_opening_nobody_works_and_from_then_on_somebody_does(hours: Hours, at: datetime) -> None:
    opens = hours.opening(at)

    if opens < OPEN:
        assert hours.working(at, opens) == NONE
        assert hours.working(opens, opens + timedelta(microseconds=1)) > NONE
