"""Slack's search, as far as our own question goes: messages that carry an emoji (`has::ring_buoy:`), the newest first."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.moment import ts
from supporttray.demo.scenario import Direct
from supporttray.demo.slack import body
from supporttray.demo.slack.call import Call, SlackError, may_read
from supporttray.demo.slack.reading import link

_HAS = re.compile(r"has::([a-z0-9_+'-]+):")
_MOST = 100


def messages(call: Call) -> dict[str, Any]:
    """Find messages, also in threads, wherever the person may read."""
    query = call.text("query").strip()
    if not query:
        raise SlackError("no_query")
    found = sorted(_found(call, _HAS.findall(query)), key=lambda one: one[1].stamp, reverse=True)
    count = int(call.text("count", "20"))
    if not 1 <= count <= _MOST:
        raise SlackError("invalid_arguments")
    page = found[:count]
    pages = -(-len(found) // count)
    return {
        "query": query,
        "messages": {
            "total": len(found),
            "pagination": {
                "total_count": len(found),
                "page": 1,
                "per_page": count,
                "page_count": pages,
                "first": 1 if page else 0,
                "last": len(page),
            },
            "paging": {"count": count, "total": len(found), "page": 1, "pages": pages},
            "matches": [_match(call, place, post) for place, post in page],
        },
    }


def _found(call: Call, emoji: list[str]) -> Iterator[tuple[Conversation, Post]]:
    for place in (*call.company.channels.values(), *call.company.directs.values()):
        if emoji and may_read(call.me, place):
            for post in place.all():
                names = {name.partition("::")[0] for name, _ in post.reactions}
                if not post.gone and names.issuperset(emoji):
                    yield place, post


def _match(call: Call, place: Conversation, post: Post) -> dict[str, Any]:
    direct = isinstance(place.channel, Direct)
    return {
        "iid": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place.channel.code} {post.stamp}")),
        "team": body.TEAM,
        "type": "im" if direct else "message",
        "channel": {
            "id": place.channel.code,
            "name": place.channel.name,
            "is_private": place.channel.private,
            "is_mpim": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
        },
        "user": post.by.user,
        "username": post.by.id,
        "ts": ts(post.stamp),
        "text": post.text,
        "permalink": link(call, place, post),
    }
