"""Whether the person is there to hear: while they are away nothing is said, and one toast tells of it when they are back."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from supporttray.core.away import Absence, back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from supporttray.core.model import Alert, Event
    from supporttray.core.snapshot import Snapshot
    from supporttray.notify.voice import Voice

MOST = 1000  # events remembered of one absence


class Attendance:
    """Stands before the voice. Used on the engine's loop.

    What comes while nobody is there is refused, so the engine keeps it; `offer` makes it come again. A person who does something
    here is there, whatever the desktop says.
    """

    def __init__(self, voice: Voice, now: Callable[[], datetime], offer: Callable[[], None]) -> None:
        self._voice = voice
        self._now = now
        self._offer = offer
        self._since: datetime | None = None
        self._due: list[Alert] | None = None  # what is offered on the return
        self._kept: dict[str, Alert] = {}
        self._events: deque[Event] = deque(maxlen=MOST)
        self._snapshot: Snapshot | None = None

    def speak(self, alerts: Sequence[Alert]) -> bool:
        """Say alerts, or return False: nobody is there, and they are to come again."""
        if self._since is None:
            self._voice.speak(alerts)
        elif self._due is None:
            self._kept |= {alert.need.key: alert for alert in alerts}
            return False
        else:
            self._due += alerts
        return True

    def heard(self, events: Sequence[Event]) -> None:
        """Remember what happens meanwhile."""
        if self._since is not None:
            self._events += events

    def show(self, snapshot: Snapshot) -> None:
        """Withdraw what needs nobody any more."""
        self._snapshot = snapshot
        self._voice.show(snapshot)

    def changed(self, since: datetime | None) -> None:
        """The person is away since then; None if they are here."""
        if since is None:
            self.here()
        else:
            self._since = self._since or since

    def here(self) -> None:
        """The person is here: tell what was kept."""
        if self._since is None or self._due is not None:
            return
        self._due = []
        try:
            self._offer()
        finally:
            since, due = self._since, tuple(self._due)
            kept, events = tuple(self._kept.values()), tuple(self._events)
            self._since = self._due = None
            self._kept, self._events = {}, deque(maxlen=MOST)
        if self._snapshot:
            self._say(
                Absence(since=since, until=self._now(), snapshot=self._snapshot, kept=kept, due=due, events=events)
            )

    def _say(self, absence: Absence) -> None:
        said = back(absence, texts=self._voice.texts)
        self._voice.speak(said.alone)
        if said.toast:
            self._voice.say(said.toast, said.about)
