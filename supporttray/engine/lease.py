"""Keeps the message to the backup moving while the app is seen, and takes it back when it ends on purpose. Each step is stored."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.lease import CanLease
from supporttray.core import lease as terms
from supporttray.core.display import clock
from supporttray.core.item import Request
from supporttray.core.lease import Lease, Look, Schedule
from supporttray.core.model import Notice, Urgency
from supporttray.engine.backup import Leases, asked, question_of
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.errors import Failure, NoKeyring, Refused, SlowDown

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime
    from typing import Any

    from supporttray.core.lease import Move
    from supporttray.core.snapshot import Snapshot
    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.desk import Desk
    from supporttray.engine.plan import Backup

TOLD, REFUSED = "backup.told", "backup.refused"
TICK = timedelta(seconds=30)
AGAIN = timedelta(minutes=5)  # after the service refused, or the keyring was locked
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNANSWERED = timedelta(minutes=5)
ENDING_S = 2.0  # the app that ends is asked a second time after 2.5 s
MOST = 10  # moves at once: a service that answers nonsense is not asked for ever
log = logging.getLogger(__name__)


class Keeper:
    """Holds the lease of a running engine. `shown` gives what faces see, `changed` is called when there is something else to be said."""

    def __init__(
        self,
        desk: Desk,
        accounts: Accounts,
        clock: Clock,
        *,
        shown: Callable[[], Snapshot | None],
        changed: Callable[[], None],
        lot: Callable[[], float],
    ) -> None:
        self._desk = desk
        self._accounts = accounts
        self._clock = clock
        self._shown = shown
        self._changed = changed
        self._lot = lot
        self._leases = Leases(desk.base)
        self._woken = asyncio.Event()
        self._every = terms.EVERY
        self._stays = False
        self._asked: tuple[str, datetime] | None = None  # which message was looked at for a yes, and when
        self._refused: Notice | None = None
        self._noted = ""

    async def run(self) -> None:
        """Keep it until cancelled."""
        for lease in self._leases.all():  # whoever ran before may have ended between two steps
            self._keep(terms.unsure(lease))
        while True:
            self._woken.clear()
            rest = await self._attempt()
            await first(self._woken, self._clock, rest)

    def wake(self) -> None:
        """Try now what did not work before."""
        self._woken.set()

    def move_on(self) -> None:
        """Move it now: the system may be about to sleep, or the person to leave."""
        self._every = terms.SOON
        self._woken.set()

    async def during(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the engine's work. What is ended takes the message back; where it fails nobody is home, and what stands there stays.

        An engine that makes room for the next one leaves it too: the next one looks what stands there.
        """
        try:
            await work
        except asyncio.CancelledError:
            if not self._stays:
                await self.end()
            raise

    def stay(self) -> None:
        """Another engine follows at once."""
        self._stays = True

    async def end(self) -> None:
        """Take back what stands there, in a bounded time; what could not be taken back is sent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDING_S):
                for lease in self._leases.all():
                    if lease.account in self._desk.plan.accounts:
                        with suppress(Failure):  # what stands elsewhere may be taken back all the same
                            await self._moved(lease, wanted=False)

    # --- one turn

    async def _attempt(self) -> timedelta | None:
        """Do what is to be done now; return how long to rest, None for until somebody acts."""
        try:
            await self._turn()
        except SlowDown as error:
            return max(error.until - self._clock.now(), timedelta(seconds=1))
        except Refused as error:
            if error.missing == "credential":  # of that another need tells
                return None
            self._say_refused(error)
            return AGAIN
        except (
            Failure
        ) as error:  # offline, or a locked keyring: nothing can be done about it, and other words tell of it
            self._note(error.phrase)
            return (
                AGAIN if isinstance(error, NoKeyring) else TICK
            )  # who is asked to unlock it is not asked all the time
        self._every, self._refused, self._noted = terms.EVERY, None, ""
        self._say()
        return TICK

    async def _turn(self) -> None:
        """Move it on first: where the backup's yes cannot be looked at, or an earlier backup's is not taken back, it moves all the same."""
        backup = self._desk.plan.backup
        if backup and (own := self._own(backup)):
            moved = await self._moved(own, wanted=self._wanted(backup, own))
            agreed = await self._agreed(backup, moved)
            if agreed.agreed != moved.agreed:
                await self._moved(agreed, wanted=self._wanted(backup, agreed))
        for lease in self._leases.all():
            if backup is None or (lease.account, lease.person) != backup.whose:
                await self._let_go(lease)

    def _own(self, backup: Backup) -> Lease | None:
        """Return the lease with a backup; one is begun once the person wants it and has asked."""
        if known := self._leases.get(backup):
            return known
        if not (backup.consent and self._desk.base.saved and asked(self._desk.outbox, backup)):
            return None
        account, person = backup.whose
        return self._keep(Lease(account, person, terms.reference(self._lot() for _ in range(4))))

    async def _let_go(self, lease: Lease) -> None:
        """End what was held with somebody who is the backup no more."""
        if lease.account in self._desk.plan.accounts:
            lease = await self._moved(lease, wanted=False)
        if not lease.standing or lease.account not in self._desk.plan.accounts:
            self._leases.drop(lease)

    def _wanted(self, backup: Backup, lease: Lease) -> bool:
        """Whether one is to stand there: I want it, the backup agreed, and I am on duty; over a night only if I am in the morning too.

        Where nothing can be kept nobody would know later what is ours.
        """
        shown, now = self._shown(), self._clock.now()
        if shown is None or not (backup.consent and lease.agreed and shown.duty.on and self._desk.base.saved):
            return False
        hours, until = self._desk.plan.hours.without(self._desk.store.items.values()), shown.duty.until
        return until is None or hours.open(now) or hours.after(now, terms.AHEAD) <= until

    async def _agreed(self, backup: Backup, lease: Lease) -> Lease:
        """Look at the start and each hour whether the backup says yes, oftener while they have not answered."""
        message, now = question_of(self._desk.outbox, backup), self._clock.now()
        if not (backup.consent and message):
            return self._keep(msgspec.structs.replace(lease, agreed="")) if lease.agreed else lease
        rest = HOUR if lease.agreed else UNANSWERED
        if self._asked and self._asked[0] == message and timedelta(0) <= now - self._asked[1] < rest:
            return lease
        service = await self._service(lease.account)
        lease = await self._placed(service, lease)
        yes = await service.agreed(lease.place, message, lease.person)
        self._asked = (message, now)
        return self._keep(msgspec.structs.replace(lease, agreed=message if yes else ""))

    # --- the moves

    async def _moved(self, lease: Lease, *, wanted: bool) -> Lease:
        """Do what is to be done, a step after the other."""
        hours = self._desk.plan.hours.without(self._desk.store.items.values())
        for _ in range(MOST):
            step = terms.move(lease, hours, self._clock.now(), wanted=wanted, every=self._every)
            if step is None:
                break
            lease = self._keep(await self._done(await self._service(lease.account), lease, step))
        return lease

    async def _done(self, service: CanLease, lease: Lease, step: Move) -> Lease:
        if isinstance(step, Look):
            return await self._looked(service, await self._placed(service, lease))
        if isinstance(step, Schedule):
            self._keep(terms.unsure(lease))  # whoever ends from here on does not know whether it stands there
            text = self._text(lease, step)
            return terms.scheduled(lease, await service.schedule(lease.place, text, step.at))
        taken = await service.withdraw(lease.place, step.id)
        return terms.withdrawn(lease, step.id) if taken else terms.stuck(lease, step.id)

    async def _looked(self, service: CanLease, lease: Lease) -> Lease:
        mark, now = terms.mark(lease.reference), self._clock.now()
        found = await service.standing(lease.place, mark)
        since = max(filter(None, (lease.told_at, now - DAY)))
        posted = await service.sent(lease.place, mark, lease.person, since)
        return terms.looked(lease, found, posted, now)

    async def _placed(self, service: CanLease, lease: Lease) -> Lease:
        if lease.place:
            return lease
        return self._keep(msgspec.structs.replace(lease, place=await service.conversation(lease.person)))

    async def _service(self, account: str) -> CanLease:
        service = await self._accounts.service(account)
        if not isinstance(service, CanLease):
            raise Refused(
                f"{account} cannot send anything later.", "Choose another service in [backup].", missing="name"
            )
        return service

    def _text(self, lease: Lease, step: Schedule) -> str:
        """Return what the backup would read: the questions that are open now."""
        shown = self._shown()
        subjects = dict.fromkeys(need.subject for need in shown.needs) if shown else {}
        items = (self._desk.store.items.get(one) for one in subjects)
        requests = [one for one in items if isinstance(one, Request)]
        return terms.message(
            self._desk.plan.me, lease.reference, self._clock.now(), step.at, requests, self._desk.plan.zone
        )

    def _keep(self, lease: Lease) -> Lease:
        return kept(lambda: self._leases.keep(lease))

    # --- what the person should know

    def _note(self, phrase: str) -> None:
        """Log it once."""
        if phrase != self._noted:
            log.info("the message to the backup: %s", phrase)
        self._noted = phrase

    def _say_refused(self, error: Refused) -> None:
        since = self._refused.since if self._refused else self._clock.now()
        because = f"{error.phrase} {error.hint}".strip()
        self._refused = Notice(kind=REFUSED, title="Your backup would not be told", because=because, since=since)
        self._say()

    def _say(self) -> None:
        others = tuple(one for one in self._desk.base.notices if one.kind not in (TOLD, REFUSED))
        mine = tuple(filter(None, (self._refused, self._told())))
        if self._desk.base.notices != (fresh := others + mine):
            self._desk.base.notices = fresh
            self._changed()

    def _told(self) -> Notice | None:
        """Tell for a day that the backup was told."""
        backup = self._desk.plan.backup
        lease = self._leases.get(backup) if backup else None
        if not (backup and lease and lease.told_at) or self._clock.now() - lease.told_at > DAY:
            return None
        at = clock(lease.told_at, self._desk.plan.zone)
        return Notice(
            kind=TOLD,
            title=f"{backup.name} was told at {at} that your tray was not seen",
            because="It was not seen for half a working hour, so Slack sent the message that stood ready. Tell them that you are back.",
            since=lease.told_at,
            urgency=Urgency.QUIET,
        )
