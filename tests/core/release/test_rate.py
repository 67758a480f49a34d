"""What is usual at these hours, how strange a count is beside that, and what is said about it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supporttray.core.release.impact import around, headline, sentence, since
from supporttray.core.release.rate import Reading, Usual, alarm
from supporttray.core.release.season import Past, usual
from supporttray.core.release.trend import STEEPEST
from tests.core.release.simulated import KINDS, false_alarms, found

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
BERLIN = ZoneInfo("Europe/Berlin")


def weekly(rate: float, weeks: int = 6, until: datetime = NOON, growth: float = 1.0) -> dict[datetime, int]:
    """So many in each hour, in each week `growth` times as many as in the one before."""
    hours = {}
    for back in range(weeks * 7 * 24):
        hours[until - (back + 1) * HOUR] = round(rate * growth ** -(back / 168))
    return hours


# --- what is usual


def test_what_is_usual_is_what_came_at_the_same_hours_of_the_same_weekdays() -> None:
    hours = {NOON - week * WEEK + number * HOUR: 3 for week in range(1, 7) for number in range(3)}
    hours |= {hour + DAY: 40 for hour in hours}

    found = usual(hours, NOON, NOON + 3 * HOUR, UTC)

    assert found
    assert found.mean == pytest.approx(9, abs=0.2)
    assert 2.5 < found.spread < 5
    assert found.weeks == 6


def test_of_an_hour_in_which_a_window_ends_as_much_counts_as_lies_in_it() -> None:
    hours = {NOON - week * WEEK + number * HOUR: (6, 60)[number] for week in range(1, 7) for number in range(2)}

    found = usual(hours, NOON + HOUR / 2, NOON + 1.5 * HOUR, UTC)

    assert found
    assert found.mean == pytest.approx(6 / 2 + 60 / 2, rel=0.03)


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Europe/Berlin", date(2026, 11, 2)),
        ("America/New_York", date(2026, 11, 9)),
        ("Australia/Lord_Howe", date(2026, 10, 12)),
        ("Asia/Kolkata", date(2026, 11, 2)),
    ],
)
def test_ten_oclock_is_compared_with_ten_oclock_over_a_change_of_the_clocks(zone: str, monday: date) -> None:
    place = ZoneInfo(zone)
    hours: dict[datetime, int] = {}
    for back in range(1, 7 * 6 + 1):
        nine = datetime(monday.year, monday.month, monday.day, 9, tzinfo=place) - back * DAY
        for minutes in range(0, 240, 6):  # ten in each hour from nine to one
            at = (nine.astimezone(UTC) + timedelta(minutes=minutes)).replace(minute=0)
            hours[at] = hours.get(at, 0) + 1
    ten = datetime(monday.year, monday.month, monday.day, 10, tzinfo=place).astimezone(UTC)

    windows = ((0, 2), (2, 3), (-2, -1), (-5, -3))  # ten to twelve, twelve to one, before nine, at night
    found = [usual(hours, ten + begin * HOUR, ten + end * HOUR, place) for begin, end in windows]

    morning, noon, early, night = (one.mean for one in found if one)
    assert morning == pytest.approx(20, rel=0.03)
    assert noon > 7, "of an hour of ours that lies half in it a half counts"
    assert early < 3
    assert night < 0.5


def test_a_holiday_is_no_part_of_the_past_and_is_like_a_sunday() -> None:
    hours = weekly(10)
    monday, sunday = NOON - 2 * WEEK, NOON - DAY
    hours = {at: (0 if at.date() == monday.date() else 2 if at.weekday() == sunday.weekday() else n) for at, n in hours.items()}  # fmt: skip
    today = (NOON, NOON + 4 * HOUR)

    known, unknown = Past(hours, UTC, NOON, off=[monday.date()]), Past(hours, UTC, NOON)
    free = Past(hours, UTC, NOON, off=[monday.date(), NOON.date()])

    means = [past.usual(*today).mean for past in (known, unknown, free)]  # type: ignore[union-attr]
    assert means[0] == pytest.approx(40, rel=0.04)
    assert means[1] < 37, "a day off that nobody told of takes its part"
    assert means[2] == pytest.approx(8, rel=0.1)


def test_the_season_is_allowed_for_and_explodes_never() -> None:
    window = (NOON, NOON + 10 * HOUR)

    grown = usual(weekly(50, growth=1.1), *window, UTC)
    leapt = usual(weekly(900, weeks=2, growth=30), *window, UTC)

    assert grown
    assert leapt
    assert grown.mean == pytest.approx(500, rel=0.06), "last week it was 455"
    assert Past(weekly(900, growth=2), UTC, NOON).trend.slope == STEEPEST
    assert leapt.mean < 9000
    assert leapt.spread > leapt.mean, "two weeks of which one is another one say little"


def test_what_came_since_the_release_is_not_usual() -> None:
    hours = weekly(5, until=NOON) | {NOON + number * HOUR: 50 for number in range(9 * 24)}

    past = Past(hours, UTC, NOON)
    later = past.usual(NOON + 8 * DAY, NOON + 8 * DAY + 2 * HOUR)
    whole = past.usual(NOON, NOON + 9 * DAY)

    assert later
    assert whole
    assert later.mean == pytest.approx(10, rel=0.1)
    assert whole.mean == pytest.approx(9 * 24 * 5, rel=0.05)


def test_with_less_than_two_weeks_nothing_is_usual() -> None:
    assert usual({}, NOON, NOON + HOUR, UTC) is None
    assert usual(weekly(5, weeks=1), NOON, NOON + HOUR, UTC) is None
    assert usual(weekly(5, weeks=2), NOON, NOON + HOUR, UTC) is not None
    assert Past(weekly(5, weeks=1), UTC, NOON).rate(NOON) is None


def test_weeks_without_a_ticket_are_known_where_it_is_known_since_when() -> None:
    hours = {NOON - 3 * WEEK: 1}

    found = Past(hours, UTC, NOON, since=NOON - 6 * WEEK).usual(NOON + 5 * HOUR, NOON + 6 * HOUR)

    assert found
    assert found.weeks == 6
    assert 0 < found.mean < 0.3, "none was seen, which does not mean that none can come"


def test_days_that_differ_much_make_a_count_less_strange() -> None:
    steady = weekly(10)
    wild = {at: (2 if (at.toordinal() * 7) % 3 else 26) for at in steady}

    calm, rough = (usual(hours, NOON, NOON + 10 * HOUR, UTC) for hours in (steady, wild))

    assert calm
    assert rough
    assert Past(wild, UTC, NOON).trend.variance > 2 * Past(steady, UTC, NOON).trend.variance
    assert rough.chance(round(rough.mean * 1.5)) > 0.1
    assert calm.chance(round(calm.mean * 1.5)) < 0.001


# --- when it is said


TWELVE = Usual(12, 4, 6)


def reading(count: int, hours: float = 3, usual: Usual | None = TWELVE) -> Reading:
    return Reading("since noon", NOON, NOON + hours * HOUR, count, usual)


def test_the_strangest_is_said_and_stays_while_it_lasts() -> None:
    assert alarm([]) is None
    assert alarm([reading(31), reading(40), reading(13)]) == reading(40)
    assert alarm([reading(22)]) is None
    assert alarm([reading(22)], standing=True) == reading(22)
    assert alarm([reading(14)], standing=True) is None


def test_what_nobody_can_know_and_what_is_little_is_no_alarm() -> None:
    assert alarm([reading(1000, usual=None)]) is None
    assert alarm([reading(3, usual=Usual(0.01, 0.1, 6))]) is None
    assert alarm([reading(4, usual=Usual(0.01, 0.1, 6))])


def test_fewer_than_usual_is_no_alarm() -> None:
    assert alarm([reading(0, usual=Usual(1000, 40, 6))]) is None


@pytest.mark.parametrize("kind", ["a season", "holidays"])
def test_in_simulated_weeks_there_is_at_most_one_false_alarm_a_week(kind: str) -> None:
    weeks = 4

    assert sum(false_alarms(KINDS[kind], seed) for seed in range(weeks)) <= weeks


def test_a_rise_is_found_in_most_simulated_weeks() -> None:
    seeds = range(12)

    assert sum(found(KINDS["by chance alone"], seed) for seed in seeds) > len(seeds) / 2
    assert sum(found(KINDS["a season"], seed, times=3) for seed in seeds) > len(seeds) * 0.75


# --- how it is said


@pytest.mark.parametrize(
    ("count", "usual", "said"),
    [
        (31, Usual(12.3, 3.9, 6), "31 tickets since noon, usually 12 ± 4."),
        (1, Usual(0.2, 0.4, 6), "1 ticket since noon, usually none."),
        (2400, Usual(1803.2, 60.4, 6), "2,400 tickets since noon, usually 1,803 ± 60."),
        (31, None, "31 tickets since noon."),
        (0, None, "No tickets since noon."),
    ],
)
def test_a_count_is_said_beside_what_is_usual(count: int, usual: Usual | None, said: str) -> None:
    assert sentence(reading(count, usual=usual)) == said


def test_what_is_unusual_is_called_so() -> None:
    assert sentence(reading(31), "error", unusual=True) == "31 errors since noon, usually 12 ± 4: that is unusual."


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        ("2026-11-23T12:00", "since noon"),
        ("2026-11-23T09:10", "since 09:10"),
        ("2026-11-23T00:00", "today"),
        ("2026-11-21T09:10", "since Saturday 09:10"),
        ("2026-11-16T09:10", "since 16 November"),
    ],
)
def test_since_when_is_said_by_the_clock_on_the_wall(begin: str, said: str) -> None:
    assert since(datetime.fromisoformat(begin).replace(tzinfo=BERLIN), NOON + 3 * HOUR, BERLIN) == said


def test_before_and_after_a_deploy_are_said_as_rates() -> None:
    before = Reading("the deploy", NOON - DAY, NOON, 72)
    after = Reading("", NOON, NOON + 2 * HOUR, 14)

    assert around(before, after) == "Before the deploy 3 an hour, after it 7."
    known = Reading("", NOON, NOON + 2 * HOUR, 14, Usual(9, 3, 6))
    assert around(before, known, "errors") == "Before the deploy 3 errors an hour, after it 7, when 4.5 are usual."
    assert around(before, Reading("", NOON, NOON, 0)) == "", "nothing is known of no time"


@pytest.mark.parametrize(
    ("count", "usual", "confirmed", "said"),
    [
        (31, Usual(27.4, 5, 6), 2, "+4 tickets over usual, 2 confirmed."),
        (28, Usual(27.4, 5, 6), 0, "+1 ticket over usual, none confirmed."),
        (27, Usual(27.4, 5, 6), 0, "as many tickets as usual, none confirmed."),
        (20, Usual(27.4, 5, 6), 1, "\N{MINUS SIGN}7 tickets under usual, 1 confirmed."),
        (20, None, 1, "20 tickets; too few weeks are known to say what is usual; 1 confirmed."),
    ],
)
def test_the_headline_is_the_impact_so_far(count: int, usual: Usual | None, confirmed: int, said: str) -> None:
    assert headline(count, usual, confirmed) == f"Impact on Customer Support so far: {said}"
