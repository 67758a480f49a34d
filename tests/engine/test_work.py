"""What a person asks and does about the work of the day, against the demo company: the queue is brought on, a blocker is heard, epics are asked once."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.config.watch import often
from supporttray.connectors.registry import CONNECTORS
from supporttray.core import work
from supporttray.core.item import Stage, Task
from supporttray.core.model import Urgency
from supporttray.core.next import Group, Key
from supporttray.engine.plan import Plan, Watch
from supporttray.errors import Failure
from tests.engine.lab import MINUTE, lab
from tests.engine.test_hand import SECOND, Office, open_office

SHOP = "small/shop"
JIRA: dict[str, Any] = {"queue": "ACME", "tracker": [{"key": "ACME", "name": "Support"}]}
FIRST = {"at": "-3h", "do": "open", "place": "ACME", "by": "rob", "title": "Fix the rounding"}
SECOND_ONE = {"at": "-2h", "do": "open", "place": "ACME", "by": "rob", "title": "Larger buttons"}
BLOCKER: dict[str, Any] = {
    "do": "open", "place": SHOP, "by": "rob", "title": "Checkout shows NaN", "labels": ["blocker"], "release": "3.2",
}  # fmt: skip


def watched(plan: Plan, kind: str, account: str, **options: Any) -> Plan:
    """Return a plan with one more watch."""
    made = msgspec.convert(options, CONNECTORS[kind].Options)
    every = often(CONNECTORS[kind].every, made)
    one = Watch(name=f"{kind} {len(plan.watches)}", kind=kind, account=account, every=every, options=made)
    return msgspec.structs.replace(plan, watches=(*plan.watches, one))


def tell(
    folder: Path,
    story: Callable[[Office], Awaitable[None]],
    *entries: dict[str, Any],
    plan: Callable[[Plan], Plan] = lambda plan: plan,
    **more: Any,
) -> None:
    async def told() -> None:
        async with lab(folder, *entries, **more) as company:
            company.plan = plan(company.plan)
            async with open_office(company) as office:
                await story(office)

    asyncio.run(asyncio.wait_for(told(), 60))


async def queue(office: Office) -> work.Queue:
    told = await office.hand.do(work.AskQueue())
    assert isinstance(told, work.Queue)
    return told


async def following(office: Office) -> work.Next:
    told = await office.hand.do(work.AskNext())
    assert isinstance(told, work.Next)
    return told


def tasks(office: Office) -> dict[str, Task]:
    items = office.hand._desk.store.items.values()
    return {one.name: one for one in items if isinstance(one, Task)}


def ranks(office: Office) -> list[str]:
    return [one.name for one in sorted(tasks(office).values(), key=lambda one: one.rank or 0)]


# --- the queue


def test_the_queue_is_shown_as_qa_ranked_it_and_next_is_its_first(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.play(do="rank", to="ACME-2", by="mei", before=1)
        await office.until(lambda: ranks(office) == ["ACME-2", "ACME-1"], step=10 * SECOND)
        told = await queue(office)
        assert [one.name for one in told.tasks] == ["ACME-2", "ACME-1"]
        (first, second) = (await following(office)).rows
        assert (first.name, first.default, first.above) == (
            "ACME-2",
            Key.START,
            "above ACME-1 because it comes first there",
        )
        assert second.name == "ACME-1"
        await office.until(lambda: (top := office.app.snapshots[-1].top) and top.name == "ACME-2")

    tell(tmp_path, story, FIRST, SECOND_ONE, **JIRA)


def test_a_task_is_started_and_done_and_that_is_what_i_am_on(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = tasks(office)["ACME-1"].key
        ways = await office.hand.do(work.AskWays(key))
        assert isinstance(ways, tuple)
        assert {way.move for way in ways} >= {work.Move.START, work.Move.FINISH}
        await office.done(work.Bring(key, work.Move.START))
        assert (await queue(office)).moving == {key}
        await office.until(lambda: tasks(office)["ACME-1"].mine, step=SECOND)
        assert tasks(office)["ACME-1"].stage is Stage.STARTED
        await office.until(lambda: office.app.snapshots[-1].on == (("ACME-1", "Fix the rounding"),))
        first, *_ = (await following(office)).rows
        assert (first.group, first.name) == (Group.BEGUN, "ACME-1")
        await office.done(work.Bring(key, work.Move.FINISH))
        await office.until(lambda: tasks(office)["ACME-1"].stage is Stage.DONE, step=SECOND)
        await office.until(lambda: office.app.snapshots[-1].on == ())
        assert [one.name for one in (await queue(office)).done] == ["ACME-1"]

    tell(tmp_path, story, FIRST, SECOND_ONE, **JIRA)


def test_whoever_clicks_twice_starts_once_and_who_changes_their_mind_does_only_the_last(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = tasks(office)["ACME-1"].key
        once = await office.done(work.Bring(key, work.Move.START))
        twice = await office.done(work.Bring(key, work.Move.START))
        assert once.entry
        assert twice.entry
        assert once.entry.number == twice.entry.number
        await office.done(work.Bring(key, work.Move.FINISH))
        await office.written("undone", "sent")
        assert [line["what"] for line in office.company.mine()] == ["issue_closed"]

    tell(tmp_path, story, FIRST, **JIRA)


def test_what_blocks_a_task_is_written_under_it_once_it_is_blocked(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = tasks(office)["ACME-1"].key
        with pytest.raises(Failure, match="Say what it waits for"):
            await office.hand.do(work.Bring(key, work.Move.BLOCK, text=" "))
        await office.done(work.Bring(key, work.Move.BLOCK, text="It waits for the bank."))
        await office.written("sent", "sent")
        await office.until(lambda: tasks(office)["ACME-1"].blocked, step=SECOND)
        issue = office.company.company.trackers["acme"].find(1)
        assert issue
        assert ["It waits for the bank." in one.text for one in issue.remarks] == [True]
        assert (await following(office)).rows == ()

    tell(tmp_path, story, FIRST, **JIRA)


def test_who_writes_a_better_reason_or_chooses_another_way_is_understood(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = tasks(office)["ACME-1"].key
        await office.done(work.Bring(key, work.Move.START, "Nowhere"))
        await office.written("refused")
        await office.done(work.Bring(key, work.Move.START))
        await office.written("refused", "sent")
        for reason in ("It waits for the bank.", "It waits for the customer.", "It waits for the customer."):
            await office.done(work.Bring(key, work.Move.BLOCK, text=reason))
        await office.written("refused", "sent", "undone", "undone", "sent", "sent")
        issue = office.company.company.trackers["acme"].find(1)
        assert issue
        assert ["It waits for the customer." in one.text for one in issue.remarks] == [True]

    tell(tmp_path, story, FIRST, **JIRA)


def test_a_comment_is_written_once_although_its_answer_was_lost(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = tasks(office)["ACME-1"].key
        office.company.fault("jira", "lost-answer", times=1, path="comment")
        for _ in range(2):
            await office.done(work.Remark(key, "Seen in 3.1 too."))
        await office.until(lambda: office.company.fates() == ["sent"], step=SECOND)
        issue = office.company.company.trackers["acme"].find(1)
        assert issue
        assert ["Seen in 3.1 too." in one.text for one in issue.remarks] == [True]

    tell(tmp_path, story, FIRST, **JIRA)


@pytest.mark.parametrize("action", [work.AskWays, work.NotMine, work.UntilPushed])
def test_what_is_gone_says_so(tmp_path: Path, action: Any) -> None:
    async def story(office: Office) -> None:
        with pytest.raises(Failure, match="not there any more"):
            await office.hand.do(action("task:x/1"))

    tell(tmp_path, story)


# --- what blocks a release


def blockers(plan: Plan) -> Plan:
    return watched(plan, "github.queue", "github", repository=SHOP, labels=["blocker"], critical=True)


def test_a_blocker_speaks_within_a_minute_and_again_until_somebody_has_it(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.play(**BLOCKER)
        begun = office.company.clock.now()
        await office.until(lambda: office.app.spoken, step=SECOND)
        assert office.company.clock.now() - begun <= MINUTE
        assert office.app.spoken == [("Blocks 3.2: Checkout shows NaN", "urgent")]
        for minutes, said in ((13, 1), (3, 2), (43, 2), (3, 3), (120, 3)):
            for _ in range(minutes):
                office.company.clock.advance(MINUTE)
                await asyncio.sleep(0.01)
            await office.until(lambda said=said: len(office.app.spoken) == said, step=None)
        (row,) = (await following(office)).rows
        assert (row.group, row.urgency, row.stops) == (Group.CRITICAL, Urgency.URGENT, "it blocks 3.2")

    tell(tmp_path, story, plan=blockers)


def test_who_takes_it_silences_it_and_it_stays_on_the_icon_until_it_is_done(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.play(**BLOCKER)
        await office.until(lambda: office.app.spoken, step=SECOND)
        office.company.play(do="take", to=f"{SHOP}#1", by="mei")
        await office.until(lambda: tasks(office)[f"{SHOP}#1"].assignee, step=SECOND)
        for _ in range(90):
            office.company.clock.advance(MINUTE)
            await asyncio.sleep(0.01)
        assert len(office.app.spoken) == 1
        assert office.app.snapshots[-1].tray.count == 1
        office.company.play(do="close", to=f"{SHOP}#1", by="mei")
        await office.until(lambda: office.app.snapshots[-1].tray.count == 0, step=10 * SECOND)

    tell(tmp_path, story, plan=blockers)


def test_one_that_was_there_at_the_first_look_is_not_heard_and_stands_in_the_list(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.app.spoken == []
        assert [row.group for row in (await following(office)).rows] == [Group.CRITICAL]
        assert [one.name for one in (await queue(office)).tasks] == [f"{SHOP}#1"]
        assert (await queue(office)).critical == {tasks(office)[f"{SHOP}#1"].key}

    tell(tmp_path, story, BLOCKER | {"at": "-1h"}, plan=blockers)


def test_what_is_like_a_task_to_be_made_is_named_before_it_is_made(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        told = await office.hand.do(work.AskAlike("Rounding: please fix it"))
        assert isinstance(told, tuple)
        assert [one.name for one in told] == ["ACME-1"]

    tell(tmp_path, story, FIRST, SECOND_ONE, **JIRA)
