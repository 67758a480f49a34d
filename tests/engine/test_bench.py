"""What a person asks and does about builds, against the demo company: every question and action of `core.builds` but the message."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core import builds as about
from supporttray.core.item import Build
from supporttray.core.outbox import Fate
from supporttray.core.snapshot import TrayState
from supporttray.core.triage import Cause
from supporttray.engine.store import Store
from supporttray.errors import Failure
from tests.engine.lab import MINUTE, lab
from tests.engine.test_hand import SECOND, Office, open_office

PYTEST = "FAILED tests/test_basket.py::test_totals - assert 3 == 4\n==== 1 failed, 41 passed in 3.12s ===="
DISK = "write /tmp/a.o: no space left on device"
ODD = "frobnicator: the moon is in the wrong house (code 81214)"
GREEN = {"at": "-3h", "do": "run", "workflow": "Tests", "by": "mei", "title": "Good"}
LOGS = [{"id": "test", "text": PYTEST}, {"id": "disk", "text": DISK}, {"id": "odd", "text": ODD}]
BASE: dict[str, Any] = {"do": "run", "workflow": "Tests", "by": "rob", "fails": ["unit"]}
RED = {**BASE, "at": "-10m", "title": "Round totals", "log": "test", "id": "red", "files": ["tests/test_basket.py"]}


def tell(folder: Path, story: Callable[[Office], Awaitable[None]], *entries: dict[str, Any]) -> None:
    async def told() -> None:
        async with lab(folder, *entries, log=LOGS) as company, open_office(company) as office:
            await story(office)

    asyncio.run(told())


def store(office: Office) -> Store:
    return office.hand._desk.store


def red(office: Office) -> str:
    return next(key for key, item in store(office).items.items() if isinstance(item, Build) and item.first_red)


async def explained(office: Office) -> str:
    await office.until(lambda: any(one.settled for one in store(office).findings.all.values()))
    return red(office)


def test_the_list_has_the_worst_first_and_says_when_it_was_checked(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await explained(office)
        told = await office.hand.do(about.AskBuilds())
        assert isinstance(told, about.Builds)
        worst = told.lines[0]
        assert (worst.key, worst.state, worst.streak) == (key, "broken", 1)
        assert worst.verdict
        assert worst.verdict.cause is Cause.TEST
        assert [run.result.value for run in worst.recent] == ["passed", "failed"]
        assert told.checked_at
        assert not told.blind
        assert worst.incident == f"build.broken|{key}#{worst.recent[-1].name}"

    tell(tmp_path, story, GREEN, RED)


def test_why_names_the_test_the_runs_and_the_only_change(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        why = await office.hand.do(about.AskWhy(await explained(office)))
        assert isinstance(why, about.Why)
        assert why.verdict
        assert [test.name for test in why.verdict.tests] == ["tests/test_basket.py::test_totals"]
        assert (why.green and why.green.title, why.first and why.first.title) == ("Good", "Round totals")
        assert why.suspicion
        assert why.suspicion.top
        assert why.suspicion.top.change.author.name == "Rob"
        assert why.again == 1
        assert why.addressable

    tell(tmp_path, story, GREEN, RED)


def test_it_runs_again_once_however_often_that_is_said(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await explained(office)
        await office.done(about.Rerun(key))
        await office.done(about.Rerun(key))
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        await office.until(lambda: store(office).items[key].state == "passing", step=timedelta(seconds=5))
        with pytest.raises(Failure, match="is not broken"):
            await office.hand.do(about.Rerun(key))
        (event,) = store(office).lines("build.flaky", office.company.clock.now() - timedelta(days=1))
        assert event.subject == key
        (flaky,) = await flakes(office)
        assert (flaky.name, flaky.times) == ("tests/test_basket.py::test_totals", 1)

    tell(tmp_path, story, GREEN, RED)


async def flakes(office: Office) -> tuple[about.Flaky, ...]:
    told = await office.hand.do(about.AskFlaky())
    assert isinstance(told, tuple)
    return told


def test_who_has_it_is_not_told_again_before_the_promised_moment(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await explained(office)
        company, face = office.company, office.app
        now = company.clock.now()
        await office.done(about.TakeOn(key, now + 30 * MINUTE))
        assert [need.urgency.word for need in face.snapshots[-1].needs] == ["quiet"]
        assert "has it until" in face.snapshots[-1].needs[0].because
        spoken = len(face.spoken)
        await office.until(lambda: company.clock.now() >= now + 29 * MINUTE, step=10 * SECOND)
        assert face.spoken[spoken:] == []
        await office.until(lambda: len(face.spoken) > spoken, step=10 * SECOND)
        assert company.clock.now() >= now + 30 * MINUTE
        assert "it is still red" in face.alerts[-1].need.because

    tell(tmp_path, story, GREEN, RED)


def test_who_lets_it_go_hears_of_it_again(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await explained(office)
        await office.done(about.TakeOn(key))
        assert office.app.state is TrayState.CALM
        await office.done(about.LetGo(key))
        assert office.app.state is not TrayState.CALM

    tell(tmp_path, story, GREEN, RED)


def test_a_taught_rule_reads_what_is_known_again_and_is_taken_back(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await explained(office)
        assert cause(office, key) is Cause.UNKNOWN
        rule = await office.hand.do(about.AskSignature(key, ODD))
        assert isinstance(rule, about.Signature)
        rule = msgspec.structs.replace(rule, cause=Cause.INFRASTRUCTURE, part="service", about="the moon")
        (changed,) = await changes(office, rule)
        assert (changed.now, changed.then) == ("unknown", "infrastructure")
        assert cause(office, key) is Cause.UNKNOWN
        await office.done(about.TeachSignature(rule))
        assert cause(office, key) is Cause.INFRASTRUCTURE
        assert office.app.titles[0].startswith("the moon: in trouble")
        (taught,) = await signatures(office)
        await office.done(about.ForgetSignature(taught.number))
        assert cause(office, key) is Cause.UNKNOWN
        with pytest.raises(Failure, match="no rule"):
            await office.hand.do(about.ForgetSignature(taught.number))

    tell(tmp_path, story, GREEN, {**RED, "log": "odd"})


def test_a_pattern_that_is_none_is_refused_with_the_reason(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await explained(office)
        rule = await office.hand.do(about.AskSignature(key, ODD))
        assert isinstance(rule, about.Signature)
        for pattern in ("(", "(?<=a)b", r"(a)\1"):
            bad = msgspec.structs.replace(rule, pattern=pattern)
            for action in (about.WouldChange(bad), about.TeachSignature(bad)):
                with pytest.raises(Failure, match="cannot be used"):
                    await office.hand.do(action)
        assert await signatures(office) == ()

    tell(tmp_path, story, GREEN, {**RED, "log": "odd"})


def cause(office: Office, key: str) -> Cause | None:
    found = [one.verdict for one in store(office).findings.all.values() if one.build == key]
    return found[-1].cause if found and found[-1] else None


async def changes(office: Office, rule: about.Signature) -> tuple[about.Changed, ...]:
    told = await office.hand.do(about.WouldChange(rule))
    assert isinstance(told, tuple)
    return told


async def signatures(office: Office) -> tuple[about.Taught, ...]:
    told = await office.hand.do(about.AskSignatures())
    assert isinstance(told, tuple)
    return told


def test_a_credential_that_is_refused_meanwhile_is_no_verdict(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "refused", times=1, path="check-runs")
        office.company.play(**{**RED, "at": "+0s"})
        await office.until(lambda: any(one.trouble for one in store(office).findings.all.values()))
        assert all(one.verdict is None for one in store(office).findings.all.values())
        await office.until(lambda: any(one.settled for one in store(office).findings.all.values()), step=SECOND)
        assert cause(office, red(office)) is Cause.TEST

    tell(tmp_path, story, GREEN)
