"""The words of the duty window. Pure but for the translation; times are those of a zone (the machine's if none)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication

from supporttray.core.display import clock, day
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from supporttray.core.duty import Cell, Rota, Row, Source, SwapLine
    from supporttray.core.model import Duty

SWAPPED = "↔"
WARNING = "⚠"


def zone_of(found: Rota) -> tzinfo | None:
    """Return the zone in which a rota's times are told; None for the machine's."""
    try:
        return ZoneInfo(found.zone) if found.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def header(duty: Duty | None, zone: tzinfo | None) -> str:
    """Say whether I am on duty, and until when."""
    if duty is None:
        return _("Looking who is on duty…")
    if duty.on is None:
        return _("No rota says who is on duty")
    known = {True: _("You are on duty until {day}"), False: _("Off duty, next {day}")}
    open_end = {True: _("You are on duty"), False: _("Off duty")}
    return known[duty.on].format(day=day(duty.until, zone)) if duty.until else open_end[duty.on]


def stale(found: Rota, zone: tzinfo | None) -> str:
    """Say which rotas cannot be read, and of when what is shown of them is; a line each."""
    return "\n".join(_stale(source, zone) for source in found.sources if source.trouble)


def _stale(source: Source, zone: tzinfo | None) -> str:
    known = _("What is shown of it is as it was on {moment}.") if source.seen_at else _("Nothing of it is known yet.")
    said = known.format(moment=moment(source.seen_at, zone)) if source.seen_at else known
    return f"{WARNING} {isolated(source.name)}: {source.trouble} {said}"


def column(domain: str) -> str:
    """Return a domain as a heading."""
    return isolated(domain) or _("On duty")


def when(row: Row, zone: tzinfo | None, *, now: bool) -> str:
    """Return a row's time."""
    end = moment(row.end, zone) if row.end else ""
    if now:
        return _("Now, until {end}").format(end=end) if end else _("Now")
    begin = moment(row.begin, zone)
    return _("{begin} to {end}").format(begin=begin, end=end) if end else _("From {begin}").format(begin=begin)


def who(cell: Cell, me: str, *, always: bool) -> str:
    """Return who is on duty; somebody who stands in is marked, and so is a place that must not be empty."""
    if not cell.people:
        return f"{WARNING} {_('nobody')}" if always else _("nobody")
    names = ", ".join(_named(person, cell.me or me) for person in cell.people)
    return f"{SWAPPED} {names}" if cell.swapped else names


def spoken(cell: Cell, me: str, *, always: bool) -> str:
    """Return the same for a screen reader: words in place of signs."""
    if not cell.people:
        return _("nobody, and there must always be somebody") if always else _("nobody")
    names = ", ".join(_named(person, cell.me or me) for person in cell.people)
    return _("{names}, by a swap").format(names=names) if cell.swapped else names


def swap(line: SwapLine, zone: tzinfo | None) -> str:
    """Return a swap as a line."""
    instead = _("{person} instead of {other}") if line.instead_of else "{person}"
    people = instead.format(person=isolated(line.person), other=isolated(line.instead_of))
    domain = f" · {isolated(line.domain)}" if line.domain else ""
    return f"{SWAPPED} {people}{domain} · {moment(line.begin, zone)} to {moment(line.end, zone)}"


def moment(at: datetime, zone: tzinfo | None) -> str:
    """Return a day and a time: `Fri 12 Dec 09:00`."""
    return f"{day(at, zone)} {clock(at, zone)}"


def _named(person: str, me: str) -> str:
    mine = bool(me) and person.casefold() == me.casefold()
    return _("{name} (you)").format(name=isolated(person)) if mine else isolated(person)


def _(text: str) -> str:
    return QCoreApplication.translate("duty", text)
