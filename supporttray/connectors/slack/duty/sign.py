"""`slack.sign`: what a channel's topic says, who changed it last and when: the place where a team looks who is on duty."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.http import web
from supporttray.connectors.slack import mrkdwn
from supporttray.connectors.slack.api import Identity, User, moment
from supporttray.connectors.slack.duty.board import Topic
from supporttray.core.item import Sign
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.slack.api import WebApi

LONGEST = 1_000  # characters that are kept; Slack takes 250
BREAK = " | "


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    team: str = ""
    url: str = ""
    seen: tuple[str, str, int] = ("", "", 0)  # the channel's name, its topic, when that was set
    looked: bool = False
    names: dict[str, str] = {}  # of who set it last


class SlackSign:
    """The topic of one channel."""

    kind: ClassVar[str] = "slack.sign"
    service: ClassVar[str] = "slack"
    every: ClassVar[timedelta] = timedelta(minutes=10)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `slack.sign` watch."""

        channel: Annotated[
            str,
            msgspec.Meta(
                title="Channel",
                description="The id of the channel whose topic says who is on duty, not its name",
                pattern="^[CG][A-Z0-9]{2,20}$",
                examples=["C0123ABCD"],
            ),
        ]

    def __init__(self, options: Options, service: WebApi, me: str) -> None:  # noqa: ARG002  nothing in it is mine
        self._options = options
        self._slack = service

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Slack once: one call, and one more for the name of somebody new. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        if not known.team:
            identity = await self._slack.call("auth.test", Identity)
            known.team, known.url = identity.team_id, identity.url
        channel = (await self._slack.call("conversations.info", Topic, channel=self._options.channel)).channel
        seen = (channel.name, channel.topic.value, channel.topic.last_set)
        if known.looked and seen == known.seen:
            return Unchanged()
        known.looked, known.seen = True, seen
        await self._learn_name(known, channel.topic.creator)
        return Answer(items=(self._sign(known, channel, now),), complete=True, memory=msgspec.json.encode(known))

    async def _learn_name(self, known: Memory, user: str) -> None:
        """Ask for the name of who set it. That nobody tells it keeps nothing back."""
        name = known.names.get(user, "")
        if user and not name:
            try:
                name = shorten((await self._slack.call("users.info", User, user=user)).user.shown, 60)
            except Refused:
                name = ""
        known.names = {user: name} if name else {}

    def _sign(self, known: Memory, channel: Topic.Channel, now: datetime) -> Sign:
        """Return what stands there; Slack does not say of every topic when it was set."""
        place, told = self._options.channel, channel.topic
        where = shorten(f"#{channel.name or place}", 100)
        lines = (mrkdwn.words(line, known.names) for line in told.value.splitlines())
        return Sign(
            key=f"sign:{known.team}/{place}",
            title=f"Topic of {where}",
            url=web(f"{known.url.rstrip('/')}/archives/{place}"),
            at=moment(str(told.last_set)) if told.last_set else now,
            text=shorten(BREAK.join(filter(None, lines)), LONGEST),
            where=where,
            by=known.names.get(told.creator, ""),
        )
