"""What an engine finds when it starts: what was under way, what is late, and what could not be saved."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.core import outbox
from supporttray.engine.database import Database
from supporttray.engine.outbox import Outbox
from supporttray.errors import StoreError
from tests.engine.lab import MINUTE, NOON, Lab
from tests.engine.test_outbox import DEEDS, PATHS, POST, STEP, at_work, once, settled, tell


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("where", ["hold-before", "hold-after"])
def test_an_engine_that_ends_in_the_middle_leaves_a_question_that_the_next_one_answers(
    tmp_path: Path, where: str, name: str
) -> None:
    async def story(company: Lab) -> None:
        path = PATHS.get(name, "postMessage")
        company.fault("slack", where, times=1, path=path)
        async with at_work(company):
            company.wish(DEEDS[name])
            await company.until(company.company.faults.held, step=STEP)
        assert company.fates()[0] == "sending"
        company.company.faults.clear()
        await company.until(company.mine)
        async with at_work(company):
            await settled(company)
        once(name, company.mine())

    tell(tmp_path, story)


@pytest.mark.parametrize("name", ["react", "post", "long"])
def test_what_is_found_waiting_for_more_than_two_minutes_asks_first(tmp_path: Path, name: str) -> None:
    async def story(company: Lab) -> None:
        company.wish(DEEDS[name])
        company.clock.advance(3 * MINUTE)
        async with at_work(company):
            for _ in range(60):
                company.clock.advance(STEP)
                await asyncio.sleep(0.002)
            assert company.fates()[0] == "held"
            assert company.mine() == []
            company.change(1, lambda one: outbox.again(one, company.clock.now()))
            await settled(company)
        once(name, company.mine())

    tell(tmp_path, story)


@pytest.mark.parametrize("name", ["react", "unreact", "post", "reply", "direct"])
@pytest.mark.parametrize("there", [True, False])
def test_what_was_under_way_long_ago_is_looked_for_and_if_it_is_not_there_it_asks(
    tmp_path: Path, name: str, *, there: bool
) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", "hold-after" if there else "lost-question", path=PATHS.get(name, "postMessage"))
        if not there:
            company.fault("slack", "hold-before", path="history")
        async with at_work(company):
            company.wish(DEEDS[name])
            await company.until(lambda: company.fates() == ["sending"] or company.entries()[0].reason, step=STEP)
            if there:
                await company.until(company.mine)
        company.company.faults.clear()
        company.clock.advance(timedelta(hours=9))
        async with at_work(company):
            reaction = name.endswith("react")
            if there and not reaction:
                await settled(company)
            else:
                await settled(company, "held")
                assert len(company.mine()) == there
                company.change(1, lambda one: outbox.again(one, company.clock.now()))
                await settled(company)
        once(name, company.mine())

    tell(tmp_path, story)


def test_nothing_is_posted_while_nothing_can_be_saved() -> None:
    base = Database(None, lambda: NOON)
    with pytest.raises(StoreError, match="Nothing is posted"):
        Outbox(base).add(outbox.new("wish", "slack", [POST], NOON))
    base.close()


@pytest.mark.parametrize(("hold", "path"), [("hold-after", "postMessage"), ("hold-before", "conversations.info")])
def test_a_disk_that_becomes_full_in_the_middle_makes_no_second_one(tmp_path: Path, hold: str, path: str) -> None:
    async def story(company: Lab) -> None:
        company.fault("slack", hold, times=1, path=path)
        async with company.engine() as app:
            company.wish(POST)
            await company.until(company.company.faults.held, step=STEP)
            assert company.base
            company.base.read("PRAGMA query_only = 1")
            company.company.faults.clear()
            await company.until(lambda: company.base and not company.base.saved, step=STEP)
            for _ in range(70):
                company.clock.advance(STEP)
                await asyncio.sleep(0.002)
            assert len(company.mine()) == (hold == "hold-after")
            assert any("Nothing is saved" in title for title in app.titles)
        async with at_work(company):
            await settled(company)
        once("post", company.mine())

    tell(tmp_path, story)
