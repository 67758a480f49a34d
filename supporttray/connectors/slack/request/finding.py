"""How `slack.flagged` finds what colleagues brought: by Slack's search, in the newest direct messages, and by what Slack tells at once.

What the token may not do is remembered, tried again after an hour, and said.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.slack.api import moment
from supporttray.connectors.slack.request.kept import Kept
from supporttray.connectors.slack.request.message import Page, shared
from supporttray.core.journal import RETENTION
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.connectors import Hint
    from supporttray.connectors.slack.api import WebApi
    from supporttray.connectors.slack.request.kept import Memory
    from supporttray.connectors.slack.request.message import Message

FOUND = "100"  # matches of a search; Slack gives no more at once
DIRECTS = 2  # conversations with the newest messages, looked through each time; of the others one in turn
LISTING = timedelta(minutes=5)  # direct messages are looked through so often
SOON = timedelta(minutes=5)  # after a search: longer, and the app was off or told at once
AGAIN = timedelta(hours=1)  # what the token may not do is tried again so often
SEARCH, READ_DIRECTS, LIST_DIRECTS = "search:read", "im:history", "im:read"
_MESSAGE = re.compile(r"[CDG][A-Z0-9]{2,20}/\d{10}\.\d{6}")
Shape = TypeVar("Shape", bound=msgspec.Struct)


class Hall(msgspec.Struct, frozen=True):
    """Where a message was found."""

    id: str = ""


class Match(msgspec.Struct, frozen=True):
    """A message that Slack's search found; only what we use."""

    ts: str = ""
    channel: Hall = Hall()


class Matches(msgspec.Struct, frozen=True):
    """The messages of a search."""

    matches: tuple[Match, ...] = ()


class Search(msgspec.Struct, frozen=True):
    """search.messages."""

    messages: Matches = Matches()


class Directs(msgspec.Struct, frozen=True):
    """A page of users.conversations."""

    channels: tuple[Hall, ...] = ()


async def search(slack: WebApi, known: Memory, emoji: str, now: datetime) -> None:
    """Keep in mind what carries the emoji (search.messages, tier 2).

    Since when it is flagged Slack does not say. What a search finds soon after another one counts as flagged now: what was said just
    before led to it. After a longer while it counts as flagged at the search before, so that what was answered meanwhile is answered;
    of what the first search finds nothing is known, and it is not looked for further back than `begin`.
    """
    query = {"query": f"has::{emoji}:", "sort": "timestamp", "sort_dir": "desc", "count": FOUND}
    found = await _permitted(slack, known, SEARCH, now, "search.messages", Search, **query)
    if found is None:
        return
    paths = {path: one for one in found.messages.matches if _MESSAGE.fullmatch(path := f"{one.channel.id}/{one.ts}")}
    known.passed &= paths.keys()
    oldest = f"{(now - RETENTION).timestamp():.6f}" if known.searched else known.begin
    since = now if known.searched and now - known.searched <= SOON else known.searched
    for path, one in paths.items():
        if one.ts < oldest:
            known.passed.add(path)
        elif path not in known.passed and path not in known.kept:
            known.keep(Kept(one.channel.id, one.ts, at=since))
    known.searched = now


async def look_through(slack: WebApi, known: Memory, now: datetime) -> None:
    """Keep in mind what was forwarded in a few direct conversations: those with the newest messages, and another one in turn."""
    if known.listed and now - known.listed < LISTING:
        return
    known.listed = now
    query = {"types": "im", "exclude_archived": "true", "limit": "200"}
    page = await _permitted(slack, known, LIST_DIRECTS, now, "users.conversations", Directs, **query)
    for place in _chosen(known, [one.id for one in page.channels if one.id] if page else []):
        newest = known.directs.get(place, "")
        where = {"channel": place, "oldest": max(newest, known.begin), "limit": "50"}
        history = await _permitted(slack, known, READ_DIRECTS, now, "conversations.history", Page, **where)
        for message in history.messages if history else ():
            _brought(known, place, message)
            newest = max(newest, message.ts)
        known.directs[place] = newest


async def heard(slack: WebApi, known: Memory, hint: Hint, emoji: str, now: datetime, *, forwards: bool) -> None:
    """Keep in mind what Slack told of at once."""
    if hint.reaction:
        if hint.reaction == emoji and not hint.taken:
            known.keep(Kept(hint.place, hint.message, at=hint.at or now))
        return
    if forwards and hint.place.startswith("D") and not hint.thread:
        where = {"channel": hint.place, "latest": hint.message, "inclusive": "true", "limit": "1"}
        page = await _permitted(slack, known, READ_DIRECTS, now, "conversations.history", Page, **where)
        for message in page.messages if page else ():
            if message.ts == hint.message:
                _brought(known, hint.place, message)


def limits(known: Memory, emoji: str) -> str:
    """Say what the token lets us see late or not at all; empty if it lets us see everything."""
    said = []
    if SEARCH in known.blind:
        said.append(
            f"Without {SEARCH} a :{emoji}: is seen only where Slack tells at once (Socket Mode) while the app runs."
        )
    if missing := [scope for scope in (LIST_DIRECTS, READ_DIRECTS) if scope in known.blind]:
        said.append(f"Without {' and '.join(missing)} what colleagues forward to you is not seen.")
    return " ".join(said)


def _brought(known: Memory, place: str, message: Message) -> None:
    """Keep in mind what a colleague forwarded to me; my own words are no request to me."""
    original, forward = shared(message), f"{place}/{message.ts}"
    if not original or message.user in (None, known.me) or original.by == known.me:
        return
    if forward in known.passed:
        return
    path = f"{original.channel}/{original.ts}"
    channel, _, ts = (path if _MESSAGE.fullmatch(path) else forward).partition("/")
    known.keep(Kept(channel, ts, at=moment(message.ts), by=message.user or "", forward=forward))


def _chosen(known: Memory, places: Iterable[str]) -> list[str]:
    """Return the conversations to look through: those with the newest messages, and of the others one in turn."""
    newest = sorted(places, key=lambda place: (known.directs.get(place, ""), place), reverse=True)
    others = sorted(newest[DIRECTS:])
    after = [place for place in others if place > known.turn] or others
    known.turn = after[0] if after else ""
    return [*newest[:DIRECTS], *after[:1]]


async def _permitted(
    slack: WebApi, known: Memory, scope: str, now: datetime, method: str, shape: type[Shape], **arguments: str
) -> Shape | None:
    """Call a method; None where the token may not, or was not allowed to within the last hour."""
    if scope in known.blind and now - known.blind[scope] < AGAIN:
        return None
    try:
        found = await slack.call(method, shape, **arguments)
    except Refused as refused:
        if refused.missing == "credential":
            raise
        known.blind[scope] = now
        return None
    known.blind.pop(scope, None)
    return found
