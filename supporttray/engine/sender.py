"""Sends what is in the outbox: one thing at a time an account, each step stored before it is taken."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors import CanWrite
from supporttray.core import outbox
from supporttray.core.outbox import Entry, Fate
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.engine.outbox import Outbox, mark
from supporttray.errors import Failure, NotUnderstood, Refused, ServiceError, SlowDown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.database import Database

AGAIN = timedelta(seconds=15)  # when it could not be looked for
MOVING = (Fate.WAITING, Fate.SENDING)
log = logging.getLogger(__name__)


class Sender:
    """Carries the outbox of a workspace out. `done` is called with the account after each thing that was sent or refused."""

    def __init__(self, base: Database, accounts: Accounts, clock: Clock, done: Callable[[str], None]) -> None:
        self._base = base
        self._outbox = Outbox(base)
        self._accounts = accounts
        self._clock = clock
        self._done = done
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look into the outbox now."""
        self._woken.set()

    def begin(self) -> None:
        """Look what an earlier engine left: what was under way is looked for, what is long overdue asks first."""
        now = self._clock.now()
        for entry in self._outbox.asking():
            if not self._waits_for_another(entry):
                self._outbox.change(entry.number, lambda one: outbox.restarted(one, now))

    async def run(self) -> None:
        """Send until cancelled."""
        busy: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                self._woken.clear()
                due, rest = kept(self._due)
                at_work = {name for name, task in busy.items() if not task.done()}
                for account in {entry.account for entry in due} - at_work:
                    mine = [entry for entry in due if entry.account == account]
                    busy[account] = asyncio.create_task(self.send(mine))
                    busy[account].add_done_callback(self._finished)
                await first(self._woken, self._clock, rest)
        finally:
            for task in busy.values():
                task.cancel()
            await asyncio.gather(*busy.values(), return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("the outbox: %s", error, exc_info=error)  # and it rests a while, or the same would happen at once
        else:
            self._woken.set()

    def _due(self) -> tuple[list[Entry], timedelta | None]:
        """Return what is due, and how long until the next thing is; None if nothing is under way.

        Nothing is while nothing can be saved: after a restart it would be sent again.
        """
        if not self._base.saved:
            return [], None
        now = self._clock.now()
        moving: list[Entry] = []
        for entry in self._outbox.asking():
            current = self._outbox.change(entry.number, lambda one: outbox.expired(self._followed(one), now))
            if current.fate in MOVING and not self._waits_for_another(current):
                earlier = {one.target for one in moving}
                if not current.target or current.target not in earlier:
                    moving.append(current)
            elif current.fate not in (*MOVING, entry.fate):
                self._done(current.account)
        due = [entry for entry in moving if entry.due <= now]
        rests = [entry.due - now if entry.due > now else AGAIN for entry in moving]
        return due, min(rests, default=None)

    def _followed(self, entry: Entry) -> Entry:
        previous = self._outbox.get(entry.previous) if entry.previous else None
        return outbox.follow(entry, previous) if previous else entry

    def _waits_for_another(self, entry: Entry) -> bool:
        """Whether it is not to be sent before the one that comes before it."""
        previous = self._outbox.get(entry.previous) if entry.previous else None
        return previous is not None and previous.fate is not Fate.SENT

    async def send(self, entries: Iterable[Entry]) -> None:
        """Take the next step of each entry, one after the other."""
        for entry in entries:
            moved = await self._step(entry)
            if moved.fate not in MOVING:
                self._done(entry.account)

    async def _step(self, entry: Entry) -> Entry:
        try:
            service = await self._service(entry.account)
            if entry.reading_back:
                return await self._look(service, entry)
            if not entry.deed.repeatable:
                await service.may(entry.deed)
        except Failure as error:
            return self._failed(entry, error)
        return await self._write(service, entry)

    async def _service(self, account: str) -> CanWrite:
        try:
            service = await self._accounts.service(account)
        except KeyError:
            hint = "Write its [service] table again, or choose another service."
            raise Refused(f"{account} is not in the config.", hint, missing="name") from None
        if not isinstance(service, CanWrite):
            raise Refused(f"{account} takes nothing from us.", "Choose another service.", missing="ability")
        return service

    async def _write(self, service: CanWrite, entry: Entry) -> Entry:
        begun = self._change(entry, outbox.begin)
        if begun.fate is not Fate.SENDING or begun.tried == entry.tried:
            return begun  # undone at the last moment
        try:
            receipt = await service.write(begun.deed, mark(begun))
        except Failure as error:
            return self._failed(begun, error, sent=True)
        return self._change(begun, lambda one, now: outbox.written(one, receipt, now))

    async def _look(self, service: CanWrite, entry: Entry) -> Entry:
        receipt = await service.find(entry.deed, mark(entry), entry.made_at)
        if receipt is None:
            return self._change(entry, outbox.absent)
        return self._change(entry, lambda one, now: outbox.written(one, receipt, now))

    def _failed(self, entry: Entry, error: Failure, *, sent: bool = False) -> Entry:
        """Move an entry on after an error, which says whether the thing may have arrived."""
        reason = f"{error.phrase} {error.hint}".strip()
        until = error.until if isinstance(error, SlowDown) else None
        refused = isinstance(error, Refused)
        if entry.reading_back and not sent:
            again = None if refused else until or self._clock.now() + AGAIN
            return self._change(entry, lambda one, now: outbox.unreadable(one, reason, now, until=again))
        if refused:
            return self._change(entry, lambda one, _: outbox.declined(one, reason))
        if sent and isinstance(error, ServiceError) and error.maybe:
            return self._change(entry, lambda one, now: outbox.perhaps(one, reason, now))
        if sent and isinstance(error, NotUnderstood):
            return self._change(entry, lambda one, _: outbox.declined(one, reason))
        return self._change(entry, lambda one, now: outbox.not_sent(one, reason, now, until))

    def _change(self, entry: Entry, step: Callable[[Entry, datetime], Entry]) -> Entry:
        """Move an entry on, unless somebody else did meanwhile."""
        now = self._clock.now()
        return self._outbox.change(entry.number, lambda one: step(one, now) if one == entry else one)
