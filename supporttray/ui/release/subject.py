"""A problem as what sheets ask about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supporttray.core.model import Need, Urgency
from supporttray.ui.release import word

if TYPE_CHECKING:
    from supporttray.core.release.page import Line
    from supporttray.core.release.plan import Release

_SUBJECT = re.compile(r"problem (\d+)")
_NUMBER = re.compile(r"\d+")


def subject(number: int) -> str:
    """Return what wishes about a problem belong to; no item has such a key."""
    return f"problem {number}"


def number(told: str) -> int:
    """Return the problem that a wish is about; 0 for none."""
    found = _SUBJECT.fullmatch(told)
    return int(found[1]) if found else 0


def meant(need: str) -> tuple[int, int]:
    """Return the release and the problem that a need's key names; 0 for none: `…|problem:12#1`, `…|release:3#1`."""
    about = need.partition("|")[2].rpartition("#")[0] or need
    found = _NUMBER.findall(about)
    last = int(found[-1]) if found else 0
    return (0, last) if "problem" in about else (last, 0)


def about(line: Line, release: Release) -> Need:
    """Return a problem as what sheets ask about; its reason is what a bug says of it."""
    one = line.problem
    return Need(
        key=subject(one.number),
        kind="problem",
        urgency=Urgency.QUIET,
        title=one.title,
        because=word.task_text(line, release),
        since=one.since,
        subject=subject(one.number),
    )
