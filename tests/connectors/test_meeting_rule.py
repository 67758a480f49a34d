"""A meeting that the config describes: on which days, at which moment, and what cannot be a rule."""

import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors import Answer
from supporttray.connectors.calendar import meeting_rule
from supporttray.connectors.calendar.meeting import AFTER, BEFORE
from supporttray.connectors.calendar.meeting_rule import MeetingRule
from supporttray.core.item import Meeting
from supporttray.errors import NotUnderstood
from tests.connectors.lab import NOON, run

STAND_UP = {"title": "Stand-up", "at": "09:45", "zone": "Europe/Berlin", "minutes": 15}


def told(now: datetime = NOON, **more: Any) -> list[Meeting]:
    options = msgspec.convert(STAND_UP | more, MeetingRule.Options)
    answer = run(MeetingRule(options, None, "").fetch(b"", now))
    assert isinstance(answer, Answer)
    assert answer.complete
    return [item for item in answer.items if isinstance(item, Meeting)]


def days(now: datetime = NOON, **more: Any) -> list[str]:
    return [f"{one.at:%a %d}" for one in told(now, **more)]


def test_it_takes_place_on_its_days_of_the_week() -> None:
    assert days(days=["mon", "thu"]) == ["Mon 23", "Thu 26", "Mon 30"]
    assert len(days()) == (BEFORE + AFTER).days + 1


def test_what_is_said_of_it_stands_in_each() -> None:
    more: dict[str, Any] = {"link": "https://meet.example.com/1", "opens": "https://q.example.com", "skipped": True}

    (one,) = told(days=["wed"], remind=timedelta(minutes=10), **more)

    assert (one.title, one.link, one.url, one.skipped) == ("Stand-up", more["link"], more["opens"], True)
    assert (one.until - one.at, one.remind, one.workdays) == (timedelta(minutes=15), timedelta(minutes=10), True)
    assert one.key.startswith("meeting:rule/")


def test_one_that_does_not_stop_for_holidays_says_so() -> None:
    assert not any(one.workdays for one in told(on_holidays=True))


@pytest.mark.parametrize(
    ("zone", "at", "now", "moments"),
    [
        # the clocks go back, and forward: at the same time on the wall, so an hour apart
        ("Europe/Berlin", "09:45", "2026-10-25", {"2026-10-24T07:45", "2026-10-25T08:45", "2026-10-26T08:45"}),
        ("Europe/Berlin", "09:45", "2027-03-28", {"2027-03-27T08:45", "2027-03-28T07:45", "2027-03-29T07:45"}),
        # of a time that comes twice the first, of one that there is not the first moment after
        ("Europe/Berlin", "02:30", "2026-10-25", {"2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"}),
        ("Europe/Berlin", "02:30", "2027-03-28", {"2027-03-27T01:30", "2027-03-28T01:00", "2027-03-29T00:30"}),
        # half hours and quarters
        ("Asia/Kolkata", "09:45", "2026-11-23", {"2026-11-23T04:15"}),
        ("Asia/Kathmandu", "09:45", "2026-11-23", {"2026-11-23T04:00"}),
        ("Australia/Lord_Howe", "09:45", "2026-10-04", {"2026-10-02T23:15", "2026-10-03T22:45"}),
        ("UTC", "23:59", "2028-02-29", {"2028-02-28T23:59", "2028-02-29T23:59", "2028-03-01T23:59"}),
    ],
)
def test_it_begins_at_the_same_time_on_the_wall(zone: str, at: str, now: str, moments: set[str]) -> None:
    noon = datetime.fromisoformat(f"{now}T12:00").replace(tzinfo=UTC)

    assert {f"{one.at:%Y-%m-%dT%H:%M}" for one in told(noon, zone=zone, at=at)} >= moments


@pytest.mark.parametrize(
    ("rule", "start", "dates"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-10", ["Tue 24"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-17", ["Tue 01"]),
        ("FREQ=MONTHLY;BYDAY=-1MO", "2026-01-01", ["Mon 30"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", "2026-11-18", ["Mon 23", "Wed 25"]),
        ("FREQ=DAILY;UNTIL=20261124", "2026-11-01", ["Sun 22", "Mon 23", "Tue 24"]),
        ("FREQ=DAILY;UNTIL=20261124T084500Z", "2026-11-01", ["Sun 22", "Mon 23", "Tue 24"]),
        ("FREQ=DAILY;UNTIL=20261124T084459Z", "2026-11-01", ["Sun 22", "Mon 23"]),
        ("UNTIL=20261123T230000Z;FREQ=DAILY", "2026-11-01", ["Sun 22", "Mon 23"]),
        ("FREQ=DAILY;UNTIL=20261124T094500", "2026-11-01", ["Sun 22", "Mon 23", "Tue 24"]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", "2000-01-01", ["Tue 01"]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "2000-01-01", []),
    ],
)
def test_a_rule_says_the_days_as_calendars_write_it(rule: str, start: str, dates: list[str]) -> None:
    assert days(rule=rule, start=start) == dates


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=20261199T000000Z"])
def test_a_rule_that_means_nothing_is_said_when_it_is_asked(rule: str) -> None:
    with pytest.raises(NotUnderstood, match="means no days"):
        told(rule=rule, start="2026-11-16")


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=0"]
)
def test_a_rule_that_never_comes_true_ends_within_the_limit(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert meeting_rule.LIMIT_S <= 3
    monkeypatch.setattr(meeting_rule, "LIMIT_S", 1.0)
    begin = time.monotonic()
    with suppress(NotUnderstood):
        assert days(rule=rule, start="2026-11-16") == []
    assert time.monotonic() - begin < meeting_rule.LIMIT_S + 5


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at": "9:45"}, "regex"),
        ({"at": "24:00"}, "regex"),
        ({"zone": "Mars"}, "no time zone 'Mars'"),
        ({"days": ["monday"]}, "Invalid enum value 'monday'"),
        ({"minutes": 0}, ">= 1"),
        ({"title": ""}, "length"),
        ({"link": "javascript:alert(1)"}, "regex"),
        ({"opens": "file:///etc/passwd"}, "regex"),
        ({"rule": "FREQ=DAILY"}, "rule and start go together"),
        ({"start": "2026-11-16"}, "rule and start go together"),
        ({"rule": "FREQ=DAILY", "start": "2026-11-16", "days": ["mon"]}, "not both"),
        ({"rule": "FREQ=DAILY", "start": "0001-01-01"}, "outside the years"),
        ({"rule": "FREQ=SECONDLY", "start": "2026-11-16"}, "must be one of days"),
        ({"rule": "FREQ=HOURLY", "start": "2026-11-16"}, "must be one of days"),
        ({"rule": "FREQ=DAILY;BYHOUR=1,2,3", "start": "2026-11-16"}, "must be one of days"),
        ({"rule": "FREQ=DAILY;FREQ=WEEKLY", "start": "2026-11-16"}, "must be one of days"),
        ({"rule": "every Monday", "start": "2026-11-16"}, "must be one of days"),
        ({"rule": "FREQ=DAILY\nRDATE:20261124", "start": "2026-11-16"}, "must be one of days"),
    ],
)
def test_options_that_cannot_be_are_a_mistake(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(STAND_UP | wrong, MeetingRule.Options)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  its bounds
def test_whenever_it_is_asked_today_and_the_coming_week_are_told_and_each_day_once(now: datetime) -> None:
    dates = [one.at.date() for one in told(now, zone="UTC")]

    assert {now.date() + timedelta(days=number) for number in range(8)} <= set(dates)
    assert len(set(dates)) == len(dates) == len({one.key for one in told(now, zone="UTC")})
    assert date(1999, 12, 1) < min(dates)
