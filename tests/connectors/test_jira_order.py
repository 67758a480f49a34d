"""The order that QA keeps is told as it is, and what one issue's move changes is that issue."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.jira.order import STEP, ranked

IDS = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(IDS, st.lists(IDS, max_size=8))
def test_numbers_rise_in_the_order_however_often_it_changes(first: list[str], orders: list[list[str]]) -> None:
    known = ranked(first, {})
    for order in orders:
        known = ranked(order, known)
        assert list(known) == order or sorted(known, key=known.__getitem__) == order
        assert all(known[one] < known[other] for one, other in pairwise(order))


@given(IDS, st.integers(0, 9), st.integers(0, 9))
def test_who_moves_one_issue_changes_one_number(order: list[str], taken: int, put: int) -> None:
    known = ranked(order, {})
    moved = list(order)
    if moved:
        one = moved.pop(taken % len(moved))
        moved.insert(put % (len(moved) + 1), one)
    new = ranked(moved, known)
    assert sum(new[one] != known[one] for one in order) <= 1


def test_who_comes_stands_between_its_neighbours_and_who_goes_changes_nothing() -> None:
    known = ranked(["a", "b", "c"], {})
    new = ranked(["x", "a", "y", "c", "z"], known)
    assert (new["a"], new["c"]) == (known["a"], known["c"])
    assert new["x"] < new["a"] < new["y"] < new["c"] < new["z"]


def test_where_no_room_is_left_all_are_numbered_anew() -> None:
    new = ranked(["a", "x", "b"], {"a": 7, "b": 8})
    assert new == {"a": 0, "x": STEP, "b": 2 * STEP}


def test_two_with_one_number_are_told_apart() -> None:
    new = ranked(["a", "b", "c"], {"a": 7, "b": 7, "c": 9})
    assert (new["a"], new["c"]) == (7, 9)
    assert new["a"] < new["b"] < new["c"]
