"""`log.requests`: what somebody asked in person or on the telephone, logged by hand. It lives here alone; nothing is asked."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.core.item import Reaction, Reply, Request
from supporttray.core.item.request import IN_PERSON
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.core.item import AnyItem

EYES = "eyes"
ME = "me"  # whose words stand under a logged request; nobody else can write there
SOMEBODY = "somebody"
TWICE = timedelta(minutes=1)  # the same by the same person within this is one


class LogRequests:
    """The requests that were logged by hand."""

    kind: ClassVar[str] = "log.requests"
    service: ClassVar[str] = ""
    every: ClassVar[timedelta] = timedelta(days=1)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `log.requests` watch: none."""

    def __init__(self, options: Options, service: None, me: str) -> None:
        """Have nobody to ask."""

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:  # noqa: ARG002  nothing happens elsewhere
        """Say that all is as it stands here."""
        return Unchanged()

    @staticmethod
    def acknowledged(item: Request, me: str, now: datetime) -> Request:
        """Return the request with my 👀. They stand since the first time: a second one begins no new clock."""
        if _without_mine(item) != item.reactions:
            return item
        eyes = Reaction(EYES, ME, me or SOMEBODY, at=now)
        return msgspec.structs.replace(item, reactions=(*item.reactions, eyes))

    @staticmethod
    def taken_back(item: Request, me: str) -> Request:  # noqa: ARG004  only mine are there
        """Return it without my 👀."""
        return msgspec.structs.replace(item, reactions=_without_mine(item))

    @staticmethod
    def replied(item: Request, me: str, text: str, now: datetime) -> Request:
        """Return it with my answer. The same words again are the same answer."""
        id_ = hashlib.sha256(text.encode()).hexdigest()[:16]
        known = item.replies or ()
        if any(one.id == id_ for one in known):
            return item
        return msgspec.structs.replace(item, replies=(*known, Reply(id_, now, ME, me or SOMEBODY)))


def logged(text: str, name: str, at: datetime, known: Iterable[AnyItem]) -> Request:
    """Return what somebody asked as a request; one of those that are known where it was logged already."""
    text, name = plain(text), shorten(name, 60)
    by = f"person:{name.casefold()}"
    for one in known:
        if isinstance(one, Request) and (one.by, one.text) == (by, text) and abs(one.at - at) <= TWICE:
            return one
    trace = hashlib.sha256(f"{by}\n{text}\n{at.isoformat()}".encode()).hexdigest()[:16]
    key = f"request:log/{trace}"
    return Request(
        key=key, title=shorten(text, 200), url="", at=at, by=by, name=name, where=IN_PERSON, text=text, replies=()
    )


def _without_mine(item: Request) -> tuple[Reaction, ...]:
    return tuple(one for one in item.reactions if one.by != ME)
