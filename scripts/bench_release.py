"""What a search for problems of a release costs, and how often the alarm is wrong. Prints one JSON object; `--weeks N` simulates N weeks a kind of desk."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.bench_triage import MEASURED
from tests.core.release.tickets import DAY, HOUR, ORDINARY, RELEASE, START, Asked, raw, ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.core.release.simulated import Desk

EARLIER, FRESH, ALIKE = 10_000, 490, 10  # tickets
WORDS = 70  # of a ticket
TURNS = 7


def tickets() -> tuple[bytes, list[bytes]]:
    """Return what the child is asked: five hundred tickets, ten of them of one thing, and the history as lines."""
    lots = random.Random(3)  # noqa: S311  a draw
    known = [f"w{lots.getrandbits(24):x}" for _ in range(20_000)]
    weights = [1 / (place + 1) for place in range(len(known))]  # as words of a language come

    def text() -> str:
        return " ".join(lots.choices(known, weights, k=WORDS))

    before = [
        ticket(f"h{at}", lots.choice(ORDINARY), START - 29 * DAY + at * (29 * DAY / EARLIER), text())
        for at in range(EARLIER)
    ]
    fresh = [
        ticket(f"f{at}", lots.choice(ORDINARY), START + HOUR + timedelta(seconds=3 * at), text()) for at in range(FRESH)
    ]
    fresh += [ticket(f"g{at}", f"NaN in basket {at}", START + HOUR + timedelta(minutes=at)) for at in range(ALIKE)]
    asked = Asked(release=RELEASE, now=START + 2 * HOUR, fresh=tuple(map(raw, fresh)), usual=0.1)
    return msgspec.json.encode(asked), [bytes(raw(one)) + b"\n" for one in before]


def cost() -> dict[str, float]:
    """Return the seconds of a search in its child process, and the MiB that the child takes in all; the longest of some turns."""
    asked, history = tickets()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "asked"
        file.write_bytes(asked + b"\n" + b"".join(history))
        spent, large = [], []
        for _ in range(TURNS):
            with file.open("rb") as given:
                begin = time.monotonic()
                done = subprocess.run(
                    [sys.executable, "-c", MEASURED, sys.executable, "-m", "supporttray.assess"],
                    stdin=given, capture_output=True, text=True, check=True, env=dict(os.environ),
                )  # fmt: skip
                spent.append(time.monotonic() - begin)
            large.append(float(done.stdout.split()[1]))
    return {"seconds": max(spent), "mib": max(large)}


def weeks(number: int) -> dict[str, dict[str, float]]:
    """Return for each kind of desk the false alarms a week, and the share of rises (twice as many for three hours) that are found."""
    from tests.core.release.simulated import KINDS, false_alarms, found  # noqa: PLC0415  numpy is for this alone

    def share(told: Callable[[Desk, int], int], desk: Desk) -> float:
        return sum(told(desk, seed) for seed in range(1000, 1000 + number)) / number  # other weeks than the tests'

    return {name: {"false": share(false_alarms, desk), "found": share(found, desk)} for name, desk in KINDS.items()}


if __name__ == "__main__":
    if "--weeks" in sys.argv:
        print(json.dumps(weeks(int(sys.argv[sys.argv.index("--weeks") + 1])), indent=2))
    else:
        print(json.dumps(cost()))
