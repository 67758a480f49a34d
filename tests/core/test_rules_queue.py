"""Who asked is told how far the task is that was made from their question: each stage once, as a draft."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from supporttray.core.item import Request, Stage, Task
from supporttray.core.journal import merge
from supporttray.core.model import Need, Urgency, World
from supporttray.core.rules.queue import NEWS, news, news_key
from tests.core.make import HOUR, MINUTE, NOON, request

URL = "https://tracker.example.com/browse/ACME-12"
TASK = Task(key="task:tracker.example.com/12", title="Order 7", url=URL, at=NOON - 2 * HOUR, name="ACME-12")
ASKED: Request = request()


def task(stage: Stage, **more: Any) -> Task:
    return msgspec.structs.replace(TASK, stage=stage, **({"changed": NOON - MINUTE} | more))


def found(one: Task, *, born: bool = True, told: tuple[str, ...] = ()) -> list[Need]:
    world = World(items={one.key: one, ASKED.key: ASKED}, born={URL: ASKED.key} if born else {}, told=frozenset(told))
    return list(news(world, NOON))


@pytest.mark.parametrize(
    ("one", "title", "draft"),
    [
        (task(Stage.STARTED), "that ACME-12 was started", "We have started on this: "),
        (task(Stage.DONE), "that ACME-12 is done", "This is done: "),
        (task(Stage.DONE, dropped=True), "that ACME-12 was closed with nothing done", "We have closed this, and nothing was changed: "),
    ],
)  # fmt: skip
def test_a_task_that_went_on_is_to_be_told_to_who_asked(one: Task, title: str, draft: str) -> None:
    (need,) = found(one)

    assert need.title == f"Tell {ASKED.name} {title}"
    assert need.draft == draft + URL
    assert (need.subject, need.url, need.links) == (ASKED.key, ASKED.url, (("ACME-12", URL),))
    assert (need.urgency, need.patient, need.since) == (Urgency.NEEDS_YOU, True, NOON - MINUTE)
    assert "1 min ago" in need.because
    assert need.key.startswith(f"{NEWS}|{ASKED.key}#")


def test_a_task_that_is_only_open_is_no_news() -> None:
    assert found(task(Stage.OPEN)) == []


def test_a_task_that_was_made_from_no_question_of_ours_is_no_news() -> None:
    assert found(task(Stage.DONE), born=False) == []


def test_what_was_told_is_not_told_again_but_the_next_stage_is() -> None:
    told = (news_key(ASKED.key, task(Stage.STARTED)),)

    assert found(task(Stage.STARTED), told=told) == []
    assert len(found(task(Stage.DONE), told=told)) == 1


def test_a_question_that_is_forgotten_is_told_nothing() -> None:
    one = task(Stage.DONE)

    assert list(news(World(items={one.key: one}, born={URL: ASKED.key}), NOON)) == []


def test_where_the_tracker_does_not_say_since_when_it_is_since_we_saw_it() -> None:
    opened, started = task(Stage.OPEN, changed=None), task(Stage.STARTED, changed=None)

    seen = merge(opened, started, NOON)
    assert isinstance(seen, Task)
    assert seen.changed == NOON
    later = merge(seen, started, NOON + HOUR)
    assert later == seen, "and not since each later look"
    done = task(Stage.DONE, changed=NOON + HOUR)
    assert merge(seen, done, NOON + 2 * HOUR) == done, "what the tracker says counts"
    assert seen.last_at - opened.last_at > timedelta(0)
