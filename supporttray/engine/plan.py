"""What an engine is told to do: the accounts and watches of a workspace, as frozen values. `config` reads it from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping
from datetime import time, timedelta
from itertools import chain, count
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from supporttray.core.announce import Board
from supporttray.core.hours import Hours
from supporttray.core.incident import Part
from supporttray.core.model import AlertOptions, Watched
from supporttray.core.process import Process
from supporttray.core.release.plan import Release
from supporttray.core.reviewing import Reviewing
from supporttray.core.triage import Signature

MEMORY_VERSION = "1"  # raised when a connector's memory changes its meaning: the old one is dropped


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account at a service: whether it takes a credential, and whether that is the fixed one of the demo company; `live` if that one tells at once."""

    name: str
    kind: str
    address: str
    credential: bool = True
    demo: bool = False
    live: bool = False


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """One configured question; `options` is the connector's own `Options`, `account` empty where it needs no service."""

    name: str
    kind: str
    account: str
    every: timedelta
    options: Any
    domain: str = ""
    alerts: Mapping[str, AlertOptions] = {}

    @property
    def watched(self) -> Watched:
        """What the rules may know of it."""
        critical = getattr(self.options, "critical", False)
        return Watched(self.name, self.domain, self.alerts, critical, self.kind.rpartition(".")[2])


def free(name: str, names: Container[str]) -> str:
    """Return a name that no other watch has."""
    return next(one for one in chain([name], (f"{name} {number}" for number in count(2))) if one not in names)


class Target(msgspec.Struct, frozen=True):
    """Where a status goes: an account and a channel there, and what people call that channel; `by` when on the wall's clock."""

    account: str
    place: str
    name: str = ""
    by: time | None = None

    @property
    def told(self) -> str:
        """The place as a person reads it."""
        return f"{self.name or self.place} on {self.account}"


class Queue(msgspec.Struct, frozen=True):
    """The support queue: an account with a tracker and a place there (a repository, a project), what people call it, and its tasks' labels."""

    account: str
    place: str
    name: str = ""
    labels: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The queue as a person reads it."""
        return self.name or self.place

    @property
    def exactly(self) -> str:
        """The same with where it is: a name alone could be any place's."""
        return f"{self.name} ({self.place})" if self.name not in ("", self.place) else self.place


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is announced who is on duty: an account, what shows it there, and the people's ids by name."""

    account: str
    board: Board
    people: Mapping[str, str] = {}


class Backup(msgspec.Struct, frozen=True):
    """Who is told when nobody is home: a person's id on an account, what I call them, and whether I want that (they must want it too)."""

    account: str
    person: str
    name: str
    consent: bool = False

    @property
    def whose(self) -> tuple[str, str]:
        """The account and the person."""
        return self.account, self.person


class Builds(msgspec.Struct, frozen=True, kw_only=True):
    """What the config says of builds.

    `ours` are owners and paths of tests that are ours, `team` our people's logins and e-mails; `owners` are (paths, who). By `account` people are
    told, `people` are their ids there by login or e-mail; `promise` is the working time they are asked to promise. `parts` are those of the
    infrastructure, `signatures` the person's own rules, `message` the template of what is said.
    """

    ours: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    owners: tuple[tuple[tuple[str, ...], str], ...] = ()
    account: str = ""
    people: Mapping[str, str] = {}
    promise: timedelta = timedelta(hours=4)
    parts: tuple[Part, ...] = ()
    signatures: tuple[Signature, ...] = ()
    message: str = ""

    @property
    def codeowners(self) -> str:
        """Whose tests these are, in the form of a CODEOWNERS file."""
        return "\n".join(f"{path} {who}" for paths, who in self.owners for path in paths)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a config file says, and the team's file with it. `texts` is whether notifications may show what a message says.

    `team` is where the team's file is kept. `watches` are those that stand in a file, in its order; `implied` are those that
    follow from the rest of it; `held` is what is kept here alone and never asked. `replies` are the answers that are ready, by their names.
    `updates` is whether the app may look for a newer version of itself.
    """

    me: str = ""
    team: str = ""
    accounts: Mapping[str, Account] = {}
    watches: tuple[Watch, ...] = ()
    alerts: Mapping[str, AlertOptions] = {}
    zone_name: str = ""
    hours: Hours = Hours()
    daily: Target | None = None
    always: tuple[str, ...] = ()
    announce: Notice | None = None
    queue: Queue | None = None
    implied: tuple[Watch, ...] = ()
    held: tuple[Watch, ...] = ()
    backup: Backup | None = None
    texts: bool = True
    replies: Mapping[str, str] = {}
    builds: Builds = Builds()
    reviewing: Reviewing = Reviewing()
    processes: tuple[Process, ...] = ()
    releases: tuple[Release, ...] = ()
    updates: bool = True

    @property
    def zone(self) -> ZoneInfo | None:
        """The workspace's time zone; None for the machine's."""
        return ZoneInfo(self.zone_name) if self.zone_name else None

    @property
    def asked(self) -> tuple[Watch, ...]:
        """All watches that are asked."""
        return (*self.watches, *self.implied)

    @property
    def kept(self) -> tuple[Watch, ...]:
        """All watches whose items are kept."""
        return (*self.asked, *self.held)

    def basis(self, watch: Watch) -> str:
        """Return what a watch's memory rests on: when this changes, the memory is worth nothing."""
        account = self.accounts.get(watch.account)
        parts = (
            MEMORY_VERSION,
            watch.kind,
            account.address if account else "",
            msgspec.json.encode(watch.options).decode(),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
