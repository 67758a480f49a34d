"""The face without a screen: needs, alerts and events as plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from supporttray.core import display
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from supporttray.core.model import Alert, Event, Need, Snapshot


class Lines:
    """Prints what changed: `+` a need that came or got louder, `-` one that went, `!` one that speaks, `·` what happened."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out
        self._needs: dict[str, Need] = {}
        self._header = ""

    def show(self, snapshot: Snapshot) -> None:
        """Print the needs that came, went or got louder, and the header when it changed."""
        now = {need.key: need for need in snapshot.needs}
        for need in snapshot.needs:
            before = self._needs.get(need.key)
            if before is None or before.urgency is not need.urgency:
                self._print(snapshot.at, "+", f"{need.urgency.word:<9}  {need.title} — {need.because}")
        for key in self._needs.keys() - now.keys():
            self._print(snapshot.at, "-", self._needs[key].title)
        self._needs = now
        header = display.header(snapshot)
        if header != self._header:
            self._header = header
            self._print(snapshot.at, "=", f"[{snapshot.tray.state}] {header}")

    def speak(self, alerts: Sequence[Alert]) -> None:
        """Print what may speak, and why."""
        for alert in alerts:
            self._print(alert.at, "!", f"{alert.need.title} (because {alert.reason})")

    def heard(self, events: Sequence[Event]) -> None:
        """Print what happened, in its order."""
        for event in sorted(events, key=lambda event: event.at):
            self._print(event.at, "·", event_line(event))

    def _print(self, at: datetime, mark: str, text: str) -> None:
        print(f"{at.astimezone():%H:%M:%S} {mark} {shorten(text, 400)}", file=self._out, flush=True)


def event_line(event: Event) -> str:
    """Return an event as one line: what, who, about what."""
    actor = f" by {event.actor}" if event.actor else ""
    title = f": {event.title}" if event.title else ""
    return f"{event.kind}{actor}{title}"
