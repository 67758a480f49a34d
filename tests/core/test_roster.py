"""Who is on duty, until when, who next: one answer, and none where nobody knows."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supporttray.core.model import Duty
from supporttray.core.roster import duty, gap
from tests.core.make import HOUR, NOON, request, shift


def told(found: Duty) -> tuple[object, ...]:
    return (found.on, found.until, found.person, found.next_person)


def test_without_a_shift_nobody_knows() -> None:
    assert duty([request()], NOON) == Duty()


def test_a_swap_alone_is_no_rota_but_tells_who_is_on_duty_while_it_lasts() -> None:
    swap = [replace(shift("Ada", 1, 8, mine=True), over=True)]

    assert [duty(swap, NOON + hours * HOUR).on for hours in (0, 1, 8)] == [None, True, None]
    assert gap(swap, "apps", NOON + 2 * HOUR, NOON + 20 * HOUR) is None


def test_a_rota_that_a_swap_covers_whole_is_still_one() -> None:
    rota = [shift("Ada", 1, 8, mine=True), replace(shift("Bo", 0, 9), over=True)]

    assert duty(rota, NOON + 10 * HOUR).on is False


def test_a_shift_begins_at_its_first_moment_and_ends_before_its_last() -> None:
    mine = [shift("Ada", 0, 8, mine=True)]

    assert duty(mine, NOON).on is True
    assert duty(mine, NOON + 8 * HOUR - timedelta(seconds=1)).on is True
    assert duty(mine, NOON + 8 * HOUR).on is False


def test_on_duty_it_is_known_until_when_and_who_follows() -> None:
    found = duty([shift("Ada", -1, 8, mine=True), shift("Jonas", 8, 16)], NOON)

    assert told(found) == (True, NOON + 8 * HOUR, "Ada", "Jonas")


def test_my_shifts_that_touch_are_one_duty() -> None:
    mine = [shift("Ada", -1, 8, mine=True), shift("Ada", 8, 12, mine=True), shift("Ada", 20, 24, mine=True)]

    assert duty(mine, NOON).until == NOON + 12 * HOUR


def test_off_duty_it_is_known_who_is_and_when_my_turn_comes() -> None:
    found = duty([shift("Jonas", -1, 8), shift("Ada", 8, 16, mine=True)], NOON)

    assert told(found) == (False, NOON + 8 * HOUR, "Jonas", "")


def test_between_shifts_nobody_is_on_duty() -> None:
    assert told(duty([shift("Ada", 5, 8, mine=True)], NOON)) == (False, NOON + 5 * HOUR, "", "")


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20), st.booleans()), min_size=1), st.integers(-60, 80))
def test_i_am_on_duty_exactly_while_a_shift_of_mine_lasts(shifts: list[tuple[int, int, bool]], hour: int) -> None:
    made = [shift("Ada" if mine else "Bo", begin, begin + length, mine=mine) for begin, length, mine in shifts]
    now = NOON + hour * HOUR

    found = duty(made, now)

    assert found.on is any(one.mine and one.at <= now < one.until for one in made)
    assert not found.on or (found.until is not None and found.until > now)
