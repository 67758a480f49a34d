"""The planning with QA at a real engine: what a person wrote of it stays, and it is posted once a day as the channel shows it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.core.outbox import Fate
from supporttray.core.work import AskPlanning, KeepPlanning, PlanningDraft, PostPlanning
from supporttray.engine.plan import Target
from supporttray.errors import NotDone
from tests.engine.lab import lab
from tests.engine.test_hand import SUPPORT, Office, open_office

MADE = "## Mon 23 Nov: 0 in the queue, 0 came in, 0 went out"
MINE = "## Planning\n\n- [ACME-1](https://j/1) — first"


def tell(folder: Path, story: Callable[[Office], Awaitable[None]], *, place: bool = True) -> None:
    async def told() -> None:
        async with lab(folder) as company:
            target = Target("slack", SUPPORT, "#support") if place else None
            company.plan = msgspec.structs.replace(company.plan, zone_name="Europe/Berlin", daily=target)
            async with open_office(company) as office:
                await story(office)

    asyncio.run(told())


async def ask(office: Office, *, anew: bool = False) -> PlanningDraft:
    draft = await office.do(AskPlanning(anew))
    assert isinstance(draft, PlanningDraft)
    return draft


def test_a_planning_that_a_person_wrote_is_kept_until_they_want_another_one(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        first = await ask(office)
        assert (first.text, first.kept, first.place, str(first.day)) == (MADE, False, "#support on slack", "2026-11-23")
        await office.done(KeepPlanning(MINE))
        assert ((await ask(office)).text, (await ask(office)).kept) == (MINE, True)
        assert (await ask(office, anew=True)).text == MADE
        assert not (await ask(office)).kept
        await office.done(KeepPlanning(MINE))
        await office.done(KeepPlanning(" "))
        assert not (await ask(office)).kept
        await office.done(KeepPlanning(MINE))
        office.company.clock.advance(timedelta(days=1))
        assert (await ask(office)).text.startswith("## Tue 24 Nov")

    tell(tmp_path, story)


def test_a_planning_is_posted_once_a_day_as_the_channel_shows_it(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        done = await office.done(PostPlanning(MINE))
        assert done.entry
        await office.written("sent")
        assert [line["text"] for line in office.company.mine()] == ["*Planning*\n• ACME-1 — first https://j/1"]
        again = await office.done(PostPlanning("## Something else"))
        assert (again.said, again.entry and again.entry.number) == (
            "Today's planning was posted already.",
            done.entry.number,
        )
        draft = await ask(office)
        assert draft.posted
        assert (draft.text, draft.posted.fate) == (MINE, Fate.SENT)
        assert len(office.company.mine()) == 1

    tell(tmp_path, story)


def test_a_planning_needs_a_text_and_a_place(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert (await ask(office)).place == ""
        with pytest.raises(NotDone, match="where the planning goes"):
            await office.do(PostPlanning(MINE))
        with pytest.raises(NotDone, match="nothing to post"):
            await office.do(PostPlanning(" "))

    tell(tmp_path, story, place=False)
