"""`supporttray handoff`: what is open goes to the next person on duty, as a text, as a message and as a file their app takes over."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from supporttray.compose import compose
from supporttray.core.duty import OpenHandoff, SaveHandoff, TakeHandoff
from supporttray.core.mrkdwn import preview
from supporttray.core.text import plain
from supporttray.engine.diary import Diary
from supporttray.engine.handover import Handover
from supporttray.errors import ConfigError
from supporttray.verb.act import CLOCK, agreed, opened, see_through, seen, waiting

if TYPE_CHECKING:
    import argparse

    from supporttray.core.handoff import Handoff
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def show_handoff(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the hand-over of now; post it, write it into a file, or take one over from a file."""

    async def made(found: Handoff) -> str:
        return await compose(place, found, wanted.format)

    with opened(place) as desk:
        view, _ = seen(desk)
        handover = Handover(desk, lambda _: view, made)
        if wanted.take:
            return _take(handover, wanted)
        found = handover.find(CLOCK.now(), private=wanted.private)
        text = asyncio.run(made(found))
        if found.private:
            said = f"{found.private} from private conversations left out; --private takes them in."
            print(said, file=sys.stderr)
        if not (wanted.out or wanted.post):
            print(text)
            return 0
        kept = handover.kept(CLOCK.now())
        if kept and (wanted.private or not kept.private):
            text = kept.text  # what a person has written goes before what the app makes
        return _save(handover, text, wanted) if wanted.out else _post(desk, handover, text, wanted)


def _post(desk: Command, handover: Handover, text: str, wanted: argparse.Namespace) -> int:
    """Show it, ask, and post it: once a day and place."""
    target = Diary(desk).target(wanted.channel)
    if target is None:
        raise ConfigError([f'{desk.place.config}: [daily]: say where it goes: channel = "C…", or give --channel.'])
    print(preview(text), f"\nto {target.told}", sep="\n", flush=True)
    if not (wanted.yes or agreed("Post it?")):
        print("Not posted.")
        return 0
    return see_through(desk, handover.post(text, target, CLOCK.now(), waiting(yes=wanted.yes)))


def _save(handover: Handover, text: str, wanted: argparse.Namespace) -> int:
    asyncio.run(handover.save(SaveHandoff(wanted.out, text, wanted.private), CLOCK.now()))
    print(f"{wanted.out} was written. The next person takes it over: `supporttray handoff --import FILE`.")
    return 0


def _take(handover: Handover, wanted: argparse.Namespace) -> int:
    """Show what a hand-over would do here, ask, and take it over."""
    found = asyncio.run(handover.open(OpenHandoff(wanted.take), CLOCK.now()))
    print(plain(f"From {found.person or 'somebody'}, {found.date}."))
    for line in (*found.lines, *found.notes):
        print(plain(line))
    for one in found.missing:
        print(plain(f"Not seen here: {one.text} {one.url}"))
    if not (wanted.yes or agreed("Take it over?")):
        print("Nothing was taken over.")
        return 0
    print(asyncio.run(handover.take(TakeHandoff(wanted.take, found.version), CLOCK.now())).said)
    return 0
