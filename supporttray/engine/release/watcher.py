"""Looks for problems while a release is watched: after each scan, in a child process."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item import Deploy, Error
from supporttray.core.model import Event
from supporttray.core.release.ticket import TEXTS
from supporttray.engine.clock import first
from supporttray.engine.database import kept
from supporttray.engine.rows import from_ms, to_ms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from datetime import datetime

    from supporttray.core.release.plan import Release
    from supporttray.core.release.problem import Problem
    from supporttray.engine.clock import Clock
    from supporttray.engine.release.releases import Releases
    from supporttray.engine.store import Store

    Search = Callable[[bytes, AsyncIterator[bytes]], Awaitable[tuple[Problem, ...]]]

AGAIN = timedelta(minutes=10)  # after a search that broke; and when a burst of some hours ago may look otherwise
PATIENCE = timedelta(hours=1)  # for the first look of a help desk
PIECE = 500  # rows that are read before the loop may do something else: some milliseconds
BEFORE = timedelta(days=7)  # in which the errors of a usual day are counted
SUSPECTED = "problem.suspected"
log = logging.getLogger(__name__)


async def unsearched(_asked: bytes, _history: AsyncIterator[bytes]) -> tuple[Problem, ...]:
    """Find nothing."""
    return ()


class Watcher:
    """Looks for problems of the releases that are watched. `told` is called with the journal's new lines."""

    def __init__(
        self,
        releases: Releases,
        store: Store,
        clock: Clock,
        search: Search,
        told: Callable[[Sequence[Event]], None],
    ) -> None:
        self._releases, self._store, self._clock = releases, store, clock
        self._search, self._told = search, told
        self._woken = asyncio.Event()
        self._seen: dict[int, object] = {}

    def wake(self) -> None:
        """Something may be new."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.work()
            except OSError as error:  # the child broke, or the machine has no room for one
                log.warning("The search for problems of a release failed: %s", error)
            await first(self._woken, self._clock, AGAIN)

    async def work(self) -> None:
        """Search, where something is new."""
        now = self._clock.now()
        if self._filling(now):
            return
        for release in self._releases.watched(now):
            state = self._state(release, now)
            if self._seen.get(release.number) != state:
                self._keep(await self._search(await self._asked(release, now), self._history(release, now)))
                self._seen[release.number] = state

    def _filling(self, now: datetime) -> bool:
        """Whether a watch reads its history for the first time: while little is known, too much is unusual. An hour is enough to wait."""
        query = "SELECT min(seen_at) FROM ticket WHERE watch NOT IN (SELECT watch FROM scan)"
        begun = self._store.base.read(query).fetchone()[0]
        return begun is not None and now - from_ms(begun) < PATIENCE

    def _state(self, release: Release, now: datetime) -> object:
        """Return what changes when there is something new to be read; a span of time passes as well."""
        base = self._store.base
        tickets = base.read("SELECT count(*), total(gone), max(rowid) FROM ticket").fetchone()
        decisions = base.read("SELECT count(*), max(number) FROM decision").fetchone()
        errors = frozenset((one.key, one.news_at, one.ended) for one in self._errors(release))
        return (release, tickets, decisions, errors, now.timestamp() // AGAIN.total_seconds())

    def _errors(self, release: Release) -> list[Error]:
        return [one for one in self._store.items.values() if isinstance(one, Error) and one.news_at >= release.start]

    async def _asked(self, release: Release, now: datetime) -> bytes:
        from supporttray.core.release.group import Asked  # noqa: PLC0415  while a release is watched

        problems = self._releases.problems()
        elsewhere = [key for one in problems if one.release != release.number for key in one.tickets]
        query = "SELECT body FROM ticket WHERE key = ?"
        told = [row for key in elsewhere if (row := self._store.base.read(query, (key,)).fetchone())]
        asked = Asked(
            release=release,
            now=now,
            problems=problems,
            fresh=tuple([msgspec.Raw(body) async for body in self._bodies(to_ms(release.start), to_ms(now) + 1)]),
            told=tuple(msgspec.Raw(body) for (body,) in told),
            errors=tuple(self._errors(release)),
            usual=self._usual(release),
            notes=self._notes(release),
        )
        return msgspec.json.encode(asked)

    async def _history(self, release: Release, now: datetime) -> AsyncIterator[bytes]:
        """Yield the tickets before a release, each a line of JSON, as the child takes them."""
        begin = to_ms(max(release.start - TEXTS, now - TEXTS))
        async for body in self._bodies(begin, to_ms(release.start)):
            yield body + b"\n"

    async def _bodies(self, since: int, until: int) -> AsyncIterator[bytes]:
        """Yield the tickets of a span as they are stored, the oldest first; read in pieces."""
        query = "SELECT at, key, body FROM ticket WHERE (at, key) > (?, ?) AND at < ? ORDER BY at, key LIMIT ?"
        last = (since - 1, "\U0010ffff")
        while piece := self._store.base.read(query, (*last, until, PIECE)).fetchall():  # no cursor stays open
            for _, _, body in piece:
                yield body
            last = piece[-1][:2]
            await asyncio.sleep(0)

    def _usual(self, release: Release) -> float | None:
        """Return how many errors were new on a usual day before the release; None where no watch knew."""
        since = release.start - BEFORE
        lines = [one for kind in ("error.new", "error.back") for one in self._store.lines(kind, since)]
        seen = {one.subject for one in lines if one.at < release.start}
        items = [one for one in self._store.items.values() if isinstance(one, Error)]
        seen |= {one.key for one in items if since <= one.news_at < release.start}
        return len(seen) / BEFORE.days if items or lines else None

    def _notes(self, release: Release) -> str:
        """Return what is written about the release where it went live, and the titles of the changes that are named there."""
        items = [one for one in self._store.items.values() if isinstance(one, Deploy)]
        notes = "\n".join(one.notes for one in items if release.version and release.version in one.version)
        named = [
            one.title for one in self._store.items.values() if one.kind == "review" and one.url and one.url in notes
        ]
        return "\n".join((notes, *named))[:20_000]

    def _keep(self, found: Sequence[Problem]) -> None:
        if found:
            now = self._clock.now()
            new = kept(lambda: self._releases.found(found))
            self._told(kept(lambda: self._store.tell([line(SUSPECTED, one, now) for one in new])))


def line(kind: str, problem: Problem, now: datetime) -> Event:
    """Return the journal's line about a problem."""
    subject = f"problem:{problem.number}"
    key = f"{kind}:{problem.number}:{int(now.timestamp() * 1000)}"
    return Event(key=key, kind=kind, subject=subject, at=now, seen_at=now, title=problem.title)
