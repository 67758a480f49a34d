"""How the icon, its sentence and the menu tell what is left of a request's time."""

from datetime import UTC, time, timedelta
from typing import Any

import pytest

from supporttray.core import display
from supporttray.core.deadline import deadline
from supporttray.core.hours import Hours
from supporttray.core.item import OPEN
from supporttray.core.model import Duty, Need, Urgency
from supporttray.core.snapshot import Tray
from tests.core.make import ALWAYS, HOUR, MINUTE, NOON, need

ON = Duty(on=True)
OFFICE = Hours(begin=time(9), end=time(17), zone=UTC)


def timed(key: str, minutes: float, **more: Any) -> Need:
    """A need that is due so many minutes after noon, and of which that is told."""
    known: dict[str, Any] = {"due": NOON + minutes * MINUTE, "shown_from": NOON - HOUR}
    return need(key, **(known | more))


def tray(*needs: Need, hours: Hours = ALWAYS, duty: Duty = ON) -> Tray:
    return display.tray(needs, (), duty, hours, NOON)


@pytest.mark.parametrize(
    ("minutes", "icon", "words"),
    [
        (0.5, "1m", "1 min left"),
        (7, "7m", "7 min left"),
        (6.5, "7m", "7 min left"),
        (28, "28m", "28 min left"),
        (99, "99m", "99 min left"),
        (100, "1h", "1 h left"),
        (185, "3h", "3 h left"),
        (0, "late", "late"),
        (-30, "late", "late"),
    ],
)
def test_the_icon_the_sentence_and_the_menu_say_the_same(minutes: float, icon: str, words: str) -> None:
    one = timed("a", minutes)

    assert (tray(one).left, tray(one).tooltip) == (icon, f"Need a: {words}.")
    assert display.need_line(one, ALWAYS, NOON) == f"Need a · {words}"


def test_the_sentence_names_what_is_due_first_not_what_is_loudest() -> None:
    red = need("red", Urgency.URGENT, kind="build.broken")

    assert tray(red, timed("b", 20), timed("a", 12)).tooltip == "Need a: 12 min left, and 2 more."


def test_before_half_of_the_time_the_icon_counts_and_only_the_menu_tells_it() -> None:
    early = timed("a", 40, shown_from=NOON + MINUTE)

    assert (tray(early).left, tray(early).tooltip) == ("", "Need a.")
    assert display.need_line(early, ALWAYS, NOON) == "Need a · 40 min left"


def test_what_has_no_end_has_an_age() -> None:
    for one in (need("a"), timed("a", 0, due=OPEN, shown_from=OPEN)):
        assert display.need_line(one, ALWAYS, NOON + 4 * MINUTE) == "Need a · 4 min"
    assert tray(timed("a", 0, due=OPEN)).left == ""


def test_the_time_left_is_working_time() -> None:
    tomorrow = NOON + timedelta(days=1)  # five hours today, three tomorrow
    one = timed("a", 0, due=tomorrow)

    assert (tray(one, hours=OFFICE).left, display.need_line(one, OFFICE, NOON)) == ("8h", "Need a · 8 h left")


def test_what_is_snoozed_or_somebody_elses_week_is_not_counted_down() -> None:
    assert tray(timed("a", 7, urgency=Urgency.QUIET)).left == ""
    assert tray(timed("a", 7), duty=Duty(on=False)).left == ""


def test_as_many_requests_as_are_followed_have_their_deadlines_worked_out_once() -> None:
    moments = [NOON + number * MINUTE for number in range(5_000)]
    for _ in range(2):
        misses = deadline.cache_info().misses
        for since in moments:
            deadline(ALWAYS, since, HOUR)
    assert deadline.cache_info().misses == misses
