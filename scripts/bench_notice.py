"""From a service's answer to its notification: `bench_notice.py ADDRESS CHANGES`, prints one JSON object.

The whole app with its icon, and the desktop's own notification daemon. Each change is a build that broke, and the look after it mends it,
so that every notification is a new one. The time runs from the moment the answer, fetched and read, is handed to the store until
the daemon has said that it shows the notification.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from bench_screen import on_screen, rest, share

from supporttray import app, session
from supporttray.core.action import LookNow
from supporttray.core.toast import FOUND
from supporttray.engine.store import Store
from supporttray.notify.choose import native
from supporttray.paths import Workspace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bench_screen import Script

    from supporttray.core.action import Action
    from supporttray.core.toast import Press, Toast
    from supporttray.ui.bridge import Stage

CONFIG = """
schema = 1
[service.ci]
kind = "cctray"
address = "{address}"
[[watch]]
kind = "cctray.builds"
name = "feed"
service = "ci"
every = "1h"
"""
SETTLE_S = 2.0
_commit = Store.commit


class Ear:
    """Stands between the app and the desktop's notifier, and before its store: hears when an answer came and when it was told."""

    def __init__(self) -> None:
        self.handed_at = 0.0
        self.took_ms: list[float] = []
        self.changes = 0
        self.said = 0

    def commit(self, store: Store, *answer: object) -> object:
        """Let the store keep an answer."""
        self.handed_at = time.perf_counter()
        return _commit(store, *answer)

    def notifier(self, pressed: Callable[[Press], None], closed: Callable[[str], None]) -> Ear:
        """Be the desktop's notifier."""
        self._desktop = native(pressed, closed)
        self.close = self._desktop.close
        return self

    @property
    def replies(self) -> bool:
        """As the desktop's."""
        return self._desktop.replies

    async def show(self, toast: Toast) -> None:
        """Show a toast; the daemon has answered when this ends."""
        await self._desktop.show(toast)
        if toast.key != FOUND:
            self.took_ms.append((time.perf_counter() - self.handed_at) * 1000)
        self.said += 1

    async def withdraw(self, key: str) -> None:
        """Take a toast away."""
        await self._desktop.withdraw(key)
        self.said += 1


class Run:
    """The app in a folder of its own, and a way to make it look now."""

    def __init__(self, folder: Path, address: str) -> None:
        self._place = Workspace("bench", folder / "bench.toml", folder)
        self._place.config.write_text(CONFIG.format(address=address), "utf-8")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._do: Callable[[Action], Awaitable[object]] | None = None

    async def live(self, stage: Stage) -> None:
        """Run the app."""
        self._loop = asyncio.get_running_loop()

        def serve(do: Callable[[Action], Awaitable[object]]) -> None:
            self._do = do
            stage.serve(do)

        await app.attend(self._place, stage._replace(serve=serve))

    def look(self) -> None:
        """Make it look, as the button of the inbox does."""
        asyncio.run_coroutine_threadsafe(self._do(LookNow()), self._loop)


def measure(address: str, changes: int) -> dict[str, float]:
    """Let so many builds break, one after another."""
    ear = Ear()

    def commit(store: Store, *answer: object) -> object:
        return ear.commit(store, *answer)

    def script(run: Run) -> Script:
        yield lambda: ear.handed_at
        yield rest(SETTLE_S)
        ear.took_ms.clear()
        while len(ear.took_ms) < changes:
            said = ear.said
            run.look()
            yield lambda said=said: ear.said > said

    with (
        tempfile.TemporaryDirectory(prefix="supporttray-bench-") as folder,
        patch.object(Store, "commit", commit),
        patch.object(session, "native", ear.notifier),
    ):
        run = Run(Path(folder), address)
        on_screen(run.live, script(run))
    took = sorted(ear.took_ms)
    return {"p50": share(took, 0.5), "p99": share(took, 0.99), "max": took[-1], "changes": len(took)}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
