"""`supporttray daily`: today's status from the journal; kept as a draft, shown, and posted when a person says so."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from supporttray.compose import compose
from supporttray.core.mrkdwn import preview
from supporttray.core.outbox import Fate
from supporttray.engine.diary import Diary
from supporttray.errors import ConfigError, Failure, NotSent
from supporttray.verb.act import CLOCK, agreed, opened, see_through, seen, waiting

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def show_daily(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print today's status; with `--post` post it."""
    with opened(place) as desk:
        now, diary = CLOCK.now(), Diary(desk)
        view, store = seen(desk)
        text = asyncio.run(compose(place, diary.today(view, store, now), wanted.format))
        if not wanted.post:
            print(text)
            return 0
        text = diary.draft(now) or text  # what a person has written goes before what the app makes of the day
        diary.keep(text, now, made_from=text)
        try:
            return _post(desk, diary, text, now, wanted)
        except Failure as failure:
            print("The draft is kept.", file=sys.stderr)
            raise failure from None


def _post(desk: Command, diary: Diary, text: str, now: datetime, wanted: argparse.Namespace) -> int:
    """Show it, ask, and post it."""
    target = diary.target(wanted.channel)
    if target is None:
        raise ConfigError(
            [f'{desk.place.config}: [daily]: say where it goes: channel = "C…" (and service = "…"), or give --channel.']
        )
    if (earlier := diary.posted(target, now)) and earlier.fate is Fate.SENT:
        at = f" at {earlier.sent_at.astimezone(desk.plan.zone):%H:%M}" if earlier.sent_at else ""
        print(f"Today's status was posted already{at}.")
        print(earlier.receipt.url if earlier.receipt else "")
        return 0
    print(preview(text), f"\nto {target.told}", sep="\n", flush=True)
    if not (wanted.yes or agreed("Post it?")):
        print("Not posted; the draft is kept.")
        return 0
    then = CLOCK.now()
    if diary.key(then) != diary.key(now):
        raise NotSent("The day has turned: yesterday's status is not posted today.")
    return see_through(desk, diary.post(target, text, then, waiting(yes=wanted.yes)))
