"""What a watch's health and its next look take from an answer, and from the way to its service."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from supporttray.connectors import Answer, Hint, Unchanged
from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.core.model import Health
from supporttray.errors import SlowDown, Unreachable
from tests.engine.lab import MINUTE, Lab, lab

STEP = timedelta(milliseconds=300)
HOUR = 60 * MINUTE


def slack(company: Lab) -> Health:
    """Return the health of the only watch of Slack."""
    assert company.running is not None
    [health] = [one for one in company.running.desk.store.health.values() if one.service == "slack"]
    return health


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """Let the watch of Slack add to what it answers: the first of the list, then the next."""
    real, planned = SlackRequests.fetch, list[Answer]()

    async def fetch(self: SlackRequests, memory: bytes, now: object) -> Answer | Unchanged:
        answer = await real(self, memory, now)  # type: ignore[arg-type]
        assert isinstance(answer, Answer)
        plan = planned.pop(0) if planned else Answer()
        return msgspec.structs.replace(answer, more=plan.more, limits=plan.limits, rest=plan.rest)

    monkeypatch.setattr(SlackRequests, "fetch", fetch)
    return planned


def test_a_clock_that_is_wrong_by_an_hour_is_a_need_until_it_is_right(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.snapshots and slack(company).state == "ok", step=STEP)
            assert slack(company).skew is None
            company.company.astray = HOUR
            title = "This computer's clock is 1 h behind slack's"
            await company.until(lambda: title in app.titles, step=timedelta(seconds=20))
            assert app.spoken == [(title, "needs you")]
            company.company.astray = timedelta(0)
            await company.until(lambda: title not in app.titles, step=timedelta(seconds=20))

    asyncio.run(story())


def test_watches_that_are_refused_one_after_the_other_are_one_refusal_which_healing_of_one_does_not_begin_anew(
    tmp_path: Path,
) -> None:
    def slacks(company: Lab, state: str) -> list[Health]:
        assert company.running is not None
        known = company.running.desk.store.health.values()
        return [one for one in known if one.service == "slack" and one.state == state]

    async def story() -> None:
        async with lab(tmp_path) as company:
            [watch] = [one for one in company.plan.watches if one.account == "slack"]
            later = msgspec.structs.replace(watch, name="later", every=10 * MINUTE)
            company.plan = msgspec.structs.replace(company.plan, watches=(*company.plan.watches, later))
            async with company.engine() as app:
                await company.until(lambda: app.snapshots and len(slacks(company, "ok")) == 2, step=STEP)
                company.fault("slack", "refused")
                await company.until(lambda: len(slacks(company, "refused")) == 1, step=STEP)
                company.clock.advance(10 * MINUTE)
                await company.until(lambda: len(slacks(company, "refused")) == 2, step=STEP)
                assert len({one.since for one in slacks(company, "refused")}) == 1
                assert len(app.spoken) == 1

    asyncio.run(story())


def test_what_a_service_lets_us_see_late_stands_in_the_health(tmp_path: Path, looks: list[Answer]) -> None:
    looks.append(Answer(limits="Slack shows little."))

    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            await company.until(lambda: app.snapshots and slack(company).limits == "Slack shows little.", step=STEP)
            await company.until(lambda: not slack(company).limits, step=timedelta(seconds=20))
            assert app.spoken == []

    asyncio.run(story())


def test_where_there_is_more_it_is_asked_again_at_once(tmp_path: Path, looks: list[Answer]) -> None:
    looks += [Answer(more=True), Answer(more=True), Answer()]

    async def story() -> None:
        async with lab(tmp_path) as company:
            seldom = tuple(msgspec.structs.replace(one, every=HOUR) for one in company.plan.watches)
            company.plan = msgspec.structs.replace(company.plan, watches=seldom)
            began = company.clock.now()
            async with company.engine():
                await company.until(lambda: not looks, step=timedelta(milliseconds=50))
            assert company.clock.now() - began < 20 * MINUTE

    asyncio.run(story())


@pytest.mark.parametrize("more", [False, True])
def test_a_service_that_wants_to_be_left_alone_is(tmp_path: Path, looks: list[Answer], more: bool) -> None:  # noqa: FBT001
    looks += [Answer(rest=10 * MINUTE, more=more), Answer()]

    async def story() -> None:
        async with lab(tmp_path) as company, company.engine():
            await company.until(lambda: len(looks) == 1, step=timedelta(milliseconds=50))
            began = company.clock.now()
            await company.until(lambda: not looks, step=timedelta(seconds=20))
            assert company.clock.now() - began > 8 * MINUTE

    asyncio.run(story())


@pytest.mark.parametrize("failure", ["slow", "away"])
def test_what_was_told_while_a_service_could_not_be_asked_is_looked_at_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    heard: list[Hint] = []

    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as app:
            now = company.clock.now
            errors = [SlowDown("Slowly.", now() + 5 * MINUTE) if failure == "slow" else Unreachable("Away.")]

            async def look(_: object, __: bytes, hints: Iterable[Hint], ___: object) -> Unchanged:
                if errors:
                    raise errors.pop()
                heard.extend(hints)
                return Unchanged()

            monkeypatch.setattr(SlackRequests, "look", look)
            await company.until(lambda: app.snapshots and slack(company).state == "ok", step=STEP)
            assert company.running
            [poller] = [one for one in company.running.watches.pollers if one.watch.kind == SlackRequests.kind]
            hint = Hint("C00SUPPORT", "1700000000.000001")
            await asyncio.sleep(0.05)
            poller.hear(hint)
            await company.until(lambda: heard, step=timedelta(seconds=10))
            assert not errors
            assert heard == [hint]

    asyncio.run(story())
