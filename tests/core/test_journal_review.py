"""What the journal says of changes under review."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.item import Opinion, Review, Says
from supporttray.core.journal import MINE, changes, merge
from tests.core.make import HOUR, MINUTE, NOON


def review(*opinions: Opinion, **more: Any) -> Review:
    known = {"key": "review:g/o/r/7", "title": "Fold", "url": "https://g/7", "at": NOON, "head": "a1"}
    known |= {"name": "o/r#7", "where": "o/r", "by": "bo", "author": "Bo"}
    return Review(opinions=opinions, **(known | more))


def opinion(number: int, by: str = "ada", says: Says = Says.APPROVED, **more: Any) -> Opinion:
    return Opinion(id=str(number), by=by, name=by.title(), says=says, at=NOON + number * MINUTE, **more)


def told(old: Review | None, new: Review | None, now: datetime = NOON + HOUR) -> list[tuple[str, str]]:
    return [(event.kind, event.actor) for event in changes(old, new, now)]


def test_a_change_that_was_opened_today_is_told_as_of_then() -> None:
    [event] = changes(None, review(), NOON + HOUR)
    assert (event.kind, event.actor, event.at) == ("review.opened", "Bo", NOON)


def test_what_stood_there_before_anybody_looked_is_no_news() -> None:
    assert told(None, review(opinion(1)), NOON + timedelta(days=2)) == []


def test_each_opinion_is_told_once_by_whose_it_is() -> None:
    old = review(opinion(1, says=Says.COMMENTED))
    new = review(*old.opinions, opinion(2, says=Says.CHANGES), opinion(3, "cy"))
    assert told(old, new) == [("review.changes", "Ada"), ("review.approved", "Cy")]
    assert told(new, new) == []


def test_what_the_author_says_of_their_own_change_is_no_review() -> None:
    assert told(review(), review(opinion(1, "bo", Says.COMMENTED))) == []


def test_the_reviews_that_i_gave_are_known_by_their_keys() -> None:
    found = changes(review(), review(opinion(1, mine=True), opinion(2, "cy")), NOON + HOUR)
    assert [event.key.endswith(MINE) for event in found] == [True, False]


def test_a_push_is_told_by_its_commit() -> None:
    pushed = review(head="b2", pushed_at=NOON + 5 * MINUTE)
    [event] = changes(review(), pushed, NOON + HOUR)
    assert (event.kind, event.at, event.key) == ("review.pushed", NOON + 5 * MINUTE, "review.pushed:review:g/o/r/7:b2")
    assert told(review(red=False), review(red=True, lines=9, labels=("x",))) == []


def test_a_change_that_is_gone_says_nothing() -> None:
    assert told(review(), None) == []


def test_a_push_whose_moment_nobody_told_came_after_the_last_look() -> None:
    pushed = merge(review(), review(head="b2"), NOON + MINUTE)
    assert isinstance(pushed, Review)
    assert pushed.pushed_at == NOON + MINUTE
    again = merge(pushed, review(head="b2", red=True), NOON + HOUR)
    assert isinstance(again, Review)
    assert (again.pushed_at, again.red) == (NOON + MINUTE, True)


@given(st.lists(st.sets(st.integers(1, 6)), min_size=1, max_size=6))
def test_any_looks_tell_each_opinion_once(looks: list[set[int]]) -> None:
    known: Review | None = review()
    keys: dict[str, None] = {}
    for seen in looks:
        new = review(*(opinion(number) for number in sorted(seen)))
        keys |= {event.key: None for event in changes(known, new, NOON + HOUR) if event.key not in keys}
        known = new
    assert sorted(keys) == [f"review.approved:review:g/o/r/7:{number}" for number in sorted(set().union(*looks))]
