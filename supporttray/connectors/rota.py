"""What a connector of shifts may be able to do besides: say why the app cannot change its rota, write a swap into the team's own table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    from supporttray.core.duty import SwapLine


@runtime_checkable
class CanRoster(Protocol):
    """A connector whose items are shifts."""

    @staticmethod
    def read_only(options: Any) -> str:
        """Say why the app cannot change the rota of a watch with these options; empty if it can. May look at a file."""
        ...


@runtime_checkable
class CanSwap(Protocol):
    """A connector that can keep its rota in a file of the team's, in which the app writes swaps."""

    def file(self) -> Path:
        """Return the file; it is there unless the rota is read-only."""
        ...

    def swaps(self, body: bytes) -> tuple[SwapLine, ...]:
        """Return the swaps in the file's content. Raises `ValueError` where it makes no sense."""
        ...

    def with_swap(self, body: bytes, swap: SwapLine) -> bytes:
        """Return the file's content with a swap, whose moments are told in the zone in which they are written.

        Raises `ValueError` with the reason where the file cannot hold it, `NotDone` where none should.
        """
        ...

    def without_swap(self, body: bytes, swap: SwapLine) -> bytes:
        """Return the file's content without a swap that is there. Raises `ValueError` where it makes no sense."""
        ...
