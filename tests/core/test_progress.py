"""What of a day's work the status tells: bugs that block a release, the queue, reviews, checklists; and nobody's fault."""

from datetime import UTC, timedelta
from typing import Any

import msgspec
import pytest

from supporttray.core.daily import Daily, Line
from supporttray.core.item import AnyItem, Opinion, Review, Says, Stage, Task
from supporttray.core.journal import changes
from supporttray.core.model import CRITICAL, Event, Mark
from supporttray.core.process import Process
from supporttray.core.progress import Progress, joined, progress
from supporttray.core.work import TICKED
from tests.core.make import HOUR, MINUTE, NOON, world

DAY = timedelta(days=1)
MIDNIGHT = NOON - 12 * HOUR
EVENING = NOON + 6 * HOUR
FAR = NOON + 300 * DAY
YAEL = "יעל"
APP = Process(product="Scanner app", labels=("manual-test",), steps=("install", "scan", "print"))


def task(number: int = 1, **more: Any) -> Task:
    fixed = {
        "key": f"task:j/ACME-{number}",
        "name": f"ACME-{number}",
        "title": f"Thing {number}",
        "url": f"https://j/{number}",
    }
    return Task(**({"at": NOON - 4 * DAY} | fixed | more))


def went(before: Task, *steps: dict[str, Any]) -> tuple[Task, list[Event]]:
    """What a task is in the end, and what an engine tells that looked after each step, an hour each."""
    events: list[Event] = []
    for hour, step in enumerate(steps, 1):
        after = msgspec.structs.replace(before, **step)
        events += changes(before, after, NOON + hour * HOUR)
        before = after
    return before, events


def told(
    *items: AnyItem,
    events: list[Event] | None = None,
    marks: tuple[Mark, ...] = (),
    processes: tuple[Process, ...] = (),
) -> Progress:
    there = msgspec.structs.replace(
        world(*items), marks={(mark.subject, mark.kind): mark for mark in marks}, processes=processes
    )
    return progress(events or [], there, MIDNIGHT, EVENING, UTC)


def lines(section: tuple[Line, ...]) -> list[str]:
    return [f"{one.text}: {one.detail}" for one in section]


# --- the queue

TAKEN = {"stage": Stage.STARTED, "assignee": "Mei"}
DONE = {"stage": Stage.DONE}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([TAKEN], "started by Mei at 13:00"),
        ([TAKEN, DONE], "started and done by Mei at 14:00"),
        ([DONE], "done at 13:00"),
        ([{**DONE, "dropped": True}], "closed with nothing done at 13:00"),
        ([TAKEN, {"blocked": True}], "waits for somebody else at 14:00"),
        ([DONE, {"stage": Stage.OPEN}], "opened again at 14:00"),
    ],
)
def test_each_task_that_moved_today_is_told_once_by_what_happened_last(steps: list[dict[str, Any]], said: str) -> None:
    after, events = went(task(), *steps)
    assert lines(told(after, events=events).queue) == [f"ACME-1 Thing 1: {said}"]


def test_a_task_that_did_not_move_is_not_told() -> None:
    after, events = went(task(), {"priority": "High"}, {"rank": 3})
    assert told(after, events=events) == Progress()


def test_a_task_that_the_tracker_shows_no_more_is_told_by_its_title() -> None:
    _, events = went(task(), TAKEN, DONE)
    assert lines(told(events=events).queue) == ["Thing 1: started and done by Mei at 14:00"]


def test_a_block_is_told_once_however_often_it_is_seen() -> None:
    _, events = went(task(), {"blocked": True}, {"priority": "High"}, {"blocked": False}, {"blocked": True})
    assert [event.kind for event in events] == ["task.blocked"] * 2
    assert len({event.key for event in events}) == 2


# --- what blocks a release


def mark(number: int, since: float, until: float | None = None) -> Mark:
    end = FAR if until is None else NOON + until * HOUR
    return Mark(subject=f"task:j/ACME-{number}", kind=CRITICAL, at=NOON + since * HOUR, until=end)


def test_a_new_bug_is_told_with_its_release_and_who_has_it() -> None:
    new, had = task(1, release="2026.48"), task(2, assignee="Mei")
    found = told(new, had, marks=(mark(1, 2), mark(2, -30)))
    assert lines(found.critical) == [
        "ACME-2 Thing 2: open since Sun 22 Nov, Mei has it",
        "ACME-1 Thing 1: blocks 2026.48, new today, nobody has it yet",
    ]


def test_a_bug_that_was_solved_today_names_who_solved_it_and_is_not_told_as_the_queues_too() -> None:
    after, events = went(task(release="2026.48"), TAKEN, DONE)
    found = told(after, events=events, marks=(mark(1, 0.5, 2),))
    assert lines(found.critical) == ["ACME-1 Thing 1: blocks 2026.48, new today, solved by Mei at 14:00"]
    assert (found.queue, found.done) == ((), 1)


def test_a_bug_that_blocks_nothing_any_more_says_so_today_and_nothing_tomorrow() -> None:
    said = lines(told(task(), marks=(mark(1, -30, 2),)).critical)
    assert said == ["ACME-1 Thing 1: open since Sun 22 Nov, blocks no release any more"]
    assert told(task(), marks=(mark(1, -50, -13),)).critical == ()


def test_a_bug_of_which_nothing_is_known_any_more_breaks_nothing() -> None:
    assert told(marks=(mark(1, 2),)).critical == ()


# --- reviews and checklists


def review(*opinions: Opinion) -> Review:
    return Review(
        key="review:g/7",
        name="shop#7",
        title="Change",
        url="https://g/7",
        at=NOON,
        where="shop",
        by="rob",
        opinions=opinions,
    )


def opinion(number: int, says: Says, *, mine: bool = True) -> Opinion:
    return Opinion(id=str(number), by="ada" if mine else "mei", says=says, at=NOON + number * MINUTE, mine=mine)


@pytest.mark.parametrize(
    ("said", "told_as"),
    [
        ([Says.APPROVED], "approved"),
        ([Says.CHANGES, Says.APPROVED], "approved"),
        ([Says.CHANGES, Says.COMMENTED], "changes asked for"),
        ([Says.COMMENTED], "commented on"),
    ],
)
def test_a_review_that_i_gave_is_told_once_by_what_counts(said: list[Says], told_as: str) -> None:
    after = review(*(opinion(number, says) for number, says in enumerate(said)))
    found = told(after, events=list(changes(review(), after, EVENING)))
    assert lines(found.reviews) == [f"shop#7 Change: {told_as}"]


def test_what_others_said_of_a_change_is_not_mine() -> None:
    after = review(opinion(1, Says.APPROVED, mine=False))
    assert told(after, events=list(changes(review(), after, EVENING))).reviews == ()


def tick(step: str, at: float = 1, until: float | None = None) -> Mark:
    end = FAR if until is None else NOON + until * HOUR
    return Mark(subject=f"task:j/ACME-1#{step}", kind=TICKED, at=NOON + at * HOUR, until=end)


def test_a_checklist_on_which_something_was_ticked_today_tells_how_far_it_is() -> None:
    test = task(labels=("manual-test",))
    found = told(test, marks=(tick("install", -30), tick("scan"), tick("print", 1, 2)), processes=(APP,))
    assert lines(found.process) == ["ACME-1 Thing 1: Scanner app: 2 of 3 steps done"]
    assert told(test, marks=(tick("install", -30),), processes=(APP,)).process == ()
    assert told(task(), marks=(tick("scan"),), processes=(APP,)).process == ()


def test_a_step_may_have_any_sign_in_its_name() -> None:
    shop = msgspec.structs.replace(APP, steps=("do #12", "install"))
    found = told(task(labels=("manual-test",)), marks=(tick("do #12"), tick("gone")), processes=(shop,))
    assert lines(found.process) == ["ACME-1 Thing 1: Scanner app: 1 of 2 steps done"]


# --- the day


def test_the_days_summary_counts_what_was_done_and_reviewed_besides() -> None:
    line = (Line("x"),)
    day = joined(Daily(date="Mon 23 Nov", summary="1 open"), Progress(line, (), line, (), 2))
    assert (day.summary, day.critical, day.reviews, day.empty) == ("1 open, 2 done, 1 reviewed", line, line, False)
    assert joined(Daily(date="Mon 23 Nov"), Progress()) == Daily(date="Mon 23 Nov")


def test_words_of_others_stay_in_their_line() -> None:
    after, events = went(task(title="הסורק"), {"stage": Stage.STARTED, "assignee": YAEL})
    (line,) = told(after, events=events).queue
    assert line.text.startswith("\u200e\u2068")
    assert f"\u2068{YAEL}\u2069" in line.detail
