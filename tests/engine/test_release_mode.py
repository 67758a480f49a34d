"""Release mode is turned on where a release begins to be watched: then what was scanned seldom is scanned at once, and once."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from supporttray.core.release.plan import Release
from supporttray.engine.database import Database
from supporttray.engine.release.mode import Mode
from supporttray.engine.release.releases import Releases
from supporttray.engine.release.watcher import unsearched
from supporttray.engine.store import Store
from tests.engine.lab import NOON, HandClock

HOUR = timedelta(hours=1)
FIRST = Release(product="Shop", version="4.0", start=NOON + HOUR, end=NOON + 3 * HOUR)
SECOND = msgspec.structs.replace(FIRST, version="5.0", start=NOON + 2 * HOUR, end=NOON + 4 * HOUR)
LATER = msgspec.structs.replace(FIRST, version="6.0", start=NOON + 5 * HOUR, end=NOON + 6 * HOUR)


def mode(base: Database, clock: HandClock, *planned: Release) -> Mode:
    made = Mode(
        cast("Any", SimpleNamespace(releases=planned)),
        Store(base),
        clock,
        unsearched,
        lambda _: None,
    )
    made.begin()
    return made


def test_it_is_turned_on_once_where_a_release_begins_and_again_after_a_while_without_one(tmp_path: Path) -> None:
    clock = HandClock()
    base = Database(tmp_path / "workspace.sqlite3", clock.now)
    made = mode(base, clock, FIRST, SECOND, LATER)
    turned = []
    for _ in range(14):
        if made.turned_on():
            turned.append(clock.now() - NOON)
        assert not made.turned_on()
        clock.advance(HOUR / 2)
    assert turned == [HOUR, 5 * HOUR]
    base.close()


def test_a_release_that_a_person_stops_and_watches_again_turns_it_on_again(tmp_path: Path) -> None:
    clock = HandClock(NOON + HOUR)
    base = Database(tmp_path / "workspace.sqlite3", clock.now)
    made, releases = mode(base, clock, FIRST), Releases(base)
    assert made.turned_on()
    (known,) = releases.all()
    releases.keep(msgspec.structs.replace(known, stopped=clock.now()))
    assert not made.turned_on()
    assert not made.on
    releases.keep(known)
    assert made.turned_on()
    base.close()
