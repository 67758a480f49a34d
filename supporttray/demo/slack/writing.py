"""Slack methods that write: messages, answers and reactions, always as the demo's own person."""

import re
from typing import Any

from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.moment import ts
from supporttray.demo.slack import body
from supporttray.demo.slack.call import Call, SlackError

_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
_LONGEST = 40_000
_LONGEST_UPDATE = 4_000


def post_message(call: Call) -> dict[str, Any]:
    """Write into a channel or a thread."""
    place = call.joined_channel()
    text = call.text("text") or call.text("markdown_text")
    blocks = call.structure("blocks", "invalid_blocks_format")
    if not text and not blocks and not call.structure("attachments", "invalid_arguments"):
        raise SlackError("no_text")
    thread = _thread(call, place)
    broadcast = thread is not None and call.flag("reply_broadcast")
    post = call.company.desk.write(
        place,
        call.company.now(),
        call.me,
        text[:_LONGEST] or "This message contains interactive elements.",
        thread=thread,
        subtype="thread_broadcast" if broadcast else None,
        broadcast=broadcast,
        metadata=_metadata(call),
    )
    return {**_place(place, post), "message": body.message(place, post, metadata=True)}


def open_direct(call: Call) -> dict[str, Any]:
    """Open the conversation with one person, or find the open one."""
    wanted = call.text("users")
    if not wanted:
        raise SlackError("users_list_not_supplied")
    person = next((one for one in call.company.people.values() if one.user == wanted), None)
    if person is None:
        raise SlackError("user_not_found")
    place, known = call.company.direct(person)
    code = {"id": place.channel.code}
    more = body.direct(call.company, place, person) if call.flag("return_im") else {}
    return {**({"no_op": True, "already_open": True} if known else {}), "channel": {**code, **more}}


def update(call: Call) -> dict[str, Any]:
    """Change one's own message."""
    place = call.channel()
    post = call.post(place, "ts")
    if post.by.id != call.me.id:
        raise SlackError("cant_update_message")
    text = call.text("text")
    if not text:
        raise SlackError("no_text")
    if len(text) > _LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    changed = call.company.desk.edit(place, call.company.now(), post, text)
    return {**_place(place, changed), "text": changed.text, "message": body.message(place, changed, metadata=True)}


def delete(call: Call) -> dict[str, Any]:
    """Delete one's own message."""
    place = call.channel()
    post = call.post(place, "ts")
    if post.by.id != call.me.id:
        raise SlackError("cant_delete_message")
    call.company.desk.delete(place, call.company.now(), post)
    return _place(place, post)


def add_reaction(call: Call) -> dict[str, Any]:
    """React to a message."""
    place, post, emoji = _reaction(call)
    if not call.company.desk.react(place, call.company.now(), post, emoji, call.me):
        raise SlackError("already_reacted")
    return {}


def remove_reaction(call: Call) -> dict[str, Any]:
    """Take a reaction back."""
    place, post, emoji = _reaction(call)
    if not call.company.desk.unreact(place, call.company.now(), post, emoji, call.me):
        raise SlackError("no_reaction")
    return {}


def _reaction(call: Call) -> tuple[Conversation, Post, str]:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    emoji = call.text("name").strip(":")
    if not _EMOJI.fullmatch(emoji):
        raise SlackError("invalid_name")
    place = call.channel()
    return place, call.post(place), emoji


def _thread(call: Call, place: Conversation) -> int | None:
    if not call.text("thread_ts"):
        return None
    head = place.find(call.stamp("thread_ts", "invalid_thread_ts", 0))
    if head is None:
        raise SlackError("thread_not_found")
    return head.stamp if head.thread is None else head.thread


def _metadata(call: Call) -> dict[str, Any] | None:
    value = call.structure("metadata", "invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return {"event_type": value["event_type"], "event_payload": value["event_payload"]}


def _place(place: Conversation, post: Post) -> dict[str, Any]:
    return {"channel": place.channel.code, "ts": ts(post.stamp)}
