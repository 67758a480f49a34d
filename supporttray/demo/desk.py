"""The desk: every change to a Slack channel passes here, whoever makes it, and is written into the ledger."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.forward import Shared
from supporttray.demo.ledger import Ledger, What
from supporttray.demo.moment import moment_of, stamp, ts
from supporttray.demo.scenario import Person

if TYPE_CHECKING:
    from collections.abc import Callable

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_TOKEN = re.compile(r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|![a-z^A-Z0-9]+|(?:https?|mailto):[^<>\s|]+)(?:\|[^<>|]*)?>")


def mrkdwn(text: str) -> str:
    """Escape what Slack escapes, and leave mentions and links alone."""
    parts = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts += [_escape(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, _escape(text[end:])])


def _escape(text: str) -> str:
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


class Happening(Struct, frozen=True):
    """Something that happened to a message: `post` is what it is now (or was last), `before` what it was."""

    what: What
    at: datetime
    by: Person
    place: Conversation
    post: Post
    before: Post | None = None
    emoji: str = ""


class Desk:
    """Writes to channels and to the ledger together. `ears` hear of each message and what becomes of it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.ears: list[Callable[[Happening], None]] = []

    def _tell(self, happening: Happening) -> None:
        for ear in self.ears:
            ear(happening)

    def write(
        self,
        place: Conversation,
        at: datetime,
        by: Person,
        text: str,
        *,
        thread: int | None = None,
        subtype: str | None = None,
        broadcast: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> Post:
        """Write a message or an answer."""
        kind = subtype or ("bot_message" if by.kind == "webhook" else None)
        post = Post(place.free(stamp(at)), by, mrkdwn(text), thread, kind, broadcast, metadata=metadata)
        return self._put(place, post)

    def forward(self, place: Conversation, at: datetime, by: Person, text: str, shared: Shared) -> Post:
        """Write a message on which another one hangs."""
        return self._put(place, Post(place.free(stamp(at)), by, mrkdwn(text), shared=shared))

    def upload(self, place: Conversation, at: datetime, by: Person, text: str, files: tuple[str, ...]) -> Post:
        """Write a message with files."""
        return self._put(place, Post(place.free(stamp(at)), by, mrkdwn(text), files=files))

    def _put(self, place: Conversation, post: Post) -> Post:
        place.add(post)
        at, by = moment_of(post.stamp), post.by
        what: What = "message" if post.thread is None else "reply"
        self._line(at, what, by, place, post, text=post.text, subtype=post.subtype, by_kind=by.kind)
        self._tell(Happening(what, at, by, place, post))
        return post

    def edit(self, place: Conversation, at: datetime, post: Post, text: str) -> Post:
        """Change a text; only its author can."""
        changed = replace(post, text=mrkdwn(text), edited=stamp(at))
        place.change(changed)
        self._line(at, "message_changed", post.by, place, post, text=changed.text, previous=post.text)
        self._tell(Happening("message_changed", at, post.by, place, changed, post))
        return changed

    def delete(self, place: Conversation, at: datetime, post: Post) -> None:
        """Delete a message."""
        place.drop(post)
        self._line(at, "message_deleted", post.by, place, post, answers=len(place.answers(post.stamp)))
        self._tell(Happening("message_deleted", at, post.by, place, place.find(post.stamp) or post, post))

    def react(self, place: Conversation, at: datetime, post: Post, emoji: str, by: Person) -> bool:
        """Add a reaction; say whether it was new."""
        new = place.react(post, emoji, by.user)
        if new:
            self._line(at, "reaction_added", by, place, post, emoji=emoji, item_by=post.by.user)
            self._tell(Happening("reaction_added", at, by, place, post, emoji=emoji))
        return new

    def unreact(self, place: Conversation, at: datetime, post: Post, emoji: str, by: Person) -> bool:
        """Take a reaction back; say whether it was there."""
        there = place.unreact(post, emoji, by.user)
        if there:
            self._line(at, "reaction_removed", by, place, post, emoji=emoji, item_by=post.by.user)
            self._tell(Happening("reaction_removed", at, by, place, post, emoji=emoji))
        return there

    def topic(self, place: Conversation, at: datetime, by: Person, text: str) -> Post:
        """Set a channel's topic; Slack writes a message about it, each time."""
        place.topic, previous = mrkdwn(text), place.topic
        place.topic_set = (by, at)
        said = f"set the channel topic: {text}" if text else "cleared the channel topic"
        post = self.write(place, at, by, f"<@{by.user}> {said}", subtype="channel_topic")
        self._line(at, "topic", by, place, post, topic=place.topic, previous=previous)
        return post

    def _line(self, at: datetime, what: What, by: Person, place: Conversation, post: Post, **facts: Any) -> None:
        thread = None if post.thread is None else ts(post.thread)
        self._ledger.write(
            at, "slack", what, by, channel=place.channel.code, ts=ts(post.stamp), thread_ts=thread, **facts
        )
