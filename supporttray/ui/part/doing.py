"""How a window has something done: the action goes to the engine's thread, what came of it comes back on Qt's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action


class Do(Protocol):
    """Have an action done; `then` is called later with its result, which may be an exception."""

    def __call__(self, action: Action, then: Callable[[object], None] | None = None, /) -> None:
        """Begin, and return at once."""
