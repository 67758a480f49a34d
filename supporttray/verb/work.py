"""`supporttray start`, `done`, `blocked` and `comment`: how far a task is, written where it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from supporttray.core.work import Bring, Move, Remark
from supporttray.engine.view import look
from supporttray.engine.work.hand import Work
from supporttray.verb.act import CLOCK, opened, see_through, waiting

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from supporttray.engine.view import View
    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def start(place: Workspace, wanted: argparse.Namespace) -> int:
    """Take a task, and say that it is in progress."""
    return _bring(place, wanted, Move.START)


def finish(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say that a task is done."""
    return _bring(place, wanted, Move.FINISH)


def block(place: Workspace, wanted: argparse.Namespace) -> int:
    """Say that a task waits for somebody, and write under it what for."""
    return _bring(place, wanted, Move.BLOCK, " ".join(wanted.text))


def comment(place: Workspace, wanted: argparse.Namespace) -> int:
    """Write a comment under a task or a change."""
    with opened(place) as desk:
        action = Remark(desk.item(wanted.key).key, " ".join(wanted.text))
        return see_through(desk, work(desk).remarked(action, CLOCK.now(), waiting(yes=wanted.yes)))


def _bring(place: Workspace, wanted: argparse.Namespace, move: Move, text: str = "") -> int:
    with opened(place) as desk:
        action = Bring(desk.item(wanted.key).key, move, wanted.to, text)
        return see_through(desk, work(desk).brought(action, CLOCK.now(), waiting(yes=wanted.yes)))


def work(desk: Command) -> Work:
    """Return what a person can do about the work of the day at this desk."""

    def known(now: datetime) -> View:
        return look(desk.plan, desk.store, desk.base, now)

    return Work(desk, known, _closed)


async def _closed(_: str) -> NoReturn:
    """What a verb does asks no tracker: the outbox does."""
    raise AssertionError
