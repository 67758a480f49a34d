"""How a person comes to a Slack token, whose it is, and which channels could be watched with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors import Holder
from supporttray.connectors.slack.api import PAGE, Cursor, Identity, User
from supporttray.core.setup import Introduction, Offer, Scope
from supporttray.core.text import plain, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

PAGES = 10  # of channels, at the most: 2,000
ID = re.compile(r"[CG][A-Z0-9]{2,20}")
LIKELY = frozenset({"ask", "question", "questions", "triage"})
BEGINS = ("xoxp-", "xoxe.xoxp-")
OTHERS = {
    "xoxb-": "a bot's token",
    "xoxe.xoxb-": "a bot's token",
    "xapp-": "an app-level token",
    "xoxe-": "a refresh token",
    "xoxc-": "a browser's token",
    "xoxd-": "a browser's token",
    "xoxs-": "a browser's token",
}
KINDS = {"public_channel": "channels", "private_channel": "groups"}  # a kind of channel, and how its scopes begin

# In the order of resources/slack-manifest-write.json. What reads direct messages only finds again what was sent.
SCOPES = (
    Scope("channels:history", "read the questions in public channels"),
    Scope("channels:read", "list the public channels you are in"),
    Scope("channels:write.topic", "say in the topic of public channels who is on duty", writes=True),
    Scope("chat:write", "answer and post the daily status, in your name", writes=True),
    Scope("groups:history", "read the questions in private channels"),
    Scope("groups:read", "list the private channels you are in"),
    Scope("groups:write.topic", "say in the topic of private channels who is on duty", writes=True),
    Scope("im:history", "look whether a direct message you sent has arrived", writes=True),
    Scope("im:read", "find the conversation for a direct message", writes=True),
    Scope("im:write", "open the conversation for a direct message", writes=True),
    Scope("reactions:read", "be told at once of 👀 and ✅"),
    Scope("reactions:write", "put 👀 on a question you have seen", writes=True),
    Scope("usergroups:read", "see who is in the user group of those on duty"),
    Scope("usergroups:write", "put those on duty into their user group", writes=True),
    Scope("users.profile:write", "show in your status that you are on duty", writes=True),
    Scope("users:read", "show people's names"),
    Scope("users:read.email", "find whom a message about a broken build is for", writes=True),
)


class Text(msgspec.Struct, frozen=True):
    """A channel's topic."""

    value: str = ""


class Room(msgspec.Struct, frozen=True):
    """A channel as users.conversations lists it; only what we use."""

    id: str
    name: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_mpim: bool = False
    topic: Text = Text()


class Rooms(msgspec.Struct, frozen=True):
    """A page of channels. It may be shorter than asked for and still not be the last."""

    channels: tuple[Room, ...]
    response_metadata: Cursor = Cursor()


def introduction(address: str, manifest: str) -> Introduction:
    """Return how a person makes an app of their own and copies its token."""
    return Introduction(
        kind="slack",
        account="slack",
        title="Slack",
        address=address,
        steps=(
            "Copy the manifest, open Slack's page and choose “From a manifest”.",
            "Choose your workspace, paste the manifest in place of what stands there, and press Next, then Create.",
            "Press “Install to” your workspace, and Allow.",
            "Under “OAuth & Permissions” copy the User OAuth Token, which begins with xoxp-, and paste it here.",
        ),
        url="https://api.slack.com/apps?new_app=1",
        copied=manifest,
        scopes=SCOPES,
        admin="If your workspace approves its apps, Slack asks an admin once, when you press Install. "
        "The app is yours alone: it sees what you see, and speaks only when you say so.",
        begins=BEGINS,
    )


def unfit(token: str) -> str:
    """Say why a token is no person's (docs.slack.dev/authentication/tokens); empty if it may be one."""
    if token.startswith(BEGINS):
        return ""
    what = next((what for begin, what in OTHERS.items() if token.startswith(begin)), "no Slack token of a person")
    return f"This is {what}. Support Tray needs the User OAuth Token, which begins with xoxp-."


async def holder(slack: WebApi) -> Holder:
    """Say whose token it is (auth.test, users.info), and what it lacks."""
    identity = await slack.call("auth.test", Identity)
    slack.home = identity.url
    lacks = _lacking(slack.scopes)
    names = {scope.name for scope in lacks}
    needed = [name for name in ("channels:history", "channels:read", "users:read") if name in names]
    if "users:read" in names or not _kinds(slack.scopes):
        raise Refused("The token lacks what it needs.", missing=",".join(needed))
    person = (await slack.call("users.info", User, user=identity.user_id)).user
    name = shorten(person.shown, 100) or shorten(identity.user, 100) or identity.user_id
    return Holder(name, shorten(identity.team, 100) or identity.team_id, lacks)


async def offers(slack: WebApi) -> tuple[Offer, ...]:
    """Return the channels that the person is in (users.conversations, tier 3: 50 calls a minute), and what reaches somebody else."""
    question = {"types": ",".join(_kinds(slack.scopes)), "exclude_archived": "true", "limit": str(PAGE)}
    found: dict[str, Offer] = {}
    cursor = ""
    for _ in range(PAGES):
        page = await slack.call("users.conversations", Rooms, **question, **({"cursor": cursor} if cursor else {}))
        found |= {room.id: _offer(room, slack.home) for room in page.channels if _fit(room)}
        cursor = page.response_metadata.next_cursor
        if not cursor:
            break
    channels = sorted(found.values(), key=lambda offer: (not offer.likely, offer.name.casefold()))
    return (*channels, *_elsewhere(slack.scopes)) if channels else ()


def _elsewhere(scopes: frozenset[str] | None) -> tuple[Offer, ...]:
    """Return the watch of what colleagues bring, as far as the token lets it be seen; nobody's direct messages are read unasked."""
    searches, reads = (scopes is None or wanted <= scopes for wanted in ({"search:read"}, {"im:read", "im:history"}))
    said = {
        (True, True): "what colleagues mark with 🛟 in any channel, or forward to you",
        (True, False): "what colleagues mark with 🛟 in any channel",
        (False, True): "what colleagues forward to you; with the scope search:read also what they mark with 🛟",
    }
    detail = said.get((searches, reads), "")
    return (Offer(kind="slack.flagged", name="Brought to you", options=(), detail=detail),) if detail else ()


def _fit(room: Room) -> bool:
    return bool(ID.fullmatch(room.id)) and not (room.is_archived or room.is_mpim)


def _offer(room: Room, home: str) -> Offer:
    name = shorten(room.name, 80)
    topic = shorten(room.topic.value, 80)
    return Offer(
        kind="slack.requests",
        name=f"#{name}" if name else room.id,
        options=(("channel", room.id),),
        detail=" · ".join(filter(None, ("private" if room.is_private else "", topic))),
        place=room.id,
        url=f"{home.rstrip('/')}/archives/{room.id}" if home else "",
        likely=_likely(plain(room.name)),
    )


def _likely(name: str) -> bool:
    words = re.split(r"[^\w]|_", name.casefold())
    return any(word in LIKELY or word.startswith(("support", "help")) for word in words)


def _lacking(scopes: frozenset[str] | None) -> tuple[Scope, ...]:
    return () if scopes is None else tuple(scope for scope in SCOPES if scope.name not in scopes)


def _kinds(scopes: frozenset[str] | None) -> list[str]:
    """Return the kinds of channels that a token can list and read; all where its scopes are not told."""
    if scopes is None:
        return list(KINDS)
    return [kind for kind, begin in KINDS.items() if {f"{begin}:read", f"{begin}:history"} <= scopes]
