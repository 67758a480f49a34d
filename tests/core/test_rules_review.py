"""A review speaks when I am asked by name, else once before its time is over; my own changes wait quietly for whoever is asked."""

from typing import Any

from supporttray.core.item import Review
from supporttray.core.model import DECLINED, AlertOptions, Mark, Need, Urgency, World
from supporttray.core.reviewing import Reviewing
from supporttray.core.rules.review import MINE, WAITING, mine, waiting
from tests.core.make import ALWAYS, HOUR, NOON
from tests.core.test_reviewing import change

OPENED = NOON - 5 * HOUR


def world(review: Review, **more: Any) -> World:
    known: dict[str, Any] = {"alerts": {WAITING: AlertOptions(answer_within=8 * HOUR)}, "hours": ALWAYS}
    known |= {"reviewing": Reviewing(reviewers=("bo",))}
    return World(items={review.key: review}, **(known | more))


def one(review: Review, hours: float = 0, **more: Any) -> Need:
    (need,) = (
        *waiting(world(review, **more), OPENED + hours * HOUR),
        *mine(world(review, **more), OPENED + hours * HOUR),
    )
    return need


def test_nobody_is_asked_so_it_is_quiet_until_most_of_its_time_is_over() -> None:
    loud = [one(change(), hours).urgency for hours in (0, 6.3, 6.4, 20)]
    assert loud == [Urgency.QUIET, Urgency.QUIET, Urgency.NEEDS_YOU, Urgency.NEEDS_YOU]


def test_i_am_asked_by_name_so_it_needs_me_at_once() -> None:
    assert one(change(asks_me=True)).urgency is Urgency.NEEDS_YOU


def test_it_says_what_it_is_who_wrote_it_and_for_how_long_it_waits() -> None:
    need = one(change(), 3)
    assert need.title == "Review: Round per line"
    assert need.because == "Nobody has looked at it. Jonas wrote it; it waits for 3 h."
    assert (need.source, need.due, need.patient) == ("o/r", OPENED + 8 * HOUR, True)


def test_without_a_time_it_is_never_late() -> None:
    need = one(change(), 500, alerts={WAITING: AlertOptions()})
    assert (need.urgency, need.due) == (Urgency.QUIET, None)


def test_not_mine_lasts_until_it_is_taken_back() -> None:
    review = change(asks_me=True)
    mark = Mark(subject=review.key, kind=DECLINED, at=OPENED, until=NOON)
    there = world(review, marks={(review.key, DECLINED): mark})
    assert list(waiting(there, OPENED)) == []
    assert len(list(waiting(there, NOON))) == 1


def test_a_task_that_turns_out_to_be_an_epics_takes_the_review_away() -> None:
    review = change(tickets=("ACME-12",))
    assert len(list(waiting(world(review), NOON))) == 1
    assert list(waiting(world(review, epics={"ACME-12": "ACME-1"}), NOON)) == []


def test_while_it_is_not_known_whether_it_is_an_epics_it_says_nothing_and_no_more_afterwards_than_before() -> None:
    review, said = change(tickets=("ACME-12",)), Reviewing(tickets="jira")
    (unsure,) = waiting(world(review, reviewing=said), NOON)
    (sure,) = waiting(world(review, reviewing=said, epics={"ACME-12": ""}), NOON)
    assert (unsure.mute, sure.mute) == ("It is not known yet whether it belongs to an epic.", "")
    assert unsure.key == sure.key


def test_whoever_is_asked_for_mine_has_four_hours_and_then_i_am_told_to_remind_them() -> None:
    review = change(mine=True, asked=("bo",))
    begun = 3  # it was pushed three hours after it was opened
    needs = [one(review, begun + hours) for hours in (0, 3.9, 4)]
    assert [need.urgency for need in needs] == [Urgency.QUIET, Urgency.QUIET, Urgency.NEEDS_YOU]
    assert needs[2].because == "It waits for bo. Nobody has looked at it for 4 h: remind them."
    assert needs[0].kind == MINE


def test_mine_that_nobody_is_asked_for_stays_quiet_and_says_whom_to_ask() -> None:
    need = one(change(mine=True), 90)
    assert (need.urgency, need.because) == (Urgency.QUIET, "Nobody is asked for a review. Ask bo.")
    assert need.title.startswith("Yours: ")


def test_of_a_draft_of_mine_nothing_is_said() -> None:
    assert list(mine(world(change(mine=True, draft=True)), NOON)) == []
