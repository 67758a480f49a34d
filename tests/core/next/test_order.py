"""The order of what is next: the loudest, then what is late, then the job's own order; each row says why it stands there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.model import Urgency
from supporttray.core.next import Group, Row
from supporttray.core.next.order import ordered, standing

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOUD = {"urgent": Urgency.URGENT, "needs": Urgency.NEEDS_YOU, "quiet": Urgency.QUIET}
GROUPS = {group.name.lower(): group for group in Group}


def row(words: str) -> Row:
    """Make a row of words: how loud, perhaps late, which sort, perhaps the place (`at 3`), the hours it waits (`2h`), what it blocks (`for 3.2`)."""
    loud, *rest = words.split()
    late = "late" in rest
    sort = next(word for word in rest if word in GROUPS)
    place = (int(rest[rest.index("at") + 1]),) if "at" in rest else ()
    hours = next((int(word[:-1]) for word in rest if word[:-1].isdecimal() and word.endswith("h")), 1)
    stops = f"it blocks {rest[rest.index('for') + 1]}" if "for" in rest else ""
    return Row(
        key=words,
        subject=words,
        group=GROUPS[sort],
        urgency=LOUD[loud],
        title=words,
        why="",
        since=NOW - timedelta(hours=hours),
        late=late,
        place=place,
        stops=stops,
    )


# what stands first, what stands below it, and what the first one says of that
CASES = [
    # within one urgency the job's own order: every sort of work against the one that follows it, and further ones
    ("urgent critical for 3.2", "urgent build", "above the red builds because it blocks 3.2"),
    ("urgent critical", "urgent build", "above the red builds because it blocks a release"),
    ("urgent critical for 3.2", "urgent request", "above the requests because it blocks 3.2"),
    ("needs critical for 3.2", "needs review", "above the reviews because it blocks 3.2"),
    ("quiet critical for 3.2", "quiet queue", "above the queue because it blocks 3.2"),
    ("needs critical", "needs app", "above what this app cannot see because it blocks a release"),
    ("urgent build", "urgent request", "above the requests because a red build stops everybody"),
    ("needs build", "needs review", "above the reviews because a red build stops everybody"),
    ("quiet build", "quiet process", "above testing and releases because a red build stops everybody"),
    ("quiet build", "quiet queue", "above the queue because a red build stops everybody"),
    ("needs build", "needs app", "above what this app cannot see because a red build stops everybody"),
    ("needs request", "needs review", "above the reviews because somebody waits for an answer"),
    ("quiet request", "quiet process", "above testing and releases because somebody waits for an answer"),
    ("quiet request", "quiet begun", "above what you have begun because somebody waits for an answer"),
    ("quiet request", "quiet queue", "above the queue because somebody waits for an answer"),
    ("needs review", "needs app", "above what this app cannot see because somebody's work waits for it"),
    ("quiet review", "quiet process", "above testing and releases because somebody's work waits for it"),
    ("quiet review", "quiet begun", "above what you have begun because somebody's work waits for it"),
    ("quiet review", "quiet queue", "above the queue because somebody's work waits for it"),
    ("quiet process", "quiet app", "above what this app cannot see because a release waits for it"),
    ("quiet process", "quiet begun", "above what you have begun because a release waits for it"),
    ("quiet process", "quiet queue", "above the queue because a release waits for it"),
    ("quiet app", "quiet begun", "above what you have begun because something may wait there unseen"),
    ("quiet begun", "quiet queue", "above the queue because you have begun it"),
    # urgency beats the order
    ("urgent queue", "needs critical", "above what blocks a release because it is urgent"),
    ("urgent review", "needs build", "above the red builds because it is urgent"),
    ("urgent request", "needs critical", "above what blocks a release because it is urgent"),
    ("needs review", "quiet request", "above the requests because it needs you now"),
    ("needs app", "quiet critical", "above what blocks a release because it needs you now"),
    ("needs review", "quiet late request", "above the requests because it needs you now"),
    # what is late beats the order, but not the urgency
    ("needs late review", "needs critical", "above what blocks a release because its time is over"),
    ("needs late request", "needs build", "above the red builds because its time is over"),
    ("quiet late queue at 9", "quiet request", "above the requests because its time is over"),
    ("quiet late queue at 9", "quiet queue at 1", "above the next one because its time is over"),
    ("needs late build", "needs late request", "above the requests because a red build stops everybody"),
    ("urgent request", "needs late critical", "above what blocks a release because it is urgent"),
    # in one sort the order that somebody else keeps, whatever waited longer
    ("quiet queue at 1", "quiet queue at 2", "above the next one because it comes first there"),
    ("quiet queue at 1 1h", "quiet queue at 2 90h", "above the next one because it comes first there"),
    ("quiet begun at 1", "quiet begun at 2", "above the next one because it comes first there"),
    ("needs review at 0", "needs review at 1", "above the next one because it comes first there"),
    ("quiet review at 1 1h", "quiet review at 2 9h", "above the next one because it comes first there"),
    ("quiet late queue at 1", "quiet late queue at 2", "above the next one because it comes first there"),
    # then what has waited longest
    ("needs request 9h", "needs request 2h", "above the next one because it has waited longer"),
    ("needs late request 3h", "needs late request 2h", "above the next one because it has waited longer"),
    ("urgent critical 2h", "urgent critical 1h", "above the next one because it has waited longer"),
    ("quiet queue at 3 9h", "quiet queue at 3 2h", "above the next one because it has waited longer"),
]


@pytest.mark.parametrize(("first", "below", "why"), CASES)
def test_one_stands_above_the_other_and_says_why(first: str, below: str, why: str) -> None:
    assert [(one.key, one.above) for one in ordered([row(below), row(first)])] == [
        (first, why),
        (below, ""),
    ]


ROWS = st.builds(
    Row,
    key=st.text(st.characters(codec="ascii"), min_size=1, max_size=3),
    subject=st.just("x"),
    group=st.sampled_from(Group),
    urgency=st.sampled_from(Urgency),
    title=st.just("t"),
    why=st.just("w"),
    since=st.datetimes(NOW.replace(tzinfo=None), NOW.replace(day=30, tzinfo=None), timezones=st.just(UTC)),
    late=st.booleans(),
    place=st.integers(0, 3).map(lambda number: (number,)),
)


@given(st.lists(ROWS, max_size=8, unique_by=lambda one: one.key), ROWS)
def test_a_row_that_comes_moves_no_two_others_past_each_other(rows: list[Row], one: Row) -> None:
    before = [each.key for each in ordered(rows) if each.key != one.key]
    after = [
        each.key for each in ordered([*(each for each in rows if each.key != one.key), one]) if each.key != one.key
    ]
    assert before == after


@given(st.lists(ROWS, min_size=1, max_size=8, unique_by=lambda one: one.key), ROWS)
def test_a_lower_need_never_moves_a_higher_one(rows: list[Row], one: Row) -> None:
    found = ordered(rows)
    higher = [each.key for each in found if standing(each) < standing(one)]
    assert [each.key for each in ordered([*rows, one])][: len(higher)] == higher


@given(st.lists(ROWS, max_size=8, unique_by=lambda one: one.key), st.randoms())
def test_the_order_does_not_depend_on_the_order_in_which_things_came(rows: list[Row], lot: object) -> None:
    mixed = list(rows)
    lot.shuffle(mixed)  # type: ignore[attr-defined]
    assert ordered(rows) == ordered(mixed)
