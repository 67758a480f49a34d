"""The link to the team's file: it is looked at again and again, and what a person says about it is done here."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from supporttray import config
from supporttray.core.action import Done
from supporttray.core.model import Mark, Notice, Urgency
from supporttray.core.team import CHANGED, DECLINED, UNREADABLE, AskTeam, DeclineTeam, TakeTeam, TeamChange
from supporttray.engine.clock import first
from supporttray.engine.database import Database, kept
from supporttray.engine.plan import Plan
from supporttray.engine.store import Store
from supporttray.errors import ConfigError, Failure, NotDone
from supporttray.team import difference, source
from supporttray.team.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action
    from supporttray.credentials import Credentials
    from supporttray.engine.clock import Clock
    from supporttray.paths import Workspace

EVERY = timedelta(hours=6)
SOON = timedelta(minutes=15)  # after a look that failed
NOTICE = timedelta(seconds=2)  # how often it is seen whether another process has taken a version
FOREVER = timedelta(days=3650)
OTHER = "The team's file has changed again: look at the difference anew."
log = logging.getLogger(__name__)


class Link:
    """The team's file of a workspace. `attend` looks at it beside a running engine; without one it answers all the same."""

    def __init__(self, place: Workspace, credentials: Credentials, clock: Clock) -> None:
        self._place = place
        self._credentials = credentials
        self._clock = clock
        self._shelf = Shelf(place)
        self._trouble: Failure | None = None
        self._failing_since: datetime | None = None
        self._looked_at: datetime | None = None
        self._poked = asyncio.Event()
        self._told: Callable[[tuple[Notice, ...]], None] = _to_nobody

    # --- beside an engine

    async def attend(self, plan: Plan, base: Database, touched: Callable[[], None]) -> None:
        """Look until another version is taken, by this process or another one. `touched` is called when there is a notice more or less."""

        def told(notices: tuple[Notice, ...]) -> None:
            others = tuple(one for one in base.notices if one.kind not in (CHANGED, UNREADABLE))
            if base.notices != (fresh := others + notices):
                base.notices = fresh
                touched()

        before = self._shelf.stamp()
        self._told = told
        looking = asyncio.ensure_future(self._go_on_looking(plan.team)) if plan.team else None
        try:
            while before == self._shelf.stamp():
                await self._clock.sleep(NOTICE)
        finally:
            self._told = _to_nobody
            if looking:
                looking.cancel()
            if before != self._shelf.stamp():  # also where something else ended this before it was noticed
                self._let_go(plan)

    def _let_go(self, before: Plan) -> None:
        """Lend no credential to an address that it was not given for: another process may have taken the file."""
        try:
            after = config.load(self._place.config)
        except ConfigError:
            return  # nothing is asked with it; the next version that can be read is compared anew
        for name in difference.moved(before, after):
            self._credentials.drop(name)

    async def _go_on_looking(self, address: str) -> None:
        while True:
            self._poked.clear()
            await self._look(address)
            await first(self._poked, self._clock, SOON if self._trouble else EVERY)

    def look_now(self) -> None:
        """Look at once."""
        self._poked.set()

    # --- one look

    async def _look(self, address: str) -> None:
        """Read the file and keep what was seen; where that fails, why. What was taken stays in any case."""
        try:
            team = await source.read(address, self._clock.now)
            await asyncio.to_thread(self._shelf.plan, team.text, address)
            self._shelf.keep_seen(team.text, address, self._clock.now())
            self._note(None)
        except Failure as error:
            self._note(error)
        except Exception:  # whatever a file of others does must not end the engine
            log.exception("the team's file: unexpected error")
            self._note(Failure("An error of this program; the log has the details."))
        self._told(self._notices())

    def _note(self, trouble: Failure | None) -> None:
        """Keep how it went; log once when it breaks and once when it heals."""
        self._looked_at = self._clock.now()
        if trouble and not self._trouble:
            self._failing_since = self._looked_at
            log.warning("the team's file cannot be used: %s", trouble.phrase)
        elif self._trouble and not trouble:
            log.info("the team's file is read again")
        self._trouble = trouble

    def _notices(self) -> tuple[Notice, ...]:
        """Return what a person should know of the file; nothing while all is as it was taken."""
        now = self._looked_at or self._clock.now()
        if self._trouble:
            because = f"{_sentence(self._trouble)} What was taken of it is used meanwhile."
            title = "The team's file cannot be used"
            since = self._failing_since or now
            return (
                Notice(kind=UNREADABLE, title=title, because=because, since=since, urgency=Urgency.QUIET, page="team"),
            )
        seen, taken = self._shelf.seen(self._address()), self._shelf.taken()
        if seen is None or seen == taken:
            return ()
        return (
            Notice(
                kind=CHANGED,
                title="The team's file has changed" if taken is not None else "The team's file can be taken",
                because="Look at the difference; nothing of it counts before you take it.",
                since=self._shelf.seen_at() or now,
                urgency=Urgency.QUIET,
                page="team",
                basis=difference.version(seen),
            ),
        )

    # --- what a person asks and says

    async def do(self, action: Action) -> object:
        """Answer an action about the link. Raises a `Failure`."""
        return await ACTIONS[type(action)](self, action)

    async def ask(self, action: AskTeam) -> TeamChange:
        """Say how the file differs from what was taken."""
        address = self._address()
        if action.look or self._shelf.seen(address) is None:
            await self._look(address)
        return await asyncio.to_thread(self._change, address)

    def _change(self, address: str) -> TeamChange:
        taken, seen = self._shelf.taken(), self._shelf.seen(address)
        trouble = _sentence(self._trouble) if self._trouble else ""
        if seen is None or seen == taken:
            return TeamChange(address=address, seen=self._looked_at, trouble=trouble)
        try:
            before, after = self._before(), self._shelf.plan(seen, address)
        except ConfigError as error:
            return TeamChange(address=address, seen=self._looked_at, trouble=_sentence(error))
        return TeamChange(
            address=address,
            version=difference.version(seen),
            trusted=tuple(one for one in difference.trusted(before, after) if one.news),
            meaning=difference.meaning(before, after),
            lines=difference.lines(taken or "", seen),
            seen=self._looked_at,
            trouble=trouble,
        )

    def _before(self) -> Plan:
        """Return what counts so far; nothing where that has mistakes, so that every address is told, and gets a token of its own."""
        try:
            return config.load(self._place.config)
        except ConfigError:
            return Plan()

    async def take(self, action: TakeTeam) -> Done:
        """Take the version that was shown, unless it has mistakes. What is kept for an address that goes is forgotten before."""
        address = self._address()
        seen = self._shelf.seen(address)
        if seen is None or difference.version(seen) != action.version:
            raise NotDone(OTHER)
        before, after = self._before(), self._shelf.plan(seen, address)
        gone = difference.moved(before, after)
        for name in gone:
            await self._credentials.forget(name, begun=name in before.accounts)
        self._shelf.take(seen, address, self._clock.now())
        asked = [name for name in gone if name in after.accounts and after.accounts[name].credential]
        anew = f" A token is asked for: {', '.join(asked)}." if asked else ""
        return Done(f"Taken.{anew}")

    async def decline(self, action: DeclineTeam) -> Done:
        """Say nothing more of this version."""
        seen = self._shelf.seen(self._address())
        if seen is None or difference.version(seen) != action.version:
            raise NotDone(OTHER)
        await asyncio.to_thread(self._mark, action.version)
        return Done("You hear of the next change.")

    def _mark(self, version: str) -> None:
        now, base = self._clock.now(), Database(self._place.database, self._clock.now)
        try:
            mark = Mark(subject=CHANGED, kind=DECLINED, at=now, until=now + FOREVER, basis=version)
            kept(lambda: Store(base).mark(mark))
        finally:
            base.close()

    def _address(self) -> str:
        """Return where the file is kept. Raises `NotDone` where the config names none."""
        address = config.linked(self._place.config)
        if not address:
            raise NotDone("The config names no team's file: write team = with its address or place.")
        return address


ACTIONS: Mapping[type[Action], Callable[[Link, Any], Awaitable[object]]] = {
    AskTeam: Link.ask,
    TakeTeam: Link.take,
    DeclineTeam: Link.decline,
}


def _to_nobody(_: tuple[Notice, ...]) -> None:
    """No engine runs."""


def _sentence(error: Failure) -> str:
    """Return an error in a sentence or two: of many mistakes the first."""
    if isinstance(error, ConfigError) and len(error.mistakes) > 1:
        return f"{error.mistakes[0]} ({len(error.mistakes) - 1} more.)"
    hint = "" if isinstance(error, ConfigError) else error.hint
    return f"{error.phrase} {hint}".strip()
