"""The demo's day is played, and the status tells of its work what the company's own ledger says: no more, no less."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from supporttray.core.daily import Daily, Line
from supporttray.core.work import AskNext, Next, Tick
from supporttray.demo.__main__ import day
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.diary import Diary
from supporttray.engine.hand import Hand
from supporttray.engine.view import look
from tests.engine.lab import HandClock, Lab
from tests.engine.test_hand import Office, compose

SECOND = timedelta(seconds=1)
BUG = "Gift cards are paid out twice when the page is loaded again"
KINDS = ("slack.requests", "jira.queue", "github.queue", "github.reviews", "gitlab.reviews", "roster.file")


@asynccontextmanager
async def quillfern(folder: Path) -> AsyncIterator[Office]:
    """Watch the work of the demo's day; what is built there is told elsewhere."""
    clock = HandClock()
    company = Company(read(day()), clock=clock.now)
    async with serve(company, state=folder) as demo:
        demo.config.write_text(demo.config.read_text("utf-8").replace("live = true\n", ""), "utf-8")
        house = Lab(demo, clock, folder)
        kept = [one for one in house.plan.watches if one.kind in KINDS]
        slow = tuple(msgspec.structs.replace(one, every=10 * SECOND) for one in kept)
        house.plan = msgspec.structs.replace(house.plan, watches=slow, implied=(), zone_name="UTC")
        async with house.engine() as app:
            assert house.running
            yield Office(house, app, Hand(house.running, compose))


def told(office: Office) -> Daily:
    """The status as the app would make it now."""
    desk, now = office.hand._desk, office.company.clock.now()
    return Diary(desk).today(look(desk.plan, desk.store, desk.base, now), desk.store, now)


def ledger(office: Office, what: str, **facts: Any) -> list[dict[str, Any]]:
    """What really happened today."""
    today = office.company.clock.now().date().isoformat()
    lines = office.company.company.ledger.lines()
    return [
        line
        for line in lines
        if line["what"] == what
        and line["at"].startswith(today)
        and all(line.get(key) == value for key, value in facts.items())
    ]


def titles(lines: tuple[Line, ...]) -> set[str]:
    """The titles without what people call the things."""
    return {line.text.partition(" ")[2] for line in lines}


async def passes(office: Office, minutes: float) -> None:
    end = office.company.company.start + timedelta(minutes=minutes)
    await office.until(lambda: office.company.clock.now() >= end, step=2 * SECOND)


def test_the_status_of_the_demos_day_names_queue_bugs_reviews_and_notes_and_agrees_with_the_ledger(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with quillfern(tmp_path) as office:
            items = office.hand._desk.store.items
            await office.until(lambda: {"task", "review"} <= {item.kind for item in items.values()}, step=SECOND)
            await passes(office, 4)
            bug = next(line for line in told(office).critical)
            assert (bug.text.partition(" ")[2], bug.detail) == (BUG, "blocks 2026.48, new today, nobody has it yet")
            following = await office.do(AskNext())
            assert isinstance(following, Next)
            assert following.rows[0].title == f"Blocks 2026.48: {BUG}"
            office.hand._desk.note("Called the depot", office.company.clock.now())
            test = next(item for item in items.values() if item.title == "Test the scanner app 4.2 by hand")
            await office.do(Tick(test.key, "Scan a long barcode"))
            await office.until(
                lambda: len(told(office).reviews) == 2 and ledger(office, "issue_closed"), step=2 * SECOND
            )
            await passes(office, 9.2)
            await office.until(lambda: "solved" in told(office).critical[0].detail, step=2 * SECOND)
            agrees(office, told(office))

    asyncio.run(story())


def agrees(office: Office, status: Daily) -> None:
    """Compare with what really happened."""
    moved = ledger(office, "issue_moved", service="jira") + ledger(office, "issue_closed", service="jira")
    closed = ledger(office, "issue_closed", service="jira")
    mine = ledger(office, "pull_reviewed", by_name="Ada Okafor")
    (solved,) = ledger(office, "issue_closed", service="github")
    assert titles(status.queue) == {line["title"] for line in moved}
    done = {line.text.partition(" ")[2] for line in status.queue if "done" in line.detail}
    assert done == {line["title"] for line in closed}
    assert {line.detail.split(" at ")[0] for line in status.queue} == {
        "started by Mei Lindqvist 🌸",
        "done by Jonas Weber",
    }
    (bug,) = status.critical
    assert bug.detail == f"blocks 2026.48, new today, solved by {solved['by']} at {solved['at'][11:16]}"
    assert titles(status.reviews) == {line["title"] for line in mine}
    assert [line.detail for line in status.process] == ["Scanner app: 1 of 4 steps done"]
    assert [line.text for line in status.notes] == ["Called the depot"]
    assert status.summary.endswith(f"{len(closed) + 1} done, {len(mine)} reviewed")
