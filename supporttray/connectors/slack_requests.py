"""`slack.requests`: the questions of a Slack channel, by polling.

One call a poll reads the newest messages with their reactions and the outline of their threads. A thread is read only when its
outline changed, an older request only while it is open, both a few at a time: 5,000 threads never mean 5,000 calls.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged, mrkdwn
from supporttray.connectors.slack import PAGE, Channel, Identity, Message, Page, Slack, User, moment, reactions
from supporttray.core.item import Reaction, Reply, Request
from supporttray.core.text import shorten
from supporttray.errors import Refused

PAGES = 25  # of one fetch, at the most: 5,000 messages
THREADS = 20  # read in one fetch
OLDER = 5  # open requests beyond the page, looked at in one fetch
PEOPLE = 20  # names asked for in one fetch
QUESTIONS = frozenset({"", "file_share", "me_message", "thread_broadcast"})  # subtypes that a person's own words have


class Memory(msgspec.Struct):
    """What is kept between two fetches."""

    me: str = ""
    team: str = ""
    url: str = ""
    channel: str = ""
    newest: str = ""
    names: dict[str, str] = {}
    threads: dict[str, str] = {}  # of each request in sight: the outline of its thread when it was last read
    open: list[str] = []  # the requests that wait, the one to look at next first


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

    def __init__(self, options: Options, service: Slack, me: str) -> None:  # noqa: ARG002  Slack itself knows who I am
        self._options = options
        self._slack = service

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask Slack once. Raises a `ServiceError`."""
        known = msgspec.json.decode(memory, type=Memory) if memory else Memory()
        if not known.me:
            await self._introduce(known)
        messages, since = await self._recent(known, now)
        asked = {message.ts: message for message in messages if _is_request(message, known.me)}
        gone = {ts for ts in known.threads if ts >= since and ts not in asked}
        threads = await self._older(known, asked, gone)
        await self._changed(known, asked, threads)
        await self._learn_names(known, asked, threads)
        items = tuple(self._request(known, message, threads.get(ts)) for ts, message in asked.items())
        known.newest = messages[0].ts if messages else known.newest
        _remember(known, asked, threads, gone, waiting={_ts(item) for item in items if item.state == "waiting"})
        keys = tuple(self._key(known, ts) for ts in sorted(gone))
        return Answer(items=items, gone=keys, memory=msgspec.json.encode(known))

    async def _introduce(self, known: Memory) -> None:
        identity = await self._slack.call("auth.test", Identity)
        channel = await self._slack.call("conversations.info", Channel, channel=self._options.channel)
        known.me, known.team, known.url = identity.user_id, identity.team_id, identity.url
        known.channel = "#" + channel.channel.name if channel.channel.name else "a direct message"

    async def _recent(self, known: Memory, now: datetime) -> tuple[list[Message], str]:
        """Return the newest messages and the `ts` since which none is left out.

        That is one page, and as many before it as lie between it and what was known (at first: back to `look_back`).
        """
        oldest = f"{(now - self._options.look_back).timestamp():.6f}"
        found: dict[str, Message] = {}
        more: dict[str, str] = {}
        for _ in range(PAGES):
            page = await self._slack.call(
                "conversations.history", Page, channel=self._options.channel, limit=str(PAGE), oldest=oldest, **more
            )
            found |= {message.ts: message for message in page.messages if message.ts >= oldest}
            more = {"cursor": page.next_cursor} if page.next_cursor else {}
            if not more or (known.newest and found and min(found) <= known.newest):
                break
        since = min(found) if more and found else oldest
        return [found[ts] for ts in sorted(found, reverse=True)], since

    async def _older(self, known: Memory, asked: dict[str, Message], gone: set[str]) -> dict[str, tuple[Message, ...]]:
        """Look at a few open requests that the page does not show, in turn; return their threads."""
        threads: dict[str, tuple[Message, ...]] = {}
        for ts in [ts for ts in known.open if ts not in asked and ts not in gone][:OLDER]:
            thread = await self._thread(ts)
            if thread and thread[0].ts == ts:
                asked[ts], threads[ts] = thread[0], thread
            else:
                gone.add(ts)
        return threads

    async def _changed(self, known: Memory, asked: dict[str, Message], threads: dict[str, tuple[Message, ...]]) -> None:
        """Read the threads whose outline changed since they were last read, the newest first; add them to `threads`."""
        changed = [
            ts for ts, message in asked.items() if message.thread != known.threads.get(ts, "") and ts not in threads
        ]
        for ts in sorted(changed, reverse=True)[:THREADS]:
            threads[ts] = await self._thread(ts) if asked[ts].thread else ()

    async def _thread(self, ts: str) -> tuple[Message, ...]:
        """Return the parent and its replies; empty when the parent is gone."""
        try:
            page = await self._slack.call(
                "conversations.replies", Page, channel=self._options.channel, ts=ts, limit="1000"
            )
        except Refused as refused:
            if refused.missing == "message":
                return ()
            raise
        return page.messages

    async def _learn_names(
        self, known: Memory, asked: dict[str, Message], threads: dict[str, tuple[Message, ...]]
    ) -> None:
        """Ask who the people are that are not known yet; a few at a time, the others are shown by their id until then."""
        ids: set[str] = set()
        for message in (*asked.values(), *(reply for thread in threads.values() for reply in thread)):
            ids |= {message.user, *mrkdwn.mentioned(message.text), *(user for _, user in reactions(message))}
        for user in sorted(ids - known.names.keys() - {""})[:PEOPLE]:
            try:
                person = await self._slack.call("users.info", User, user=user)
            except Refused as refused:
                if refused.missing == "credential":
                    raise
                known.names[user] = user  # a stranger, or users:read is missing: the id must do
            else:
                known.names[user] = shorten(person.user.shown or user, 60)

    def _request(self, known: Memory, message: Message, thread: tuple[Message, ...] | None) -> Request:
        text = mrkdwn.read(message.text, known.names)
        return Request(
            key=self._key(known, message.ts),
            title=shorten(text, 200) or "(no text)",
            text=text,
            url=f"{known.url.rstrip('/')}/archives/{self._options.channel}/p{message.ts.replace('.', '')}",
            at=moment(message.ts),
            by=message.user,
            name=known.names.get(message.user, message.user),
            where=known.channel,
            edited=moment(message.edited.ts) if message.edited and message.edited.ts else None,
            replies=None
            if thread is None
            else tuple(_reply(reply, known.names) for reply in thread if reply.ts != message.ts),
            repliers=message.reply_users,
            reactions=tuple(Reaction(name, user, known.names.get(user, user)) for name, user in reactions(message)),
        )

    def _key(self, known: Memory, ts: str) -> str:
        return f"request:{known.team}/{self._options.channel}/{ts}"


def _remember(
    known: Memory,
    asked: dict[str, Message],
    threads: dict[str, tuple[Message, ...]],
    gone: set[str],
    *,
    waiting: set[str],
) -> None:
    """Keep what the next fetch compares with: the outlines of what is in sight, and what waits."""
    before = known.threads
    later = [ts for ts in known.open if ts not in asked and ts not in gone]
    known.open = later + sorted(waiting)
    known.threads = {ts: before.get(ts, "") for ts in later}
    known.threads |= {ts: message.thread if ts in threads else before.get(ts, "") for ts, message in asked.items()}


def _ts(item: Request) -> str:
    return item.key.rpartition("/")[2]


def _is_request(message: Message, me: str) -> bool:
    """Whether a person other than me said this, at the top level."""
    top = not message.thread_ts or message.thread_ts == message.ts or message.subtype == "thread_broadcast"
    return top and bool(message.user) and message.user != me and not message.bot_id and message.subtype in QUESTIONS


def _reply(message: Message, names: dict[str, str]) -> Reply:
    bot = bool(message.bot_id) or message.subtype == "bot_message"
    return Reply(
        message.ts, moment(message.ts), message.user or message.bot_id, names.get(message.user, message.user), bot
    )
