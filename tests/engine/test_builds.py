"""The company breaks builds, and the whole story is seen: what is said, when, about whom, and what is done about it, once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.responses import Response

from supporttray.core import builds as about
from supporttray.core.incident import PATIENCE, Finding
from supporttray.core.item import Result
from supporttray.core.model import Need, Urgency
from supporttray.core.needs import needs
from supporttray.core.outbox import Fate
from supporttray.core.snapshot import TrayState
from supporttray.core.triage import Cause
from supporttray.demo.__main__ import day
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.hand import Hand
from supporttray.engine.plan import Plan
from supporttray.errors import NotDone
from tests.core.make import build, run, world
from tests.engine.lab import MINUTE, NOON, HandClock, Lab, lab
from tests.engine.test_bench import BASE, GREEN, LOGS, RED
from tests.engine.test_hand import Office, compose, open_office

SECOND = timedelta(seconds=1)
LOG = "/logs"  # the address that a job's log is asked at
NOW = {**RED, "at": "+0s", "takes": "0s"}
BROKEN = "Tests on main is broken: test_totals"
NAMES = ("Rob", "Mei", "Ada", "Jonas", "rob", "mei", "jweber")


def tell(
    folder: Path,
    story: Callable[[Office], Awaitable[None]],
    *entries: dict[str, Any],
    every: timedelta = 5 * SECOND,
    **more: Any,
) -> None:
    """Let a story happen at a small company, to somebody on duty around the clock."""

    async def told() -> None:
        async with lab(folder, *entries, log=LOGS, **more) as company:
            company.plan = unhurried(company, every)
            async with open_office(company) as office:
                await story(office)

    asyncio.run(told())


def unhurried(company: Lab, every: timedelta = 5 * SECOND) -> Plan:
    """Return the plan of somebody whose watches look as seldom."""
    watches = tuple(msgspec.structs.replace(one, every=every) for one in company.plan.watches)
    builds = msgspec.structs.replace(company.plan.builds, promise=20 * MINUTE)
    return msgspec.structs.replace(company.plan, me="Ada", zone_name="UTC", watches=watches, builds=builds)


def loud(office: Office) -> list[Need]:
    """The needs about builds that are shown."""
    shown = office.app.snapshots[-1].needs if office.app.snapshots else ()
    return [need for need in shown if need.kind.startswith("build.")]


def said(office: Office) -> list[str]:
    """What was said about builds."""
    return [alert.need.title for alert in office.app.alerts if alert.need.kind == "build.broken"]


def findings(office: Office) -> list[Finding]:
    return list(office.hand._desk.store.findings.all.values())


def kinds(office: Office) -> list[str]:
    """What the journal tells of builds, but for what was found out."""
    lines = office.hand._desk.store.journal(NOON - timedelta(days=30))
    return [line.kind for line in lines if line.kind in ("build.broken", "build.fixed", "build.flaky")]


async def passes(office: Office, span: timedelta, step: timedelta = 2 * SECOND) -> None:
    """Let time pass in steps, with looks in between."""
    end = office.company.clock.now() + span
    await office.until(lambda: office.company.clock.now() >= end, step=step)


async def why(office: Office, key: str) -> about.Why:
    told = await office.do(about.AskWhy(key))
    assert isinstance(told, about.Why)
    return told


# --- when it speaks


def test_a_red_that_is_green_again_while_its_cause_is_being_found_out_never_speaks(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "hold-before", path=LOG)
        office.company.play(**NOW)
        await office.until(lambda: findings(office), step=SECOND)
        await passes(office, 40 * SECOND)
        office.company.play(do="rerun", run="red", by="rob", takes="0s")
        await office.until(lambda: kinds(office) == ["build.broken", "build.fixed", "build.flaky"], step=SECOND)
        office.company.company.faults.clear()
        await passes(office, 2 * MINUTE)
        assert said(office) == []
        assert office.app.state is TrayState.CALM

    tell(tmp_path, story, GREEN)


def test_the_toast_waits_for_the_verdict_and_carries_it(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "hold-before", path=LOG)
        office.company.play(**NOW)
        await office.until(lambda: findings(office), step=SECOND)
        await passes(office, 30 * SECOND)
        assert said(office) == []
        office.company.company.faults.clear()
        await office.until(lambda: said(office), step=SECOND)
        await passes(office, MINUTE)
        (alert,) = [one for one in office.app.alerts if one.need.kind == "build.broken"]
        assert alert.need.title == BROKEN
        assert (
            "Test: “FAILED tests/test_basket.py::test_totals - assert 3 == 4” (pytest.name, line " in alert.need.because
        )
        assert "Likely since Round totals: the only change" in alert.need.because

    tell(tmp_path, story, GREEN)


def test_it_waits_no_longer_than_a_minute_and_says_it_once_when_the_verdict_comes_later(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "hold-before", path=LOG)
        office.company.play(**NOW)
        await office.until(lambda: findings(office), step=SECOND)
        (one,) = findings(office)
        await passes(office, 45 * SECOND)
        assert office.company.running
        office.company.running.look_now()  # what is looked at now is looked at again in half a minute
        await office.until(lambda: said(office), step=SECOND)
        assert PATIENCE <= office.company.clock.now() - one.seen_at <= PATIENCE + 5 * SECOND
        assert said(office) == ["Tests on main is broken"]
        office.company.company.faults.clear()
        await office.until(lambda: [need.title for need in loud(office)] == [BROKEN], step=SECOND)
        await passes(office, MINUTE)
        assert len(said(office)) == 1

    tell(tmp_path, story, GREEN, every=3 * MINUTE)


def test_what_was_red_before_anybody_looked_does_not_speak_when_its_cause_is_known(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.until(lambda: [need.title for need in loud(office)] == [BROKEN], step=SECOND)
        await passes(office, 2 * MINUTE)
        assert said(office) == []

    tell(tmp_path, story, GREEN, RED)


def test_after_a_week_the_first_red_run_is_found_and_only_what_is_still_red_speaks_once(tmp_path: Path) -> None:
    """Two builds broke meanwhile; one of them was mended, and broke and was mended again."""
    flows = [{"name": name, "file": f"{name}.yml", "jobs": ["unit"]} for name in ("Tests", "Image")]
    repository = [{"name": "small/shop", "workflow": flows}]
    past = [{**GREEN, "workflow": flow} for flow in ("Tests", "Image")]

    async def story() -> None:
        shift = [{"person": "ada", "from": "-1d", "to": "30d"}]
        async with lab(tmp_path, *past, log=LOGS, repository=repository, shift=shift) as company:
            async with open_office(company):
                pass
            for hours, workflow, fails in (
                (10, "Tests", ["unit"]), (20, "Image", ["unit"]), (30, "Tests", ["unit"]), (40, "Image", []),
                (50, "Image", ["unit"]), (60, "Tests", ["unit"]), (70, "Image", []), (167, "Tests", ["unit"]),
            ):  # fmt: skip
                entry = {**BASE, "workflow": workflow, "fails": fails, "log": "test"}
                company.company.play([{**entry, "at": f"{hours}h", "title": f"Change {hours}"}])
            company.clock.advance(timedelta(days=7))
            company.play(do="build", project="lab")  # time has passed there too
            async with company.engine() as app:
                assert company.running
                office = Office(company, app, Hand(company.running, compose))
                await office.until(lambda: said(office), step=SECOND)
                await passes(office, 2 * MINUTE)
                assert said(office) == [BROKEN]
                (need,) = loud(office)
                told = await why(office, need.subject)
                assert (told.first and told.first.title, told.last and told.last.title) == ("Change 10", "Change 167")
                assert told.green
                assert told.green.title == "Good"
                assert MINUTE <= need.since - NOON - timedelta(hours=10) < 2 * MINUTE
                assert kinds(office).count("build.broken") == 3
                assert kinds(office).count("build.fixed") == 2

    asyncio.run(story())


# --- bad days


def test_a_service_that_hangs_keeps_no_other_one_waiting_for_its_verdict(tmp_path: Path) -> None:
    flow = [{"name": "Tests", "file": "t.yml", "jobs": ["unit"]}]
    homes = [
        {"name": "small/shop", "workflow": flow},
        {"name": "small/till", "workflow": flow, "host": "gitlab"},
    ]

    async def story(office: Office) -> None:
        office.company.fault("github", "hold-before", path=LOG)
        office.company.play(**NOW)
        await office.until(lambda: findings(office), step=SECOND)
        office.company.play(**{**NOW, "repository": "small/till", "id": "other"})
        await office.until(lambda: said(office), step=SECOND)
        assert said(office) == ["till on main is broken: test_totals"]

    past = [{**GREEN, "repository": home["name"]} for home in homes]
    tell(tmp_path, story, *past, repository=homes)


def test_a_rate_limit_in_the_middle_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("github", "429", times=1, seconds=100, path=LOG)
        office.company.play(**NOW)
        await office.until(lambda: any(one.trouble for one in findings(office)), step=SECOND)
        (one,) = findings(office)
        told = await why(office, one.build)
        assert told.verdict is None
        assert "slow" in told.trouble.lower() or "limit" in told.trouble.lower() or "wait" in told.trouble.lower()
        await office.until(lambda: said(office), step=SECOND)
        assert told.trouble in office.app.alerts[-1].need.because
        await office.until(lambda: [need.title for need in loud(office)] == [BROKEN], step=SECOND)
        assert (await why(office, one.build)).trouble == ""
        assert len(said(office)) == 1

    tell(tmp_path, story, GREEN)


@pytest.mark.parametrize("status", [404, 410])
def test_a_log_that_is_gone_is_said_and_nothing_is_guessed(
    tmp_path: Path, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(office: Office) -> None:
        office.company.play(**NOW)
        await office.until(lambda: said(office), step=SECOND)
        assert said(office) == ["Tests on main is broken"]
        (need,) = loud(office)
        told = await why(office, need.subject)
        assert told.verdict
        assert told.verdict.cause is Cause.UNKNOWN
        assert told.verdict.lacks
        assert f"Why is not clear: {told.verdict.lacks}" in need.because
        await passes(office, 2 * MINUTE)
        assert len(findings(office)) == len(said(office)) == 1

    monkeypatch.setattr("supporttray.demo.github.log.blob", lambda *_: Response("gone", status))
    tell(tmp_path, story, GREEN)


# --- one incident


FLOWS = [f"Part {number}" for number in range(6)]
SIX: dict[str, Any] = {
    "repository": [
        {"name": "small/shop", "workflow": [{"name": name, "file": "p.yml", "jobs": ["unit"]} for name in FLOWS]}
    ],
    "part": [{"match": "agent-*", "engineer": "mei", "runbook": "https://wiki.example.com/agents"}],
}
WELL = [{**GREEN, "workflow": name} for name in FLOWS]
FULL = [
    {**BASE, "workflow": name, "title": "Everything", "log": "disk", "agent": "agent-14", "takes": f"{number}s"}
    for number, name in enumerate(FLOWS, 1)
]


async def lost(office: Office) -> Need:
    """Six pipelines of one machine break within seconds."""
    for entry in FULL:
        office.company.play(at="+0s", **entry)
    await office.until(lambda: [n.title for n in loud(office)] == ["agent-14: disk full, 6 builds lost"], step=SECOND)
    (need,) = loud(office)
    return need


def test_a_machine_that_is_full_is_one_need_that_names_who_looks_after_it_and_no_author(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        need = await lost(office)
        assert len(said(office)) == 1
        assert ("Runbook", "https://wiki.example.com/agents") in need.links
        because = need.because.replace("Mei looks after it", "")
        assert because != need.because
        assert not [name for name in NAMES if name in f"{need.title} {because}"]
        told = await why(office, need.subject)
        assert (len(told.with_it), told.again, told.engineer) == (5, 6, "Mei")
        assert told.suspicion is None or not told.suspicion.suspects

    tell(tmp_path, story, *WELL, **SIX)


def test_all_six_run_again_once_however_often_that_is_said_and_though_an_answer_is_lost(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        need = await lost(office)
        office.company.fault("github", "lost-answer", times=2, path="rerun")
        await asyncio.gather(*(office.done(about.Rerun(need.subject)) for _ in range(3)))
        await office.until(lambda: loud(office) == [], step=SECOND)
        await office.until(lambda: office.company.fates() == [Fate.SENT] * 6, step=SECOND)
        lines = office.company.company.ledger.lines()
        repeated = [line["workflow"] for line in lines if line["what"] == "run_repeated"]
        assert sorted(repeated) == FLOWS
        assert [kind for kind in kinds(office) if kind == "build.fixed"] == ["build.fixed"] * 6
        with pytest.raises(NotDone, match="is not broken"):
            await office.do(about.Rerun(need.subject))

    tell(tmp_path, story, *WELL, **SIX)


def test_one_that_heals_leaves_the_others_under_the_same_name_and_says_nothing(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        need = await lost(office)
        office.company.play(**{**WELL[0], "at": "+0s", "takes": "0s"})
        await office.until(lambda: "5 builds lost" in loud(office)[0].title, step=SECOND)
        assert loud(office)[0].key == need.key
        office.company.play(at="+0s", **FULL[0])
        await office.until(lambda: "6 builds lost" in loud(office)[0].title, step=SECOND)
        assert loud(office)[0].key == need.key
        await passes(office, MINUTE)
        assert len(said(office)) == 1

    tell(tmp_path, story, *WELL, **SIX)


# --- what is said to people


def messages(company: Lab) -> list[str]:
    """What I wrote to somebody in private."""
    return [line["text"] for line in company.mine() if line["what"] == "message" and line["channel"].startswith("D")]


async def send(office: Office, subject: str) -> about.Message:
    message = await office.do(about.AskMessage(subject))
    assert isinstance(message, about.Message)
    assert message.until
    way = next(way for way in message.ways if way.private)
    action = about.SendMessage(subject, way, message.text, message.until)
    await asyncio.gather(office.done(action), office.done(action))  # clicked twice
    return message


@pytest.mark.parametrize("fault", ["lost-answer", "late"])
def test_the_author_is_told_once_though_it_is_clicked_twice_the_answer_is_lost_and_the_app_restarts(
    tmp_path: Path, fault: Any
) -> None:
    async def story() -> None:
        async with lab(tmp_path, GREEN, RED, log=LOGS) as company:
            company.plan = unhurried(company)
            async with open_office(company) as office:
                await office.until(lambda: any(one.settled for one in findings(office)), step=SECOND)
                (need,) = loud(office)
                await send(office, need.subject)
                company.fault("slack", fault, times=1, seconds=5, path="chat.postMessage")
                await office.until(lambda: company.fates() != [Fate.WAITING], step=SECOND)
            async with open_office(company) as office:
                await office.until(lambda: company.fates() == [Fate.SENT], step=SECOND)
                await send(office, need.subject)
                await passes(office, MINUTE)
                assert len(messages(company)) == len(company.entries()) == 1
                assert messages(company)[0].startswith("Hi Rob, ")

    asyncio.run(story())


def test_who_was_told_has_it_until_they_promised_then_it_speaks_and_green_it_is_over(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await office.until(lambda: any(one.settled for one in findings(office)), step=SECOND)
        (need,) = loud(office)
        message = await send(office, need.subject)
        assert message.until
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=SECOND)
        assert [one.urgency.word for one in loud(office)] == ["quiet"]
        assert office.app.state is TrayState.CALM
        assert (await why(office, need.subject)).has_it == "Rob"
        spoken = len(said(office))
        await passes(office, message.until - office.company.clock.now() - MINUTE, 10 * SECOND)
        assert len(said(office)) == spoken
        await office.until(lambda: len(said(office)) > spoken, step=5 * SECOND)
        assert office.company.clock.now() >= message.until
        assert "Rob had it until " in office.app.alerts[-1].need.because
        office.company.play(**{**GREEN, "at": "+0s", "title": "Mended"})
        await office.until(lambda: not loud(office), step=5 * SECOND)
        assert kinds(office) == ["build.broken", "build.fixed"]

    tell(tmp_path, story, GREEN, RED)


# --- the day that comes with the app


@asynccontextmanager
async def quillfern(folder: Path) -> AsyncIterator[Office]:
    """Watch the day of the demo company, which looks every ten seconds."""
    clock = HandClock()
    company = Company(read(day()), clock=clock.now)
    async with serve(company, state=folder) as demo:
        text = demo.config.read_text("utf-8")
        demo.config.write_text(text.replace("live = true\n", "").replace('every = "1s"', 'every = "10s"'), "utf-8")
        house = Lab(demo, clock, folder)
        async with house.engine() as app:
            assert house.running
            yield Office(house, app, Hand(house.running, compose))


async def shown(office: Office, broke: tuple[str, ...], words: str) -> Need:
    """Let the day go on until these runs have failed, then slowly until a need has these words in its title."""

    def failed() -> bool:
        lines = office.company.company.ledger.lines()
        return {line["title"] for line in lines if line.get("conclusion") == "failure"}.issuperset(broke)

    await office.until(failed, step=2 * SECOND)
    await office.until(lambda: [need for need in loud(office) if words in need.title], step=0.2 * SECOND)
    return next(need for need in loud(office) if words in need.title)


def test_the_day_of_the_demo_has_four_kinds_of_broken_builds_and_the_app_tells_them_apart(tmp_path: Path) -> None:
    async def story() -> None:
        async with quillfern(tmp_path) as office:
            lint = await why(
                office,
                (
                    await shown(office, ("Print the depot's name in bold (!31)",), "labels on main is broken: lint")
                ).subject,
            )
            assert lint.verdict
            assert (lint.verdict.cause, lint.verdict.files) == (Cause.LINT, ("labels/print.py",))
            full = await shown(
                office, ("Larger prices (#78)", "Weigh parcels twice (#87)"), "agent-14: disk full, 6 builds lost"
            )
            lost = await why(office, full.subject)
            assert (len(lost.with_it), lost.again, lost.engineer) == (5, 6, "Mei Lindqvist 🌸")
            assert not lost.suspicion or not lost.suspicion.suspects
            ours = await shown(
                office, ("Free shipping from 50 on (#424)",), "Ours, broken by another change: Tests on main"
            )
            theirs = await why(office, ours.subject)
            assert ours.urgency is Urgency.URGENT
            assert theirs.verdict
            assert [one.name for one in theirs.verdict.tests] == [SHIPPING]
            assert theirs.suspicion
            assert theirs.suspicion.top
            assert len(theirs.suspicion.suspects) == 3
            top = theirs.suspicion.top.change
            assert (top.number, top.author.name) == ("#424", "Jonas Weber")
            assert theirs.green
            assert theirs.green.title == "Round totals per order again (#423)"
            message = await send(office, ours.subject)
            assert message.text.startswith("Hi Jonas, ")
            chance = await shown(office, ("Weigh parcels once (#88)",), "Tests on main is broken: test_")
            await office.until(lambda: chance.key not in [need.key for need in loud(office)], step=SECOND)
            assert len(messages(office.company)) == 1
            assert all("Jonas" not in title and "Mei" not in title for title in said(office))
            flaky = await office.do(about.AskFlaky())
            assert isinstance(flaky, tuple)
            assert {one.name for one in flaky} == {CARD, SCANNER}

    asyncio.run(story())


SHIPPING = "tests/checkout/test_shipping.py::test_a_gift_card_is_no_money_for_free_shipping"
SCANNER = "tests/test_scanner.py::test_two_barcodes_in_one_second_are_two_parcels"
CARD = "[webkit] \u203a checkout/card.spec.ts:34:5 \u203a Gift card \u203a a card pays the rest"


# --- many


def test_a_refresh_costs_a_thousand_builds_no_more_than_a_thousand_looks_each() -> None:
    """The calls are counted: they grow with the builds, not with their square."""
    costs = [calls(count) for count in (100, 1000)]

    assert costs[1] < 11 * costs[0]


def calls(count: int) -> int:
    """Count the calls of telling what needs somebody among so many builds, half of them red, with their findings."""
    runs = (run(1, Result.PASSED), run(2, Result.FAILED))
    reds = [build(*runs, key=f"build:g/{number}", title=f"b{number}") for number in range(count // 2)]
    greens = [build(runs[0], key=f"build:h/{number}") for number in range(count // 2)]
    found = {
        (one.key, runs[1].name): Finding(build=one.key, run=runs[1].name, seen_at=NOON, incident=f"i{number % 50}")
        for number, one in enumerate(reds)
    }
    known = msgspec.structs.replace(world(*reds, *greens), findings=found)
    total = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal total
        total += event == "call"

    sys.setprofile(counted)
    try:
        tuple(needs(known, NOON + timedelta(hours=1)))
    finally:
        sys.setprofile(None)
    return total
