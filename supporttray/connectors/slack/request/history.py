"""What of a channel's history was seen, what is still to be seen, and the pages that are read of it.

The newest page is read each time. What lies between it and what was known is a gap: gaps are filled downwards, the newest first, a few
pages in one look. Where Slack lets an app see little (one call a minute, 15 messages), it is one page a look, in turn.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.slack.api import PAGE
from supporttray.connectors.slack.request.message import Message, Page
from supporttray.connectors.slack.request.person import Crowd
from supporttray.connectors.slack.request.responder import Crew
from supporttray.errors import Refused, SlowDown

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

PAGES = 3  # in one look
LITTLE = 15  # messages that a limited app is given at a time (docs.slack.dev/changelog/2025-05-29)
AGAIN = timedelta(minutes=30)  # after which a limited app tries whether it still is one
MINUTE = timedelta(seconds=50), timedelta(seconds=75)  # what Slack wants a limited app to wait
REST = timedelta(seconds=70)  # between its looks; a tenth less is still more than a minute
OLDER = timedelta(minutes=10)  # between two looks at what is older than the newest page
THREAD_PAGES, REPLIES = 5, 1000  # of one thread, and replies on one of them
END = "~"  # later than any message


class Thread(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request's thread when it was last read: its outline, and whose reply there counts.

    `again` is the asker's message that opened it again, while nobody has answered that.
    """

    outline: str = ""
    people: tuple[str, ...] = ()
    again: str = ""


class Memory(msgspec.Struct, omit_defaults=True):
    """What is kept between two looks. Moments are a message's ts, or whole seconds since 1970."""

    me: str = ""
    tenant: str = ""
    team: str = ""  # the workspace
    url: str = ""
    channel: str = ""
    private: bool | None = None
    introduced: int = 0
    begin: str = ""  # messages before it are none of ours
    born: str = ""  # the newest at the first look: it and those before were there already
    newest: str = ""
    gaps: list[tuple[str, str]] = []  # from, to: both are known, what lies between is not; the newest first
    older: int = 0  # when what is older was looked at last
    turn: str = ""  # where that goes on, downwards
    limited: int = 0  # since when Slack lets us see little
    looks: int = 0  # how many there were
    crowd: Crowd = msgspec.field(default_factory=Crowd)
    crew: Crew = msgspec.field(default_factory=Crew)
    threads: dict[str, Thread] = {}  # of the requests in sight and of those that are followed
    open: set[str] = set()  # those in which somebody waits
    lively: set[str] = set()  # those in which somebody wrote lately
    unread: set[str] = set()  # threads in which somebody answered and the asker wrote, in whatever order

    @property
    def followed(self) -> set[str]:
        """The requests that are looked at again where they are older than the newest page."""
        return self.open | self.lively


class Sight(msgspec.Struct):
    """What one look saw: messages by their ts, and the stretches (from, up to but not at) of which it saw every message."""

    messages: dict[str, Message] = {}
    stretches: list[tuple[str, str]] = []

    def covers(self, ts: str) -> bool:
        """Whether a request that was kept in mind would be here if it still existed."""
        return any(begin <= ts < end for begin, end in self.stretches)

    def add(self, messages: dict[str, Message], begin: str, end: str) -> None:
        """Take a page that told everything of a stretch."""
        self.messages |= messages
        self.stretches.append((begin, end))


class History:
    """The history of one channel, asked politely."""

    def __init__(self, slack: WebApi, channel: str) -> None:
        self._slack = slack
        self._channel = channel
        self._squeezed: datetime | None = None
        self._part: tuple[str, str, dict[str, Message]] | None = (
            None  # of a long thread: its ts, a cursor, what was read
        )
        self._next = ("", "")  # where the page before ended, and the cursor that goes on there

    async def look(self, known: Memory, now: datetime) -> Sight:
        """Read the newest page and what else is to be read now. Raises a `ServiceError`."""
        self._mind(known, now)
        sight, left, self._next = Sight(), 1 if known.limited else PAGES, ("", "")
        waits = known.gaps or (known.followed and _seconds(now) - known.older >= OLDER.total_seconds())
        if not (known.limited and known.looks % 2 and waits):
            await self._newest(known, sight, now)
            left -= 1
        while known.gaps and left and not (known.limited and sight.stretches):
            await self._fill(known, sight, now)
            left -= 1
        if left and not (known.limited and sight.stretches) and not known.gaps:
            await self._older(known, sight, now)
        return sight

    def _mind(self, known: Memory, now: datetime) -> None:
        """Remember that a refusal showed a limited app, and try after a while whether it still is one."""
        if self._squeezed:
            known.limited, self._squeezed = _seconds(self._squeezed), None
        if known.limited and _seconds(now) - known.limited >= AGAIN.total_seconds():
            known.limited = 0

    async def _page(self, known: Memory, now: datetime, **where: str) -> Page:
        """Ask for a page; notice when Slack gives less than it was asked for."""
        page = await self._ask("conversations.history", known, now, PAGE, **{"oldest": known.begin} | where)
        if page.has_more and len(page.messages) == LITTLE and not known.limited:
            known.limited = _seconds(now)
        return page

    async def _ask(self, method: str, known: Memory, now: datetime, size: int, **where: str) -> Page:
        """Ask; note when Slack wants to be left alone for about a minute: so it treats an app that it limits."""
        more = {
            "channel": self._channel,
            "limit": str(LITTLE if known.limited else size),
            "include_all_metadata": "true",
        }
        try:
            return await self._slack.call(method, Page, **more, **where)
        except SlowDown as slow:
            if MINUTE[0] <= slow.until - now <= MINUTE[1]:
                self._squeezed = now
            raise

    async def _newest(self, known: Memory, sight: Sight, now: datetime) -> None:
        page = await self._page(known, now)
        found = {one.ts: one for one in page.messages if one.ts > known.begin}
        begin = min(found) if page.has_more and found else _after(known.begin)
        sight.add(found, begin, END)
        edge = max(known.newest, known.begin)
        if begin > _after(edge):
            known.gaps.insert(0, (edge, begin))
            self._next = begin, page.next_cursor
        known.newest = max(found, default=known.newest)

    async def _fill(self, known: Memory, sight: Sight, now: datetime) -> None:
        """Read the next page of the newest gap: by the cursor where it goes on from the page before, which every server knows."""
        begin, end = known.gaps.pop(0)
        by_cursor = {"cursor": self._next[1]} if self._next[0] == end and self._next[1] else None
        page = await self._page(known, now, **(by_cursor or {"oldest": begin, "latest": end}))
        found = {one.ts: one for one in page.messages if begin < one.ts < end}
        if page.messages and not found:
            return  # a server that does not know `latest`
        more = page.has_more and min(one.ts for one in page.messages) > begin if found else False
        edge = min(found) if more else _after(begin)
        sight.add(found, edge, end)
        if more:
            known.gaps.insert(0, (begin, edge))
            self._next = edge, page.next_cursor

    async def _older(self, known: Memory, sight: Sight, now: datetime) -> None:
        """Read a page with followed requests that are older, in turn from the newest to the oldest."""
        older = sorted(ts for ts in known.followed if not sight.covers(ts))
        if not older or _seconds(now) - known.older < OLDER.total_seconds():
            return
        known.older = _seconds(now)
        top = next((ts for ts in reversed(older) if ts < known.turn), older[-1])
        page = await self._page(known, now, latest=top, inclusive="true")
        found = {one.ts: one for one in page.messages if known.begin < one.ts <= top}
        if page.messages and not found:
            return  # a server that does not know `latest`
        known.turn = min(found, default=top) if page.has_more else _after(known.begin)
        sight.add({ts: found[ts] for ts in found.keys() & known.threads.keys()}, known.turn, _after(top))

    async def thread(self, known: Memory, ts: str, now: datetime) -> tuple[Message | None, tuple[Message, ...] | None]:
        """Return a message and the replies to it; no message when it has just gone. Raises a `ServiceError`.

        A limited app is given a long thread in pieces: until the last of them was asked for there are no replies.
        """
        found: dict[str, Message] = {}
        cursor, part, self._part = "", self._part, None
        if part and part[0] == ts:
            _, cursor, found = part
        for _ in range(1 if known.limited else THREAD_PAGES):
            where = {"cursor": cursor} if cursor else {}
            try:
                page = await self._ask("conversations.replies", known, now, REPLIES, ts=ts, **where)
            except Refused as refused:
                if refused.missing == "message":
                    return None, ()
                raise
            found |= {one.ts: one for one in page.messages}
            cursor = page.next_cursor
            if not cursor:
                break
        if cursor and known.limited and len(found) < REPLIES:
            self._part = ts, cursor, found
            return found.get(ts), None
        head = found.pop(ts, None)
        if head and found and not head.reply_count:  # some servers do not outline the head here
            head = msgspec.structs.replace(head, latest_reply=max(found), reply_count=len(found))
        return head, tuple(found.values())


def _after(ts: str) -> str:
    """Return what is later than a ts, and earlier than every other later one."""
    return ts + "0"


def _seconds(now: datetime) -> int:
    return int(now.timestamp())
