"""The rates of releases: reckoned once a scan, in pieces on a loop, and with what was unusual at the look before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.model import Mark
from supporttray.engine.database import kept
from supporttray.engine.release.rate import Rates, framed, reckoned, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Sequence
    from datetime import date, datetime, tzinfo

    from supporttray.core.item import Deploy
    from supporttray.core.release.plan import Release
    from supporttray.engine.store import Store

UNUSUAL = "unusual"  # the mark of a release whose tickets or errors were unusual at the last look: its basis names them


class Asked(NamedTuple):
    """A release whose rates are wanted at a moment, what went live, and the days on which nobody works."""

    release: Release
    deploys: Sequence[Deploy]
    now: datetime
    free: Collection[date]


class Pace:
    """The rates of a workspace's releases. As long as nothing that is counted changes, and no scan was made, they stay as they are."""

    def __init__(self, store: Store, zone: tzinfo | None) -> None:
        self._store, self._zone = store, zone
        self._known: dict[int, tuple[object, Rates]] = {}

    def rates(self, asked: Asked) -> Rates:
        """Return the rates of a release."""
        return whole(self._steps(asked))

    async def ready(self, asked: Asked) -> None:
        """Reckon them in pieces, so that the next who wants them has them at once."""
        for _ in self._steps(asked):
            await asyncio.sleep(0)

    def _steps(self, asked: Asked) -> Generator[None, None, Rates]:
        release, archive = asked.release, self._store.archive
        frame = framed(archive, release, asked.deploys, asked.now, self._zone)
        basis = (release, frame, tuple(asked.free), archive.state())
        before, found = self._known.get(release.number, (None, Rates()))
        if before != basis:
            yield
            found = yield from reckoned(archive, release, frame, asked.free, standing=self._standing(release))
            self._known[release.number] = (basis, found)
            self._stand(release, found.unusual, asked.now)
        return found

    def _standing(self, release: Release) -> frozenset[str]:
        """Return what was unusual at the look before: it is said until it is usual again."""
        mark = self._store.marks().get((_subject(release), UNUSUAL))
        return frozenset(mark.basis.split()) if mark else frozenset()

    def _stand(self, release: Release, unusual: frozenset[str], now: datetime) -> None:
        if unusual != self._standing(release):
            basis = " ".join(sorted(unusual))
            mark = Mark(subject=_subject(release), kind=UNUSUAL, at=now, until=release.over_at, basis=basis)
            kept(lambda: self._store.mark(mark))


def _subject(release: Release) -> str:
    return f"release:{release.number}"
