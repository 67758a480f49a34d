"""GitHub under the bench: `bench_github.py PIPELINES`, prints one JSON object.

One repository with so many pipelines at the demo company, looked at once a minute for two hours of its time, with the clock in the hand:
one hour in which nothing runs, one in which seven pipelines run each minute. All requests count, those answered 304 too.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from supporttray.connectors import Answer
from supporttray.connectors.github.builds import GithubBuilds
from supporttray.connectors.github.service import GitHub
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve

MINUTE = timedelta(minutes=1)
BUSY = 7  # pipelines that run each minute of the second hour


class Hour:
    """The clock and the watch, and what looking has cost."""

    def __init__(self, pipelines: int) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.found: set[str] = set()
        self._pipelines = pipelines
        self._memory = b""

    def company(self) -> Company:
        """Return a company in which each pipeline ran once, and the first one was red."""
        names = [f"Pipeline {number}" for number in range(self._pipelines)]
        document = {
            "company": "Bench",
            "me": "ada",
            "person": [{"id": "ada", "name": "Ada"}],
            "repository": [{"name": "bench/shop", "workflow": [_flow(name, file) for file, name in enumerate(names)]}],
            "entry": [_run(name, "-3h") | ({} if file else {"fails": ["build"]}) for file, name in enumerate(names)],
        }
        return Company(check(document), clock=lambda: self.now)

    async def look(self, watch: GithubBuilds) -> None:
        """Look once, as a watch does."""
        answer = await watch.fetch(self._memory, self.now)
        if isinstance(answer, Answer):
            self._memory = answer.memory
            self.found |= {item.key for item in answer.items}

    async def hour(self, demo: Demo, watch: GithubBuilds, running: int) -> int:
        """Look once a minute for an hour; return how many requests that took."""
        before = _asked(demo)
        for minute in range(60):
            demo.company.play([_run(f"Pipeline {1 + (minute * 3 + one) % 50}", "0s") for one in range(running)])
            self.now += MINUTE
            await self.look(watch)
        return _asked(demo) - before


def _flow(name: str, file: int) -> dict[str, str]:
    return {"name": name, "file": f"p{file}.yml"}


def _run(name: str, at: str) -> dict[str, Any]:
    return {"at": at, "do": "run", "workflow": name, "by": "ada", "takes": "10s"}


def _asked(demo: Demo) -> int:
    return int(demo.company.traffic.report()["services"]["github"]["requests"])


async def measure(pipelines: int) -> dict[str, float]:
    """Look for two hours."""
    hour = Hour(pipelines)
    async with serve(hour.company()) as demo:
        github = GitHub(demo.addresses.github, "demo-credential", lambda: hour.now)
        watch = GithubBuilds(GithubBuilds.Options(repository="bench/shop"), github, "Ada")
        try:
            await hour.look(watch)
            first = _asked(demo)
            rest = await hour.hour(demo, watch, 0)
            busy = await hour.hour(demo, watch, BUSY)
        finally:
            await github.http.close()
    return {"found": len(hour.found), "first": first, "rest": rest, "busy": busy}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1])))))
