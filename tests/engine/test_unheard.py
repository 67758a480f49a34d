"""Nobody is there to hear: what may be said comes again until somebody hears it, also after a restart, and then as it is by then."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.core.model import Alert
from supporttray.core.snapshot import TrayState
from tests.engine.lab import MINUTE, Recorder, lab

STEP = timedelta(milliseconds=300)


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> list[Alert]:
    """A room without people: every face refuses what is said to it, until `monkeypatch.undo()`."""
    refused: list[Alert] = []

    def speak(_: Recorder, alerts: Sequence[Alert]) -> bool:
        refused.extend(alerts)
        return False

    monkeypatch.setattr(Recorder, "speak", speak)
    return refused


def test_what_nobody_heard_is_said_once_when_somebody_is_there(
    tmp_path: Path, empty: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.ask("one", "Where is order 7?")
            company.ask("two", "Where is order 8?")
            await company.until(lambda: len({alert.need.key for alert in empty}) == 2, step=STEP)
            company.play(do="reply", to="two", by="mei", text="Here.")
            await company.until(lambda: app.titles == ["Where is order 7?"], step=STEP)
            monkeypatch.undo()
            assert company.running
            for _ in range(3):
                company.running.touched()
            assert app.spoken == [("Where is order 7?", "needs you")]

    asyncio.run(story())


def test_an_app_that_ends_meanwhile_says_it_after_its_next_start(
    tmp_path: Path, empty: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.CALM, step=STEP)
                company.ask("one", "Where is order 7?")
                await company.until(lambda: empty, step=STEP)
            monkeypatch.undo()
            async with company.engine() as app:
                await company.until(lambda: app.spoken, step=STEP)
                await company.until(lambda: len(app.spoken) > 1, step=MINUTE)
                assert app.state is TrayState.URGENT
            assert app.spoken == [("Where is order 7?", "needs you"), ("Where is order 7?", "urgent")]

    asyncio.run(story())
