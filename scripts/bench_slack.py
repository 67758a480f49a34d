"""Slack's channel: how soon what is told is in the inbox, what an hour costs, and 30 days at the first look. Prints one JSON object.

bench_slack.py frame N | quiet HOUR_S | back-fill THREADS. The company is another process (`company`), and so is each look at it (`look`).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from bench_process import own_mib
from bench_screen import share

from supporttray import config
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from supporttray.core.snapshot import Snapshot

POLL, TOLD = {"slack": "demo-credential"}, {"slack": "demo-credential", "slack.app": "xapp-demo-credential"}
SCENARIO: dict[str, Any] = {
    "company": "Bench",
    "me": "ada",
    "person": [{"id": "ada", "name": "Ada"}, {"id": "mei", "name": "Mei"}, {"id": "rob", "name": "Rob"}],
    "channel": [{"id": "help", "name": "help"}],
}
SPEED = {
    "told": 30.0,
    "polled": 120.0,
}  # of the clock in an hour that is quiet; faster, a hiccup would pass for a sleep of the machine
SETTLED_S = 5.0


class Hasty(SystemClock):
    """A clock that goes faster than the machine's."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began = datetime.now(UTC), time.monotonic()

    def now(self) -> datetime:
        """Return the moment."""
        return self._began[0] + timedelta(seconds=(time.monotonic() - self._began[1]) * self._speed)

    async def sleep(self, span: timedelta) -> None:
        """Wait."""
        await asyncio.sleep(max(span.total_seconds(), 0.0) / self._speed)


class Inbox(Silence):
    """A face that remembers what stands in the inbox."""

    def __init__(self) -> None:
        self.titles: frozenset[str] = frozenset()
        self.changed = asyncio.Event()

    def show(self, snapshot: Snapshot) -> None:
        """Note what needs somebody."""
        self.titles = frozenset(need.title for need in snapshot.needs)
        self.changed.set()

    async def until(self, titles: int) -> None:
        """Wait until so many questions stand there."""
        while len(self.titles) < titles:
            self.changed.clear()
            await self.changed.wait()


@asynccontextmanager
async def engine(path: str, tokens: dict[str, str], clock: SystemClock) -> AsyncIterator[Inbox]:
    """Run an engine on the company's channel and on nothing else, as on a real service's."""
    plan = config.load(Path(path))
    accounts = {name: msgspec.structs.replace(one, demo=False) for name, one in plan.accounts.items()}
    watches = tuple(
        msgspec.structs.replace(
            one, every=timedelta(seconds=30), options=msgspec.structs.replace(one.options, look_back=timedelta(days=31))
        )
        for one in plan.watches
        if one.kind == "slack.requests"
    )

    async def credential(name: str) -> str | None:
        return tokens.get(name)

    with tempfile.TemporaryDirectory(prefix="supporttray-bench-") as folder:
        base, inbox = Database(Path(folder) / "workspace.sqlite3", clock.now), Inbox()
        plan = msgspec.structs.replace(plan, accounts=accounts, watches=watches)
        task = asyncio.create_task(Engine(plan, base, clock=clock, credential=credential, face=inbox).run())
        try:
            yield inbox
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            base.close()


async def company(threads: int) -> None:
    """Serve a company with so many threads of the last 30 days, one in fifty of them without an answer, until stdin closes."""
    made = Company(check(SCENARIO))
    place, rob, mei = made.channels["C00000HELP"], made.people["rob"], made.people["mei"]
    for number in range(threads):
        at = made.start - timedelta(days=30) * (number + 1) / (threads + 1)
        post = made.desk.write(
            place, at, rob, f"Question {number}: why is the build of branch {number} red since noon?"
        )
        if number % 50:
            answered = at + timedelta(minutes=3)
            made.desk.write(place, answered, mei, "It was the disk of a runner; it is green.", thread=post.stamp)
    async with serve(made) as demo:
        print(json.dumps([str(demo.config), demo.addresses.demo]), flush=True)
        await asyncio.to_thread(sys.stdin.read)


@contextmanager
def served(threads: int) -> Iterator[tuple[str, httpx.Client]]:
    """Have a company in another process."""
    command = [sys.executable, __file__, "company", str(threads)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        path, address = json.loads(process.stdout.readline() if process.stdout else "")
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as web:
            yield path, web
        process.communicate()


def asked(web: httpx.Client) -> int:
    """Count what Slack was asked."""
    return int(web.get("/_demo/requests").json()["services"].get("slack", {"requests": 0})["requests"])


async def frame(changes: int) -> dict[str, float]:
    """Measure from the moment somebody sends a question until it stands in the inbox: Slack's frame, a call, the store, the rules."""
    took = []
    with served(0) as (path, web):
        async with engine(path, TOLD, SystemClock()) as inbox:
            while not web.get("/_demo/sockets").json() or not web.get("/_demo/sockets").json()[0]["sockets"]:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.05)
            await asyncio.sleep(1)
            for number in range(changes):
                began = time.perf_counter()
                entry = {"do": "message", "id": f"q{number}", "by": "rob", "text": f"Is it down, {number}?"}
                await asyncio.to_thread(web.post, "/_demo/play", json=entry)
                await inbox.until(number + 1)
                took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {"p50": share(took, 0.5), "p99": share(took, 0.99), "max": took[-1], "changes": len(took)}


async def quiet(seconds: int) -> dict[str, float]:
    """Count the requests of an hour in which nothing happens, with Socket Mode and without it."""
    found = {}
    for name, tokens in (("told", TOLD), ("polled", POLL)):
        with served(5) as (path, web):  # more threads are read little by little, which is no quiet hour
            async with engine(path, tokens, Hasty(SPEED[name])):
                await asyncio.sleep(SETTLED_S)
                before = asked(web)
                await asyncio.sleep(seconds / SPEED[name])
                found[name] = float(asked(web) - before)
    return found


async def look(path: str, address: str) -> None:
    """Look at a company for the first time: when the first question stands in the inbox, and what that took of memory."""
    began = time.perf_counter()
    with httpx.Client(base_url=address, trust_env=False) as web:
        async with engine(path, POLL, SystemClock()) as inbox:
            await inbox.until(1)
            first = time.perf_counter() - began
            before = -1
            while before != (before := asked(web)):  # noqa: ASYNC110  another process
                await asyncio.sleep(SETTLED_S)
            print(json.dumps({"first": first, "memory": own_mib(), "found": len(inbox.titles), "requests": before}))


def back_fill(threads: int) -> dict[str, float]:
    """Measure the first look at 30 days, beside one at a channel in which little is said."""
    many, few = ({"first": 0.0, "memory": 0.0} for _ in range(2))
    for number, found in ((threads, many), (50, few)):
        with served(number) as (path, web):
            command = [sys.executable, __file__, "look", path, str(web.base_url)]
            found.update(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=600).stdout))
    return many | {"grown": many["memory"] - few["memory"]}


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "company":
        asyncio.run(company(int(rest[0])))
    elif what == "look":
        asyncio.run(look(*rest))
    elif what == "back-fill":
        print(json.dumps(back_fill(int(rest[0]))))
    else:
        print(json.dumps(asyncio.run({"frame": frame, "quiet": quiet}[what](int(rest[0])))))
