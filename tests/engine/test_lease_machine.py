"""Nobody home, whatever happens: it dies between any two steps, the service does not answer, time jumps. The backup is told twice at the most, never not at all."""
# ruff: noqa: ARG002  the service's own words

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from supporttray.connectors.lease import CanLease
from supporttray.core.deed import Receipt
from supporttray.core.hours import Hours
from supporttray.core.lease import LAST, Standing
from supporttray.core.model import Duty
from supporttray.core.outbox import written
from supporttray.core.snapshot import Snapshot, Tray, TrayState
from supporttray.engine import backup
from supporttray.engine.database import Database
from supporttray.engine.desk import Desk
from supporttray.engine.lease import Keeper
from supporttray.engine.outbox import Outbox
from supporttray.engine.plan import Account, Backup, Plan
from supporttray.engine.store import Store
from supporttray.errors import Unreachable
from tests.engine.lab import NOON, HandClock

BO = Backup("slack", "U000000BO", "Bo", consent=True)
HOURS = Hours(zone=NOON.tzinfo)
PLAN = Plan(me="Ada", accounts={"slack": Account(name="slack", kind="slack", address="")}, hours=HOURS, backup=BO)
MINUTE = timedelta(minutes=1)
SPANS = st.sampled_from([1, 15, 30, 59, 61, 300, 600, 1200, 1799, 1860, 3600, 16 * 3600]).map(
    lambda s: timedelta(seconds=s)
)


class Dead(BaseException):
    """The machine lost its power."""


class Lasting(Database):
    """A database that outlives the app; here it needs no disk for that."""

    saved = True


class Later:
    """A service that keeps messages until their time; `fuse` is after how many calls the app dies, or the line is cut."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._count = 0
        self.waiting: dict[str, tuple[datetime, str]] = {}
        self.posted: list[tuple[datetime, str]] = []
        self.fuse = -1
        self.end: BaseException | None = None

    def pass_time(self) -> list[datetime]:
        """Send what is due."""
        due = {which: one for which, one in self.waiting.items() if one[0] <= self._now()}
        self.waiting = {which: one for which, one in self.waiting.items() if which not in due}
        self.posted += due.values()
        return sorted(at for at, _ in due.values())

    def _burn(self) -> None:
        self.fuse -= 1
        if self.fuse == 0 and self.end:
            raise self.end

    async def conversation(self, person: str) -> str:
        return f"D{person}"

    async def standing(self, place: str, mark: str) -> tuple[Standing, ...]:
        self._burn()
        return tuple(Standing(which, at) for which, (at, text) in self.waiting.items() if mark in text)

    async def schedule(self, place: str, text: str, at: datetime) -> Standing:
        self._burn()
        self._count += 1
        self.waiting[f"Q{self._count}"] = (at, text)
        self._burn()
        return Standing(f"Q{self._count}", at)

    async def withdraw(self, place: str, which: str) -> bool:
        self._burn()
        there = which in self.waiting and self.waiting[which][0] - self._now() >= LAST
        if there:
            del self.waiting[which]
        self._burn()
        return there

    async def sent(self, place: str, mark: str, person: str, since: datetime) -> datetime | None:
        self._burn()
        return max((at for at, text in self.posted if mark in text and at >= since), default=None)

    async def agreed(self, place: str, message: str, person: str) -> bool:
        self._burn()
        return True


class Door:
    """The accounts: one of them, open."""

    def __init__(self, service: CanLease) -> None:
        self._service = service

    async def service(self, _: str) -> CanLease:
        return self._service


class NobodyHome(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.slack = Later(self.clock.now)
        self.slack.waiting["other"] = (NOON + timedelta(days=9), "Another app's, by the same person")
        self.base = Lasting(None, self.clock.now)
        self.desk = Desk(PLAN, self.base, Store(self.base), Outbox(self.base))
        self.on_duty = True
        self.seen: datetime | None = None  # when all was as it is to be
        self.reported = True  # since then: whether one was sent; before there is nothing to be reported
        self.runner = asyncio.Runner()

    def teardown(self) -> None:
        self.runner.close()
        self.base.close()

    @initialize()
    def the_backup_agreed(self) -> None:
        entry = backup.ask(self.desk, self.clock.now(), timedelta(0)).entry
        self.desk.outbox.change(entry.number, lambda one: written(one, Receipt("1.0"), self.clock.now()))
        self.start()

    def start(self) -> None:
        tray = Tray(TrayState.CALM, 0, "")

        def shown() -> Snapshot:
            return Snapshot(revision=1, at=NOON, tray=tray, duty=Duty(on=self.on_duty))

        self.keeper: Keeper | None = Keeper(
            self.desk,
            Door(self.slack),
            self.clock,
            shown=shown,
            changed=lambda: None,
            lot=lambda: 0.5,  # type: ignore[arg-type]
        )
        self.task: asyncio.Task[None] | None = None
        self.beat()

    def beat(self) -> None:
        """Let the app do what it does now; note whether it came through."""
        failing = self.slack.fuse > 0
        self.runner.run(self._beat())
        came_through = not (failing and self.slack.fuse <= 0)
        self.slack.fuse = -1
        if came_through and self.keeper:
            self.seen = self.clock.now() if self.wanted else None
            self.reported = self.seen is None
            assert len(self.revocable()) == (1 if self.wanted else 0)

    async def _beat(self) -> None:
        assert self.keeper
        if self.task is None:
            self.task = asyncio.ensure_future(self.keeper.run())
        else:
            self.keeper.wake()
        for _ in range(80):
            await asyncio.sleep(0)
        if self.task.done():
            assert isinstance(self.task.exception(), Dead)
            self.keeper = None

    @property
    def wanted(self) -> bool:
        return self.on_duty

    def ours(self) -> list[datetime]:
        return [at for which, (at, _) in self.slack.waiting.items() if which != "other"]

    def revocable(self) -> list[datetime]:
        return [at for at in self.ours() if at - self.clock.now() > LAST]

    # --- what can happen

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        """The app looks every half minute while it is there; a long span is a sleep of the machine."""
        self.clock.advance(span)
        for at in self.slack.pass_time():
            self.reported = True
            if self.seen and self.on_duty and at - self.seen > LAST:
                assert HOURS.working(self.seen, at) >= 19 * MINUTE, "it was seen, and the backup was told all the same"

    @rule()
    def the_app_goes_on(self) -> None:
        """Or is started again."""
        if self.keeper:
            self.beat()
        else:
            self.start()

    @rule(fuse=st.integers(1, 8))
    def it_dies_between_two_steps(self, fuse: int) -> None:
        self.fail(fuse, Dead())

    @rule(fuse=st.integers(1, 8))
    def the_line_is_cut(self, fuse: int) -> None:
        self.fail(fuse, Unreachable("No answer.", maybe=True))

    def fail(self, fuse: int, end: BaseException) -> None:
        """Let that happen after so many calls of what the app does next; where it does less, it does not happen."""
        self.slack.fuse, self.slack.end = fuse, end
        if self.keeper:
            self.keeper.move_on()
        self.the_app_goes_on()

    @rule()
    def it_is_killed(self) -> None:
        async def kill() -> None:
            if self.task:
                self.task.cancel()
                await asyncio.gather(self.task, return_exceptions=True)

        self.runner.run(kill())
        self.keeper = None

    @rule()
    def it_ends_on_purpose(self) -> None:
        if keeper := self.keeper:
            self.it_is_killed()
            self.runner.run(keeper.end())
            assert self.revocable() == []
            self.seen, self.reported = None, True

    @rule()
    def duty_changes(self) -> None:
        self.on_duty = not self.on_duty
        self.the_app_goes_on()

    # --- what is always so

    @invariant()
    def who_was_seen_once_is_missed_by_somebody(self) -> None:
        assert self.reported or self.ours(), "nothing stands there, and nobody was told"

    @invariant()
    def what_others_scheduled_is_not_touched(self) -> None:
        assert "other" in self.slack.waiting


NobodyHome.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestNobodyHome = NobodyHome.TestCase


@pytest.mark.parametrize("end", [Dead(), Unreachable("No answer.", maybe=True)], ids=["it dies", "the line is cut"])
@pytest.mark.parametrize("fuse", range(1, 9))
def test_whatever_call_is_the_last_one_of_a_start_or_a_renewal_the_next_one_sets_it_right(
    fuse: int, end: BaseException
) -> None:
    home = NobodyHome()
    try:
        home.the_backup_agreed()
        for happens in (home.it_is_killed, lambda: None):  # at a start, and at a renewal
            happens()
            home.time_passes(11 * MINUTE)
            home.fail(fuse, end)
            home.who_was_seen_once_is_missed_by_somebody()
            home.time_passes(2 * MINUTE)
            home.the_app_goes_on()  # says itself that exactly one stands there
            home.the_app_goes_on()
            assert home.reported is False
            assert home.slack.posted == []
    finally:
        home.teardown()
