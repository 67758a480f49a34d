"""Release mode of an engine: whether a release is watched, and the search for its problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.engine.database import kept
from supporttray.engine.outbox import Outbox
from supporttray.engine.release.bug import link
from supporttray.engine.release.releases import Releases
from supporttray.engine.release.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from supporttray.core.model import Event
    from supporttray.engine.clock import Clock
    from supporttray.engine.plan import Plan
    from supporttray.engine.release.watcher import Search
    from supporttray.engine.store import Store

SCAN = "scan"  # the errand: another process watches a release now, or no more, or wants a look


class Mode:
    """Release mode. `told` is called with the journal's new lines."""

    def __init__(
        self, plan: Plan, store: Store, clock: Clock, search: Search, told: Callable[[Sequence[Event]], None]
    ) -> None:
        self._planned = plan.releases
        self._clock = clock
        self.releases = Releases(store.base)
        self._store = store
        self._was = False
        self._watcher = Watcher(self.releases, store, clock, search, told)

    @property
    def on(self) -> bool:
        """Whether a release is watched now."""
        return bool(self.releases.watched(self._clock.now()))

    def turned_on(self) -> bool:
        """Whether a release is watched now, and none was when this was asked last: what was scanned seldom is to be scanned at once."""
        was, self._was = self._was, self.on
        return self._was and not was

    def begin(self) -> None:
        """Take what the config plans."""
        kept(lambda: self.releases.plan(self._planned))
        self.link()

    def link(self) -> None:
        """Link the bugs that were made for problems."""
        kept(lambda: link(self.releases, Outbox(self._store.base), self._store, self._clock.now()))

    def wake(self) -> None:
        """Something may be new."""
        self._watcher.wake()

    async def run(self) -> None:
        """Work until cancelled."""
        await self._watcher.run()

    async def work(self) -> None:
        """Search once."""
        await self._watcher.work()
