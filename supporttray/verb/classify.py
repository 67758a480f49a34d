"""`classify`: why a log is red, one line a file. Neither workspace nor service is asked."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from supporttray.core.text import plain
from supporttray.core.triage import Evidence, Log
from supporttray.core.triage.decide import triage
from supporttray.core.triage.line import LARGEST
from supporttray.judge import signatures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.triage import Verdict

STDIN = "-"
MISSED = 2
CHUNK = 1024 * 1024
SHOWN = 3  # tests that are named to people


def classify(names: Sequence[str], *, as_json: bool) -> int:
    """Print what each log tells; return 2 where one could not be read, and do the others all the same."""
    ready = signatures()
    missed = 0
    for name in names or (STDIN,):
        try:
            body, cut = _end(name)
        except OSError as error:
            print(plain(f"{name}: cannot be read ({error.strerror or error})."), file=sys.stderr)
            missed = MISSED
            continue
        verdict = triage(Evidence(logs=(Log(body, cut=cut),)), ready)
        print(_json(name, verdict) if as_json else _line(name, verdict))
    return missed


def _end(name: str) -> tuple[bytes, bool]:
    """Return the last MiB of a file, and whether something stands before it. What is no plain file is read through."""
    if name == STDIN:
        return _tail(sys.stdin.buffer)
    with open(name, "rb", buffering=0) as file:  # noqa: PTH123  only its end is read
        return _tail(file)


def _tail(file: BinaryIO) -> tuple[bytes, bool]:
    known = os.fstat(file.fileno())
    if stat.S_ISREG(known.st_mode):
        start = max(file.tell(), known.st_size - LARGEST)
        file.seek(start)
        return file.read(LARGEST) or b"", start > 0
    end, whole = bytearray(), 0
    while chunk := file.read(CHUNK):
        end += chunk
        whole += len(chunk)
        del end[:-LARGEST]
    return bytes(end), whole > LARGEST


def _json(name: str, verdict: Verdict) -> str:
    told = {
        "file": name,
        "class": verdict.cause,
        "rule": verdict.rule,
        "line": verdict.line or None,
        "text": verdict.text,
        "confidence": verdict.confidence,
        "tests": [test.name for test in verdict.tests],
    }
    return msgspec.json.encode(told).decode()


def _line(name: str, verdict: Verdict) -> str:
    text = f"“{verdict.text}”" if verdict.text else "nothing is in it"
    if not verdict.rule:
        return plain(f"{name}: unknown; its last words are {text}" if verdict.text else f"{name}: unknown; {text}")
    where = f"{verdict.cause} ({verdict.part})" if verdict.part else verdict.cause
    tests = ", ".join(test.name for test in verdict.tests[:SHOWN])
    more = f" and {len(verdict.tests) - SHOWN} more" if len(verdict.tests) > SHOWN else ""
    failed = f"; failed: {tests}{more}" if tests else ""
    return plain(f"{name}: {where}, line {verdict.line}, {text} ({verdict.rule}, {verdict.confidence:.0%}){failed}")
