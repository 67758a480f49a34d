"""How likely so many are by chance, beside SciPy, which computes it in another way."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from supporttray.core.release.count import chance, tail

COUNTS = st.integers(0, 30) | st.integers(0, 100_000)
HOURS = st.floats(0.05, 2000)


def close(ours: float, theirs: float) -> bool:
    return math.isclose(ours, theirs, rel_tol=1e-5, abs_tol=1e-250)


@settings(max_examples=150, deadline=None)
@given(count=COUNTS, before=COUNTS, exposure=HOURS, exposure_before=HOURS)
def test_two_counts_are_compared_as_scipy_compares_them(
    count: int, before: int, exposure: float, exposure_before: float
) -> None:
    share = exposure / (exposure + exposure_before)

    expected = stats.binomtest(count, count + before, share, alternative="greater").pvalue if count else 1.0

    assert close(chance(count, exposure, before, exposure_before), float(expected))


@settings(max_examples=150, deadline=None)
@given(count=COUNTS, mean=st.floats(0.01, 100_000), over=st.floats(1.001, 100))
def test_what_varies_more_than_by_chance_has_the_tail_that_scipy_gives_it(count: int, mean: float, over: float) -> None:
    expected = stats.nbinom.sf(count - 1, mean / (over - 1), 1 / over)

    assert close(tail(count, mean, mean * over), float(expected))


@pytest.mark.parametrize("mean", [0.02, 1, 7.5, 400, 90_000])
def test_what_varies_no_more_than_by_chance_has_poissons_tail(mean: float) -> None:
    for count in (1, 2, round(mean), round(mean + 3 * mean**0.5) + 1):
        assert math.isclose(tail(count, mean, mean), stats.poisson.sf(count - 1, mean), rel_tol=1e-3)
        assert tail(count, mean, mean / 2) == tail(count, mean, mean), "less than by chance there is not"


def test_two_after_one_are_nothing_and_two_hundred_after_one_hundred_are_much() -> None:
    assert chance(2, 1, 1, 1) == pytest.approx(0.5)
    assert chance(200, 1, 100, 1) < 1e-8
    assert chance(14, 2, 12, 24 * 7) < 1e-15
    assert chance(3, 0.5, 0, 24) == pytest.approx((0.5 / 24.5) ** 3), "none before: all fell into the later half-hour"


def test_where_nothing_was_seen_nothing_can_be_said() -> None:
    assert [chance(0, 1, 5, 1), chance(5, 0, 5, 1), chance(5, 1, 0, 0), tail(0, 3, 3)] == [1, 1, 1, 1]
    assert tail(1, 0, 0) == 0, "where none can come, one is no chance"


def test_a_chance_too_small_for_a_number_is_none_and_no_error() -> None:
    assert chance(100_000, 1, 0, 1000) == 0
    assert 0 < chance(100, 1, 0, 1000) < 1e-299
