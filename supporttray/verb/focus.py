"""`supporttray focus`: how often the app spoke, and how often not and why, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray import config
from supporttray.core import focus
from supporttray.core.journal import RETENTION
from supporttray.core.text import plain
from supporttray.engine.alerts import Alerts
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.lines import json_text

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace

CLOCK = SystemClock()


def show_focus(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print for each day how many alerts spoke, and how many were held and why."""
    plan = config.load(place.config)
    alerts = Alerts(Database.reading(place.database, CLOCK.now))
    found = focus.days(alerts.told(CLOCK.now() - RETENTION), plan.zone)
    lines = [_line(one) for one in found] or ["Nothing was decided yet."]
    print(json_text(msgspec.to_builtins(found)) if wanted.json else "\n".join(lines))
    return 0


def _line(one: focus.Day) -> str:
    held = "; ".join(f"{count} not, because {reason}" for reason, count in one.held.items())
    found = f"; {one.found} were there at the first look" if one.found else ""
    return plain(f"{one.day}: {one.spoke} spoke{found}{f'; {held}' if held else ''}")
