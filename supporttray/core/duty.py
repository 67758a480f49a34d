"""What a person asks and does about duty, as frozen values: the rota as a table, a swap, the announcement, the hand-over."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from supporttray.core.action import Action, Keep, Question
from supporttray.core.daily import Line
from supporttray.core.outbox import Entry

# --- the rota


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is on duty in one domain for a row's time; nobody where there are no people. `swapped` if a swap made it so.

    `everywhere` if one of them is on duty for all domains, not for this one by name. `me` is how the rota calls me, where I am one of
    them: it may know me by another name than the config's.
    """

    people: tuple[str, ...] = ()
    mine: bool = False
    swapped: bool = False
    everywhere: bool = False
    me: str = ""


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch in which nothing changes: a cell for each domain of the table. `end` is None where nobody knows it."""

    begin: datetime
    end: datetime | None
    cells: tuple[Cell, ...]


class Gap(msgspec.Struct, frozen=True, omit_defaults=True):
    """A time in which nobody is on duty for a domain; `always` if there must be somebody."""

    domain: str
    begin: datetime
    end: datetime | None = None
    always: bool = False


class DayOff(msgspec.Struct, frozen=True):
    """A holiday, or several days of one; both days count."""

    name: str
    first: date
    last: date


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """A watch that brings shifts, and whether the app may change them there.

    Where it cannot be read `trouble` says why, and what is told of it is as it was at `seen_at`.
    """

    name: str
    kind: str
    writable: bool = False
    trouble: str = ""
    seen_at: datetime | None = None


class SwapLine(msgspec.Struct, frozen=True, kw_only=True):
    """A swap: `person` is on duty from `begin` up to but not including `end`, in the place of `instead_of` or of whoever it would be.

    Without a domain it is for all of them. `source` is the watch that brought it; empty for one that is still to be made.
    """

    person: str
    begin: datetime
    end: datetime
    domain: str = ""
    instead_of: str = ""
    source: str = ""


class Rota(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The weeks around now: rows in the order of time, the first of them lasts now. `domains` name the columns.

    Without a row no rota says who is on duty. `zone` is the workspace's; empty for the machine's.
    """

    me: str = ""
    domains: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    people: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    off: tuple[DayOff, ...] = ()
    swaps: tuple[SwapLine, ...] = ()
    sources: tuple[Source, ...] = ()
    announces: bool = False
    zone: str = ""


class AskRota(Question, frozen=True):
    """Ask for the rota; what comes back is a `Rota`. `announces` there says that the config has a place for announcements."""


class Swap(Action, frozen=True):
    """Write a swap where the rota lives if that is writable, else into the config; what comes back is a `Done`."""

    swap: SwapLine


class Unswap(Action, frozen=True):
    """Take a swap away again that the app may change; what comes back is a `Done`."""

    swap: SwapLine


# --- the announcement


class AskAnnouncement(Question, frozen=True):
    """Ask what announcing would change now; the services are read. What comes back is a `Preview`."""


class Announce(Action, frozen=True):
    """Take the steps that the last `Preview` showed and that are still wanted; what comes back is a `Preview` with how each one stands."""


class PreviewStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that would change, in a sentence; `refused` says why it cannot be.

    `number` is its entry in the outbox while that is under way or asks a person; without one it is still to be announced.
    """

    preview: str
    refused: str = ""
    number: int | None = None


class Preview(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What announcing would change; no steps where all is so already. `place` is what people call it."""

    place: str = ""
    steps: tuple[PreviewStep, ...] = ()


# --- the hand-over


class AskHandoff(Question, frozen=True):
    """Ask what there is to hand over; what comes back is a `HandoffDraft`. `private` takes in what was asked in private conversations.

    What a person wrote goes before that, unless it is wanted `anew`.
    """

    private: bool = False
    anew: bool = False


class HandoffDraft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The hand-over as a text to be edited: `to` is who follows, `place` where it would be posted.

    `private` counts what was asked in private conversations, `included` says that it is in the text. `day` is today where the workspace
    is; `kept` that a person wrote the text, on the day `written`; `posted` is today's entry of the outbox, if there is one.
    """

    text: str
    person: str = ""
    to: str = ""
    place: str = ""
    private: int = 0
    included: bool = False
    day: date | None = None
    kept: bool = False
    written: date | None = None
    posted: Entry | None = None


class KeepHandoff(Keep, frozen=True):
    """Keep what a person has written of the hand-over so far; an empty text keeps nothing."""

    text: str
    private: bool = False


class PostHandoff(Action, frozen=True):
    """Post a hand-over as it was edited; what comes back is a `Done`."""

    text: str
    private: bool = False


class SaveHandoff(Action, frozen=True):
    """Write the hand-over into a file that the next person's app takes over; what comes back is a `Done`."""

    path: str
    text: str
    private: bool = False


class OpenHandoff(Question, frozen=True):
    """Read the hand-over of somebody else from a file; what comes back is an `Opening`. Nothing is done yet."""

    path: str


class Opening(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What taking a hand-over would do here: sentences (a snooze is one, a lesson too), what is not seen here, and the lines for the journal.

    `text` is what its author wrote, `version` tells this content of the file from others. Where there are neither snoozes nor lessons
    nor notes there is nothing to take.
    """

    person: str
    date: str
    lines: tuple[str, ...] = ()
    missing: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    snoozes: int = 0
    lessons: int = 0
    text: str = ""
    version: str = ""


class TakeHandoff(Action, frozen=True):
    """Take a hand-over from a file, in the version that was shown; what comes back is a `Done`."""

    path: str
    version: str
