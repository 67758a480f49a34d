"""What a connector is: the one question it asks a service, and how it answers.

A connector is one file: its `Options` are the keys of its `[[watch]]` table, `fetch` asks the service once. It knows its service
and nothing of screens, storage or other services. `registry.py` lists them all.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

import msgspec

from supporttray.core.item import AnyItem

if TYPE_CHECKING:
    from datetime import datetime, timedelta

Shape = TypeVar("Shape", bound=msgspec.Struct)


# httpx imports its own command line, and click with it: 2 MiB that nobody here uses. It is told that there is none.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a service told. A fetch answers whole or raises, never in part.

    `complete` says that what is not among `items` is gone; otherwise only the keys in `gone` went. `memory` is the connector's
    own cursor and validators: it is stored in the same transaction as the items and handed back at the next fetch.
    """

    items: tuple[AnyItem, ...] = ()
    gone: tuple[str, ...] = ()
    complete: bool = False
    memory: bytes = b""


class Unchanged(msgspec.Struct, frozen=True):
    """The service says that nothing changed since the memory that was handed in."""


def recall(memory: bytes, shape: type[Shape]) -> Shape:
    """Return a connector's memory; a fresh one at first, and where another version of this program kept it in another form."""
    try:
        return msgspec.json.decode(memory or b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return shape()


class Connector(Protocol):
    """One question to a service. Instances are made by the registry: `Connector(options, service, me)`."""

    kind: ClassVar[str]
    service: ClassVar[str]
    Options: ClassVar[type[msgspec.Struct]]
    every: ClassVar[timedelta]

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask once. Raises a `ServiceError`; what was known stays."""
        ...
