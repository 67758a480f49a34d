"""What a face is to the engine: who draws, who speaks, who tells what happened. Called on the engine's loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.model import Alert, Event, Snapshot


class Face(Protocol):
    """Tray, terminal or test."""

    def show(self, snapshot: Snapshot) -> None:
        """Draw what changed."""

    def speak(self, alerts: Sequence[Alert]) -> None:
        """Say what may be said; each alert comes once."""

    def heard(self, events: Sequence[Event]) -> None:
        """Hear the new lines of the journal."""


class Silence:
    """No face: for whoever asks once and prints by itself."""

    def show(self, snapshot: Snapshot) -> None:
        """Draw nothing."""

    def speak(self, alerts: Sequence[Alert]) -> None:
        """Say nothing."""

    def heard(self, events: Sequence[Event]) -> None:
        """Hear nothing."""
