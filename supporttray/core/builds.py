"""What a person does and asks about builds, as frozen values: see them, ask why, say so to whom it concerns, run again, teach."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from supporttray.core.action import Action, Question
from supporttray.core.item import Run
from supporttray.core.suspect import Suspicion
from supporttray.core.triage import Cause, Scope, Signature, Verdict

PAGE = "builds"  # how needs name the window of builds
USUAL = timedelta(hours=2)  # of working time, for which somebody has a red build who does not say until when

# --- to see them


class AskBuilds(Question, frozen=True):
    """Ask for all builds; what comes back is a `Builds`."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A build as a list shows it. `state` is passing, broken, flaky, silent or unknown; `since` when that began; `streak` how many runs long.

    `recent` are its last runs, the oldest first, 20 at most. `owner` is who has it or looks after it; `handled` that somebody has it.
    `incident` is the need's key; empty where nothing needs anybody.
    """

    key: str
    title: str
    project: str
    branch: str
    state: str
    url: str = ""
    since: datetime | None = None
    streak: int = 0
    running: bool = False
    recent: tuple[Run, ...] = ()
    verdict: Verdict | None = None
    owner: str = ""
    handled: bool = False
    incident: str = ""


class Builds(msgspec.Struct, frozen=True):
    """All builds, the worst first, and since when all of them are known to be so (the oldest look; None before the first).

    `blind` names the watches that cannot be seen now: what they saw last is shown all the same.
    """

    lines: tuple[Line, ...]
    checked_at: datetime | None = None
    blind: tuple[str, ...] = ()


class AskFlaky(Question, frozen=True):
    """Ask which tests failed by chance; what comes back is a tuple of `Flaky`, the most frequent first."""


class Flaky(msgspec.Struct, frozen=True):
    """A test that failed and passed with the same commit: its name, the build's title, how often, when first and last."""

    name: str
    build: str
    times: int
    first: datetime
    last: datetime


# --- to ask why


class AskWhy(Question, frozen=True):
    """Ask why a build is red; what comes back is a `Why`."""

    subject: str


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a red build: the first red run of the streak and the newest one, the last green one before.

    `trouble` says why nothing more is known yet. `with_it` are the titles of the other builds of the incident, `engineer` who looks after the
    part of the infrastructure, `agent` its machine. `again` is how many runs can be run again at once; 0 where none can.
    `has_it` is who has it and until when they promised. `addressable` is whether something can be said to the author of the likeliest change.
    """

    title: str
    verdict: Verdict | None = None
    suspicion: Suspicion | None = None
    trouble: str = ""
    first: Run | None = None
    last: Run | None = None
    green: Run | None = None
    with_it: tuple[str, ...] = ()
    engineer: str = ""
    runbook: str = ""
    page: str = ""
    again: int = 0
    has_it: str = ""
    until: datetime | None = None
    addressable: bool = False


# --- to do something about it


class Rerun(Action, frozen=True):
    """Run the failed jobs again, of all builds of its incident; what comes back is a `Done`."""

    subject: str


class TakeOn(Action, frozen=True):
    """Say here that I have it until a moment, `USUAL` working time from now where none is named; what comes back is a `Done`."""

    subject: str
    until: datetime | None = None


class LetGo(Action, frozen=True):
    """Take that back: nobody has it; what comes back is a `Done`."""

    subject: str


class AskMessage(Question, frozen=True):
    """Ask for the message about a red build to the author of the likeliest change; what comes back is a `Message`."""

    subject: str


class Way(msgspec.Struct, frozen=True):
    """How a message gets there: an account, a person's id there or a change's place, and how a person reads that (`to Jonas Weber on Slack`)."""

    account: str
    place: str
    told: str
    private: bool = True


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message before it is sent. Without ways it cannot be: `unclear` says why, `text` may stand there to be copied. `until` is what to ask for by default."""

    text: str = ""
    ways: tuple[Way, ...] = ()
    name: str = ""
    unclear: str = ""
    until: datetime | None = None


class SendMessage(Action, frozen=True):
    """Send it on one way; the incident is quiet until the promised moment. What comes back is a `Done`."""

    subject: str
    way: Way
    text: str
    until: datetime


# --- to teach


class AskSignature(Question, frozen=True):
    """Ask what rule could be made of a marked line; what comes back is a `Signature`."""

    subject: str
    line: str


def changed(rule: Signature, *, pattern: str, cause: Cause, scope: Scope) -> Signature:
    """Return a proposed rule as a person changed it; the part that was proposed belongs to its own cause only."""
    part = rule.part if cause is rule.cause else ""
    return msgspec.structs.replace(rule, pattern=pattern, cause=cause, scope=scope, part=part)


class WouldChange(Question, frozen=True):
    """Ask which past verdicts a rule would change; what comes back is a tuple of `Changed`, the latest first. Raises `NotDone` for a bad pattern."""

    signature: Signature


class Changed(msgspec.Struct, frozen=True):
    """A past verdict that a rule would change: of which run of which build, what it is and what it would be."""

    build: str
    run: str
    at: datetime
    now: str
    then: str


class TeachSignature(Action, frozen=True):
    """Keep a rule and read what is known with it; what comes back is a `Done`."""

    signature: Signature


class AskSignatures(Question, frozen=True):
    """Ask what rules were taught; what comes back is a tuple of `Taught`, the latest first."""


class Taught(msgspec.Struct, frozen=True):
    """A rule that was taught, with its number."""

    number: int
    signature: Signature
    at: datetime


class ForgetSignature(Action, frozen=True):
    """Take a rule back, by its number; what comes back is a `Done`."""

    number: int


ACTIONS = (
    *(AskBuilds, AskFlaky, AskWhy, AskMessage, AskSignature, WouldChange, AskSignatures),
    *(Rerun, TakeOn, LetGo, SendMessage, TeachSignature, ForgetSignature),
)

__all__ = [
    "ACTIONS", "AskBuilds", "AskFlaky", "AskMessage", "AskSignature", "AskSignatures", "AskWhy", "Builds", "Changed", "Flaky",
    "ForgetSignature", "LetGo", "Line", "Message", "Rerun", "SendMessage", "TakeOn", "Taught", "TeachSignature", "Way", "Why",
    "WouldChange", "changed",
]  # fmt: skip
