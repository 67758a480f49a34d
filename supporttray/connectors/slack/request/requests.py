"""`slack.requests`: the questions of a Slack channel, by polling, and at once where Slack tells that something happened.

One call a poll reads the newest messages with their reactions and the outline of their threads; a thread is read only when its
outline changed, a few at a time. What lies further back is read in pieces (`history.py`): 5,000 threads never mean 5,000 calls.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

import msgspec

from supporttray.connectors import Answer, Hint, Unchanged, recall
from supporttray.connectors.slack.api import Channel, Identity, WebApi
from supporttray.connectors.slack.request import option
from supporttray.connectors.slack.request.history import END, REST, History, Memory, Thread
from supporttray.connectors.slack.request.person import DAY, learn
from supporttray.connectors.slack.request.responder import muster
from supporttray.connectors.slack.request.thread import Place, Reader, about, meanings, opened_by, people_of, seen_on
from supporttray.core.deed import Deed, Verb
from supporttray.core.journal import RETENTION

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from supporttray.connectors.slack.request.message import Message
    from supporttray.connectors.slack.request.thread import Dates
    from supporttray.core.item import Item, Request

    Read = dict[str, tuple[Message, ...]]

THREADS = 15  # read in one look
OPEN = 5_000  # requests that are followed at the most
LIVELY, LIVELY_MOST = (
    timedelta(days=3),
    200,
)  # since the last reply: so long an answered thread is followed, and so many of them
TURN = 5  # looks, after which a thread that was opened again is read anew: a reaction on a reply changes no outline
LITTLE = (
    "Slack lets this app ask once a minute for 15 messages: what is new is seen a little late, and older threads later. "
    "An app that your company made for itself may ask more often."
)


class SlackRequests:
    """The requests of one channel."""

    kind: ClassVar[str] = "slack.requests"
    service: ClassVar[str] = "slack"
    every: ClassVar[timedelta] = timedelta(seconds=30)
    unhurried: ClassVar[timedelta] = timedelta(minutes=20)
    Options = option.Options

    def __init__(self, options: option.Options, service: WebApi, me: str) -> None:  # noqa: ARG002  Slack knows who I am
        self._options = options
        self._slack = service
        self._history = History(service, options.channel)
        self._meanings = meanings(options.seen, options.done)

    def hears(self, hint: Hint) -> bool:
        """Whether something happened in this channel."""
        return hint.place == self._options.channel and bool(hint.message)

    @staticmethod
    def acknowledgement(item: Item) -> Deed:
        """Return 👀 on the question, or on the message that opened it again: what stands on the question already would say nothing."""
        return about(item, Verb.REACT, "eyes", opened_by(item))

    @staticmethod
    def taking_back(item: Item) -> Deed:
        """Return 👀 taken off the message on which it stands."""
        return about(item, Verb.UNREACT, "eyes", seen_on(item))

    @staticmethod
    def reply(item: Item, text: str) -> Deed:
        """Return an answer in its thread."""
        return about(item, Verb.POST, text)

    # --- looks

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Slack once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        await self._introduce(known, now)
        first = not known.newest
        sight = await self._history.look(known, now)
        replied = (one.latest_reply or "" for one in sight.messages.values())
        known.born = known.born or max(
            known.newest, known.begin, *replied
        )  # Slack's clock: this computer's may be wrong
        apps = {one.user or "" for one in sight.messages.values() if one.bot_id}  # people, or bots?
        await learn(self._slack, known.crowd, apps, now, known.team)
        reader = self._reader(known)
        asked = {ts: one for ts, one in sight.messages.items() if reader.asker(one)}
        gone = {ts for ts in known.threads if sight.covers(ts) and ts not in asked}
        read = await self._changed(known, asked, gone, now, 0 if known.gaps and not first else THREADS)
        kept = asked.keys() | known.followed | known.unread
        known.threads = {
            ts: thread for ts, thread in known.threads.items() if ts in kept
        }  # the others are out of sight
        return await self._told(known, asked, read, gone, now, {})

    async def look(self, memory: bytes, hints: Collection[Hint], now: datetime) -> Answer | Unchanged:
        """Ask about single messages and their threads, one call each. Raises a `ServiceError`.

        How far the channel was read stays as it is: what nobody told of is found by the next `fetch`.
        """
        known = recall(memory, Memory)
        if not known.newest:
            return await self.fetch(memory, now)
        asked: dict[str, Message] = {}
        read: Read = {}
        gone: set[str] = set()
        for ts in sorted({hint.thread or hint.message for hint in hints if self.hears(hint)}):
            await self._hinted(known, ts, asked, read, gone, now)
        return await self._told(known, asked, read, gone, now, _dates(hints))

    async def _hinted(
        self, known: Memory, ts: str, asked: dict[str, Message], read: Read, gone: set[str], now: datetime
    ) -> None:
        """Read what a hint is about: a message with its thread; where it is itself a reply, that thread."""
        head, replies = await self._history.thread(known, ts, now)
        if head and not head.top and head.thread_ts and head.thread_ts not in asked:
            ts = head.thread_ts
            head, replies = await self._history.thread(known, ts, now)
        if head is None:
            gone.add(ts)
        elif head.top and ts > known.begin:
            asked[ts] = head
            if replies is None:
                known.unread.add(ts)
            else:
                read[ts] = replies

    # --- parts of a look

    async def _introduce(self, known: Memory, now: datetime) -> None:
        """Ask who I am and how the channel is called; again each day, for it may be renamed."""
        second = int(now.timestamp())
        if known.me and known.private is not None and second - known.introduced < DAY.total_seconds():
            return
        identity = await self._slack.call("auth.test", Identity)
        channel = (await self._slack.call("conversations.info", Channel, channel=self._options.channel)).channel
        known.me, known.url, known.introduced = identity.user_id, identity.url, second
        known.tenant = known.tenant or identity.tenant
        known.team = identity.workspace or channel.context_team_id or ""
        known.channel = "#" + channel.name if channel.name else "a direct message"
        known.private = channel.private
        known.begin = known.begin or _ts(now - self._options.look_back)

    def _reader(self, known: Memory) -> Reader:
        team = known.crew.members(self._options.responders)
        return Reader(known.me, known.crowd, self._meanings, team, frozenset(self._options.bots))

    async def _changed(
        self, known: Memory, asked: dict[str, Message], gone: set[str], now: datetime, most: int
    ) -> Read:
        """Read a few of the threads whose outline changed since they were last read: who wrote just now first, then the newest."""
        old = {ts: known.threads.get(ts, Thread()).outline for ts in asked}
        changed = {ts for ts, message in asked.items() if message.thread != old[ts]}
        read: Read = {ts: () for ts in changed if not asked[ts].thread}
        known.unread |= {ts for ts in changed if _mixed(asked[ts])}
        due = sorted(changed - read.keys() | known.unread, key=lambda ts: (bool(old.get(ts)), ts in known.unread, ts))
        chosen = [*reversed(due)][:most] + [ts for ts in self._again(known) if most and ts not in due]
        for ts in chosen[: 1 if known.limited else None]:
            head, replies = await self._history.thread(known, ts, now)
            known.unread.discard(ts)
            if head is None:
                gone.add(ts)
            elif replies is None:
                known.unread.add(ts)
            else:
                read[ts] = replies
                asked.setdefault(ts, head)
        return read

    def _again(self, known: Memory) -> list[str]:
        """Return the thread whose turn it is among those that were opened again and wait; none most of the time."""
        known.looks += 1
        waiting = sorted(ts for ts, thread in known.threads.items() if thread.again)
        turn = known.looks % max(TURN, len(waiting))
        return waiting[turn : turn + 1]

    async def _told(
        self, known: Memory, asked: dict[str, Message], read: Read, gone: set[str], now: datetime, dates: Dates
    ) -> Answer:
        """Return what was found out, and keep what the next look compares with."""
        await muster(self._slack, known.crew, self._options.responders, now)
        replies = (one for ts in asked for one in read.get(ts, ()))
        people = {one for message in (*asked.values(), *replies) for one in people_of(message)}
        await learn(self._slack, known.crowd, people, now, known.team)
        items = self._items(known, asked, read, dates)
        gone |= asked.keys() - items.keys()
        old = {ts for ts in items if _there(known, asked[ts], ts)}
        told = _remember(known, asked, {ts: items[ts] for ts in items if ts not in gone}, read, gone, now)
        place = self._place(known)
        return Answer(
            items=told,
            gone=tuple(place.key(ts) for ts in sorted(gone)),
            memory=msgspec.json.encode(known),
            more=bool(known.gaps),
            old=tuple(place.key(ts) for ts in sorted(old)),
            limits=self._limits(known),
            rest=REST if known.limited else None,
        )

    def _items(self, known: Memory, asked: dict[str, Message], read: Read, dates: Dates) -> dict[str, Request]:
        """Return what is asked with each message, if something is."""
        place, reader = self._place(known), self._reader(known)
        found: dict[str, Request] = {}
        for ts, message in asked.items():
            if asker := reader.asker(message):
                item = reader.request(place, message, asker, read.get(ts), dates)
                thread = known.threads.get(ts, Thread())
                if ts not in read and thread.outline == message.thread:
                    item = msgspec.structs.replace(item, repliers=thread.people)
                again = opened_by(item) if ts in read else thread.again
                found[ts] = msgspec.structs.replace(item, app=place.app(again, ts) if again else item.app)
        return found

    def _place(self, known: Memory) -> Place:
        name, private = known.channel, bool(known.private)
        return Place(known.tenant, known.team, known.url, self._options.channel, name, private)

    def _limits(self, known: Memory) -> str:
        """Say what is seen late or not at all."""
        lacks = known.crowd.lacks
        names = f"Slack does not tell people's names: the token lacks {lacks}." if lacks else ""
        crew = known.crew.limits(self._options.responders)
        return " ".join(filter(None, (LITTLE if known.limited else "", crew, names)))


def _remember(
    known: Memory, asked: dict[str, Message], items: dict[str, Request], read: Read, gone: set[str], now: datetime
) -> tuple[Request, ...]:
    """Keep the threads and whom to follow; return the requests, without what is forgotten and open no more."""
    for ts, item in items.items():
        if ts in read and all(known.crowd.met(one.user or "") for one in read[ts]):
            again = "" if item.state == "answered" else opened_by(item)
            known.threads[ts] = Thread(asked[ts].thread, item.repliers, again)
        elif ts in read:
            known.unread.add(ts)  # it is read again when it is known who they are
    forgotten, lately = _ts(now - RETENTION), _ts(now - LIVELY)
    old = {ts for ts in items if max(ts, known.threads.get(ts, Thread()).again) <= forgotten}
    told = {ts: item for ts, item in items.items() if ts not in old or ts in known.open}
    lively = {ts for ts in told if (asked[ts].latest_reply or "") > lately}
    still = {ts for ts, item in told.items() if _waits(item, known.threads.get(ts, Thread()), old=ts in old)}
    seen = asked.keys() | gone
    known.open = set(sorted(known.open - seen | still)[-OPEN:])
    known.lively = set(sorted(known.lively - seen | lively)[-LIVELY_MOST:])
    known.unread -= gone
    kept = dict.fromkeys(items, Thread()) | known.threads
    known.threads = {ts: thread for ts, thread in kept.items() if ts not in gone}
    return tuple(told.values())


def _there(known: Memory, message: Message, ts: str) -> bool:
    """Whether a request was there at the first look, with all that is said in its thread where that is read only now."""
    thread = known.threads.get(ts)
    return (ts if thread is None else message.latest_reply or END if not thread.outline else END) <= known.born


def _waits(item: Request, thread: Thread, *, old: bool) -> bool:
    """Whether somebody still waits for an answer; one that was seen, or opened again, is left alone when it is old."""
    return item.state == "waiting" or (not old and (item.state == "acknowledged" or bool(thread.again)))


def _mixed(message: Message) -> bool:
    """Whether a thread's outline leaves open who wrote last: the asker, or somebody who answered. It names five people."""
    users = set(message.reply_users)
    return len(users) >= 5 or (message.user in users and len(users) > 1)


def _dates(hints: Collection[Hint]) -> Dates:
    """Return since when reactions stand, as far as they were told; of one that came and went the latest word counts."""
    told = sorted((hint for hint in hints if hint.reaction and hint.at), key=lambda one: (one.at, one.taken))
    latest = {(one.message, one.reaction.partition("::")[0], one.by): one for one in told}
    return {key: one.at for key, one in latest.items() if one.at and not one.taken}


def _ts(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
