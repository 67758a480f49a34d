"""The ability to say something later unless nothing is wrong: what "nobody home" needs of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.core.lease import Standing


@runtime_checkable
class CanLease(Protocol):
    """A service that sends a direct message at a moment unless it is taken back before. What is ours has a mark in its text."""

    async def conversation(self, person: str) -> str:
        """Return the conversation with one person. Raises a `ServiceError`."""
        ...

    async def standing(self, place: str, mark: str) -> tuple[Standing, ...]:
        """Return ours that stand scheduled in a conversation, the one that was scheduled last at the end. Raises a `ServiceError`."""
        ...

    async def schedule(self, place: str, text: str, at: datetime) -> Standing:
        """Schedule one. Raises a `ServiceError`; its `maybe` says that it may stand there all the same."""
        ...

    async def withdraw(self, place: str, which: str) -> bool:
        """Take one back; False if it is gone, or about to be sent. Raises a `ServiceError`."""
        ...

    async def sent(self, place: str, mark: str, person: str, since: datetime) -> datetime | None:
        """Return when the newest of ours was sent to that person since a moment. Raises a `ServiceError`."""
        ...

    async def agreed(self, place: str, message: str, person: str) -> bool:
        """Whether that person says yes to a message of ours. Raises a `ServiceError`."""
        ...
