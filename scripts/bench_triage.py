"""Why a build is red: how well labelled logs are told apart, and what a large log costs. Rewrites docs/classification.md, prints one JSON object."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray import judge
from supporttray.core.triage import Cause, Evidence, Log, Scope
from supporttray.core.triage.decide import triage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "classification.md"
LABELLED = ROOT / "tests" / "core" / "triage" / "veloren"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
SAME = {"security_audit": "policy"}
EITHER = {"toolchain_env": {"infrastructure", "configuration"}}  # both are right
UNGRADED = "unclear"
LARGE = 100 * 1024 * 1024  # bytes
TURNS = 9
WORDS = b"compiling linking fetched cache basket order node pod started finished warning step image layer 12 ok".split()

# Started from a small process: what is measured inherits the largest size of the one that starts it.
MEASURED = (
    "import os, sys; null = os.open(os.devnull, os.O_WRONLY);"
    "child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)]);"
    "_, _, used = os.wait4(child, 0); print((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)"
)

Matrix = Counter[tuple[str, str]]


def labelled() -> Iterator[tuple[str, str, str]]:
    """Yield each labelled log: its name, its class, the cause that we say."""
    ready = judge.signatures()
    with zipfile.ZipFile(LABELLED / "logs.zip") as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist()}
        for row in csv.DictReader((LABELLED / "labels.csv").read_text("utf-8").splitlines()):
            verdict = triage(Evidence(logs=(Log(archive.read(names[row["file"]])),)), ready)
            yield row["file"], SAME.get(row["class"], row["class"]), verdict.cause.value


def developed_with(name: str) -> bool:
    """Whether a log was looked at while the signatures were written; the other half was not."""
    return hashlib.sha1(name.encode()).digest()[-1] % 2 == 0  # noqa: S324  it only draws lots


def rates(matrix: Matrix) -> dict[str, float]:
    """Return how often infrastructure is rightly called so, how often it is found, and how often any class is right."""
    graded = {pair: count for pair, count in matrix.items() if pair[0] != UNGRADED}

    def total(fits: Callable[[str, str], bool]) -> int:
        return sum(count for (true, told), count in graded.items() if fits(true, told))

    both = total(lambda true, told: told == "infrastructure" and told in (true, *EITHER.get(true, ())))
    called = total(lambda _, told: told == "infrastructure")
    found = total(lambda true, told: true == told == "infrastructure")
    there = total(lambda true, _: true == "infrastructure")
    right = total(lambda true, told: told == true or told in EITHER.get(true, ()))
    return {"precision": both / called, "recall": found / there, "right": right / total(lambda *_: True)}


def cost() -> dict[str, float]:
    """Return what a log of 100 MB costs `classify` beyond an empty one, in milliseconds of processor and in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        empty, plain, dense = (Path(folder) / name for name in ("empty.log", "plain.log", "dense.log"))
        empty.touch()
        draw = random.Random(7)  # noqa: S311  nothing secret
        some = b"".join(b" ".join(draw.choices(WORDS, k=9)) + b"\n" for _ in range(20_000))
        plain.write_bytes((some * (LARGE // len(some) + 1))[-LARGE:] + b"write: No space left on device\n")
        with zipfile.ZipFile(LABELLED / "logs.zip") as archive:
            all_ = b"".join(archive.read(name) for name in archive.namelist())
        dense.write_bytes((all_ * (LARGE // len(all_) + 1))[:LARGE])
        turns = [[_spent(log) for log in (empty, plain, dense)] for _ in range(TURNS)]
    ms, mib = ([statistics.median(turn[log][unit] for turn in turns) for log in range(3)] for unit in (0, 1))
    return {
        "ms": ms[1] - ms[0],
        "mib": mib[1] - mib[0],
        "dense_ms": ms[2] - ms[0],
        "dense_mib": mib[2] - mib[0],
        "compile_ms": _compiling(),
    }


def _spent(log: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "supporttray", "classify", str(log)]
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURED, *command], cwd=ROOT, capture_output=True, check=True
    )
    ms, mib = map(float, told.stdout.split())
    return ms, mib


def _compiling() -> float:
    took: list[float] = []
    for _ in range(TURNS):
        ready, began = judge.signatures(), time.process_time()
        list(ready.scan([b"x"]))
        took.append((time.process_time() - began) * 1000)
    return statistics.median(took)


def table(matrix: Matrix) -> str:
    """Return the confusion matrix: a row a class, a column a cause."""
    told = [cause.value for cause in Cause if any(pair[1] == cause for pair in matrix)]
    rows = [f"| labelled \\ told | {' | '.join(told)} |", f"|---|{'---:|' * len(told)}"]
    classes = sorted({pair[0] for pair in matrix})
    rows += [f"| {true} | {' | '.join(str(matrix[true, one] or '') for one in told)} |" for true in classes]
    return "\n".join(rows)


def _said(name: str, matrix: Matrix) -> str:
    found = rates(matrix)
    return (
        f"{name}: {sum(matrix.values())} logs; infrastructure: precision {found['precision']:.3f}, recall {found['recall']:.3f}; "
        f"any class right: {found['right']:.3f}."
    )


def main() -> int:
    """Measure, keep the page, print what `bench.py` tells."""
    halves: dict[bool, Matrix] = {True: Counter(), False: Counter()}
    for name, true, told in labelled():
        halves[developed_with(name)][true, told] += 1
    whole, spent = halves[True] + halves[False], cost()
    costs = (
        f"A log of 100 MB costs {spent['ms']:.0f} ms of processor and {spent['mib']:.1f} MiB beyond an empty one, one in which "
        f"every eighth line is a compiler's error {spent['dense_ms']:.0f} ms and {spent['dense_mib']:.1f} MiB."
    )
    many = Counter(one.scope for one in judge.shipped())
    parts = [
        table(whole),
        "",
        _said("All", whole),
        _said("The half that was looked at while the signatures were written", halves[True]),
        _said("The half that was not", halves[False]),
        "",
        f"{many[Scope.LOG]} signatures of lines, {many[Scope.FIELD]} of fields, {many[Scope.ANNOTATION]} of annotations; made ready in {spent['compile_ms']:.0f} ms. {costs}",
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(parts) + f"\n{END}{rest.partition(END)[2]}", "utf-8")
    print(json.dumps({"logs": sum(whole.values()), **rates(whole), **spent}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
