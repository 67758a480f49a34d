"""The window of builds under the bench: `bench_builds.py NUMBER`, prints one JSON object.

A thousand pipelines: how long one look at the list takes to paint while it is scrolled from end to end, NUMBER steps of the wheel;
the gaps of a 10 ms timer meanwhile; how long an answer takes that changes a tenth of the rows, and a letter that is typed.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from bench_screen import Hand, Heart, rest, share
from PySide6.QtWidgets import QApplication

from supporttray.core.builds import AskBuilds, AskWhy, Builds, Line, Why
from supporttray.core.item import Result, Run
from supporttray.core.triage import Cause, Verdict
from supporttray.ui.build.window import BuildsWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_screen import Script

    from supporttray.core.action import Action

LINES, RUNS, CHANGED, ANSWERS = 1_000, 20, 100, 40
WHEEL = 53  # pixels of a step: rows come in and go out at every one
FRAME_MS = 1000 / 60
NOW = datetime.now(UTC)
STATES = ("broken", "silent", "flaky", "passing")
VERDICT = Verdict(cause=Cause.INFRASTRUCTURE, rule="disk-full", part="disk", about="agent-14", confidence=0.97)


def lines() -> list[Line]:
    """Return a thousand pipelines of all states."""
    lot = random.Random(1)  # noqa: S311  the same company each time
    return [
        Line(
            key=f"build:ci/{number}",
            title=f"pipeline {number} of the {lot.choice(('shop', 'depot', 'payments'))}",
            project=f"quillfern/{lot.choice(('web', 'api', 'device-lab'))}-{number % 60}",
            branch=lot.choice(("main", "release/26.1")),
            state=STATES[number * len(STATES) // LINES],
            since=NOW - timedelta(minutes=number),
            streak=number % 9,
            recent=tuple(_run(number, place, lot) for place in range(RUNS)),
            verdict=VERDICT if number < LINES // len(STATES) else None,
            owner=lot.choice(("", "Priya Raman")),
        )
        for number in range(LINES)
    ]


def _run(number: int, place: int, lot: random.Random) -> Run:
    at = NOW - timedelta(hours=RUNS - place)
    return Run(id=f"{number}.{place}", at=at, ended=at, result=lot.choice(tuple(Result)))


class Company:
    """Answers at once; a tenth of the builds says something else each time."""

    def __init__(self) -> None:
        self._lines = lines()
        self._turn = 0

    def __call__(self, action: Action, then: Callable[[object], None] | None = None, /) -> None:
        """Answer."""
        if then and isinstance(action, AskBuilds):
            self._turn += 1
            for number in range(self._turn % 10, LINES, LINES // CHANGED):
                self._lines[number] = msgspec.structs.replace(self._lines[number], streak=self._turn)
            then(Builds(tuple(self._lines), NOW))
        elif then and isinstance(action, AskWhy):
            then(Why(title="it", verdict=VERDICT))


def measured(number: int) -> dict[str, float]:
    """Scroll, answer and type, and return what it cost in milliseconds."""
    qt = QApplication(sys.argv)
    window = BuildsWindow(Company())
    window.resize(1280, 1000)
    window.show()
    found: dict[str, float] = {}
    hand = Hand(qt, _script(window, number, found))
    qt.exec()
    if hand.error:
        raise hand.error
    return found


def _script(window: BuildsWindow, number: int, found: dict[str, float]) -> Script:
    yield rest(0.5)
    rows = window.table.viewport().height() / window.table.rowHeight(0)
    painted: list[float] = []
    heart, bar = Heart(), window.table.verticalScrollBar()
    for step in range(number):
        bar.setValue(WHEEL * step % max(bar.maximum(), 1))
        painted.append(_took(window.table.viewport().repaint))
        yield rest(0.01)
    gaps = heart.gaps()
    answers = sorted(_took(window._ask) for _ in range(ANSWERS))  # noqa: SLF001  as a snapshot would
    typed = sorted(
        _took(lambda text=text: window.search.setText(text)) for text in ("s", "sh", "sho", "", "p", "1", "")
    )
    whole = sorted(painted)
    found.update(
        {"rows": rows, "p50": share(whole, 0.5), "p99": share(whole, 0.99), "max": whole[-1], "steps": len(whole)}
    )
    found["row"] = share(whole, 0.5) / rows
    found["dropped"] = sum(one > FRAME_MS for one in whole)
    found |= {"gap": gaps["p99.9"], "answer": answers[-1], "typed": typed[-1]}


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
