"""The small frozen value that every face draws."""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from supporttray.core.hours import Hours
from supporttray.core.model import Duty, Need
from supporttray.core.next import Row
from supporttray.core.outbox import Entry


class TrayState(StrEnum):
    """What the icon says; each is a shape as well as a colour."""

    OFF_DUTY = "off duty"
    CALM = "calm"
    NEEDS_YOU = "needs you"
    URGENT = "urgent"
    CANNOT_SEE = "cannot see"


class Tray(msgspec.Struct, frozen=True):
    """The icon: its state, its badge and its tooltip, a sentence.

    `left` is what is left of the time of the need that is due first, in two or three characters (7m, 3h); `late` once it is over.
    """

    state: TrayState
    count: int
    tooltip: str
    left: str = ""


class ServiceState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A service's health as screens and the command line show it.

    `heard` says how soon we know what happens there, in words (at once, every 30 s), `limits` what it lets us see late or not at all.
    """

    name: str
    state: str
    detail: str = ""
    hint: str = ""
    seen_at: datetime | None = None
    heard: str = ""
    limits: str = ""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The small frozen value that every face draws; at most 1,000 needs, the loudest first.

    `answerable` are the subjects that can be acknowledged and answered from here, `outbox` what is on its way, wants a decision or
    was just sent; `paused_until` is when alerts speak again. `zone` is the workspace's, whose times are told (the machine's if none),
    `hours` are the team's, in which time runs out.
    `seen` are the subjects that are kept here alone and were acknowledged: that can be taken back for as long as they wait.
    `builds` is whether any build was ever seen. `top` is the first row of what is next, `on` are the names and titles of the tasks that I am on.
    `queue` is what people call the support queue, into which a request can be put; empty where there is none.
    `release` is what the menu says of the release that is watched, empty while none is; `releases` is how many are.
    """

    revision: int
    at: datetime
    tray: Tray
    duty: Duty
    needs: tuple[Need, ...] = ()
    services: tuple[ServiceState, ...] = ()
    answerable: frozenset[str] = frozenset()
    outbox: tuple[Entry, ...] = ()
    seen: frozenset[str] = frozenset()
    paused_until: datetime | None = None
    zone: tzinfo | None = None
    queue: str = ""
    hours: Hours = Hours()
    builds: bool = False
    top: Row | None = None
    on: tuple[tuple[str, str], ...] = ()
    release: str = ""
    releases: int = 0
