"""What looks like a problem of a release, and what does not; what a person decided teaches the next search."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray.core.release.problem import LINE, Problem, Standing
from tests.core.release.tickets import DAY, HOUR, MINUTE, ORDINARY, RELEASE, START, error, found, said, ticket

NAN = ("Cart total shows NaN", "My basket says NaN instead of a price", "NaN at the end??", "NaN, so I cannot pay")


def keys(*problems: Problem) -> list[set[str]]:
    return [{key.rpartition("/")[2] for key in (*one.tickets, *one.errors)} for one in problems]


def decided(problem: Problem, standing: Standing) -> Problem:
    return msgspec.structs.replace(problem, standing=standing, decided_at=START + HOUR)


def kinds(problem: Problem) -> set[str]:
    return {sign.kind for sign in problem.signs}


def test_ordinary_tickets_are_no_problem() -> None:
    assert found(*said(*ORDINARY, *ORDINARY)) == ()


def test_tickets_that_share_a_word_nobody_said_before_are_a_burst() -> None:
    [problem] = found(*said(*NAN, *ORDINARY[:5]))
    assert keys(problem) == [{"f0", "f1", "f2", "f3"}]
    assert "burst" in kinds(problem)
    assert "4 alike tickets in 15 min" in problem.because


def test_two_tickets_that_share_a_word_are_no_burst() -> None:
    assert found(*said(*NAN[:2], *ORDINARY[:5])) == ()


def test_a_word_that_customers_always_say_makes_no_burst() -> None:
    assert found(*said(*("My voucher is not accepted",) * 3, *ORDINARY[:9])) == ()


def test_two_bursts_at_once_are_two_problems() -> None:
    others = (
        "The labels print upside down",
        "upside down labels",
        "Labels are upside down since today",
        "labels: upside down",
    )
    problems = found(*said(*NAN), *said(*others, begin="g"))
    assert sorted(map(sorted, keys(*problems))) == [["f0", "f1", "f2", "f3"], ["g0", "g1", "g2", "g3"]]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("My loyalty-points are gone", "component"),
        ("Loyaltypoints?", "component"),
        ("They charged me twice, I mean: charged  twice", "word"),
        ("Since the update to 4.0.1 it shows an error", "version"),
    ],
)
def test_one_ticket_is_enough_where_it_names_what_nobody_named_before(title: str, kind: str) -> None:
    [problem] = found(*said(title))
    assert kind in kinds(problem)
    assert problem.score >= LINE


@pytest.mark.parametrize(
    "title",
    [
        "The checkout asks for my birthday, why?",  # a component that customers always name
        "When will 4.0 come to my phone?",
        "How do I get to 14.0 or 4.05?",
        "Love the new design, great",
        "There is an error on my invoice",
    ],
)
def test_a_harmless_ticket_is_below_the_line(title: str) -> None:
    assert found(*said(title)) == ()


def test_what_is_usual_is_said_with_its_number() -> None:
    [problem] = found(*said("checkout 4.0 is broken"))
    assert "It names \N{FIRST STRONG ISOLATE}checkout" in problem.because or "It names checkout" in problem.because
    assert "100 of 600 earlier tickets did" in problem.because


def test_an_error_since_the_release_is_suspected_alone() -> None:
    [problem] = found(errors=(error("41", "PriceRounder.round is not a function", version="4.0.0"),))
    assert keys(problem) == [{"41"}]
    assert {"new", "version"} <= kinds(problem)


@pytest.mark.parametrize(
    "more",
    [
        {"environment": "staging"},
        {"level": "warning"},
        {"at": START - HOUR},
        {"ended": True},
    ],
)
def test_an_error_of_elsewhere_or_of_before_is_none_of_the_releases(more: dict[str, object]) -> None:
    assert (
        found(
            errors=(
                error("41", "PriceRounder.round is not a function", version="4.0.0")
                if not more
                else error("41", "x", **more),
            )
        )
        == ()
    )


def test_where_new_errors_come_every_day_one_more_is_below_the_line() -> None:
    assert found(errors=(error("41", "Something"),), usual=5.0) == ()
    assert len(found(errors=(error("41", "Something"),), usual=0.1)) == 1


def test_an_error_that_came_back_counts_like_a_new_one() -> None:
    [problem] = found(errors=(error("7", "Old", at=START - 9 * DAY, again_at=START + HOUR, version="4.0"),))
    assert "came back since the release" in problem.because


def test_a_ticket_that_names_the_code_of_an_error_is_of_that_error() -> None:
    known = found(errors=(error("41", "ERR_CART_17: no price", version="4.0"),))
    [problem] = found(
        *said("It says ERR_CART_17 and stops"),
        problems=known,
        errors=(error("41", "ERR_CART_17: no price", version="4.0"),),
    )
    assert (problem.number, keys(problem)) == (1, [{"41", "f0"}])


def test_a_new_ticket_joins_the_problem_that_it_is_like() -> None:
    known = found(*said(*NAN))
    [problem] = found(*said(*NAN), ticket("later", "The total of my basket: NaN", START + 5 * HOUR), problems=known)
    assert (problem.number, keys(problem)) == (1, [{"f0", "f1", "f2", "f3", "later"}])
    assert problem.last_at == START + 5 * HOUR


def test_a_search_that_finds_nothing_new_changes_nothing() -> None:
    known = found(*said(*NAN))
    assert found(*said(*NAN), problems=known) == ()


def test_what_was_dismissed_three_times_stays_below_the_line_and_once_does_not() -> None:
    def noise(begin: str) -> Problem:
        [problem] = found(*said("My loyalty points are gone", begin=begin))
        return decided(msgspec.structs.replace(problem, number=ord(begin)), Standing.DISMISSED)

    past = [noise(begin) for begin in "abc"]
    tickets = [one for begin in "abc" for one in said("My loyalty points are gone", begin=begin)]
    new = ticket("new", "All my loyalty points are gone", START + 4 * HOUR)
    assert len(found(*tickets[:1], new, problems=(past[0],))) == 1
    assert found(*tickets, new, problems=tuple(past)) == ()


def test_the_like_of_a_problem_that_was_fixed_is_suspected_again() -> None:
    earlier = msgspec.structs.replace(RELEASE, version="3.9", start=START - 20 * DAY, end=START - 15 * DAY, number=9)
    old = ticket("old", "Label printer prints blank pages", START - 18 * DAY)
    fixed = Problem(
        number=5, release=earlier.number, title="", since=old.at, last_at=old.at, found_at=old.at,
        standing=Standing.FIXED, decided_at=old.at, tickets=(old.key,),
    )  # fmt: skip
    new = said("Label printer prints blank pages again")
    assert found(*new) == ()
    [problem] = found(*new, problems=(fixed,), told=(old,))
    assert "past" in kinds(problem)


def test_a_kind_of_sign_that_was_mostly_wrong_counts_for_less() -> None:
    def wrong(number: int) -> Problem:
        [problem] = found(*said("My loyalty points"))
        other = msgspec.structs.replace(problem, number=number, tickets=(), errors=())
        return decided(other, Standing.DISMISSED)

    past = tuple(wrong(number) for number in (1, 2, 3))
    assert len(found(*said("A question on loyalty points"), problems=past[:2])) == 1
    assert found(*said("A question on loyalty points"), problems=past) == ()


def test_a_ticket_that_is_gone_does_not_count() -> None:
    gone = ticket("x", "loyalty points are gone", START + HOUR, gone="It was merged into #3.")
    assert found(gone) == ()


def test_without_any_history_the_plan_still_finds_what_it_names() -> None:
    assert len(found(*said("loyalty points lost"), earlier=())) == 1


@pytest.mark.parametrize(
    ("components", "title", "noise"),
    [
        (("Gutschein",), "Mein Geschenkgutschein wird nicht angenommen", "Wann kommt mein Paket?"),
        (("tarjeta regalo",), "Mi tarjeta de regalo no funciona", "¿Dónde está mi pedido?"),
        (("קופה",), "יש תקלה בקופה", "איפה החבילה שלי"),
        (("支払い",), "支払いができない", "荷物はどこですか"),
        (("корзина",), "Из корзины пропали товары", "Где мой заказ?"),
        (("paiement",), "Les paiements sont refusés", "Où est mon colis ?"),
    ],
)
def test_other_languages_are_read_as_well(components: tuple[str, ...], title: str, noise: str) -> None:
    release = msgspec.structs.replace(RELEASE, components=components)
    past = tuple(ticket(f"h{at}", noise, START - 20 * DAY + at * HOUR) for at in range(100))
    [problem] = found(*said(title, noise), release=release, earlier=past)
    assert keys(problem) == [{"f0"}]


TEXTS = st.lists(
    st.sampled_from([*NAN, *ORDINARY, "loyalty points gone", "ERR_CART_17", "🛟" * 3000, "<b>x</b>", ""]), max_size=14
)


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS, cut=st.integers(0, 14))
def test_each_ticket_is_in_one_problem_at_the_most_and_none_is_lost(texts: list[str], cut: int) -> None:
    tickets = said(*texts)
    first = found(*tickets[:cut], now=START + 2 * HOUR)
    both = {one.number: one for one in (*first, *found(*tickets, problems=first, now=START + 2 * HOUR))}
    of_all = [key for one in both.values() for key in one.tickets]
    assert len(of_all) == len(set(of_all))
    assert {key for one in first for key in one.tickets} <= set(of_all)
    assert all(one.score >= LINE for one in both.values())


def test_a_burst_is_found_at_the_scan_after_its_third_ticket() -> None:
    for number, expected in ((2, 0), (3, 1)):
        assert len(found(*said(*NAN[:number], step=timedelta(minutes=9)), now=START + HOUR + 30 * MINUTE)) == expected
