"""One call of a Slack method: its arguments, read as Slack reads them, and how it can fail."""

from typing import Any

import msgspec
from msgspec import Struct

from supporttray.demo.company import Company
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.moment import parse_ts
from supporttray.demo.scenario import Person

LITTLE = 15  # messages that Slack gives an app that it limits


class SlackError(Exception):
    """A failure in Slack's own words."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.body = {"ok": False, "error": code, **extra}


class Call(Struct, frozen=True):
    """A method called by `me`, whose token it is."""

    company: Company
    me: Person
    base: str
    arguments: dict[str, Any]
    limited: bool = False

    def text(self, name: str, default: str = "") -> str:
        """Give an argument as text."""
        value = self.arguments.get(name, default)
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str) -> bool:
        """Give an argument as yes or no; forms write it in several ways."""
        return self.text(name).lower() in ("1", "true", "yes")

    def limit(self, default: int, most: int) -> int:
        """Give the wanted size of a page."""
        text = self.text("limit", str(default)) or str(default)
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise SlackError("invalid_limit")
        return min(int(text), LITTLE) if self.limited else int(text)

    def stamp(self, name: str, code: str, default: int) -> int:
        """Give a timestamp argument in microseconds."""
        text = self.text(name)
        if not text:
            return default
        try:
            return parse_ts(text)
        except ValueError:
            raise SlackError(code) from None

    def structure(self, name: str, code: str) -> Any:
        """Give an argument that is an object; forms carry it as JSON text."""
        value = self.arguments.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            raise SlackError(code) from None

    def channel(self) -> Conversation:
        """Find the channel that is meant."""
        name = self.text("channel")
        for place in (*self.company.channels.values(), *self.company.directs.values()):
            if name in (place.channel.code, f"#{place.channel.name}") and may_read(self.me, place):
                return place
        raise SlackError("channel_not_found")

    def joined_channel(self) -> Conversation:
        """Find a channel in which the person may write."""
        place = self.channel()
        if not is_member(self.me, place):
            raise SlackError("not_in_channel")
        if place.channel.archived:
            raise SlackError("is_archived")
        return place

    def post(self, place: Conversation, name: str = "timestamp") -> Post:
        """Find the message that is meant."""
        post = place.find(self.stamp(name, "bad_timestamp", 0))
        if post is None or post.gone:
            raise SlackError("message_not_found")
        return post


def may_read(person: Person, place: Conversation) -> bool:
    """Tell whether a person may read a channel: a public one also from outside."""
    return not place.channel.private or is_member(person, place)


def is_member(person: Person, place: Conversation) -> bool:
    """Tell whether a person is in a channel."""
    return not place.channel.members or person.id in place.channel.members
