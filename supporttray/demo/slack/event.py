"""The frames in which Slack tells over a socket what happened."""

import uuid
from typing import Any

from supporttray.demo.company import Company
from supporttray.demo.conversation import Conversation
from supporttray.demo.desk import Happening
from supporttray.demo.moment import ts
from supporttray.demo.scenario import Direct, Person, slack_id
from supporttray.demo.slack import body

_HOST = {"host": "applink-demo"}


def app_id(me: Person) -> str:
    """Give the id of the app that a person made for themself."""
    return slack_id("A", me.id)


def hello(me: Person, sockets: int) -> dict[str, Any]:
    """Describe the first frame of a socket."""
    info = {**_HOST, "build_number": 10, "approximate_connection_time": 18_060}
    return {"type": "hello", "num_connections": sockets, "debug_info": info, "connection_info": {"app_id": app_id(me)}}


def disconnect(me: Person, reason: str) -> dict[str, Any]:
    """Describe the announcement of a socket's end."""
    return {"type": "disconnect", "reason": reason, "debug_info": _HOST, "connection_info": {"app_id": app_id(me)}}


def envelope(payload: dict[str, Any], attempt: int) -> dict[str, Any]:
    """Describe a frame that is to be acknowledged; one that was not comes again in another envelope."""
    return {
        "envelope_id": str(uuid.uuid4()),
        "payload": payload,
        "type": "events_api",
        "accepts_response_payload": False,
        "retry_attempt": attempt,
        "retry_reason": "timeout" if attempt else "",
    }


def payload(company: Company, me: Person, happening: Happening, number: int, stamp: int) -> dict[str, Any]:
    """Describe an event in its wrapper, as the app of `me` gets it; `stamp` is its own, which no other has."""
    return {
        "token": "verification-token",
        "team_id": body.TEAM,
        "api_app_id": app_id(me),
        "event": event(happening, stamp),
        "type": "event_callback",
        "event_id": slack_id("Ev", f"{number}"),
        "event_time": int(company.now().timestamp()),
        "authed_users": [me.user],
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": body.TEAM,
                "user_id": me.user,
                "is_bot": False,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{number}",
    }


def event(happening: Happening, stamp: int) -> dict[str, Any]:
    """Describe what happened."""
    place = happening.place
    if happening.what in ("reaction_added", "reaction_removed"):
        item = {"type": "message", "channel": place.channel.code, "ts": ts(happening.post.stamp)}
        return {
            "type": happening.what,
            "user": happening.by.user,
            "reaction": happening.emoji,
            "item": item,
            "item_user": happening.post.by.user,
            "event_ts": ts(stamp),
        }
    where = {"channel": place.channel.code, "channel_type": _type_of(place)}
    if happening.before is None:
        said = body.message(place, happening.post)
        return {**said, **_root(happening), **where, "event_ts": said["ts"]}
    return {"type": "message", **_change(happening), "hidden": True, **where, "ts": ts(stamp), "event_ts": ts(stamp)}


def _change(happening: Happening) -> dict[str, Any]:
    """Describe an edit or a deletion. A deleted question whose answers remain is changed into a tombstone."""
    place, before = happening.place, happening.before or happening.post
    previous = {"previous_message": body.message(place, before)}
    if happening.what == "message_deleted" and not happening.post.gone:
        return {"subtype": "message_deleted", "deleted_ts": ts(before.stamp), **previous}
    return {"subtype": "message_changed", "message": body.message(place, happening.post), **previous}


def _root(happening: Happening) -> dict[str, Any]:
    """Describe the head of a thread whose answer is shown in the channel too."""
    post, place = happening.post, happening.place
    head = place.find(post.thread) if post.broadcast and post.thread is not None else None
    return {} if head is None else {"root": body.message(place, head)}


def _type_of(place: Conversation) -> str:
    return "im" if isinstance(place.channel, Direct) else "channel"
