"""A rota that goes by a rule, against somebody who walks through the year and looks at the clock on the wall."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.roster.rule import RosterRule
from supporttray.core.item import Shift
from supporttray.core.roster import resolved
from tests.connectors.lab import NOON, run

ROTAS = tomllib.loads((Path(__file__).parent / "rotas.toml").read_text(encoding="utf-8"))["rota"]
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


def told(now: datetime, me: str = "", **options: Any) -> list[Shift]:
    found = msgspec.convert({"zone": "UTC", "start": "2026-11-16"} | options, RosterRule.Options)
    answer = run(RosterRule(found, None, me).fetch(b"", now))
    assert isinstance(answer, Answer)
    assert answer.complete
    return [item for item in answer.items if isinstance(item, Shift)]


# --- the oracle: day after day, and a clock that is looked at every quarter of an hour


@cache
def clock(zone: str, year: int) -> list[tuple[datetime, datetime]]:
    """Return each quarter of an hour of a year with the latest that a clock on the wall has shown by then."""
    there, latest, shown = ZoneInfo(zone), datetime.min, []  # noqa: DTZ901  a wall has no zone
    moment = datetime(year, 1, 1, tzinfo=UTC) - 2 * DAY
    while moment < datetime(year + 1, 1, 1, tzinfo=UTC):
        latest = max(latest, moment.astimezone(there).replace(tzinfo=None))
        if moment.year == year:
            shown.append((moment, latest))
        moment += QUARTER
    return shown


def walked(rota: dict[str, Any], last: date) -> dict[date, str]:
    """Return who is on duty on each day, by going through them from the first on and crossing names off a list."""
    length = rota.get("days") or rota.get("weeks", 1) * 7
    people = [one if isinstance(one, dict) else {"person": one} for one in rota["people"]]
    day, on_duty, pointer, owner = rota["start"], {}, -1, None

    def in_rota(place: int, when: date) -> bool:
        return people[place].get("since", when) <= when <= people[place].get("until", when)

    def away(place: int, when: date) -> bool:
        who = people[place]["person"]
        return any(one["person"] == who and one["from"] <= when <= one["to"] for one in rota.get("away", ()))

    left = 0
    while day <= last:
        if left == 0:
            left, owner = length, None
            for step in range(1, len(people) + 1):
                if in_rota((pointer + step) % len(people), day):
                    pointer = owner = (pointer + step) % len(people)
                    break
        if owner is not None:
            for step in range(len(people)):
                place = (owner + step) % len(people)
                if in_rota(place, day) and not away(place, day):
                    on_duty[day] = people[place]["person"]
                    break
        left -= 1
        day += DAY
    return on_duty


def expected(rota: dict[str, Any]) -> Iterator[tuple[datetime, frozenset[tuple[str, str]]]]:
    """Yield each quarter of an hour with the people on duty and their domains."""
    days = walked(rota, date(rota["year"] + 1, 1, 2))
    hand_over = time.fromisoformat(rota.get("hand_over", "09:00"))
    swaps = sorted(rota.get("swaps", ()), key=lambda one: one["from"])
    for moment, wall in clock(rota["zone"], rota["year"]):
        day = wall.date() if wall.time() >= hand_over else wall.date() - DAY
        now = {rota.get("domain", ""): days.get(day, "")}
        for swap in swaps:
            domain = swap.get("domain", "")
            if swap["from"] <= moment < swap["to"] and swap.get("instead_of", now.get(domain)) == now.get(domain):
                now[domain] = swap["person"]
            elif swap["from"] <= moment < swap["to"]:
                yield moment, frozenset({(domain, now[domain]), (domain, swap["person"])})
                break
        else:
            yield moment, frozenset((domain, who) for domain, who in now.items() if who)


def seen(shifts: list[Shift], moments: list[datetime]) -> Iterator[frozenset[tuple[str, str]]]:
    """Yield who is on duty at each of the moments, which are in order."""
    coming = list(resolved(shifts))
    current: list[Shift] = []
    on_duty: frozenset[tuple[str, str]] = frozenset()
    for moment in moments:
        if (coming and coming[0].at <= moment) or any(one.until <= moment for one in current):
            while coming and coming[0].at <= moment:
                current.append(coming.pop(0))
            current = [one for one in current if moment < one.until]
            on_duty = frozenset((one.domain, one.person) for one in current)
        yield on_duty


@pytest.mark.parametrize("rota", ROTAS, ids=lambda rota: rota["name"])
def test_at_every_quarter_of_an_hour_of_a_year_the_right_person_is_on_duty(rota: dict[str, Any]) -> None:
    options = {key: value for key, value in rota.items() if key not in ("name", "year")}
    now = datetime(rota["year"], 2, 20, tzinfo=UTC)

    wanted = list(expected(rota))
    found = seen(told(now, **options), [moment for moment, _ in wanted])

    wrong = ((moment, who, is_now) for (moment, who), is_now in zip(wanted, found, strict=True) if who != is_now)
    assert list(islice(wrong, 3)) == []
    assert len(wanted) >= 365 * 96


def test_there_are_fifty_rotas_and_more_and_no_two_are_the_same() -> None:
    assert len({rota["name"] for rota in ROTAS}) == len(ROTAS) >= 50


# --- what else


def test_a_shift_keeps_its_key_and_its_ends_as_time_goes_by() -> None:
    options: dict[str, Any] = {"people": ["Ada", "Bo"], "weeks": 6, "domain": "apps"}

    first, later = ({one.key: one for one in told(NOON + days * DAY, **options)} for days in (0, 45))

    assert len(first.keys() & later.keys()) >= 7
    assert all(first[key] == later[key] for key in first.keys() & later.keys())
    assert f"shift:rule/apps/Ada/{int(datetime(2026, 11, 16, 9, tzinfo=UTC).timestamp())}" in first


def test_a_turn_that_has_begun_long_ago_is_told_from_its_beginning() -> None:
    (first, *_) = told(datetime(2027, 6, 1, tzinfo=UTC), people=["Ada", "Bo"], days=300)

    assert first.at == datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_my_shifts_are_mine_however_my_name_is_written() -> None:
    shifts = told(NOON, "ADA", people=["Ada", "Bo"])

    assert {one.person for one in shifts if one.mine} == {"Ada"}


def test_a_turn_is_a_week_unless_it_is_said_otherwise() -> None:
    assert {one.until - one.at for one in told(NOON, people=["Ada", "Bo"])} == {7 * DAY}


def test_the_years_before_cost_nothing() -> None:
    people = [{"person": f"P{number}", "since": date(1970 + number // 4, 1, 1)} for number in range(200)]
    begin = perf_counter()

    assert told(NOON, people=people, start="1970-01-01", days=1)
    assert perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": []}, "length >= 1"),
        ({"people": [""]}, "length >= 1"),
        ({"weeks": 0}, ">= 1"),
        ({"weeks": 1, "days": 1}, "a turn has weeks or days, not both"),
        ({"hand_over": "9:00"}, "regex"),
        ({"hand_over": "24:00"}, "regex"),
        ({"zone": "Middle/Earth"}, "there is no time zone 'Middle/Earth'"),
        ({"zone": "../../etc/passwd"}, "there is no time zone"),
        ({"start": "1969-12-31"}, "lies outside the years"),
        ({"start": "2026-02-30"}, "date"),
        ({"away": [{"person": "Di", "from": "2026-12-01", "to": "2026-12-01"}]}, "'Di' is away, but not among"),
        ({"away": [{"person": "Ada", "from": "2026-12-02", "to": "2026-12-01"}]}, "ends before it begins"),
        ({"people": [{"person": "Ada", "since": "2026-12-02", "until": "2026-12-01"}]}, "leaves before joining"),
        ({"people": [{"person": "Ada", "left": "2026-12-02"}]}, "left"),
        ({"swaps": [{"person": "Ada", "from": "2026-12-02T00:00:00", "to": "2026-12-03T00:00:00Z"}]}, "timezone"),
    ],
)
def test_what_makes_no_rota_is_a_mistake(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        told(NOON, **({"people": ["Ada", "Bo"]} | wrong))
