"""Nobody home, against the demo: one message to the backup stands scheduled while the app is seen, and none when it ends on purpose."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core.hours import Hours
from supporttray.core.item import Shift
from supporttray.demo.queue import Scheduled
from supporttray.engine import backup
from supporttray.engine.plan import Backup
from tests.engine.lab import MINUTE, NOON, Lab, Recorder, lab

MEI = Backup("slack", "U000000MEI", "Mei", consent=True)
DIRECT = "D000000MEI"
HOUR = timedelta(hours=1)


@asynccontextmanager
async def home(folder: Path, *entries: dict[str, Any], plan: Backup | None = MEI, **more: Any) -> AsyncIterator[Lab]:
    """A workspace with a backup. The small company is looked at all day, and its own person is on duty."""
    async with lab(folder, *entries, **more) as made:
        made.plan = msgspec.structs.replace(made.plan, backup=plan)
        yield made


def queue(made: Lab) -> list[Scheduled]:
    return made.company.queue.of(made.company.me)


def whens(made: Lab) -> list[timedelta]:
    """When what stands scheduled would be sent, from now on."""
    return [one.at - made.clock.now() for one in queue(made)]


async def agree(made: Lab) -> None:
    """Ask the backup, who says yes; the engine looks at it."""
    react(made, await ask(made))


async def ask(made: Lab) -> str:
    engine = made.running
    assert engine
    wish = backup.ask(engine.desk, engine.now, timedelta(0))
    engine.touched()
    await made.until(lambda: engine.desk.outbox.get(wish.entry.intent).receipt)  # type: ignore[union-attr]
    return engine.desk.outbox.get(wish.entry.intent).receipt.id  # type: ignore[union-attr]


def react(made: Lab, message: str, *, back: bool = False) -> None:
    place = made.company.directs[DIRECT]
    seconds, part = message.split(".")
    post = place.find(int(seconds) * 1_000_000 + int(part))
    assert post
    act = made.company.desk.unreact if back else made.company.desk.react
    assert act(place, made.clock.now(), post, "white_check_mark", made.company.people["mei"])


async def later(made: Lab, span: timedelta, step: timedelta = MINUTE) -> None:
    """Let time pass, a step after the other, with the loop running in between."""
    end = made.clock.now() + span
    while made.clock.now() < end:
        made.clock.advance(min(step, end - made.clock.now()))
        for _ in range(3):
            await asyncio.sleep(0.005)


async def stands(made: Lab) -> None:
    await made.until(lambda: queue(made), step=MINUTE)


def played(story: Callable[[Path], Coroutine[Any, Any, None]]) -> Callable[[Path], None]:
    """A story as a test, on a loop of its own."""

    def test(tmp_path: Path) -> None:
        asyncio.run(story(tmp_path))

    test.__name__ = story.__name__
    return test


@played
async def test_once_the_backup_agreed_one_message_stands_half_an_hour_ahead(folder: Path) -> None:
    async with home(folder) as made, made.engine():
        await agree(made)
        await stands(made)
        (ahead,) = whens(made)
        assert timedelta(minutes=29) <= ahead <= timedelta(minutes=30)
        (one,) = queue(made)
        assert one.place.channel.code == DIRECT
        assert "Ada's support tray was last seen at" in one.text
        assert not one.metadata
