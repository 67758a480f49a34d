"""What the app can write to a service, as frozen values; the service's own file says how."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Verb(StrEnum):
    """What is done. A REACT, UNREACT or EDIT may be repeated without harm; of the others a second one would be seen by people.

    RERUN repeats the failed jobs of the run `message`, whose attempt is `text`; COMMENT remarks on a change or a task. STAGE says how far the
    task `message` is to be, by `text` (a `core.work.Move`'s name); ASK that the person `text` is to be asked for a review of the change `message`. ANSWER writes to whoever opened the ticket `message`.
    TOPIC, GROUP and STATUS say how something is to be: what is so already is not written, and whether it is so tells whether it arrived.
    """

    REACT = "react"
    UNREACT = "unreact"
    POST = "post"
    DIRECT = "direct"
    EDIT = "edit"
    TOPIC = "topic"
    GROUP = "group"
    STATUS = "status"
    CREATE = "create"
    RERUN = "rerun"
    COMMENT = "comment"
    STAGE = "stage"
    ASK = "ask"
    ANSWER = "answer"


class Deed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to write: `place` is a channel, a person for DIRECT, a user group for GROUP; `message` the one that is meant or answered.

    `text` is what the person wrote or approved, as they see it: making it safe for the service is the service's business. For TOPIC it
    is our line of it, for GROUP the ids of all who are to be in it, with commas. A STATUS has an `emoji` (:pager:) and ends at `until`.
    A POST that is to be said `once` is not posted where anybody posted the same text within a day. What CREATE makes in a tracker has a
    `title`, `labels`, and a `link` to what it is about. `people` are those whom the text means by `@name`: (name, id); only they are called, everybody else is only named.
    """

    verb: Verb
    place: str
    message: str = ""
    text: str = ""
    emoji: str = ""
    until: datetime | None = None
    once: bool = False
    title: str = ""
    people: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()
    link: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is the same as once."""
        return self.verb in (Verb.REACT, Verb.UNREACT, Verb.EDIT)

    @property
    def settles(self) -> bool:
        """Whether it says how something is to be, so that of two such wishes the later one counts."""
        return self.repeatable or self.verb in (Verb.TOPIC, Verb.GROUP, Verb.STATUS, Verb.STAGE, Verb.ASK)


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the service says of a thing that was written: its id there, and where a person sees it."""

    id: str = ""
    url: str = ""
