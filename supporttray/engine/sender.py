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
            self._outbox.change(entry.number, lambda one: outbox.restarted(one, now))

    async def run(self) -> None:
        """Send until cancelled."""
        busy: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                self._woken.clear()
                due, rest = self._due()
                for account in {entry.account for entry in due} - {
                    name for name, task in busy.items() if not task.done()
                }:
                    busy[account] = asyncio.create_task(self.send(entry for entry in due if entry.account == account))
                    busy[account].add_done_callback(self._finished)
                await first(self._woken, self._clock, rest)
        finally:
            for task in busy.values():
                task.cancel()
            await asyncio.gather(*busy.values(), return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("the outbox: %s", error, exc_info=error)
        self._woken.set()

    def _due(self) -> tuple[list[Entry], timedelta | None]:
        """Return what is due, and how long until the next thing is; None if nothing is under way."""
        now = self._clock.now()
        moving = []
        for entry in self._outbox.asking():
            current = self._outbox.change(entry.number, lambda one: outbox.expired(self._followed(one), now))
            if current.fate in MOVING and not self._waits_for_another(current):
                moving.append(current)
        due = [entry for entry in moving if entry.due <= now]
        rest = min((entry.due - now for entry in moving if entry.due > now), default=None)
        return due, rest

    def _followed(self, entry: Entry) -> Entry:
        head = self._outbox.get(entry.after) if entry.after else None
        return outbox.follow(entry, head) if head else entry

    def _waits_for_another(self, entry: Entry) -> bool:
        return bool(entry.after) and not entry.deed.message

    async def send(self, entries: Iterable[Entry]) -> None:
        """Take the next step of each entry, one after the other."""
        for entry in entries:
            moved = await self._step(entry)
            if moved.fate not in MOVING:
                self._done(entry.account)

    async def _step(self, entry: Entry) -> Entry:
        try:
            service = await self._accounts.service(entry.account)
            if not isinstance(service, CanWrite):
                raise Refused(f"{entry.account} takes nothing from us.", "Choose another service.", missing="ability")
            if entry.reading_back:
                return await self._look(service, entry)
            if not entry.deed.repeatable:
                await service.may(entry.deed)
        except Failure as error:
            return self._failed(entry, error)
        return await self._write(service, entry)

    async def _write(self, service: CanWrite, entry: Entry) -> Entry:
        begun = self._change(entry, lambda one, now: outbox.begin(one, now) if one.fate is Fate.WAITING else one)
        if begun.fate is not Fate.SENDING:
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
        if sent and isinstance(error, ServiceError) and (error.maybe or isinstance(error, NotUnderstood)):
            return self._change(entry, lambda one, now: outbox.perhaps(one, reason, now))
        return self._change(entry, lambda one, now: outbox.not_sent(one, reason, now, until))

    def _change(self, entry: Entry, step: Callable[[Entry, datetime], Entry]) -> Entry:
        now = self._clock.now()
        return self._outbox.change(entry.number, lambda one: step(one, now))
