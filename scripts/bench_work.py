"""The queue and the reviews under the bench: `bench_work.py REVIEWS TASKS`, prints one JSON object.

One repository with so many open changes, another with so many open issues, at the demo company, looked at once a minute for two hours of its
time, with the clock in the hand: one hour in which nothing happens, one in which each minute one issue and one change do. All requests count,
those answered 304 too. Then what keeping and showing them takes: memory beside an empty workspace, and the time of a look.
"""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from supporttray import config
from supporttray.connectors import Answer
from supporttray.connectors.github.service import GitHub
from supporttray.connectors.registry import CONNECTORS
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.engine.view import look

MINUTE = timedelta(minutes=1)
WATCHES = {"queue": ("github.queue", "bench/support"), "reviews": ("github.reviews", "bench/shop")}
LOOKS = 20
CONFIG = 'schema = 1\nservice.github.kind = "github"\n' + "".join(
    f'[[watch]]\nname = "{name}"\nkind = "{kind}"\nrepository = "{place}"\n' for name, (kind, place) in WATCHES.items()
)


class Hours:
    """The clock, a workspace, and what looking has cost."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.plan = config.parse(CONFIG, "bench")
        folder.mkdir(exist_ok=True)
        self.base = Database(folder / "bench.sqlite3", lambda: self.now)
        self.store = Store(self.base)
        self.connectors: dict[str, Any] = {}

    def open(self, github: GitHub) -> None:
        """Make the watches' connectors; they are kept, as in an engine."""
        self.connectors = {one.name: CONNECTORS[one.kind](one.options, github, "Ada") for one in self.plan.watches}

    async def look(self) -> None:
        """Look once with both watches, as an engine does; again at once where there is more."""
        for watch in self.plan.watches:
            basis, more = self.plan.basis(watch), True
            while more:
                answer = await self.connectors[watch.name].fetch(self.store.memory(watch.name, basis), self.now)
                more = isinstance(answer, Answer) and answer.more
                if isinstance(answer, Answer):
                    self.store.commit(watch.name, answer, basis, self.now)

    async def hour(self, demo: Demo, *, busy: bool) -> tuple[int, int]:
        """Look once a minute for an hour; return how many requests that took, and how many the worst minute did."""
        begin, worst = asked(demo), 0
        for minute in range(60):
            if busy:
                demo.company.play(
                    [
                        {"do": "take", "to": f"bench/support#{minute + 1}", "by": "mei"},
                        {"do": "push", "to": f"bench/shop#{minute + 1}", "by": "mei"},
                    ]
                )
            self.now += MINUTE
            before = asked(demo)
            await self.look()
            worst = max(worst, asked(demo) - before)
        return asked(demo) - begin, worst


def company(hours: Hours, reviews: int, tasks: int) -> Company:
    """Return a company with so many open changes and issues."""
    entries: list[dict[str, Any]] = [
        {
            "at": "-3h",
            "do": "open",
            "place": "bench/support",
            "by": "mei",
            "title": f"The total of basket {number} is wrong",
        }
        for number in range(tasks)
    ]
    entries += [
        {
            "at": "-3h",
            "do": "pull",
            "repository": "bench/shop",
            "by": "mei",
            "title": f"Round line {number}",
            "branch": f"fix/{number}",
        }
        for number in range(reviews)
    ]
    document = {
        "company": "Bench",
        "me": "ada",
        "person": [{"id": "ada", "name": "Ada"}, {"id": "mei", "name": "Mei"}],
        "repository": [
            {"name": place, "workflow": [{"name": "Tests", "file": "t.yml"}]} for _, place in WATCHES.values()
        ],
        "entry": entries,
    }
    return Company(check(document), clock=lambda: hours.now)


def asked(demo: Demo) -> int:
    """Return how many requests GitHub has had."""
    return int(demo.company.traffic.report()["services"]["github"]["requests"])  # type: ignore[index]


def memory_mib() -> float:
    """Return what this process holds of memory, in MiB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


def shown(hours: Hours) -> tuple[int, float, float]:
    """Return how many needs there are, and the time of a look and of its snapshot in ms: the median of twenty."""
    looks, snapshots = [], []
    for _ in range(LOOKS):
        begin = time.perf_counter()
        view = look(hours.plan, hours.store, hours.base, hours.now)
        middle = time.perf_counter()
        view.snapshot(0, hours.now, hours.now)
        looks.append(middle - begin)
        snapshots.append(time.perf_counter() - middle)
    return len(view.needs), sorted(looks)[LOOKS // 2] * 1000, sorted(snapshots)[LOOKS // 2] * 1000


def kept(folder: Path) -> float:
    """Return how much memory it takes to have read what is kept and to have looked at it, in MiB: this is a process of its own."""
    empty = Hours(folder / "empty")
    look(empty.plan, empty.store, empty.base, empty.now).snapshot(0, empty.now, empty.now)
    before = memory_mib()
    hours = Hours(folder)
    view = look(hours.plan, hours.store, hours.base, hours.now)
    snapshot = view.snapshot(0, hours.now, hours.now)
    return memory_mib() - before if snapshot.needs else 0.0


async def measure(folder: Path, reviews: int, tasks: int) -> dict[str, Any]:
    """Look for two hours, then look at what it takes."""
    hours = Hours(folder)
    async with serve(company(hours, reviews, tasks)) as demo:
        github = GitHub(demo.addresses.github, "demo-credential", lambda: hours.now)
        try:
            hours.open(github)
            await hours.look()
            first = asked(demo)
            rest, rest_worst = await hours.hour(demo, busy=False)
            busy, busy_worst = await hours.hour(demo, busy=True)
        finally:
            await github.http.close()
    needs, look_ms, snapshot_ms = shown(hours)
    hours.base.close()
    found = {
        "items": len(hours.store.items),
        "needs": needs,
        "first": first,
        "look_ms": look_ms,
        "snapshot_ms": snapshot_ms,
    }
    return found | {"rest": rest, "rest_worst": rest_worst, "busy": busy, "busy_worst": busy_worst}


def main(reviews: int, tasks: int) -> None:
    """Measure, and print it."""
    with TemporaryDirectory() as name:
        found = asyncio.run(measure(Path(name), reviews, tasks))
        alone = subprocess.run([sys.executable, __file__, name], check=True, capture_output=True)
    print(json.dumps(found | {"mib": float(alone.stdout)}))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(kept(Path(sys.argv[1])))
    else:
        main(int(sys.argv[1]), int(sys.argv[2]))
