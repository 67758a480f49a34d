"""What `slack.flagged` keeps in mind: the messages that somebody brought, and how one of them becomes a request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.slack.api import moment
from supporttray.connectors.slack.request.message import Message, named, reactions, said_at, shared, words_of
from supporttray.connectors.slack.request.person import Crowd
from supporttray.connectors.slack.request.responder import Crew
from supporttray.connectors.slack.request.thread import Asker, Place, people_of
from supporttray.core.text import shorten

if TYPE_CHECKING:
    from supporttray.connectors.slack.request.message import Shared
    from supporttray.connectors.slack.request.thread import Reader
    from supporttray.core.item import Request

LATER = timedelta(minutes=30)  # an answered one is looked at again so much later than an open one
OVER = timedelta(days=2)  # after its last word an answered one is not looked at any more


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message that somebody brought: where it stands, and since when it is brought, if that is known.

    Of one that was forwarded, `by` did so with the message `forward` (channel/ts); where the original cannot be read, the forward
    itself stands for it. `state` and `looked` are of the last look.
    """

    channel: str
    ts: str
    at: datetime | None = None
    thread: str = ""
    by: str = ""
    forward: str = ""
    state: str = ""
    looked: datetime | None = None

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{self.channel}/{self.ts}"

    @property
    def stands_in(self) -> bool:
        """Whether it is the forward itself, in place of an original that cannot be read."""
        return self.path == self.forward

    def turn(self, now: datetime) -> datetime:
        """Return when it is to be looked at again, in the order of all."""
        return (self.looked or self.at or now) + (LATER if self.state == "answered" else timedelta(0))


class Room(msgspec.Struct, frozen=True):
    """A channel as people know it."""

    name: str
    private: bool


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    me: str = ""
    tenant: str = ""
    workspace: str = ""
    url: str = ""
    begin: str = ""  # what was written before it and flagged before the first search is none of ours
    kept: dict[str, Kept] = {}
    passed: set[str] = set()  # flagged messages that are over, or were before the first search
    fetched: datetime | None = None
    searched: datetime | None = None
    listed: datetime | None = None  # when the direct messages were last looked through
    directs: dict[str, str] = {}  # their newest messages
    turn: str = ""  # which of the others is next
    rooms: dict[str, Room] = {}
    crowd: Crowd = msgspec.field(default_factory=Crowd)
    crew: Crew = msgspec.field(default_factory=Crew)
    blind: dict[str, datetime] = {}  # what the token may not do, by its scope, and when that was last tried

    def keep(self, one: Kept) -> None:
        """Keep one in mind. One that was there is brought since it was first; once it was answered, since it was last."""
        if known := self.kept.get(one.path):
            moments = [at for at in (known.at, one.at) if at]
            at = (max if known.state == "answered" else min)(moments, default=None)
            one = msgspec.structs.replace(known, at=at, by=known.by or one.by, forward=known.forward or one.forward)
        self.kept[one.path] = one
        self.passed.discard(one.path)

    def drop(self, path: str) -> None:
        """Keep it in mind no longer, nor when the search finds it again."""
        if self.kept.pop(path, None):
            self.passed.add(path)


class Sight(msgspec.Struct, frozen=True):
    """One message that was looked at, with its thread."""

    kept: Kept
    message: Message
    replies: tuple[Message, ...] = ()

    @property
    def original(self) -> Shared | None:
        """What was forwarded with it, where it is a forward: into a channel, or to me and the original cannot be read."""
        return shared(self.message)

    def people(self) -> set[str]:
        """Return the ids of all whose names are shown."""
        return {self.kept.by}.union(*(people_of(one) for one in (self.message, *self.replies)))

    def flags(self, emoji: str) -> tuple[str, ...]:
        """Return who put the emoji on it, the first one first."""
        return tuple(user for name, user in reactions(self.message) if name == emoji)


def request(known: Memory, reader: Reader, sight: Sight, emoji: str) -> Request:
    """Return the request that a message is: its author's, and brought by whoever flagged or forwarded it."""
    kept, asker = sight.kept, _asker(reader, sight)
    room = known.rooms.get(kept.channel, Room(kept.channel, private=True))
    place = Place(known.tenant, known.workspace, known.url, kept.channel, room.name, room.private)
    item = reader.request(place, sight.message, asker, sight.replies)
    return msgspec.structs.replace(
        item,
        url=f"{item.url}?thread_ts={kept.thread}&cid={kept.channel}" if kept.thread else item.url,
        app=place.app(kept.ts, kept.thread),
        brought_by=_bringer(known, sight, asker.by, emoji),
        brought_at=kept.at,
        thread=kept.thread,
        me=known.me,
    )


def key(known: Memory, path: str) -> str:
    """Return the key of the request: that of the message, whoever sees it."""
    return f"request:{known.tenant}/{path}"


def over(kept: Kept, item: Request, now: datetime) -> bool:
    """Whether it is answered, and nobody has said anything for long."""
    return kept.state == "answered" and max(item.last_at, kept.at or item.at) < now - OVER


def _asker(reader: Reader, sight: Sight) -> Asker:
    """Return who asks with a message. What the one who forwarded it says under the forward is no answer to who asked."""
    message, original, crowd = sight.message, sight.original, reader.crowd
    if original:
        name = crowd.name(original.by)
        name = (shorten(original.name, 60) or name) if name == original.by else name
        text = original.text or named(original.files)
        return Asker(original.by, name, text, said_at(original.ts), brought=message.user or "")
    robot = reader.by_bot(message)
    by = message.user or message.bot_id or ""
    name = crowd.name(by) if message.user else shorten(message.username or "", 60) or by
    text = message.text or named(message.files or ()) or words_of(message)
    return Asker(by, name, text, moment(message.ts), robot=robot)


def _bringer(known: Memory, sight: Sight, asker: str, emoji: str) -> str:
    """Return who brought it; who flags for the asker goes before who forwards, so that the order in which that was seen is no matter."""
    forwarder = sight.message.user if sight.original else ""
    found = next((user for user in (*sight.flags(emoji), sight.kept.by, forwarder) if user and user != asker), "")
    return known.crowd.name(found)
