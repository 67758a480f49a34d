"""`supporttray reviews`: the open changes, those first that want me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.display import age
from supporttray.core.text import plain
from supporttray.engine.work import page
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, opened, seen
from supporttray.verb.stable import stable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime

    from supporttray.core.work import Line, Reviews
    from supporttray.paths import Workspace


def show_reviews(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the open changes; those that want nobody here too if that is wanted."""
    with opened(place) as desk:
        view, _ = seen(desk)
    now = CLOCK.now()
    found = page.reviews(view, now)
    if wanted.json:
        print(json_text(stable(found)))
    else:
        print(*lines(found, now, everything=wanted.all), sep="\n")
    return 0


def lines(found: Reviews, now: datetime, *, everything: bool = False) -> Iterator[str]:
    """Yield the list as a terminal shows it; what wants nobody here is only counted, if not wanted."""
    when = f", seen {age(now - found.seen_at)} ago" if found.seen_at else ""
    wanting = [one for one in found.lines if one.wants_me]
    yield f"{len(wanting)} of {len(found.lines)} open changes want you{when}."
    if found.blind:
        yield plain(f"Not seen now: {', '.join(found.blind)}; this is what was seen last.")
    shown = [one for one in found.lines if everything or one.wants_me or one.review.mine]
    yield from (text for one in shown for text in _line(one))
    if rest := len(found.lines) - len(shown):
        yield f"{rest} want nobody here; --all shows them."


def _line(one: Line) -> Iterator[str]:
    review = one.review
    size = f", {review.lines:,} lines" if review.lines is not None else ""
    by = "yours" if review.mine else f"by {review.author or review.by}"
    yield f"  {one.state:<8}  " + plain(f"{review.name} {review.title} ({by}{size}, waits {age(one.waited)})")
    yield from (f"{'':>12}{plain(text)}" for text in (one.why, review.url) if text)
