"""A message of Slack as conversations.history and conversations.replies tell it (docs.slack.dev/reference/events/message)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import web
from supporttray.connectors.slack.api import Cursor, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "supporttray"  # the type of the metadata that every copy of this app puts on what it posts
CALLS = "calls"  # in its payload: it only calls a colleague
# what apps hang on a message, and what is beside its words
HANGING = frozenset({"attachments", "files", "metadata", "reactions", "edited", "reply_users", "username"})
FIRST_ID = "1000000000.000000"  # Slack's own ids of messages are later


class ReactionCount(msgspec.Struct, frozen=True):
    """A reaction on a message; `users` may be cut, `name` may end in a skin tone."""

    name: str
    users: tuple[str, ...] = ()


class Edited(msgspec.Struct, frozen=True):
    """When a message was edited."""

    ts: str = ""


class Mark(msgspec.Struct, frozen=True):
    """A message's metadata, whoever wrote it; of what it carries only whether it calls a colleague."""

    event_type: str | None = None
    event_payload: Any = None


class File(msgspec.Struct, frozen=True):
    """A file that was shared; one that was deleted has no name."""

    name: str | None = None
    title: str | None = None


class Attachment(msgspec.Struct, frozen=True):
    """What hangs on a message. A forwarded message is one, with its author and its own id; a pasted link to a message is as well."""

    is_share: bool | None = None
    is_msg_unfurl: bool | None = None
    author_id: str | None = None
    author_name: str | None = None
    ts: str | float | None = None  # of other attachments it is a number
    text: str | None = None
    fallback: str | None = None
    from_url: str | None = None
    channel_id: str | None = None
    files: tuple[File, ...] | None = None


class Shared(msgspec.Struct, frozen=True):
    """A message that somebody forwarded: whose it is, what it says (as mrkdwn), when it was written, and where it stands."""

    by: str
    text: str
    ts: str
    name: str = ""
    channel: str = ""
    url: str = ""
    files: tuple[File, ...] = ()


class Message(msgspec.Struct, frozen=True):
    """A message; only what we use."""

    ts: str
    user: str | None = None
    text: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    thread_ts: str | None = None
    latest_reply: str | None = None
    reply_count: int = 0
    reply_users: tuple[str, ...] = ()
    reactions: tuple[ReactionCount, ...] = ()
    edited: Edited | None = None
    metadata: Mark | None = None
    files: tuple[File, ...] | None = None
    attachments: tuple[Attachment, ...] | None = None

    @property
    def thread(self) -> str:
        """What changes when the thread does."""
        return f"{self.latest_reply}/{self.reply_count}" if self.reply_count else ""

    @property
    def top(self) -> bool:
        """Whether it stands at the top level. An answer that is also sent to the channel stays an answer."""
        return (not self.thread_ts or self.thread_ts == self.ts) and self.subtype != "thread_broadcast"

    @property
    def ours(self) -> bool:
        """Whether a copy of this app posted it: a status, a hand-over, who is on duty."""
        return self.metadata is not None and self.metadata.event_type == OURS

    @property
    def calls(self) -> bool:
        """Whether a copy of this app posted it to call a colleague."""
        payload = self.metadata.event_payload if self.ours and self.metadata else None
        return isinstance(payload, dict) and payload.get(CALLS) is True


_MESSAGE = msgspec.json.Decoder(Message)


class Page(msgspec.Struct, frozen=True):
    """A page of messages. What hangs on one, in a form that is not understood, does not hide it and all others."""

    raw: tuple[msgspec.Raw, ...] = msgspec.field(name="messages")
    has_more: bool = False
    response_metadata: Cursor | None = None
    messages: tuple[Message, ...] = msgspec.field(default=(), name="understood")

    def __post_init__(self) -> None:
        """Read the messages; msgspec makes a `ValidationError` of what is wrong."""
        msgspec.structs.force_setattr(self, "messages", tuple(understood(one) for one in self.raw))
        msgspec.structs.force_setattr(self, "raw", ())

    @property
    def next_cursor(self) -> str:
        """The cursor of the next page, empty at the end."""
        return self.response_metadata.next_cursor if self.has_more and self.response_metadata else ""


def understood(raw: msgspec.Raw) -> Message:
    """Return a message, without what hangs on it where that is not understood. Raises a `ValidationError`."""
    try:
        return _MESSAGE.decode(raw)
    except msgspec.ValidationError:
        told = msgspec.json.decode(raw, type=dict[str, Any])
        fits = {name: value for name, value in told.items() if name not in HANGING or _fits(name, value)}
        return msgspec.convert(fits, Message)


def _fits(name: str, value: object) -> bool:
    try:
        msgspec.convert({"ts": FIRST_ID, name: value}, Message)
    except msgspec.ValidationError:
        return False
    return True


def shared(message: Message) -> Shared | None:
    """Return the message that somebody forwarded with this one; None where it is none.

    Who pastes a link to a message and says something to it asks themselves; who pastes nothing but the link forwards it.
    """
    for one in message.attachments or ():
        bare = bool(one.is_msg_unfurl) and one.from_url and _only(message.text or "", one.from_url)
        if (one.is_share or bare) and one.author_id and isinstance(one.ts, str) and one.ts > FIRST_ID:
            return Shared(
                one.author_id,
                one.text or "",
                one.ts,
                name=one.author_name or "",
                channel=one.channel_id or "",
                url=web(one.from_url or ""),
                files=one.files or (),
            )
    return None


def words_of(message: Message) -> str:
    """Return what a message says, as mrkdwn; a bot may say it in what hangs on it only."""
    hanging = (one.text or one.fallback or "" for one in message.attachments or ())
    return message.text or next(filter(None, hanging), "")


def named(files: tuple[File, ...]) -> str:
    """Return a title for a message that is nothing but files."""
    names = [one.title or one.name or "a file" for one in files]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def reactions(message: Message) -> Iterator[tuple[str, str]]:
    """Yield (name, user id) of each reaction, without skin tones."""
    seen: set[tuple[str, str]] = set()
    for reaction in message.reactions:
        for user in reaction.users:
            one = (reaction.name.partition("::")[0], user)
            if one not in seen:
                seen.add(one)
                yield one


def said_at(ts: str, latest: str = FIRST_ID) -> datetime:
    """Return when a message was written that is told by another one, whose own `ts` is the latest that can be; that where it says nothing."""
    try:
        told = datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return moment(latest)
    return told if latest == FIRST_ID else min(told, moment(latest))


def _only(text: str, url: str) -> bool:
    """Whether a text is nothing but a link to this address."""
    found = text.strip().removeprefix("<").removesuffix(">").partition("|")[0]
    return not found or found.replace("&amp;", "&") == url
