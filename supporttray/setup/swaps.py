"""Writes who stands in for whom where the rota is kept: into the team's table, else into the config. Takes it away again there."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from supporttray.connectors.roster.shift import OUTSIDE, within
from supporttray.core.duty import SwapLine
from supporttray.core.text import listed
from supporttray.errors import NotDone
from supporttray.setup import rota, writing
from supporttray.setup.document import ROTA, printable
from supporttray.setup.document_swap import with_turn
from supporttray.setup.swap_home import Step, closed, config_step, homes, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo
    from pathlib import Path

    from supporttray.engine.plan import Plan

TRIES = 20  # of a file that others change again and again
LONGEST = 100  # letters of a name
GONE = "This swap is not there any more."


class Written(NamedTuple):
    """What became of it: a sentence, and whether the config is another one now; else it is a table of the team's."""

    said: str
    config: bool


Look = tuple[Step, str]  # what is to be done as things are now, and where


def written(path: Path) -> tuple[SwapLine, ...]:
    """Return the swaps that can be taken away, each with the watch that brings it. Raises `ConfigError`."""
    return tuple(replace(line, source=home.name) for home in homes(read(path)) for line in home.swaps())


def swap(path: Path, line: SwapLine, now: datetime, *, dry: bool = False) -> Written:
    """Write a swap; `path` is the config's. Raises `ConfigError` with a sentence, and nothing is written. `dry` writes nothing either."""
    return _settled(lambda: _swap(path, line, now), dry=dry)


def unswap(path: Path, line: SwapLine, *, dry: bool = False) -> Written:
    """Take a swap away where it stands. Raises as `swap` does."""
    return _settled(lambda: _unswap(path, line), dry=dry)


def take_turn(path: Path, person: str, until: datetime, now: datetime, *, dry: bool = False) -> Written:
    """Write into a config that has no rota who is on duty now, and until when. Raises as `swap` does."""
    return _settled(lambda: _turn(path, person, until, now), dry=dry)


def _settled(look: Callable[[], Look], *, dry: bool) -> Written:
    """Do what there is to do; where somebody else was quicker, look again and do what is right then."""
    for _ in range(TRIES):
        step, said = look()
        try:
            if not dry:
                step.take()
        except writing.Meanwhile:
            continue
        return Written(f"It would be {said}" if dry else f"{said[:1].upper()}{said[1:]}", step.config)
    raise NotDone("Others change the file again and again; try again.")


def _swap(path: Path, line: SwapLine, now: datetime) -> Look:
    book = read(path)
    line = _checked(line, book.whole, now)
    places = tuple(homes(book))
    if any(line in home.swaps() for home in places):
        raise NotDone(f"{line.person} is down for that already.")
    others = {watch.name: watch for watch in book.whole.watches if _domain(watch) not in ("", line.domain)}
    kept = {watch.name: why for watch, why in closed(book) if watch.name not in others}
    for home in places:
        if home.name in others:
            continue
        try:
            step = home.adding(line)
        except ValueError as error:
            kept[home.name] = str(error)
        else:
            return step, _said(step, kept)
    raise NotDone("It cannot be written anywhere.")  # never: the last of them takes it


def _said(step: Step, kept: dict[str, str]) -> str:
    """Say where it was written, and which rotas do not know of it."""
    if not (step.config and kept):
        return f"written into {step.path}."
    names = listed([f"{name} ({why})" for name, why in kept.items()])
    return f"written into {step.path}; {names} cannot be changed from here: tell the PM."


def _unswap(path: Path, line: SwapLine) -> Look:
    book, told = read(path), replace(line, source="")
    for home in homes(book):
        if line.source in ("", home.name) and told in home.swaps():
            step = home.removing(told)
            return step, f"taken out of {step.path}."
    for watch, why in closed(book):
        if line.source == watch.name:
            raise NotDone(f"{watch.name} cannot be changed from here ({why}).")
    raise NotDone(GONE)


def _turn(path: Path, person: str, until: datetime, now: datetime) -> Look:
    book, person, until = read(path), printable(person), until.replace(microsecond=0)
    own = book.own
    if not person:
        raise NotDone("Say who takes over.")
    if until <= now:
        raise NotDone("The end of the duty must lie ahead.")

    def right(after: Plan) -> bool:
        shifts = [shift for watch in after.watches if watch.kind == ROTA for shift in watch.options.shifts]
        mine = [shift.end for shift in shifts if rota.current(shift, person, now)]
        others = [[watch for watch in one.watches if watch.kind != ROTA] for one in (own, after)]
        return mine == [until] and others[0] == others[1] and replace(after, watches=own.watches) == own

    step = config_step(book, lambda: with_turn(book.text, person, until, now, own, book.whole), right)
    return step, f"written into {path}."


def _domain(watch: object) -> str:
    """Return the one domain that a watch's rota is for; empty if it is for any."""
    domain: str = getattr(getattr(watch, "options", None), "domain", "")
    return domain


def _fixed(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment as the clocks of a zone show it, with their offset then: in the hour that comes twice a zone's name is not enough."""
    local = moment.astimezone(zone).replace(microsecond=0)
    return local.astimezone(timezone(local.utcoffset() or timedelta(0)))


def _checked(line: SwapLine, plan: Plan, now: datetime) -> SwapLine:
    """Return a swap as it is written, its moments in the workspace's zone. Raises `NotDone` where it cannot be."""
    person, domain, instead_of = (printable(name) for name in (line.person, line.domain, line.instead_of))
    begin, end = (_fixed(moment, plan.zone) for moment in (line.begin, line.end))
    wrong = {
        "Say who takes over.": not person,
        f"A name has {LONGEST} letters at the most.": max(map(len, (person, domain, instead_of))) > LONGEST,
        "It ends before it begins.": end <= begin,
        "It has ended already.": end <= now,
        f"It {OUTSIDE}.": not (within(begin) and within(end)),
    }
    for what, is_so in wrong.items():
        if is_so:
            raise NotDone(what)
    return SwapLine(person=person, begin=begin, end=end, domain=domain, instead_of=instead_of)
