"""What the tests of the team's file share: a place where it is kept, which says what the test wants, and a workspace that follows it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from supporttray import config
from supporttray.core.team import AskTeam, DeclineTeam, TakeTeam, TeamChange
from supporttray.credentials import Credentials
from supporttray.engine.database import Database
from supporttray.paths import Workspace
from supporttray.setup.joining import begun
from supporttray.team.link import Link
from tests.connectors.lab import Clock as Hand
from tests.connectors.lab import Close, Hang, Raw, raw, reply

FEED = """
[service.ci]
kind = "cctray"
address = "https://ci.example.com/cctray.xml"

[[watch]]
kind = "cctray.builds"
name = "farm"
"""
MORE = f"""{FEED}
[[watch]]
kind = "roster.rule"
name = "rota"
people = ["Ada", "Bo"]
start = 2026-11-16
zone = "Europe/Berlin"
"""


class Clock:
    """The time in the test's hand: a wait ends when the test lets so much time pass."""

    def __init__(self) -> None:
        self.hand = Hand()
        self._waits: list[tuple[datetime, asyncio.Event]] = []
        self._more = asyncio.Event()

    def now(self) -> datetime:
        return self.hand()

    async def sleep(self, span: timedelta) -> None:
        waking = asyncio.Event()
        self._waits.append((self.now() + span, waking))
        self._more.set()
        await waking.wait()

    async def waited_for(self, span: timedelta) -> None:
        """Wait until somebody waits for so long from now on."""
        while all(due != self.now() + span for due, _ in self._waits):
            self._more.clear()
            await self._more.wait()

    def forward(self, **span: float) -> None:
        """Let time pass, and wake who waited for less."""
        self.hand.forward(**span)
        for due, waking in self._waits:
            if due <= self.now():
                waking.set()
        self._waits = [(due, waking) for due, waking in self._waits if not waking.is_set()]


@dataclass
class Git:
    """Where the team keeps its file: it gives the body that the test sets."""

    body: bytes = FEED.encode()
    status: str = "200 OK"
    leads_to: str = ""
    asked: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)
    address: str = ""
    raw: Raw | None = None

    async def asked_again(self, before: int) -> None:
        """Wait until it was asked more often than before."""
        while self.asked <= before:
            self.told.clear()
            await self.told.wait()

    def say(self, _: Raw, __: str) -> bytes | Close | Hang:
        self.asked += 1
        self.told.set()
        return reply(self.body, self.status, location=self.leads_to)


@dataclass
class Case:
    """A workspace linked to a team's file, beside no engine: the test asks the link itself."""

    git: Git
    place: Workspace
    clock: Clock
    credentials: Credentials
    link: Link

    async def look(self) -> TeamChange:
        return await self.link.ask(AskTeam(look=True))

    async def take(self) -> str:
        return (await self.link.take(TakeTeam((await self.look()).version))).said

    async def decline(self) -> None:
        await self.link.decline(DeclineTeam((await self.look()).version))

    def watched(self) -> list[str]:
        return [watch.name for watch in config.load(self.place.config).watches]


@asynccontextmanager
async def linked(folder: Path, *, own: str = "") -> AsyncIterator[Case]:
    """Serve a team's file, and have a workspace whose config names it; nothing is taken yet."""
    git = Git()
    async with raw(git.say) as served:
        git.address = f"{served.address}/raw/support-tray.toml"
        place = Workspace("test", folder / "config" / "work.toml", folder / "state")
        place.config.parent.mkdir(parents=True, exist_ok=True)
        place.config.write_text(begun(git.address, "Ada") + own, "utf-8")
        clock, credentials = Clock(), Credentials(place.keyring_name)
        yield Case(git, place, clock, credentials, Link(place, credentials, clock))


@asynccontextmanager
async def attended(case: Case) -> AsyncIterator[tuple[Database, asyncio.Event, asyncio.Task[None]]]:
    """Let the link look beside an engine's database; the event is set when there is a notice more or less."""
    base, told = Database(case.place.database, case.clock.now), asyncio.Event()
    task = asyncio.ensure_future(case.link.attend(config.load(case.place.config), base, told.set))
    try:
        yield base, told, task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        base.close()


def play(tmp_path: Path, story: Callable[[Case], Coroutine[Any, Any, None]], *, own: str = "") -> None:
    """Play a story with a linked workspace."""

    async def told() -> None:
        async with linked(tmp_path, own=own) as case:
            await story(case)

    asyncio.run(asyncio.wait_for(told(), 60))
