"""What Slack says over a socket: its frames, and where each says that something happened. Pure."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

from supporttray.connectors import Hint
from supporttray.connectors.slack.api import moment
from supporttray.errors import NotUnderstood

CAP = 2**20  # bytes of one frame; Slack's are a few thousand
MESSAGE, REACTIONS = "message", ("reaction_added", "reaction_removed")
REMEMBERED = 4_000  # things that were heard already

Stamp = Annotated[str, msgspec.Meta(pattern=r"^\d{1,12}\.\d{1,6}$")]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{1,40}$")]  # the form of Slack's ids
Name = Annotated[str, msgspec.Meta(pattern=r"^[^\s:/]{1,120}(::skin-tone-[2-6](-[2-6])?){0,2}$")]

Shape = TypeVar("Shape")


class Frame(msgspec.Struct, frozen=True):
    """One frame. What has an `envelope_id` is to be acknowledged; `reason` is why a socket is to end."""

    type: str = ""
    envelope_id: str = ""
    reason: str = ""
    payload: msgspec.Raw = msgspec.Raw(b"{}")


class Part(msgspec.Struct, frozen=True):
    """The message that an event is about, where it is another than the event itself."""

    ts: Stamp
    thread_ts: Stamp | None = None
    user: Code | None = None


class Thing(msgspec.Struct, frozen=True):
    """What somebody reacted to."""

    type: str = ""
    channel: Code | None = None
    ts: Stamp | None = None


class Event(msgspec.Struct, frozen=True):
    """What happened. Which of its fields are there depends on its `type` and `subtype`."""

    type: str = ""
    subtype: str | None = None
    channel: Code | None = None
    ts: Stamp | None = None
    event_ts: Stamp | None = None
    thread_ts: Stamp | None = None
    user: Code | None = None
    bot_id: Code | None = None
    deleted_ts: Stamp | None = None
    message: Part | None = None
    previous_message: Part | None = None
    item: Thing | None = None
    reaction: Name | None = None


class Payload(msgspec.Struct, frozen=True):
    """An event in its wrapper; `app_rate_limited` comes without one."""

    type: str = ""
    event_id: str = ""
    event: Event | None = None


class _Wrapped(msgspec.Struct, frozen=True):
    """The same before it is known what the event is about."""

    type: str = ""
    event_id: str = ""
    event: msgspec.Raw = msgspec.Raw(b"null")


class _Kind(msgspec.Struct, frozen=True):
    """What sort of event it is."""

    type: str = ""


class Heard:
    """What was heard already, as far back as it can come again: by the event's id, and by what it says."""

    def __init__(self) -> None:
        self._known: dict[object, None] = {}

    def fresh(self, payload: Payload, hint: Hint) -> bool:
        """Whether this is new; it is remembered."""
        at = payload.event.event_ts if payload.event else None
        keys = (payload.event_id, at and (at, payload.event and payload.event.subtype, hint))  # two edits say the same
        new = not any(key in self._known for key in keys if key)
        for key in keys:
            if key:
                self._known.pop(key, None)
                self._known[key] = None
        while len(self._known) > 2 * REMEMBERED:
            del self._known[next(iter(self._known))]
        return new


def frame(text: str | bytes) -> Frame:
    """Read a frame. Raises `NotUnderstood`, without repeating what was sent."""
    return _decoded(text, Frame)


def payload(found: Frame) -> Payload:
    """Read what an envelope holds; of an event of no use to us only its type, whatever its fields are. Raises `NotUnderstood`."""
    told = _decoded(found.payload, _Wrapped)
    if bytes(told.event) == b"null":
        return Payload(told.type, told.event_id)
    kind = _decoded(told.event, _Kind)
    event = _decoded(told.event, Event) if kind.type in (MESSAGE, *REACTIONS) else Event(type=kind.type)
    return Payload(told.type, told.event_id, event)


def hint(event: Event) -> Hint | None:
    """Return where to look; None where there is nothing of ours. Raises `NotUnderstood`."""
    if event.type == MESSAGE:
        return _message(event)
    if event.type in REACTIONS:
        return _reaction(event)
    return None


def _message(event: Event) -> Hint:
    """A message, or what became of one: an edit and a deletion name it in a part of their own."""
    if event.subtype == "message_deleted":
        part, ts = event.previous_message, event.deleted_ts
    else:
        part, ts = event.message, event.message.ts if event.message else event.ts
    thread = part.thread_ts if part else event.thread_ts
    by = (part.user if part else event.user) or event.bot_id
    if not event.channel or not ts:
        raise NotUnderstood("Slack tells of a message, but not of which.")
    return Hint(event.channel, ts, thread if thread and thread != ts else "", by=by or "")


def _reaction(event: Event) -> Hint | None:
    item = event.item or Thing()
    if item.type != "message":
        return None  # a file's
    if not item.channel or not item.ts or not event.reaction:
        raise NotUnderstood("Slack tells of a reaction, but not of which.")
    return Hint(
        item.channel,
        item.ts,
        by=event.user or "",
        reaction=event.reaction.partition("::")[0],
        at=moment(event.event_ts) if event.event_ts else None,
        taken=event.type == "reaction_removed",
    )


def _decoded(text: str | bytes | msgspec.Raw, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotUnderstood("Slack says something that is not understood.") from None
