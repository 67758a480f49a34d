"""The planning with QA, section by section: it tells how things stand, and keeps QA's order."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray import template
from supporttray.core.daily import Line
from supporttray.core.item import AnyItem, Opinion, Review, Says, Stage, Task
from supporttray.core.model import Event, Watched
from supporttray.core.planning import SECTIONS, SHOWN, Planning, planning, slack, week
from supporttray.core.text import plain
from supporttray.paths import resource
from tests.core.make import HOUR, NOON, world

DAY = timedelta(days=1)
THURSDAY = NOON + 3 * DAY  # NOON is a Monday's
LAST_WEEK = NOON - 4 * DAY


def task(number: int, **more: Any) -> Task:
    fixed = {
        "key": f"task:j/ACME-{number}",
        "name": f"ACME-{number}",
        "title": f"Thing {number}",
        "url": f"https://j/{number}",
    }
    return Task(**({"at": LAST_WEEK} | fixed | more))


def review(number: int, **more: Any) -> Review:
    fixed = {"key": f"review:g/{number}", "name": f"shop#{number}", "title": "Change", "url": f"https://g/{number}"}
    return Review(**({"at": THURSDAY - 5 * HOUR, "where": "shop", "by": "rob", "author": "Rob"} | fixed | more))


def planned(*items: AnyItem, events: tuple[Event, ...] = (), critical: tuple[AnyItem, ...] = ()) -> Planning:
    there = msgspec.structs.replace(
        world(*items, *critical),
        watches={"queue": Watched("queue"), "bugs": Watched("bugs", critical=True)},
        seen_by={one.key: ("queue",) for one in items} | {one.key: ("bugs",) for one in critical},
    )
    return planning(there, events, THURSDAY, UTC)


def lines(section: tuple[Line, ...]) -> list[str]:
    return [f"{one.text}: {one.detail}" for one in section]


# --- the queue


def test_the_queue_is_told_in_the_order_that_qa_keeps_and_what_has_no_rank_comes_last() -> None:
    found = planned(task(1), task(2, rank=1), task(3, rank=0, at=NOON), task(4, rank=2, due=date(2026, 1, 1)))
    assert [line.text.split()[0] for line in found.queue] == ["ACME-3", "ACME-2", "ACME-4", "ACME-1"]


def test_each_line_of_the_queue_tells_age_size_customer_and_who_has_it() -> None:
    whole = task(1, size="3", customer="Kettle & Sons", due=date(2026, 11, 27), assignee="Mei")
    late = task(2, due=date(2026, 11, 25))
    assert lines(planned(whole, late).queue) == [
        "ACME-1 Thing 1: 7 days old, size 3, for Kettle & Sons, due Fri 27 Nov, Mei has it",
        "ACME-2 Thing 2: 7 days old, was due Wed 25 Nov",
    ]


def test_what_is_done_is_not_in_the_queue() -> None:
    assert planned(task(1, stage=Stage.DONE)).queue == ()


def test_of_two_thousand_tasks_the_first_twenty_are_told_and_the_others_are_counted() -> None:
    found = planned(*(task(number, rank=number) for number in range(2000)))
    assert len(found.queue) == SHOWN + 1
    assert found.queue[-1].text == "and 1,980 more"
    assert found.summary == "2,000 in the queue, 0 came in, 0 went out"


def test_what_blocks_a_release_stands_first_and_not_in_the_queue() -> None:
    bug = task(9, release="2026.48", at=THURSDAY - 2 * HOUR)
    found = planned(task(1), critical=(bug,))
    assert SECTIONS[0][0] == "critical"
    assert lines(found.critical) == ["ACME-9 Thing 9: blocks 2026.48, 2 h old, nobody has it yet"]
    assert [line.text for line in found.queue] == ["ACME-1 Thing 1"]


# --- the week


@pytest.mark.parametrize(
    ("moment", "zone", "begin"),
    [
        ("2026-11-26T12:00Z", "UTC", "2026-11-23T00:00Z"),
        ("2026-11-23T00:00Z", "UTC", "2026-11-23T00:00Z"),
        ("2026-11-22T23:59Z", "UTC", "2026-11-16T00:00Z"),
        ("2026-11-22T23:30Z", "Europe/Berlin", "2026-11-22T23:00Z"),
        ("2026-03-29T20:00Z", "Europe/Berlin", "2026-03-22T23:00Z"),  # the clocks were set forward this Sunday
        ("2026-10-25T20:00Z", "Europe/Berlin", "2026-10-18T22:00Z"),  # and back this one
        ("2026-11-23T01:00Z", "America/New_York", "2026-11-16T05:00Z"),
    ],
)
def test_a_week_begins_with_monday_where_the_workspace_is(moment: str, zone: str, begin: str) -> None:
    assert week(datetime.fromisoformat(moment), ZoneInfo(zone)) == datetime.fromisoformat(begin)


def test_what_came_in_this_week_is_told_and_what_came_before_is_not() -> None:
    found = planned(task(1), task(2, at=NOON), task(3, at=NOON, stage=Stage.DONE, customer="Rob"))
    assert lines(found.came) == ["ACME-2 Thing 2: Mon 23 Nov", "ACME-3 Thing 3: Mon 23 Nov for Rob, done already"]


def test_what_went_out_this_week_names_who_did_it_and_says_what_was_dropped() -> None:
    done = task(1, stage=Stage.DONE, changed=NOON, assignee="Mei")
    dropped = task(2, stage=Stage.DONE, changed=NOON + DAY, dropped=True)
    before = task(3, stage=Stage.DONE, changed=LAST_WEEK)
    assert lines(planned(done, dropped, before).went) == [
        "ACME-1 Thing 1: done by Mei Mon 23 Nov",
        "ACME-2 Thing 2: closed with nothing done Tue 24 Nov",
    ]


def went(subject: str, at: datetime = NOON) -> Event:
    return Event(
        key=f"{subject}{at}", kind="task.done", subject=subject, at=at, seen_at=at, actor="Mei", title="Thing 7"
    )


def test_what_the_tracker_shows_no_more_went_out_all_the_same_but_not_what_is_open_again() -> None:
    again = task(1)
    found = planned(again, events=(went("task:j/ACME-7"), went("task:j/ACME-7"), went(again.key)))
    assert lines(found.went) == ["Thing 7: done by Mei Mon 23 Nov"]
    assert planned(events=(went("task:j/ACME-8", LAST_WEEK),)).went == ()


def test_what_was_begun_before_this_week_is_carried_over() -> None:
    old = task(1, stage=Stage.STARTED, changed=LAST_WEEK, assignee="Mei")
    new = task(2, stage=Stage.STARTED, changed=NOON)
    assert lines(planned(old, new, task(3)).carried) == ["ACME-1 Thing 1: begun Thu 19 Nov, Mei has it"]


# --- what waits for whom


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"blocked": True}, "is blocked, 7 days old"),
        ({"blocked": True, "assignee": "Mei"}, "is blocked, 7 days old, Mei has it"),
        ({"status": "Waiting for customer", "customer": "Rob"}, "waits for the customer (Rob), 7 days old"),
        ({"status": "Waiting for Customer", "blocked": True}, "waits for the customer, 7 days old"),
        ({"status": "In Review"}, "waits for a review, 7 days old"),
    ],
)
def test_a_task_that_waits_says_for_whom(facts: dict[str, Any], said: str) -> None:
    assert lines(planned(task(1, **facts)).waiting) == [f"ACME-1 Thing 1: {said}"]


def test_a_task_that_waits_for_nobody_is_not_said_to_wait() -> None:
    assert planned(task(1, status="In Progress"), task(2, stage=Stage.DONE, blocked=True)).waiting == ()


def test_changes_wait_for_a_review_ours_for_those_who_are_asked() -> None:
    approved = Opinion(id="1", by="mei", says=Says.APPROVED, at=THURSDAY - HOUR)
    found = planned(
        review(1),
        review(2, mine=True, asked=("mei",)),
        review(3, draft=True),
        review(4, opinions=(approved,)),
        review(5, labels=("epic",)),
    )
    assert lines(found.waiting) == [
        "shop#1 Change: by Rob, waits for a review for 5 h",
        "shop#2 Change: It waits for mei; pushed 5 h ago",
    ]


# --- as a text


def rendered(found: Planning, form: str) -> str:
    day: dict[str, Any] = msgspec.to_builtins(found)
    return asyncio.run(
        template.render(resource(f"templates/planning.{form}.j2"), day | {"empty": found.empty}, SECTIONS)
    )


HOSTILE = task(1, title="<!here> *bold* [x](http://evil) `code` & **more**", rank=0)


def test_what_others_wrote_is_no_markup_in_markdown_and_the_channel_reads_the_same() -> None:
    markdown = rendered(planned(HOSTILE), "markdown")
    head, _, *rest = markdown.split("\n")
    assert head == "## Planning, Thu 26 Nov: 1 in the queue, 0 came in, 0 went out"
    assert rest == [
        "### The queue",
        "",
        r"- [ACME-1 \<!here\> \*bold\* \[x\](http://evil) \`code\` & \*\*more\*\*](https://j/1) — 7 days old",
    ]
    assert slack(markdown).split("\n") == [
        "*Planning, Thu 26 Nov: 1 in the queue, 0 came in, 0 went out*",
        "",
        "*The queue*",
        "• ACME-1 <!here> *bold* [x](http://evil) `code` & **more** — 7 days old https://j/1",
    ]


def test_an_address_with_brackets_is_whole_in_the_channel_too() -> None:
    markdown = rendered(planned(task(1, url="https://j/(1)")), "markdown")
    assert slack(markdown).endswith("• ACME-1 Thing 1 — 7 days old https://j/(1)")


def test_what_could_not_be_seen_is_said_and_an_empty_queue_only_where_it_was_seen() -> None:
    blind = planning(world(), (), THURSDAY, UTC, ["queue"])
    assert rendered(blind, "text").split("\n")[2:] == ["Could not look at queue."]
    assert rendered(planned(), "slack").split("\n")[2:] == ["The queue is empty."]
    assert slack(rendered(blind, "markdown")).split("\n")[2:] == ["*Could not look at queue.*"]


def test_a_title_that_turns_the_order_of_words_stays_in_its_line() -> None:
    (line,) = planned(task(1, title="הסורק\nלא \u202e עובד")).queue
    assert plain(line.text) == line.text
