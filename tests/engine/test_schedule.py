"""When a watch is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.engine.schedule import LONGEST, delay
from supporttray.errors import Refused, ServiceError, SlowDown, Unreachable

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVERY = timedelta(seconds=30)
lots = st.floats(0, 1, exclude_max=True)


def test_all_is_well_and_the_interval_is_kept_give_or_take_a_tenth() -> None:
    assert delay(EVERY, 0, None, NOON, 0.5) == EVERY
    assert delay(EVERY, 0, None, NOON, 0.0) == 0.9 * EVERY


@pytest.mark.parametrize(("failures", "seconds"), [(1, 60), (2, 120), (3, 240), (5, 900), (60, 900)])
def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert delay(EVERY, failures, Unreachable("gone"), NOON, 0.5) == timedelta(seconds=seconds)


def test_a_watch_that_is_asked_rarely_is_never_asked_more_often_because_it_fails() -> None:
    assert delay(timedelta(hours=1), 1, Unreachable("gone"), NOON, 0.5) == timedelta(hours=1)


def test_a_refused_credential_is_not_tried_again() -> None:
    assert delay(EVERY, 1, Refused("no", missing="credential"), NOON, 0.5) is None


def test_another_refusal_is_tried_again_seldom() -> None:
    assert delay(EVERY, 1, Refused("no", missing="channels:history"), NOON, 0.5) == LONGEST


@given(st.integers(-60, 7200), lots)
def test_a_service_that_says_when_is_obeyed(seconds: int, lot: float) -> None:
    wait = delay(EVERY, 1, SlowDown("slower", NOON + timedelta(seconds=seconds)), NOON, lot)

    assert wait is not None
    assert wait >= timedelta(seconds=max(seconds, 0))


errors = st.sampled_from([None, Unreachable("gone"), Refused("no", missing="name")])


@given(st.timedeltas(timedelta(milliseconds=100), timedelta(days=2)), st.integers(0, 10_000), errors, lots)
def test_the_wait_is_never_nothing_and_never_endless(
    every: timedelta, failures: int, error: ServiceError | None, lot: float
) -> None:
    wait = delay(every, failures, error, NOON, lot)

    assert wait is not None
    assert 0.9 * every <= wait <= 1.1 * max(every, LONGEST)
