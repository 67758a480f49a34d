"""`slack.requests`: the questions of a Slack channel, by polling.

One call a poll reads the newest messages with their reactions and the outline of their threads; a thread is read only when its
outline changed, a few at a time. Open requests that are older than that page are looked at again by one more call, a page of
history in turn: 5,000 threads never mean 5,000 calls.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, recall
from supporttray.connectors.http import web
from supporttray.connectors.slack import mrkdwn
from supporttray.connectors.slack.api import PAGE, Channel, Identity, User, WebApi, moment
from supporttray.connectors.slack.message import Message, Page, reactions
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Item, Reaction, Reply, Request
from supporttray.core.journal import RETENTION
from supporttray.core.text import shorten
from supporttray.errors import Refused

PAGES = 25  # of the newest messages in one fetch, at the most: 5,000 messages
THREADS = 15  # read in one fetch
PEOPLE = 8  # names asked for in one fetch
OPEN = 5_000  # requests that are not answered, watched at the most
QUESTIONS = frozenset({"", "file_share", "me_message"})  # subtypes that a person's own words have at the top level


class Thread(msgspec.Struct, frozen=True):
    """A request's thread when it was last read: its outline, and which people had replied."""

    outline: str = ""
    people: tuple[str, ...] = ()


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    me: str = ""
    team: str = ""
    url: str = ""
    channel: str = ""
    private: bool | None = None
    begin: str = ""  # messages before it are none of ours
    newest: str = ""
    turn: str = ""  # where the look at older open requests goes on, downwards
    names: dict[str, str] = {}
    people: set[str] = set()  # those of them that are no bots
    threads: dict[str, Thread] = {}  # of the requests in sight and of the open ones
    open: set[str] = set()


class Sight(msgspec.Struct):
    """What one fetch saw: every message after `since`, and every request kept in mind from `edge` up to `top`."""

    messages: dict[str, Message]
    since: str
    edge: str = ""
    top: str = ""

    def covers(self, ts: str) -> bool:
        """Whether a request that was kept in mind would be here if it still existed."""
        return ts >= self.since or self.edge <= ts <= self.top


class SlackRequests:
    """The requests of one channel."""

    kind: ClassVar[str] = "slack.requests"
    service: ClassVar[str] = "slack"
    every: ClassVar[timedelta] = timedelta(seconds=30)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `slack.requests` watch."""

        channel: Annotated[
            str,
            msgspec.Meta(
                title="Channel",
                description="The channel's id, not its name",
                pattern="^[CDG][A-Z0-9]{2,20}$",
                examples=["C0123ABCD"],
            ),
        ]
        look_back: Annotated[
            timedelta, msgspec.Meta(title="Look back", description="How far back the first look goes", examples=["3d"])
        ] = timedelta(days=3)

    def __init__(self, options: Options, service: WebApi, me: str) -> None:  # noqa: ARG002  Slack itself knows who I am
        self._options = options
        self._slack = service

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Slack once. Raises a `ServiceError`."""
        known = recall(memory, Memory)
        if not known.me or known.private is None:  # an earlier version did not ask whether it is
            await self._introduce(known, now)
        sight = await self._recent(known)
        await self._older(known, sight)
        asked = {ts: message for ts, message in sight.messages.items() if _is_request(message, known)}
        gone = {ts for ts in known.threads if sight.covers(ts) and ts not in asked}
        threads = await self._changed(known, asked)
        await self._learn_names(known, sight, asked, threads)
        known.newest = max(sight.messages, default=known.newest)
        items = self._remember(known, asked, threads, gone, _ts(now - RETENTION))
        keys = tuple(self._key(known, ts) for ts in sorted(gone))
        return Answer(items=items, gone=keys, memory=msgspec.json.encode(known))

    @staticmethod
    def acknowledgement(item: Item) -> Deed:
        """Return 👀 on the question."""
        return _about(item, Verb.REACT, "eyes")

    @staticmethod
    def taking_back(item: Item) -> Deed:
        """Return 👀 taken off it."""
        return _about(item, Verb.UNREACT, "eyes")

    @staticmethod
    def reply(item: Item, text: str) -> Deed:
        """Return an answer in its thread."""
        return _about(item, Verb.POST, text)

    async def _introduce(self, known: Memory, now: datetime) -> None:
        identity = await self._slack.call("auth.test", Identity)
        channel = await self._slack.call("conversations.info", Channel, channel=self._options.channel)
        known.me, known.team, known.url = identity.user_id, identity.team_id, identity.url
        known.channel = "#" + channel.channel.name if channel.channel.name else "a direct message"
        known.private = channel.channel.private
        known.begin = known.begin or _ts(now - self._options.look_back)

    async def _history(self, known: Memory, **where: str) -> Page:
        return await self._slack.call(
            "conversations.history", Page, channel=self._options.channel, limit=str(PAGE), oldest=known.begin, **where
        )

    async def _recent(self, known: Memory) -> Sight:
        """Return the newest page, and as many before it as lie between it and what was known."""
        found: dict[str, Message] = {}
        enough = max(known.newest, known.begin)
        where: dict[str, str] = {}
        for _ in range(PAGES):
            page = await self._history(known, **where)
            found |= {message.ts: message for message in page.messages}
            since = min(found) if page.has_more and found else known.begin
            where = {"cursor": page.next_cursor}
            if not page.next_cursor or since <= enough:
                break
        return Sight({ts: message for ts, message in found.items() if ts > known.begin}, since)

    async def _older(self, known: Memory, sight: Sight) -> None:
        """Add a page of history with older open requests, in turn from the newest to the oldest."""
        older = sorted(ts for ts in known.open if not sight.covers(ts))
        if not older:
            return
        top = next((ts for ts in reversed(older) if ts < known.turn), older[-1])
        page = await self._history(known, latest=top, inclusive="true")
        found = {message.ts: message for message in page.messages if known.begin < message.ts <= top}
        if page.messages and not found:
            return  # a server that does not know `latest`
        sight.edge = known.turn = min(found, default=top) if page.has_more else known.begin
        sight.top = top
        sight.messages |= {ts: found[ts] for ts in found.keys() & known.threads.keys()}

    async def _changed(self, known: Memory, asked: dict[str, Message]) -> dict[str, tuple[Message, ...]]:
        """Read a few of the threads whose outline changed since they were last read, the newest first."""
        changed = [ts for ts, message in asked.items() if message.thread != known.threads.get(ts, Thread()).outline]
        threads: dict[str, tuple[Message, ...]] = {ts: () for ts in changed if not asked[ts].thread}
        for ts in sorted(set(changed) - threads.keys(), reverse=True)[:THREADS]:
            threads[ts] = await self._thread(ts)
        return threads

    async def _thread(self, ts: str) -> tuple[Message, ...]:
        """Return the replies; none when their head has just gone."""
        try:
            page = await self._slack.call(
                "conversations.replies", Page, channel=self._options.channel, ts=ts, limit="1000"
            )
        except Refused as refused:
            if refused.missing == "message":
                return ()
            raise
        return tuple(message for message in page.messages if message.ts != ts)

    async def _learn_names(
        self, known: Memory, sight: Sight, asked: dict[str, Message], threads: dict[str, tuple[Message, ...]]
    ) -> None:
        """Ask who the people are that are not known yet; a few at a time, the others are shown by their id until then."""
        ids = {message.user or "" for message in sight.messages.values() if message.bot_id}
        for message in (*asked.values(), *(reply for thread in threads.values() for reply in thread)):
            ids |= {message.user or "", *mrkdwn.mentioned(message.text or "")}
            ids |= {user for _, user in reactions(message)}
        strangers = sorted(ids - known.names.keys() - {""})
        for user in strangers[:PEOPLE]:
            try:
                person = await self._slack.call("users.info", User, user=user)
            except Refused as refused:
                if refused.missing == "credential":
                    raise
                nameless = [user] if refused.missing == "person" else strangers  # without users:read nobody has a name
                known.names |= {id_: known.names.get(id_, id_) for id_ in nameless}
                if refused.missing != "person":
                    break
            else:
                known.names[user] = shorten(person.user.shown, 60) or user
                known.people |= set() if person.user.is_bot else {user}

    def _remember(
        self,
        known: Memory,
        asked: dict[str, Message],
        threads: dict[str, tuple[Message, ...]],
        gone: set[str],
        forgotten: str,
    ) -> tuple[Request, ...]:
        """Return the requests, without what is `forgotten` and open no more; keep what the next fetch compares with."""
        for ts, replies in threads.items():
            people = dict.fromkeys(reply.user or "" for reply in replies if not _by_bot(reply, known))
            if all(reply.user in known.names for reply in replies if reply.user and reply.bot_id):  # else read it again
                known.threads[ts] = Thread(asked[ts].thread, tuple(people))
        items = {ts: self._request(known, message, threads.get(ts)) for ts, message in asked.items()}
        told = {ts: item for ts, item in items.items() if ts > forgotten or ts in known.open}
        still = {
            ts
            for ts, item in told.items()
            if item.state == "waiting" or (item.state == "acknowledged" and ts > forgotten)
        }
        out_of_sight = known.open - asked.keys() - gone
        known.open = set(sorted(still | out_of_sight)[-OPEN:])
        known.threads = {ts: thread for ts, thread in known.threads.items() if ts in asked or ts in known.open}
        known.threads |= {ts: known.threads.get(ts, Thread()) for ts in asked}
        return tuple(told.values())

    def _request(self, known: Memory, message: Message, thread: tuple[Message, ...] | None) -> Request:
        text = mrkdwn.read(message.text or "", known.names)
        read = known.threads.get(message.ts, Thread())
        by = message.user or ""
        return Request(
            key=self._key(known, message.ts),
            title=shorten(text, 200) or "(no text)",
            text=text,
            url=web(f"{known.url.rstrip('/')}/archives/{self._options.channel}/p{message.ts.replace('.', '')}"),
            at=moment(message.ts),
            by=by,
            name=known.names.get(by, by),
            where=known.channel,
            private=bool(known.private),
            edited=moment(message.edited.ts) if message.edited and message.edited.ts else None,
            replies=None if thread is None else tuple(_reply(reply, known) for reply in thread),
            repliers=read.people if read.outline == message.thread else message.reply_users,
            reactions=tuple(Reaction(name, user, known.names.get(user, user)) for name, user in reactions(message)),
        )

    def _key(self, known: Memory, ts: str) -> str:
        return f"request:{known.team}/{self._options.channel}/{ts}"


def _about(item: Item, verb: Verb, text: str) -> Deed:
    _, channel, ts = item.key.split("/")
    return Deed(verb=verb, place=channel, message=ts, text=text)


def _ts(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


def _is_request(message: Message, known: Memory) -> bool:
    """Whether a person other than me said this at the top level. An answer that is also sent to the channel stays an answer."""
    top = not message.thread_ts or message.thread_ts == message.ts
    person = message.user != known.me and not _by_bot(message, known)
    return top and person and (message.subtype or "") in QUESTIONS


def _by_bot(message: Message, known: Memory) -> bool:
    """Whether a bot said this. What a person says through an app of their own has a `bot_id` too: then the user tells."""
    return (
        not message.user
        or message.subtype == "bot_message"
        or bool(message.bot_id and message.user not in known.people)
    )


def _reply(message: Message, known: Memory) -> Reply:
    by = message.user or message.bot_id or ""
    return Reply(message.ts, moment(message.ts), by, known.names.get(by, by), _by_bot(message, known))
