"""`supporttray next`: one list across all sources, the first to be done first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.text import plain
from supporttray.engine.work import page
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, opened, seen
from supporttray.verb.stable import stable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from supporttray.core.next import Row
    from supporttray.core.work import Next
    from supporttray.paths import Workspace

SHOWN = 20  # rows; the rest is counted


def show_next(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print what is next; the first row alone if that is wanted."""
    with opened(place) as desk:
        view, _ = seen(desk)
    found = page.following(view, CLOCK.now())
    if wanted.json:
        print(json_text(stable(found)))
    else:
        print(*lines(found, 1 if wanted.first else SHOWN), sep="\n")
    return 0


def lines(found: Next, shown: int) -> Iterator[str]:
    """Yield the list as a terminal shows it."""
    if found.blind:
        yield plain(f"Not seen now: {', '.join(found.blind)}.")
    for name, title in found.on:
        yield plain(f"You are on {name} {title}")
    if not found.rows:
        yield "Nothing is known to wait." if found.blind else "Nothing is to be done."
    yield from _rows(found.rows[:shown])
    if more := len(found.rows) - shown:
        yield from [f"  and {more:,} more"] if more > 0 else []
    yield from (plain(f"Beside it: {one.title}. {one.why}") for one in found.reminders)
    if found.asleep:
        yield f"{found.asleep} snoozed."


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        named = "" if not row.name or row.name in row.title else f"{row.name} "
        yield f"{number:>3}  {row.urgency.word:<9}  " + plain(f"{named}{row.title}")
        for text in filter(None, (row.why, row.above and f"{row.above[:1].upper()}{row.above[1:]}.", row.url)):
            yield f"{'':>16}" + plain(text)
