"""The app's engine under a load that no config allows: `bench_engine.py WHAT ADDRESS POLLS`, prints one JSON object.

growth     the whole app with its tray: memory before and after POLLS polls
heartbeat  the same: gaps of a 10 ms timer on the screen's thread while each of POLLS polls brings new items
unchanged  no screen: what a poll that brings nothing new costs, beside a bare 304 of httpx
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
from bench_process import pss_mib
from bench_screen import Heart
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from supporttray import config
from supporttray.core.model import Alert, Event
from supporttray.core.snapshot import Snapshot
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Face, Silence, Stage
from supporttray.ui.app import Screen

WARM = 100  # polls before anything is measured: caches fill, SQLite and the allocator take their room
BLOCKS = 5
CONFIG = """
schema = 1
[service.ci]
kind = "cctray"
address = "{address}"
[[watch]]
kind = "cctray.builds"
name = "feed"
service = "ci"
every = "1s"
"""


@dataclass
class Counter(SystemClock):
    """The machine's clock, which counts the polls by the rests between them."""

    at: dict[int, Callable[[], None]] = field(default_factory=dict)
    polls: int = 0

    async def sleep(self, span: timedelta) -> None:
        """Rest; a long rest is not a poll's."""
        if span < timedelta(seconds=1):
            self.polls += 1
            if self.polls in self.at:
                self.at[self.polls]()
        await super().sleep(span)


async def no_credential(_: str) -> str | None:
    """Return none: the feed wants none."""
    return None


@contextmanager
def engine(address: str, every: timedelta, clock: Counter, face: Face) -> Iterator[Engine]:
    """Make the engine with one watch of the feed, asked more often than a config may say."""
    plan = config.parse(CONFIG.format(address=address), "bench")
    watches = tuple(msgspec.structs.replace(watch, every=every) for watch in plan.watches)
    plan = msgspec.structs.replace(plan, watches=watches)
    with tempfile.TemporaryDirectory(prefix="supporttray-bench-") as folder:
        base = Database(Path(folder) / "workspace.sqlite3", clock.now)
        try:
            yield Engine(plan, base, clock=clock, credential=no_credential, face=face)
        finally:
            base.close()


class Tray:
    """The tray as the engine's face; nothing is said on the desktop."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def show(self, snapshot: Snapshot) -> None:
        """Draw."""
        self._stage.show(snapshot)

    def speak(self, alerts: Sequence[Alert]) -> None:
        """Say nothing."""

    def found(self, alerts: Sequence[Alert]) -> None:
        """Say nothing."""

    def heard(self, events: Sequence[Event]) -> None:
        """Hear nothing."""


class Finish(QObject):
    """Ends Qt's loop from the engine's thread."""

    now = Signal()


def on_screen(address: str, every: timedelta, clock: Counter, end_at: int, begun: Callable[[], None]) -> None:
    """Run the whole app until so many polls are done."""
    qt = QApplication(sys.argv)
    qt.setApplicationName("supporttray")
    qt.setQuitOnLastWindowClosed(False)
    finish = Finish()
    finish.now.connect(qt.quit)
    clock.at[end_at] = finish.now.emit

    async def live(stage: Stage) -> None:
        with engine(address, every, clock, Tray(stage)) as one:
            await one.run()

    screen = Screen(qt)
    screen.show()
    QTimer.singleShot(0, lambda: screen.begin(live))
    QTimer.singleShot(0, begun)
    qt.exec()
    screen.end()


def growth(address: str, polls: int) -> dict[str, float]:
    """Measure how memory grows with the polls."""
    clock, sizes = Counter(), list[float]()
    marks = [WARM + polls * quarter // 4 for quarter in range(5)]
    clock.at = {mark: lambda: sizes.append(pss_mib()) for mark in marks}
    on_screen(address, timedelta(milliseconds=5), clock, marks[-1] + 1, lambda: None)
    return {"before": sizes[0], "after": sizes[-1], "grown": sizes[-1] - sizes[0], "polls": polls}


def heartbeat(address: str, polls: int) -> dict[str, float]:
    """Measure how late a 10 ms timer on the screen's thread comes."""
    hearts: list[Heart] = []
    began = time.process_time()
    on_screen(address, timedelta(milliseconds=100), Counter(), polls, lambda: hearts.append(Heart()))
    return hearts[0].gaps() | {"cpu_s": time.process_time() - began}


def unchanged(address: str, polls: int) -> dict[str, float]:
    """Measure what a poll costs that brings nothing, in turns with a bare request."""
    ours, bare = list[tuple[float, float]](), list[tuple[float, float]]()
    for _ in range(BLOCKS):
        ours.append(asyncio.run(_polled(address, polls // BLOCKS)))
        bare.append(asyncio.run(_bare(address, polls // BLOCKS)))
    (cpu, wall), (bare_cpu, bare_wall) = (map(statistics.median, zip(*each, strict=True)) for each in (ours, bare))
    return {
        "cpu_ms": cpu * 1000,
        "bare_cpu_ms": bare_cpu * 1000,
        "cpu_ratio": cpu / bare_cpu,
        "wall_ms": wall * 1000,
        "bare_wall_ms": bare_wall * 1000,
        "wall_ratio": wall / bare_wall,
    }


async def _polled(address: str, polls: int) -> tuple[float, float]:
    """Return the CPU and wall seconds of one poll by the engine."""
    clock, times, done = Counter(), list[tuple[float, float]](), asyncio.Event()
    clock.at = {WARM: lambda: times.append(_now()), WARM + polls: lambda: (times.append(_now()), done.set())[0]}
    with engine(address, timedelta(0), clock, Silence()) as one:
        task = asyncio.create_task(one.run())
        await done.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return _each(times, polls)


async def _bare(address: str, polls: int) -> tuple[float, float]:
    """Return the CPU and wall seconds of one bare request that is answered with 304."""
    times = list[tuple[float, float]]()
    async with httpx.AsyncClient() as client:
        etag = (await client.get(address)).headers["etag"]
        for number in range(WARM + polls + 1):
            if number in (WARM, WARM + polls):
                times.append(_now())
            response = await client.get(address, headers={"If-None-Match": etag})
            if response.status_code != 304:
                raise RuntimeError(response.status_code)
    return _each(times, polls)


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def _each(times: list[tuple[float, float]], polls: int) -> tuple[float, float]:
    (cpu, wall), (cpu_after, wall_after) = times
    return (cpu_after - cpu) / polls, (wall_after - wall) / polls


if __name__ == "__main__":
    what, place, number = sys.argv[1:]
    WHAT: dict[str, Callable[[str, int], dict[str, float]]] = {
        "growth": growth,
        "heartbeat": heartbeat,
        "unchanged": unchanged,
    }
    print(json.dumps(WHAT[what](place, int(number))))
