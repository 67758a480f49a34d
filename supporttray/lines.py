"""The face without a screen: needs, alerts, events and the outbox as plain lines, and all of it as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TextIO

from supporttray.core import display
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from supporttray.core.model import Alert, Event, Need
    from supporttray.core.outbox import Entry
    from supporttray.core.snapshot import Snapshot

# What JSON leaves as it is though a terminal obeys it: C1 controls, direction marks; and halves of characters.
_UNPRINTABLE = re.compile("[\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")


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

    def found(self, alerts: Sequence[Alert]) -> None:
        """Print nothing: the needs themselves stand above."""

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


def entry_line(entry: Entry) -> str:
    """Return an outbox entry as one line: number, fate, what, and where it is or why it is not."""
    where = entry.receipt.url if entry.receipt else entry.reason
    what = f"{entry.number:>4}  {entry.fate:<8}  {entry.deed.verb:<7}"
    return f"{what}  {shorten(entry.deed.title or entry.deed.text, 50)}  {plain(where)}".rstrip()


def entry_told(entry: Entry) -> dict[str, object]:
    """Return an outbox entry as JSON tells it."""
    return {
        "id": entry.number,
        "intent": entry.intent,
        "verb": entry.deed.verb.value,
        "fate": entry.fate.value,
        "due": entry.due.isoformat(),
        "text": entry.deed.text,
        "reason": entry.reason,
        "url": entry.receipt.url if entry.receipt else "",
    }


def json_text(value: object) -> str:
    """Return JSON in which nothing commands a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
