"""What was logged by hand: a request like any other, changed here and nowhere else."""

import asyncio
from datetime import timedelta

import pytest

from supporttray.connectors import CanAnswer, CanHold, Unchanged
from supporttray.connectors.log import LogRequests, logged
from tests.core.make import HOUR, MINUTE, NOON, request

ONE = logged("Printer?", "Kim", NOON, ())


def test_it_is_a_request_of_a_person_who_asked_in_person() -> None:
    found = logged("The\n printer \u202eis  on fire", " Kim\tLee ", NOON, ())

    assert (found.title, found.name, found.by) == ("The printer is on fire", "Kim Lee", "person:kim lee")
    assert (found.where, found.url, found.at, found.state) == ("in person", "", NOON, "waiting")
    assert found.key.startswith("request:log/")
    assert issubclass(LogRequests, CanHold)
    assert not issubclass(LogRequests, CanAnswer)


@pytest.mark.parametrize(
    ("text", "name", "later", "same"),
    [
        ("Printer?", "Kim", timedelta(0), True),
        (" printer?", "Kim", timedelta(0), False),
        (" Printer? ", "KIM", MINUTE, True),
        ("Printer?", "Kim", -MINUTE, True),
        ("Printer?", "Kim", MINUTE + timedelta(seconds=1), False),
        ("Printer?", "Lee", timedelta(0), False),
    ],
)
def test_the_same_by_the_same_person_within_a_minute_is_one(
    text: str, name: str, later: timedelta, *, same: bool
) -> None:
    found = logged(text, name, NOON + later, (request(), ONE))
    assert (found is ONE) is same
    assert same or found.key != ONE.key


def test_seen_answered_and_taken_back() -> None:
    seen = LogRequests.acknowledged(ONE, "Ada", NOON + HOUR)
    assert (seen.state, seen.episode.seen and seen.episode.seen.name) == ("acknowledged", "Ada")
    assert LogRequests.acknowledged(seen, "Ada", NOON + 2 * HOUR) == seen, "a second time it begins no new clock"
    assert LogRequests.taken_back(seen, "Ada") == ONE
    answered = LogRequests.replied(seen, "", "Yes.", NOON + 2 * HOUR)
    assert (answered.state, answered.episode.answered and answered.episode.answered.name) == ("answered", "somebody")
    assert LogRequests.replied(answered, "", "Yes.", NOON + 3 * HOUR) == answered


def test_who_asked_is_not_me_even_under_my_name() -> None:
    mine = logged("Printer?", "me", NOON, ())
    assert LogRequests.replied(mine, "me", "Yes.", NOON).state == "answered"


def test_it_is_never_asked_for() -> None:
    assert asyncio.run(LogRequests(LogRequests.Options(), None, "Ada").fetch(b"", NOON)) == Unchanged()
