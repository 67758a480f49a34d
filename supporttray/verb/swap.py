"""`supporttray duty swap, unswap, take, give`: who stands in for whom, written where the rota is kept."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace as with_other
from datetime import time
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from supporttray import config
from supporttray.connectors.registry import CONNECTORS
from supporttray.connectors.rota import CanRoster
from supporttray.core.display import clock, day
from supporttray.core.duty import SwapLine
from supporttray.core.item import OPEN, Shift
from supporttray.core.model import Turn
from supporttray.core.roster import resolved
from supporttray.core.text import listed, plain
from supporttray.engine.database import Database
from supporttray.errors import Failure, NotDone
from supporttray.lines import json_text
from supporttray.setup import swaps
from supporttray.verb.act import CLOCK, opened, seen
from supporttray.verb.moment import moment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from supporttray.engine.plan import Plan
    from supporttray.engine.view import View
    from supporttray.paths import Workspace
    from supporttray.setup.swaps import Written

HAND_OVER = "09:00"  # what a day means where no rota says it otherwise


def swap(place: Workspace, wanted: argparse.Namespace) -> int:
    """Write that a person is on duty from when to when, in the place of another or of whoever it would be."""
    plan, view, now = _looked(place)
    people, domains = _known(view)
    line = SwapLine(
        person=_somebody(wanted.person, people),
        begin=moment("FROM", wanted.begin, now, plan.zone, clock=_hand_over(plan)),
        end=_end("TO", wanted.end, plan, now),
        domain=_one_of(wanted.domain, domains, "No rota has the domain"),
        instead_of=_one_of(wanted.instead_of, people, "No rota has"),
    )
    return _write(place, plan, line, wanted)


def take(place: Workspace, wanted: argparse.Namespace) -> int:
    """Write that I am on duty from now on, until the present turn ends or as I say."""
    plan, view, now = _looked(place)
    if not plan.me:
        raise NotDone("The config does not say who you are: write your name under me.")
    if view.duty.on is None:
        return _first(place, plan, plan.me, wanted)
    turn = _turn(view.duty.turns, wanted.domain, _known(view)[1])
    line = SwapLine(person=plan.me, begin=now, end=_until(wanted, turn.until, plan, now), domain=turn.domain)
    if turn.mine and len(turn.people) == 1 and turn.until and line.end <= turn.until:
        raise NotDone(f"You are on duty already, until {_at(turn.until, plan.zone)}.")
    return _write(place, plan, line, wanted)


def give(place: Workspace, wanted: argparse.Namespace) -> int:
    """Write that another is on duty in my place from now on, until my own duty ends or as I say."""
    plan, view, now = _looked(place)
    person = _somebody(wanted.person, _known(view)[0])
    if view.duty.on is None:
        return _first(place, plan, person, wanted)
    mine = [turn for turn in view.duty.turns if turn.mine]
    if not mine:
        raise NotDone("You are not on duty: there is nothing to give.")
    turn = _turn(mine, wanted.domain)
    me, mine_until = _own(view, turn, now)
    end = _until(wanted, mine_until, plan, now)
    line = SwapLine(person=person, begin=now, end=end, domain=turn.domain, instead_of=me)
    return _write(place, plan, line, wanted)


def unswap(place: Workspace, wanted: argparse.Namespace) -> int:
    """Take a swap away where it stands."""
    plan, now = config.load(place.config), CLOCK.now()
    begin = moment("FROM", wanted.begin, now, plan.zone, clock=_hand_over(plan))
    there = swaps.written(place.config)
    his = [one for one in there if one.person.casefold() == wanted.person.casefold()]
    his = [one for one in his if wanted.domain is None or one.domain.casefold() == wanted.domain.casefold()]
    found = [one for one in his if one.begin == begin] or [one for one in his if _same_day(one, begin, plan.zone)]
    if len(found) != 1:
        several = "several swaps begin then; say the time, or --domain" if found else "no such swap begins then"
        lines = "; ".join(_told(one, plan.zone) for one in found or there) or "none"
        raise NotDone(plain(f"{wanted.person}: {several}. There are: {lines}."))
    return _done(place, plan, found[0], swaps.unswap(place.config, found[0], dry=wanted.dry_run), wanted)


# --- what is known


def _looked(place: Workspace) -> tuple[Plan, View, datetime]:
    """Return what the running engine knows of the rota; without one what a look at the rotas alone finds."""
    with opened(place) as desk:
        rotas = tuple(one for one in desk.plan.watches if issubclass(CONNECTORS[one.kind], CanRoster))
        view, _ = seen(with_other(desk, plan=replace(desk.plan, watches=rotas)))
    return desk.plan, view, CLOCK.now().replace(microsecond=0)


def _known(view: View) -> tuple[list[str], list[str]]:
    """Return the people and the domains of the rota."""
    shifts = [item for item in view.world.items.values() if isinstance(item, Shift)]
    return sorted({shift.person for shift in shifts}), sorted({shift.domain for shift in shifts} - {""})


def _as_written(name: str, known: Iterable[str]) -> str:
    """Return a name as the rota writes it; one that it does not know stays."""
    return next((one for one in known if one.casefold() == name.casefold()), name)


def _somebody(name: str, people: Sequence[str]) -> str:
    """Return a person's name as the rota writes it; of one that it does not know the typing person is told."""
    found = _as_written(name, people)
    if people and found not in people:
        print(plain(f"{name} is not in the rota yet; there are {', '.join(people)}."), file=sys.stderr)
    return found


def _one_of(name: str | None, known: Sequence[str], nothing: str) -> str:
    """Return a name as the rota writes it. Raises `NotDone` for one that it does not know: it would change nothing."""
    found = _as_written(name or "", known)
    if found and found not in known:
        raise NotDone(plain(f"{nothing} {name!r}; there {'are ' + ', '.join(known) if known else 'is none'}."))
    return found


def _turn(turns: Sequence[Turn], domain: str | None, known: Sequence[str] = ()) -> Turn:
    """Return the turn of a domain, an empty one where it has none of its own now; without one the only turn. Raises `NotDone`."""
    fitting = [turn for turn in turns if domain is None or turn.domain.casefold() == domain.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if domain and (name := _as_written(domain, known)) in known:
        return Turn(domain=name)
    names = listed([turn.domain or "no domain" for turn in turns])
    raise NotDone(plain(f"Say for which domain, with --domain: there are {names}."))


def _hand_over(plan: Plan) -> time:
    """Return the time at which duty changes hands, as the first rota that tells it does."""
    told = (getattr(watch.options, "hand_over", "") for watch in plan.watches)
    return time.fromisoformat(next(filter(None, told), HAND_OVER))


def _end(name: str, text: str, plan: Plan, now: datetime) -> datetime:
    return moment(name, text, now, plan.zone, clock=_hand_over(plan), counts=True)


def _own(view: View, turn: Turn, now: datetime) -> tuple[str, datetime | None]:
    """Return my name in a turn that is mine, and when my own duty there ends: others who share it may be relieved before."""
    shifts = resolved(item for item in view.world.items.values() if isinstance(item, Shift))
    mine = [shift for shift in shifts if shift.mine and shift.domain == turn.domain and shift.until > now]
    name, end = next(((shift.person, shift.until) for shift in mine), (view.duty.person, turn.until))
    for shift in mine:
        if end and shift.at <= end < shift.until:
            end = shift.until
    return name, end if end and end < OPEN else None


def _until(wanted: argparse.Namespace, end: datetime | None, plan: Plan, now: datetime) -> datetime:
    """Return when it ends: as a person says, else with the turn."""
    if wanted.until:
        return _end("--until", wanted.until, plan, now)
    if end is None:
        raise NotDone("Nobody knows when this turn ends: say until when, with --until.")
    return end


def _same_day(line: SwapLine, begin: datetime, zone: tzinfo | None) -> bool:
    return line.begin.astimezone(zone).date() == begin.astimezone(zone).date()


# --- writing


def _first(place: Workspace, plan: Plan, person: str, wanted: argparse.Namespace) -> int:
    """Begin a rota, as the first questions do."""
    now = CLOCK.now()
    if not wanted.until:
        raise NotDone("No rota says who is on duty: say until when, with --until.")
    if wanted.domain:
        raise NotDone("No rota says who is on duty: leave --domain out.")
    end = _end("--until", wanted.until, plan, now)
    written = swaps.take_turn(place.config, person, end, now, dry=wanted.dry_run)
    return _done(place, plan, SwapLine(person=person, begin=now, end=end), written, wanted)


def _write(place: Workspace, plan: Plan, line: SwapLine, wanted: argparse.Namespace) -> int:
    written = swaps.swap(place.config, line, CLOCK.now(), dry=wanted.dry_run)
    return _done(place, plan, line, written, wanted)


def _done(place: Workspace, plan: Plan, line: SwapLine, written: Written, wanted: argparse.Namespace) -> int:
    """Tell a running engine, and the person."""
    if not wanted.dry_run and place.database.exists():
        with contextlib.suppress(Failure), contextlib.closing(Database(place.database, CLOCK.now)) as base:
            base.send("config" if written.config else "look", "")
    if wanted.json:
        told = {"done": not wanted.dry_run, "said": written.said, "swap": msgspec.to_builtins(line)}
        print(json_text(told))
    else:
        print(plain(f"{_told(line, plan.zone)}."), plain(written.said), sep="\n")
    return 0


def _told(line: SwapLine, zone: tzinfo | None) -> str:
    place = f" in the place of {line.instead_of}" if line.instead_of else ""
    what = f" for {line.domain}" if line.domain else ""
    return f"{line.person}{what} from {_at(line.begin, zone)} until {_at(line.end, zone)}{place}"


def _at(at: datetime, zone: tzinfo | None) -> str:
    return f"{day(at, zone)} {clock(at, zone)}"
