"""What of a release is handed over to the next person on duty: its open problems, without a customer's words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.daily import Line
from supporttray.core.display import clock, day
from supporttray.core.release.problem import Standing
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, tzinfo

    from supporttray.core.release.plan import Release
    from supporttray.core.release.problem import Problem

WORDS = {
    Standing.SUSPECTED: "is suspected and waits for a decision",
    Standing.CONFIRMED: "is confirmed and waits for a fix",
    Standing.FIXED: "is fixed; not all who reported it were told",
}


def released(problems: Iterable[Problem], releases: Iterable[Release], zone: tzinfo | None) -> Iterator[Line]:
    """Yield a line for each problem that somebody has still to do something about."""
    names = {one.number: one.name for one in releases}
    for one in problems:
        untold = one.standing is Standing.FIXED and set(one.tickets) - set(one.told)
        if one.release in names and (one.open or untold):
            url = one.bug if one.bug.startswith(("https://", "http://")) else ""
            yield Line(f"Problem {one.number} of {isolated(names[one.release])}", _facts(one, zone), url)


def _facts(one: Problem, zone: tzinfo | None) -> str:
    counts = ((len(one.tickets), "ticket"), (len(one.errors), "error"))
    found = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    bug = [isolated(one.bug.rpartition("/")[2])] if one.bug else []
    return ", ".join((*found, *bug, f"since {_when(one.since, zone)}", WORDS[one.standing]))


def _when(at: datetime, zone: tzinfo | None) -> str:
    return f"{day(at, zone)} {clock(at, zone)}"
