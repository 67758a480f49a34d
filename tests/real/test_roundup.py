"""A tracker that nobody here wrote, followed by a connector of 80 lines: its order is ours, and what is closed there is done here."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from supporttray import config
from supporttray.connectors import Answer
from supporttray.connectors import roundup as connector
from supporttray.connectors.roundup import Roundup, RoundupQueue
from supporttray.core.item import Task
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.errors import NotUnderstood, Refused, SlowDown
from supporttray.judge import judge
from tests.engine.lab import Recorder
from tests.real.conftest import HERE, ROOT

CREDENTIAL = "ada:ada's word"
IN_ORDER = ["Issue 3", "Issue 5", "Issue 2", "Issue 4", "Issue 6", "Issue 1"]
CONFIG = """
schema = 1
me = "Ada"
[service.tracker]
kind = "roundup"
address = "{address}"
[[watch]]
kind = "roundup.queue"
every = "200ms"
"""


@contextmanager
def tracker(folder: Path, calls: int = 0) -> Iterator[str]:
    """Serve a Roundup, and yield its address; each person may ask so often a minute."""
    if not list(ROOT.glob(".venv-real/lib/python*/site-packages/roundup")):
        missing = "roundup is not installed: make test-real"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    command = [ROOT / ".venv-real" / "bin" / "python", HERE / "roundup" / "serve.py", folder / "tracker", str(calls)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdin
        assert server.stdout
        address = server.stdout.readline().strip()  # or nothing, when it ended; never late, for a test has a limit
        assert address, f"it ended with {server.wait(10)}"
        yield address
        server.stdin.close()
        assert server.wait(10) == 0


class Bo:
    """Somebody else who works in it."""

    def __init__(self, address: str) -> None:
        headers = {"x-requested-with": "rest", "origin": address, "referer": f"{address}/"}  # or nothing is changed
        auth = ("bo", "bo's word")
        self._api = httpx.Client(base_url=f"{address}/rest/data", auth=auth, headers=headers, trust_env=False)

    def change(self, issue: int, **values: str) -> None:
        """Change what an issue says."""
        known = self._api.get(f"/issue/{issue}").raise_for_status().json()["data"]
        self._api.patch(f"/issue/{issue}", json=values, headers={"if-match": known["@etag"]}).raise_for_status()


async def ask(address: str, credential: str = CREDENTIAL, **options: object) -> tuple[Task, ...]:
    """Ask once."""
    service = Roundup(address, credential, lambda: datetime.now(UTC))
    try:
        made = RoundupQueue.Options(**options)  # type: ignore[arg-type]
        answer = await RoundupQueue(made, service, "Ada").fetch(b"", datetime.now(UTC))
    finally:
        await service.http.close()
    assert isinstance(answer, Answer)
    assert answer.complete
    return tuple(one for one in answer.items if isinstance(one, Task))


@asynccontextmanager
async def watching(address: str, folder: Path, credential: str = CREDENTIAL) -> AsyncIterator[tuple[Engine, Recorder]]:
    async def lent(_: str) -> str:
        return credential

    plan = config.parse(CONFIG.format(address=address), "my.toml")
    base, face = Database(folder / "workspace.sqlite3", lambda: datetime.now(UTC)), Recorder()
    engine = Engine(plan, base, clock=SystemClock(), credential=lent, face=face, judge=judge, lot=lambda: 0.5)
    task = asyncio.create_task(engine.run())
    try:
        yield engine, face
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        base.close()


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)


def open_titles(engine: Engine) -> list[str]:
    """The open tasks in the order that the tracker keeps."""
    tasks = [one for one in engine.desk.store.items.values() if isinstance(one, Task) and one.state != "done"]
    return [one.title for one in sorted(tasks, key=lambda one: (one.rank is None, one.rank))]


def test_its_issues_are_tasks_in_its_order_and_what_is_closed_there_is_done_here(tmp_path: Path) -> None:
    async def work(address: str) -> None:
        async with watching(address, tmp_path) as (engine, face):
            await until(lambda: open_titles(engine) == IN_ORDER)
            bo = Bo(address)
            await asyncio.to_thread(bo.change, 6, priority="critical", assignedto="ada", status="in-progress")
            await until(lambda: open_titles(engine)[:2] == ["Issue 3", "Issue 6"])
            mine = next(one for one in engine.desk.store.items.values() if one.title == "Issue 6")
            assert isinstance(mine, Task)
            assert (mine.mine, mine.state, mine.status, mine.priority) == (True, "started", "in-progress", "critical")
            await asyncio.to_thread(bo.change, 3, status="resolved")
            await until(lambda: open_titles(engine)[0] == "Issue 6")
            done = [(one.title, one.state) for one in engine.desk.store.items.values() if one.state == "done"]
            assert done == [("Issue 3", "done")]
            assert ("task.done", "Issue 3") in [(event.kind, event.title) for event in face.events]

    with tracker(tmp_path) as address:
        asyncio.run(work(address))


def test_what_it_refuses_is_said_in_its_own_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tracker(tmp_path, calls=12) as address:
        monkeypatch.setitem(connector.ASKED, "@page_size", "4")
        assert [one.title for one in asyncio.run(ask(address))] == IN_ORDER  # in two pages, and one of what is done
        with pytest.raises(NotUnderstood) as renamed:
            asyncio.run(ask(address, done=("finished",)))
        assert renamed.value.hint == "Is finished what ends an issue there? Name it: done = […]."
        with pytest.raises(Refused, match="refuses the credential"):
            asyncio.run(ask(address, "ada:another word"))
        before = datetime.now(UTC)
        with pytest.raises(SlowDown) as slow:
            asyncio.run(often(address))
        assert before < slow.value.until <= datetime.now(UTC) + timedelta(seconds=61)  # what its Retry-After says


async def often(address: str) -> None:
    """Ask more often than it allows."""
    for _ in range(12):
        await ask(address)


def test_a_wrong_password_is_tried_once_so_that_nobody_is_locked_out(tmp_path: Path) -> None:
    async def work(address: str) -> None:
        async with watching(address, tmp_path, "ada:another word") as (_, face):
            await until(lambda: face.titles)
            assert "Set a new one" in face.snapshots[-1].needs[0].because
            await asyncio.sleep(1)  # five times the watch's own time
        for _ in range(3):  # with the first one four are allowed
            with pytest.raises(Refused, match="refuses the credential"):
                await ask(address, "ada:another word")
        with pytest.raises(SlowDown):
            await ask(address, "ada:another word")

    with tracker(tmp_path) as address:
        asyncio.run(work(address))
