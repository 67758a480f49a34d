"""The only thing that crosses the thread border: runs the engine's coroutine on a thread of its own, brings its snapshots here."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from supporttray.errors import Failure

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from supporttray.core.model import Snapshot

    Live = Callable[[Callable[[Snapshot], None]], Coroutine[Any, Any, None]]


class Bridge(QObject):
    """Starts the engine's thread, hands its newest snapshot to Qt's thread, and ends it.

    `live(show)` runs until it is cancelled and calls `show` on its own thread; its heavy imports happen there too. Both
    signals are emitted on Qt's thread. Of a burst of snapshots only the newest arrives, so it costs one redraw.
    """

    changed = Signal(object)
    failed = Signal(object)
    _wake = Signal()

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._lock = threading.Lock()
        self._newest: Snapshot | None = None
        self._error: BaseException | None = None
        self._awake = False
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._work, name="engine")
        self._wake.connect(self._deliver)  # queued by Qt, because it is emitted on the other thread

    def start(self) -> None:
        """Start the engine's thread."""
        self._thread.start()

    def stop(self, limit_s: float = 5.0) -> bool:
        """Cancel the coroutine and wait for its thread; return whether it ended within the limit.

        It is asked a second time at half the limit, for code that swallowed the first cancellation. What it still had to say
        is said: Qt's loop may have ended, and would not bring it any more.
        """
        if self._thread.ident is None:
            return True
        end = time.monotonic() + limit_s
        for share in (0.5, 0.0):
            self._cancel()
            self._thread.join(max(0.0, end - time.monotonic() - limit_s * share))
        self._deliver()
        return not self._thread.is_alive()

    def _cancel(self) -> None:
        with self._lock:
            self._stopping = True
            loop, task = self._loop, self._task
        if loop and task and self._thread.is_alive():
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:
                return  # the loop closed while we asked: that is what we want

    # --- on the engine's thread

    def _work(self) -> None:
        import asyncio  # noqa: PLC0415  79 ms, and Qt's thread does not need it: the icon comes first

        try:
            asyncio.run(self._run())
        except asyncio.CancelledError:
            if not self._stopping:
                self._fail(_ended())
        except BaseException as error:  # noqa: BLE001  whatever it is, a person must hear of it
            self._fail(error)
        else:
            if not self._stopping:
                self._fail(_ended())

    async def _run(self) -> None:
        import asyncio  # noqa: PLC0415  (as above)

        with self._lock:
            if self._stopping:
                return
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        await self._live(self._show)

    def _show(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._newest = snapshot
            self._ring()

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._error = error
            self._ring()

    def _ring(self) -> None:
        """Ask Qt's thread to look, once until it has looked."""
        if not self._awake:
            self._awake = True
            self._wake.emit()

    # --- on Qt's thread

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            self._awake = False
            snapshot, self._newest = self._newest, None
            error, self._error = self._error, None
        if snapshot is not None:
            self.changed.emit(snapshot)
        if error is not None:
            self.failed.emit(error)


def _ended() -> Failure:
    return Failure("Support Tray has stopped looking", "Quit and start it again.")
