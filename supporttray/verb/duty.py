"""`supporttray duty`: who is on duty in each domain, until when, and who follows. `supporttray focus`: how often the app spoke, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray import config
from supporttray.core import focus
from supporttray.core.display import clock, day
from supporttray.core.journal import RETENTION
from supporttray.core.roster import duty
from supporttray.core.text import listed, plain
from supporttray.engine.alerts import Alerts
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.lines import json_text

if TYPE_CHECKING:
    import argparse
    from datetime import datetime, tzinfo

    from supporttray.core.model import Duty, Turn
    from supporttray.paths import Workspace

CLOCK = SystemClock()


def show_duty(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print who is on duty, as the running app knows it."""
    plan = config.load(place.config)
    store = Store(Database.reading(place.database, CLOCK.now))
    found = duty(store.items.values(), CLOCK.now())
    print(json_text(msgspec.to_builtins(found)) if wanted.json else "\n".join(told(found, plan.zone)))
    return 0


def show_focus(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print for each day how many alerts spoke, and how many were held and why."""
    plan = config.load(place.config)
    alerts = Alerts(Database.reading(place.database, CLOCK.now))
    found = focus.days(alerts.told(CLOCK.now() - RETENTION), plan.zone)
    lines = [_focus_line(one) for one in found] or ["Nothing was decided yet."]
    print(json_text(msgspec.to_builtins(found)) if wanted.json else "\n".join(lines))
    return 0


def _focus_line(one: focus.Day) -> str:
    held = "; ".join(f"{count} not, because {reason}" for reason, count in one.held.items())
    found = f"; {one.found} were there at the first look" if one.found else ""
    return plain(f"{one.day}: {one.spoke} spoke{found}{f'; {held}' if held else ''}")


def told(found: Duty, zone: tzinfo | None) -> list[str]:
    """Return the answer as lines: first about me, then each domain."""
    if found.on is None:
        return ["No rota says who is on duty."]
    mine = {True: "You are on duty", False: "You are off duty"}[found.on]
    first = f"{mine} until {_moment(found.until, zone)}." if found.until else f"{mine}."
    return [first, *(_line(turn, zone) for turn in found.turns)]


def _line(turn: Turn, zone: tzinfo | None) -> str:
    who = listed(turn.people) if turn.people else "nobody"
    until = f" until {_moment(turn.until, zone)}" if turn.until else ""
    then = f", then {turn.next_person} from {_moment(turn.next_at, zone)}" if turn.next_person and turn.next_at else ""
    return plain(f"{turn.domain or 'all'}: {who}{until}{then}")


def _moment(moment: datetime, zone: tzinfo | None) -> str:
    return f"{day(moment, zone)} {clock(moment, zone)}"
