"""What a task says of what it is made from, and how often one is made."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core.asked import AddTask, AskTask, TaskDraft
from supporttray.core.incident import Finding
from supporttray.core.item import AnyItem, Build, Meeting, Result, Review, Run, Task
from supporttray.core.outbox import Fate
from supporttray.core.suspect import Author, Change, Suspect, Suspicion
from supporttray.core.triage import Cause, FailedTest, Verdict
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.outbox import Outbox
from supporttray.engine.plan import Account, Plan, Queue
from supporttray.engine.queue import Queue as Tracker
from supporttray.engine.store import Store
from supporttray.errors import NotDone
from tests.engine.lab import NOON

HOUR = timedelta(hours=1)
URL = "https://ci/shop/7"
LATER = NOON + timedelta(days=1)


def run(number: int, result: Result = Result.FAILED) -> Run:
    at = NOON + number * HOUR
    return Run(id=str(number), at=at, ended=at, result=result, url=f"https://ci/shop/{number}", title="Fix by Jo Weber")


def build(*runs: Run) -> Build:
    return Build(key="build:ci/shop", title="Tests on main", url="https://ci/shop", at=NOON, project="shop", runs=runs)


def verdict(**more: Any) -> Verdict:
    known = {"cause": Cause.TEST, "text": "assert 3 == 4", "url": f"{URL}#log", "tests": (FailedTest("test_total"),)}
    return Verdict(**(known | more))


SUSPECT = Suspect(
    change=Change(id="c", title="Round", author=Author("Jo Weber", "jo@example.com", "jweber")),
    confidence=0.9,
    reason="touched it",
)
RED = build(run(6, Result.PASSED), run(7))
REVIEW = Review(
    key="review:g/shop/12",
    title="Round the total",
    url="https://g/shop/12",
    at=NOON,
    name="acme/shop#12",
    where="acme/shop",
    by="u7",
    author="Jo Weber",
)
TASK = Task(key="task:t/1", title="Total on main is wrong in tests", url="https://t/1", at=NOON, name="ACME-1")
MEETING = Meeting(key="meeting:1", title="Planning", url="", at=NOON, until=NOON + HOUR)


def desk(folder: Path, *items: AnyItem, found: Verdict | None = None) -> Desk:
    """A desk with these items and a support queue."""
    base = Database(folder / "w.sqlite3", lambda: NOON)
    store = Store(base)
    store.commit("all", Answer(items=items), "", NOON)
    finding = Finding(
        build=RED.key,
        run="7.1",
        seen_at=NOON,
        verdict=found,
        suspicion=Suspicion(suspects=(SUSPECT,)) if found else None,
    )
    store.findings.all = {(RED.key, "7.1"): finding}
    accounts = {"github": Account(name="github", kind="github", address="")}
    plan = Plan(accounts=accounts, queue=Queue("github", "acme/support"), zone_name="Europe/Berlin")
    return Desk(plan, base, store, Outbox(base))


def draft(at: Desk, subject: str = "", title: str = "", text: str = "") -> TaskDraft:
    return asyncio.run(Tracker(at).asked(AskTask(subject, title, text), NOON))


def test_a_red_build_says_what_fails_since_when_why_and_where_and_never_whose_it_may_be(tmp_path: Path) -> None:
    made = draft(desk(tmp_path, RED, found=verdict()), RED.key)
    assert made.title == "Tests on main: test_total fails"
    assert made.text == (
        "Tests on main in shop is red since Mon 23 Nov 20:00.\nTest: assert 3 == 4\n\n"
        f"https://ci/shop/7\n{URL}#log\nhttps://ci/shop"
    )
    assert not made.linked


@pytest.mark.parametrize("line", ["E: jweber broke it", "commit of Jo Weber", "see jo@example.com", "x@y.example: no"])
def test_a_line_of_a_log_that_names_somebody_is_left_out(tmp_path: Path, line: str) -> None:
    made = draft(desk(tmp_path, RED, found=verdict(text=line)), RED.key)
    assert made.text.splitlines()[1] == "Test."


def test_what_is_not_known_of_a_build_is_not_claimed(tmp_path: Path) -> None:
    assert draft(desk(tmp_path, RED), RED.key).text == (
        "Tests on main in shop is red since Mon 23 Nov 20:00.\n\nhttps://ci/shop/7\nhttps://ci/shop"
    )


def test_a_change_is_named_with_its_page_and_without_its_author(tmp_path: Path) -> None:
    made = draft(desk(tmp_path, REVIEW), REVIEW.key)
    assert made.title == "Round the total"
    assert made.text == "It came up in acme/shop#12, “Round the total”.\n\nhttps://g/shop/12"


def test_what_a_person_says_is_taken_as_it_is_and_nothing_is_made_up_where_they_have_said_nothing(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path)
    assert draft(at) == TaskDraft("", "", "acme/support")
    assert draft(at, "tracker", "Jira refuses us", "Set a new one.") == TaskDraft(
        "Jira refuses us", "Set a new one.", "acme/support"
    )


def test_what_may_be_the_same_comes_with_the_draft(tmp_path: Path) -> None:
    at = desk(tmp_path, TASK)
    assert [one.name for one in draft(at, title="Tests: wrong total on main").alike] == ["ACME-1"]
    assert draft(at, title="Another thing entirely").alike == ()


@pytest.mark.parametrize(
    ("item", "said"), [(TASK, "ACME-1 is a task already"), (MEETING, "A meeting cannot become a task")]
)
def test_what_is_no_work_becomes_no_task(tmp_path: Path, item: AnyItem, said: str) -> None:
    with pytest.raises(NotDone, match=said):
        draft(desk(tmp_path, item), item.key)


@pytest.mark.parametrize("title", ["", "A title"])
def test_what_is_gone_becomes_none(tmp_path: Path, title: str) -> None:
    with pytest.raises(NotDone, match="not there any more"):
        draft(desk(tmp_path), "build:ci/gone", title)


def test_a_build_makes_one_task_a_streak(tmp_path: Path) -> None:
    at = desk(tmp_path, RED)
    tracker, wish = Tracker(at), AddTask(RED.key, "Tests are red", "See there")
    (first,) = {tracker.add(wish, NOON).entry.number for _ in range(2)}  # type: ignore[union-attr]
    at.outbox.change(first, lambda one: msgspec.structs.replace(one, fate=Fate.SENT))
    assert "already" in tracker.add(msgspec.structs.replace(wish, title="Other words"), LATER).said
    at.store.commit("all", Answer(items=(build(*RED.runs, run(8, Result.PASSED), run(9)),)), "", LATER)
    again = tracker.add(wish, LATER).entry
    assert again
    assert again.number != first
    assert again.deed.link == "https://ci/shop"


def test_by_hand_the_same_title_is_one_task_a_day_and_its_text_may_be_left_out(tmp_path: Path) -> None:
    at = desk(tmp_path)

    def made(title: str, moment: Any = NOON) -> int:
        entry = Tracker(at).add(AddTask("", title, ""), moment).entry
        assert entry
        assert entry.deed.text == entry.deed.title
        return entry.number

    first = made("Renew the certificate")
    assert made("renew the  certificate") == first
    assert made("Renew the licence") != first
    assert made("Renew the certificate", LATER) != first
    with pytest.raises(NotDone, match="needs a title"):
        Tracker(at).add(AddTask("", " ", "text"), NOON)
