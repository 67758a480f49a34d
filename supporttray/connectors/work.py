"""What a service may be able to do for the work of the day: bring a task on, ask for a review, tell the epic of a task, answer a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from supporttray.core.deed import Deed
    from supporttray.core.item import Review, Task
    from supporttray.core.work import Move, Way


@runtime_checkable
class CanBring(Protocol):
    """A service that brings tasks on: the deed is `Verb.STAGE`. A comment under one is a remark (`CanRemark`), at the task's name."""

    async def ways(self, task: Task) -> tuple[Way, ...]:
        """Ask which moves its tracker allows now, the likeliest of each kind first. Raises a `ServiceError`."""
        ...

    @staticmethod
    def bringing(task: Task, move: Move, word: str) -> Deed:
        """Return what brings it there; `word` is the tracker's own for where, empty for the likeliest.

        `write` reads what is allowed then and raises `Refused` with the words of what is; `find` says whether it is so.
        """
        ...


@runtime_checkable
class CanAsk(Protocol):
    """A service that asks people for a review: the deed is `Verb.ASK`. `find` says whether they are asked, or have said something already."""

    @staticmethod
    def asking(review: Review, person: str) -> Deed:
        """Return what asks a person, by their id there."""
        ...


@runtime_checkable
class CanBelong(Protocol):
    """A service that knows to which epic a task belongs."""

    async def epic(self, name: str) -> str:
        """Return the name of a task's epic (its own if it is one); empty if it has none. Raises a `ServiceError`."""
        ...


@runtime_checkable
class CanCorrespond(Protocol):
    """A help desk that takes an answer to whoever opened a ticket: the deed is `Verb.ANSWER`, and everybody of that ticket reads it.

    A key cannot be hidden in what a customer reads: `find` looks for the same text of mine since then.
    """

    @staticmethod
    def answer(name: str, text: str) -> Deed:
        """Return an answer to the ticket of that name."""
        ...
