"""A row of what is next: one thing to do, whatever its source."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

import msgspec

from supporttray.core.model import Urgency


class Group(IntEnum):
    """What sort of work it is; the order is that of the support engineer's job, the most important first."""

    CRITICAL = 1
    BUILD = 2
    REQUEST = 3
    REVIEW = 4
    PROCESS = 5
    ERROR = 6
    APP = 7
    BEGUN = 8
    QUEUE = 9


class Key(StrEnum):
    """What a person most likely wants to do with it: the one default key."""

    OPEN = "open"
    WHY = "why"
    REPLY = "reply"
    START = "start"
    CHECKLIST = "checklist"


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing to do. `key` is the need's, or the item's where no need is about it; `subject` the item's.

    `why` is a sentence, `owner` who has it, `due` when its time is over; `place` is its own in an order that somebody else keeps (the queue's and
    the rank in it). `late` says that its time is over. `stops` says in words what its group waits for (`it blocks 3.2`), `above` why it stands before what follows.
    """

    key: str
    subject: str
    group: Group
    urgency: Urgency
    title: str
    why: str
    since: datetime
    name: str = ""
    owner: str = ""
    due: datetime | None = None
    late: bool = False
    place: tuple[int, ...] = ()
    stops: str = ""
    default: Key = Key.OPEN
    url: str = ""
    page: str = ""
    above: str = ""
