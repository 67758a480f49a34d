"""Slack methods about messages that are to be sent later."""

from datetime import UTC, datetime, timedelta
from typing import Any

from supporttray.demo.moment import ts
from supporttray.demo.queue import LAST, Scheduled
from supporttray.demo.slack.body import TEAM
from supporttray.demo.slack.call import Call, SlackError

_FURTHEST = timedelta(days=120)
_LONGEST = 40_000


def schedule(call: Call) -> dict[str, Any]:
    """Put a message in for a moment."""
    place, now = call.joined_channel(), call.company.now()
    text = call.text("text") or call.text("markdown_text")
    if not text:
        raise SlackError("no_text")
    at = _moment(call, "post_at", "invalid_time")
    if at is None or at <= now:
        raise SlackError("time_in_past")
    if at > now + _FURTHEST:
        raise SlackError("time_too_far")
    if call.company.queue.crowded(place, at):
        raise SlackError("restricted_too_many")
    metadata = call.structure("metadata", "invalid_metadata_format")
    one = call.company.queue.add(call.me, place, text[:_LONGEST], at, now, metadata=metadata is not None)
    said = {"type": "delayed_message", "text": one.text, "user": call.me.user, "team": TEAM, "bot_id": "B00000DEMO"}
    post_at = int(one.at.timestamp())
    return {"scheduled_message_id": one.id, "channel": place.channel.code, "post_at": post_at, "message": said}


def listed(call: Call) -> dict[str, Any]:
    """List one's own that wait, page by page."""
    oldest, latest = _moment(call, "oldest", "invalid_time"), _moment(call, "latest", "invalid_time")
    code = call.channel().channel.code if call.text("channel") else ""
    found = [
        one
        for one in call.company.queue.of(call.me)
        if code in ("", one.place.channel.code)
        and (oldest is None or one.at >= oldest)
        and (latest is None or one.at <= latest)
    ]
    limit, begin = call.limit(100, 1000), call.text("cursor")
    if begin and begin not in {one.id for one in found}:
        raise SlackError("invalid_cursor")
    rest = [one for one in found if one.id >= begin]
    page = [_body(one) for one in rest[:limit]]
    return {
        "scheduled_messages": page,
        "response_metadata": {"next_cursor": rest[limit].id if len(rest) > limit else ""},
    }


def delete(call: Call) -> dict[str, Any]:
    """Take one's own back; not in its last minute."""
    place, company = call.channel(), call.company
    wanted = call.text("scheduled_message_id")
    one = next((one for one in company.queue.of(call.me) if (one.id, one.place) == (wanted, place)), None)
    if one is None or one.at - company.now() < LAST:
        raise SlackError("invalid_scheduled_message_id")
    company.queue.drop(one)
    return {}


def _body(one: Scheduled) -> dict[str, Any]:
    return {
        "id": one.id,
        "channel_id": one.place.channel.code,
        "post_at": int(one.at.timestamp()),
        "date_created": int(one.made.timestamp()),
        "text": one.text,
    }


def _moment(call: Call, name: str, code: str) -> datetime | None:
    stamp = call.stamp(name, code, -1)
    return None if stamp < 0 else datetime.fromtimestamp(int(ts(stamp).split(".")[0]), UTC)
