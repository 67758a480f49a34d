"""A real Buildbot, our connector and the whole engine: passing, a failing test, the agent killed in mid-build, and mended.

Exactly what broke needs somebody, and the journal tells it in its order.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray import config
from supporttray.connectors import Unchanged
from supporttray.connectors.buildbot.builds import BuildbotBuilds
from supporttray.connectors.buildbot.service import Buildbot
from supporttray.core.incident import Finding
from supporttray.core.item import Build, Result
from supporttray.core.suspect import Author
from supporttray.core.triage import Cause, Fact
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.errors import Refused
from supporttray.judge import judge
from tests.connectors.lab import Clock, Look
from tests.engine.lab import Recorder
from tests.real.master import RIGHT, WRONG, Master, buildbot, record

UNIT, DOCS = "unit tests", "docs"
TEST = "tests/test_basket.py::test_the_sum_is_right"
CONFIG = """
schema = 1
me = "Ada"
[service.ci]
kind = "buildbot"
address = "{address}"
[[watch]]
kind = "buildbot.builds"
name = "builds"
every = "500ms"
"""


class Story:
    """A connector, and what it tells of a builder on main."""

    def __init__(self, master: Master) -> None:
        self.clock = Clock()
        self.service = Buildbot(master.address, "", self.clock)
        self.connector = BuildbotBuilds(BuildbotBuilds.Options(), self.service, "")
        self.look = Look(self.connector, self.clock)

    async def seen(self, builder: str = UNIT) -> Build:
        """Look a little later than the last thing happened."""
        self.clock.time = datetime.now(UTC) + timedelta(seconds=3)
        await self.look.poll()
        build = next(item for item in self.look.items.values() if item.title == f"{builder} on main")
        assert isinstance(build, Build)
        return build


@dataclass
class App:
    """An engine that runs, and what it told."""

    face: Recorder
    engine: Engine

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while True:
                if holds():
                    return
                await asyncio.sleep(0.02)

    def findings(self) -> list[Finding]:
        return list(self.engine._store.findings.all.values())

    def lines(self) -> list[tuple[str, str]]:
        """The journal's lines, in the order of time."""
        told = sorted(self.face.events, key=lambda event: (event.at, event.kind, event.title))
        return [(event.kind, event.title) for event in told]


@asynccontextmanager
async def watching(master: Master, folder: Path) -> AsyncIterator[tuple[Story, App]]:
    async def credential(_: str) -> None:
        return None

    plan = config.parse(CONFIG.format(address=master.address), "my.toml")
    base, face = Database(folder / "workspace.sqlite3", lambda: datetime.now(UTC)), Recorder()
    engine = Engine(plan, base, clock=SystemClock(), credential=credential, face=face, judge=judge, lot=lambda: 0.5)
    task, story = asyncio.create_task(engine.run()), Story(master)
    try:
        yield story, App(face, engine)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        base.close()
        await story.service.http.close()


def test_it_is_followed_from_passing_over_a_failing_test_and_a_killed_agent_to_mended(tmp_path: Path) -> None:
    async def work(master: Master) -> None:
        async with watching(master, tmp_path) as (at, app):
            await passing(master, at, app)
            await a_failing_test(master, at, app)
            await the_agent_killed(master, at, app)
            await mended(master, at, app)
            await once_more(master, at)

    with buildbot(tmp_path, [UNIT, DOCS]) as master:
        asyncio.run(work(master))


async def passing(master: Master, at: Story, app: App) -> None:
    assert await at.service.whoami() == "Acme CI is a Buildbot 4.3.0 with 2 builders."
    master.test(RIGHT)
    master.push("Ada <ada@example.org>", "1" * 40, "Begin", ["basket.py"])
    await app.until(lambda: len(master.builds(complete=True)) == 2)
    build = await at.seen()
    assert (build.state, build.title, build.branch, build.running) == ("passing", "unit tests on main", "main", False)
    assert isinstance(await at.look.poll(), Unchanged)
    await app.until(lambda: [item.state for item in app.engine._store.items.values()] == ["passing"] * 2)
    assert (app.face.titles, app.face.alerts) == ([], [])


async def a_failing_test(master: Master, at: Story, app: App) -> None:
    master.test(WRONG)
    files = ("basket.py", "tests/test_basket.py")
    master.push("Bo Ek <bo@example.org>", "2" * 40, "Round up\n\nas they asked", files)
    await app.until(lambda: len(master.builds(complete=True)) == 4)
    build = await at.seen()
    first = build.first_red
    assert first
    assert (build.state, first.result, first.commit) == ("broken", Result.FAILED, "2" * 40)
    assert ([(job.name, job.agent) for job in first.failed], first.title) == ([("test", "agent-1")], "Round up")
    told = await at.connector.changes(build, build.green_before, first)
    [change] = told.changes
    assert (change.id, change.title, change.files, told.complete) == ("2" * 40, "Round up", files, True)
    assert change.author == Author("Bo Ek", "bo@example.org")
    await its_incident(app)


async def its_incident(app: App) -> None:
    await app.until(lambda: any(one.settled for one in app.findings()) and app.face.alerts)
    assert app.face.titles == ["unit tests on main is broken: test_the_sum_is_right"]
    [finding] = app.findings()
    assert finding.verdict
    assert (finding.verdict.cause, [test.name for test in finding.verdict.tests]) == (Cause.TEST, [TEST])
    assert finding.suspicion
    assert finding.suspicion.top
    assert finding.suspicion.top.change.author.email == "bo@example.org"
    [alert] = app.face.alerts
    assert "Bo" not in alert.need.title + alert.need.because


async def the_agent_killed(master: Master, at: Story, app: App) -> None:
    """Both builders lose what they were at: that is one incident, about the machine and nobody's change."""
    master.hang()
    master.push("Cy <cy@example.org>", "3" * 40, "Tidy", ["README"])
    await app.until(lambda: master.begun(2))
    assert (await at.seen()).running
    master.kill()
    await app.until(lambda: len(master.builds(results=5)) == 2)
    build = await at.seen()
    last = build.last
    assert last
    assert (last.result, last.commit, build.running) == (Result.ERRORED, "3" * 40, False)
    evidence = await at.connector.explain(build, last)
    assert {Fact("results", "retry"), Fact("results", "retry", "test")} <= set(evidence.facts)
    await its_loss(master, app)


async def its_loss(master: Master, app: App) -> None:
    await app.until(lambda: app.face.titles == ["agent-1: connection lost, 2 builds lost"])
    lost = [one for one in app.findings() if one.verdict and one.verdict.cause is Cause.INFRASTRUCTURE]
    assert [(one.verdict.part, one.verdict.about) for one in lost if one.verdict] == [("agent", "agent-1")] * 2
    assert len({one.incident for one in lost}) == 1
    assert not any(one.suspicion.suspects for one in lost if one.suspicion)
    await app.until(lambda: len(app.face.alerts) == 2)
    assert dict(app.face.alerts[-1].need.links)["Machine"] == f"{master.address}/#/workers/1"


async def mended(master: Master, at: Story, app: App) -> None:
    """Buildbot itself tries again once the worker is back."""
    master.test(RIGHT)
    master.work()
    await app.until(lambda: len([kind for kind, _ in app.lines() if kind == "build.fixed"]) == 2)
    await app.until(lambda: not app.face.titles)
    assert len(app.face.alerts) == 2
    build = await at.seen()
    assert [run.result for run in build.runs] == [Result.PASSED, Result.FAILED, Result.ERRORED, Result.PASSED]
    lines = app.lines()
    together = [line for line in lines if "infrastructure" in line[1] or line == ("build.broken", "docs on main")]
    assert sorted(together) == [  # one moment's, in any order
        ("build.broken", "docs on main"),
        ("build.explained", "docs on main: infrastructure, agent agent-1"),
        ("build.explained", "unit tests on main: infrastructure, agent agent-1"),
    ]
    others = [line for line in lines if line not in together]
    assert others[:2] == [
        ("build.broken", "unit tests on main"),
        ("build.explained", f"unit tests on main: test, {TEST}"),
    ]
    assert sorted(others[2:]) == [("build.fixed", "docs on main"), ("build.fixed", "unit tests on main")]


async def once_more(master: Master, at: Story) -> None:
    """The failed build once more: its test passes now, as if by chance. One that only others may repeat is not."""
    build = await at.seen()
    deed = at.connector.rerun(build, build.runs[1])
    await at.service.may(deed)
    since = datetime.now(UTC)
    assert await at.service.find(deed, "k", since) is None
    receipt = await at.service.write(deed, "k")
    assert await at.service.find(deed, "k", since) == receipt
    master.until(9, complete=True)
    again = await at.seen()
    assert [red.id for red, _ in again.flakes] == [build.runs[1].id]
    docs = await at.seen(DOCS)
    with pytest.raises(Refused, match="lets only people who have logged in run a build again") as caught:
        await at.service.write(at.connector.rerun(docs, docs.runs[1]), "k")
    assert not caught.value.maybe
    if folder := os.environ.get("RECORD_BUILDBOT"):
        record(master, Path(folder))
