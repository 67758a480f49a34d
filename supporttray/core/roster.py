"""Who is on duty now, until when, who next. One answer, from the shifts that all rotas and swaps brought."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.item import OPEN, Shift
from supporttray.core.model import Duty, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from supporttray.core.item import AnyItem


def duty(items: Iterable[AnyItem], now: datetime) -> Duty:
    """Return whether I am on duty at `now`. With no shift at all nobody knows (`on` is None): the app never guesses.

    Swaps alone tell who is on duty while they last, but are no rota.
    """
    told = [item for item in items if isinstance(item, Shift)]
    shifts = resolved(told)
    if not (_is_rota(told) or any(shift.at <= now < shift.until for shift in shifts)):
        return Duty()
    turns = _turns(shifts, now)
    coming = next((shift for shift in shifts if shift.at > now and not shift.mine), None)
    next_person = coming.person if coming else ""
    current = [shift for shift in shifts if shift.at <= now < shift.until]
    if mine := [shift for shift in current if shift.mine]:
        end = _end(mine[0], [shift for shift in shifts if shift.mine])
        follower = _follower(shifts, now, end)
        return Duty(on=True, until=_known(end), person=mine[0].person, next_person=follower, turns=turns)
    my_next = next((shift.at for shift in shifts if shift.mine and shift.at > now), None)
    person = current[0].person if current else ""
    return Duty(on=False, until=my_next, person=person, next_person=next_person, turns=turns)


def my_next(items: Iterable[AnyItem], now: datetime) -> Shift | None:
    """Return my next shift, if I am not on duty when it begins."""
    mine = [shift for shift in resolved(item for item in items if isinstance(item, Shift)) if shift.mine]
    coming = next((shift for shift in mine if shift.at > now), None)
    touching = coming and any(shift.at < coming.at <= shift.until for shift in mine)
    return None if touching else coming


def my_start(items: Iterable[AnyItem], now: datetime) -> datetime:
    """Return when the duty began that I have now; shifts that touch are one."""
    start = now
    for shift in reversed(resolved(item for item in items if isinstance(item, Shift))):
        if shift.mine and shift.at < start <= shift.until:
            start = shift.at
    return start


def gap(items: Iterable[AnyItem], domain: str, now: datetime, end: datetime) -> datetime | None:
    """Return since when, or from when, nobody is on duty for a domain before `end`; None if somebody always is, or no rota says.

    Who is on duty without a domain is so for all of them.
    """
    told = [item for item in items if isinstance(item, Shift)]
    shifts = resolved(told)
    here = [shift for shift in shifts if shift.domain in ("", domain)]
    reached = now
    for shift in here:
        if shift.at <= reached < shift.until:
            reached = shift.until
    if reached >= end or not _is_rota(told):
        return None
    return (
        reached if reached > now else max((shift.until for shift in here if shift.until <= now), default=shifts[0].at)
    )


def _is_rota(told: Iterable[Shift]) -> bool:
    """Whether there is more than swaps of a rota that nobody knows."""
    return any(not shift.over for shift in told)


def _turns(shifts: Sequence[Shift], now: datetime) -> tuple[Turn, ...]:
    """Tell of each domain of which the rota still knows something; nobody is missing there while somebody is on duty for all.

    That nobody is on duty for all at once is no turn beside the domains.
    """
    domains = {shift.domain for shift in shifts if shift.until > now} or {""}
    turns = [_turn(domain, shifts, now) for domain in sorted(domains)]
    everywhere = any(turn.people for turn in turns if not turn.domain)
    named = any(domains)
    return tuple(one for one in turns if one.people or not named or (one.domain and not everywhere))


def _follower(shifts: Iterable[Shift], now: datetime, end: datetime) -> str:
    """Return who comes next and is on duty when my own duty ends, where it ends: in another domain somebody else is relieved."""
    mine = {shift.domain for shift in shifts if shift.mine and shift.until == end}
    here = (shift for shift in shifts if "" in mine or shift.domain in ("", *mine))
    return next((shift.person for shift in here if shift.at > now and shift.until > end and not shift.mine), "")


def _turn(domain: str, shifts: Sequence[Shift], now: datetime) -> Turn:
    """Tell of one domain who is on duty, until when, and who follows."""
    here = [shift for shift in shifts if shift.domain == domain]
    current = [shift for shift in here if shift.at <= now < shift.until]
    ends = [_end(shift, [one for one in here if one.person == shift.person]) for shift in current]
    coming = next(
        (shift for shift in here if shift.at > now and shift.person not in {one.person for one in current}), None
    )
    until = min(ends) if ends else coming.at if coming else None
    return Turn(
        domain=domain,
        people=tuple(dict.fromkeys(shift.person for shift in current)),
        mine=any(shift.mine for shift in current),
        until=_known(until),
        next_person=coming.person if coming else "",
        next_at=coming.at if coming else None,
    )


def _known(end: datetime | None) -> datetime | None:
    """Return an end that somebody knows."""
    return end if end is None or end < OPEN else None


def _end(shift: Shift, shifts: Iterable[Shift]) -> datetime:
    """Follow the shifts of one person that touch or overlap: the duty ends where the last of them does."""
    end = shift.until
    for other in shifts:  # in the order of their beginnings
        if shift.at <= other.at <= end < other.until:
            end = other.until
    return end


def resolved(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Return the shifts as they are meant, in the order of time: what a swap displaces is cut out of the others.

    Of two swaps for the same hours the one that begins later counts, as the more particular one.
    """
    everything = sorted(shifts, key=lambda shift: (shift.at, shift.key))
    over = [shift for shift in everything if shift.over]
    begins = [one.at for one in over]
    told, there, begun = list[Shift](), list[Shift](), 0
    for shift in everything:  # only with the swaps that it meets: there may be years of them
        before, begun = begun, bisect_right(begins, shift.at)
        there = [one for one in (*there, *over[before:begun]) if one.until > shift.at]
        near = (*there, *over[begun : bisect_left(begins, shift.until)])
        told += _cut(shift, [one for one in near if one is not shift and _displaces(one, shift)])
    return tuple(sorted(told, key=lambda shift: (shift.at, shift.key)))


def _displaces(swap: Shift, shift: Shift) -> bool:
    """Whether a swap takes the place of a shift where they overlap."""
    if swap.domain not in ("", shift.domain) or (
        swap.instead_of and swap.instead_of.casefold() != shift.person.casefold()
    ):
        return False
    return not shift.over or (swap.at, swap.key) > (shift.at, shift.key)


def _cut(shift: Shift, others: Iterable[Shift]) -> Iterable[Shift]:
    """Yield what remains of a shift."""
    pieces = [(shift.at, shift.until)]
    for other in others:
        edges = [(begin, min(end, other.at)) for begin, end in pieces]
        edges += [(max(begin, other.until), end) for begin, end in pieces]
        pieces = sorted((begin, end) for begin, end in edges if begin < end)
    for begin, end in pieces:
        yield shift if (begin, end) == (shift.at, shift.until) else msgspec.structs.replace(shift, at=begin, until=end)
