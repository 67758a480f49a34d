"""Which open changes want a support engineer, why the others do not, and how it stands with my own."""

from datetime import datetime
from typing import Any

import pytest

from supporttray.core.item import Opinion, Review, Says, fingerprint
from supporttray.core.reviewing import Reviewing, own, standing
from tests.core.make import HOUR, NOON

SAID = Reviewing(bots=("renovate*",), reviewers=("bo", "tara"))
EPICS = {"ACME-12": "ACME-1", "ACME-13": ""}
BEFORE, AFTER = NOON - 3 * HOUR, NOON - HOUR


def says(by: str, what: Says, at: datetime = BEFORE, *, commit: str = "old", mine: bool = False) -> Opinion:
    return Opinion(id=f"{by}{at:%H%M}", by=by, name=by.title(), says=what, at=at, commit=commit, mine=mine)


def change(*opinions: Opinion, **more: Any) -> Review:
    known: dict[str, Any] = {"key": "review:g/o/r/7", "title": "Round per line", "url": "https://g/7", "name": "o/r#7"}
    known |= {"where": "o/r", "by": "jonas", "author": "Jonas", "head": "new", "pushed_at": NOON - 2 * HOUR}
    return Review(at=NOON - 5 * HOUR, opinions=opinions, **(known | more))


MINE_SAID = says("ada", Says.CHANGES, mine=True)


@pytest.mark.parametrize(
    ("review", "wants", "why"),
    [
        (change(), True, "Nobody has looked at it."),
        (change(asked=("bo",)), True, "bo is asked, and nobody has looked at it."),
        (change(asked=("bo", "kim")), True, "bo and kim are asked, and nobody has looked at it."),
        (change(asked=("ada",), asks_me=True), True, "You are asked for a review."),
        (change(MINE_SAID), True, "Changes were pushed since your review."),
        (change(MINE_SAID, asks_me=True), True, "You are asked again."),
        (change(says("ada", Says.CHANGES, AFTER, commit="new", mine=True)), False, "It waits for its author."),
        (change(says("ada", Says.COMMENTED, AFTER, commit="new", mine=True)), False, "It waits for its author."),
        (change(says("bo", Says.CHANGES, AFTER, commit="new")), False, "It waits for its author."),
        (change(says("bo", Says.COMMENTED)), False, "Bo looks at it."),
        (change(says("bo", Says.CHANGES), says("kim", Says.COMMENTED)), False, "Bo and Kim look at it."),
        (change(says("bo", Says.APPROVED)), False, "Bo approved it."),
        (change(says("bo", Says.APPROVED), says("kim", Says.CHANGES)), False, "Bo and Kim look at it."),
        (change(says("bo", Says.APPROVED), says("bo", Says.COMMENTED, AFTER)), False, "Bo approved it."),
        (change(says("bo", Says.APPROVED), says("bo", Says.CHANGES, AFTER)), False, "It waits for its author."),
        (change(says("jonas", Says.COMMENTED)), True, "Nobody has looked at it."),  # the author's own words are no review
        (change(mine=True), False, "It is your own."),
        (change(draft=True, asks_me=True), False, "It is a draft."),
        (change(bot=True, by="dependabot"), False, "It is a bot's."),
        (change(bot=True, by="renovate-acme"), True, "Nobody has looked at it."),
        (change(red=True), False, "Its checks are red: that is its author's to see first."),
        (change(red=True, asks_me=True), True, "You are asked for a review."),
        (change(branch="epic/checkout"), False, "It belongs to the epic epic/checkout."),
        (change(branch="Epic/Checkout"), False, "It belongs to the epic Epic/Checkout."),
        (change(labels=("bug", "epic")), False, "It belongs to the epic epic."),
        (change(tickets=("ACME-12",)), False, "It belongs to the epic ACME-1."),
        (change(tickets=("ACME-13",)), True, "Nobody has looked at it."),
        (change(tickets=("ACME-99",)), True, "Nobody has looked at it."),  # nobody has asked yet
        (change(tickets=("ACME-12",), asks_me=True), True, "You are asked for a review."),
    ],
)  # fmt: skip
def test_a_change_wants_me_or_says_why_not(review: Review, wants: bool, why: str) -> None:  # noqa: FBT001
    one = standing(review, SAID, EPICS)
    assert (one.wants, one.why) == (wants, why)


def test_while_its_tasks_have_to_be_asked_nothing_is_said_of_it_unless_i_am_asked_by_name() -> None:
    said = Reviewing(tickets="jira")
    one = standing(change(tickets=("ACME-12", "ACME-99")), said, {"ACME-12": ""})
    assert (one.wants, one.why) == (False, "It is not known yet whether it belongs to an epic.")
    assert standing(change(tickets=("ACME-99",)), said, {"ACME-99": ""}).wants
    assert standing(change(tickets=("ACME-99",), asks_me=True), said, {}).wants


def test_what_i_said_is_not_mine_wants_me_no_more() -> None:
    assert not standing(change(asks_me=True), SAID, EPICS, declined=True).wants


def test_it_waits_since_it_was_opened_and_after_my_review_since_it_was_pushed() -> None:
    assert standing(change(), SAID, EPICS).since == NOON - 5 * HOUR
    assert standing(change(MINE_SAID), SAID, EPICS).since == NOON - 2 * HOUR


def test_it_is_something_new_after_each_review_of_mine_and_not_after_each_push() -> None:
    episodes = [
        standing(one, SAID, EPICS).episode
        for one in (change(), change(head="newer", pushed_at=NOON), change(MINE_SAID))
    ]
    assert episodes[0] == episodes[1] != episodes[2]


@pytest.mark.parametrize(
    ("review", "state", "why"),
    [
        (change(mine=True), "unasked", "Nobody is asked for a review. Ask bo."),
        (change(mine=True, asked=("bo",)), "asked", "It waits for bo."),
        (change(says("bo", Says.CHANGES), mine=True), "asked", "It waits for Bo."),
        (change(says("bo", Says.CHANGES, AFTER, commit="new"), mine=True), "author", "Bo said something: it is your turn."),
        (change(says("bo", Says.APPROVED), mine=True), "approved", "Bo approved it: it can be merged."),
        (change(mine=True, red=True), "red", "Its checks are red."),
        (change(mine=True, draft=True), "draft", "It is a draft."),
    ],
)  # fmt: skip
def test_how_it_stands_with_a_change_of_mine(review: Review, state: str, why: str) -> None:
    assert own(review, SAID) == (state, why)


def test_a_snoozed_review_wakes_when_something_is_pushed_or_i_am_asked_and_not_before() -> None:
    asleep = fingerprint(change())
    assert fingerprint(change(says("bo", Says.COMMENTED), red=True, labels=("x",))) == asleep
    assert fingerprint(change(head="newer")) != asleep
    assert fingerprint(change(asks_me=True)) != asleep


def test_text_of_others_stays_in_its_own_direction() -> None:
    name = "יעל"
    said = standing(change(Opinion(id="1", by="b", name=name, says=Says.APPROVED, at=BEFORE)), SAID, EPICS).why
    assert said.count("\u2068") == 1
    assert f"\u2068{name}\u2069" in said
