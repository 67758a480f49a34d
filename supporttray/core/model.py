"""What follows from the items, as frozen values: events, needs, alerts, the world of the rules, who is on duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

import msgspec

from supporttray.core.hours import Hours
from supporttray.core.incident import Finding, Part
from supporttray.core.item import AnyItem, fingerprint
from supporttray.core.lesson import Lesson
from supporttray.core.process import Process
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem
from supporttray.core.reviewing import Reviewing

SNOOZED, PAUSED, SAVED = "snoozed", "paused", "saved"  # the kinds of marks
CRITICAL = "critical"  # since when a task is known to block a release
DECLINED = "not mine"  # a review that is not mine to give, says the person
ALERTS = "alerts"  # the subject of a pause
HANDOFF = "handoff"  # what was saved


class Urgency(IntEnum):
    """How loud a need is; the order is the order of the list a person sees."""

    QUIET = 1
    NEEDS_YOU = 2
    URGENT = 3

    @property
    def word(self) -> str:
        """The word that screens, JSON and the config use."""
        return self.name.lower().replace("_", " ")


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A line of the journal. `key` is made from the service's own ids, so that any order gives one journal.

    `at` is when the service says it happened (when we saw it, where the service does not say), `seen_at` when we saw it.
    """

    key: str
    kind: str
    subject: str
    at: datetime
    seen_at: datetime
    actor: str = ""
    title: str = ""
    url: str = ""


class Need(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A reason to interrupt a person. `key` is `<kind>|<subject>#<episode>`; `because` is a sentence.

    A `personal` one is about this person's own duty: it speaks to them off duty as well. `url` is the page of its subject, `links`
    are further ones (label, address); `page` names a page of the app itself (`core.page.NAMED`) that goes before them; `app` is the
    address that opens it in the service's own desktop app.

    `due` is when its time is over, `shown_from` from when on the icon tells what is left of it. One that is `patient` speaks in the
    team's working hours only. A `teachable` one may be "not a request". `draft` is a text that waits to be sent as an answer to it.
    An `own` one this person brought here themselves: that it is there is no news to them. A `mute` one says why it does not speak.
    A `pending` one is decided on but shown nowhere: whether it is one at all is still to be asked.
    """

    key: str
    kind: str
    urgency: Urgency
    title: str
    because: str
    since: datetime
    subject: str
    url: str = ""
    source: str = ""
    domain: str = ""
    personal: bool = False
    links: tuple[tuple[str, str], ...] = ()
    page: str = ""
    app: str = ""
    due: datetime | None = None
    shown_from: datetime | None = None
    patient: bool = False
    teachable: bool = False
    draft: str = ""
    own: bool = False
    mute: str = ""
    pending: bool = False


class Health(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a watch fares: `state` is ok, starting or the state of the last error; `seen_at` when it last answered.

    `skew` is by how much the service's clock is ahead of this computer's, where that is much. `limits` says in a sentence what the
    service lets us see late or not at all, `live` that it tells at once what happens.
    """

    watch: str
    service: str
    state: str
    since: datetime
    every: timedelta
    seen_at: datetime | None = None
    detail: str = ""
    hint: str = ""
    skew: timedelta | None = None
    limits: str = ""
    live: bool = False


class AlertOptions(msgspec.Struct, frozen=True):
    """How one kind of need may speak. `urgent_after` is time by the clock, `answer_within` working time."""

    speak: bool = True
    urgent_after: timedelta | None = None
    answer_within: timedelta | None = None


class Watched(msgspec.Struct, frozen=True):
    """What a watch says of the items it sees: its name, its domain and its own alert options; `critical` that they block a release.

    `brings` is what it looks for (`queue`, `reviews`, `builds`), as its kind says.
    """

    name: str
    domain: str = ""
    alerts: Mapping[str, AlertOptions] = {}
    critical: bool = False
    brings: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A local fact from a person: this subject is `snoozed` until a moment, or until it changes (`basis` is what it was).

    The subject `alerts` is `paused`: nothing speaks until then.
    """

    subject: str
    kind: str
    at: datetime
    until: datetime
    basis: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something about this workspace itself that a person should know; `page` is the app's own about it, `url` one in the browser.

    A person can decline one with a `basis`: then it is silent until that is another one.
    """

    kind: str
    title: str
    because: str
    since: datetime
    urgency: Urgency = Urgency.NEEDS_YOU
    page: str = ""
    basis: str = ""
    url: str = ""


class World(msgspec.Struct, frozen=True, kw_only=True):
    """All that the rules may look at; nothing here is ever mutated.

    `seen_by` names the watches that see an item, `answering` the items about which something is on its way to their service.
    `always` are the domains in which somebody must be on duty at all times. `hours` are the team's, its holidays out of
    them. `status_due` is from when on today's status is missing; None where it is posted, or nobody said an hour.
    `announces` says that the config has a place where it is announced who is on duty. `handed_at` is when a hand-over was last
    posted or saved. `lessons` are what a person taught about what is no request. `born` has the request from whose thread a
    task was made, by the task's address; `told` the keys of the needs about them that were told, or that nobody wants to tell.
    `findings` is what was found out about red runs, by build and run; `parts` what the config says of the infrastructure.
    `reviewing` is what it says of reviews; `epics` has the epics of tasks by their names, as far as they were asked; `processes` are the products' own.
    `releases` are those that are or were watched, `problems` theirs; `posted` names the days of releases whose text was posted (an empty day: the
    summary); `done` are the bugs of problems that are done.
    """

    items: Mapping[str, AnyItem]
    health: Mapping[str, Health] = {}
    seen_by: Mapping[str, tuple[str, ...]] = {}
    watches: Mapping[str, Watched] = {}
    alerts: Mapping[str, AlertOptions] = {}
    notices: tuple[Notice, ...] = ()
    marks: Mapping[tuple[str, str], Mark] = {}
    answering: frozenset[str] = frozenset()
    always: tuple[str, ...] = ()
    hours: Hours = Hours()
    status_due: datetime | None = None
    announces: bool = False
    handed_at: datetime | None = None
    lessons: tuple[Lesson, ...] = ()
    born: Mapping[str, str] = {}
    told: frozenset[str] = frozenset()
    findings: Mapping[tuple[str, str], Finding] = {}
    parts: tuple[Part, ...] = ()
    reviewing: Reviewing = Reviewing()
    epics: Mapping[str, str] = {}
    processes: tuple[Process, ...] = ()
    releases: tuple[Release, ...] = ()
    problems: tuple[Problem, ...] = ()
    posted: frozenset[tuple[int, str]] = frozenset()
    done: frozenset[str] = frozenset()

    def snoozed(self, subject: str, now: datetime) -> Mark | None:
        """The mark that silences a subject now; what changed since wakes early."""
        mark = self.marks.get((subject, SNOOZED))
        if mark is None or now >= mark.until:
            return None
        item = self.items.get(subject)
        return mark if item is None or fingerprint(item) == mark.basis else None

    def paused(self, now: datetime) -> datetime | None:
        """Until when nothing speaks; None while there is no pause."""
        mark = self.marks.get((ALERTS, PAUSED))
        return mark.until if mark and now < mark.until else None

    def options(self, item: str, kind: str) -> AlertOptions:
        """The alert options for a need of `kind` about `item`: the first watch's own, else the workspace's, else silence-free defaults."""
        for name in self.seen_by.get(item, ()):
            if (watched := self.watches.get(name)) and kind in watched.alerts:
                return watched.alerts[kind]
        return self.alerts.get(kind, AlertOptions())

    def watch_of(self, item: str) -> Watched:
        """The first watch that sees the item."""
        for name in self.seen_by.get(item, ()):
            if name in self.watches:
                return self.watches[name]
        return Watched(name="")


class Decision(StrEnum):
    """What the policy says of a need that has not spoken yet at its urgency."""

    SPEAK = "speak"
    HOLD = "hold"
    SEED = "seed"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A need and what was decided about its speaking, once per urgency, always with the reason.

    `left` is what was left of its time then, in words.
    """

    need: Need
    decision: Decision
    reason: str
    at: datetime
    left: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about a need's speaking at an urgency, when, and why."""

    need: str
    urgency: Urgency
    decision: Decision
    reason: str
    at: datetime


class Turn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is on duty in one domain now, and who follows; nobody where the names are empty. `until` is when that changes."""

    domain: str = ""
    people: tuple[str, ...] = ()
    mine: bool = False
    until: datetime | None = None
    next_person: str = ""
    next_at: datetime | None = None


class Duty(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether I am on duty: None where no rota says; `until` is when that changes, `person` who is on duty now.

    `turns` has each domain that the rota names.
    """

    on: bool | None = None
    until: datetime | None = None
    person: str = ""
    next_person: str = ""
    turns: tuple[Turn, ...] = ()

    def hears_first(self, domain: str) -> bool:
        """Whether something of a domain is mine to hear: of no domain it is everybody's who is on duty."""
        mine = {turn.domain for turn in self.turns if turn.mine}
        return not domain or not self.turns or domain in mine or "" in mine

    def on_duty(self, domain: str) -> tuple[str, ...]:
        """Who is on duty for a domain now."""
        return tuple(person for turn in self.turns if turn.domain in (domain, "") for person in turn.people)
