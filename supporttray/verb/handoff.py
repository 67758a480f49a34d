"""`supporttray handoff`: what is open goes to the next person on duty, as a text, as a message and as a file their app takes over."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from supporttray.compose import compose
from supporttray.core.deed import Deed, Verb
from supporttray.core.handoff import Handoff, handoff, taken
from supporttray.core.journal import RETENTION
from supporttray.core.mrkdwn import preview
from supporttray.core.text import plain
from supporttray.engine.diary import Diary
from supporttray.errors import ConfigError
from supporttray.verb.act import CLOCK, agreed, opened, see_through, seen, waiting

if TYPE_CHECKING:
    import argparse

    from supporttray.paths import Workspace
    from supporttray.verb.act import Command

LARGEST = 1_000_000  # bytes of a file; a hand-over is a page


def show_handoff(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the hand-over of now; post it, write it into a file, or take one over from a file."""
    with opened(place) as desk:
        if wanted.take:
            return _take(desk, Path(wanted.take), yes=wanted.yes)
        now = CLOCK.now()
        view, store = seen(desk)
        events = store.journal(now - RETENTION)
        found = handoff(view.world, events, view.duty, now, desk.plan.zone, private=wanted.private)
        text = asyncio.run(compose(place, found, wanted.format))
        if found.private and not wanted.private:
            said = f"{found.private} from private conversations left out; --private takes them in."
            print(said, file=sys.stderr)
        if wanted.out:
            _write(Path(wanted.out), found, text)
            print(f"{wanted.out} was written. The next person takes it over: `supporttray handoff --import FILE`.")
            return 0
        if not wanted.post:
            print(text)
            return 0
        return _post(desk, text, wanted)


def _post(desk: Command, text: str, wanted: argparse.Namespace) -> int:
    """Show it, ask, and post it: once a day and place."""
    diary, now = Diary(desk), CLOCK.now()
    target = diary.target(wanted.channel)
    if target is None:
        raise ConfigError([f'{desk.place.config}: [daily]: say where it goes: channel = "C…", or give --channel.'])
    print(preview(text), f"\nto {target.told}", sep="\n", flush=True)
    if not (wanted.yes or agreed("Post it?")):
        print("Not posted.")
        return 0
    intent = f"handoff:{diary.day(now):%Y-%m-%d}:{target.account}:{target.place}"
    deed = Deed(verb=Verb.POST, place=target.place, text=text)
    return see_through(desk, desk.wish(target.account, intent, deed, now, wait=waiting(yes=wanted.yes)))


def _write(path: Path, found: Handoff, text: str) -> None:
    """Write a file for the next person's app; it holds what others wrote, so it is for its owner only."""
    content = msgspec.json.format(msgspec.json.encode({"handoff": found, "text": text}), indent=2)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise ConfigError([f"{path}: is there already; nothing was changed."]) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be written ({error.strerror})."]) from error


class _File(msgspec.Struct, frozen=True):
    """What a file holds; the text is for people."""

    handoff: Handoff
    text: str = ""


def _read(path: Path) -> Handoff:
    """Read a file of another person. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ConfigError([f"{path}: is larger than 1 MB; this is no hand-over."])
        given = msgspec.json.decode(content, type=_File).handoff
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})."]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: is no hand-over of Support Tray ({plain(str(error))[:200]})."]) from error
    if given.schema != 1:
        raise ConfigError([f"{path}: was written by a newer Support Tray; renew this one."])
    return given


def _take(desk: Command, path: Path, *, yes: bool) -> int:
    """Show what a hand-over would do here, ask, and take it over."""
    given, now = _read(path), CLOCK.now()
    view, _ = seen(desk)
    found = taken(given, view.world, now)
    print(plain(f"From {given.person or 'somebody'}, {given.date}."))
    print(f"{len(given.subjects)} open, {len(found.here)} of them seen here; {len(found.marks)} snoozes to take over.")
    for key in found.missing:
        print(plain(f"Not seen here: {key}"))
    for line in (*given.promised, *given.lessons):
        print(plain(line.text))
    if not (yes or agreed("Take it over?")):
        print("Nothing was taken over.")
        return 0
    for mark in found.marks:
        desk.store.mark(mark)
    print("Taken over.")
    return 0
