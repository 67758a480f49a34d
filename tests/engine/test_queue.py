"""A request becomes a task: made once, its link posted after it, and who asked is told once how far it is."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core import action as act
from supporttray.core.asked import AddTask, AskTask, DropDraft, Log, TaskDraft
from supporttray.core.model import Need
from supporttray.core.outbox import Fate
from supporttray.core.rules.queue import NEWS
from supporttray.engine.plan import Queue
from supporttray.engine.queue import Queue as Tracker
from supporttray.errors import NotDone, NotSent
from tests.engine.lab import lab
from tests.engine.test_hand import QUESTION, SECOND, Office, open_office

Story = Callable[[Office], Coroutine[Any, Any, None]]
PLACE = "small/shop"
TITLE, TEXT = "Order 7", "Where is order 7?\nAsked by @Rob, see #1 ``` and <!channel>"
WATCH = {"kind": "github.queue", "name": "queue", "service": "github", "repository": PLACE, "every": "1s"}


def tell(tmp_path: Path, story: Story, *entries: dict[str, Any], queue: bool = True) -> None:
    """Let a story happen in a company that has a support queue on GitHub."""

    async def told() -> None:
        more = {"queue": PLACE} if queue else {}
        async with lab(tmp_path, QUESTION, *entries, **more) as company, open_office(company) as office:
            await story(office)

    asyncio.run(asyncio.wait_for(told(), 60))


def made(office: Office) -> list[dict[str, Any]]:
    return [line for line in office.company.company.ledger.lines() if line["what"] == "issue_opened"]


def replies(office: Office) -> list[str]:
    return [line["text"] for line in office.company.mine() if line["what"] == "reply"]


def news(office: Office) -> list[Need]:
    return [need for need in office.app.snapshots[-1].needs if need.kind == NEWS]


async def added(office: Office) -> str:
    """Put the question into the queue, and see it through."""
    key = office.key()
    await office.done(AddTask(key, TITLE, TEXT))
    await office.written("sent", "sent")
    return key


def test_the_draft_says_who_asked_what_where_and_when_and_where_it_goes(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        draft = await office.do(AskTask(office.key()))
        assert isinstance(draft, TaskDraft)
        assert draft.title == "Where is order 7?"
        assert draft.text.startswith("Rob asked in #support, Mon 23 Nov ")
        assert draft.text.endswith(":\n\nWhere is order 7?")
        assert (draft.place, draft.made) == (PLACE, "")
        assert office.app.snapshots[-1].queue == PLACE

    tell(tmp_path, story)


def test_a_queue_with_a_name_says_also_where_the_words_really_go(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        plan = office.hand._desk.plan
        assert plan.queue
        named = msgspec.structs.replace(plan, queue=msgspec.structs.replace(plan.queue, name="our queue"))
        draft = Tracker(replace(office.hand._desk, plan=named)).draft(AskTask(office.key()))
        assert draft.place == f"our queue ({PLACE})"

    tell(tmp_path, story)


def test_a_request_becomes_an_issue_and_its_link_is_posted_in_the_thread(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await added(office)
        (issue,) = made(office)
        assert (issue["title"], issue["place"]) == (TITLE, PLACE)
        assert issue["text"].startswith(f"````text\n{TEXT}\n````\n\n<http")
        (said,) = replies(office)
        assert said.startswith("I put this into our queue: http")
        assert said.endswith(f"/{PLACE}/issues/1")
        draft = await office.do(AskTask(key))
        assert isinstance(draft, TaskDraft)
        assert said.endswith(draft.made)
        await office.until(lambda: not office.app.titles)

    tell(tmp_path, story)


def test_the_same_request_makes_one_task_whatever_its_words(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await added(office)
        done = await office.done(AddTask(key, "Another title", "And another text"))
        assert "already" in done.said
        assert len(made(office)) == len(replies(office)) == 1

    tell(tmp_path, story)


def test_what_is_undone_before_it_goes_makes_neither_and_can_be_wished_for_again(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(AddTask(office.key(), TITLE, TEXT))
        assert done.entry
        await office.done(act.Undo(done.entry.number))
        assert office.company.fates() == ["undone", "undone"]
        office.company.clock.advance(timedelta(minutes=1))
        await asyncio.sleep(0.05)
        assert (made(office), replies(office)) == ([], [])
        await office.done(AddTask(office.key(), "In other words", TEXT))
        await office.written("sent", "sent")
        assert [issue["title"] for issue in made(office)] == ["In other words"]
        assert len(replies(office)) == 1

    tell(tmp_path, story)


@pytest.mark.parametrize("fault", ["lost-answer", "late"])
def test_an_issue_whose_answer_is_lost_is_found_again_and_made_once(tmp_path: Path, fault: str) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", fault, times=1, path="issues", seconds=20)
        await added(office)
        assert len(made(office)) == len(replies(office)) == 1

    tell(tmp_path, story)


def test_where_the_tracker_refuses_nothing_is_posted_and_the_question_still_waits(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "refused", path="/repos/small/shop")
        await office.done(AddTask(office.key(), TITLE, TEXT))
        await office.written("refused", "refused")
        assert "credential" in office.company.entries()[0].reason
        assert replies(office) == []
        assert office.app.titles[0] == "Where is order 7?"
        office.company.company.faults.clear()
        await office.done(AddTask(office.key(), TITLE, TEXT))
        await office.written("sent", "sent")
        assert len(made(office)) == len(replies(office)) == 1

    tell(tmp_path, story)


def test_a_question_is_not_answered_by_a_link_that_waits_for_its_address(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "500", path="small/shop")
        await office.done(AddTask(office.key(), TITLE, TEXT))
        await office.until(lambda: office.company.entries()[0].failed)
        assert office.company.fates() == ["waiting", "waiting"]
        assert "Where is order 7?" in office.app.titles

    tell(tmp_path, story)


def test_without_a_queue_nothing_can_be_added(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.app.snapshots[-1].queue == ""
        with pytest.raises(NotDone, match=r"\[queue\]"):
            await office.do(AskTask(office.key()))
        with pytest.raises(NotDone, match=r"\[queue\]"):
            await office.do(AddTask(office.key(), TITLE, TEXT))

    tell(tmp_path, story, queue=False)


def test_a_task_that_may_be_there_is_not_made_again_by_a_second_wish(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(AddTask(office.key(), TITLE, TEXT))
        assert done.entry
        office.company.change(done.entry.number, lambda one: msgspec.structs.replace(one, fate=Fate.UNKNOWN))
        with pytest.raises(NotSent, match="not known"):
            await office.do(AddTask(office.key(), TITLE, TEXT))
        await office.done(act.Seen(done.entry.number))
        await office.written("sent", "refused")
        assert "address" in office.company.entries()[1].reason, "a person saw it; where, they did not say"

    tell(tmp_path, story)


def test_an_undo_that_comes_too_late_leaves_the_link_on_its_way(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "late", times=1, path="issues", seconds=20)
        done = await office.done(AddTask(office.key(), TITLE, TEXT))
        assert done.entry
        await office.until(lambda: office.company.fates() == ["sending", "waiting"])
        with pytest.raises(NotSent, match="too late"):
            await office.done(act.Undo(done.entry.number))
        await office.written("sent", "sent")
        assert len(made(office)) == len(replies(office)) == 1

    tell(tmp_path, story)


# --- what is told of it


async def happened(office: Office, **entry: Any) -> None:
    office.company.play(to=f"{PLACE}#1", by="mei", **entry)


def test_who_asked_is_told_once_that_it_was_started_and_once_that_it_is_done(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await added(office)
        for do, words, text in (("take", "was started", "started on this"), ("close", "is done", "This is done")):
            await happened(office, do=do)
            await office.until(lambda: news(office))
            (need,) = news(office)
            assert need.title == f"Tell Rob that {PLACE}#1 {words}"
            assert text in need.draft
            assert need.draft.endswith(f"/{PLACE}/issues/1")
            await office.done(act.Reply(need.subject, need.draft))
            await office.until(lambda: not news(office))
            await office.until(lambda: set(office.company.fates()) == {"sent"})
        assert len(replies(office)) == 3
        for _ in range(5):
            await office.company.until(lambda: True, step=timedelta(minutes=2))
            await asyncio.sleep(0.01)
        assert news(office) == []

    tell(tmp_path, story)


def test_any_answer_through_the_inbox_counts_as_told_unless_it_is_undone(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await added(office)
        await happened(office, do="close")
        await office.until(lambda: news(office))
        done = await office.done(act.Reply(key, "All is well again!"))
        assert done.entry
        assert news(office) == []
        await office.done(act.Undo(done.entry.number))
        assert len(news(office)) == 1
        await office.done(act.Reply(key, "All is well again!"))
        await office.until(lambda: set(office.company.fates()) == {"sent"})
        assert news(office) == []

    tell(tmp_path, story)


def test_a_draft_that_is_dropped_does_not_come_again_but_the_next_stage_does(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await added(office)
        await happened(office, do="take")
        await office.until(lambda: news(office))
        await office.done(DropDraft(news(office)[0].key))
        assert news(office) == []
        await happened(office, do="close", dropped=True)
        await office.until(lambda: news(office))
        assert news(office)[0].title == f"Tell Rob that {PLACE}#1 was closed with nothing done"
        with pytest.raises(NotDone):
            await office.do(DropDraft("request.waiting|x#1"))

    tell(tmp_path, story)


def test_what_was_asked_in_person_becomes_a_task_without_a_thread_and_its_asker_is_told_by_hand(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.do(Log("The lift is out", "Mina"))
        key = next(need.subject for need in office.app.snapshots[-1].needs if need.title == "The lift is out")
        await office.done(AddTask(key, TITLE, TEXT))
        await office.written("sent")
        assert len(made(office)) == 1
        await happened(office, do="close")
        await office.until(lambda: news(office))
        assert news(office)[0].title == f"Tell Mina that {PLACE}#1 is done"
        await office.done(act.Reply(key, "It works again."))
        assert news(office) == []
        assert replies(office) == []

    tell(tmp_path, story)


def test_a_task_that_nobody_made_from_a_question_is_no_news(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.play(do="open", by="rob", title="Mine")
        await happened(office, do="close")
        office.company.clock.advance(5 * SECOND)
        await office.until(lambda: any(item.kind == "task" and item.state == "done" for item in items(office)))
        assert news(office) == []

    tell(tmp_path, story)


def items(office: Office) -> list[Any]:
    assert office.company.running
    return list(office.company.running.desk.store.items.values())


def test_the_plan_knows_the_queue(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.company.plan.queue == Queue("github", PLACE)

    tell(tmp_path, story)


def test_the_same_happens_with_a_project_of_jira(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.app.snapshots[-1].queue == "ACME"
        office.company.fault("jira", "lost-answer", times=1, path="rest/api/3/issue")
        await added(office)
        (issue,) = made(office)
        assert (issue["place"], issue["title"]) == ("ACME", TITLE)
        (said,) = replies(office)
        assert said.endswith("/jira/browse/ACME-1")
        office.company.play(do="close", to="ACME-1", by="mei")
        await office.until(lambda: news(office))
        assert news(office)[0].title == "Tell Rob that ACME-1 is done"

    async def told() -> None:
        more = {"queue": "ACME", "tracker": [{"key": "ACME", "name": "Support"}]}
        async with lab(tmp_path, QUESTION, **more) as company, open_office(company) as office:
            await story(office)

    asyncio.run(asyncio.wait_for(told(), 60))
