"""One watch: asked again and again, one fetch at a time. The only place that catches broadly."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors import Answer, CanHear
from supporttray.connectors.registry import CONNECTORS, connector
from supporttray.core.item import OPEN
from supporttray.core.model import Health
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.engine.schedule import delay
from supporttray.errors import Failure, NoKeyring, ServiceError, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from supporttray.connectors import Connector, Hint, Unchanged
    from supporttray.connectors.http import Http
    from supporttray.connectors.registry import Service
    from supporttray.core.model import Event
    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.plan import Plan, Watch
    from supporttray.engine.store import Store

LIMIT_S = 180.0  # of one fetch, which may be many requests
BREATH = timedelta(milliseconds=100)  # between two looks where there is more to be asked at once
MANY = 15  # things to look at singly; everything is cheaper then
PATIENCE_S = 2.0  # a keyring that nobody has to unlock has answered by then
_ASKED = ("The keyring has not answered yet.", "A window of your system may ask for its password.")
log = logging.getLogger(__name__)


class Poller:
    """Asks one watch.

    `told` is called after each fetch with the journal's new lines, before the watch's health says that it has looked. `busy` says whether a
    release is watched: what is scanned for it is asked more seldom otherwise.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        plan: Plan,
        accounts: Accounts,
        store: Store,
        clock: Clock,
        lot: Callable[[], float],
        told: Callable[[Sequence[Event]], None],
        busy: Callable[[], bool] = lambda: True,
    ) -> None:
        self.watch = watch
        self._me = plan.me
        self._basis = plan.basis(watch)
        self._accounts = accounts
        self._store = store
        self._clock = clock
        self._lot = lot
        self._told, self._busy = told, busy
        self.calm: timedelta | None = getattr(CONNECTORS[watch.kind], "calm", None)
        self._connector: Connector | None = None
        self._ear: CanHear | None = None  # the same, where it can look at single things
        self._failures = 0
        self._stopped = False
        self._http: Http | None = None
        self._answer = Answer()  # the last one; of its items nothing is kept
        self._poked = asyncio.Event()
        self._due: datetime | None = None  # when everything is looked at again; None for now
        self._hints: dict[Hint, None] = {}
        self._listens = False
        self._deaf = ""

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            self._poked.clear()
            span = await self.ask(self._where())
            self._stopped = span is None
            if self._failures or not self._hints:
                await first(self._poked, self._clock, span)

    @property
    def more(self) -> bool:
        """Whether its last look left something to be asked at once."""
        return not self._failures and self._answer.more

    def poke(self, *, anew: bool = False) -> None:
        """Ask now, unless the credential was refused; `anew` says that it may be another one by now."""
        if anew:
            self._connector = self._ear = None
        if anew or not self._stopped:
            self._failures = 0
            self._due = None
            self._poked.set()

    def hear(self, hint: Hint) -> None:
        """Look there, if this watch may see it; at once, unless the service fails: then everything is looked at as soon as it does not."""
        if len(self._hints) <= MANY and self._ear and self._ear.hears(hint):
            self._hints[hint] = None
            if not self._failures:
                self._poked.set()

    def listen(self, *, live: bool, deaf: str = "") -> None:
        """Be told whether everything is told at once from now on; what was missed is looked for. `deaf` says why it is not."""
        if live or self._listens or deaf != self._deaf:
            self._listens, self._deaf = live, deaf
            self.poke()

    def _where(self) -> tuple[Hint, ...]:
        """Return where to look; nothing for everywhere. What is told while everything is looked at is looked at afterwards."""
        if self._due is None or self._clock.now() >= self._due:
            return ()
        hints, self._hints = tuple(self._hints), {}
        return hints if len(hints) <= MANY else ()

    async def ask(self, hints: tuple[Hint, ...] = ()) -> timedelta | None:
        """Ask once and keep what came; return how long to wait for the next time, None for until poked."""
        error: Failure | None = None
        events: Sequence[Event] = ()
        self._due = self._due if hints else OPEN
        try:
            events = await self._fetch(hints)
            self._failures = 0
        except Failure as failure:
            error = failure
            if isinstance(failure, SlowDown | Unreachable):  # not everything is seen by looking at everything
                self._hints = dict.fromkeys(hints) | self._hints
        except Exception:  # a bug in a connector must not end the watch, nor the others
            log.exception("%s: unexpected error", self.watch.name)
            error = Unreachable("An error of this program; the log has the details.", "Please report it.")
        if error is not None:
            self._failures += 1
        self._told(events)
        self._note(error)
        return self._rest(error, looked=bool(hints))

    def _rest(self, error: Failure | None, *, looked: bool) -> timedelta | None:
        """Return how long to wait; `looked` says that only some things were looked at, and when everything is due stands."""
        now = self._clock.now()
        if error is None and looked and self._due is not None and not self._answer.more:
            return max(self._due - now, timedelta(0))
        if error is None and self._answer.more:
            span: timedelta | None = self._answer.rest or BREATH
        else:
            span = delay(self.watch.every if error else self._every, self._failures, error, now, self._lot())
        if self._due is not None:  # somebody may have poked meanwhile
            self._due = None if span is None else now + span
        return span

    @property
    def _every(self) -> timedelta:
        """How often everything is looked at: seldom while the service tells what happens, and as seldom as it wants to be asked."""
        every = max(self.watch.every, self._answer.rest or self.watch.every)
        if self.calm and not self._busy():
            return max(every, self.calm)
        return max(every, self._ear.unhurried) if self._listens and self._ear else every

    async def _fetch(self, hints: tuple[Hint, ...]) -> Sequence[Event]:
        if self._connector is None:
            service = await self._opened() if self.watch.account else None
            self._http = service.http if service else None
            made: Any = connector(self.watch.kind, self.watch.options, service, self._me)
            self._connector, self._ear = made, made if isinstance(made, CanHear) else None
        try:
            async with asyncio.timeout(LIMIT_S):
                answer = await self._asked(self._connector, hints)
        except TimeoutError as error:
            raise Unreachable(f"It did not answer within {LIMIT_S:.0f} s.") from error
        if not isinstance(answer, Answer):
            return ()
        before = self._answer if hints else Answer()
        self._answer = msgspec.structs.replace(
            answer,
            items=(),
            gone=(),
            memory=b"",
            limits=answer.limits or before.limits,
            rest=answer.rest or before.rest,
        )
        return kept(lambda: self._store.commit(self.watch.name, answer, self._basis, self._clock.now()))

    async def _asked(self, asked: Connector, hints: tuple[Hint, ...]) -> Answer | Unchanged:
        """Ask about everything, or about single things."""
        memory = self._store.memory(self.watch.name, self._basis)
        if hints and self._ear:
            return await self._ear.look(memory, hints, self._clock.now())
        return await asked.fetch(memory, self._clock.now())

    async def _opened(self) -> Service:
        """Open the account. Where the keyring waits for a person, that is said meanwhile."""
        opening = asyncio.ensure_future(self._accounts.service(self.watch.account))
        try:
            await asyncio.wait([opening], timeout=PATIENCE_S)
            if not opening.done():
                self._note(NoKeyring(*_ASKED))
                self._told(())
            return await opening
        finally:
            opening.cancel()

    def _note(self, error: Failure | None) -> None:
        """Keep how the watch fares; log once when it breaks and once when it heals."""
        now = self._clock.now()
        before = self._store.health.get(self.watch.name)
        state, detail, hint = _words(error)
        same = before is not None and before.state == state
        if not same and (error or (before and before.state not in ("ok", "starting"))):
            log.log(logging.WARNING if error else logging.INFO, "%s: %s %s", self.watch.name, state, detail)
        health = Health(
            watch=self.watch.name,
            service=self.watch.account,
            state=state,
            since=before.since if before and same else self._first(state, now),
            every=self._every,
            seen_at=now if error is None else before.seen_at if before else None,
            detail=detail,
            hint=hint,
            skew=self._http.skew if self._http else None,
            limits=" ".join(filter(None, (self._answer.limits, self._deaf))),
            live=self._listens and self._ear is not None,
        )
        kept(lambda: self._store.keep_health(health))
        if self.calm and error is None and not self._answer.more:
            kept(lambda: self._store.archive.scanned(self.watch.name, now))

    def _first(self, state: str, now: datetime) -> datetime:
        """Since when its service refuses: watches that follow one another there, or are seen again so, are one refusal."""
        if state != "refused" or not self.watch.account:
            return now
        others = [
            one.since for one in self._store.health.values() if one.service == self.watch.account and one.state == state
        ]
        return min(others, default=now)


def starting(watch: Watch, known: Health | None, now: datetime) -> Health:
    """How a watch fares before this engine's first look: an error of before stands, that all was well is not known any more."""
    if known and known.state not in ("ok", "starting"):
        return msgspec.structs.replace(known, service=watch.account, every=watch.every)
    seen_at = known.seen_at if known else None
    return Health(
        watch=watch.name, service=watch.account, state="starting", since=now, every=watch.every, seen_at=seen_at
    )


def _words(error: Failure | None) -> tuple[str, str, str]:
    if error is None:
        return "ok", "", ""
    state = error.state if isinstance(error, ServiceError) else "failed"
    return state, error.phrase, error.hint
