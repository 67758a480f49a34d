"""What a message and its thread mean: who asks, whose word is an answer, and the request that they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from sys import intern
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.http import web
from supporttray.connectors.slack import mrkdwn
from supporttray.connectors.slack.api import moment
from supporttray.connectors.slack.request.message import Message, named, reactions, said_at, shared, words_of
from supporttray.connectors.slack.request.person import SLACKBOT, Crowd
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Item, Reaction, Reply, Request
from supporttray.core.item.request import BROUGHT, FIRST, Meaning
from supporttray.core.text import shorten
from supporttray.core.thanks import thanks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUESTIONS = frozenset({"", "file_share", "me_message"})  # subtypes that a person's own words have at the top level
BOTS = QUESTIONS | {"bot_message"}
LONGEST_TITLE = 200

Dates = Mapping[
    tuple[str, str, str], datetime
]  # since when a reaction stands: (its message's ts, its name, whose it is)


class Asker(msgspec.Struct, frozen=True):
    """Who asks with a message: what they say (mrkdwn), when, and who brought it, where that was somebody else."""

    by: str
    name: str
    text: str
    at: datetime
    brought: str = ""
    robot: bool = False


class Place(msgspec.Struct, frozen=True):
    """Where requests are asked: the tenant that stands in their keys, the workspace, its address, the channel's id and name."""

    tenant: str
    workspace: str
    url: str
    id: str
    name: str
    private: bool = False

    def key(self, ts: str) -> str:
        """Return the key of what was asked with a message."""
        return f"request:{self.tenant}/{self.id}/{ts}"

    def address(self, ts: str) -> str:
        """Return where a browser shows a message."""
        return web(f"{self.url.rstrip('/')}/archives/{self.id}/p{ts.replace('.', '')}")

    def app(self, ts: str, thread: str = "") -> str:
        """Return where Slack's own app shows a message, of another's thread if one is named."""
        if not self.workspace:
            return ""
        within = f"&thread_ts={thread}" if thread else ""
        return f"slack://channel?team={self.workspace}&id={self.id}&message={ts}{within}"


class Reader(msgspec.Struct, frozen=True):
    """How messages are read: who I am, whom we have met, what reactions mean, whose word counts (None for anybody's), which bots ask."""

    me: str
    crowd: Crowd
    meanings: Mapping[str, str]
    team: frozenset[str] | None = None
    bots: frozenset[str] = frozenset()

    def by_bot(self, message: Message) -> bool:
        """Whether a bot said this. What a person says through an app of their own has a `bot_id` too: then the user tells."""
        if not message.user or message.user == SLACKBOT or message.subtype == "bot_message":
            return True
        return self._is_bot(message.user) or bool(message.bot_id and not self.crowd.human(message.user))

    def counts(self, who: str, brought: str = "") -> bool:
        """Whether somebody's word is an answer; not that of who only brought the question, nor of who has left."""
        known = self.crowd.known.get(who)
        if not who or who in (brought, SLACKBOT) or (known and (known.bot or known.gone)):
            return False
        return self.team is None or who in self.team

    def asker(self, message: Message) -> Asker | None:
        """Return who asks with a message of the top level; None where it is no request."""
        if not message.top or message.ours or (message.subtype or "") not in BOTS:
            return None
        if self.by_bot(message):
            return self._form(message)
        found, by = shared(message), message.user or ""
        if by == self.me:
            return None
        if found:
            name = self.crowd.name(found.by)
            name = shorten(found.name, 60) or name if name == found.by else name
            text = found.text or mrkdwn.escape(named(found.files))
            return (
                None if found.by == self.me else Asker(found.by, name, text, said_at(found.ts, message.ts), brought=by)
            )
        if self.team is not None and by in self.team:
            return None  # what the team itself announces
        text = message.text or mrkdwn.escape(named(message.files or ())) or words_of(message)
        return Asker(by, self.crowd.name(by), text, moment(message.ts))

    def _form(self, message: Message) -> Asker | None:
        """Return for whom a bot asks, where that bot's messages are requests: the first person whom it names, else itself."""
        if not self.bots & {message.bot_id, message.app_id, message.user}:
            return None
        text = words_of(message) or mrkdwn.escape(named(message.files or ()))
        named_ = (one for one in mrkdwn.called(text) if one != self.me and not self._is_bot(one))
        bot = message.user or message.bot_id or ""
        by = next(named_, bot)
        name = self.crowd.name(by) if by != bot else shorten(message.username or "", 60) or self.crowd.name(bot)
        return Asker(by, name, text, moment(message.ts), robot=True)

    def _is_bot(self, who: str) -> bool:
        known = self.crowd.known.get(who)
        return bool(known and known.bot)

    def reactions(self, message: Message, brought: str = "", dates: Dates | None = None) -> tuple[Reaction, ...]:
        """Return the reactions that mean something here."""
        return tuple(
            Reaction(
                name,
                user,
                self.crowd.name(user),
                at=(dates or {}).get((message.ts, name, user)),
                meaning=self.meanings[name],
                counts=self.counts(user, brought),
            )
            for name, user in reactions(message)
            if name in self.meanings
        )

    def reply(self, message: Message, asker: Asker, dates: Dates | None = None) -> Reply:
        """Return a message of a thread; of the asker's own also what was put on it, and whether they only say thank you.

        A bot that asks and goes on in its thread asks nothing again.
        """
        by, own, bot = message.user or message.bot_id or "", message.user == asker.by, self.by_bot(message)
        text = message.text or ""
        return Reply(
            message.ts,
            moment(message.ts),
            by,
            self.crowd.name(by) if message.user else shorten(message.username or "", 60) or by,
            bot=bot,
            counts=self.counts(by, asker.brought),
            thanks=bot or (own and not message.files and thanks(text, self._called())),
            reactions=self.reactions(message, asker.brought, dates) if own else (),
            calls=message.calls,
        )

    def _called(self) -> frozenset[str]:
        """Return the words that people are called by; a bot may be called Error, a channel outage."""
        people = (
            one.name for id_, one in self.crowd.known.items() if self.crowd.human(id_) and not id_.startswith("C")
        )
        return frozenset(word.casefold() for name in people for word in name.split())

    def request(
        self,
        place: Place,
        message: Message,
        asker: Asker,
        replies: Sequence[Message] | None = None,
        dates: Dates | None = None,
    ) -> Request:
        """Return the request that a message is; without its thread it has only the outline's people who replied."""
        text = mrkdwn.read(asker.text, {one: self.crowd.name(one) for one in mrkdwn.mentioned(asker.text)})
        item = Request(
            key=place.key(message.ts),
            title=(text if len(text) <= LONGEST_TITLE else shorten(text, LONGEST_TITLE)) or "(no text)",
            text=text,
            url=place.address(message.ts),
            app=place.app(message.ts),
            at=asker.at,
            by=intern(asker.by),  # there may be thousands of requests, by a few people
            name=intern(asker.name),
            where=place.name,
            private=place.private,
            edited=moment(message.edited.ts) if message.edited and message.edited.ts else None,
            replies=None if replies is None else tuple(self.reply(one, asker, dates) for one in replies),
            repliers=self.repliers(message.reply_users, asker),
            reactions=self.reactions(message, asker.brought, dates),
            brought_by=self.crowd.name(asker.brought) if asker.brought else "",
            robot=asker.robot,
        )
        return item if replies is None else msgspec.structs.replace(item, repliers=answering(item))

    def repliers(self, users: Iterable[str], asker: Asker) -> tuple[str, ...]:
        """Return those of some people whose reply would count."""
        return tuple(intern(one) for one in dict.fromkeys(users) if self.counts(one, asker.brought))


def answering(item: Request) -> tuple[str, ...]:
    """Return the people in the thread whose word counts; the asker is one of them."""
    return tuple(dict.fromkeys(one.by for one in item.replies or () if one.counts and not one.bot))


def about(item: Item, verb: Verb, text: str, message: str = "") -> Deed:
    """Return a deed about a request: on its question, or on another message of its thread; a post goes into the thread."""
    _, channel, ts = item.key.split("/")
    return Deed(verb=verb, place=channel, message=message or ts, text=text)


def opened_by(item: Item) -> str:
    """Return the asker's message that opened a request again; empty for one that was asked once, and for what is none."""
    again = item.episode.id if isinstance(item, Request) else FIRST
    return "" if again == FIRST or again.startswith(BROUGHT) else again


def seen_on(item: Item) -> str:
    """Return the message of the thread on which the acknowledgement stands; empty for the question itself.

    Of a request that was opened again that is the message that did, unless only the question bears it.
    """
    again = opened_by(item)
    if not again or not isinstance(item, Request):
        return ""
    bears = any(
        one.says is Meaning.SEEN for reply in item.replies or () if reply.id == again for one in reply.reactions
    )
    return "" if item.episode.seen and not bears else again


def meanings(seen: Sequence[str], done: Sequence[str]) -> dict[str, str]:
    """Return what reactions mean. What this app itself puts on a question always says that it was seen, if it does not say more."""
    found = dict.fromkeys(("eyes", *map(_bare, seen)), Meaning.SEEN.value)
    return found | {_bare(one): Meaning.DONE.value for one in done}


def people_of(message: Message) -> set[str]:
    """Return the ids of whom a message names, who wrote it, reacted or replied to it; among them may be channels and bots."""
    found = {
        message.user or "",
        *message.reply_users,
        *mrkdwn.mentioned(words_of(message)),
        *(user for _, user in reactions(message)),
    }
    original = shared(message)
    return found | ({original.by, *mrkdwn.mentioned(original.text)} if original else set())


def _bare(name: str) -> str:
    return name.strip().strip(":").partition("::")[0]
