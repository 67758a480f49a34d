"""Finds out to which epics the tasks belong that changes name: each is asked once, and remembered."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.work import CanBelong
from supporttray.core.item import Review, Task
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.engine.rows import to_ms
from supporttray.errors import Failure, NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from supporttray.core.item import AnyItem
    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.database import Database
    from supporttray.engine.plan import Plan
    from supporttray.engine.store import Store

AT_ONCE = 10  # tickets that are asked for in one go
SELDOM, SOON = (
    timedelta(hours=1),
    timedelta(minutes=5),
)  # between two goes where nothing is new, and where something failed
AGAIN = timedelta(days=7)  # a task may be put under an epic later
log = logging.getLogger(__name__)


def epics(items: Iterable[AnyItem], base: Database) -> dict[str, str]:
    """Return the epics of tasks by the tasks' names: as they were asked, and as the tasks that are seen say themselves."""
    known = dict(base.read("SELECT ticket, epic FROM belongs"))
    return known | {one.name: one.epic for one in items if isinstance(one, Task) and one.epic}


class Epics:
    """Asks one tracker for what the open changes name. `told` says that something new is known."""

    def __init__(self, plan: Plan, store: Store, accounts: Accounts, clock: Clock, told: Callable[[], None]) -> None:
        self._account = plan.reviewing.tickets
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._told = told
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for what is new."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while self._account:
            self._woken.clear()
            well = await self.work()
            await first(self._woken, self._clock, SELDOM if well else SOON)

    async def work(self) -> bool:
        """Ask for what is not known yet; False where the tracker did not answer."""
        closed = set[str]()
        while names := [name for name in self._unknown() if name not in closed][:AT_ONCE]:
            try:
                service = await self._accounts.service(self._account)
                if not isinstance(service, CanBelong):
                    return True
                for name in names:
                    if not await self._ask(service, name):
                        closed.add(name)
            except Failure as error:
                log.info("%s does not tell the epics of tasks: %s", self._account, error)
                self._try_later(self._unknown())
                return False
            self._try_later(closed)
            self._told()
        return not closed

    async def _ask(self, service: CanBelong, name: str) -> bool:
        """Ask for a task's epic and keep it; False for a task that may not be seen: the others may be. Raises a `ServiceError`."""
        epic = ""  # as of a task that the tracker does not know
        try:
            epic = await service.epic(name)
        except Refused as error:
            if error.missing == "credential":  # who asks with it again may be locked out
                raise
            if error.missing != "name":
                log.info("%s does not tell the epic of %s: %s", self._account, name, error)
                return False
        except NotUnderstood:
            pass
        self._keep(name, epic)
        return True

    def _unknown(self) -> list[str]:
        """Return the tasks that changes name and nobody asked for lately, those of the newest changes first."""
        if not self._account:
            return []
        since = to_ms(self._clock.now() - AGAIN)
        known = {name for (name,) in self._store.base.read("SELECT ticket FROM belongs WHERE at > ?", (since,))}
        known |= {one.name for one in self._store.items.values() if isinstance(one, Task) and one.epic}
        changes = [one for one in self._store.items.values() if isinstance(one, Review) and not one.mine]
        newest = sorted(changes, key=lambda one: one.at, reverse=True)
        return list(dict.fromkeys(name for one in newest for name in one.tickets if name not in known))

    def _try_later(self, names: Iterable[str]) -> None:
        """Note that these were asked in vain: till they are asked again they count as no epic's, or their changes would be hidden."""

        def write() -> None:
            with self._store.base.write() as base:
                base.executemany("INSERT OR IGNORE INTO belongs VALUES (?, '', 0)", ((name,) for name in names))

        names = tuple(names)
        if names:
            kept(write)
            self._told()

    def _keep(self, name: str, epic: str) -> None:
        def write() -> None:
            with self._store.base.write() as base:
                base.execute("REPLACE INTO belongs VALUES (?, ?, ?)", (name, epic, to_ms(self._clock.now())))

        kept(write)
