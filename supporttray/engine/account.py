"""The accounts at services, each opened with its credential when it is first needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.connectors import CanRing
from supporttray.connectors.registry import SERVICES
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from supporttray.connectors.registry import Service
    from supporttray.engine.clock import Clock
    from supporttray.engine.plan import Account

# what the demo company takes, to be asked and to tell; the config allows it for loopback addresses only
DEMO_CREDENTIAL, DEMO_SECOND = "demo-credential", "xapp-demo-credential"


class Accounts:
    """The services of a plan. `credential` reads a secret by the account's name; None where there is none."""

    def __init__(
        self, accounts: Mapping[str, Account], credential: Callable[[str], Awaitable[str | None]], clock: Clock
    ) -> None:
        self._accounts = accounts
        self._credential = credential
        self._clock = clock
        self._open: dict[str, asyncio.Future[Service]] = {}

    async def service(self, name: str) -> Service:
        """Return the opened service. Raises `Refused` without a credential, `NoKeyring` where it cannot be read."""
        if name not in self._open:
            self._open[name] = asyncio.ensure_future(self._make(self._accounts[name]))
        try:
            return await asyncio.shield(self._open[name])
        except BaseException:
            if (future := self._open.get(name)) and future.done() and future.exception():
                del self._open[name]
            raise

    async def _make(self, account: Account) -> Service:
        kind = SERVICES[account.kind]
        if not account.credential:
            return kind(account.address, "", self._clock.now)
        credential = DEMO_CREDENTIAL if account.demo else await self._credential(account.name)
        if credential is None:
            hint = f"Set one: `supporttray secrets set {account.name}`."
            raise Refused(f"No credential for {account.name} is set.", hint, missing="credential")
        return kind(account.address, credential, self._clock.now)

    async def ringing(self, name: str, service: Service) -> str | None:
        """Return the second credential, with which the account's service tells at once what happens; None without one. Raises `NoKeyring`.

        The demo company has a fixed one: its keyring would be somebody's own.
        """
        account = self._accounts[name]
        if not isinstance(service, CanRing):
            return None
        if account.demo:
            return DEMO_SECOND if account.live else None
        return await self._credential(f"{name}.{service.ringing}")

    async def forget(self, name: str) -> None:
        """Close an account, so that its credential is read anew."""
        future = self._open.pop(name, None)
        if future and future.done() and not future.cancelled() and not future.exception():
            await future.result().http.close()

    async def close(self) -> None:
        """Close all."""
        for name in tuple(self._open):
            self._open[name].cancel()
            await self.forget(name)
