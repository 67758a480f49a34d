"""What a person hears of a service that shows little, and of a clock that is wrong."""

from datetime import timedelta

import pytest

from supporttray.core.model import Need, Urgency, World
from supporttray.core.needs import needs
from tests.core.make import HOUR, MINUTE, NOON, health, world


def only(seen: World) -> Need:
    [need] = needs(seen, NOON)
    return need


def test_a_service_that_shows_little_is_said_quietly_in_its_own_words() -> None:
    need = only(world(healths=(health(limits="Slack shows 15 messages a minute."),)))

    assert (need.kind, need.urgency, need.because) == (
        "service.limited",
        Urgency.QUIET,
        "Slack shows 15 messages a minute.",
    )


@pytest.mark.parametrize(
    ("skew", "title"),
    [
        (HOUR, "This computer's clock is 1 h behind slack's"),
        (-3 * MINUTE, "This computer's clock is 3 min ahead of slack's"),
        (HOUR - timedelta(seconds=1), "This computer's clock is 1 h behind slack's"),
        (timedelta(days=-3), "This computer's clock is 3 days ahead of slack's"),
    ],
)
def test_a_wrong_clock_is_one_need_that_says_by_how_much(skew: timedelta, title: str) -> None:
    both = (health(skew=skew), health(watch="other", skew=skew))

    need = only(world(healths=both))

    assert (need.kind, need.title, need.urgency) == ("service.clock", title, Urgency.NEEDS_YOU)


def test_a_wrong_clock_is_the_same_need_while_it_drifts_a_little() -> None:
    keys = {only(world(healths=(health(skew=HOUR + timedelta(seconds=drift)),))).key for drift in (-9, 0, 9)}

    assert len(keys) == 1


def test_a_clock_that_is_told_by_nobody_is_no_need() -> None:
    assert needs(world(healths=(health(), health("unreachable", watch="x", skew=HOUR))), NOON) == ()
