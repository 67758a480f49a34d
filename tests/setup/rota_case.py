"""What the tests of swaps share: a config, a team's table, and who is on duty by them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray import config
from supporttray.connectors.registry import connector
from supporttray.core.duty import SwapLine
from supporttray.core.roster import duty
from tests.connectors.lab import run

if TYPE_CHECKING:
    from supporttray.core.item import AnyItem

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEAD = "person,from,to,swap\n"
ADA = "Ada,2026-11-16,2026-11-29,\n"
ROTA = """\
schema = 1
me = "Ada"
zone = "Europe/Berlin"

# the rota
[[watch]]
kind = "roster.file"
name = "rota"
shifts = [  # by hand
  { person = "Ada", from = 2026-11-16T09:00:00Z, to = 2026-11-30T09:00:00Z },
]
# the end
"""
TABLE = """\
zone = "Europe/Berlin"
[[watch]]
kind = "roster.csv"
name = "plan"
zone = "Europe/Berlin"
path = "PATH"
"""


def line(person: str = "Bo", begin: int = 24, end: int = 48, **more: str) -> SwapLine:
    """Make a swap from and to in hours from now."""
    hour = timedelta(hours=1)
    return SwapLine(person=person, begin=NOW + begin * hour, end=NOW + end * hour, **more)


def team(folder: Path, body: bytes = (HEAD + ADA).encode()) -> Path:
    """Make a table of the team's, and a config that names it; return the table."""
    file = folder / "team" / "rota.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(body)
    (folder / "config.toml").write_text(TABLE.replace("PATH", str(file)))
    return file


def on_duty(path: Path, hours: int = 0) -> list[str]:
    """Who is on duty so many hours from now, as the app finds it."""
    plan = config.load(path)
    items: list[AnyItem] = []
    for watch in plan.watches:
        items += run(connector(watch.kind, watch.options, None, plan.me).fetch(b"", NOW)).items  # type: ignore[union-attr]
    return [person for turn in duty(items, NOW + timedelta(hours=hours)).turns for person in turn.people]
