"""What a face is to the engine: who draws, who speaks, who tells what happened; and the screen. Called on the engine's loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from supporttray.core.action import Action
    from supporttray.core.model import Alert, Event
    from supporttray.core.page import Page
    from supporttray.core.snapshot import Snapshot


class Face(Protocol):
    """Tray, terminal or test."""

    def show(self, snapshot: Snapshot) -> None:
        """Draw what changed."""

    def speak(self, alerts: Sequence[Alert]) -> bool | None:
        """Say what may be said; each alert comes once. Return False where nobody is there to hear: then they come again."""

    def found(self, alerts: Sequence[Alert]) -> None:
        """Say in one sentence what was there before a watch began to look."""

    def heard(self, events: Sequence[Event]) -> None:
        """Hear the new lines of the journal."""


class Stage(Protocol):
    """The screen, on the other side of the thread border."""

    @property
    def show(self) -> Callable[[Snapshot], None]:
        """Draw a snapshot; of many only the newest is drawn."""
        ...

    @property
    def open(self) -> Callable[[Page], None]:
        """Show something."""
        ...

    @property
    def serve(self) -> Callable[[Callable[[Action], Awaitable[object]]], None]:
        """Say who does what a person does."""
        ...


class Silence:
    """No face: for whoever asks once and prints by itself."""

    def show(self, snapshot: Snapshot) -> None:
        """Draw nothing."""

    def speak(self, alerts: Sequence[Alert]) -> None:
        """Say nothing."""

    def found(self, alerts: Sequence[Alert]) -> None:
        """Say nothing."""

    def heard(self, events: Sequence[Event]) -> None:
        """Hear nothing."""
