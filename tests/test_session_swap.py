"""A swap from a window: the running app knows it as soon as it is written, in the config as in the team's table."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray import config
from supporttray.core.action import Done
from supporttray.core.duty import Swap, SwapLine, Unswap
from supporttray.engine.database import Database
from supporttray.errors import NotDone
from supporttray.session import Session
from tests.test_session import Screen, running, tell

HOUR = timedelta(hours=1)
NOW = datetime.now(UTC).replace(microsecond=0)
LINE = SwapLine(person="Bo", begin=NOW - HOUR, end=NOW + 9 * HOUR, domain="backend")
TABLE = "person,from,to,domain,swap\nada,{},{},backend,\n"


def people(screen: Screen) -> tuple[str, ...]:
    """Who is on duty for the backend, as the last snapshot says."""
    return screen.snapshots[-1].duty.on_duty("backend") if screen.snapshots else ()


async def swap_and_back(session: Session, screen: Screen) -> None:
    await screen.until(lambda: people(screen) == ("ada",))
    done = await session.do(Swap(LINE))
    assert isinstance(done, Done)
    assert done.said.startswith("Written into ")
    await screen.until(lambda: people(screen) == ("Bo",))
    with pytest.raises(NotDone, match="Bo is down for that already"):
        await session.do(Swap(LINE))
    await session.do(Unswap(LINE))
    await screen.until(lambda: people(screen) == ("ada",))
    with pytest.raises(NotDone, match="not there any more"):
        await session.do(Unswap(LINE))


def test_a_swap_in_the_config_counts_at_once(tmp_path: Path) -> None:
    async def story(session: Session, screen: Screen) -> None:
        await swap_and_back(session, screen)
        (watch,) = config.load(tmp_path / "config.toml").watches
        assert watch.options.swaps == ()

    tell(tmp_path, story)


def test_a_swap_in_the_teams_table_counts_at_once_too(tmp_path: Path) -> None:
    async def story() -> None:
        table = tmp_path / "rota.csv"
        table.write_text(TABLE.format(*((NOW + days * 24 * HOUR).isoformat() for days in (-1, 9))))
        before = table.read_bytes()
        async with running(tmp_path) as (session, screen):
            head = (tmp_path / "config.toml").read_text().partition("[[watch]]")[0]
            (tmp_path / "config.toml").write_text(f'{head}[[watch]]\nkind = "roster.csv"\npath = "{table}"\n')
            await swap_and_back(session, screen)
        assert table.read_bytes() == before

    asyncio.run(story())


def test_what_another_program_wrote_into_the_config_counts_when_it_says_so(tmp_path: Path) -> None:
    async def story(_: Session, screen: Screen) -> None:
        file = tmp_path / "config.toml"
        file.write_text(file.read_text().replace('person = "ada"', 'person = "Bo"'))
        base = Database(tmp_path / "state" / "workspace.sqlite3", lambda: NOW)
        base.send("config", "")
        base.close()
        await screen.until(lambda: people(screen) == ("Bo",))

    tell(tmp_path, story)
