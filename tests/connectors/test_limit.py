"""Every vendor's way to say when to ask again, and hostile ones."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.limit import LONGEST, REMAINING, RESET, RETRY, UNKNOWN, ahead, exhausted, moment, until

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("retry-after", "30", 30),  # Slack, GitHub
        ("retry-after", " 30 ", 30),
        ("retry-after", "0", 1),
        ("retry-after", "2.5", 2.5),
        ("retry-after", "Mon, 23 Nov 2026 12:05:00 GMT", 300),
        ("retry-after", "Monday, 23-Nov-26 12:05:00 GMT", 300),  # the old forms of RFC 9110
        ("retry-after", "Mon Nov 23 12:05:00 2026", 300),
        ("retry-after", "Mon, 23 Nov 2026 11:00:00 GMT", 1),
        ("x-ratelimit-reset", str(EPOCH + 600), 600),  # GitHub, GitLab, Sentry
        ("x-ratelimit-reset", str(EPOCH - 600), 1),
        ("x-ratelimit-reset", str((EPOCH + 600) * 1000), 600),  # Linear
        ("x-ratelimit-reset", "2026-11-23T12:10Z", 600),  # Jira
        ("x-ratelimit-reset", "2026-11-23T13:10:00+01:00", 600),
        ("x-ratelimit-reset", "2026-11-23T12:10:00", 600),
        ("ratelimit-reset", "42", 42),  # Buildkite, PagerDuty
        ("rate-limit-reset", "9", 9),  # Zendesk
        ("x-ratelimit-reset", "0.437", 1),  # Roundup
        ("x-sentry-rate-limit-reset", str(EPOCH + 5), 5),
        ("retry-after", str(365 * 24 * 3600), LONGEST.total_seconds()),
        ("x-ratelimit-reset", str(EPOCH + 365 * 24 * 3600), LONGEST.total_seconds()),
        ("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT", LONGEST.total_seconds()),
        ("retry-after", "9999-12-31T23:59:59-23:59", LONGEST.total_seconds()),
        ("retry-after", "0001-01-01T00:00:00+23:59", 1),
        ("retry-after", "Mon, 23 Nov 2026 12:05:00 +99999999999999", 60),
        ("retry-after", "-5", 60),
        ("retry-after", "1e308", 60),
        ("retry-after", "1e999", 60),
        ("retry-after", "nan", 60),
        ("retry-after", "inf", 60),
        ("retry-after", "-inf", 60),
        ("retry-after", "", 60),
        ("retry-after", "soon", 60),
        ("retry-after", "٣", 3),
        ("retry-after", "9" * 5000, 60),
    ],
)
def test_each_unit_is_told_by_its_form_and_size(name: str, value: str, seconds: float) -> None:
    assert until({name: value}, NOW) == NOW + timedelta(seconds=seconds)


def test_retry_after_speaks_before_the_reset() -> None:
    assert until({"x-ratelimit-reset": str(EPOCH + 900), "retry-after": "7"}, NOW) == NOW + timedelta(seconds=7)


def test_a_header_that_means_nothing_leaves_the_word_to_the_next() -> None:
    assert until({"retry-after": "soon", "x-ratelimit-reset": "9"}, NOW) == NOW + timedelta(seconds=9)


def test_with_no_header_it_is_a_minute() -> None:
    assert until({}, NOW) == NOW + UNKNOWN


@pytest.mark.parametrize("name", REMAINING)
def test_nothing_left_is_nothing_left_by_every_name(name: str) -> None:
    assert exhausted({name: " 0 "})
    assert not exhausted({name: "1"})
    assert not exhausted({name: "none"})
    assert not exhausted({})


ODD = st.one_of(
    st.text(),
    st.floats().map(str),
    st.integers().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.from_regex(r"[A-Z][a-z]{2}, \d{1,4} [A-Z][a-z]{2} \d{1,6} \d\d:\d\d:\d\d [+-]?\w{1,20}", fullmatch=True),
)


@given(st.dictionaries(st.sampled_from((*RETRY, *RESET)), ODD))
def test_whatever_it_says_the_next_request_is_later_and_within_two_hours(headers: dict[str, str]) -> None:
    found = until(headers, NOW)
    assert NOW < found <= NOW + LONGEST
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("date", "minutes"),
    [
        ("Mon, 23 Nov 2026 13:00:00 GMT", 60),
        ("Mon, 23 Nov 2026 11:00:00 GMT", -60),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("yesterday", 0),
        ("", 0),
    ],
)
def test_how_far_a_services_clock_is_ahead(date: str, minutes: int) -> None:
    assert ahead({"date": date}, NOW, NOW) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("asked", "answered", "minutes"),
    [
        (-55, 0, 0),
        (0, 55, 0),
        (-55, -5, 5),
        (5, 55, -5),
    ],
)
def test_a_machine_that_slept_before_the_answer_has_no_wrong_clock(asked: int, answered: int, minutes: int) -> None:
    told, minute = {"date": "Mon, 23 Nov 2026 12:00:00 GMT"}, timedelta(minutes=1)
    assert ahead(told, NOW + asked * minute, NOW + answered * minute) == minutes * minute


def test_what_a_cache_answers_tells_no_time() -> None:
    assert ahead({"date": "Mon, 23 Nov 2026 11:00:00 GMT", "age": "3600"}, NOW, NOW) == timedelta(0)


@pytest.mark.parametrize("value", [str(EPOCH + 7200), "Mon, 23 Nov 2026 14:00:00 GMT", "60"])
def test_a_moment_by_a_clock_that_is_ahead_is_waited_for_by_ours(value: str) -> None:
    found = moment(value, NOW + timedelta(hours=1))
    assert found is not None
    assert until({"retry-after": value}, NOW, timedelta(hours=1)) == found - timedelta(hours=1)
