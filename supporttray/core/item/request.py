"""A question somebody asked, and whether it is answered: its thread in episodes, each of the asker's words and what ended the waiting.

Pure: the same facts, told in any order, make the same request.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item.base import Item
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IN_PERSON = "in person"  # where nobody wrote it anywhere
FIRST = "1"  # the episode that begins with the question itself
BROUGHT = "brought-"  # how the id of one begins that somebody opened again for the asker


def place(where: str) -> str:
    """Return where something was asked as a sentence says it: in #support, in person."""
    return where if where == IN_PERSON else f"in {isolated(where)}"


class Meaning(StrEnum):
    """What a reaction says: SEEN that somebody looks after it, DONE that nothing more is to come."""

    SEEN = "seen"
    DONE = "done"


USUAL = {"eyes": Meaning.SEEN, "white_check_mark": Meaning.DONE}  # 👀 and ✅


class Reaction(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A reaction that stands on a message now, and who put it there: `by` is the service's id, `person` a name.

    `at` is since when, where the service told it at once: asked later it does not say. `since` is a moment at which it was not there
    yet, as far as somebody looked. `meaning` is what it says where this was asked; empty for what it usually says. One whose author's
    word is no answer (a bot's, a deactivated person's) does not `count`.
    """

    name: str
    by: str
    person: str = ""
    at: datetime | None = None
    meaning: str = ""
    counts: bool = True
    since: datetime | None = None

    @property
    def says(self) -> Meaning | None:
        """What it says; None for a mere 🎉."""
        return Meaning(self.meaning) if self.meaning else USUAL.get(self.name)


class Reply(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A message in a request's thread; `id` is the service's own.

    One by a bot, or by somebody else whose word is no answer, does not `count`. One that only says `thanks` opens nothing again. One that
    `calls` a colleague is no answer to the asker: it says that somebody looks after it.
    """

    id: str
    at: datetime
    by: str
    name: str
    bot: bool = False
    counts: bool = True
    thanks: bool = False
    reactions: tuple[Reaction, ...] = ()
    calls: bool = False


class Word(msgspec.Struct, frozen=True):
    """What somebody did about a request: who (the service's id, and a name), when, and whether it was a reply or a sign."""

    by: str
    name: str
    at: datetime
    meaning: Meaning | None = None
    reply: bool = False


class Episode(msgspec.Struct, frozen=True):
    """A stretch of waiting: `id` is FIRST, or that of the asker's message that opened it again; `at` is when it began.

    Where somebody brought the question after others had said something to it, the id begins with BROUGHT.
    `seen` is who put 👀 on it first; `answered` who ended it by a reply or a ✅.
    """

    id: str
    at: datetime
    seen: Word | None = None
    answered: Word | None = None

    @property
    def state(self) -> str:
        """Waiting, acknowledged or answered."""
        return "answered" if self.answered else "acknowledged" if self.seen else "waiting"


class Request(Item, frozen=True, kw_only=True, tag="request", omit_defaults=True):
    """A question somebody asked: `by` and `name` say who, `where` in which channel.

    `repliers` are the people known to have replied whose word counts; `replies` is None while the thread itself was not read. A
    `private` one is seen by its members only: what is told of it elsewhere a person decides. `app` is the address that opens it in the
    service's own desktop app. `brought_by` is the name of who brought it, where the asker asked somebody else or somewhere else,
    `brought_at` since when, if that is known: what was said before was no answer. `thread` is the service's id of the thread in which
    the question itself is a reply. `robot` says that a bot asked, or a form for somebody. `me` is my own id there, where that matters.
    """

    by: str
    name: str
    where: str
    text: str = ""
    edited: datetime | None = None
    replies: tuple[Reply, ...] | None = None
    repliers: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    private: bool = False
    app: str = ""
    brought_by: str = ""
    robot: bool = False
    brought_at: datetime | None = None
    thread: str = ""
    me: str = ""

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """The stretches of waiting, in the order of time; the last one is now.

        A sign belongs to the stretch in which it was put there, or where nobody knows that to the one of the message on which it stands:
        then all who ask the service find the same.
        """
        found = [Episode(FIRST, self.at)]
        for at, _, __, what in sorted(self._told(), key=lambda one: one[:3]):
            last = found[-1]
            if isinstance(what, str):
                if last.answered:
                    found.append(Episode(what, at))
            elif what.meaning is Meaning.SEEN:
                found[-1] = msgspec.structs.replace(last, seen=last.seen or what)
            elif last.answered is None or (what.reply and not last.answered.reply):
                found[-1] = msgspec.structs.replace(last, answered=what)
        return tuple(found)

    @property
    def episode(self) -> Episode:
        """The present stretch of waiting, or the last one."""
        return self.episodes[-1]

    @property
    def acknowledging(self) -> tuple[Reaction, ...]:
        """The reactions that say something, on the question and on the asker's words in the thread, of those whose word counts."""
        own = (
            *self.reactions,
            *(one for reply in self.replies or () if reply.by == self.by for one in reply.reactions),
        )
        return tuple(one for one in own if self._counts(one))

    @property
    def last_at(self) -> datetime:
        """When it was asked or last replied to."""
        return max((reply.at for reply in self.replies or ()), default=self.at)

    @property
    def state(self) -> str:
        """Waiting, acknowledged or answered."""
        return self.episode.state

    def _told(self) -> Iterator[tuple[datetime, int, int, Word | str]]:
        """Yield what was said and done after the question: when, its place among what was at once, and whose word, or the asker's message."""
        yield from self._put(
            self.reactions, max(self.at, self.brought_at or self.at)
        )  # a sign says more than a reply did before
        if self.brought_at:
            yield self.brought_at, 0, 0, f"{BROUGHT}{self.brought_at.timestamp():.0f}"
        if self.replies is None and (others := sorted(set(self.repliers) - {self.by})):
            yield self.at, 1, 0, Word(others[0], "", self.at, reply=True)
        for reply in self.replies or ():
            if reply.by == self.by:
                if not reply.thanks:
                    yield reply.at, 0, 0, reply.id
                yield from self._put(reply.reactions, reply.at)
            elif reply.counts and not reply.bot:
                meaning = Meaning.SEEN if reply.calls else None
                yield reply.at, 1, 0, Word(reply.by, reply.name, reply.at, meaning, reply=True)

    def _put(self, reactions: Iterable[Reaction], asked: datetime) -> Iterator[tuple[datetime, int, int, Word]]:
        """Yield the signs on one of the asker's messages; the service tells them in the order in which they were put there."""
        for place, one in enumerate(reactions):
            if (says := one.says) and self._counts(one):
                at = max(one.at or asked, asked)
                yield at, 1, place, Word(one.by, one.person or one.by, max(one.at or one.since or asked, asked), says)

    def _counts(self, reaction: Reaction) -> bool:
        return reaction.says is not None and reaction.counts and reaction.by != self.by
