"""The items: what services told us, as frozen values with dated facts.

They hold no cycles and there are many of them: with `gc=False` the collector, which stops every thread, need not walk over them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

import msgspec

OPEN = datetime(3000, 1, 1, tzinfo=UTC)  # the `until` of a shift whose end nobody knows; later than any real one


class Result(StrEnum):
    """How a run of a build ended. ERRORED is the machinery's fault, IGNORED says nothing about the code."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    IGNORED = "ignored"


class Item(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, gc=False):
    """A thing a service told us.

    `key` is `<kind>:<host or tenant>/<native path>`, never a watch's name. `title` is plain text, `url` http(s) or empty,
    `at` is when it began (aware UTC). A `standing` one is true for as long as its source says so, however long ago it began or ended.
    """

    standing: ClassVar[bool] = False

    key: str
    title: str
    url: str
    at: datetime

    @property
    def kind(self) -> str:
        """The item's kind in lower case: request, build, shift."""
        return str(self.__struct_config__.tag)

    @property
    def state(self) -> str:
        """One word for what the item is now, told from its facts."""
        raise NotImplementedError

    @property
    def last_at(self) -> datetime:
        """When the last thing happened to it."""
        return self.at


class Reply(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An answer in a request's thread; `id` is the service's own."""

    id: str
    at: datetime
    by: str
    name: str
    bot: bool = False


class Reaction(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A reaction that stands on a request now, and who put it there. Services do not say since when."""

    name: str
    by: str
    person: str = ""


class Request(Item, frozen=True, kw_only=True, tag="request", omit_defaults=True):
    """A question somebody asked: `by` and `name` say who, `where` in which channel.

    `repliers` are the people known to have replied; `replies` is None while the thread itself was not read. A `private` one is seen
    by its members only: what is told of it elsewhere a person decides.
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

    ACKNOWLEDGING: ClassVar[frozenset[str]] = frozenset({"eyes", "white_check_mark"})

    @property
    def answered(self) -> bool:
        """Whether a person other than the asker replied."""
        replies = self.replies or ()
        bots = {reply.by for reply in replies if reply.bot}
        people = {reply.by for reply in replies} | set(self.repliers)
        return bool(people - bots - {self.by})

    @property
    def acknowledged(self) -> bool:
        """Whether somebody other than the asker put one of the acknowledging reactions on it."""
        return any(reaction.name in self.ACKNOWLEDGING and reaction.by != self.by for reaction in self.reactions)

    @property
    def last_at(self) -> datetime:
        """When it was asked or last replied to."""
        return max((reply.at for reply in self.replies or ()), default=self.at)

    @property
    def state(self) -> str:
        """Waiting, acknowledged or answered."""
        return "answered" if self.answered else "acknowledged" if self.acknowledged else "waiting"


class Job(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A job of a run that failed, and the first step of it that did."""

    name: str
    url: str = ""
    step: str = ""


class Run(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One finished attempt of a run: `at` is the run's creation and orders the runs, `ended` when the result was known."""

    id: str
    at: datetime
    ended: datetime
    result: Result
    attempt: int = 1
    url: str = ""
    title: str = ""
    commit: str = ""
    failed: tuple[Job, ...] = ()

    @property
    def order(self) -> tuple[datetime, str, int]:
        """What makes a run newer than another of the same build."""
        return (self.at, self.id, self.attempt)

    @property
    def red(self) -> bool:
        """Whether it says that the build is broken."""
        return self.result in (Result.FAILED, Result.ERRORED)


class Build(Item, frozen=True, kw_only=True, tag="build", omit_defaults=True):
    """A pipeline on one branch with its finished runs since last known, oldest first; `running` while one is on its way."""

    project: str
    branch: str = ""
    runs: tuple[Run, ...] = ()
    running: bool = False

    @property
    def turns(self) -> tuple[Run, ...]:
        """The runs whose ending turned the build red or green again, in that order.

        The newest run that has ended speaks for the build, so a late second attempt of an old run turns nothing.
        Cancelled and skipped runs say nothing. The first run known is a turn if it is red.
        """
        turned: list[Run] = []
        newest: Run | None = None
        for run in sorted((run for run in self.runs if run.result is not Result.IGNORED), key=lambda run: run.ended):
            if newest is not None and run.order < newest.order:
                continue
            if run.red != (newest is not None and newest.red):
                turned.append(run)
            newest = run
        return tuple(turned)

    @property
    def first_red(self) -> Run | None:
        """The run that began the present red streak; None when the build is green or unknown."""
        turns = self.turns
        return turns[-1] if turns and turns[-1].red else None

    @property
    def last(self) -> Run | None:
        """The newest run that says something."""
        telling = [run for run in self.runs if run.result is not Result.IGNORED]
        return max(telling, key=lambda run: run.order, default=None)

    @property
    def last_at(self) -> datetime:
        """When a run last ended."""
        return max((run.ended for run in self.runs), default=self.at)

    @property
    def state(self) -> str:
        """Passing, broken or unknown (no finished run seen)."""
        return "broken" if self.first_red else "passing" if self.last else "unknown"


class Shift(Item, frozen=True, kw_only=True, tag="shift", omit_defaults=True):
    """A stretch of duty of one person, from `at` up to but not including `until`; without a domain for all of them.

    Where nobody knows an end, `until` is `OPEN`.

    `over` says that it goes before what the rota says otherwise: a swap, or somebody who stands in. It displaces `instead_of` only, if
    it says so; else whoever would be on duty in its domain.
    """

    standing: ClassVar[bool] = True

    person: str
    until: datetime
    mine: bool = False
    domain: str = ""
    over: bool = False
    instead_of: str = ""

    @property
    def last_at(self) -> datetime:
        """When it ends."""
        return self.until

    @property
    def state(self) -> str:
        """A shift has no state of its own: whether it is on depends on the time."""
        return "planned"


class Meeting(Item, frozen=True, kw_only=True, tag="meeting", omit_defaults=True):
    """A date in somebody's calendar, from `at` up to `until`: a stand-up, a planning.

    `url` is the page that is wanted there (what blocks the theme, the queue), `link` leads into the meeting itself. One that is
    `skipped` is not for who is on duty. `remind` is how long before it begins a person wants to know, `workdays` says that it takes
    place on working days only.
    """

    until: datetime
    link: str = ""
    skipped: bool = False
    remind: timedelta = timedelta(minutes=5)
    workdays: bool = False

    @property
    def last_at(self) -> datetime:
        """When it ends."""
        return self.until

    @property
    def state(self) -> str:
        """A meeting has no state of its own: whether it is on depends on the time."""
        return "planned"


class Holiday(Item, frozen=True, kw_only=True, tag="holiday", omit_defaults=True):
    """Days on which the team does not work, as the calendar says; both count. `at` is midnight UTC of the first."""

    standing: ClassVar[bool] = True

    first: date
    last: date

    @property
    def last_at(self) -> datetime:
        """The last midnight (UTC) of it."""
        return datetime.combine(self.last, time(), UTC)

    @property
    def state(self) -> str:
        """A holiday has no state of its own."""
        return "planned"


class Sign(Item, frozen=True, kw_only=True, tag="sign", omit_defaults=True):
    """What a channel's topic says; it is where the team looks who is on duty. `at` is when it was last changed, `by` says by whom.

    `text` is a line as people read it, with " | " for the line breaks; `where` is what people call the channel.
    """

    standing: ClassVar[bool] = True

    text: str
    where: str = ""
    by: str = ""

    @property
    def state(self) -> str:
        """What it says is compared with the rota; of itself it is neither right nor wrong."""
        return "shown"


AnyItem: TypeAlias = Request | Build | Shift | Meeting | Holiday | Sign


def fingerprint(item: AnyItem) -> str:
    """Return what changes when something happens to an item: its state and the moment of the last thing that did."""
    edited = item.edited if isinstance(item, Request) and item.edited else item.at
    return f"{item.state}@{max(item.last_at, edited).isoformat()}"
