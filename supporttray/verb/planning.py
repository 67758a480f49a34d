"""`supporttray planning`: what QA and the support engineer look at together; shown, and posted when a person says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.compose import compose
from supporttray.core.mrkdwn import preview
from supporttray.core.planning import slack
from supporttray.engine.diary import Diary
from supporttray.engine.planning import Planning
from supporttray.errors import ConfigError
from supporttray.verb.act import CLOCK, agreed, opened, see_through, seen, waiting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from supporttray.core import planning as about
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def show_planning(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the planning; with `--post` post it."""

    async def made(found: about.Planning) -> str:
        return await compose(place, found, "markdown" if wanted.post else wanted.format)

    with opened(place) as desk:
        view, _ = seen(desk)
        planning = Planning(desk, lambda _: view, made)
        if not wanted.post:
            print(asyncio.run(made(planning.find(CLOCK.now()))))
            return 0
        return _post(desk, planning, asyncio.run(_written(planning, made)), wanted)


async def _written(planning: Planning, made: Callable[[about.Planning], Awaitable[str]]) -> str:
    """Return what a person has written: it goes before what the app makes."""
    now = CLOCK.now()
    return planning.kept(now) or await made(planning.find(now))


def _post(desk: Command, planning: Planning, text: str, wanted: argparse.Namespace) -> int:
    """Show it, ask, and post it: once a day and place."""
    target = Diary(desk).target(wanted.channel)
    if target is None:
        raise ConfigError([f'{desk.place.config}: [daily]: say where it goes: channel = "C…", or give --channel.'])
    print(preview(slack(text)), f"\nto {target.told}", sep="\n", flush=True)
    if not (wanted.yes or agreed("Post it?")):
        print("Not posted.")
        return 0
    return see_through(desk, planning.post(text, target, CLOCK.now(), waiting(yes=wanted.yes)))
