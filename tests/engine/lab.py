"""An engine, its database and a demo company on one loop, with one clock that the test holds in its hand."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from supporttray import config
from supporttray.assess import find
from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Deed
from supporttray.core.model import Alert, Event
from supporttray.core.outbox import Entry, new
from supporttray.core.release.group import Asked
from supporttray.core.release.problem import Problem
from supporttray.core.snapshot import Snapshot, TrayState
from supporttray.core.triage import Evidence, Signature, Verdict
from supporttray.core.triage.decide import triage
from supporttray.core.triage.signature import Signatures
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import ServiceName, fault_of
from supporttray.demo.server import Demo, serve
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.outbox import Outbox
from supporttray.judge import signatures

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHANNEL = "support"
SMALL: dict[str, Any] = {
    "company": "Small",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada"}, {"id": "mei", "name": "Mei"}, {"id": "rob", "name": "Rob"}],
    "channel": [{"id": CHANNEL, "name": CHANNEL}],
    "repository": [{"name": "small/shop", "workflow": [{"name": "Tests", "file": "t.yml", "jobs": ["unit", "lint"]}]}],
    "project": [{"name": "lab"}],
}


class HandClock:
    """A clock that stands until the test moves it; who sleeps wakes in the order of time."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, span: timedelta) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + span, next(self._numbers), future))
        await future

    def advance(self, span: timedelta) -> None:
        """Move the clock; those whose time has come are woken, as after a sleep of the machine: all at once."""
        self._now += span
        while self._sleepers and self._sleepers[0][0] <= self._now:
            future = heapq.heappop(self._sleepers)[2]
            if not future.done():
                future.set_result(None)


class Recorder:
    """A face that remembers."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot] = []
        self.alerts: list[Alert] = []
        self.seeded: list[Alert] = []
        self.events: list[Event] = []

    def show(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)

    def speak(self, alerts: Sequence[Alert]) -> None:
        self.alerts += alerts

    def found(self, alerts: Sequence[Alert]) -> None:
        self.seeded += alerts

    def heard(self, events: Sequence[Event]) -> None:
        self.events += events

    @property
    def state(self) -> TrayState | None:
        return self.snapshots[-1].tray.state if self.snapshots else None

    @property
    def titles(self) -> list[str]:
        return [need.title for need in self.snapshots[-1].needs] if self.snapshots else []

    @property
    def spoken(self) -> list[tuple[str, str]]:
        return [(alert.need.title, alert.need.urgency.word) for alert in self.alerts]


async def at_once(evidences: Sequence[Evidence], rules: Sequence[Signature]) -> tuple[Verdict, ...]:
    """Judge here and now: the hand's clock does not wait for a child process."""
    return tuple(triage(evidence, ready(tuple(rules))) for evidence in evidences)


async def searched(asked: bytes, history: AsyncIterator[bytes]) -> tuple[Problem, ...]:
    """Search here and now: the hand's clock does not wait for a child process."""
    return find(msgspec.json.decode(asked, type=Asked), [one async for one in history])


@cache
def ready(rules: tuple[Signature, ...]) -> Signatures:
    return signatures(rules)


class Lab:
    """A company and one workspace that watches it."""

    def __init__(self, demo: Demo, clock: HandClock, folder: Path) -> None:
        self.company: Company = demo.company
        self.clock = clock
        self.plan = config.load(demo.config)
        self.database = folder / "workspace.sqlite3"
        self.base: Database | None = None
        self.running: Engine | None = None
        self.known = len(self.company.ledger.lines())

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[Recorder]:
        """Run an engine on the workspace until the block ends."""
        face = Recorder()
        base = self.base = Database(self.database, self.clock.now)
        engine = self.running = Engine(
            self.plan,
            base,
            clock=self.clock,
            credential=self.credential,
            face=face,
            judge=at_once,
            search=searched,
            lot=lambda: 0.5,
        )
        task = asyncio.create_task(engine.run())
        try:
            yield face
            if task.done():
                task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            base.close()

    async def credential(self, _name: str) -> str | None:
        return None

    def play(self, **entry: Any) -> None:
        self.company.play([entry])

    def ask(self, name: str, text: str) -> None:
        self.play(do="message", id=name, by="rob", text=text)

    def fault(
        self, service: ServiceName, fault: str, *, times: int | None = None, seconds: float = 1.0, path: str = ""
    ) -> None:
        wanted = {"service": service, "fault": fault, "seconds": seconds, "path": path}
        self.company.faults.switch_on(fault_of(wanted | ({"times": times} if times else {})))

    @contextmanager
    def outbox(self) -> Iterator[Outbox]:
        """Open the outbox as another process does."""
        base = Database(self.database, self.clock.now)
        try:
            yield Outbox(base)
        finally:
            base.close()

    def wish(self, deed: Deed, intent: str = "wish", *, expires: datetime | None = None) -> None:
        """Put a wish into the outbox, as a command does that needs no second thought."""
        with self.outbox() as outbox:
            outbox.add(new(intent, "slack", Slack.pieces(deed), self.clock.now(), expires=expires, wait=timedelta(0)))

    def entries(self) -> tuple[Entry, ...]:
        """What the outbox holds."""
        with self.outbox() as outbox:
            return outbox.latest()

    def fates(self) -> list[str]:
        """Where all that was wished stands."""
        return [str(entry.fate) for entry in self.entries()]

    def change(self, number: int, step: Callable[[Entry], Entry]) -> None:
        """Decide about an entry, as a person does."""
        with self.outbox() as outbox:
            outbox.change(number, step)

    def mine(self) -> list[dict[str, Any]]:
        """What really was written in the name of the demo's own person since it was served."""
        return [line for line in self.company.ledger.lines()[self.known :] if line.get("by") == self.company.me.user]

    def asked(self, service: str) -> int:
        """How many requests a service has had."""
        report: Any = self.company.traffic.report()
        return int(report["services"].get(service, {"requests": 0})["requests"])

    async def until(self, holds: Callable[[], object], *, step: timedelta | None = None) -> None:
        """Let the loop run until something holds; with a step, time passes meanwhile."""
        async with asyncio.timeout(20):
            while not holds():
                if step:
                    self.clock.advance(step)
                await asyncio.sleep(0.005)


@asynccontextmanager
async def lab(folder: Path, *entries: dict[str, Any], **more: Any) -> AsyncIterator[Lab]:
    """Serve a small company whose past is `entries`."""
    clock = HandClock()
    company = Company(check({**SMALL, **more, "entry": list(entries)}), clock=clock.now)
    async with serve(company, state=folder) as demo:
        yield Lab(demo, clock, folder)
