"""How often the app spoke and was silent, and why; and the same as sentences about one thing."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from supporttray.core.details import spoken
from supporttray.core.focus import days
from supporttray.core.model import Decision, Told, Urgency
from tests.core.make import NOON

REASONS = ("you are off duty", "alerts are paused", "it is new")


def told(decision: Decision, reason: str, hours: float = 0) -> Told:
    at = NOON + timedelta(hours=hours)
    return Told(need="n", urgency=Urgency.NEEDS_YOU, decision=decision, reason=reason, at=at)


def test_each_day_says_how_much_was_said_and_why_the_rest_was_not() -> None:
    first, second = days(
        [
            told(Decision.SPEAK, "it is new"),
            told(Decision.HOLD, "alerts are paused", 1),
            told(Decision.HOLD, "alerts are paused", 2),
            told(Decision.HOLD, "you are off duty", 3),
            told(Decision.SEED, "it was there", 24),
        ],
        NOON.tzinfo,
    )
    assert (first.day, first.spoke, first.found) == ("2026-11-23", 1, 0)
    assert first.held == {"alerts are paused": 2, "you are off duty": 1}
    assert (second.day, second.spoke, second.found, second.held) == ("2026-11-24", 0, 1, {})


@given(st.lists(st.builds(told, st.sampled_from(Decision), st.sampled_from(REASONS), st.floats(0, 400))))
def test_nothing_is_lost_and_nothing_counted_twice(decided: list[Told]) -> None:
    counted = sum(day.spoke + day.found + sum(day.held.values()) for day in days(decided, NOON.tzinfo))

    assert counted == len(decided)


def test_a_thing_says_why_it_was_told_and_why_not() -> None:
    found = spoken([told(Decision.HOLD, "alerts are paused"), told(Decision.SPEAK, "it is new", 1)], NOON.tzinfo)

    assert found == (
        ("Not told", "Mon 23 Nov 12:00, because alerts are paused"),
        ("Told", "Mon 23 Nov 13:00, because it is new"),
    )
