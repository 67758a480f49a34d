"""What the tests of triage share: our signatures, verdicts on a text, and the sections of a file of examples."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from supporttray import judge
from supporttray.core.triage import Evidence, Log, Verdict
from supporttray.core.triage.decide import triage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.core.triage.signature import Signatures

HERE = Path(__file__).parent


@cache
def ours() -> Signatures:
    return judge.signatures()


def verdict(log: str | bytes, **evidence: object) -> Verdict:
    body = log.encode() if isinstance(log, str) else log
    return triage(Evidence(logs=(Log(body),), **evidence), ours())  # type: ignore[arg-type]


def sections(name: str) -> Iterator[tuple[str, str]]:
    """Yield the head and the body of each section of a file beside the tests."""
    for part in f"\n{(HERE / name).read_text('utf-8')}".split("\n#### ")[1:]:
        head, _, body = part.partition("\n")
        yield head, body
