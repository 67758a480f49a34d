"""The window of builds under the bench: `bench_builds.py NUMBER`, prints one JSON object.

A thousand pipelines: how long a step of the wheel takes until it is painted, NUMBER of them from end to end; how long it takes to
paint all that is seen, to take an answer that changes a tenth of the rows, and to find what is typed.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from bench_screen import share
from PySide6.QtWidgets import QApplication

from supporttray.core.builds import AskBuilds, AskWhy, Builds, Line, Why
from supporttray.core.item import Result, Run
from supporttray.core.triage import Cause, Verdict
from supporttray.ui.builds.window import BuildsWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.action import Action

LINES, RUNS, CHANGED, ANSWERS, REPAINTS = 1_000, 20, 100, 40, 100
SETTLE_S = 0.5
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
    _settle(qt)
    bar, view = window.table.verticalScrollBar(), window.table.viewport()

    def step(place: int) -> None:
        bar.setValue(WHEEL * place % max(bar.maximum(), 1))
        qt.processEvents()

    steps = sorted(_took(partial(step, place)) for place in range(number))
    whole = sorted(_took(view.repaint) for _ in range(REPAINTS))
    answers = [_took(window._ask) for _ in range(ANSWERS)]  # noqa: SLF001  as a snapshot would
    typed = [_took(partial(window.search.setText, text)) for text in ("s", "sh", "sho", "", "p", "1", "")]
    rows = view.height() / window.table.rowHeight(0)
    return {
        "p50": share(steps, 0.5),
        "p99": share(steps, 0.99),
        "max": steps[-1],
        "dropped": sum(one > FRAME_MS for one in steps),
        "steps": len(steps),
        "whole": share(whole, 0.5),
        "row": share(whole, 0.5) / rows,
        "answer": max(answers),
        "typed": max(typed),
    }


def _settle(qt: QApplication) -> None:
    """Let it stand on the screen, and have answers."""
    end = time.perf_counter() + SETTLE_S
    while time.perf_counter() < end:
        qt.processEvents()


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
