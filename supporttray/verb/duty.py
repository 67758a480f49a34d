"""`supporttray duty`: who is on duty in each domain, until when, who follows, and what is not covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray import config
from supporttray.core.display import clock, day
from supporttray.core.rota import coverage, rota
from supporttray.core.text import listed, plain
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.engine.view import look
from supporttray.lines import json_text

if TYPE_CHECKING:
    import argparse
    from datetime import datetime, tzinfo
    from typing import Any

    from supporttray.core.duty import Rota
    from supporttray.core.model import Duty, Turn
    from supporttray.paths import Workspace

CLOCK = SystemClock()


def show_duty(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print who is on duty, as the running app knows it."""
    plan, now = config.load(place.config), CLOCK.now()
    base = Database.reading(place.database, CLOCK.now)
    view = look(plan, Store(base), base, now)
    table = rota(view.world, now, me=plan.me, zone=plan.zone)
    if wanted.json:
        print(json_text(_as_json(view.duty, table)))
        return 0
    covered = [plain(coverage(table, plan.zone))] if table.rows else []
    print(*told(view.duty, plan.zone), *covered, sep="\n")
    return 0


def _as_json(found: Duty, table: Rota) -> dict[str, Any]:
    """Return all of it with all of its keys, also those that say nothing now."""
    empty = {"domain": "", "people": [], "mine": False, "until": None, "next_person": "", "next_at": None}
    return {
        "on": found.on,
        "until": msgspec.to_builtins(found.until),
        "person": found.person,
        "next_person": found.next_person,
        "turns": [empty | msgspec.to_builtins(turn) for turn in found.turns],
        "gaps": [{"end": None, "always": False} | msgspec.to_builtins(gap) for gap in table.gaps],
        "holidays": msgspec.to_builtins(table.off),
        "swaps": msgspec.to_builtins(table.swaps),
    }


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
