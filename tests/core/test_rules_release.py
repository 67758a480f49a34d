"""What a release that is watched asks of a person, and when."""

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest

from supporttray.core.hours import Hours
from supporttray.core.item import Shift
from supporttray.core.model import Need, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.release.handover import released
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem, Sign, Standing
from tests.core.make import HOUR, MINUTE

DAY = timedelta(days=1)

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOURS = Hours(zone=UTC)
SHOP = Release(
    product="Shop", version="4.0", start=MONDAY + 8 * HOUR, end=MONDAY + 4 * DAY, standup=time(9, 30), number=1
)
LOST = Problem(
    number=3,
    release=1,
    title="Points are gone",
    since=MONDAY + 10 * HOUR,
    last_at=MONDAY + 11 * HOUR,
    found_at=MONDAY + 10 * HOUR,
    tickets=("ticket:d/1", "ticket:d/2"),
    signs=(Sign("trouble", 20, "It says that something is wrong."), Sign("component", 50, "It names points.")),
)


def found(now: datetime, *problems: Problem, release: Release = SHOP, **world: object) -> dict[str, Need]:
    given: World = msgspec.structs.replace(
        World(items={}, hours=HOURS, releases=(release,), problems=problems), **world
    )
    return {one.kind: one for one in needs(given, now) if one.kind.startswith("release.")}


def test_what_is_suspected_needs_somebody_and_says_why_the_strongest_reason_first() -> None:
    need = found(MONDAY + 12 * HOUR, LOST)["release.problem"]
    assert (need.urgency, need.page) == (Urgency.NEEDS_YOU, "release")
    assert need.title.endswith("Points are gone")
    reasons = "It names points. It says that something is wrong."
    assert need.because == f"2 tickets, the newest 1 h ago. {reasons}"


@pytest.mark.parametrize(
    ("standing", "kind", "mute", "urgency"),
    [
        (Standing.SUSPECTED, "release.problem", "", Urgency.NEEDS_YOU),
        (Standing.CONFIRMED, "release.confirmed", "you confirmed it", Urgency.NEEDS_YOU),
    ],
)
def test_what_a_person_confirmed_does_not_speak(standing: Standing, kind: str, mute: str, urgency: Urgency) -> None:
    need = found(MONDAY + 12 * HOUR, msgspec.structs.replace(LOST, standing=standing))[kind]
    assert (need.mute, need.urgency) == (mute, urgency)


def test_a_confirmed_one_with_a_bug_is_quiet() -> None:
    one = msgspec.structs.replace(LOST, standing=Standing.CONFIRMED, bug="SHOP-12")
    need = found(MONDAY + 12 * HOUR, one)["release.confirmed"]
    assert need.urgency is Urgency.QUIET
    assert "SHOP-12" in need.because


@pytest.mark.parametrize("standing", [Standing.DISMISSED, Standing.MERGED, Standing.FIXED])
def test_what_is_decided_is_no_problem_any_more(standing: Standing) -> None:
    one = msgspec.structs.replace(LOST, standing=standing)
    assert not {"release.problem", "release.confirmed"} & found(MONDAY + 12 * HOUR, one).keys()


def test_once_a_release_is_not_watched_its_problems_ask_nothing() -> None:
    assert "release.problem" not in found(MONDAY + 4 * DAY + HOUR, LOST)


@pytest.mark.parametrize(
    ("standing", "bug", "done", "told", "asked"),
    [
        (Standing.FIXED, "", (), (), True),
        (Standing.FIXED, "", (), ("ticket:d/1",), True),
        (Standing.FIXED, "", (), ("ticket:d/1", "ticket:d/2"), False),
        (Standing.CONFIRMED, "SHOP-12", ("SHOP-12",), (), True),
        (Standing.CONFIRMED, "SHOP-12", (), (), False),
        (Standing.SUSPECTED, "SHOP-12", ("SHOP-12",), (), False),
    ],
)
def test_when_it_is_fixed_those_who_reported_it_are_to_be_told(
    standing: Standing, bug: str, done: tuple[str, ...], told: tuple[str, ...], *, asked: bool
) -> None:
    one = msgspec.structs.replace(LOST, standing=standing, bug=bug, told=told)
    assert ("release.answer" in found(MONDAY + 12 * HOUR, one, done=frozenset(done))) is asked


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (9 * HOUR + 19 * MINUTE, False),
        (9 * HOUR + 20 * MINUTE, True),
        (9 * HOUR + 39 * MINUTE, True),
        (9 * HOUR + 40 * MINUTE, False),
        (DAY + 9 * HOUR + 25 * MINUTE, True),
        (5 * DAY + 9 * HOUR + 25 * MINUTE, False),
    ],
)
def test_customer_supports_stand_up_is_said_ten_minutes_before_on_working_days(at: timedelta, *, there: bool) -> None:
    long = msgspec.structs.replace(SHOP, end=MONDAY + 9 * DAY)
    assert ("release.standup" in found(MONDAY + at, release=long)) is there


def test_who_is_off_duty_hears_neither_of_the_stand_up_nor_of_the_days_text() -> None:
    other = Shift(key="shift:x", title="", url="", at=MONDAY, person="Bo", mine=False, until=MONDAY + 9 * DAY)
    for at in (9 * HOUR + 25 * MINUTE, 17 * HOUR):
        assert found(MONDAY + at)
        assert not found(MONDAY + at, items={other.key: other})


def test_the_days_text_is_due_an_hour_before_the_day_ends_until_it_is_posted() -> None:
    assert "release.day" not in found(MONDAY + 16 * HOUR)
    assert "release.day" in found(MONDAY + 16 * HOUR + 30 * MINUTE)
    posted = frozenset({(1, "2026-11-23")})
    assert "release.day" not in found(MONDAY + 17 * HOUR, posted=posted)
    assert "release.day" in found(MONDAY + DAY + 17 * HOUR, posted=posted)


def test_a_release_that_is_over_waits_three_days_for_its_summary() -> None:
    over = SHOP.end
    assert "release.summary" not in found(over - HOUR)
    assert "release.summary" in found(over)
    assert "release.summary" not in found(over, posted=frozenset({(1, "")}))
    assert "release.summary" not in found(over + 3 * DAY)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "2 tickets, since Mon 23 Nov 10:00, is suspected and waits for a decision"),
        ({"standing": Standing.CONFIRMED, "errors": ("error:x",)}, "2 tickets, 1 error, since Mon 23 Nov 10:00, is confirmed"),
        ({"standing": Standing.FIXED, "told": ("ticket:d/1",)}, "is fixed; not all who reported it were told"),
        ({"standing": Standing.FIXED, "told": LOST.tickets}, None),
        ({"standing": Standing.DISMISSED}, None),
        ({"release": 9}, None),
    ],
)  # fmt: skip
def test_a_hand_over_has_the_open_problems_without_a_customers_words(
    changed: dict[str, object], says: str | None
) -> None:
    lines = tuple(released([msgspec.structs.replace(LOST, **changed)], [SHOP], UTC))
    assert len(lines) == (says is not None)
    assert all(str(says) in one.detail and "gone" not in one.text for one in lines)
