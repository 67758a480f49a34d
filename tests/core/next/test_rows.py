"""What is next, from needs and tasks: what is a row and of which sort, what stands beside the list, and what I am on."""

from datetime import date
from typing import Any

import msgspec
import pytest

from supporttray.core.item import Stage, Task, fingerprint
from supporttray.core.model import SNOOZED, Mark, Need, Urgency, Watched, World
from supporttray.core.next import Group, Key, Row
from supporttray.core.next.rows import SORTS, asleep, begun, beside, rows, top
from supporttray.core.process import Process
from supporttray.core.rules import daily, meeting, request, review
from supporttray.core.rules.critical import BUG
from tests.core.make import ALWAYS, HOUR, NOON
from tests.core.test_reviewing import change

DAY = 24 * HOUR
RELEASE = Process(product="Shop", labels=("manual test",), document="https://w/shop")


def task(number: int, **more: Any) -> Task:
    known: dict[str, Any] = {"key": f"task:t/{number}", "title": f"Task {number}", "url": f"https://t/{number}"}
    known |= {"name": f"ACME-{number}", "rank": number}
    return Task(**({"at": NOON - 3 * DAY} | known | more))


def world(*items: Any, seen_by: str = "queue", **more: Any) -> World:
    watches = {"queue": Watched("queue"), "second": Watched("second"), "blockers": Watched("blockers", critical=True)}
    seen = {item.key: (seen_by,) for item in items} | more.pop("also", {})
    known = {"items": {item.key: item for item in items}, "watches": watches, "seen_by": seen, "hours": ALWAYS}
    return World(**(known | {"processes": (RELEASE,)} | more))


def need(kind: str, subject: str = "x", urgency: Urgency = Urgency.NEEDS_YOU, **more: Any) -> Need:
    return Need(
        key=f"{kind}|{subject}#",
        kind=kind,
        subject=subject,
        urgency=urgency,
        title="t",
        because="b",
        since=NOON,
        **more,
    )


def names(found: tuple[Row, ...]) -> list[str]:
    return [one.name or one.key.partition("|")[0] for one in found]


def test_the_queue_keeps_qas_order_whatever_is_older() -> None:
    old = task(3, at=NOON - 90 * DAY)
    assert names(rows(world(task(2), old, task(1), task(4, rank=None)), (), NOON)) == [
        "ACME-1",
        "ACME-2",
        "ACME-3",
        "ACME-4",
    ]


def test_of_two_queues_the_one_that_is_watched_first_comes_first() -> None:
    there = world(task(1), task(2), also={"task:t/1": ("second",), "task:t/2": ("queue",)})
    assert names(rows(there, (), NOON)) == ["ACME-2", "ACME-1"]


@pytest.mark.parametrize(
    "one",
    [
        task(1, stage=Stage.DONE),
        task(1, blocked=True),
        task(1, assignee="Mei"),
        task(1, assignee="Mei", stage=Stage.STARTED),
    ],
)
def test_what_is_done_waits_or_is_somebody_elses_is_not_next(one: Task) -> None:
    assert names(rows(world(one, task(2)), (), NOON)) == ["ACME-2"]


@pytest.mark.parametrize(
    ("one", "group", "key", "why"),
    [
        (task(1), Group.QUEUE, Key.START, "In the queue; it is 3 days old."),
        (task(1, rank=None), Group.QUEUE, Key.START, "In the queue; it is 3 days old."),
        (
            task(0, customer="Velo Sud", due=date(2026, 11, 25)),
            Group.QUEUE, Key.START,
            "In the queue for Velo Sud, due Wed 25 Nov; it is 3 days old.",
        ),
        (
            task(1, mine=True, assignee="Ada", stage=Stage.STARTED, changed=NOON - 2 * HOUR),
            Group.BEGUN, Key.OPEN,
            "You are on it for 2 h.",
        ),
        (
            task(1, mine=True, assignee="Ada", labels=("Manual Test",)),
            Group.PROCESS, Key.CHECKLIST,
            "Yours to test or to release; it is 3 days old.",
        ),
        (task(1, labels=("manual test",)), Group.QUEUE, Key.START, "In the queue; it is 3 days old."),
    ],
)  # fmt: skip
def test_what_sort_of_work_a_task_is(one: Task, group: Group, key: Key, why: str) -> None:
    (row,) = rows(world(one), (), NOON)
    assert (row.group, row.default, row.why, row.urgency) == (group, key, why, Urgency.QUIET)


def test_what_i_have_begun_stands_before_what_i_have_not_and_what_is_overdue_before_both() -> None:
    on = task(7, mine=True, assignee="Ada", stage=Stage.STARTED)
    late = task(9, due=date(2026, 11, 22))
    today = task(8, due=date(2026, 11, 23))
    found = rows(world(task(1), on, late, today), (), NOON)
    assert names(found) == ["ACME-9", "ACME-7", "ACME-1", "ACME-8"]
    assert found[0].above == "above what you have begun because its time is over"


def test_a_critical_bug_is_one_row_and_names_what_it_blocks() -> None:
    bug = task(1, release="3.2")
    there = world(bug, task(2), also={bug.key: ("queue", "blockers")})
    found = rows(there, [need(BUG, bug.key, Urgency.QUIET)], NOON)
    assert names(found) == ["ACME-1", "ACME-2"]
    assert found[0].above == "above the queue because it blocks 3.2"


def test_reviews_for_which_i_am_asked_come_first_and_my_own_last() -> None:
    asked, free, own = (change(key=f"review:{name}", name=name, **more) for name, more in REVIEWS.items())
    quiet = [need(review.WAITING, one.key, Urgency.QUIET) for one in (free, asked)]
    found = rows(world(asked, free, own), [need(review.MINE, own.key, Urgency.QUIET), *quiet], NOON)
    assert names(found) == ["asked", "free", "own"]
    assert found[0].above == "above free because you are asked"


REVIEWS: dict[str, dict[str, Any]] = {"asked": {"asks_me": True}, "free": {}, "own": {"mine": True}}


def test_status_and_stand_up_stand_beside_the_list() -> None:
    found = [
        need(daily.MISSING, urgency=Urgency.URGENT),
        need(meeting.NEAR, urgency=Urgency.URGENT),
        need(request.WAITING),
    ]
    assert names(rows(world(), found, NOON)) == [request.WAITING]
    assert [one.kind for one in beside(found)] == [daily.MISSING, meeting.NEAR]


def test_what_is_snoozed_is_counted_and_not_listed() -> None:
    one = task(1)
    mark = Mark(subject=one.key, kind=SNOOZED, at=NOON, until=NOON + HOUR, basis=fingerprint(one))
    there = world(one, task(2), marks={(one.key, SNOOZED): mark})
    assert (names(rows(there, (), NOON)), asleep(there, NOON)) == (["ACME-2"], 1)
    later = NOON + HOUR
    assert (names(rows(there, (), later)), asleep(there, later)) == (["ACME-1", "ACME-2"], 0)


def test_what_went_while_it_was_snoozed_is_asleep_no_more() -> None:
    marks = {
        (key, SNOOZED): Mark(subject=key, kind=SNOOZED, at=NOON, until=NOON + 3650 * DAY)
        for key in ("review:g/7", "task:t/9", "service:slack")
    }
    assert asleep(world(marks=marks), NOON) == 1


def test_a_need_whose_time_is_over_is_late() -> None:
    late = need(request.WAITING, "a", due=NOON)
    early = need(BUG, "b", due=NOON + HOUR)
    assert names(rows(world(), [early, late], NOON)) == [request.WAITING, BUG]


def test_the_top_is_the_first_row() -> None:
    there = world(task(2), task(1))
    for needs in ((), [need(request.WAITING), need(BUG)]):
        first, *_ = rows(there, needs, NOON)
        assert top(there, needs, NOON) == msgspec.structs.replace(first, above="")
    assert top(world(), (), NOON) is None


def test_what_i_am_on_is_told_the_latest_first() -> None:
    mine = {"mine": True, "assignee": "Ada", "stage": Stage.STARTED}
    early, late = task(1, changed=NOON - DAY, **mine), task(2, changed=NOON - HOUR, **mine)
    others = task(3, stage=Stage.STARTED, assignee="Mei"), task(4, blocked=True, **mine), task(5, mine=True)
    assert [one.name for one in begun(world(early, late, *others))] == ["ACME-2", "ACME-1"]


def test_every_sort_of_need_that_is_the_jobs_own_has_its_place() -> None:
    groups = {Group.CRITICAL, Group.BUILD, Group.REQUEST, Group.REVIEW, Group.ERROR}
    assert {group for group, _ in SORTS.values()} == groups


def test_of_what_is_mine_nobody_else_is_named() -> None:
    on, own = task(1, mine=True, assignee="Ada", stage=Stage.STARTED), change(mine=True)
    found = rows(world(on, own), [need(review.MINE, own.key, Urgency.QUIET), need(BUG, on.key)], NOON)
    assert [one.owner for one in found] == ["", "", ""]
