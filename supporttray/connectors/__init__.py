"""What a connector is: the one question it asks a service, and how it answers.

A connector is one file: its `Options` are the keys of its `[[watch]]` table, `fetch` asks the service once. It knows its service
and nothing of screens, storage or other services. `registry.py` lists them all.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, runtime_checkable

import msgspec

from supporttray.core.item import AnyItem, Item
from supporttray.core.release.ticket import Tally, Ticket
from supporttray.core.setup import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from supporttray.core.announce import Board, Seen
    from supporttray.core.deed import Deed, Receipt
    from supporttray.core.setup import Introduction, Offer, Second

Shape = TypeVar("Shape", bound=msgspec.Struct)


# httpx imports its own command line, and click with it: 2 MiB that nobody here uses. It is told that there is none.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a service told. A fetch answers whole or raises, never in part.

    `complete` says that what is not among `items` is gone; otherwise only the keys in `gone` went. `memory` is the connector's
    own cursor: it is stored in the same transaction as the items and handed back at the next fetch. `more`: there is more to be asked at once;
    `old`: these were there before the first look and are nothing new. `limits` says what is seen late or not at all (each answer says it anew), `rest` how long to wait.

    `tickets` and `tallies` go to the archive: they are told as often as one likes, each counts once, and none is gone because it is not told.
    """

    items: tuple[AnyItem, ...] = ()
    gone: tuple[str, ...] = ()
    complete: bool = False
    memory: bytes = b""
    more: bool = False
    old: tuple[str, ...] = ()
    limits: str = ""
    rest: timedelta | None = None
    tickets: tuple[Ticket, ...] = ()
    tallies: tuple[Tally, ...] = ()


class Hint(msgspec.Struct, frozen=True):
    """What a service tells at once: something happened to a message (`ts`) in a `place` (a channel's id), in the thread of another if `thread` says so.

    Of a reaction it tells which (`reaction`), whose (`by`) and since when (`at`); `taken` that it was taken back. It says where to look, not what is
    there: what counts is what the service answers when it is asked.
    """

    place: str
    message: str
    thread: str = ""
    by: str = ""
    reaction: str = ""
    at: datetime | None = None
    taken: bool = False


class Unchanged(msgspec.Struct, frozen=True):
    """The service says that nothing changed since the memory that was handed in."""


def recall(memory: bytes, shape: type[Shape]) -> Shape:
    """Return a connector's memory; a fresh one at first, and where another version of this program kept it in another form."""
    try:
        return msgspec.json.decode(memory or b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return shape()


class Connector(Protocol):
    """One question to a service. Instances are made by the registry: `Connector(options, service, me)`.

    One that can do without its service says in `without_service` with which of its options; then `service` is None.
    One that scans for a release (`calm`, a class's own span) is asked that seldom while none is watched, and each good look is noted.
    """

    kind: ClassVar[str]
    service: ClassVar[str]
    Options: ClassVar[type[msgspec.Struct]]
    every: ClassVar[timedelta]

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask once. Raises a `ServiceError`; what was known stays."""
        ...


# --- abilities: present or absent; what is absent is not offered


@runtime_checkable
class CanWrite(Protocol):
    """A service that can write, and look whether what was written is there."""

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Do it, marked with `key` for `find`. Raises a `ServiceError`; its `maybe` says that it may be done all the same."""
        ...

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look for what was written with `key` since a moment, or whether what `deed` settles is so; None if it is not there.

        Raises a `ServiceError`.
        """
        ...

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` with the reason where it could not be written or not be read back."""
        ...

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed in pieces that the service takes: the first one whole in itself, the others to follow in its thread."""
        ...


@runtime_checkable
class CanCreate(Protocol):
    """A service that can write, and has a tracker: a deed of `Verb.CREATE` makes a task in it."""

    @staticmethod
    def creation(place: str, title: str, text: str) -> Deed:
        """Return what makes a task in a place (a repository, a project)."""
        ...

    @staticmethod
    def following(place: str, labels: tuple[str, ...]) -> tuple[str, dict[str, object]]:
        """Return the watch that sees how a place's tasks with these labels fare: its kind and its options."""
        ...


@runtime_checkable
class CanRing(Protocol):
    """A service that tells at once when something happened, to whoever has a second credential for that (its name is `<account>.<ringing>`)."""

    ringing: ClassVar[str]

    async def ring(self, credential: str, heard: Callable[[Hint], None], live: Callable[[bool], None]) -> None:
        """Listen until cancelled; connections that end are made anew. Raises `Refused` where there is no use in going on.

        `live` says whether everything is heard now: at each change to True something may have been missed.
        """
        ...


@runtime_checkable
class CanOfferRing(Protocol):
    """A service that can ring, and to whose second credential a person can be led. Opened with that one it says whether it would."""

    @staticmethod
    def second() -> Second:
        """Return how a person gets it."""

    async def rings(self) -> None:
        """Ask whether it would tell. Raises a `ServiceError`."""


@runtime_checkable
class CanHear(Protocol):
    """A connector that can look at single things, because its service told that something happened to them."""

    unhurried: ClassVar[timedelta]  # how often it asks while everything is told

    def hears(self, hint: Hint) -> bool:
        """Whether a hint may be about its items."""
        ...

    async def look(self, memory: bytes, hints: Collection[Hint], now: datetime) -> Answer | Unchanged:
        """Ask about these things only. Raises a `ServiceError`."""
        ...


@runtime_checkable
class CanAnnounce(Protocol):
    """A service that shows who is on duty: in a channel's topic, in a user group, in one's own status."""

    async def shown(self, board: Board) -> Seen:
        """Return what it shows now. Raises a `ServiceError`."""
        ...

    @staticmethod
    def signs(board: Board) -> tuple[Offer, ...]:
        """Return what is to be watched so that it is seen when that is no more so."""
        ...


@runtime_checkable
class CanAnswer(Protocol):
    """A connector whose items can be acknowledged and answered there."""

    @staticmethod
    def acknowledgement(item: Item) -> Deed:
        """Return what says "I have seen it" under the item."""
        ...

    @staticmethod
    def taking_back(item: Item) -> Deed:
        """Return what takes the acknowledgement back."""
        ...

    @staticmethod
    def reply(item: Item, text: str) -> Deed:
        """Return an answer under the item."""
        ...


@runtime_checkable
class CanHold(Protocol):
    """A connector whose items live here alone: what a person does about one changes it at once."""

    @staticmethod
    def acknowledged(item: Any, me: str, now: datetime) -> Item:
        """Return the item as it is once I have seen it."""
        ...

    @staticmethod
    def taken_back(item: Any, me: str) -> Item:
        """Return it as it is once that was taken back."""
        ...

    @staticmethod
    def replied(item: Any, me: str, text: str, now: datetime) -> Item:
        """Return it as it is once I have answered."""
        ...


class Holder(msgspec.Struct, frozen=True):
    """Whose credential it is: a person's name and where it is good for; `lacks` only what the service says that it has not.

    Where it is no `person`'s, or the service does not tell whose, `name` says whose in other words.
    """

    name: str
    place: str
    lacks: tuple[Scope, ...] = ()
    person: bool = True


@runtime_checkable
class CanOffer(Protocol):
    """A service that a person can be led to: how to get its credential, whose it is, and what could be watched with it."""

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:
        """Return how a person gets a credential for the service at `address`; `text` reads one of our resources by its name."""
        ...

    @staticmethod
    def unfit(token: str) -> str:
        """Say in a sentence why a token cannot be one of this service's, by its looks; empty if it may be."""
        ...

    async def holder(self) -> Holder:
        """Say whose credential it is. Raises a `ServiceError`; `Refused` with what is missing where nothing could be watched with it."""
        ...

    async def offers(self) -> tuple[Offer, ...]:
        """Return what could be watched, the likeliest first. Raises a `ServiceError`."""
        ...

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return the same thing in its other variants, itself among them. Raises a `ServiceError`."""
        ...
