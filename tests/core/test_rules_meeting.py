"""Meetings say so just before they begin; today's status is missed from its hour on."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray.core import policy
from supporttray.core.daily import daily
from supporttray.core.details import details
from supporttray.core.display import clock
from supporttray.core.hours import Hours
from supporttray.core.item import AnyItem, Holiday, Meeting
from supporttray.core.model import Decision, Need, Urgency, Watched, World
from supporttray.core.needs import needs
from supporttray.core.roster import duty
from tests.core.make import MINUTE, NOON, shift, world

JOIN, QUEUE = "https://meet.example.com/1", "https://tracker.example.com/blocked"
MINE, THEIRS = shift("Ada", -24, 24, mine=True), shift("Bo", -24, 24)
SAYS = f"It begins at {clock(NOON, UTC)}, as the watch “team” says"


def meeting(**more: object) -> Meeting:
    known: dict[str, object] = {"key": "meeting:rule/1", "title": "Stand-up", "url": QUEUE, "link": JOIN}
    known |= {"at": NOON, "until": NOON + 15 * MINUTE}
    return Meeting(**(known | more))  # type: ignore[arg-type]


def at(*items: AnyItem, **more: object) -> World:
    seen = {"seen_by": {item.key: ("team",) for item in items}, "watches": {"team": Watched("team", "shop")}}
    utc = {"hours": Hours(zone=UTC).without(items)}
    return msgspec.structs.replace(world(*items), **(seen | utc | more))


def found(known: World, minutes: float) -> tuple[Need, ...]:
    return needs(known, NOON + minutes * MINUTE)


@pytest.mark.parametrize(
    ("minutes", "lasts", "there"),
    [(-6, 15, 0), (-5, 15, 1), (0, 15, 1), (9, 15, 1), (10, 15, 0), (4, 5, 1), (5, 5, 0), (9, 600, 1), (10, 600, 0)],
)
def test_a_meeting_is_a_need_from_five_minutes_before_until_it_ends_or_ten_minutes_have_passed(
    minutes: int, lasts: int, there: int
) -> None:
    assert len(found(at(meeting(until=NOON + lasts * MINUTE)), minutes)) == there


def test_it_says_the_workspaces_time() -> None:
    far = Hours(zone=ZoneInfo("Asia/Kathmandu"))

    for skipped in (False, True):
        (need,) = found(at(meeting(skipped=skipped), hours=far), 0)
        assert "begins at 17:45" in need.because
    (need,) = found(at(meeting(), hours=far), 0)
    assert need.title == "Stand-up at 17:45"
    (need,) = found(at(status_due=NOON, hours=far), 0)
    assert "to be there by 17:45" in need.because


def test_how_long_before_is_the_watchs_own() -> None:
    early = at(meeting(remind=timedelta(hours=1)))

    assert len(found(early, -60)) == 1
    assert found(early, -61) == ()


def test_it_says_when_and_which_watch_says_so_and_leads_to_the_page_and_into_the_meeting() -> None:
    (need,) = found(at(meeting()), 0)

    assert (need.kind, need.urgency, need.domain, need.source) == ("meeting.near", Urgency.NEEDS_YOU, "shop", "team")
    assert need.title == f"Stand-up at {clock(NOON, UTC)}"
    assert need.because == f"{SAYS}, and is yours while you are on duty."
    assert (need.url, need.links) == (QUEUE, (("Join", JOIN),))


@pytest.mark.parametrize(
    ("url", "link", "leads"), [(QUEUE, "", QUEUE), ("", JOIN, JOIN), (JOIN, JOIN, JOIN), ("", "", "")]
)
def test_with_one_address_only_there_is_one_way(url: str, link: str, leads: str) -> None:
    (need,) = found(at(meeting(url=url, link=link)), 0)

    assert (need.url, need.links) == (leads, ())


def test_it_speaks_once_and_only_on_duty() -> None:
    for mine, decision in ((MINE, Decision.SPEAK), (THEIRS, Decision.HOLD)):
        known = at(meeting(), mine)
        on = duty(known.items.values(), NOON)
        said = policy.alerts(found(known, 0), world=known, duty=on, decided=(), seeding=(), now=NOON)
        assert [one.decision for one in said] == [decision]

    assert {need.key for minute in range(-5, 10) for need in found(at(meeting()), minute)} == {
        "meeting.near|meeting:rule/1#1"
    }


def test_what_is_not_for_who_is_on_duty_stands_in_the_list_and_does_not_speak() -> None:
    (need,) = found(at(meeting(title="Sprint planning", skipped=True), MINE), 0)

    assert need.urgency is Urgency.QUIET
    assert need.title == "Sprint planning is not for you while you are on duty"
    assert need.because == f"{SAYS}."


def test_off_duty_sprint_planning_is_a_meeting_like_others() -> None:
    assert found(at(meeting(skipped=True), THEIRS), 0) == ()


@pytest.mark.parametrize(("workdays", "off", "there"), [(True, 0, 1), (True, 1, 0), (False, 1, 1)])
def test_a_meeting_of_working_days_does_not_take_place_on_a_holiday(workdays: bool, off: int, there: int) -> None:  # noqa: FBT001
    today = NOON.date()
    holiday = Holiday(
        key="holiday:x", title="Off", url="", at=datetime.combine(today, time(), UTC), first=today, last=today
    )

    assert len(found(at(meeting(workdays=workdays), *[holiday] * off), 0)) == there


def test_nor_on_a_weekend() -> None:
    saturday = NOON + timedelta(days=5)
    known = at(meeting(at=saturday, until=saturday + 15 * MINUTE, workdays=True))

    assert needs(known, saturday) == ()


def test_the_domain_that_hears_first_does_so_for_meetings_too() -> None:
    other = shift("Bo", -24, 24, domain="shop")
    known = at(meeting(), shift("Ada", -24, 24, mine=True, domain="apps"), other)
    on = duty(known.items.values(), NOON)

    (said,) = policy.alerts(found(known, 0), world=known, duty=on, decided=(), seeding=(), now=NOON)

    assert (said.decision, said.reason) == (Decision.HOLD, "Bo, on duty for shop, hears it first")


def test_a_title_from_outside_stays_in_its_line() -> None:
    (need,) = found(at(meeting(title="x" * 500)), 0)

    assert len(need.title) < 120


def test_the_daily_status_does_not_tell_of_meetings() -> None:
    known = at(meeting())

    told = daily([], known.items, found(known, 0), duty(known.items.values(), NOON), NOON, UTC)

    assert told.open == ()


def test_what_is_known_of_a_meeting_is_when_it_is_and_no_address_which_may_hold_a_password() -> None:
    assert details(meeting(), UTC) == (("From", "Mon 23 Nov 12:00"), ("Until", "Mon 23 Nov 12:15"))


# --- the status


def test_a_status_that_is_missing_is_a_need_which_leads_to_it() -> None:
    (need,) = needs(at(MINE, status_due=NOON), NOON)

    assert (need.title, need.page, need.since) == ("Today's status is not posted yet", "status", NOON)
    assert need.because == f"It is to be there by {clock(NOON, UTC)} on each working day."
    assert needs(at(MINE, status_due=NOON), NOON + 60 * MINUTE) == (need,), "it is said once"


@pytest.mark.parametrize(
    ("known", "there"),
    [
        (at(MINE, status_due=NOON), 1),
        (at(status_due=NOON), 1),
        (at(THEIRS, status_due=NOON), 0),
        (at(MINE), 0),
        (at(MINE, status_due=NOON + MINUTE), 0),
        (at(MINE, status_due=NOON, hours=Hours(zone=UTC, off=frozenset([date(2026, 11, 23)]))), 0),
        (at(MINE, status_due=NOON, hours=Hours(zone=UTC, days=frozenset([1]))), 0),
    ],
)
def test_it_is_missed_on_my_working_days_only(known: World, there: int) -> None:
    assert len(needs(known, NOON)) == there
