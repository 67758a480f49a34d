"""What a service in which people are told may be able to do: find one, and tell them something in private."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from supporttray.core.deed import Deed


@runtime_checkable
class CanFind(Protocol):
    """A service in which a person can be found, and told something in private."""

    async def person(self, email: str) -> tuple[str, str] | None:
        """Return the id and the name of whoever has this e-mail; None if nobody has. Raises a `ServiceError`."""
        ...

    @staticmethod
    def direct(person: str, text: str) -> Deed:
        """Return what tells a person something in private; `person` is their id."""
        ...
