"""What a person does and asks about the work of the day, as frozen values: what is next, the support queue, reviews, planning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from supporttray.core.action import Action, Keep, Question
from supporttray.core.item import Review, Task
from supporttray.core.next import Row
from supporttray.core.outbox import Entry

PAGE = "next"  # how needs name the window of what is next
TICKED = "ticked"  # the kind of a mark on a step of a checklist; its subject is `<task's key>#<step>`


class Move(StrEnum):
    """How far a task is brought; to start one is to take it, too."""

    START = "start"
    FINISH = "finish"
    BLOCK = "block"


class Way(msgspec.Struct, frozen=True):
    """A move that a tracker allows now, and the tracker's own word for where it leads (`In Progress`)."""

    move: Move
    word: str


# --- what is next


class AskNext(Question, frozen=True):
    """Ask what is next; what comes back is a `Next`."""


class Reminder(msgspec.Struct, frozen=True):
    """What is to be thought of beside the list: a need's key, its title, why, and the page it opens."""

    key: str
    title: str
    why: str
    page: str = ""
    url: str = ""


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """One list across all sources, the first to be done first; `reminders` stand beside it.

    `on` are the names and titles of the tasks that I am on. `asleep` counts what is snoozed, `blind` names the watches that cannot be seen now.
    """

    rows: tuple[Row, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    on: tuple[tuple[str, str], ...] = ()
    asleep: int = 0
    blind: tuple[str, ...] = ()


# --- the support queue


class AskQueue(Question, frozen=True):
    """Ask for the support queue; what comes back is a `Queue`."""


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """The open tasks in the order that the tracker keeps, those that block a release (`critical`, their keys) among them, and those done lately.

    `seen_at` is when the oldest look at them was, `blind` names the watches that cannot be seen now, in which case these are what was seen last.
    `moving` are the keys of those about which something is on its way.
    """

    tasks: tuple[Task, ...] = ()
    done: tuple[Task, ...] = ()
    critical: frozenset[str] = frozenset()
    moving: frozenset[str] = frozenset()
    seen_at: datetime | None = None
    blind: tuple[str, ...] = ()


class AskWays(Question, frozen=True):
    """Ask the tracker which moves it allows for a task now; what comes back is a tuple of `Way`. Raises a `ServiceError`, `NotDone`."""

    subject: str


class Bring(Action, frozen=True):
    """Bring a task on. `word` is the tracker's own for where to, in case it has several; what comes back is a `Done`.

    To block one says why, in `text`: that is written under it, so that whoever it waits for knows.
    """

    subject: str
    move: Move
    word: str = ""
    text: str = ""


class Remark(Action, frozen=True):
    """Write a comment under a task or a review; what comes back is a `Done`."""

    subject: str
    text: str


class AskAlike(Question, frozen=True):
    """Ask which open tasks are like one that is to be made; what comes back is a tuple of `Alike`, the likest first, five at most."""

    title: str
    text: str = ""


class Alike(msgspec.Struct, frozen=True):
    """A task that may be the same: its key, what people call it, its title and where it is."""

    key: str
    name: str
    title: str
    url: str


# --- reviews


class AskReviews(Question, frozen=True):
    """Ask for all open changes; what comes back is a `Reviews`."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A change as a list shows it: `state` is what `Review.state` says, `why` a sentence.

    `wants_me` says that it needs me, else `why` says why not: an epic's, somebody else's, not mine. `waited` is the working time since it waits.
    `declined` says that I said it is not mine; `remind`, of one of mine, that whoever is asked has had the chosen hours.
    """

    review: Review
    state: str
    why: str
    waited: timedelta
    wants_me: bool = False
    declined: bool = False
    remind: bool = False


class Reviews(msgspec.Struct, frozen=True, kw_only=True):
    """All open changes, those first that need me; `reviewers` whom I may ask for mine, in this order (their ids)."""

    lines: tuple[Line, ...] = ()
    reviewers: tuple[str, ...] = ()
    seen_at: datetime | None = None
    blind: tuple[str, ...] = ()


class NotMine(Action, frozen=True):
    """Say that a review is not mine to give, or take that back (`mine`); what comes back is a `Done`."""

    subject: str
    mine: bool = False


class UntilPushed(Action, frozen=True):
    """Silence a review until something new is pushed; what comes back is a `Done`."""

    subject: str


class AskReviewer(Action, frozen=True):
    """Ask a person (their id at the service) for a review of my change; what comes back is a `Done`."""

    subject: str
    person: str


# --- manual testing and releases


class AskChecklist(Question, frozen=True):
    """Ask how a task of a product's process is done; what comes back is a `Checklist`. Raises `NotDone` for one of none."""

    subject: str


class Checklist(msgspec.Struct, frozen=True):
    """How it is done: the product, the page that says so, and the steps with whether each is ticked."""

    product: str
    document: str
    steps: tuple[tuple[str, bool], ...]


class Tick(Action, frozen=True):
    """Tick a step of a task's checklist, or take that back; what comes back is a `Done`."""

    subject: str
    step: str
    ticked: bool = True


class PostChecklist(Action, frozen=True):
    """Write the checklist as it stands under its task; what comes back is a `Done`."""

    subject: str


# --- planning


class AskPlanning(Question, frozen=True):
    """Ask for the planning with QA; what comes back is a `PlanningDraft`. `anew` leaves what was written aside."""

    anew: bool = False


class PlanningDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What QA and the support engineer look at together, in Markdown: `place` is where it goes (empty where the config does not say), `posted` today's entry of the outbox, if there is one.

    `day` is today where the workspace is, `kept` says that a person wrote the text.
    """

    text: str
    day: date | None = None
    place: str = ""
    kept: bool = False
    posted: Entry | None = None


class KeepPlanning(Keep, frozen=True):
    """Keep what a person has written of it so far; an empty text keeps nothing."""

    text: str


class PostPlanning(Action, frozen=True):
    """Post it; what comes back is a `Done`."""

    text: str


ACTIONS = (
    *(AskNext, AskQueue, AskWays, AskAlike, AskReviews, AskChecklist),
    *(Bring, Remark, NotMine, UntilPushed, AskReviewer, Tick, PostChecklist),
)
PLANNING = (AskPlanning, KeepPlanning, PostPlanning)
