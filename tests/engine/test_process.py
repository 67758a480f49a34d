"""Manual testing and releases: a checklist whose ticks stay, are written under the task once, and end in the journal."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core.action import Done
from supporttray.core.deed import Verb
from supporttray.core.item import Task
from supporttray.core.outbox import Fate
from supporttray.core.process import Process
from supporttray.core.work import AskChecklist, Checklist, PostChecklist, Tick
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.outbox import Outbox
from supporttray.engine.plan import Account, Plan, Watch
from supporttray.engine.store import Store
from supporttray.engine.work.hand import Work
from supporttray.engine.work.process import CHECKED, checklist, post, tick
from supporttray.errors import NotDone

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TRY, TAG, PAGE = "Try the checkout", "Tag it", "https://wiki.example.com/shop"
SHOP = Process(product="Shop", labels=("release",), document=PAGE, steps=(TRY, TAG))
BARE = Process(product="Labels", labels=("labels",))
DAY = timedelta(days=1)


def task(number: int, *labels: str) -> Task:
    key, name = f"task:github.com/acme/support/{number}", f"acme/support#{number}"
    return Task(key=key, title="Release 3.2", url=f"https://g/{number}", at=NOON, name=name, mine=True, labels=labels)


RELEASE, OTHER, STEPLESS = task(7, "Release"), task(8, "bug"), task(9, "labels")


def desk(folder: Path, kind: str = "github") -> Desk:
    base = Database(folder / "w.sqlite3", lambda: NOON)
    store = Store(base)
    store.commit("queue", Answer(items=(RELEASE, OTHER, STEPLESS)), "", NOON)
    accounts = {"tracker": Account(name="tracker", kind=kind, address="")}
    watch = Watch(name="queue", kind="github.queue", account="tracker", every=DAY, options=None)
    return Desk(Plan(accounts=accounts, watches=(watch,), processes=(SHOP, BARE)), base, store, Outbox(base))


def told(at: Desk) -> list[str]:
    return [event.title for event in at.store.lines(CHECKED, NOON - DAY)]


def test_a_task_of_a_process_has_its_page_and_its_steps(tmp_path: Path) -> None:
    assert checklist(desk(tmp_path), RELEASE.key) == Checklist("Shop", PAGE, ((TRY, False), (TAG, False)))


def test_ticks_stay_over_a_restart_and_can_be_taken_back(tmp_path: Path) -> None:
    at = desk(tmp_path)
    assert tick(at, RELEASE.key, TRY, NOON).said == "1 left."
    at.base.close()
    at = desk(tmp_path)
    assert checklist(at, RELEASE.key).steps == ((TRY, True), (TAG, False))
    tick(at, RELEASE.key, TRY, NOON + DAY, ticked=False)
    assert checklist(at, RELEASE.key).steps == ((TRY, False), (TAG, False))


def test_the_last_tick_stands_in_the_journal_once_a_day(tmp_path: Path) -> None:
    at = desk(tmp_path)
    tick(at, RELEASE.key, TAG, NOON)
    assert told(at) == []
    assert tick(at, RELEASE.key, TRY, NOON).said == "That was the last one."
    assert told(at) == ["Release 3.2"]
    tick(at, RELEASE.key, TRY, NOON, ticked=False)
    tick(at, RELEASE.key, TRY, NOON)
    assert told(at) == ["Release 3.2"]


def test_it_is_written_under_its_task_once_a_day_and_state(tmp_path: Path) -> None:
    at = desk(tmp_path)
    tick(at, RELEASE.key, TRY, NOON)
    first = post(at, RELEASE.key, NOON).entry
    assert (first.account, first.subject, first.deed.verb) == ("tracker", RELEASE.key, Verb.COMMENT)
    assert "acme/support" in first.deed.place
    assert first.deed.text == f"Shop: 1 of 2 done\n[x] {TRY}\n[ ] {TAG}\n{PAGE}"
    at.outbox.change(first.number, lambda one: msgspec.structs.replace(one, fate=Fate.SENT))
    again = post(at, RELEASE.key, NOON)
    assert (again.entry.number, again.done.said) == (first.number, "It was done already.")
    assert post(at, RELEASE.key, NOON + DAY).entry.number != first.number
    tick(at, RELEASE.key, TAG, NOON)
    assert post(at, RELEASE.key, NOON).entry.deed.text.startswith("Shop: 2 of 2 done\n")


def test_what_cannot_be_done_says_what_to_do(tmp_path: Path) -> None:
    at = desk(tmp_path)
    with pytest.raises(NotDone, match=r"acme/support#8 is no testing and no release: give it a label"):
        checklist(at, OTHER.key)
    with pytest.raises(NotDone, match="not there any more"):
        checklist(at, "task:gone")
    with pytest.raises(NotDone, match="not in the list any more"):
        tick(at, RELEASE.key, "Buy cake", NOON)
    with pytest.raises(NotDone, match="No steps are known"):
        post(at, STEPLESS.key, NOON)
    with pytest.raises(NotDone, match="takes no comment from here"):
        post(desk(tmp_path, "roundup"), RELEASE.key, NOON)


def test_a_face_asks_ticks_and_writes_it(tmp_path: Path) -> None:
    at = desk(tmp_path)
    hand = Work(at, None, None)  # type: ignore[arg-type]  neither what is seen nor the service is asked

    async def work() -> None:
        known = await hand.do(AskChecklist(RELEASE.key), NOON)
        assert known == checklist(at, RELEASE.key)
        await hand.do(Tick(RELEASE.key, TRY), NOON)
        done = await hand.do(PostChecklist(RELEASE.key), NOON)
        assert isinstance(done, Done)
        assert done.entry
        assert f"[x] {TRY}" in done.entry.deed.text
        await hand.do(Tick(RELEASE.key, TRY, ticked=False), NOON)
        assert checklist(at, RELEASE.key) == known

    asyncio.run(work())
