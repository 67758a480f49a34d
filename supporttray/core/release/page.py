"""What a face shows of a release, and what a person does and asks there."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from supporttray.core.action import Action, Keep, Question
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem


class Light(StrEnum):
    """How the release fares, overall."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket or an error as a line: its key, what people call it, its title, address and moment. `told` that its people were told of the fix; `gone` why it does not count."""

    key: str
    name: str
    title: str
    url: str
    at: datetime
    place: str = ""
    told: bool = False
    gone: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A problem with its tickets and errors; `bug` is what people call the bug that it is linked to, `stage` how far that is (empty: not known)."""

    problem: Problem
    tickets: tuple[Told, ...] = ()
    errors: tuple[Told, ...] = ()
    bug: str = ""
    stage: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How a watch of tickets or errors fares: its last good look, how many were new, when it looks next; `trouble` is why it cannot."""

    watch: str
    at: datetime | None = None
    new: int = 0
    next_at: datetime | None = None
    trouble: str = ""


class Point(msgspec.Struct, frozen=True):
    """One hour of the chart: tickets, how many are usual then (None: not known), errors."""

    hour: datetime
    tickets: int = 0
    usual: float | None = None
    errors: int = 0


class Flag(msgspec.Struct, frozen=True):
    """A moment on the chart: a deploy, a problem, an end. `kind` is `deploy`, `problem`, `confirmed`, `fixed` or `start`."""

    at: datetime
    kind: str
    says: str


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page of a release shows; `release` is None while there is none at all. `also` are the other releases, the newest first.

    `headline` is the impact on Customer Support so far, `rates` sentences about how usual the tickets and errors are, `record` how good the score has been.
    `light` is what is proposed, `why` its reason. `problems` stand with the open ones first.
    """

    now: datetime
    release: Release | None = None
    also: tuple[Release, ...] = ()
    headline: str = ""
    rates: tuple[str, ...] = ()
    record: str = ""
    quota: str = ""
    light: Light = Light.GREEN
    why: str = ""
    problems: tuple[Line, ...] = ()
    looks: tuple[Look, ...] = ()
    points: tuple[Point, ...] = ()
    flags: tuple[Flag, ...] = ()
    blind: tuple[str, ...] = ()
    watches: bool = True  # whether anything is watched at all


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Good, bad and overall of one day of a release; a bad that stood yesterday already says since when.

    Sentences with addresses: (text, url). `quotes` are customers' own words by the number of a problem, told only if they are ticked. `rates` say how usual
    tickets and errors are, `unseen` names the watches that could not be asked.
    """

    release: Release
    day: date
    light: Light
    why: str
    good: tuple[tuple[str, str], ...] = ()
    bad: tuple[tuple[str, str], ...] = ()
    headline: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    rates: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be told to those who reported a problem, now that it is fixed: a text, and to whom (ticket's key, name, place)."""

    problem: int
    text: str
    to: tuple[Told, ...] = ()


# --- what a person asks


class AskRelease(Question, frozen=True):
    """The page of a release; 0 for the one that is watched now, or else the newest. Returns a `Room`."""

    number: int = 0


class AskDay(Question, frozen=True):
    """Good, bad and overall of today, written from what was seen, or (but `anew`) as a person left it. Returns a `Written`."""

    number: int = 0
    anew: bool = False


class AskSummary(Question, frozen=True):
    """The whole release as Markdown, or (but `anew`) as a person left it. Returns a `Written`."""

    number: int = 0
    anew: bool = False


class AskBrief(Question, frozen=True):
    """One page for Customer Support's stand-up. Returns a `Written`."""

    number: int = 0


class AskAnswers(Question, frozen=True):
    """What to tell those who reported a problem that is fixed. Returns `Answers`."""

    problem: int


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A text about a release: `text` as it is to be edited, `to` where it would be posted (empty: nowhere), `posted` that it was today.

    It is Markdown. `light` and `why` are what is proposed; `core.release.light` reads which one the text tells. `kept` says that a person wrote it.
    """

    release: Release
    text: str
    to: str = ""
    light: Light = Light.GREEN
    why: str = ""
    posted: bool = False
    quotes: tuple[tuple[str, str], ...] = ()
    kept: bool = False


# --- what a person does; all return `Done`


class Begin(Action, frozen=True):
    """Watch a release from now on, or from its start."""

    release: Release


class Stop(Action, frozen=True):
    """Watch it no more. The summary is there then."""

    number: int


class ScanNow(Action, frozen=True):
    """Look at the tickets and errors at once."""


class Confirm(Action, frozen=True):
    """It is a problem of the release."""

    problem: int


class Dismiss(Action, frozen=True):
    """It is none."""

    problem: int


class Merge(Action, frozen=True):
    """It is the same as another one."""

    problem: int
    into: int


class Split(Action, frozen=True):
    """These tickets and errors are another one."""

    problem: int
    keys: tuple[str, ...]


class LinkBug(Action, frozen=True):
    """This bug is about it: an address, or what people call it. Empty takes the link away."""

    problem: int
    bug: str


class Fixed(Action, frozen=True):
    """It is fixed."""

    problem: int


class UndoDecision(Action, frozen=True):
    """Take back what was last said of it."""

    problem: int


class SendAnswers(Action, frozen=True):
    """Tell those who reported it: one answer a ticket, and one a thread."""

    problem: int
    text: str
    to: tuple[str, ...]


class KeepDay(Keep, frozen=True):
    """Keep what a person has written of it so far; an empty text gives way to the app's."""

    number: int
    text: str
    summary: bool = False


class PostDay(Action, frozen=True):
    """Post good, bad and overall; `summary` that it is the one of the whole release."""

    number: int
    text: str
    summary: bool = False


ACTIONS = (
    *(AskRelease, AskDay, AskSummary, AskBrief, AskAnswers, Begin, Stop, ScanNow, Confirm, Dismiss, Merge, Split),
    *(LinkBug, Fixed, UndoDecision, SendAnswers, KeepDay, PostDay),
)
