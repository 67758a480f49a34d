"""All watches of an engine, with the bells of their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.engine.bell import Bell
from supporttray.engine.poller import Poller, starting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from supporttray.core.model import Event
    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.plan import Plan
    from supporttray.engine.store import Store


class Watches:
    """The watches that a plan asks. `told` is called after each look with the journal's new lines, `busy` says whether a release is watched."""

    def __init__(
        self,
        plan: Plan,
        accounts: Accounts,
        store: Store,
        clock: Clock,
        lot: Callable[[], float],
        told: Callable[[Sequence[Event]], None],
        busy: Callable[[], bool],
    ) -> None:
        self._plan, self._store, self._clock = plan, store, clock
        self.pollers = [
            Poller(watch, plan=plan, accounts=accounts, store=store, clock=clock, lot=lot, told=told, busy=busy)
            for watch in plan.asked
        ]
        self.bells = [
            Bell(account, [one for one in self.pollers if one.watch.account == account], accounts, clock, lot)
            for account in {poller.watch.account: None for poller in self.pollers if poller.watch.account}
        ]

    def begin(self) -> None:
        """Forget what belongs to watches that there are no more, and say that the others begin."""
        self._store.only([watch.name for watch in self._plan.kept])
        for poller in self.pollers:
            known = self._store.health.get(poller.watch.name)
            self._store.keep_health(starting(poller.watch, known, self._clock.now()))

    def poke(self, account: str | None = None) -> None:
        """Ask at once: all of them, or those of an account whose credential may be another one by now."""
        for poller in self.pollers:
            if account in (None, poller.watch.account):
                poller.poke(anew=account is not None)

    def sent(self, account: str) -> None:
        """Look at an account where something was written."""
        for poller in self.pollers:
            if poller.watch.account == account:
                poller.poke()

    def scan(self) -> None:
        """Look at once at what is scanned for a release."""
        for poller in self.pollers:
            if poller.calm:
                poller.poke()

    def wake(self, account: str | None = None) -> None:
        """Listen anew, to all accounts or to one."""
        for bell in self.bells:
            if account in (None, bell.account):
                bell.wake()
