"""A release is played from its start to its summary, by the hand's clock: what was hidden in it is found in time, and little else."""

import asyncio
import html
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.core.action import Done
from supporttray.core.item import OPEN
from supporttray.core.outbox import UNDO_TIME
from supporttray.core.release import page
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.engine import Engine
from supporttray.engine.hand import Hand
from supporttray.engine.poller import BREATH
from supporttray.engine.release.watcher import Watcher
from tests.e2e.release_oracle import Hidden, false_alarms, hidden, late
from tests.engine.lab import NOON, HandClock, Lab

ROOT = Path(__file__).parents[2]
OTHERS = sorted((ROOT / "tests/demo/scenarios").glob("*.toml"))
STORIES = [ROOT / "resources/demo/release.toml", *OTHERS]
INTERRUPTED = STORIES[::3]  # of what is lost between two lives no language knows
SCAN = timedelta(minutes=30)
STEP = timedelta(seconds=30)  # a longer one is taken for a sleep of the machine
NAP = timedelta(hours=3)
TICK = timedelta(milliseconds=10)  # while something is waited for; what is tried again after a moment is


class Play:
    """A release that is played, and the person who watches it."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab

    @property
    def release(self) -> Release:
        return self.lab.plan.releases[0]

    @property
    def now(self) -> datetime:
        return self.lab.clock.now()

    async def settled(self) -> None:
        """Wait until all that is due was asked, and all that came was searched."""
        engine = self.lab.running
        assert engine
        watcher = engine.mode._watcher
        await self.lab.until(
            lambda: self.looked(engine) and not watcher._woken.is_set() and self.searched(watcher), step=TICK
        )
        for _ in range(5):  # who has just looked lies down to sleep before the clock is moved
            await asyncio.sleep(0)

    def looked(self, engine: Engine) -> bool:
        """Whether every watch has looked; the next page of a first look is waited for."""
        pollers = engine.watches.pollers
        if idle := all(one._due and self.now < one._due < OPEN for one in pollers):
            more = [one for one in pollers if one._answer.more]
            if more:
                self.lab.clock.advance(BREATH)
            return not more
        return idle

    def searched(self, watcher: Watcher) -> bool:
        """Whether what is known now was searched."""
        watched = watcher._releases.watched(self.now)
        return all(watcher._seen.get(one.number) == watcher._state(one, self.now) for one in watched)

    async def until(self, moment: datetime, step: timedelta) -> None:
        """Let time pass."""
        while self.now < moment:
            self.lab.clock.advance(min(step, moment - self.now))
            await self.settled()

    async def to_the_end(self) -> None:
        """Scan as long as something is hidden that is still to come, then seldom until the end."""
        to_come = [entry.at for entry in self.lab.company.scenario.entry if getattr(entry, "problem", None)]
        await self.until(NOON + max(to_come) + 2 * SCAN, SCAN)
        await self.until(self.release.end + STEP, NAP)

    def problems(self) -> tuple[Problem, ...]:
        assert self.lab.running
        return self.lab.running.mode.releases.problems()

    async def summary(self) -> str:
        """Post the summary, and once more; return what stands there then."""
        assert self.lab.running
        hand = Hand(self.lab.running, bare)
        written = await hand.do(page.AskSummary(0))
        assert isinstance(written, page.Written)
        post = page.PostDay(written.release.number, written.text, summary=True)
        await hand.do(post)
        self.lab.clock.advance(UNDO_TIME)
        await self.lab.until(lambda: self.lab.fates() == ["sent"], step=TICK)
        again = await hand.do(post)
        assert isinstance(again, Done)
        assert again.said == "The summary was posted already."
        first, *rest = [line for line in self.lab.mine() if line["what"] in ("message", "reply")]
        assert first["what"] == "message"
        assert all(line["thread_ts"] == first["ts"] for line in rest)  # what is too long for one
        return html.unescape("".join(line["text"] for line in (first, *rest)))


async def bare(told: object) -> str:
    """Tell it without a template: that the text is well written is another test's matter."""
    return msgspec.json.encode(told).decode()


@asynccontextmanager
async def opened(scenario: Path, folder: Path) -> AsyncIterator[Play]:
    """Serve a scenario at noon of a Monday, to an app that scans every half an hour."""
    clock = HandClock(NOON)
    async with serve(Company(read(scenario), clock=clock.now), state=folder) as demo:
        text = demo.config.read_text("utf-8").replace('every = "1s"', 'every = "30m"')
        demo.config.write_text(text, "utf-8")
        yield Play(Lab(demo, clock, folder))


def play(scenario: Path, folder: Path, story: Callable[[Play], Awaitable[None]]) -> None:
    async def played() -> None:
        async with opened(scenario, folder) as one:
            await story(one)

    asyncio.run(played())


def agrees(one: Play, summary: str, asleep: tuple[datetime, datetime]) -> None:
    """What was found is what the scenario hides, in time, and the summary says so."""
    ledger, problems = one.lab.company.ledger.lines(), one.problems()
    real: list[Hidden] = hidden(ledger)
    assert len(real) == 3
    assert {each.name: late(each, problems, SCAN, asleep) for each in real} == {
        each.name: timedelta(0) for each in real
    }
    assert len(false_alarms(ledger, problems)) <= 1, false_alarms(ledger, problems)
    assert not [line["text"] for line in ledger if line.get("problem") and line.get("text", "-") in summary]
    for each in real:
        assert any(problem.topic in summary for problem in problems if each.of(problem)), each.name


@pytest.mark.parametrize("scenario", STORIES, ids=lambda path: path.stem)
def test_what_a_release_hides_is_found_in_time_and_told_in_its_summary(scenario: Path, tmp_path: Path) -> None:
    async def story(one: Play) -> None:
        async with one.lab.engine():
            await one.until(one.release.start + timedelta(minutes=1), STEP)  # it begins between two looks
            await one.to_the_end()
            agrees(one, await one.summary(), (NOON, NOON))

    play(scenario, tmp_path, story)


@pytest.mark.parametrize("scenario", INTERRUPTED, ids=lambda path: path.stem)
def test_killed_and_asleep_for_three_hours_it_finds_the_same(scenario: Path, tmp_path: Path) -> None:
    async def story(one: Play) -> None:
        async with one.lab.engine():
            await one.until(one.release.start + SCAN, SCAN)
        begin = one.now
        one.lab.clock.advance(NAP)
        async with one.lab.engine():
            await one.settled()
            woken = one.now
            await one.until(one.now + SCAN, SCAN)
        async with one.lab.engine():
            await one.to_the_end()
            agrees(one, await one.summary(), (begin, woken))

    play(scenario, tmp_path, story)
