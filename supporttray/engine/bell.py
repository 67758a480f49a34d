"""A bell: an account's service tells at once what happens, and its watches look there. Whatever goes wrong with it, they ask as often as without it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors import CanRing
from supporttray.engine.clock import either, first
from supporttray.engine.schedule import delay
from supporttray.errors import Failure, NoKeyring, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from supporttray.connectors import Hint
    from supporttray.connectors.registry import Service
    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.poller import Poller

GRACE = timedelta(seconds=5)  # a bell that is silent for less was missed by nobody
AGAIN = timedelta(minutes=1)
log = logging.getLogger(__name__)


class Bell:
    """Listens to one account, if its service tells and its second credential is there; tells the account's watches."""

    def __init__(
        self, account: str, pollers: Sequence[Poller], accounts: Accounts, clock: Clock, lot: Callable[[], float]
    ) -> None:
        self.account = account
        self._pollers = pollers
        self._accounts = accounts
        self._clock = clock
        self._lot = lot
        self._woken = asyncio.Event()
        self._turned = asyncio.Event()
        self._is_live = False
        self._failures = 0

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            self._woken.clear()
            span = await self._attempt()
            await first(self._woken, self._clock, span)

    def wake(self) -> None:
        """Begin anew at once: the credential may be another one, or the machine has slept and what was open is dead."""
        self._woken.set()

    async def _attempt(self) -> timedelta | None:
        """Listen until that ends; return how long to wait, None for until somebody wakes it."""
        deaf = ""
        try:
            deaf = await self._listen()
        except Refused:  # there is nothing to listen with; of the account itself its watches tell
            self._failures = 0
        except Failure as failure:
            return self._later(failure)
        except Exception:  # a bug in it must not end the watches
            log.exception("%s: unexpected error", self.account)
            return self._later(Unreachable("An error of this program; the log has the details."))
        finally:
            self._is_live = False
            self._tell(live=False, deaf=deaf)
        return None

    def _later(self, error: Failure) -> timedelta | None:
        self._failures += 1
        return delay(AGAIN, self._failures, error, self._clock.now(), self._lot())

    async def _listen(self) -> str:
        """Listen until somebody wakes it; return why the service does not want that, where it does not."""
        service = await self._accounts.service(self.account)
        credential = await self._credential(service)
        if not credential or not isinstance(service, CanRing):
            return ""
        try:
            await either(service.ring(credential, self._hear, self._turn), self._woken.wait(), self._pace())
        except Refused as refused:
            log.warning("%s tells nothing at once: %s", self.account, refused.phrase)
            return f"{refused.phrase} {refused.hint}".strip()
        return ""

    async def _credential(self, service: Service) -> str | None:
        """Return what it listens with. Where the account's own came from elsewhere, no keyring is waited for."""
        try:
            return await self._accounts.ringing(self.account, service)
        except NoKeyring:
            return None

    def _hear(self, hint: Hint) -> None:
        for poller in self._pollers:
            poller.hear(hint)

    def _turn(self, live: bool) -> None:  # noqa: FBT001  as the protocol has it
        """Whether everything is told now; what was missed before is looked for at once."""
        self._is_live = live
        self._turned.set()
        if live:
            self._failures = 0
            self._tell(live=True)

    async def _pace(self) -> None:
        """Let the watches ask as often as without it when it is silent for more than a moment."""
        while True:
            await self._turned.wait()
            self._turned.clear()
            if not self._is_live:
                await first(self._turned, self._clock, GRACE)
                if not self._is_live:
                    self._tell(live=False)

    def _tell(self, *, live: bool, deaf: str = "") -> None:
        for poller in self._pollers:
            poller.listen(live=live, deaf=deaf)
