"""A build that says less than usual: no run for long, or hardly a test."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from supporttray.core.item import Build, Result, Run
from supporttray.core.model import Need, World
from supporttray.core.rules.silent import silent
from tests.core.make import ALWAYS, HOUR, MINUTE, NOON, build, health, run, world

PASSED, FAILED = Result.PASSED, Result.FAILED


def hourly(count: int = 8, *, result: Result = PASSED, last: Result | None = None) -> tuple[Run, ...]:
    """Return so many runs, one an hour; the last one began at noon."""
    runs = [run(60 * (number + 1 - count), result) for number in range(count)]
    return (*runs[:-1], replace(runs[-1], result=last or result))


def needs(item: Build, after: timedelta = timedelta(0), known: World | None = None) -> list[Need]:
    return list(silent(known or world(item), NOON + after))


def test_a_build_is_silent_when_twice_its_usual_interval_is_over() -> None:
    item = build(*hourly())

    assert needs(item, 2 * HOUR) == []
    (need,) = needs(item, 2 * HOUR + MINUTE)
    assert need.kind == "build.silent"
    assert need.because == "No run for 2 h; usually one comes within 1 h of working time."
    assert need.patient


def test_it_is_one_need_for_as_long_as_it_is_silent_and_another_one_the_next_time() -> None:
    item = build(*hourly())
    again = build(*hourly(), run(200, PASSED))

    keys = {need.key for after in (3, 5, 50) for need in needs(item, after * HOUR)}
    later = {need.key for need in needs(again, 60 * HOUR)}

    assert len(keys) == len(later) == 1
    assert keys != later


def test_of_a_build_that_ran_seldom_nothing_is_usual() -> None:
    assert needs(build(*hourly(5)), 50 * HOUR) == []
    assert needs(build(*hourly(6)), 50 * HOUR) != []


def test_a_long_night_among_short_intervals_is_not_what_is_usual() -> None:
    burst = [run(number, PASSED) for number in range(18)]
    item = build(run(-900, PASSED), *burst)

    assert needs(item, timedelta(minutes=17 + 3)) != []


def test_who_has_bursts_with_long_breaks_is_not_silent_in_a_break() -> None:
    runs = [run(300 * block + number, PASSED) for block in range(-4, 1) for number in range(4)]

    assert needs(build(*runs), 8 * HOUR) == []
    assert needs(build(*runs), 11 * HOUR) != []


def test_the_night_is_no_silence() -> None:
    """Runs come every half hour from 12 to 15:30; the team works until 17."""
    item = build(*(run(30 * number, PASSED) for number in range(8)))
    hours = replace(ALWAYS, begin=ALWAYS.begin.replace(hour=9), end=ALWAYS.begin.replace(hour=17))
    known = replace(world(item), hours=hours)

    assert needs(item, 4.4 * HOUR, known) == []
    assert needs(item, 4.6 * HOUR, known) != []
    late = build(*(run(30 * number + 60, PASSED) for number in range(8)))  # until 16:30
    known = replace(world(late), hours=hours)
    assert needs(late, 18 * HOUR, known) == []  # six in the morning
    assert needs(late, 21.6 * HOUR, known) != []  # and half past nine


@pytest.mark.parametrize("item", [build(), build(*hourly(last=FAILED)), replace(build(*hourly()), running=True)])
def test_what_never_ran_what_is_red_and_what_runs_is_not_silent(item: Build) -> None:
    assert needs(item, 50 * HOUR) == []


def test_what_nobody_could_look_at_meanwhile_is_not_silent() -> None:
    item = build(*hourly())
    seen = health("unreachable", seen=NOON + 90 * MINUTE)
    known = replace(world(item, healths=(seen,)), seen_by={item.key: ("w",)})
    both = replace(world(item, healths=(seen, health(watch="v", seen=NOON + 4 * HOUR))), seen_by={item.key: ("v", "w")})

    assert needs(item, 50 * HOUR, known) == []
    assert needs(item, 50 * HOUR, both) != []


def test_a_cancelled_run_is_a_run() -> None:
    item = build(*hourly(), run(90, Result.IGNORED))

    assert needs(item, 3 * HOUR) == []


def counted(*counts: int | None) -> Build:
    return build(
        *(replace(run(number, PASSED), tests=count, title=f"c{number}") for number, count in enumerate(counts))
    )


def test_far_fewer_tests_than_usual_are_told_while_the_build_is_green() -> None:
    (need,) = needs(counted(400, 402, 398, 400, 410, 12))

    assert need.because == "Only 12 tests ran in “c5”; usually 400 do."


@pytest.mark.parametrize(
    "counts",
    [(400, 402, 398, 400, 410, 200), (400, 400, 400, 400, 12), (400,) * 5 + (12, 400), (None,) * 9, (0,) * 9],
)
def test_a_few_tests_less_or_few_runs_or_no_count_are_nothing(counts: tuple[int | None, ...]) -> None:
    assert needs(counted(*counts)) == []


def test_a_red_run_with_few_tests_is_told_as_red_only() -> None:
    item = counted(400, 400, 400, 400, 400, 12)
    red = replace(item, runs=(*item.runs[:-1], replace(item.runs[-1], result=FAILED)))

    assert needs(red) == []


def test_a_run_that_was_cancelled_before_its_tests_does_not_hide_what_the_last_one_said() -> None:
    item = counted(400, 400, 400, 400, 400, 12)
    more = replace(item, runs=(*item.runs, replace(run(50, Result.IGNORED), tests=3)))

    assert [need.because for need in needs(more)] == [need.because for need in needs(item)] != []


def test_who_runs_once_a_working_day_is_missed_after_two_working_days() -> None:
    item = build(*(run(24 * 60 * number, PASSED) for number in range(-7, 1)))
    hours = replace(ALWAYS, begin=ALWAYS.begin.replace(hour=9), end=ALWAYS.begin.replace(hour=17))
    known = replace(world(item), hours=hours)

    assert needs(item, 48 * HOUR, known) == []
    assert needs(item, 49 * HOUR, known) != []
