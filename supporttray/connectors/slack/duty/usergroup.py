"""`slack.usergroup`: who is in a Slack user group now is on duty, from when we saw them in it, and no end is known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.roster.shift import kept_elsewhere
from supporttray.connectors.slack.api import Identity, User
from supporttray.connectors.slack.duty.group import group_id, members
from supporttray.core.item import OPEN, Shift
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

PEOPLE = 20  # names asked for in one fetch; the others show their id until the next one


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    me: str = ""
    team: str = ""
    asked: str = ""  # the group as the config names it, and its id
    group: str = ""
    since: dict[str, datetime] = {}  # when each member was first seen
    names: dict[str, str] = {}


class SlackUserGroup:
    """The members of one user group."""

    kind: ClassVar[str] = "slack.usergroup"
    service: ClassVar[str] = "slack"
    every: ClassVar[timedelta] = timedelta(minutes=2)
    read_only = staticmethod(kept_elsewhere)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `slack.usergroup` watch."""

        group: Annotated[
            str,
            msgspec.Meta(
                title="User group",
                description="The user group's handle or id",
                pattern=r"^(S[A-Z0-9]{2,20}|@[\w.-]{1,80})$",
                examples=["@on-duty"],
            ),
        ]
        domain: Annotated[
            str,
            msgspec.Meta(title="Domain", description="For what they are on duty", max_length=100, examples=["apps"]),
        ] = ""

    def __init__(self, options: Options, service: WebApi, me: str) -> None:  # noqa: ARG002  Slack itself knows who I am
        self._options = options
        self._slack = service

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Slack once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        if not known.me:
            identity = await self._slack.call("auth.test", Identity)
            known.me, known.team = identity.user_id, identity.team_id
        if known.asked != self._options.group:
            known.group, known.since = await group_id(self._slack, self._options.group), {}
            known.asked = self._options.group
        users = await members(self._slack, known.group)
        known.since = {user: known.since.get(user, now) for user in users}
        known.names = {user: name for user, name in known.names.items() if user in known.since}
        await self._learn_names(known)
        shifts = tuple(self._shift(known, user) for user in users)
        return Answer(items=shifts, complete=True, memory=msgspec.json.encode(known))

    async def _learn_names(self, known: Memory) -> None:
        strangers = [user for user in known.since if user not in known.names]
        for user in strangers[:PEOPLE]:
            try:
                person = (await self._slack.call("users.info", User, user=user)).user
            except Refused as error:
                if error.missing != "person":
                    raise
                known.names[user] = user
            else:
                known.names[user] = shorten(person.shown, 60) or user

    def _shift(self, known: Memory, user: str) -> Shift:
        since = known.since[user]
        person = known.names.get(user, user)
        return Shift(
            key=f"shift:slack/{known.team}/{known.group}/{user}/{int(since.timestamp())}",
            title=shorten(f"{person} on duty", 100),
            url="",
            at=since,
            until=OPEN,
            person=person,
            mine=user == known.me,
            domain=self._options.domain,
        )
