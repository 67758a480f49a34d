"""The end of my duty announces itself when there is still time to hand over, once, and not to who has done so."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray.core.hours import Hours
from supporttray.core.item import Shift
from supporttray.core.model import Need, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.rules.duty import HANDING
from tests.core.make import world

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """A moment of the wall's clock in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def shift(person: str, begin: str, end: str, *, mine: bool = False) -> Shift:
    return Shift(
        key=f"shift:{begin}", title=person, url="", at=at(begin), until=at(end), person=person, mine=mine, domain=""
    )


def rota(*shifts: Shift, handed_at: str = "", off: tuple[date, ...] = ()) -> World:
    hours = Hours(zone=BERLIN, off=frozenset(off))
    moment = at(handed_at) if handed_at else None
    return msgspec.structs.replace(world(*shifts), hours=hours, handed_at=moment)


def found(there: World, now: datetime) -> list[Need]:
    return [need for need in needs(there, now) if need.kind == HANDING]


MINE = shift("Ada", "2026-11-16 09:00", "2026-11-23 09:00", mine=True)
BO = shift("Bo", "2026-11-23 09:00", "2026-11-30 09:00")


@pytest.mark.parametrize(
    ("begin", "end", "speaks"),
    [
        ("2026-11-16 09:00", "2026-11-23 09:00", "2026-11-20 15:00"),  # on Monday at nine nobody has time: Friday
        ("2026-11-16 09:00", "2026-11-20 09:00", "2026-11-19 15:00"),  # the day before
        ("2026-11-16 09:00", "2026-11-20 12:00", "2026-11-20 09:00"),  # in the afternoon: the same day
        ("2026-11-16 09:00", "2026-11-20 11:59", "2026-11-19 15:00"),
        ("2026-11-16 09:00", "2026-11-21 18:00", "2026-11-21 15:00"),
        ("2026-11-23 09:00", "2026-11-24 09:00", "2026-11-23 15:00"),  # a duty of a day
        ("2026-11-21 09:00", "2026-11-23 09:00", "2026-11-23 06:00"),  # of a week-end: I was not on duty on Friday
        ("2026-03-23 09:00", "2026-03-30 09:00", "2026-03-27 15:00"),  # over the night that summer time begins
        ("2026-10-19 09:00", "2026-10-26 09:00", "2026-10-23 15:00"),
    ],
)
def test_it_speaks_when_there_is_time_to_hand_over(begin: str, end: str, speaks: str) -> None:
    there = rota(shift("Ada", begin, end, mine=True))

    assert found(there, at(speaks) - SECOND) == []
    assert [need.urgency for need in found(there, at(speaks))] == [Urgency.NEEDS_YOU]
    assert len(found(there, at(end) - SECOND)) == 1
    assert found(there, at(end)) == []


def test_it_says_when_and_to_whom_and_leads_to_the_hand_over() -> None:
    (need,) = found(rota(MINE, BO), at("2026-11-20 16:00"))
    assert need.title == "Your duty ends Mon 23 Nov at 09:00: hand over to Bo"
    assert (need.personal, need.page, need.since) == (True, "handoff", at("2026-11-20 15:00"))


def test_a_holiday_is_no_day_to_hand_over() -> None:
    there = rota(MINE, off=(date(2026, 11, 20),))
    assert len(found(there, at("2026-11-19 15:00"))) == 1


def test_days_that_touch_are_one_duty() -> None:
    days = [shift("Ada", f"2026-11-{day} 09:00", f"2026-11-{day + 1} 09:00", mine=True) for day in range(16, 23)]
    assert found(rota(*days), at("2026-11-20 14:59")) == []
    for later in ("2026-11-20 15:00", "2026-11-21 12:00", "2026-11-23 08:59"):
        assert [need.since for need in found(rota(*days), at(later))] == [at("2026-11-20 15:00")]


@pytest.mark.parametrize(
    ("handed_at", "speaks"),
    [
        ("2026-11-20 09:30", False),  # in the morning of that day already
        ("2026-11-20 16:00", False),
        ("2026-11-22 20:00", False),
        ("2026-11-19 18:00", True),  # too early: much can happen since
        ("2026-10-12 09:00", True),  # that was the last turn's
    ],
)
def test_who_has_handed_over_is_not_asked(handed_at: str, speaks: bool) -> None:  # noqa: FBT001
    there = rota(MINE, BO, handed_at=handed_at)
    assert bool(found(there, at("2026-11-23 08:00"))) is speaks


@pytest.mark.parametrize("when", ["2026-11-10 12:00", "2026-11-25 12:00"])
def test_off_duty_there_is_nothing_to_hand_over(when: str) -> None:
    assert found(rota(MINE, BO), at(when)) == []
    assert found(rota(), at(when)) == []


def test_a_duty_whose_end_nobody_knows_does_not_end() -> None:
    endless = msgspec.structs.replace(MINE, until=datetime(3000, 1, 1, tzinfo=UTC))
    assert found(rota(endless), at("2026-11-20 16:00")) == []


def test_where_nobody_ever_works_it_speaks_shortly_before() -> None:
    there = msgspec.structs.replace(rota(MINE), hours=Hours(zone=BERLIN, days=frozenset()))
    assert [need.since for need in found(there, at("2026-11-23 08:00"))] == [at("2026-11-23 06:00")]
