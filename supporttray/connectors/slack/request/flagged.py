"""`slack.flagged`: requests that reached somebody else, and were brought: marked with an emoji in any channel, or forwarded to me.

What is marked is found by Slack's search, what is forwarded in the newest direct messages; at once where Slack tells that something
happened. What was found is looked at again in turn, a thread each two minutes, so that a quiet hour costs about a hundred calls.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Hint, Unchanged, recall
from supporttray.connectors.slack.api import Channel, Identity, WebApi
from supporttray.connectors.slack.request.finding import heard, limits, look_through, search
from supporttray.connectors.slack.request.kept import Kept, Memory, Room, Sight, key, over, request
from supporttray.connectors.slack.request.message import Page
from supporttray.connectors.slack.request.option import Emoji, Ids
from supporttray.connectors.slack.request.person import learn
from supporttray.connectors.slack.request.responder import muster
from supporttray.connectors.slack.request.thread import Reader, about, meanings, opened_by, seen_on
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Item, Request
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LOOKS = 10  # messages that were just found are read in one fetch, at the most


class SlackFlagged:
    """The requests that colleagues brought."""

    kind: ClassVar[str] = "slack.flagged"
    service: ClassVar[str] = "slack"
    every: ClassVar[timedelta] = timedelta(minutes=2)
    unhurried: ClassVar[timedelta] = timedelta(minutes=20)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `slack.flagged` watch."""

        emoji: Annotated[
            str,
            msgspec.Meta(
                title="Emoji",
                description="The emoji that colleagues put on a message to bring it to you, without colons",
                pattern=r"^[a-z0-9_+'-]{1,100}$",
                examples=["ring_buoy"],
            ),
        ] = "ring_buoy"
        forwards: Annotated[
            bool,
            msgspec.Meta(
                title="Forwards", description="Whether messages that colleagues forward to you count", examples=[True]
            ),
        ] = True
        responders: Annotated[
            Ids,
            msgspec.Meta(
                title="Who answers",
                description="Ids of people and user groups whose word is an answer; empty for everybody but the asker and bots",
                examples=[["S0123ABCD", "U0123ABCD"]],
            ),
        ] = ()
        seen: Annotated[
            Emoji,
            msgspec.Meta(title="Seen", description="Reactions that say somebody looks after it", examples=[["eyes"]]),
        ] = ("eyes",)
        done: Annotated[
            Emoji,
            msgspec.Meta(
                title="Done", description="Reactions that say it is answered", examples=[["white_check_mark"]]
            ),
        ] = ("white_check_mark",)
        look_back: Annotated[
            timedelta, msgspec.Meta(title="Look back", description="How far back the first look goes", examples=["3d"])
        ] = timedelta(days=3)

    def __init__(self, options: Options, service: WebApi, me: str) -> None:  # noqa: ARG002  Slack itself knows who I am
        self._options = options
        self._slack = service
        self._meanings = meanings(options.seen, options.done)
        self._watched: frozenset[str] = frozenset()  # channel/ts of what is kept in mind, and of its threads

    # --- asking

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Slack once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        await self._introduce(known, now)
        await search(self._slack, known, self._options.emoji, now)
        if self._options.forwards:
            await look_through(self._slack, known, now)
        fresh = [one for one in known.kept.values() if one.looked is None]
        turn = sorted((one for one in known.kept.values() if one.looked), key=lambda one: (one.turn(now), one.path))
        due = 1 if known.fetched is None else min(LOOKS, max(1, (now - known.fetched) // self.every))
        known.fetched = now
        return await self._told(known, [*fresh[:LOOKS], *turn[:due]], now, more=len(fresh) > LOOKS)

    def hears(self, hint: Hint) -> bool:
        """Whether it is our emoji, a direct message, or about something that is kept in mind."""
        ours = hint.reaction == self._options.emoji
        direct = self._options.forwards and hint.place.startswith("D") and not hint.reaction
        about = {f"{hint.place}/{hint.message}", f"{hint.place}/{hint.thread}"}
        return ours or direct or not about.isdisjoint(self._watched)

    async def look(self, memory: bytes, hints: Collection[Hint], now: datetime) -> Answer | Unchanged:
        """Ask about these messages only. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        await self._introduce(known, now)
        about = {path for hint in hints for path in (f"{hint.place}/{hint.message}", f"{hint.place}/{hint.thread}")}
        for hint in hints:
            await heard(self._slack, known, hint, self._options.emoji, now, forwards=self._options.forwards)
        touched = (one for one in known.kept.values() if one.looked is None or not about.isdisjoint(_paths(one)))
        return await self._told(known, tuple(touched), now)

    # --- what a person does about one

    @staticmethod
    def acknowledgement(item: Item) -> Deed:
        """Return 👀 on the question, or on the asker's message that opened it again."""
        return about(item, Verb.REACT, "eyes", opened_by(item))

    @staticmethod
    def taking_back(item: Item) -> Deed:
        """Return 👀 taken off the message on which it stands."""
        return about(item, Verb.UNREACT, "eyes", seen_on(item))

    @staticmethod
    def reply(item: Item, text: str) -> Deed:
        """Return an answer in the thread in which it stands."""
        return about(item, Verb.POST, text, item.thread if isinstance(item, Request) else "")

    # --- how they are found

    async def _introduce(self, known: Memory, now: datetime) -> None:
        if not known.me:
            identity = await self._slack.call("auth.test", Identity)
            known.me, known.url = identity.user_id, identity.url
            known.tenant, known.workspace = identity.tenant, identity.workspace
            known.begin = f"{(now - self._options.look_back).timestamp():.6f}"

    # --- how they are read

    async def _told(self, known: Memory, these: Sequence[Kept], now: datetime, *, more: bool = False) -> Answer:
        """Read some of what is kept in mind, and answer with what became of it."""
        sights: list[Sight] = []
        gone: list[str] = []
        for one in these:
            sight = await self._read(known, one)
            if sight is None:
                known.drop(one.path)
                gone.append(key(known, one.path))
            else:
                sights.append(sight)
        ids = {person for sight in sights for person in sight.people()}
        await learn(self._slack, known.crowd, ids, now, known.workspace)
        await muster(self._slack, known.crew, self._options.responders, now)
        items = [item for sight in sights if (item := self._item(known, sight, gone, now))]
        self._watched = frozenset(path for one in known.kept.values() for path in _paths(one))
        return Answer(
            items=tuple(items),
            gone=tuple(gone),
            memory=msgspec.json.encode(known),
            more=more,
            limits=" ".join(
                filter(None, (limits(known, self._options.emoji), known.crew.limits(self._options.responders)))
            ),
        )

    def _item(self, known: Memory, sight: Sight, gone: list[str], now: datetime) -> Request | None:
        """Return what became of a message; none where it is (or is again) nobody's business here."""
        kept = sight.kept
        team = known.crew.members(self._options.responders)
        item = request(known, Reader(known.me, known.crowd, self._meanings, team), sight, self._options.emoji)
        taken_away = not kept.by and not sight.flags(self._options.emoji)
        if item.by == known.me:
            known.drop(kept.path)
        elif taken_away and item.state == "waiting":
            known.kept.pop(kept.path, None)
        if kept.path not in known.kept:
            gone.append(item.key)
            return None
        known.kept[kept.path] = kept = msgspec.structs.replace(kept, state=item.state, looked=now)
        if over(kept, item, now):
            known.drop(kept.path)
        return item

    async def _read(self, known: Memory, kept: Kept) -> Sight | None:
        """Read a message and its thread; none where it is gone. A forward stands for an original that cannot be read."""
        try:
            page = await self._thread(kept)
            message = next((one for one in page.messages if one.ts == kept.ts), None)
            if message and not kept.thread and message.thread_ts not in (None, kept.ts):
                known.kept[kept.path] = kept = msgspec.structs.replace(kept, thread=message.thread_ts or "")
                page = await self._thread(kept)
            if message and message.subtype != "tombstone":
                await self._place(known, kept.channel)
                replies = (one for one in page.messages if one.ts not in (kept.ts, kept.thread) and one.ts > kept.ts)
                return Sight(kept, message, tuple(replies))
        except Refused as refused:
            if refused.missing == "credential":
                raise
        if kept.looked or not kept.forward or kept.stands_in:
            return None
        known.drop(kept.path)
        channel, _, ts = kept.forward.partition("/")
        known.keep(stand_in := Kept(channel, ts, at=kept.at, by=kept.by, forward=kept.forward))
        sight = await self._read(known, stand_in)
        if sight is None:
            known.drop(stand_in.path)
        return sight

    async def _thread(self, kept: Kept) -> Page:
        """Read a thread; of a reply in another's thread only from that reply on, however much was said before."""
        where = {"ts": kept.thread, "oldest": kept.ts, "inclusive": "true"} if kept.thread else {"ts": kept.ts}
        return await self._slack.call(
            "conversations.replies", Page, channel=kept.channel, **where, limit="1000", include_all_metadata="true"
        )

    async def _place(self, known: Memory, channel: str) -> None:
        if channel not in known.rooms:
            found = (await self._slack.call("conversations.info", Channel, channel=channel)).channel
            name = f"#{shorten(found.name, 80)}" if found.name else "a direct message"
            known.rooms[channel] = Room(name, found.private)


def _paths(one: Kept) -> tuple[str, ...]:
    return (one.path, f"{one.channel}/{one.thread}") if one.thread else (one.path,)
