"""The engine at work: real connectors, a real database, a demo company's HTTP, a clock in the test's hand."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from supporttray.core.model import ALERTS, PAUSED, Decision, Mark
from supporttray.core.snapshot import TrayState
from supporttray.engine import poller
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from tests.engine.lab import MINUTE, Recorder, lab

STEP = timedelta(milliseconds=300)
QUESTION: dict[str, Any] = {"at": "-5m", "do": "message", "id": "q", "by": "rob", "text": "Where is order 7?"}


def test_what_was_there_at_the_first_look_is_shown_and_does_not_speak(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company, company.engine() as app:
            await company.until(lambda: app.titles == ["Where is order 7?"], step=STEP)
            assert app.state is TrayState.NEEDS_YOU
            assert app.spoken == []

    asyncio.run(story())


def test_a_new_question_speaks_once_gets_louder_once_and_a_colleagues_answer_ends_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.ask("new", "The shop is down?")
            await company.until(lambda: app.spoken == [("The shop is down?", "needs you")], step=STEP)
            await company.until(lambda: len(app.spoken) == 2, step=MINUTE)
            assert app.spoken[1] == ("The shop is down?", "urgent")
            assert app.state is TrayState.URGENT
            company.play(do="reply", to="new", by="mei", text="On it.")
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            assert len(app.spoken) == 2

    asyncio.run(story())


def test_a_colleagues_eyes_are_enough_and_taking_them_back_is_noticed(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
            company.play(do="react", to="q", by="mei", emoji="eyes")
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.play(do="unreact", to="q", by="mei", emoji="eyes")
            await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
            kinds = [event.kind for event in app.events]
            assert kinds == ["request.asked", "request.acknowledged", "request.unacknowledged"]

    asyncio.run(story())


def test_a_restart_repeats_nothing_and_tells_what_happened_meanwhile(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company:
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
                company.ask("second", "Second?")
                await company.until(lambda: app.spoken == [("Second?", "needs you")], step=STEP)
            company.ask("third", "Third?")
            company.play(do="reply", to="second", by="mei", text="Yes.")
            company.clock.advance(5 * MINUTE)
            async with company.engine() as app:
                await company.until(lambda: len(app.titles) == 2 and app.spoken, step=STEP)
                assert app.spoken == [("Third?", "needs you")]
                assert {event.kind for event in app.events} == {"request.answered", "request.asked"}

    asyncio.run(story())


def test_what_a_crash_kept_from_being_said_waits_for_the_end_of_a_pause(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.CALM)
                company.ask("q", "Where is order 7?")
                await company.until(lambda: app.spoken, step=STEP)
            base = Database(company.database, company.clock.now)
            with base.write() as rows:
                rows.execute("UPDATE alert SET spoke_at = NULL")
            now = company.clock.now()
            Store(base).mark(Mark(subject=ALERTS, kind=PAUSED, at=now, until=now + 5 * MINUTE))
            base.close()

            async with company.engine() as app:
                await company.until(lambda: app.titles)
                await company.until(lambda: company.clock.now() > now + 4 * MINUTE, step=STEP)
                assert app.spoken == []
                await company.until(lambda: app.spoken, step=STEP)

    asyncio.run(story())


def test_after_a_restart_calm_is_not_claimed_before_the_first_answer(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            async with company.engine() as app:
                await company.until(lambda: app.snapshots)
                assert app.snapshots[0].tray.state is TrayState.CANNOT_SEE

    asyncio.run(story())


def test_one_slow_service_does_not_delay_another(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            company.fault("github", "slow", seconds=3600)
            async with company.engine() as app:
                company.ask("new", "Anybody?")
                await company.until(lambda: app.titles == ["Anybody?"], step=STEP)

    asyncio.run(story())


def test_a_failing_service_keeps_its_last_good_items_and_the_icon_says_that_it_cannot_see(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
            company.fault("slack", "500")
            await company.until(lambda: "cannot see support" in app.snapshots[-1].tray.tooltip, step=STEP)
            assert app.titles == ["Where is order 7?"]
            await company.until(lambda: len(app.titles) == 2, step=MINUTE)
            assert app.titles[1].startswith("support: not seen for ")
            company.company.faults.clear()
            await company.until(lambda: app.titles == ["Where is order 7?"], step=MINUTE)

    asyncio.run(story())


def test_a_failing_service_is_asked_less_and_less(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.fault("cctray", "500")
            before = company.asked("cctray")
            for _ in range(120):  # two minutes at an interval of one second
                company.clock.advance(timedelta(seconds=1))
                await asyncio.sleep(0.005)
            assert 3 <= company.asked("cctray") - before <= 9

    asyncio.run(story())


def test_a_service_that_says_slow_down_is_left_alone_until_it_says(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.fault("slack", "429", times=1, seconds=300)
            states = lambda: {one.name: one.state for one in app.snapshots[-1].services}  # noqa: E731
            await company.until(lambda: states()["slack"] == "slowed", step=STEP)
            before = company.asked("slack")
            for _ in range(50):
                company.clock.advance(timedelta(seconds=5))
                await asyncio.sleep(0.005)
            assert company.asked("slack") == before
            await company.until(lambda: states()["slack"] == "ok", step=timedelta(seconds=5))

    asyncio.run(story())


def test_a_refused_credential_stops_the_watch_and_a_new_one_starts_it_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
            company.fault("slack", "refused")
            await company.until(lambda: len(app.titles) == 2, step=STEP)
            assert app.titles[1].startswith("slack: Slack refuses the token")
            assert app.spoken == [(app.titles[1], "needs you")]
            before = company.asked("slack")
            for _ in range(100):
                company.clock.advance(MINUTE)
                await asyncio.sleep(0.002)
            assert company.asked("slack") == before

            company.company.faults.clear()
            other = Database(company.database, company.clock.now)
            other.send("credential", "slack")
            other.close()
            await company.until(lambda: len(app.titles) == 1, step=STEP)
            assert app.titles == ["Where is order 7?"]

    asyncio.run(story())


def test_a_keyring_that_waits_for_a_person_is_said_and_then_all_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "PATIENCE_S", 0.05)
    unlocked = asyncio.Event()

    async def locked(_name: str) -> str:
        await unlocked.wait()
        return "demo-credential"

    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company:
            monkeypatch.setattr(company, "credential", locked)
            accounts = {name: replace(one, demo=False) for name, one in company.plan.accounts.items()}
            company.plan = replace(company.plan, accounts=accounts)
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.CANNOT_SEE and "slack" in waiting(app))
                unlocked.set()
                await company.until(lambda: not waiting(app), step=STEP)
                assert app.titles == ["Where is order 7?"]

    asyncio.run(story())


def waiting(app: Recorder) -> set[str]:
    """The services that wait for the keyring."""
    return {one.name for one in app.snapshots[-1].services if "The keyring has not answered yet." in one.detail}


def seen(app: Recorder) -> set[str]:
    """The services that have been looked at."""
    return {one.name for one in app.snapshots[-1].services if one.state == "ok"} - {"rota"}


def test_a_refusal_that_was_told_is_not_told_again_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            company.fault("github", "refused")
            async with company.engine() as app:
                await company.until(lambda: app.spoken and seen(app) == {"ci", "slack"}, step=STEP)
            company.clock.advance(MINUTE)
            async with company.engine() as app:
                before = company.asked("github")
                await company.until(lambda: company.asked("github") > before, step=STEP)
                company.ask("mark", "A mark in time")
                await company.until(lambda: app.spoken, step=STEP)
                assert app.spoken == [("A mark in time", "needs you")]

    asyncio.run(story())


def test_after_a_sleep_of_the_machine_everything_is_asked_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.fault("cctray", "500", times=12)  # its next turn would be minutes away
            for _ in range(400):
                company.clock.advance(timedelta(seconds=1))
                await asyncio.sleep(0.002)
            company.company.faults.clear()
            before = company.asked("cctray")
            company.clock.advance(timedelta(seconds=40))  # in one jump, as a machine wakes
            await company.until(lambda: company.asked("cctray") > before)

    asyncio.run(story())


def test_off_duty_nothing_speaks_and_the_icon_says_who_is_on_duty(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.clock.advance(timedelta(days=7))
            await company.until(lambda: app.state is TrayState.OFF_DUTY, step=STEP)
            company.ask("new", "Anybody?")
            await company.until(lambda: app.titles == ["Anybody?"], step=STEP)
            assert app.spoken == []
            assert app.snapshots[-1].tray.count == 0

    asyncio.run(story())


def test_what_a_later_watch_finds_at_its_first_look_does_not_speak(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company:
            whole = company.plan
            company.plan = type(whole)(
                me=whole.me, accounts=whole.accounts, watches=whole.watches[1:], alerts=whole.alerts
            )
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.plan = whole
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
                assert app.spoken == []

    asyncio.run(story())


def test_every_alert_says_why_it_spoke(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.ask("new", "Anybody?")
            await company.until(lambda: app.alerts, step=STEP)
            (alert,) = app.alerts
            assert (alert.decision, alert.reason) == (Decision.SPEAK, "you are on duty and it is new")

    asyncio.run(story())


def test_an_unchanged_world_costs_one_request_a_poll_and_no_new_connection(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path, QUESTION) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.NEEDS_YOU, step=STEP)
            await company.until(lambda: company.asked("slack") >= 6, step=STEP)
            report: Any = company.company.traffic.report()
            snapshots = len(app.snapshots)
            before = {name: company.asked(name) for name in ("slack", "github", "cctray")}
            for _ in range(60):
                company.clock.advance(timedelta(milliseconds=500))
                await asyncio.sleep(0.01)
            for name, count in before.items():
                assert 20 <= company.asked(name) - count <= 31
            after: Any = company.company.traffic.report()
            assert after["connections"]["total"] == report["connections"]["total"]
            assert len(app.snapshots) - snapshots <= 2  # an age in a sentence went on

    asyncio.run(story())


def test_after_a_sleep_of_the_machine_nothing_is_said_of_what_was_answered_meanwhile(tmp_path: Path) -> None:
    """The other service answers first; what the slower one knew before the sleep is not said."""

    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.state is TrayState.CALM, step=STEP)
            company.ask("one", "Where is order 7?")
            await company.until(lambda: app.spoken == [("Where is order 7?", "needs you")], step=STEP)
            company.fault("slack", "slow", times=1, seconds=0.5)
            company.clock.advance(55 * MINUTE)
            company.play(do="reply", to="one", by="mei", text="Here.")
            await company.until(lambda: app.titles == [], step=timedelta(milliseconds=20))
            assert app.spoken == [("Where is order 7?", "needs you")]

    asyncio.run(story())
