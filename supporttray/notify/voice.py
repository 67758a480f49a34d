"""What stands on the desktop: each alert once, withdrawn when its need is gone; in our own window where the desktop shows nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from supporttray.core.model import Urgency
from supporttray.core.toast import bursts, toasts
from supporttray.notify import NotShown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from supporttray.core.model import Alert
    from supporttray.core.snapshot import Snapshot
    from supporttray.core.toast import Press, Toast
    from supporttray.notify import Notifier

    Window = Callable[[tuple[Toast, ...], str], None]

log = logging.getLogger(__name__)


class Voice:
    """Says alerts through a notifier. Used on the engine's loop; `run` does the saying.

    `window` is told all toasts that the desktop does not show, and why; `pressed` what a person pressed on a toast.
    """

    def __init__(
        self,
        notifier: Callable[[Callable[[Press], None], Callable[[str], None]], Notifier],
        window: Window,
        pressed: Callable[[Toast, Press], None],
    ) -> None:
        self._notifier = notifier(self._pressed, self.dismiss)
        self._window = window
        self._tell = pressed
        self._texts = True
        self._groups: tuple[tuple[Alert, ...], ...] = ()
        self._present: frozenset[str] = frozenset()
        self._answerable: frozenset[str] = frozenset()
        self._said: dict[
            str, Toast
        ] = {}  # by this app itself: something that a person did has failed, what they missed
        self._about: dict[str, frozenset[str]] = {}  # of what they missed: the needs that it is about
        self._standing: dict[str, Toast] = {}
        self._aside: dict[str, Toast] = {}  # in our own window
        self._why = ""
        self._closed: set[str] = set()
        self._changed = asyncio.Event()

    @property
    def texts(self) -> bool:
        """Whether what messages say may be shown."""
        return self._texts

    def speak(self, alerts: Sequence[Alert]) -> None:
        """Say alerts. One about a need that was closed is a new one: its need got louder."""
        if not alerts:
            return
        self._groups = bursts([*(alert for group in self._groups for alert in group), *alerts])
        self._present |= {alert.need.key for alert in alerts}
        said = {alert.need.key for alert in alerts}
        for toast in toasts([group for group in self._groups if not said.isdisjoint(_keys(group))], said, ()):
            self._closed.discard(toast.key)
        self._changed.set()

    def reveal(self, *, texts: bool) -> None:
        """Show what messages say, or hide it, also on what stands there already."""
        self._texts = texts
        if not texts:
            for key in list(self._about):
                self._forget(key)
        self._changed.set()

    def say(self, toast: Toast, about: frozenset[str] | None = None) -> None:
        """Say something that is no need: an answer to what a person did; or what they missed, `about` the needs that are left of it."""
        self._forget(toast.key)
        self._said[toast.key] = toast
        if about is not None:
            self._about[toast.key] = about
        self._closed.discard(toast.key)
        self._changed.set()

    def show(self, snapshot: Snapshot) -> None:
        """Withdraw what needs nobody any more."""
        present = frozenset(need.key for need in snapshot.needs if need.urgency > Urgency.QUIET)
        groups = tuple(group for group in self._groups if not present.isdisjoint(_keys(group)))
        if present != self._present or groups != self._groups or snapshot.answerable != self._answerable:
            self._present, self._groups, self._answerable = present, groups, snapshot.answerable
            for key in [key for key, about in self._about.items() if about and present.isdisjoint(about)]:
                self._forget(key)
            self._changed.set()

    def dismiss(self, key: str) -> None:
        """A toast is gone, by itself or by a person's hand: it does not come again."""
        self._closed.add(key)
        self._forget(key)
        self._standing.pop(key, None)
        self._changed.set()

    async def run(self) -> None:
        """Say what is to be said until cancelled; then take all away."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self._settle()
        finally:
            self._put_aside({}, "")
            await self._notifier.close()

    async def _settle(self) -> None:
        """Make the desktop show what it should."""
        wanted = {toast.key: toast for toast in self._wanted()}
        self._closed &= wanted.keys()
        for key in self._standing.keys() - (wanted.keys() - self._closed):
            if self._standing.pop(key, None):  # while another one was taken away a person may have closed it
                await self._notifier.withdraw(key)
        aside, why = {}, ""
        for key, toast in wanted.items():
            if key in self._closed or self._standing.get(key) == toast:
                continue
            if self._aside.get(key) == toast:
                aside[key] = toast  # it stands there already
                continue
            try:
                await self._notifier.show(toast)
            except NotShown as error:
                aside[key], why = toast, f"{error.phrase} {error.hint}".strip()
            else:
                self._standing[key] = toast
        self._put_aside(aside, why)

    def _put_aside(self, aside: dict[str, Toast], why: str) -> None:
        if aside == self._aside:
            return
        if not self._aside:
            log.warning("notifications are shown in a window of our own: %s", why)
        self._aside = aside
        self._why = (why or self._why) if aside else ""
        self._window(tuple(aside.values()), self._why)

    def _wanted(self) -> tuple[Toast, ...]:
        return (*self._said.values(), *toasts(self._groups, self._present, self._answerable, texts=self._texts))

    def _forget(self, key: str) -> None:
        self._said.pop(key, None)
        self._about.pop(key, None)

    def _pressed(self, press: Press) -> None:
        """What was pressed is taken away: not every service does that by itself."""
        if toast := self._standing.get(press.key):
            self._closed.add(press.key)
            self._forget(press.key)
            self._changed.set()
            self._tell(toast, press)


def _keys(group: Sequence[Alert]) -> set[str]:
    return {alert.need.key for alert in group}
