"""How a window has something done: the action goes to the engine's thread, what came of it comes back on Qt's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action


class Do(Protocol):
    """Have an action done; `then` is called later with its result, which may be an exception."""

    def __call__(self, action: Action, then: Callable[[object], None] | None = None, /) -> None:
        """Begin, and return at once."""


class Counted:
    """Has things done, and knows whether all answers have come: a window must not go before that. `rest` is called when they have."""

    def __init__(self, do: Do) -> None:
        self._do = do
        self._open = 0
        self.rest: Callable[[], object] = lambda: None

    def __call__(self, action: Action, then: Callable[[object], None] | None = None, /) -> None:
        """Begin, and return at once."""
        self._open += 1
        self._do(action, partial(self._answered, then))

    @property
    def resting(self) -> bool:
        """Whether no answer is awaited."""
        return not self._open

    def _answered(self, then: Callable[[object], None] | None, result: object) -> None:
        self._open -= 1
        if then:
            then(result)
        if not self._open:
            self.rest()
