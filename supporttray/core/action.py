"""What a person does or asks at a face, as frozen values; every face sends them through one `engine.do()`.

An action about a subject names an item's key, one about the outbox an entry's number.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from supporttray.core.outbox import Entry


class Action(msgspec.Struct, frozen=True):
    """Something that a person does; what comes back is a `Done`."""


class Question(Action, frozen=True):
    """Something that a person, or a window for them, only asks: it changes nothing."""


class Keep(Action, frozen=True):
    """What a person has written so far: a window keeps it by itself, also where nobody is."""


class Acknowledge(Action, frozen=True):
    """Say under the item that it was seen."""

    subject: str


class TakeBack(Action, frozen=True):
    """Take the acknowledgement back."""

    subject: str


class Reply(Action, frozen=True):
    """Answer under the item."""

    subject: str
    text: str


class Snooze(Action, frozen=True):
    """Silence an item for a while, or until something happens to it; no span wakes it."""

    subject: str
    span: timedelta


class Note(Action, frozen=True):
    """Add a line to today."""

    text: str


class Pause(Action, frozen=True):
    """Say nothing until a moment; None ends the pause."""

    until: datetime | None


class Undo(Action, frozen=True):
    """Take an entry of the outbox back before it is sent, or drop one that waits for a word."""

    number: int


class Send(Action, frozen=True):
    """Send what was held, refused, undone or (says the person) is not there."""

    number: int


class Seen(Action, frozen=True):
    """A person looked: the unknown entry is there."""

    number: int


class Dismiss(Action, frozen=True):
    """A toast in our own small window was closed by hand."""

    key: str


class LookNow(Action, frozen=True):
    """Ask every watch now."""


class KeepDraft(Keep, frozen=True):
    """Keep what a person has written of a day's status so far; an empty text keeps nothing. Without a day it is today's."""

    text: str
    day: date | None = None


class PostDaily(Action, frozen=True):
    """Post today's status; `day` is the one that it was written for, in case that has ended."""

    text: str
    day: date | None = None


class Done(msgspec.Struct, frozen=True):
    """What came of an action: a sentence for the person, and what is on its way."""

    said: str = ""
    entry: Entry | None = None


# --- questions


class Today(Question, frozen=True):
    """Ask for today's status; what comes back is a `Draft`. `anew` leaves what was written aside."""

    anew: bool = False


class Day(msgspec.Struct, frozen=True):
    """The status of an earlier day: as it was posted, or as it was left. `url` is where it stands; empty if it was not posted."""

    day: date
    text: str
    url: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Today's status before it is posted: `day` is today where the workspace is, `place` is where it will go (empty where the config does not say), `kept` that a person wrote it.

    `posted` is today's entry of the outbox, if there is one; `earlier` the days before, the latest first.
    """

    text: str
    day: date | None = None
    place: str = ""
    kept: bool = False
    posted: Entry | None = None
    earlier: tuple[Day, ...] = ()


class About(Question, frozen=True):
    """Ask what is known of an item; what comes back is a `Details`."""

    subject: str


class Details(msgspec.Struct, frozen=True):
    """What is known of an item, in paragraphs: (what it is, what it says)."""

    lines: tuple[tuple[str, str], ...] = ()
