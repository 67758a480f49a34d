"""The first look of a watch is silent however many pieces it comes in; what is asked meanwhile speaks."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.connectors.slack.request import history
from supporttray.core.item import Request
from tests.engine.lab import Lab, lab

STEP = timedelta(milliseconds=200)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE", 20)


def chatter(count: int) -> dict[str, object]:
    return {"at": "-2h", "do": "message", "by": "rob", "text": "Old?", "times": count, "every": "1s"}


def asked(company: Lab) -> int:
    """Count the questions that the engine knows."""
    items = company.running.desk.store.items.values() if company.running else ()
    return sum(isinstance(one, Request) for one in items)


def looked(company: Lab) -> bool:
    """Whether every watch has looked once, and that is kept."""
    health = company.running.desk.store.health.values() if company.running else ()
    return bool(health) and all(one.seen_at for one in health)


def test_what_was_there_before_a_watch_began_is_silent_in_all_its_pieces_and_what_comes_meanwhile_is_not(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with lab(tmp_path, chatter(130)) as company, company.engine() as app:
            await company.until(lambda: asked(company) >= 60, step=STEP)
            company.ask("new", "And this?")
            await company.until(lambda: asked(company) == 131, step=STEP)
            await company.until(lambda: app.spoken, step=STEP)
            assert app.spoken == [("And this?", "needs you")]

    asyncio.run(story())


def test_what_comes_after_the_first_look_speaks_although_this_computers_clock_is_ahead(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, chatter(2)) as company:
            company.company._clock = lambda early=company.clock.now: early() - timedelta(hours=1)  # type: ignore[misc]
            async with company.engine() as app:
                await company.until(lambda: asked(company) == 2, step=STEP)
                company.ask("new", "And this?")
                await company.until(lambda: ("And this?", "needs you") in app.spoken, step=STEP)

    asyncio.run(story())


def test_what_was_missed_later_speaks_although_it_comes_in_pieces(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            async with company.engine():
                await company.until(lambda: looked(company), step=STEP)
            company.clock.advance(timedelta(hours=3))
            company.ask("missed", "Missed?")
            company.company.play([chatter(70) | {"at": "0s", "by": "mei"}])
            company.clock.advance(timedelta(minutes=15))
            async with company.engine() as app:
                await company.until(lambda: asked(company) == 71, step=STEP)
                await company.until(lambda: len(app.spoken) == 71, step=STEP)
                assert ("Missed?", "needs you") in app.spoken

    asyncio.run(story())


def test_threads_that_are_read_only_later_are_silent_too_and_who_asks_again_meanwhile_is_not(tmp_path: Path) -> None:
    asks = [{"at": "-3h", "do": "message", "id": f"q{one}", "by": "rob", "text": f"Old {one}?"} for one in range(20)]
    said = [
        {"at": at, "do": "reply", "to": ask["id"], "by": by, "text": "It is so"}
        for ask in asks
        for at, by in (("-2h", "mei"), ("-1h", "rob"))
    ]

    async def story() -> None:
        async with lab(tmp_path, *asks, *said) as company, company.engine() as app:
            await company.until(lambda: app.snapshots and len(app.snapshots[-1].needs) == 15, step=STEP)
            company.play(do="reply", to="q0", by="rob", text="Anybody?")
            await company.until(lambda: len(app.snapshots[-1].needs) == 20, step=STEP)
            await company.until(lambda: app.spoken, step=STEP)
            assert [title for title, _ in app.spoken] == ["Old 0?"]
            assert len(app.seeded) == 19

    asyncio.run(story())
