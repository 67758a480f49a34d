"""The rota as a table: it says what the roster says, at every hour; what is not covered; and the words for others."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.duty import Cell, DayOff, Gap, Rota, Row, Source, SwapLine
from supporttray.core.item import OPEN, AnyItem, Holiday, Shift
from supporttray.core.model import World
from supporttray.core.roster import duty
from supporttray.core.rota import AHEAD, coverage, pm_text, rota, turn_end, volunteer_text
from tests.core.make import HOUR, NOON, shift, world
from tests.core.test_roster_domain import PEOPLE, some_shifts

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def always(found: World, *domains: str) -> World:
    return msgspec.structs.replace(found, always=domains)


def people(found: Rota) -> list[tuple[tuple[str, ...], ...]]:
    return [tuple(cell.people for cell in row.cells) for row in found.rows]


def holiday(name: str, first: date, last: date | None = None, where: str = "de") -> Holiday:
    return Holiday(key=f"holiday:{where}/{first}", title=name, url="", at=NOON, first=first, last=last or first)


# --- the table


def test_without_a_shift_there_is_no_table() -> None:
    found = rota(always(world(), "apps"), NOON, me="Ada")

    assert (found.rows, found.domains, found.gaps, found.people) == ((), (), (), ("Ada",))


def test_the_first_row_lasts_now_with_its_whole_time_and_each_change_begins_a_row() -> None:
    found = rota(world(shift("Ada", -5, 8), shift("Bo", 8, 16)), NOON)

    assert [(row.begin, row.end) for row in found.rows] == [
        (NOON - 5 * HOUR, NOON + 8 * HOUR),
        (NOON + 8 * HOUR, NOON + 16 * HOUR),
        (NOON + 16 * HOUR, None),
    ]
    assert people(found) == [(("Ada",),), (("Bo",),), ((),)]


def test_shifts_of_one_person_that_touch_are_one_row() -> None:
    found = rota(world(shift("Ada", -48, -24), shift("Ada", -24, 8), shift("Ada", 8, 16)), NOON)

    assert (found.rows[0].begin, found.rows[0].end) == (NOON - 48 * HOUR, NOON + 16 * HOUR)


def test_a_column_a_domain_and_who_has_none_stands_in_all() -> None:
    found = rota(
        world(shift("Ada", -1, 8, domain="apps"), shift("Bo", -1, 4, domain="backend"), shift("Cy", 4, 8)), NOON
    )

    assert found.domains == ("apps", "backend")
    assert people(found)[:2] == [(("Ada",), ("Bo",)), (("Ada", "Cy"), ("Cy",))]


def test_a_domain_of_which_the_rota_has_long_known_nothing_has_no_column() -> None:
    old, late = shift("Bo", -24 * 40, -24 * 15, domain="data"), shift("Cy", -24 * 40, -24 * 13, domain="shop")
    now = shift("Ada", -1, 8, domain="apps")

    assert rota(world(now, old, late), NOON).domains == ("apps", "shop")
    assert rota(world(old), NOON).domains == ("data",)
    assert rota(always(world(now, old), "data"), NOON).domains == ("apps", "data"), "but where somebody must be"


def test_a_swap_and_what_is_mine_are_marked_where_they_are() -> None:
    found = rota(world(shift("Ada", -1, 9, mine=True), shift("Bo", 2, 4, over=True)), NOON)

    assert [row.cells[0] for row in found.rows[:3]] == [
        Cell(("Ada",), mine=True, everywhere=True, me="Ada"),
        Cell(("Bo",), swapped=True, everywhere=True),
        Cell(("Ada",), mine=True, everywhere=True, me="Ada"),
    ]


def test_before_the_first_duty_the_table_begins_now_with_nobody() -> None:
    found = rota(world(shift("Ada", 5, 8)), NOON)

    assert found.rows[0] == Row(NOON, NOON + 5 * HOUR, (Cell(),))


def test_where_the_rota_names_no_domain_there_is_one_column_and_it_counts_for_what_must_never_be_empty() -> None:
    found = rota(always(world(shift("Ada", -1, 8)), "apps"), NOON)

    assert found.domains == ("",)
    assert found.gaps == (Gap("", NOON + 8 * HOUR, always=True),)


def test_an_end_that_nobody_knows_is_none() -> None:
    open_end = Shift(key="k", title="Ada", url="", at=NOON, until=OPEN, person="Ada")

    assert rota(world(open_end), NOON).rows == (Row(NOON, None, (Cell(("Ada",), everywhere=True),)),)


def test_the_table_ends_after_twelve_weeks_but_tells_the_last_ones_whole_time() -> None:
    weeks = [shift(PEOPLE[week % 3], week * 168, (week + 1) * 168) for week in range(30)]
    found = rota(world(*weeks), NOON + HOUR)

    assert len(found.rows) == 13
    assert found.rows[-1].begin < NOON + HOUR + AHEAD <= (found.rows[-1].end or NOON)
    assert found.gaps == ()


def test_a_gap_is_told_whole_though_the_table_ends_before_it_does() -> None:
    found = rota(world(shift("Ada", -1, 24, domain="apps"), shift("Bo", -1, 3000, domain="backend")), NOON)

    assert found.gaps == (Gap("apps", NOON + 24 * HOUR),)
    assert found.rows[-1].end == NOON + 3000 * HOUR


@given(some_shifts, st.integers(-40, 60), st.integers(0, 40))
def test_the_table_says_at_every_hour_what_the_roster_says(shifts: list[Shift], at: int, later: int) -> None:
    now, then = NOON + at * HOUR, NOON + (at + later) * HOUR
    found, told = rota(always(world(*shifts), "apps"), now), duty(shifts, then)

    (row,) = [one for one in found.rows if one.begin <= then and (one.end is None or then < one.end)]
    said = [set(cell.people) for cell in row.cells]
    assert said == [set(told.on_duty(domain)) for domain in found.domains]
    assert any(cell.mine for cell in row.cells) is bool(told.on)


@given(some_shifts, st.integers(-40, 60))
def test_the_rows_leave_no_time_out_and_differ_from_their_neighbours(shifts: list[Shift], at: int) -> None:
    now = NOON + at * HOUR
    rows = rota(world(*shifts), now).rows

    assert rows[0].begin <= now
    assert [row.end for row in rows] == [*(row.begin for row in rows[1:]), None]
    assert all(one.cells != next_.cells for one, next_ in pairwise(rows))


@given(some_shifts, st.integers(-40, 60), st.integers(0, 40))
def test_there_is_a_gap_exactly_while_nobody_is_on_duty(shifts: list[Shift], at: int, later: int) -> None:
    now, then = NOON + at * HOUR, NOON + (at + later) * HOUR
    found, told = rota(always(world(*shifts), "apps"), now), duty(shifts, then)

    lasting = {gap.domain for gap in found.gaps if gap.begin <= then and (gap.end is None or then < gap.end)}
    assert lasting == {domain for domain in found.domains if not told.on_duty(domain)}
    assert {gap.domain for gap in found.gaps if gap.always} <= {"apps", ""}


# --- gaps


WEEK = (shift("Ada", -1, 24, domain="apps"), shift("Bo", -1, 48, domain="backend"))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (WEEK, [("apps", 24, None), ("backend", 48, None)]),
        ((*WEEK, shift("Cy", 30, 60)), [("apps", 24, 30), ("apps", 60, None), ("backend", 60, None)]),
        ((*WEEK, shift("Cy", 24, 48)), [("apps", 48, None), ("backend", 48, None)]),
        ((shift("Ada", -9, -1, domain="apps"), WEEK[1]), [("apps", -1, None), ("backend", 48, None)]),
        ((shift("Ada", 3, 24),), [("", 0, 3), ("", 24, None)]),
        ((Shift(key="k", title="", url="", at=NOON, until=OPEN, person="Ada"),), []),
    ],
    ids=["the rota ends", "a stand-in for all", "who follows at once", "since an hour", "not yet", "for ever"],
)
def test_gaps(items: tuple[AnyItem, ...], expected: list[tuple[str, int, int | None]]) -> None:
    found = rota(world(*items), NOON).gaps

    hours = [(gap.domain, gap.begin - NOON, gap.end and gap.end - NOON) for gap in found]
    assert hours == [(domain, begin * HOUR, end and end * HOUR) for domain, begin, end in expected]


def test_what_must_never_be_empty_is_a_gap_though_the_rota_does_not_name_it_and_comes_first() -> None:
    found = rota(always(world(shift("Bo", -1, 48, domain="backend"), shift("Cy", 50, 60)), "shop"), NOON)

    assert found.domains == ("backend", "shop")
    assert [(gap.domain, gap.always) for gap in found.gaps] == [
        ("shop", True),
        ("backend", False),
        ("shop", True),
        ("backend", False),
    ]


# --- holidays, swaps, people


def test_holidays_of_the_coming_weeks_are_told_once_and_today_counts() -> None:
    found = rota(
        world(
            shift("Ada", -1, 24),
            holiday("Repentance Day", date(2026, 11, 18)),
            holiday("Today", date(2026, 11, 23)),
            holiday("Christmas Day", date(2026, 12, 25)),
            holiday("Christmas Day", date(2026, 12, 25), where="ics"),
            holiday("Easter Monday", date(2027, 3, 29)),
        ),
        NOON,
        zone=BERLIN,
    )

    assert [one.name for one in found.off] == ["Today", "Christmas Day"]


def test_in_the_evening_of_another_zone_it_is_already_the_next_day() -> None:
    today = world(shift("Ada", -1, 24), holiday("Today", date(2026, 11, 23)))

    assert rota(today, NOON + 11 * HOUR, zone=ZoneInfo("UTC")).off
    assert not rota(today, NOON + 11 * HOUR, zone=BERLIN).off
    assert rota(today, NOON, zone=BERLIN).zone == "Europe/Berlin"


def test_swaps_are_listed_until_they_are_over_with_the_watch_that_can_take_them_back() -> None:
    swap = shift("Bo", 2, 4, over=True, instead_of="Ada", domain="apps")
    items = world(shift("Ada", -9, 9, domain="apps"), swap, shift("Cy", -4, -2, over=True))
    seen = msgspec.structs.replace(items, seen_by={swap.key: ("calendar", "rota")})
    sources = (Source("calendar", "roster.ics"), Source("rota", "roster.file", writable=True))

    assert rota(seen, NOON, sources=sources).swaps == (
        SwapLine(person="Bo", begin=swap.at, end=swap.until, domain="apps", instead_of="Ada", source="rota"),
    )
    assert rota(items, NOON).swaps[0].source == ""


def test_the_people_are_all_that_are_named_and_me() -> None:
    found = rota(world(shift("bo", -1, 9), shift("Cy", 2, 4, over=True, instead_of="Dee")), NOON, me="Ada")

    assert found.people == ("Ada", "bo", "Cy", "Dee")


@given(some_shifts, st.integers(0, 40))
def test_a_turn_ends_when_others_are_on_duty(shifts: list[Shift], later: int) -> None:
    found, begin = rota(world(*shifts), NOON), NOON + later * HOUR
    for column, domain in enumerate(found.domains):
        end = turn_end(found, column, begin)
        here = set(duty(shifts, begin).on_duty(domain))
        assert end is None or set(duty(shifts, end).on_duty(domain)) != here
        hours = range(later, 80 if end is None else (end - NOON) // HOUR)
        assert all(set(duty(shifts, NOON + hour * HOUR).on_duty(domain)) == here for hour in hours)


def test_a_turn_that_outlasts_the_table_ends_where_it_does() -> None:
    assert turn_end(rota(world(shift("Ada", -1, 3000)), NOON), 0, NOON) == NOON + 3000 * HOUR


# --- words


GAPPY = world(
    shift("Ada", -48, 2, domain="apps"),
    shift("Ada", 48, 4000, domain="apps"),
    shift("Bo", -48, 600, domain="backend"),
    shift("Cy", 624, 4000, domain="backend"),
    holiday("Christmas", date(2026, 12, 25), date(2026, 12, 26)),
    holiday("New Year's Day", date(2027, 1, 1)),
)


def test_the_coverage_says_the_next_gap_and_the_next_holiday() -> None:
    found = rota(always(GAPPY, "apps"), NOON, zone=BERLIN)

    assert coverage(found, BERLIN) == (
        "Nobody is on duty for apps from Mon 23 Nov 15:00 until Wed 25 Nov 13:00; there must always be somebody. "
        "There is another gap later. Fri 25 Dec to Sat 26 Dec are holidays: Christmas."
    )


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((), "No rota says who is on duty."),
        ((shift("Ada", -1, 4000),), "Everybody is there until Sun 9 May 04:00."),
        ((Shift(key="k", title="", url="", at=NOON, until=OPEN, person="Ada"),), "Everybody is there."),
        ((shift("Ada", -4, -1),), "Nobody is on duty from now on."),
        ((shift("Ada", -4, -1), shift("Ada", 1, 4000)), "Nobody is on duty now until Mon 23 Nov 13:00."),
        ((shift("Ada", -4, 5),), "Nobody is on duty from Mon 23 Nov 17:00 on."),
        (
            (shift("Ada", 1, 2), shift("Ada", 3, 4)),
            "Nobody is on duty now until Mon 23 Nov 13:00. There are 2 more gaps later.",
        ),
    ],
)
def test_the_coverage_in_a_sentence(items: tuple[AnyItem, ...], said: str) -> None:
    assert coverage(rota(world(*items), NOON), ZoneInfo("UTC")) == said


def test_the_text_for_the_pm_has_each_gap_and_each_holiday() -> None:
    assert pm_text(rota(always(GAPPY, "apps"), NOON, zone=BERLIN), BERLIN).splitlines() == [
        "Support duty from Sat 21 Nov (times of Europe/Berlin):",
        "- Nobody is on duty for apps from Mon 23 Nov 15:00 until Wed 25 Nov 13:00; there must always be somebody.",
        "- Nobody is on duty for backend from Fri 18 Dec 13:00 until Sat 19 Dec 13:00.",
        "- Fri 25 Dec to Sat 26 Dec are holidays: Christmas.",
        "- Fri 1 Jan is a holiday: New Year's Day.",
    ]
    assert pm_text(Rota()) == "No rota says who is on duty."
    covered = pm_text(rota(world(shift("Ada", -1, 4000)), NOON), ZoneInfo("UTC"))
    assert covered == "Support duty from Mon 23 Nov:\n- Everybody is there until Sun 9 May 04:00."


def test_a_volunteer_says_what_and_when_and_asks_the_pm() -> None:
    found = rota(GAPPY, NOON)

    assert volunteer_text(found, found.gaps[0], BERLIN) == (
        "I can take apps from Mon 23 Nov 15:00 until Wed 25 Nov 13:00. Could you change the workplan?"
    )
    nobody = rota(world(shift("Ada", -4, -1)), NOON)
    assert volunteer_text(nobody, nobody.gaps[0]) == (
        "I can take support duty from now on. Could you change the workplan?"
    )


def test_several_days_of_the_same_name_are_one_holiday() -> None:
    found = rota(world(shift("Ada", -1, 4000), holiday("Leave", date(2026, 12, 1), date(2026, 12, 3))), NOON)

    assert found.off == (DayOff("Leave", date(2026, 12, 1), date(2026, 12, 3)),)
