"""What Slack shows of who is on duty, written in a person's name: a channel's topic, a user group's members, their own status.

Each is read, compared and only then written, at the moment of sending: what is so already is left alone, and what others wrote
meanwhile stays. Slack has no way to say "only if nobody changed it since" (docs.slack.dev/reference/methods).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.slack import mrkdwn
from supporttray.connectors.slack import write as slack_write
from supporttray.connectors.slack.api import Identity, User
from supporttray.connectors.slack.duty.group import PAID, UNKNOWN, members, refused
from supporttray.core import topic
from supporttray.core.announce import Seen, Status
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.setup import Offer
from supporttray.core.text import plain
from supporttray.errors import NotUnderstood, Refused, ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from supporttray.connectors.slack.api import Profile, WebApi
    from supporttray.core.announce import Board

Read = TypeVar("Read")

METHODS = {
    Verb.TOPIC: "conversations.setTopic",
    Verb.GROUP: "usergroups.users.update",
    Verb.STATUS: "users.profile.set",
}
VERBS = frozenset(METHODS)
PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
EMOJI = re.compile(r":[a-z0-9_+'-]{1,100}:")
STATUS_LENGTH = 100
TOPIC_READ = 4_000  # characters; no topic is so long, and nobody searches more
NEAR = timedelta(minutes=1)  # Slack may round the end of a status

# Slack's words for what trying again does not help against, and ours: what is so, and what to do.
WORDS: Mapping[Verb, Mapping[str, tuple[str, str]]] = {
    Verb.TOPIC: {
        "too_long": ("The topic is too long for Slack.", "Shorten the channel's topic."),
        "user_is_restricted": ("You may not set this channel's topic.", "Ask somebody who may."),
        "method_not_supported_for_channel_type": ("This conversation has no topic.", "Choose a channel."),
    },
    Verb.GROUP: {
        "permission_denied": (
            "You may not change this user group.",
            "An owner of the workspace chooses who may change groups; until then leave the group out.",
        ),
        "no_users_provided": ("A user group is never left empty.", "Name somebody who is on duty."),
        "invalid_users": ("Slack does not know one of the people.", "Check their Slack accounts."),
        "failed_for_some_users": (
            "Slack does not take one of the people into the group.",
            "Look at the group in Slack.",
        ),
        "subteam_max_users_exceeded": ("So many people do not fit into the group.", "Name fewer."),
    },
    Verb.STATUS: {
        "too_long": ("The status is too long for Slack.", "Shorten it to 100 characters."),
        "permission_denied": ("You may not change your status.", "Your workspace keeps it for you; leave it out."),
        "invalid_emoji_not_allowed": ("Slack does not know the emoji of the status.", "Choose another one."),
        "profile_set_failed": ("Slack could not set the status.", "Try again later, or set it by hand."),
        "partial_profile_set_failed": ("Slack could not set the status.", "Try again later, or set it by hand."),
    },
}


class Said(msgspec.Struct, frozen=True):
    """An answer to a write; `error` is one of those that are told in a sentence."""

    error: str = ""


class Topic(msgspec.Struct, frozen=True):
    """conversations.info: the topic as it stands, escaped as texts are."""

    class Channel(msgspec.Struct, frozen=True):
        """A channel."""

        class Value(msgspec.Struct, frozen=True):
            """Its topic, who set it and when (seconds since 1970); nobody and 0 if nobody ever did."""

            value: str = ""
            creator: str = ""
            last_set: int = 0

        name: str = ""
        topic: Value = Value()

    channel: Channel


async def write(slack: WebApi, deed: Deed) -> Receipt:
    """Do it, unless it is so already. Raises a `ServiceError`."""
    try:
        arguments = await _lacking(slack, deed)
    except ServiceError as error:
        error.maybe = False  # nothing was written yet
        raise
    if arguments is not None:
        words = WORDS[deed.verb]
        fine = frozenset(words) | (UNKNOWN | {PAID} if deed.verb is Verb.GROUP else frozenset())
        told = await slack.tell(METHODS[deed.verb], Said, fine, **arguments)
        if told.error in words:
            raise Refused(*words[told.error], missing=told.error)
        if told.error:
            raise refused(told.error)
    return Receipt(deed.place)


async def find(slack: WebApi, deed: Deed) -> Receipt | None:
    """Look whether it is so. Raises a `ServiceError`."""
    return Receipt(deed.place) if await _lacking(slack, deed) is None else None


async def may(slack: WebApi, deed: Deed) -> None:
    """Raise `Refused` where it could not be written, as far as reading tells."""
    if deed.verb is Verb.TOPIC:
        await slack_write.may(slack, deed)
    elif deed.verb is Verb.GROUP:
        await members(slack, deed.place)


async def shown(slack: WebApi, board: Board) -> Seen:
    """Return what Slack shows of who is on duty now, and what may not be read: that is not written either. Raises a `ServiceError`."""
    refused: dict[Verb, str] = {}
    channel = await _read(_channel(slack, board.topic), Verb.TOPIC, refused) if board.topic else None
    told = await _read(slack_write.lately(slack, board.channel), Verb.POST, {}) if board.channel else None
    return Seen(
        topic=channel.topic.value if channel else None,
        members=await _read(members(slack, board.group), Verb.GROUP, refused) if board.group else None,
        status=await _read(_present_status(slack), Verb.STATUS, refused) if board.status else None,
        messages=tuple(slack_write.line_of(one) for one in told or ()),
        name=plain(f"#{channel.name}") if channel and channel.name else "",
        refused=refused,
    )


def signs(board: Board) -> tuple[Offer, ...]:
    """Return the watch of the channel's topic, if there is one."""
    where = (("channel", board.topic),)
    return (Offer(kind="slack.sign", name="topic", options=where),) if board.topic else ()


async def _read(asking: Awaitable[Read], verb: Verb, refused: dict[Verb, str]) -> Read | None:
    """Return what is read; where that is refused, note why."""
    try:
        return await asking
    except Refused as error:
        refused[verb] = f"{error.phrase} {error.hint}".strip()
        return None


async def _channel(slack: WebApi, channel: str) -> Topic.Channel:
    return (await slack.call("conversations.info", Topic, channel=channel)).channel


async def _present_status(slack: WebApi) -> Status:
    profile = await _profile(slack)
    end = profile.status_expiration
    return Status(
        profile.status_text or "", profile.status_emoji or "", datetime.fromtimestamp(end, UTC) if end else None
    )


def pieces(deed: Deed) -> tuple[Deed, ...]:
    """Return the deed, which is one piece. Raises `Refused` where it makes no sense."""
    if deed.verb is Verb.TOPIC:
        _line(deed)
    elif deed.verb is Verb.GROUP:
        _people(deed)
    elif not plain(deed.text):
        raise Refused("There is nothing to say.", "Write a text for the status.", missing="text")
    elif len(deed.text) > STATUS_LENGTH:
        raise Refused(*WORDS[Verb.STATUS]["too_long"], missing="text")
    elif deed.emoji and not EMOJI.fullmatch(deed.emoji):
        raise Refused(f"{plain(deed.emoji)[:40]} is no emoji.", "Write it like :pager:.", missing="text")
    return (deed,)


async def _lacking(slack: WebApi, deed: Deed) -> dict[str, str] | None:
    """Return with what the method is to be called so that it becomes so; None where it is so."""
    if deed.verb is Verb.TOPIC:
        return await _topic(slack, deed)
    if deed.verb is Verb.GROUP:
        wanted = _people(deed)
        same = set(await members(slack, deed.place)) == set(wanted)
        return None if same else {"usergroup": deed.place, "users": ",".join(wanted)}
    return await _status(slack, deed)


async def _topic(slack: WebApi, deed: Deed) -> dict[str, str] | None:
    """Put our line into the topic as it is now; what others wrote is never cut."""
    line = _line(deed)
    present = (await _channel(slack, deed.place)).topic.value
    if len(present) > TOPIC_READ:
        raise NotUnderstood("Slack tells a topic that is longer than any.")
    wanted = topic.changed(present, line)
    if wanted == present:
        return None
    if excess := topic.excess(wanted):
        phrase = f"With who is on duty the topic would be {excess} characters too long for Slack."
        raise Refused(phrase, "Shorten the rest of the channel's topic.", missing="too_long")
    return {"channel": deed.place, "topic": wanted}


async def _status(slack: WebApi, deed: Deed) -> dict[str, str] | None:
    present = await _profile(slack)
    ends = int(deed.until.timestamp()) if deed.until else 0
    end = present.status_expiration or 0
    same_end = abs(end - ends) < NEAR.total_seconds() if end and ends else end == ends
    same = present.status_text in (deed.text, mrkdwn.escape(deed.text)) and deed.emoji in ("", present.status_emoji)
    if same and same_end:
        return None
    fields = {"status_text": deed.text, "status_emoji": deed.emoji, "status_expiration": ends}
    return {"profile": msgspec.json.encode(fields).decode()}


async def _profile(slack: WebApi) -> Profile:
    me = (await slack.call("auth.test", Identity)).user_id
    return (await slack.call("users.info", User, user=me)).user.profile


def _line(deed: Deed) -> str:
    """Return our line of a topic as Slack takes it. Raises `Refused`."""
    line = mrkdwn.escape(deed.text)
    try:
        topic.mark(line)
    except ValueError as error:
        raise Refused(str(error), "Write it like “On duty: Ada until Fri 12 Dec”.", missing="text") from None
    if topic.excess(line):
        raise Refused(*WORDS[Verb.TOPIC]["too_long"], missing="text")
    return line


def _people(deed: Deed) -> tuple[str, ...]:
    """Return who is to be in a group. Raises `Refused` where nobody is."""
    wanted = tuple(dict.fromkeys(filter(None, (one.strip() for one in deed.text.split(",")))))
    if not wanted:
        raise Refused(*WORDS[Verb.GROUP]["no_users_provided"], missing="no_users_provided")
    if not all(PERSON.fullmatch(one) for one in wanted):
        raise Refused(*WORDS[Verb.GROUP]["invalid_users"], missing="person")
    return wanted
