"""What Slack is told in a person's name: reactions, answers, posts; each marked, so that it can be found again."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.slack import mrkdwn
from supporttray.connectors.slack.request.message import CALLS, OURS, Page
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import plain
from supporttray.errors import Refused, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.connectors.slack.api import WebApi
    from supporttray.connectors.slack.request.message import Message

EVENT = OURS  # the metadata's type; its payload holds our key and no words, for everybody there can read it
EARLIER = timedelta(hours=1)  # clocks differ
LATELY = timedelta(days=1)  # what anybody said within this is not said once more
NEWEST = "50"  # messages that are looked through for it
PAGES = 10
PERSON = re.compile(r"[UW][A-Z0-9]{1,20}", re.ASCII)
DONE = frozenset({"already_reacted", "no_reaction"})  # what was to be is so


class Posted(msgspec.Struct, frozen=True):
    """chat.postMessage, chat.update."""

    channel: str
    ts: str


class Permalink(msgspec.Struct, frozen=True):
    """chat.getPermalink."""

    permalink: str


class Opened(msgspec.Struct, frozen=True):
    """conversations.open: the channel of a conversation with one person."""

    class Conversation(msgspec.Struct, frozen=True):
        """Its id."""

        id: str

    channel: Conversation


class Nothing(msgspec.Struct, frozen=True):
    """An answer that says no more than ok."""


class Membership(msgspec.Struct, frozen=True):
    """conversations.info."""

    class Channel(msgspec.Struct, frozen=True):
        """Whether we are in it."""

        name: str = ""
        is_member: bool | None = None
        is_archived: bool | None = None
        is_im: bool | None = None

    channel: Channel


class Metadata(msgspec.Struct, frozen=True):
    """A message's metadata, whoever wrote it."""

    event_type: str = ""
    event_payload: Any = None

    def carries(self, key: str) -> bool:
        """Whether it is ours with this key."""
        payload = self.event_payload
        return self.event_type == EVENT and isinstance(payload, dict) and payload.get("key") == key


class Marked(msgspec.Struct, frozen=True):
    """A message with its metadata."""

    ts: str
    metadata: Metadata | None = None


class MarkedPage(msgspec.Struct, frozen=True):
    """A page of them."""

    messages: tuple[Marked, ...]
    has_more: bool = False
    response_metadata: dict[str, str | list[str]] | None = None


async def write(slack: WebApi, deed: Deed, key: str) -> Receipt:
    """Do it. Raises a `ServiceError`."""
    if deed.verb in (Verb.REACT, Verb.UNREACT):
        method = "reactions.add" if deed.verb is Verb.REACT else "reactions.remove"
        where = {"channel": deed.place, "timestamp": deed.message, "name": deed.text}
        await slack.tell(method, Nothing, DONE, **where)
        return Receipt(deed.message)
    text = calling(deed.text, deed.people)
    if deed.verb is Verb.EDIT:
        posted = await slack.tell("chat.update", Posted, channel=deed.place, ts=deed.message, text=text)
        return await _receipt(slack, posted.channel, posted.ts)
    try:
        channel = await _channel(slack, deed)
        if deed.once and (there := await _told(slack, channel, deed.text)):
            return await _receipt(slack, channel, there)
    except ServiceError as error:
        error.maybe = False  # nothing was posted yet
        raise
    payload = {"key": key} | ({CALLS: True} if deed.people else {})
    mark = msgspec.json.encode({"event_type": EVENT, "event_payload": payload}).decode()
    thread = {"thread_ts": deed.message} if deed.message else {}
    quiet = {"unfurl_links": "false", "unfurl_media": "false"}
    posted = await slack.tell("chat.postMessage", Posted, channel=channel, text=text, metadata=mark, **thread, **quiet)
    return await _receipt(slack, posted.channel, posted.ts)


def calling(text: str, people: Iterable[tuple[str, str]]) -> str:
    """Return a person's text as Slack takes it: `@name` of these people (a name, an id) calls them, and nothing else calls anybody."""
    ids = {mrkdwn.escape(f"@{name}"): id_ for name, id_ in people if name and PERSON.fullmatch(id_)}
    names = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True))
    escaped = mrkdwn.escape(text)
    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda found: f"<@{ids[found[0]]}>", escaped) if ids else escaped


async def lately(slack: WebApi, channel: str) -> tuple[Message, ...]:
    """Return the newest messages of a channel that are not older than a day; one call. Raises a `ServiceError`."""
    oldest = f"{(slack.now - LATELY).timestamp():.6f}"
    return (await slack.call("conversations.history", Page, channel=channel, oldest=oldest, limit=NEWEST)).messages


def line_of(message: Message) -> str:
    """Return a message as a line that can be compared with `plain` of what somebody wants to post."""
    return mrkdwn.words(message.text or "", {})


async def _told(slack: WebApi, channel: str, text: str) -> str:
    """Return the message that says the same already, whoever wrote it. Where the channel may not be read nobody can know.

    Between this look and our posting another one may still come: Slack has no way to post only what is not there.
    """
    with contextlib.suppress(Refused):
        return next((one.ts for one in await lately(slack, channel) if line_of(one) == plain(text)), "")
    return ""


async def find(slack: WebApi, deed: Deed, key: str, since: datetime) -> Receipt | None:
    """Look for the message that carries our key. Raises a `ServiceError`, `Refused` where there is too much to look through."""
    channel = await _channel(slack, deed)
    where = {"channel": channel, "oldest": f"{(since - EARLIER).timestamp():.6f}", "limit": "200"}
    method = "conversations.history"
    if deed.message:
        method, where["ts"] = "conversations.replies", deed.message
    more: dict[str, str] = {}
    for _ in range(PAGES):
        page = await slack.call(method, MarkedPage, include_all_metadata="true", **where, **more)
        for message in page.messages:
            if message.metadata and message.metadata.carries(key):
                return await _receipt(slack, channel, message.ts)
        cursor = (page.response_metadata or {}).get("next_cursor")
        if not page.has_more:
            return None
        if not isinstance(cursor, str) or not cursor:
            break
        more = {"cursor": cursor}
    raise Refused("So much was written there that it cannot be looked through.", "Look in Slack.", missing="message")


async def may(slack: WebApi, deed: Deed) -> None:
    """Raise `Refused` where posting would fail, or where what was posted could not be read back."""
    if deed.verb is Verb.DIRECT:
        return
    channel = (await slack.call("conversations.info", Membership, channel=deed.place)).channel
    if channel.is_archived:
        raise Refused(f"#{channel.name} is archived.", "Choose another channel.", missing="name")
    if channel.is_member is False and not channel.is_im:
        hint = "Join it in Slack first: what is posted must be readable, or nobody could tell whether it arrived."
        raise Refused(f"You are not a member of #{channel.name}.", hint, missing="name")


def direct(person: str, text: str) -> Deed:
    """Return what tells a person something in private. What it names calls nobody: only its reader is told."""
    return Deed(verb=Verb.DIRECT, place=person, text=text)


def pieces(deed: Deed) -> tuple[Deed, ...]:
    """Cut a long text into a message and its thread; an edit cannot be cut. Raises `Refused`."""
    if deed.verb in (Verb.REACT, Verb.UNREACT):
        return (deed,)
    texts = mrkdwn.pieces(deed.text)
    if not texts[0]:
        raise Refused("There is nothing to say.", "Write a text.", missing="text")
    if deed.verb is Verb.EDIT and len(texts) > 1:
        raise Refused(f"The text is too long for Slack ({len(deed.text)} characters).", "Shorten it.", missing="text")
    return tuple(msgspec.structs.replace(deed, text=text) for text in texts)


async def _channel(slack: WebApi, deed: Deed) -> str:
    if deed.verb is not Verb.DIRECT:
        return deed.place
    return (await slack.call("conversations.open", Opened, users=deed.place)).channel.id


async def _receipt(slack: WebApi, channel: str, ts: str) -> Receipt:
    """Return where it is. The link is a kindness: without it the message is there all the same."""
    try:
        link = await slack.call("chat.getPermalink", Permalink, channel=channel, message_ts=ts)
    except ServiceError:
        return Receipt(ts)
    return Receipt(ts, link.permalink)
