"""Rotas as the engine tells them, for the tests of the duty window."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from supporttray.core.duty import Rota, Source
from supporttray.core.item import Holiday, Shift
from supporttray.core.model import Duty, World
from supporttray.core.roster import duty
from supporttray.core.rota import rota
from supporttray.core.snapshot import Snapshot
from tests.ui.samples import snapshot

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINE, CALENDAR = Source("rota", "roster.file", writable=True), Source("calendar", "roster.ics")
LONG = "Bartholomew Featherstonehaugh-Cholmondeley of the Northern Depot's Night Shift"


def shift(person: str, begin: float, end: float, domain: str = "", **more: object) -> Shift:
    """A shift from day `begin` to day `end` after noon."""
    at, until = NOON + begin * DAY, NOON + end * DAY
    known = {"key": f"shift:{domain}{person}{begin}{bool(more)}", "title": person, "url": "", "mine": person == "Ada"}
    return msgspec.convert({**known, "at": at, "until": until, "person": person, "domain": domain, **more}, Shift)


APPS = (shift("Ada", -2, 4, "apps"), shift("Jonas", 4, 11, "apps"), shift("Ada", 13, 20, "apps"))
BACKEND = (shift("Bo", -2, 20, "backend"),)
FRONTEND = (shift("Cy", -2, 8, "frontend"), shift("Dee", 8, 90, "frontend"))
SWAP = shift("Bo", 1, 2, "apps", over=True, instead_of="Ada")
THEIRS = shift("Dee", 5, 6, "backend", over=True)


def world(*shifts: Shift, always: tuple[str, ...] = ("apps",)) -> World:
    items = {one.key: one for one in shifts}
    day = Holiday(
        key="holiday:x", title="Christmas Day", url="", at=NOON, first=date(2026, 12, 25), last=date(2026, 12, 25)
    )
    seen = {SWAP.key: ("rota",), THEIRS.key: ("calendar",)}
    return World(items={**items, day.key: day}, seen_by=seen, always=always)


def told(*shifts: Shift, announces: bool = True, always: tuple[str, ...] = ("apps",), now: datetime = NOON) -> Rota:
    """What the engine answers."""
    found = rota(world(*shifts, always=always), now, me="Ada", sources=(MINE, CALENDAR), announces=announces)
    return msgspec.structs.replace(found, zone="UTC")


def on_duty(*shifts: Shift) -> Snapshot:
    """A snapshot of that moment."""
    known: Duty = duty(shifts, NOON)
    return msgspec.structs.replace(snapshot(), duty=known)


WHOLE = (*APPS, *BACKEND, *FRONTEND, SWAP, THEIRS)
