"""Likely duplicates: which open tasks are like one that is about to be made."""

import asyncio
import random
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from supporttray.connectors import Answer
from supporttray.core.item import Stage, Task
from supporttray.core.work import Alike
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.likeness import alike
from supporttray.engine.outbox import Outbox
from supporttray.engine.plan import Plan
from supporttray.engine.store import Store
from tests.engine.lab import NOON
from tests.engine.same_task import OTHERS, SAME, UNSEEN


def task(number: int, title: str, stage: Stage = Stage.OPEN) -> Task:
    at, name = NOON - timedelta(minutes=number), f"ACME-{number}"
    return Task(key=f"task:t/{number}", title=title, url=f"https://t/{number}", at=at, name=name, stage=stage)


def desk(folder: Path, *tasks: Task) -> Desk:
    """A desk whose store holds these tasks."""
    base = Database(folder / "w.sqlite3", lambda: NOON)
    store = Store(base)
    store.commit("queue", Answer(items=tasks), "", NOON)
    return Desk(Plan(), base, store, Outbox(base))


def found(at: Desk, title: str, text: str = "") -> list[str]:
    return [one.name for one in asyncio.run(alike(at, title, text, NOON))]


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    titles = (*SAME, *OTHERS, *UNSEEN)
    return desk(tmp_path_factory.mktemp("queue"), *(task(number, title) for number, title in enumerate(titles)))


@pytest.mark.parametrize(("there", "title"), [(t, one) for t, asks in (SAME | UNSEEN).items() for one in asks])
def test_a_task_that_is_there_already_is_found_first(queue: Desk, there: str, title: str) -> None:
    [first, *others] = asyncio.run(alike(queue, title, "", NOON))
    assert first.title == there
    assert not others


def test_of_the_others_next_to_nothing_is_taken_for_the_same(queue: Desk) -> None:
    wrong = {title: names for title in OTHERS if len(names := found(queue, title)) > 1}  # each finds itself
    assert list(wrong) == ["Search: sort products by price"]


def test_it_is_told_what_it_is_called_and_where_it_is(tmp_path: Path) -> None:
    at = desk(tmp_path, task(7, "Password reset mail never arrives"))
    [one] = asyncio.run(alike(at, "Password reset: mail is not arriving", "", NOON))
    assert one == Alike("task:t/7", "ACME-7", "Password reset mail never arrives", "https://t/7")


def test_a_title_that_says_nothing_is_helped_by_its_text(tmp_path: Path) -> None:
    at = desk(tmp_path, task(7, "Password reset mail never arrives"))
    assert found(at, "Help!", "I can't reset my password, the reset mail never arrives") == ["ACME-7"]
    assert found(at, "Help!", "Is it down?") == []
    assert found(at, "Mail") == []


def test_what_is_done_is_no_duplicate_and_five_are_enough(tmp_path: Path) -> None:
    title = "Password reset mail never arrives"
    begun = [task(number, title, Stage.STARTED if number % 2 else Stage.OPEN) for number in range(2, 9)]
    at = desk(tmp_path, task(1, title, Stage.DONE), *begun)
    assert found(at, title) == ["ACME-2", "ACME-3", "ACME-4", "ACME-5", "ACME-6"]  # of equals the latest


def test_two_thousand_tasks_cost_little_and_the_loop_goes_on_meanwhile(tmp_path: Path) -> None:
    lot = random.Random(1)  # noqa: S311  a test
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = ["".join(lot.choices(letters, k=lot.randint(2, 10))) for _ in range(2000)]
    at = desk(tmp_path, *(task(number, " ".join(lot.choices(known, k=9))) for number in range(2000)))
    text = " ".join(lot.choices(known, k=40))
    found(at, text[:80], text)  # what is imported once is not counted
    pauses: list[float] = []

    async def beside() -> None:
        while True:
            pauses.append(time.thread_time())
            await asyncio.sleep(0)

    async def both() -> None:
        task = asyncio.create_task(beside())
        try:
            await alike(at, text[:80], text, NOON)
        finally:
            task.cancel()

    began = time.thread_time()
    asyncio.run(both())
    took = time.thread_time() - began
    assert took < 0.05, took
    assert max(b - a for a, b in pairwise(pauses)) < 0.02
