"""Several domains, and swaps: at every moment the right person, compared with a plain look at the hours."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.item import OPEN, Shift
from supporttray.core.model import Duty
from supporttray.core.roster import duty, resolved
from tests.core.make import HOUR, NOON, shift

DOMAINS = ("", "apps", "backend")
PEOPLE = ("Ada", "Bo", "Cy")


def on_duty(found: Duty, domain: str) -> tuple[str, ...]:
    return next((turn.people for turn in found.turns if turn.domain == domain), ())


def test_each_domain_has_its_own_person() -> None:
    found = duty([shift("Ada", -1, 8, mine=True, domain="apps"), shift("Bo", -1, 8, domain="backend")], NOON)

    assert (on_duty(found, "apps"), on_duty(found, "backend")) == (("Ada",), ("Bo",))
    assert (found.on, found.hears_first("apps"), found.hears_first("backend")) == (True, True, False)
    assert found.hears_first(""), "what belongs to no domain is everybody's"


def test_who_is_on_duty_for_all_hears_all_first() -> None:
    found = duty([shift("Ada", -1, 8, mine=True), shift("Bo", -1, 8, domain="backend")], NOON)

    assert found.hears_first("backend")
    assert found.on_duty("backend") == ("Ada", "Bo")


def test_a_turn_tells_until_when_and_who_follows() -> None:
    (turn,) = duty([shift("Ada", -1, 8), shift("Ada", 8, 10), shift("Bo", 10, 20)], NOON).turns

    assert (turn.people, turn.until, turn.next_person, turn.next_at) == (
        ("Ada",),
        NOON + 10 * HOUR,
        "Bo",
        NOON + 10 * HOUR,
    )


def test_a_swap_over_some_hours_gives_the_rest_back() -> None:
    rota = [shift("Ada", 0, 48, mine=True), shift("Bo", 10, 20, over=True)]

    people = [duty(rota, NOON + hour * HOUR).person for hour in (0, 9.9, 10, 19.9, 20, 47)]

    assert people == ["Ada", "Ada", "Bo", "Bo", "Ada", "Ada"]
    assert duty(rota, NOON).until == NOON + 10 * HOUR
    assert duty(rota, NOON + 12 * HOUR).until == NOON + 20 * HOUR, "then it is my turn again"


def test_a_swap_displaces_only_whom_it_names_and_only_in_its_domain() -> None:
    rota = [
        shift("Ada", 0, 48, domain="apps"),
        shift("Cy", 0, 48, domain="apps"),
        shift("Ada", 0, 48, domain="backend"),
        shift("Bo", 10, 20, over=True, instead_of="ada", domain="apps"),
    ]
    found = duty(rota, NOON + 12 * HOUR)

    assert set(on_duty(found, "apps")) == {"Bo", "Cy"}
    assert on_duty(found, "backend") == ("Ada",)


def test_of_two_swaps_the_one_that_begins_later_counts() -> None:
    rota = [shift("Ada", 0, 48), shift("Bo", 10, 30, over=True), shift("Cy", 15, 20, over=True)]

    assert [duty(rota, NOON + hour * HOUR).person for hour in (12, 16, 25, 31)] == ["Bo", "Cy", "Bo", "Ada"]


def names(found: Duty) -> list[tuple[str, tuple[str, ...]]]:
    return [(turn.domain, turn.people) for turn in found.turns]


def test_a_domain_of_which_the_rota_knows_nothing_more_has_no_turn() -> None:
    rota = [shift("Ada", -1, 8, domain="apps"), shift("Old", -90, -20, domain="data"), shift("Zed", -60, -50)]

    assert names(duty(rota, NOON)) == [("apps", ("Ada",))]
    assert names(duty(rota, NOON + 20 * HOUR)) == [("", ())], "after the last of them nobody is on duty"


def test_a_domain_that_has_somebody_later_has_a_turn_of_nobody() -> None:
    rota = [shift("Ada", -1, 8, domain="apps"), shift("Bo", 5, 8, domain="data"), shift("Zed", 20, 30, over=True)]

    assert names(duty(rota, NOON)) == [("apps", ("Ada",)), ("data", ())], "nor is Zed's a turn of nobody before it"


def test_who_is_on_duty_for_all_leaves_no_domain_to_nobody() -> None:
    rota = [shift("Ada", -1, 48, domain="apps"), shift("Cy", -1, 48, domain="data"), shift("Zed", -0.5, 8, over=True)]

    assert names(duty(rota, NOON)) == [("", ("Zed",))]
    assert names(duty([*rota, shift("Bo", 0, 8, over=True, domain="data")], NOON)) == [
        ("", ("Zed",)),
        ("data", ("Bo",)),
    ]


def test_who_follows_me_is_who_comes_where_my_duty_ends() -> None:
    mine, next_one = shift("Ada", -1, 8, mine=True, domain="apps"), shift("Dee", 8, 90, domain="apps")
    others = [shift("Bo", -1, 2, domain="backend"), shift("Cy", 2, 90, domain="backend")]

    assert duty([mine, next_one, *others], NOON).next_person == "Dee"
    assert duty([mine, *others], NOON).next_person == ""
    assert duty([mine, shift("Gus", 1, 3, domain="apps"), next_one], NOON).next_person == "Dee", "Gus is gone by then"
    assert (
        duty([mine, shift("Ada", 8, 20, mine=True, domain="backend"), shift("Fay", 20, 90), next_one], NOON).next_person
        == "Fay"
    )


class Compared(str):
    """A name that tells how often it was compared with another one."""

    __slots__ = ()
    times = 0

    def casefold(self) -> str:
        Compared.times += 1
        return super().casefold()


def test_a_thousand_swaps_are_no_work() -> None:
    rota = [shift(Compared(f"P{n}"), 8 * n, 8 * n + 8) for n in range(1000)]
    swaps = [shift(f"S{n}", 8 * n, 8 * n + 4, over=True, instead_of="nobody") for n in range(1000)]

    assert len(resolved([*rota, *swaps])) == 2000
    assert Compared.times <= 2000, "each with those only that it meets"


def plain_look(shifts: list[Shift], domain: str, now: datetime) -> set[str]:
    """Who is on duty, told hour by hour without cutting anything."""
    there = [one for one in shifts if one.at <= now < one.until]
    swaps = [one for one in there if one.over]

    def displaced(one: Shift) -> bool:
        return any(
            swap is not one
            and swap.domain in ("", one.domain)
            and swap.instead_of in ("", one.person)
            and (not one.over or (swap.at, swap.key) > (one.at, one.key))
            for swap in swaps
        )

    return {one.person for one in there if one.domain == domain and not displaced(one)}


some_shifts = st.lists(
    st.builds(
        lambda person, begin, length, domain, over, instead: shift(
            person, begin, begin + length, domain=domain, over=over, instead_of=instead if over else ""
        ),
        st.sampled_from(PEOPLE),
        st.integers(-30, 30),
        st.integers(1, 20),
        st.sampled_from(DOMAINS),
        st.booleans(),
        st.sampled_from(("", *PEOPLE)),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.key,
)


@given(some_shifts, st.integers(-40, 60), st.sampled_from(DOMAINS))
def test_at_every_hour_it_is_the_person_that_a_plain_look_finds(shifts: list[Shift], hour: int, domain: str) -> None:
    now = NOON + hour * HOUR

    assert set(on_duty(duty(shifts, now), domain)) == plain_look(shifts, domain, now)


@given(some_shifts)
def test_what_is_cut_never_grows_and_never_overlaps_what_displaced_it(shifts: list[Shift]) -> None:
    for piece in resolved(shifts):
        assert piece.at < piece.until
        assert any(one.key == piece.key and one.at <= piece.at and piece.until <= one.until for one in shifts)


def test_where_nobody_knows_an_end_none_is_told() -> None:
    found = duty([Shift(key="k", title="Ada", url="", at=NOON, until=OPEN, person="Ada", mine=True)], NOON + HOUR)

    assert (found.on, found.until, found.turns[0].until) == (True, None, None)
