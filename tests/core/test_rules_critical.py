"""A bug that blocks a release speaks at once, after 15 and 60 minutes of working time, and then no more once somebody has it."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from supporttray.core.hours import Hours
from supporttray.core.item import Stage, Task
from supporttray.core.model import CRITICAL, Decision, Duty, Mark, Need, Urgency, Watched, World
from supporttray.core.policy import alerts
from supporttray.core.rules.critical import BUG, critical
from tests.core.make import ALWAYS, HOUR, MINUTE, NOON

BLOCKER = Task(
    key="task:g/o/r/7", title="Checkout shows NaN", url="https://g/7", at=NOON - HOUR, name="o/r#7", release="3.2"
)


def world(task: Task, *, hours: Hours = ALWAYS, seen_by: str = "blockers", since: datetime | None = NOON) -> World:
    mark = Mark(subject=task.key, kind=CRITICAL, at=since, until=NOON.replace(year=2036)) if since else None
    return World(
        items={task.key: task},
        watches={"queue": Watched("queue"), "blockers": Watched("blockers", critical=True)},
        seen_by={task.key: (seen_by,)},
        marks={(task.key, CRITICAL): mark} if mark else {},
        hours=hours,
    )


def needs(minutes: float = 0, **more: Any) -> list[Need]:
    hours = more.pop("hours", ALWAYS)
    return list(critical(world(msgspec.structs.replace(BLOCKER, **more), hours=hours), NOON + minutes * MINUTE))


def test_it_names_the_release_and_says_that_nobody_has_it() -> None:
    (need,) = needs(12)
    assert need.title == "Blocks 3.2: Checkout shows NaN"
    assert need.because == "o/r#7 came 12 min ago; nobody has it."
    assert (need.kind, need.subject, need.urgency, need.url) == (BUG, BLOCKER.key, Urgency.URGENT, "https://g/7")
    assert needs(release="")[0].title.startswith("Blocks the release: ")


def test_it_is_said_at_once_and_twice_again_in_working_time() -> None:
    keys = [needs(minutes)[0].key for minutes in range(180)]
    changed = [minute for minute in range(1, 180) if keys[minute] != keys[minute - 1]]
    assert changed == [15, 60]


def test_the_time_between_is_the_teams() -> None:
    evening = Hours(zone=NOON.tzinfo, end=(NOON + 10 * MINUTE).time())  # NOON is a Monday; work ends ten minutes later
    keys = [needs(minutes, hours=evening)[0].key for minutes in (0, 14, 300, 21 * 60 + 4, 21 * 60 + 6)]
    assert len(set(keys[:4])) == 1
    assert keys[4] != keys[0]


@pytest.mark.parametrize(("mine", "why"), [(False, "Mei has it"), (True, "you have it")])
def test_who_has_it_silences_it_and_it_stays_on_the_icon(mine: bool, why: str) -> None:  # noqa: FBT001
    there = world(msgspec.structs.replace(BLOCKER, assignee="Mei", mine=mine))
    found = list(critical(there, NOON))
    assert (found[0].urgency, found[0].because.rpartition("; ")[2]) == (Urgency.NEEDS_YOU, f"{why}.")
    (alert,) = alerts(found, world=there, duty=Duty(on=True), decided=(), seeding=(), now=NOON)
    assert (alert.decision, alert.reason) == (Decision.HOLD, why)


def test_nobody_off_duty_is_woken() -> None:
    (alert,) = alerts(needs(), world=world(BLOCKER), duty=Duty(on=False), decided=(), seeding=(), now=NOON)
    assert alert.decision is Decision.HOLD


@pytest.mark.parametrize(
    "gone", [world(msgspec.structs.replace(BLOCKER, stage=Stage.DONE)), world(BLOCKER, seen_by="queue")]
)
def test_what_is_done_or_blocks_nothing_is_none(gone: World) -> None:
    assert list(critical(gone, NOON)) == []


def test_before_it_is_noted_since_when_it_counts_from_its_beginning() -> None:
    assert next(iter(critical(world(BLOCKER, since=None), NOON))).since == BLOCKER.at
