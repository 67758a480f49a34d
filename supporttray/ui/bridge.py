"""The only thing that crosses the thread border: runs the engine's coroutine on a thread of its own, and carries values across."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot

from supporttray.errors import Failure

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future

    from supporttray.core.action import Action
    from supporttray.core.page import Page
    from supporttray.core.snapshot import Snapshot

    Do = Callable[[Action], Awaitable[object]]
    Then = Callable[[object], None]
    Live = Callable[["Stage"], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)


class Bridge(QObject):
    """Starts the engine's thread, hands what it shows to Qt's thread and what a person does to the engine's, and ends it.

    `live(stage)` runs until it is cancelled, on its own thread; its heavy imports happen there too. The signals are emitted on Qt's
    thread. Of a burst of snapshots only the newest arrives, so it costs one redraw.
    """

    changed = Signal(object)
    opened = Signal(object)
    failed = Signal(object)
    _wake = Signal()

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._lock = threading.Lock()
        self._newest: Snapshot | None = None
        self._error: BaseException | None = None
        self._pages: deque[Page] = deque()
        self._answers: deque[tuple[Then, object]] = deque()
        self._awake = False
        self._stopping = False
        self._do: Do | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._work, name="engine")
        # queued also where this thread rings itself: it holds the lock then
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

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

    def do(self, action: Action, then: Then | None = None) -> None:
        """Let the engine do something; `then` is called on this thread with what came of it, also if that is an exception."""
        import asyncio  # noqa: PLC0415  not before the icon

        with self._lock:
            work, loop = self._do, self._loop
        answer = then or _forget
        if work is None or loop is None or not self._thread.is_alive():
            self._answer(answer, Failure("Support Tray is not looking now.", "Try again in a moment."))
            return
        coroutine = _as_coroutine(work, action)
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        except RuntimeError:  # the loop closed while we asked
            coroutine.close()
            return
        future.add_done_callback(lambda done: self._answer(answer, _outcome(done)))

    def _answer(self, then: Then, result: object) -> None:
        with self._lock:
            self._answers.append((then, result))
            self._ring()

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
        await self._live(Stage(self._show, self._open, self._serve))

    def _show(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._newest = snapshot
            self._ring()

    def _open(self, page: Page) -> None:
        with self._lock:
            self._pages.append(page)
            self._ring()

    def _serve(self, do: Do) -> None:
        with self._lock:
            self._do = do

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
            pages, self._pages = self._pages, deque()
            answers, self._answers = self._answers, deque()
        if snapshot is not None:
            self.changed.emit(snapshot)
        for then, result in answers:
            try:
                then(result)
            except Exception:  # noqa: BLE001  a window's fault must not swallow what others wait for
                sys.excepthook(*sys.exc_info())
        for page in pages:
            self.opened.emit(page)
        if error is not None:
            self.failed.emit(error)


class Stage(NamedTuple):
    """The screen as the engine's thread sees it: draw a snapshot, show a page, and who does what a person does."""

    show: Callable[[Snapshot], None]
    open: Callable[[Page], None]
    serve: Callable[[Do], None]


async def _as_coroutine(work: Do, action: Action) -> object:
    return await work(action)


def _outcome(done: Future[object]) -> object:
    """Return what came of an action; a bug of ours is noted, and said like any other failure."""
    if done.cancelled():
        return Failure("Support Tray is ending.", "")
    error = done.exception()
    if error is None:
        return done.result()
    if not isinstance(error, Failure):
        log.error("an action failed", exc_info=error)
        return Failure(f"A fault in Support Tray: {type(error).__name__}.", "The log tells more.")
    return error


def _forget(_: object) -> None:
    """Nobody waits for it."""


def _ended() -> Failure:
    return Failure("Support Tray has stopped looking", "Quit and start it again.")
