"""Who somebody is in Slack, by their e-mail (users.lookupByEmail)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.slack.api import Person
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

NOBODY = frozenset({"users_not_found"})


class Member(Person, frozen=True, kw_only=True):
    """A person with their id."""

    id: str


class Found(msgspec.Struct, frozen=True):
    """users.lookupByEmail; of nobody there is no `user`."""

    user: Member | None = None


async def person(slack: WebApi, email: str) -> tuple[str, str] | None:
    """Return the id and the name of whoever has this e-mail; who has left, or is no person, is nobody. Raises a `ServiceError`."""
    found = (await slack.call("users.lookupByEmail", Found, NOBODY, email=email)).user
    if found is None or found.deleted or found.is_bot:
        return None
    return found.id, shorten(found.shown, 60) or found.id
