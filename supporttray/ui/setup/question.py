"""Puts the dialog's questions to the engine's side; an answer that comes too late for anybody is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action

    Answer = Callable[[object], None]
    Ask = Callable[[Action, Answer], None]


class Questions:
    """What was asked and is not answered yet. `asker` names who asks: a new question of the same one replaces the old."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._number = 0
        self._open = True
        self._waiting: dict[str, tuple[int, Answer]] = {}

    def put(self, asker: str, action: Action, then: Answer) -> None:
        """Ask; `then` gets the answer, or the error, unless it is not wanted any more."""
        if not self._open:
            return
        self._number += 1
        number = self._number
        self._waiting[asker] = (number, then)
        self._ask(action, lambda result: self._answered(asker, number, result))

    def drop(self, asker: str) -> None:
        """Forget what somebody asked."""
        self._waiting.pop(asker, None)

    def close(self) -> None:
        """Forget everything: there is nobody left to hear it."""
        self._open = False
        self._waiting.clear()

    def _answered(self, asker: str, number: int, result: object) -> None:
        waiting = self._waiting.get(asker)
        if waiting and waiting[0] == number:
            del self._waiting[asker]
            waiting[1](result)
