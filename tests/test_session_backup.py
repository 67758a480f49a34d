"""The backup and a run behind a screen: what is kept counts at once, and who leaves is not missed at once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from supporttray import config
from supporttray.core.action import Done
from supporttray.core.backup import AskBackup, SetBackup, Standing
from tests.test_session import running

SLACK = '[service.slack]\nkind = "slack"\naddress = "http://127.0.0.1:9/api"\ndemo = true\n'


def test_what_is_kept_in_the_settings_counts_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path) as (session, screen):
            await screen.until(lambda: screen.snapshots)
            path = tmp_path / "config.toml"
            path.write_text(path.read_text("utf-8") + SLACK, "utf-8")
            done = await session.do(SetBackup(consent=True, person="U0123ABCD", name="Bo"))
            assert done == Done("Saved. Ask them now.")
            known = await session.do(AskBackup())
            assert known == Standing(person="U0123ABCD", name="Bo", account="slack", consent=True)
            plan = config.load(path)
            assert plan.backup
            assert plan.backup.consent

    asyncio.run(story())


def test_who_leaves_is_given_time_and_who_comes_back_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        left: list[str] = []
        async with running(tmp_path) as (session, screen):
            session._came_or_left(datetime.now(UTC))  # no engine yet: nobody to tell
            await screen.until(lambda: screen.snapshots)
            monkeypatch.setattr(session._engine, "leaving", lambda: left.append("left"))
            session._came_or_left(datetime.now(UTC))
            assert left == ["left"]
            session._came_or_left(None)
            assert left == ["left"]

    asyncio.run(story())
