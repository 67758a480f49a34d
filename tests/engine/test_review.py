"""Reviews, against the demo company: which changes want me, the epic of a task that one names, and whom to ask for mine."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from supporttray.connectors.jira.service import Jira
from supporttray.core import work
from supporttray.core.action import Snooze
from supporttray.core.reviewing import Reviewing
from supporttray.engine.plan import Plan
from supporttray.errors import Failure, Refused
from tests.engine.lab import MINUTE
from tests.engine.test_hand import SECOND, Office
from tests.engine.test_work import SHOP, tell, watched

PULL: dict[str, Any] = {"at": "-2h", "do": "pull", "repository": SHOP, "by": "mei", "title": "Round per line"}
JIRA: dict[str, Any] = {"tracker": [{"key": "ACME", "name": "Support"}]}
EPIC = {"at": "-9h", "do": "open", "place": "ACME", "by": "rob", "title": "The new checkout", "epic": True}
PART = {"at": "-8h", "do": "open", "place": "ACME", "by": "rob", "title": "Its basket", "parent": "ACME-1"}
ALONE = {"at": "-8h", "do": "open", "place": "ACME", "by": "rob", "title": "A wrong total"}


def plan(given: Plan) -> Plan:
    said = Reviewing(reviewers=("mei", "rob"), tickets="jira" if "jira" in given.accounts else "")
    return replace(watched(given, "github.reviews", "github", repository=SHOP), reviewing=said)


async def reviews(office: Office) -> dict[str, work.Line]:
    told = await office.hand.do(work.AskReviews())
    assert isinstance(told, work.Reviews)
    return {line.review.title: line for line in told.lines}


async def wait(office: Office, title: str, why: str) -> None:
    async with asyncio.timeout(20):
        while (line := (await reviews(office)).get(title)) is None or line.why != why:
            office.company.clock.advance(10 * SECOND)
            await asyncio.sleep(0.005)


def test_a_change_of_an_epic_is_not_mine_and_its_task_is_asked_for_once(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await wait(office, "ACME-2 The basket", "It belongs to the epic ACME-1.")
        assert [alert.need.title for alert in (*office.app.seeded, *office.app.alerts)] == ["Review: Round per line"]
        lines = await reviews(office)
        assert {title: line.wants_me for title, line in lines.items()} == {
            "ACME-2 The basket": False,
            "ACME-3 The total": True,
            "Round per line": True,
        }
        asked = office.company.asked("jira")
        for _ in range(30):
            office.company.clock.advance(MINUTE)
            await asyncio.sleep(0.01)
        assert office.company.asked("jira") == asked

    named = [PULL | {"at": "-7h", "title": title} for title in ("ACME-2 The basket", "ACME-3 The total")]
    tell(tmp_path, story, EPIC, PART, ALONE, *named, PULL | {"at": "-7h"}, plan=plan, **JIRA)


def test_while_the_tracker_is_away_the_change_is_shown_and_its_epic_is_asked_for_later(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("jira", "500", times=2)
        office.company.play(**(PULL | {"at": "0s", "title": "ACME-2 The basket"}))
        await wait(office, "ACME-2 The basket", "Nobody has looked at it.")
        await wait(office, "ACME-2 The basket", "It belongs to the epic ACME-1.")

    tell(tmp_path, story, EPIC, PART, plan=plan, **JIRA)


def test_a_late_change_is_on_no_icon_and_in_no_list_before_its_epic_is_known(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await wait(office, "ACME-2 The basket", "It belongs to the epic ACME-1.")
        assert not any(shown.needs for shown in office.app.snapshots)

    late = PULL | {"at": "-9h", "title": "ACME-2 The basket"}
    tell(tmp_path, story, EPIC, PART, late, plan=plan, **JIRA)


def test_a_task_that_nobody_may_see_does_not_hide_the_epics_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Jira.epic

    async def epic(self: Jira, name: str) -> str:
        if name == "ACME-3":
            raise Refused("jira does not permit this.", missing="read:jira-work")
        return await known(self, name)

    async def story(office: Office) -> None:
        await wait(office, "ACME-2 The basket", "It belongs to the epic ACME-1.")
        assert (await reviews(office))["ACME-3 The total"].wants_me

    monkeypatch.setattr(Jira, "epic", epic)
    named = PULL | {"title": "ACME-2 The basket"}
    later = PULL | {"title": "ACME-3 The total", "at": "-1h"}
    tell(tmp_path, story, EPIC, PART, ALONE, named, later, plan=plan, **JIRA)


def test_after_my_review_it_waits_for_its_author_and_wakes_me_when_they_push(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert (await reviews(office))["Round per line"].wants_me
        office.company.play(do="review", to=f"{SHOP}#1", by="ada", says="changes")
        await wait(office, "Round per line", "It waits for its author.")
        office.company.play(do="push", to=f"{SHOP}#1", by="mei")
        await wait(office, "Round per line", "Changes were pushed since your review.")
        office.company.play(do="review", to=f"{SHOP}#1", by="rob", says="approved")
        office.company.play(do="review", to=f"{SHOP}#1", by="ada", says="approved")
        await wait(office, "Round per line", "ada and rob approved it.")

    tell(tmp_path, story, PULL, plan=plan)


def test_who_is_asked_by_name_is_told_at_once(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert office.app.spoken == []
        office.company.play(do="ask", to=f"{SHOP}#1", by="mei", asks=["ada"])
        await office.until(lambda: office.app.spoken, step=SECOND)
        assert office.app.spoken == [("Review: Round per line", "needs you")]

    tell(tmp_path, story, PULL, plan=plan)


def test_not_mine_goes_and_comes_back_and_a_snooze_lasts_until_something_is_pushed(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = (await reviews(office))["Round per line"].review.key
        await office.done(work.NotMine(key))
        assert [need.kind for need in office.app.snapshots[-1].needs] == []
        await office.done(work.NotMine(key, mine=True))
        await office.until(lambda: [need.kind for need in office.app.snapshots[-1].needs] == ["review.waiting"])
        await office.done(work.UntilPushed(key))
        told = await office.hand.do(work.AskNext())
        assert isinstance(told, work.Next)
        assert (told.rows, told.asleep) == ((), 1)
        office.company.play(do="push", to=f"{SHOP}#1", by="mei")
        async with asyncio.timeout(20):
            while not (await office.hand.do(work.AskNext())).rows:  # type: ignore[attr-defined]
                office.company.clock.advance(10 * SECOND)
                await asyncio.sleep(0.005)
        await office.done(Snooze(key, MINUTE))

    tell(tmp_path, story, PULL, plan=plan)


def test_for_mine_the_first_who_may_is_asked_once_by_a_click(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        line = (await reviews(office))["Round per line"]
        assert (line.state, line.why) == ("unasked", "Nobody is asked for a review. Ask mei.")
        for _ in range(2):
            await office.done(work.AskReviewer(line.review.key, "mei"))
        await wait(office, "Round per line", "It waits for mei.")
        assert office.company.fates() == ["sent"]
        with pytest.raises(Failure, match="Say whom to ask"):
            await office.hand.do(work.AskReviewer(line.review.key, " "))

    tell(tmp_path, story, PULL | {"by": "ada"}, plan=plan)


def test_nobody_asks_in_the_name_of_another(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = (await reviews(office))["Round per line"].review.key
        with pytest.raises(Failure, match="is not yours"):
            await office.hand.do(work.AskReviewer(key, "rob"))

    tell(tmp_path, story, PULL, plan=plan)
