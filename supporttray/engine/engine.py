"""The engine of a workspace: the polls, what follows from them, and the snapshot that every face draws."""

from __future__ import annotations

import asyncio
import random
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.engine.account import Accounts
from supporttray.engine.builds.explainer import RULES, Explainer
from supporttray.engine.builds.learn import chances, unjudged
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.engine.desk import HELD, Desk
from supporttray.engine.home import keeper
from supporttray.engine.outbox import Outbox
from supporttray.engine.release.mode import SCAN, Mode
from supporttray.engine.release.watcher import unsearched
from supporttray.engine.sender import Sender
from supporttray.engine.store import Store
from supporttray.engine.teller import Teller
from supporttray.engine.view import View, look
from supporttray.engine.watches import Watches
from supporttray.engine.work import critical
from supporttray.engine.work.epic import Epics
from supporttray.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from datetime import datetime

    from supporttray.connectors.registry import Service
    from supporttray.core.model import Event, Told
    from supporttray.core.snapshot import Snapshot
    from supporttray.engine.builds.learn import Judge
    from supporttray.engine.clock import Clock
    from supporttray.engine.database import Database
    from supporttray.engine.face import Face
    from supporttray.engine.plan import Plan
    from supporttray.engine.release.watcher import Search

PULSE = timedelta(seconds=1)  # how often errands of other processes and the machine's sleep are looked for
REVIEW = timedelta(seconds=30)  # how often the needs are told anew because time passed
DAILY = timedelta(days=1)
FRESH = timedelta(seconds=30)  # so long after a sleep of the machine its watches may take
LATELY = timedelta(days=14)


class _Renewed(Exception):
    """Another process has written another config."""


class Engine:
    """Runs a plan on a database and tells a face what follows."""

    def __init__(
        self,
        plan: Plan,
        base: Database,
        *,
        clock: Clock,
        credential: Callable[[str], Awaitable[str | None]],
        face: Face,
        judge: Judge = unjudged,
        search: Search = unsearched,
        lot: Callable[[], float] = random.random,
    ) -> None:
        self._plan = plan
        self._base = base
        self._clock = clock
        self._face = face
        self._store = Store(base)
        self._teller = Teller(base, face)
        self._accounts = Accounts(plan.accounts, credential, clock)
        self.mode = Mode(plan, self._store, clock, search, self._heard)
        self.watches = Watches(plan, self._accounts, self._store, clock, lot, self._told, lambda: self.mode.on)
        self.desk = Desk(plan, base, self._store, Outbox(base))
        self._sender = Sender(base, self._accounts, clock, self._sent)
        self.judge = judge
        self._changed = asyncio.Event()
        self._explainer = Explainer(plan, self._store, self._accounts, clock, judge, self._heard)
        self._epics = Epics(plan, self._store, self._accounts, clock, self._changed.set)
        self._pruned_at: datetime | None = None
        self._beat = clock.now()
        self._woke: datetime | None = None  # what was known before is not said unlooked at
        self.snapshot: Snapshot | None = None
        self._keeper = keeper(
            self.desk, self._accounts, clock, shown=lambda: self.snapshot, changed=self._changed.set, lot=lot
        )

    async def run(self) -> None:
        """Run until cancelled, or until another process says that the config is another one now."""
        kept(self._begin)
        try:
            await (self._keeper.during(self._work()) if self._keeper else self._work())
        finally:
            await self._accounts.close()

    async def _work(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                for poller in self.watches.pollers:
                    tasks.create_task(poller.run(), name=poller.watch.name)
                for bell in self.watches.bells:
                    tasks.create_task(bell.run(), name=f"{bell.account}'s bell")
                tasks.create_task(self._pulse(), name="pulse")
                tasks.create_task(self._sender.run(), name="outbox")
                tasks.create_task(self._review(), name="review")
                tasks.create_task(self._explainer.run(), name="builds")
                tasks.create_task(self._epics.run(), name="epics")
                tasks.create_task(self.mode.run(), name="release")
                if self._keeper:
                    tasks.create_task(self._keeper.run(), name="backup")
        except* _Renewed:
            pass

    async def ask_once(self) -> View:
        """Ask every watch once, all at the same time, and return what follows."""
        self._begin()
        try:
            await asyncio.gather(*(poller.ask() for poller in self.watches.pollers))
            self._notice(self.now)
            await asyncio.gather(self._explainer.work(), self._epics.work(), self.mode.work())
        finally:
            await self._accounts.close()
        return self.view(self.now)

    @property
    def now(self) -> datetime:
        """The moment by the engine's clock."""
        return self._clock.now()

    def view(self, now: datetime) -> View:
        """Return what follows from all that is known."""
        return look(self._plan, self._store, self._base, now)

    def told(self, subject: str) -> tuple[Told, ...]:
        """Return what was decided about a subject's speaking in the last days."""
        return self._teller.told(self.now - LATELY, subject)

    async def service(self, account: str) -> Service:
        """Return an account's service, opened with its credential. Raises `Refused` without one, `NoKeyring`."""
        return await self._accounts.service(account)

    def look_now(self) -> None:
        """Ask every watch now, as far as its service allows."""
        if self._keeper:
            self._keeper.wake()
        self.watches.poke()

    def scan(self) -> None:
        """Ask now what is scanned for a release; that one is watched may be news."""
        self.mode.wake()
        self.watches.scan()

    def making_room(self) -> None:
        """Another engine follows at once, with new settings: what stands scheduled is its own."""
        if self._keeper:
            self._keeper.stay()

    def leaving(self) -> None:
        """The person leaves, or the machine is about to sleep: the message to the backup is moved on while there is time."""
        if self._keeper:
            self._keeper.move_on()

    def touched(self) -> None:
        """A person did something: send what is to be sent, ask what is to be asked, and show what follows from it at once."""
        self._sender.wake()
        self._explainer.wake()
        self.mode.wake()
        with self._once_more():
            self.refresh()

    def _begin(self) -> None:
        self._base.errands()  # what was left for an engine that is no longer there
        self._sender.begin()
        self.desk.adopt()
        self.watches.begin()
        self.mode.begin()
        self.refresh()

    def _heard(self, events: Sequence[Event]) -> None:
        if events:
            self._face.heard(events)
        self._changed.set()

    def _told(self, events: Sequence[Event]) -> None:
        self.mode.wake()
        if events:
            self._epics.wake()
            self._face.heard([*events, *kept(lambda: chances(self._store, events, self._clock.now()))])
        if self._store.unfinished():  # decided before the watch counts as having looked, so that a crash undoes both
            with self._once_more():
                self.refresh()
                self._store.settle()
        self._changed.set()

    async def _review(self) -> None:
        """Tell the needs anew after each commit, many at once, and when time passed."""
        while True:
            await first(self._changed, self._clock, self._store.findings.pause(self._clock.now(), REVIEW))
            self._changed.clear()
            with self._once_more():
                self.refresh()

    async def _pulse(self) -> None:
        """Look for errands, and for a clock that jumped: after a sleep of the machine everything is asked at once."""
        version = self._base.version()
        while True:
            await self._clock.sleep(PULSE)
            now = self._clock.now()
            if self._slept(now):
                self.look_now()
                self.watches.wake()
            self._beat = now
            if version != (version := self._base.version()):
                self._sender.wake()
                self._changed.set()
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
            self.watches.poke(subject)
            self.watches.wake(subject)
        elif verb == HELD:  # somebody did something about a thing that is kept here alone
            self._store.read_anew(subject)
        elif verb == RULES:  # somebody taught how a red build is read
            self._store.findings.load()
            self._explainer.wake()
        elif verb == "look":  # somebody wrote into a file that a watch reads
            self.look_now()
        elif verb == SCAN:
            self.scan()
        elif verb == "config":
            raise _Renewed

    def _sent(self, account: str) -> None:
        """Something was written there: look at it."""
        self.mode.link()
        self._changed.set()
        self.watches.sent(account)

    # --- what follows

    def refresh(self) -> None:
        """Tell the needs, decide which may speak, and show the snapshot if it changed."""
        now = self._clock.now()
        self._slept(now)
        self._notice(now)
        if self.mode.turned_on():
            self.scan()
        view = self.view(now)
        self._draw(view, now)
        slept = self._woke and now - self._woke < FRESH
        stale = self._store.unseen_since(self._woke) if slept and self._woke else frozenset[str]()
        self._teller.tell(view, self._store.unfinished(), stale, now)
        if self._pruned_at is None or now - self._pruned_at > DAILY:
            self._store.prune(now, {need.subject for need in (*view.needs, *view.pending)})
            self._pruned_at = now

    def _notice(self, now: datetime) -> None:
        """Note which builds are red without anybody knowing why, and have that found out; and what blocks a release."""
        if self._store.findings.notice(self._store.items, self._store.unfinished(), now):
            self._explainer.wake()
        critical.notice(self._plan, self._store, now)

    def _slept(self, now: datetime) -> bool:
        """Whether the machine slept since the last pulse."""
        slept = now - self._beat > PULSE + REVIEW
        self._woke = now if slept else self._woke
        return slept

    def _draw(self, view: View, now: datetime) -> None:
        known = self.snapshot
        drawn = view.snapshot(known.revision, known.at, now) if known else view.snapshot(0, now, now)
        if drawn != known:
            self.snapshot = msgspec.structs.replace(drawn, revision=drawn.revision + 1, at=now)
            self._face.show(self.snapshot)
