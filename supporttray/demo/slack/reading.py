"""Slack methods that read: conversations, threads, people and reactions."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.moment import ts
from supporttray.demo.scenario import Direct
from supporttray.demo.slack import body
from supporttray.demo.slack.call import Call, SlackError, is_member, may_read

_MOST = 999
ThingT = TypeVar("ThingT")


def auth_test(call: Call) -> dict[str, Any]:
    """Say whose credential this is."""
    company = call.company
    return {
        "url": f"{call.base}/slack/",
        "team": company.scenario.company,
        "user": call.me.id,
        "team_id": body.TEAM,
        "user_id": call.me.user,
        "is_enterprise_install": False,
    }


def history(call: Call) -> dict[str, Any]:
    """List a channel's messages, newest first."""
    place = call.channel()
    limit = call.limit(100, _MOST)
    end = _cursor(call, body.latest_stamp(call.company) + 1)
    oldest = call.stamp("oldest", "invalid_ts_oldest", 0)
    latest = call.stamp("latest", "invalid_ts_latest", end)
    bounded = bool(call.text("oldest") or call.text("latest"))
    inclusive = call.flag("inclusive") and bounded
    stamps = [each for each in place.slice(oldest, latest, inclusive=inclusive) if each < end]
    page = stamps[-limit:][::-1]
    more = len(stamps) > len(page)
    return {
        "messages": _messages(call, place, [post for each in page if (post := place.find(each)) is not None]),
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        **({"latest": call.text("latest")} if call.text("latest") else {}),
        **({"oldest": call.text("oldest")} if call.text("oldest") else {}),
        **_next(page[-1] if more else None),
    }


def replies(call: Call) -> dict[str, Any]:
    """List a thread: its head on every page, then the answers, oldest first."""
    place = call.channel()
    head = place.find(call.stamp("ts", "thread_not_found", 0))
    if head is None:
        raise SlackError("thread_not_found")
    limit = call.limit(1000, 1000)
    begin = _cursor(call, 0)
    oldest = call.stamp("oldest", "invalid_ts_oldest", 0)
    latest = call.stamp("latest", "invalid_ts_latest", body.latest_stamp(call.company))
    edge = 0 if call.flag("inclusive") else 1
    answers = [
        post
        for post in place.answers(head.stamp)
        if oldest + edge <= post.stamp <= latest - edge and post.stamp > begin
    ]
    page = answers[:limit]
    more = len(answers) > len(page)
    return {
        "messages": _messages(call, place, [head, *page]),
        "has_more": more,
        **_next(page[-1].stamp if more else None),
    }


def channel_info(call: Call) -> dict[str, Any]:
    """Describe one channel, or the conversation with one person."""
    place = call.channel()
    if isinstance(place.channel, Direct):
        return {"channel": body.direct(call.company, place, call.company.people[place.channel.id])}
    return {"channel": body.channel(call.company, place, call.me)}


def channels(call: Call) -> dict[str, Any]:
    """List all channels of which the person may know."""
    return _channels(call, [place for place in call.company.channels.values() if may_read(call.me, place)])


def my_channels(call: Call) -> dict[str, Any]:
    """List the channels in which the person is, or with whom they talk."""
    if call.text("types") == "im":
        directs = [
            body.direct(call.company, one, call.company.people[one.channel.id]) for one in call.company.directs.values()
        ]
        page, more = _part(call, directs, 100)
        return {"channels": page, **more}
    return _channels(call, [place for place in call.company.channels.values() if is_member(call.me, place)])


def _channels(call: Call, places: list[Conversation]) -> dict[str, Any]:
    wanted = call.text("types", "public_channel").replace(" ", "").split(",")
    if not set(wanted) <= {"public_channel", "private_channel", "mpim", "im"}:
        raise SlackError("invalid_types")
    open_ones = [place for place in places if not (place.channel.archived and call.flag("exclude_archived"))]
    named = [
        place for place in open_ones if ("private_channel" if place.channel.private else "public_channel") in wanted
    ]
    page, more = _part(call, named, 100)
    return {"channels": [body.channel(call.company, place, call.me) for place in page], **more}


def user_info(call: Call) -> dict[str, Any]:
    """Describe one user."""
    person = next((each for each in call.company.people.values() if each.user == call.text("user")), None)
    if person is None:
        raise SlackError("user_not_found")
    return {"user": body.user(call.company, person)}


def user_by_email(call: Call) -> dict[str, Any]:
    """Describe whoever has an e-mail."""
    email = call.text("email").casefold()
    person = next((each for each in call.company.people.values() if each.email.casefold() == email), None)
    if person is None:
        raise SlackError("users_not_found")
    return {"user": body.user(call.company, person)}


def users(call: Call) -> dict[str, Any]:
    """List all users."""
    page, more = _part(call, list(call.company.people.values()), 200)
    return {
        "members": [body.user(call.company, person) for person in page],
        "cache_ts": int(call.company.now().timestamp()),
        **(more or _next(None)),
    }


def reactions(call: Call) -> dict[str, Any]:
    """Give one message with its reactions."""
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    place = call.channel()
    post = call.post(place)
    return {
        "type": "message",
        "channel": place.channel.code,
        "message": {**body.message(place, post, full=call.flag("full")), "permalink": link(call, place, post)},
    }


def permalink(call: Call) -> dict[str, Any]:
    """Give the address of one message."""
    place = call.channel()
    return {"channel": place.channel.code, "permalink": link(call, place, call.post(place, "message_ts"))}


def link(call: Call, place: Conversation, post: Post) -> str:
    """Give the address of a message."""
    code = place.channel.code
    tail = "" if post.thread is None else f"?thread_ts={ts(post.thread)}&cid={code}"
    return f"{call.base}/slack/archives/{code}/p{ts(post.stamp).replace('.', '')}{tail}"


def _messages(call: Call, place: Conversation, posts: Sequence[Post]) -> list[dict[str, Any]]:
    metadata = call.flag("include_all_metadata")
    return [body.message(place, post, metadata=metadata) for post in posts]


def _cursor(call: Call, default: int) -> int:
    """Read a cursor; it holds a number and is nobody's business outside."""
    text = call.text("cursor")
    if not text:
        return default
    try:
        word, number = base64.b64decode(text, validate=True).decode("ascii").split(":")
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or not number.isdecimal():
        raise SlackError("invalid_cursor")
    return int(number)


def _next(number: int | None) -> dict[str, Any]:
    cursor = "" if number is None else base64.b64encode(f"next:{number}".encode()).decode()
    return {"response_metadata": {"next_cursor": cursor}}


def _part(call: Call, things: Sequence[ThingT], default: int) -> tuple[Sequence[ThingT], dict[str, Any]]:
    begin = _cursor(call, 0)
    end = begin + call.limit(default, 1000)
    return things[begin:end], _next(end if end < len(things) else None)
