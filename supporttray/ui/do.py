"""How a window lets the engine do something: what it is handed instead of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action


class Do(Protocol):
    """Sends an action to the engine's thread; `then` is called on Qt's thread with what came of it, or with the error."""

    def __call__(self, action: Action, then: Callable[[object], None] | None = None) -> None:
        """Send it."""
