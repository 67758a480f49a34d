"""`supporttray release`: what is known of a release that is watched, and what a person decides about its problems."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from supporttray.app import only_one
from supporttray.compose import compose
from supporttray.core.release import page
from supporttray.core.text import plain
from supporttray.engine.release.hand import ReleaseHand
from supporttray.engine.release.releases import Releases
from supporttray.engine.view import look
from supporttray.errors import AlreadyRunning, ConfigError, NotDone
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, opened
from supporttray.verb.outline import outline
from supporttray.verb.released import problem, status
from supporttray.verb.stable import stable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from supporttray.core.action import Action, Done
    from supporttray.engine.view import View
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def hand(desk: Command, form: str = "markdown") -> ReleaseHand:
    """Return what a person can do about releases at this desk; a running engine is told by an errand."""

    def view(now: datetime) -> View:
        return look(desk.plan, desk.store, desk.base, now)

    return ReleaseHand(desk, view, composer(desk, form))


def composer(desk: Command, form: str) -> Callable[[Any], Awaitable[str]]:
    """Return what makes a text of that form."""
    return lambda told: compose(desk.place, told, form)


def do(desk: Command, action: Action, form: str = "markdown") -> Any:
    """Do something about releases at a desk; texts are of that form."""
    return asyncio.run(hand(desk, form).do(action, CLOCK.now()))


# --- a release


def show(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say how a release fares; nothing is asked."""
    with opened(place) as desk:
        room: page.Room = do(desk, page.AskRelease(number(desk, wanted.release)))
        if wanted.json:
            print(json_text(stable(room)))
        else:
            print(*status(room, desk.plan.zone), sep="\n")
    return 0


def start(place: Workspace, wanted: argparse.Namespace) -> int:
    """Watch a release from now on, or from when it is said."""
    with opened(place) as desk:
        done = do(desk, page.Begin(outline(wanted, desk.plan, CLOCK.now())))
        hint = "" if wanted.json or running(place) else " No app runs here: `supporttray run` scans by itself."
        return _told(done, wanted, hint)


def stop(place: Workspace, wanted: argparse.Namespace) -> int:
    """Watch a release no more."""
    with opened(place) as desk:
        return _told(do(desk, page.Stop(number(desk, wanted.release))), wanted)


def number(desk: Command, name: str | None) -> int:
    """Return the number of a release by its number, its version or its name; 0 for the one that is watched. Raises `ConfigError`."""
    if name is None:
        return 0
    known = Releases(desk.base).all()
    same = [one for one in known if name.casefold() in (str(one.number), one.version.casefold(), one.name.casefold())]
    if len(same) == 1:
        return same[0].number
    names = "; ".join(f"{one.number} {one.name}" for one in known) or "none"
    raise ConfigError([f"{name!r} is not one release; there are: {names}."])


def running(place: Workspace) -> bool:
    """Whether an engine runs in the workspace."""
    try:
        with only_one(place):
            return False
    except AlreadyRunning:
        return True


def _told(done: Done, wanted: argparse.Namespace, hint: str = "") -> int:
    print(json_text(stable(done)) if wanted.json else plain(f"{done.said}{hint}"))
    return 0


# --- a problem


def confirm(place: Workspace, wanted: argparse.Namespace) -> int:
    """It is a problem of the release."""
    return _decide(place, wanted, page.Confirm(wanted.problem))


def dismiss(place: Workspace, wanted: argparse.Namespace) -> int:
    """It is none."""
    return _decide(place, wanted, page.Dismiss(wanted.problem))


def fixed(place: Workspace, wanted: argparse.Namespace) -> int:
    """It is fixed."""
    return _decide(place, wanted, page.Fixed(wanted.problem))


def undo(place: Workspace, wanted: argparse.Namespace) -> int:
    """Take back what was last said of it."""
    return _decide(place, wanted, page.UndoDecision(wanted.problem))


def merge(place: Workspace, wanted: argparse.Namespace) -> int:
    """It is the same as another one."""
    return _decide(place, wanted, page.Merge(wanted.problem, wanted.into))


def link(place: Workspace, wanted: argparse.Namespace) -> int:
    """This bug is about it."""
    return _decide(place, wanted, page.LinkBug(wanted.problem, " ".join(wanted.bug)))


def split(place: Workspace, wanted: argparse.Namespace) -> int:
    """Make some of its tickets and errors another one; they are meant by what people call them, or by their keys."""
    with opened(place) as desk:
        room: page.Room = do(desk, page.AskRelease(_release_of(desk, wanted.problem)))
        lines = [one for one in room.problems if one.problem.number == wanted.problem]
        known = {
            name: one.key for line in lines for one in (*line.tickets, *line.errors) for name in (one.name, one.key)
        }
        if missing := [name for name in wanted.names if name not in known]:
            there = ", ".join(name for name, key in known.items() if name != key) or "nothing"
            raise ConfigError([f"Problem {wanted.problem} has no {missing[0]}; it has: {there}."])
        return _told(do(desk, page.Split(wanted.problem, tuple(known[name] for name in wanted.names))), wanted)


def _release_of(desk: Command, number: int) -> int:
    found = Releases(desk.base).problem(number)
    if found is None:
        raise NotDone(f"There is no problem {number}; `supporttray release` lists them.")
    return found.release


def _decide(place: Workspace, wanted: argparse.Namespace, action: Action) -> int:
    with opened(place) as desk:
        _release_of(desk, wanted.problem)
        return _told(do(desk, action), wanted)


def show_problem(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say all that is known of a problem, and why it is suspected."""
    with opened(place) as desk:
        room: page.Room = do(desk, page.AskRelease(_release_of(desk, wanted.problem)))
        found = next((one for one in room.problems if one.problem.number == wanted.problem), None)
        if found is None:
            raise NotDone(f"Problem {wanted.problem} is part of another one now.")
        print(json_text(stable(found)) if wanted.json else "\n".join(problem(found, desk.plan.zone)))
    return 0


VERBS: Mapping[str, Callable[[Workspace, argparse.Namespace], int]] = {
    "release": show,
    "release status": show,
    "release start": start,
    "release stop": stop,
    "release problem": show_problem,
    "release confirm": confirm,
    "release dismiss": dismiss,
    "release merge": merge,
    "release split": split,
    "release link": link,
    "release fixed": fixed,
    "release undo": undo,
}
