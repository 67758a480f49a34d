"""Who somebody is where people are told: by the config, by their e-mail, by the names that a channel's people have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from supporttray.connectors.person import CanFind
from supporttray.core.item import Request
from supporttray.core.suspect import Author
from supporttray.errors import Refused, ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from typing import Any

    from supporttray.engine.desk import Desk

_HIDDEN = re.compile(r"(?:\d+\+)?([A-Za-z0-9-]+)@users\.noreply\.[\w.-]+", re.ASCII)  # GitHub's, of who shows no e-mail
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,30}", re.ASCII)


class Known(NamedTuple):
    """A person's id there, if it is known, and their name; `why` says why it is not known."""

    id: str
    name: str
    why: str = ""


class People:
    """Finds people. Of an e-mail it asks once."""

    def __init__(self, desk: Desk, service: Callable[[str], Awaitable[Any]]) -> None:
        self._desk = desk
        self._service = service
        self._found: dict[str, tuple[str, str] | None] = {}

    async def find(self, author: Author) -> Known:
        """Return who an author is there."""
        account, names = self._desk.plan.builds.account, _names(author)
        if not account:
            return Known("", author.name, "No service is set by which people are told.")
        if id_ := self._written(names):
            return Known(id_, author.name)
        found, trouble = await self._mailed(account, author.email)
        if found:
            return Known(*found)
        if id_ := self._met(names, account):
            return Known(id_, author.name)
        who = author.login or author.email or author.name
        hint = f"say who it is in [builds.people] of the config.{trouble}"
        return Known("", author.name, f"Nobody on {account} is known as {who}; {hint}")

    async def _mailed(self, account: str, email: str) -> tuple[tuple[str, str] | None, str]:
        """Return who has an e-mail there; else why that is not known, if it could not be asked."""
        if not _EMAIL.fullmatch(email) or _HIDDEN.fullmatch(email):
            return None, ""
        try:
            return await self._asked(account, email), ""
        except ServiceError as error:
            return None, f" It could not be asked for {email}: {error.phrase}"

    def _written(self, names: frozenset[str]) -> str:
        """Return the id that the config says."""
        plan = self._desk.plan
        also = plan.announce.people if plan.announce and plan.announce.account == plan.builds.account else {}
        said = {name.removeprefix("@").casefold(): id_ for name, id_ in (*also.items(), *plan.builds.people.items())}
        return next((said[name] for name in sorted(names) if name in said), "")

    def _met(self, names: frozenset[str], account: str) -> str:
        """Return the id of the one person of the account's channels who has such a name."""
        found = {id_ for id_, name in self._crowd(account) if name.casefold() in names and _PERSON.fullmatch(id_)}
        return found.pop() if len(found) == 1 else ""

    def _crowd(self, account: str) -> Iterator[tuple[str, str]]:
        store = self._desk.store
        watches = {one.name for one in self._desk.plan.kept if one.account == account}
        for key, item in store.items.items():
            if isinstance(item, Request) and watches.intersection(store.seen_by.get(key, ())):
                yield item.by, item.name
                yield from ((reply.by, reply.name) for reply in item.replies or () if not reply.bot)

    async def _asked(self, account: str, email: str) -> tuple[str, str] | None:
        if email not in self._found:
            service = await self._service(account)
            if not isinstance(service, CanFind):
                raise Refused(f"{account} has nobody to tell.")
            self._found[email] = await service.person(email)
        return self._found[email]


def author(said: str) -> Author:
    """Return whom the config names by a login or an e-mail."""
    return Author(said, said if "@" in said[1:] else "", "" if "@" in said[1:] else said.removeprefix("@"))


def _names(author: Author) -> frozenset[str]:
    hidden = _HIDDEN.fullmatch(author.email)
    names = (author.login, author.email, author.name, hidden[1] if hidden else "")
    return frozenset(one.removeprefix("@").casefold() for one in names if one)
