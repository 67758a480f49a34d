"""A real Buildbot as our connector sees it: passing, a failing test, its agent killed in mid-build, and mended."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray.connectors import Unchanged
from supporttray.connectors.buildbot.builds import BuildbotBuilds
from supporttray.connectors.buildbot.service import Buildbot
from supporttray.core.item import Build, Result
from supporttray.core.suspect import Author
from supporttray.core.triage import Cause, Fact
from supporttray.errors import Refused
from supporttray.judge import judge
from tests.connectors.lab import Clock, Look
from tests.real.master import NOBODY_RUNS, RIGHT, WRONG, Master, buildbot, record

UNIT = "unit tests"


class Story:
    """A connector, and what it tells of the one builder on main."""

    def __init__(self, service: Buildbot, clock: Clock) -> None:
        self.clock = clock
        self.service = service
        self.connector = BuildbotBuilds(BuildbotBuilds.Options(), service, "")
        self.look = Look(self.connector, clock)

    async def seen(self) -> Build:
        """Look a little later than the last thing happened."""
        self.clock.time = datetime.now(UTC) + timedelta(seconds=3)
        await self.look.poll()
        [build] = self.look.items.values()
        assert isinstance(build, Build)
        return build


@asynccontextmanager
async def watching(master: Master) -> AsyncIterator[Story]:
    clock = Clock()
    clock.time = datetime.now(UTC)
    service = Buildbot(master.address, "", clock)
    try:
        yield Story(service, clock)
    finally:
        await service.http.close()


def test_it_is_followed_from_passing_over_a_failing_test_and_a_killed_agent_to_mended(tmp_path: Path) -> None:
    with buildbot(tmp_path, [UNIT]) as master:
        asyncio.run(story(master))


async def story(master: Master) -> None:
    async with watching(master) as at:
        await passing(master, at)
        await a_failing_test(master, at)
        await the_agent_killed(master, at)
        await mended(master, at)
        await once_more(master, at)


async def passing(master: Master, at: Story) -> None:
    assert await at.service.whoami() == "Acme CI is a Buildbot 4.3.0 with 1 builders."
    master.test(RIGHT)
    master.push("Ada <ada@example.org>", "1" * 40, "Begin", ["basket.py"])
    master.until(1, complete=True)
    build = await at.seen()
    assert (build.state, build.title, build.branch, build.running) == ("passing", "unit tests on main", "main", False)
    assert isinstance(await at.look.poll(), Unchanged)


async def a_failing_test(master: Master, at: Story) -> None:
    master.test(WRONG)
    master.push("Bo Ek <bo@example.org>", "2" * 40, "Round up\n\nas they asked", ["basket.py", "README"])
    master.until(2, complete=True)
    build = await at.seen()
    first = build.first_red
    assert first
    assert (build.state, first.result, first.commit) == ("broken", Result.FAILED, "2" * 40)
    assert [(job.name, job.agent) for job in first.failed] == [("test", "agent-1")]
    assert (await at.service.http.get(first.url)).status == 200
    evidence = await at.connector.explain(build, first)
    [verdict] = await judge([evidence])
    assert (verdict.cause, [test.name for test in verdict.tests]) == (
        Cause.TEST,
        ["tests/test_basket.py::test_the_sum_is_right"],
    )
    told = await at.connector.changes(build, build.green_before, first)
    [change] = told.changes
    assert (change.id, change.title, change.files) == ("2" * 40, "Round up", ("basket.py", "README"))
    assert (change.author, told.complete) == (Author("Bo Ek", "bo@example.org"), True)


async def the_agent_killed(master: Master, at: Story) -> None:
    master.hang()
    master.push("Cy <cy@example.org>", "3" * 40, "Tidy", ["README"])
    master.begun()
    assert (await at.seen()).running
    master.kill()
    master.until(1, results=5)
    build = await at.seen()
    last = build.last
    assert last
    assert (last.result, last.commit, build.running) == (Result.ERRORED, "3" * 40, False)
    evidence = await at.connector.explain(build, last)
    assert {Fact("results", "retry"), Fact("results", "retry", "test")} <= set(evidence.facts)
    [verdict] = await judge([evidence])
    assert (verdict.cause, verdict.part, verdict.about) == (Cause.INFRASTRUCTURE, "agent", "agent-1")
    assert verdict.agent_url == f"{master.address}/#/workers/1"


async def mended(master: Master, at: Story) -> None:
    """Buildbot itself tries again once the worker is back."""
    master.test(RIGHT)
    master.work()
    master.until(4, complete=True)
    build = await at.seen()
    assert [run.result for run in build.runs] == [Result.PASSED, Result.FAILED, Result.ERRORED, Result.PASSED]
    assert [run.result for run in build.turns] == [Result.FAILED, Result.PASSED]


async def once_more(master: Master, at: Story) -> None:
    """The failed build once more: now its test passes by chance, so to say."""
    build = await at.seen()
    deed = at.connector.rerun(build, build.runs[1])
    await at.service.may(deed)
    since = datetime.now(UTC)
    assert await at.service.find(deed, "k", since) is None
    receipt = await at.service.write(deed, "k")
    assert await at.service.find(deed, "k", since) == receipt
    master.until(5, complete=True)
    build = await at.seen()
    assert [red.id for red, _ in build.flakes] == [build.runs[1].id]
    if folder := os.environ.get("RECORD_BUILDBOT"):
        record(master, Path(folder))


def test_who_may_not_run_builds_again_is_told_so(tmp_path: Path) -> None:
    async def work(master: Master) -> None:
        async with watching(master) as at:
            build = await at.seen()
            deed = at.connector.rerun(build, build.runs[0])
            await at.service.may(deed)
            with pytest.raises(Refused, match="lets only people who have logged in run a build again") as caught:
                await at.service.write(deed, "k")
            assert not caught.value.maybe

    with buildbot(tmp_path, [UNIT], www_more=NOBODY_RUNS) as master:
        master.todo("exit 1\n")
        master.push("Ada", "1" * 40, "Begin", [])
        master.until(1, complete=True)
        asyncio.run(work(master))
