"""The engine of a workspace: the polls, what follows from them, and the snapshot that every face draws."""

from __future__ import annotations

import asyncio
import random
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core import display, policy, roster
from supporttray.core.model import Decision, Snapshot, World
from supporttray.core.needs import needs
from supporttray.engine.account import Accounts
from supporttray.engine.alerts import Alerts
from supporttray.engine.poller import Poller, starting
from supporttray.engine.store import Store
from supporttray.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from datetime import datetime

    from supporttray.core.model import Alert, Duty, Need
    from supporttray.engine.clock import Clock
    from supporttray.engine.database import Database
    from supporttray.engine.plan import Plan

PULSE = timedelta(seconds=2)  # how often errands of other processes and the machine's sleep are looked for
REVIEW = timedelta(seconds=30)  # how often the needs are told anew because time passed
DAILY = timedelta(days=1)
SHOWN = 200  # needs in a snapshot


class Engine:
    """Runs a plan on a database. `show` gets each new snapshot, `speak` the alerts that may speak; both on this loop."""

    def __init__(
        self,
        plan: Plan,
        base: Database,
        *,
        clock: Clock,
        credential: Callable[[str], Awaitable[str | None]],
        show: Callable[[Snapshot], None],
        speak: Callable[[Sequence[Alert]], None],
        lot: Callable[[], float] = random.random,
    ) -> None:
        self._plan = plan
        self._base = base
        self._clock = clock
        self._show = show
        self._speak = speak
        self._store = Store(base)
        self._alerts = Alerts(base)
        self._accounts = Accounts(plan.accounts, credential, clock)
        self._watched = {watch.name: watch.watched for watch in plan.watches}
        self._pollers = [
            Poller(watch, plan=plan, accounts=self._accounts, store=self._store, clock=clock, lot=lot, told=self._told)
            for watch in plan.watches
        ]
        self._changed = asyncio.Event()
        self._seeding: frozenset[str] = frozenset()
        self._pruned_at: datetime | None = None
        self.snapshot: Snapshot | None = None

    async def run(self) -> None:
        """Run until cancelled."""
        self._begin()
        try:
            async with asyncio.TaskGroup() as tasks:
                for poller in self._pollers:
                    tasks.create_task(poller.run(), name=poller.watch.name)
                tasks.create_task(self._pulse(), name="pulse")
                tasks.create_task(self._review(), name="review")
        finally:
            await self._accounts.close()

    async def look(self) -> None:
        """Ask every watch once."""
        self._begin()
        try:
            await asyncio.gather(*(poller.ask() for poller in self._pollers))
            self.refresh()
        finally:
            await self._accounts.close()

    def _begin(self) -> None:
        self._store.only([watch.name for watch in self._plan.watches])
        for poller in self._pollers:
            if poller.watch.name not in self._store.health:
                self._store.keep_health(starting(poller.watch, self._clock.now()))
        self.refresh()

    def _told(self, first_seen: frozenset[str]) -> None:
        self._seeding |= first_seen
        self._changed.set()

    async def _review(self) -> None:
        """Tell the needs anew after each commit, many at once, and when time passed."""
        while True:
            try:
                async with asyncio.timeout(REVIEW.total_seconds()):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            with self._once_more():
                self.refresh()

    async def _pulse(self) -> None:
        """Look for errands, and for a clock that jumped: after a sleep of the machine everything is asked at once."""
        version = self._base.version()
        before = self._clock.now()
        while True:
            await self._clock.sleep(PULSE)
            now = self._clock.now()
            if now - before > PULSE + REVIEW:
                self._poke()
            before = now
            if version != (version := self._base.version()):
                with self._once_more():
                    for verb, subject in self._base.errands():
                        await self._run(verb, subject)

    @contextmanager
    def _once_more(self) -> Iterator[None]:
        """A write that failed because the disk is full or read-only is done again, in memory, at the next turn."""
        try:
            yield
        except StoreError:
            if self._base.saved:
                raise
            self._changed.set()

    async def _run(self, verb: str, subject: str) -> None:
        if verb == "credential":  # somebody set or took away the credential of this account
            await self._accounts.forget(subject)
            self._poke(subject)

    def _poke(self, account: str | None = None) -> None:
        for poller in self._pollers:
            if account in (None, poller.watch.account):
                poller.poke(anew=account is not None)

    # --- what follows

    @property
    def items(self) -> Sequence[object]:
        """All items, for whoever asks once."""
        return tuple(self._store.items.values())

    def refresh(self) -> None:
        """Tell the needs, decide which may speak, and show the snapshot if it changed."""
        now = self._clock.now()
        world = World(
            items=self._store.items,
            health=self._store.health,
            seen_by=self._store.seen_by,
            watches=self._watched,
            alerts=self._plan.alerts,
            notices=self._base.notices,
        )
        duty = roster.duty(self._store.items.values(), now)
        found = needs(world, now)
        self._draw(found, duty, now)
        self._alert(found, world, duty, now)
        if self._pruned_at is None or now - self._pruned_at > DAILY:
            self._store.prune(now, {need.subject for need in found})
            self._pruned_at = now

    def _draw(self, found: tuple[Need, ...], duty: Duty, now: datetime) -> None:
        health = self._store.health
        drawn = Snapshot(
            revision=self.snapshot.revision if self.snapshot else 0,
            at=self.snapshot.at if self.snapshot else now,
            tray=display.tray(found, health.values(), duty),
            duty=duty,
            needs=found[:SHOWN],
            services=display.services(health),
        )
        if drawn != self.snapshot:
            self.snapshot = msgspec.structs.replace(drawn, revision=drawn.revision + 1, at=now)
            self._show(self.snapshot)

    def _alert(self, found: tuple[Need, ...], world: World, duty: Duty, now: datetime) -> None:
        """Keep each decision before it is carried out; say what was decided but not said, also before a restart."""
        decided = self._alerts.decided(now)
        made = policy.alerts(found, world=world, duty=duty, decided=decided, seeding=self._seeding, now=now)
        self._seeding = frozenset()
        self._alerts.decide(alert for alert in made if alert.decision is not Decision.HOLD)
        self._alerts.present({need.key for need in found}, now)
        unspoken = self._alerts.unspoken()
        due = [
            policy.again(need, unspoken[need.key, need.urgency], now)
            for need in found
            if (need.key, need.urgency) in unspoken
        ]
        if due:
            self._speak(due)
            self._alerts.spoke(due, now)
