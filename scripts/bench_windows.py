"""The app's windows under the bench: `bench_windows.py WHAT CONFIG NUMBER`, prints one JSON object.

redraw  the inbox with 500 needs that change ten times a second: gaps of a 10 ms timer, until it came NUMBER times
rounds  each window opened and closed NUMBER times, with an engine that answers at once
closed  the whole app: memory after each window was closed, then the status from the click to its text, NUMBER times
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench_builds import VERDICT, lines
from bench_process import own_mib, pss_mib
from bench_screen import Heart, click, on_screen, rest, share, window
from PySide6.QtWidgets import QTabWidget

from supporttray import app
from supporttray.core import action as act
from supporttray.core.asked import AskLessons
from supporttray.core.builds import AskBuilds, AskWhy, Builds, Why
from supporttray.core.lesson import About, Lesson
from supporttray.core.model import Duty, Need, Urgency
from supporttray.core.setup import Ask, Introduction, Known, Scope
from supporttray.core.snapshot import Snapshot, Tray, TrayState
from supporttray.paths import workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench_screen import Script

    from supporttray.ui.bridge import Live, Stage

WARM = 20  # rounds before memory counts: caches fill
SETTLE_S = 12.0  # until the app has seen everything once
AGAIN_S = 0.1  # between two snapshots
NEEDS, CHANGED, MOVED, REPLACED = 500, 100, 20, 10
INBOX, STATUS, NOTE, SETTINGS = "Inbox", "Daily status…", "Add a line to today…", "Settings…"
LOG, LESSONS, BUILDS = "Log a request…", "What is no request…", "Builds…"
INTRODUCTIONS = tuple(
    Introduction(
        kind=kind,
        account=kind,
        title=kind.capitalize(),
        address=f"https://{kind}.example",
        steps=("Open the page.", "Make a token.", "Paste it here."),
        url=f"https://{kind}.example/tokens",
        scopes=(Scope("read", "sees what needs you"), Scope("write", "answers for you", writes=True)),
    )
    for kind in ("slack", "github", "cctray")
)
TAUGHT = tuple(
    Lesson(about=About.AUTHOR, value=f"B{number}", said="Deploybot", at=datetime.now(UTC), number=number)
    for number in range(1, 21)
)
BUILT = Builds(tuple(lines()[:100]), datetime.now(UTC))
DAY = "Still open\n• Where is order 7? — nobody answered https://chat.example/7\n" * 5


# --- windows, as they stand on the screen; imported by the app when it wants them


def ready(entry: str) -> Callable[[], object]:
    """Return what becomes true when the window behind an entry of the menu shows what it is there for."""
    ways = {INBOX: _inbox, STATUS: _status, NOTE: _note, SETTINGS: _settings, LOG: _log, LESSONS: _lessons}
    ways[BUILDS] = _builds
    return ways[entry]


def _inbox() -> object:
    from supporttray.ui.inbox.window import Inbox  # noqa: PLC0415  not before the app

    one = window(Inbox)
    return one and one.list.model().rowCount() and one


def _status() -> object:
    from supporttray.ui.status.window import Status  # noqa: PLC0415  (as above)

    one = window(Status)
    return one and one.sheet.editor.toPlainText() and one


def _note() -> object:
    from supporttray.ui.note import Note  # noqa: PLC0415  (as above)

    return window(Note)


def _log() -> object:
    from supporttray.ui.log.window import Log  # noqa: PLC0415  (as above)

    return window(Log)


def _lessons() -> object:
    from supporttray.ui.lesson.window import Lessons  # noqa: PLC0415  (as above)

    one = window(Lessons)
    return one and one.list.count() and one


def _settings() -> object:
    from supporttray.ui.setup.dialog import Setup  # noqa: PLC0415  (as above)

    one = window(Setup)
    return one and one.findChild(QTabWidget).count() and one


def _builds() -> object:
    from supporttray.ui.builds.window import BuildsWindow  # noqa: PLC0415  (as above)

    one = window(BuildsWindow)
    return one and one.table.model().rowCount() and one


def opened_and_closed(entry: str) -> Script:
    """Open a window, wait until it shows what it should, and close it."""
    shown = ready(entry)
    click(entry)
    yield shown
    shown().close()
    yield lambda: not shown()


# --- an engine that answers at once


def needs(numbers: list[int], turn: int) -> tuple[Need, ...]:
    """Return needs, some of which say something else at each turn."""
    now = datetime.now(UTC)
    return tuple(
        Need(
            key=f"request.waiting|request:chat/{number}#1",
            kind="request.waiting",
            urgency=Urgency.URGENT if place < NEEDS // 10 else Urgency.NEEDS_YOU,
            title=f"Where is order {number}? {turn if (number + turn) % (NEEDS // CHANGED) == 0 else ''}",
            because="nobody answered",
            since=now - timedelta(minutes=number % 90, seconds=turn),
            subject=f"request:chat/{number}",
            url=f"https://chat.example/{number}",
            source="#support",
        )
        for place, number in enumerate(numbers)
    )


def snapshots() -> Iterator[Snapshot]:
    """Yield the snapshots of a day on which everything moves: titles and ages change, rows come, go and trade places."""
    lot = random.Random(1)  # noqa: S311  the same day each time
    numbers, fresh = list(range(NEEDS)), NEEDS
    for turn in range(1_000_000):
        found = needs(numbers, turn)
        tray = Tray(TrayState.URGENT, len(found), f"{len(found)} need you.")
        yield Snapshot(
            revision=turn,
            at=datetime.now(UTC),
            tray=tray,
            duty=Duty(on=True),
            needs=found,
            builds=True,
            answerable=frozenset(need.subject for need in found),
        )
        for _ in range(REPLACED):
            numbers.pop(lot.randrange(NEEDS - 1))
            numbers.insert(lot.randrange(NEEDS - 1), fresh)
            fresh += 1
        for _ in range(MOVED):
            numbers.insert(lot.randrange(NEEDS - 1), numbers.pop(lot.randrange(NEEDS - 1)))


async def answer(action: act.Action) -> object:
    """Answer what windows ask."""
    return ANSWERS.get(type(action), act.Done())


ANSWERS: dict[type[act.Action], object] = {
    act.About: act.Details((("Asked by", "Mei"), ("Text", "Where is it? It should have come on Monday. " * 5))),
    act.Today: act.Draft(text=DAY, day=date(2026, 11, 23), place="#daily on chat"),
    AskLessons: TAUGHT,
    AskBuilds: BUILT,
    AskWhy: Why(title="it", verdict=VERDICT),
    Ask: Known(introductions=INTRODUCTIONS, first=False, me="Ada"),
}


def engine(every_s: float) -> Live:
    """Return an engine with all that needs somebody, which changes this often."""

    async def live(stage: Stage) -> None:
        stage.serve(answer)
        for snapshot in snapshots():
            stage.show(snapshot)
            await asyncio.sleep(every_s)

    return live


# --- what is measured


def redraw(_: str, beats: int) -> dict[str, float]:
    """Measure how late a 10 ms timer on the screen's thread comes while the inbox changes."""
    found: dict[str, float] = {}

    def script() -> Script:
        yield rest(1)
        click(INBOX)
        yield _inbox
        yield rest(1)
        heart = Heart()
        yield from waited(lambda: heart.beats >= beats)
        found.update(heart.gaps())

    on_screen(engine(AGAIN_S), script())
    return found


def waited(done: Callable[[], bool]) -> Script:
    """Wait longer than a step may take."""
    while not done():
        yield rest(1)


def rounds(_: str, number: int) -> dict[str, float]:
    """Measure how memory grows when each window is opened and closed again and again."""
    sizes: list[float] = []

    def script() -> Script:
        yield rest(1)
        for turn in range(WARM + number):
            if turn in (WARM, WARM + number // 2):
                sizes.append(own_mib())
            for entry in (INBOX, BUILDS, STATUS, NOTE, SETTINGS, LOG, LESSONS):
                yield from opened_and_closed(entry)
        yield rest(2)
        sizes.append(own_mib())

    on_screen(engine(3600), script())
    return {"before": sizes[0], "half": sizes[1], "after": sizes[-1], "grown": sizes[-1] - sizes[0], "rounds": number}


def closed(config: str, number: int) -> dict[str, float]:
    """Measure what stays of the windows, and how soon the status is there."""
    sizes: list[tuple[float, float]] = []
    took: list[float] = []

    async def live(stage: Stage) -> None:
        await app.attend(workspace(None, Path(config)), stage)

    def script() -> Script:
        yield rest(SETTLE_S)
        sizes.append((own_mib(), pss_mib()))
        for entry in (INBOX, STATUS, NOTE, SETTINGS):
            yield from opened_and_closed(entry)
            yield rest(0.5)
        yield rest(2)
        sizes.append((own_mib(), pss_mib()))
        for _ in range(number):
            yield from timed(took)

    on_screen(live, script())
    took.sort()
    (before, pss), (after, pss_after) = sizes
    memory = {"before": before, "after": after, "kept": after - before, "pss": pss_after - pss}
    return memory | {"p50": share(took, 0.5), "p95": share(took, 0.95), "max": took[-1], "shown": len(took)}


def timed(took: list[float]) -> Script:
    """Open today's status, and keep the milliseconds from the click until its text is painted."""
    began = time.perf_counter()
    click(STATUS)
    yield _status
    one = _status()
    one.sheet.editor.viewport().repaint()
    took.append((time.perf_counter() - began) * 1000)
    one.close()
    yield lambda: not _status()
    yield rest(0.1)


if __name__ == "__main__":
    what, config, number = sys.argv[1:]
    print(json.dumps({"redraw": redraw, "rounds": rounds, "closed": closed}[what](config, int(number))))
