"""My own duty announces itself, off duty as well; a domain that must never be empty is a need a week ahead."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray.core import policy
from supporttray.core.hours import Hours
from supporttray.core.item import Shift
from supporttray.core.model import Decision, Duty, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.roster import duty
from tests.core.make import HOUR, MINUTE, NOON, shift, world

DAY = timedelta(days=1)


def must(*shifts: Shift, always: tuple[str, ...] = ("apps",)) -> World:
    return msgspec.structs.replace(world(*shifts), always=always)


@pytest.mark.parametrize(
    ("before", "urgency"),
    [
        (DAY + MINUTE, None),
        (DAY, Urgency.NEEDS_YOU),
        (HOUR + MINUTE, Urgency.NEEDS_YOU),
        (HOUR, Urgency.URGENT),
        (timedelta(0), None),
    ],
)
def test_my_duty_says_so_a_day_before_and_louder_an_hour_before(before: timedelta, urgency: Urgency | None) -> None:
    rota = world(shift("Bo", -100, 48), shift("Ada", 48, 96, mine=True))

    found = needs(rota, NOON + 48 * HOUR - before)

    assert [need.urgency for need in found] == ([urgency] if urgency else [])


def test_it_says_when_and_after_whom() -> None:
    (need,) = needs(world(shift("Bo", -100, 20), shift("Ada", 20, 96, mine=True)), NOON)
    begin, end = (NOON + hours * HOUR for hours in (20, 96))

    assert (
        need.title
        == f"Your duty begins {begin.astimezone():%a} {begin.astimezone().day} Nov at {begin.astimezone():%H:%M}"
    )
    assert need.because == f"You are on duty after Bo until {end.astimezone():%a} {end.astimezone().day} Nov."


def test_times_are_those_of_the_workspace() -> None:
    far = Hours(zone=ZoneInfo("Pacific/Kiritimati"))  # 14 hours ahead: another day
    rota = must(shift("Bo", -100, 20, domain="apps"), shift("Ada", 20, 96, mine=True, domain="apps"))

    mine, empty = sorted(needs(msgspec.structs.replace(rota, hours=far), NOON), key=lambda need: need.kind)

    assert mine.title == "Your duty for apps begins Tue 24 Nov at 22:00"
    assert mine.because == "You are on duty after Bo until Sat 28 Nov."
    assert empty.title == "Nobody is on duty for apps from Sat 28 Nov at 02:00"


def test_off_duty_this_is_all_that_speaks() -> None:
    rota = world(shift("Bo", -100, 20), shift("Ada", 20, 96, mine=True))
    found = needs(rota, NOON)
    off = duty(rota.items.values(), NOON)

    (alert,) = policy.alerts(found, world=rota, duty=off, decided=(), seeding=(), now=NOON)

    assert off.on is False
    assert (alert.decision, alert.reason) == (Decision.SPEAK, "it is about your own duty and it is new")


def test_a_duty_that_goes_on_is_no_news() -> None:
    rota = world(shift("Ada", -10, 20, mine=True), shift("Ada", 20, 96, mine=True))

    assert needs(rota, NOON) == ()


def test_a_domain_that_will_be_empty_is_a_need_a_week_before() -> None:
    rota = must(shift("Ada", 0, 24 * 20, domain="apps"), shift("Bo", 24 * 21, 24 * 60, domain="apps"))
    end = NOON + 20 * DAY

    assert needs(rota, end - 7 * DAY) == ()
    (need,) = needs(rota, end - 7 * DAY + MINUTE)
    assert need.title.startswith("Nobody is on duty for apps from ")
    (later,) = needs(rota, end + HOUR)
    assert later.title == "Nobody is on duty for apps now"
    assert later.key == need.key, "it is the same gap, and not said twice"
    assert needs(rota, end + DAY) == ()


def test_before_the_first_turn_of_a_rota_nobody_is_there_now() -> None:
    (need,) = needs(must(shift("Ada", 24, 24 * 20, domain="apps")), NOON)

    assert need.title == "Nobody is on duty for apps now"


def test_who_is_on_duty_for_everything_covers_each_domain() -> None:
    assert needs(must(shift("Ada", -1, 24 * 20)), NOON) == ()


def test_without_a_rota_nothing_is_claimed() -> None:
    assert needs(must(), NOON) == ()


def test_only_the_domains_that_are_named_must_be_covered() -> None:
    assert needs(must(shift("Ada", -1, 10, domain="backend"), always=()), NOON) == ()


def test_nothing_else_is_personal() -> None:
    assert policy.may_speak(world(), Duty(on=False), NOON) is False
