"""The rota as a table for people: who is on duty in the coming weeks, what is not covered, and the words for telling others."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from supporttray.core.announce import day
from supporttray.core.display import clock
from supporttray.core.duty import Cell, DayOff, Gap, Rota, Row, SwapLine
from supporttray.core.item import OPEN, Holiday, Shift
from supporttray.core.roster import resolved
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, tzinfo

    from supporttray.core.duty import Source
    from supporttray.core.model import World

AHEAD = timedelta(weeks=12)
LONG = timedelta(weeks=2)  # after its last shift a domain that went on would have another one
NO_ROTA = "No rota says who is on duty."


def rota(
    world: World,
    now: datetime,
    *,
    me: str = "",
    sources: tuple[Source, ...] = (),
    announces: bool = False,
    zone: tzinfo | None = None,
) -> Rota:
    """Return the coming twelve weeks, and the whole of what lasts now; without rows where no rota says anything.

    `zone` is the workspace's (the machine's if none): its days are those of the holidays.
    """
    told = [item for item in world.items.values() if isinstance(item, Shift)]
    shifts = resolved(told)
    domains = _domains(shifts, world.always, now)
    rows = _rows(shifts, domains, now)
    gaps = _gaps(rows, domains, world.always)
    return Rota(
        me=me,
        domains=domains if rows else (),
        rows=tuple(row for row in rows if row.begin < now + AHEAD),
        people=_people(told, me),
        gaps=tuple(gap for gap in gaps if gap.begin < now + AHEAD),
        off=_off(world, now, zone),
        swaps=_swaps(world, told, sources, now),
        sources=sources,
        announces=announces,
        zone=zone.key if isinstance(zone, ZoneInfo) else "",
    )


def turn_end(found: Rota, column: int, begin: datetime) -> datetime | None:
    """Return when those who are on duty at `begin` are relieved in a domain, or somebody comes to them; None if nobody knows."""
    rest = [row for row in found.rows if row.end is None or row.end > begin]
    others = (row.begin for row in rest if row.cells[column].people != rest[0].cells[column].people)
    return next(others, rest[-1].end if rest else None)


def _domains(shifts: Sequence[Shift], always: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Return the columns; only one, without a name, where the rota names no domain: who is on duty then is so for all.

    One of which it has known nothing more for long is none; where that is so of all of them, they stay.
    """
    recent = [shift for shift in shifts if shift.until > now - LONG] or shifts
    named = {shift.domain for shift in recent if shift.domain}
    return tuple(sorted(named | set(always))) if named else ("",)


def _rows(shifts: Sequence[Shift], domains: Sequence[str], now: datetime) -> tuple[Row, ...]:
    """Return what lasts now and all that is known of the time after."""
    rows: list[Row] = []
    for begin, end, there in _stretches(shifts, now):
        cells = _cells(there, domains)
        if rows and rows[-1].cells == cells:
            rows[-1] = msgspec.structs.replace(rows[-1], end=end)
        else:
            rows.append(Row(begin, end, cells))
    return tuple(row for row in rows if row.end is None or row.end > now)


def _stretches(shifts: Sequence[Shift], now: datetime) -> Iterator[tuple[datetime, datetime | None, tuple[Shift, ...]]]:
    """Yield the times in which nobody comes or goes, each with the shifts that last then; `shifts` are in the order of time."""
    if not shifts:
        return
    edges = sorted({edge for shift in shifts for edge in (shift.at, shift.until)} - {OPEN})
    if edges[0] > now:
        edges.insert(0, now)
    coming = list(reversed(shifts))
    there: list[Shift] = []
    for begin, end in zip_longest(edges, edges[1:]):
        there = [shift for shift in there if shift.until > begin]
        while coming and coming[-1].at <= begin:
            there.append(coming.pop())
        yield begin, end, tuple(there)


def _cells(there: Iterable[Shift], domains: Sequence[str]) -> tuple[Cell, ...]:
    by_domain: dict[str, list[Shift]] = {}
    for shift in there:
        by_domain.setdefault(shift.domain, []).append(shift)
    everywhere = by_domain.get("", [])
    return tuple(_cell(everywhere + by_domain.get(domain, []) if domain else everywhere) for domain in domains)


def _cell(here: Sequence[Shift]) -> Cell:
    return Cell(
        people=tuple(sorted({shift.person for shift in here})),
        mine=any(shift.mine for shift in here),
        swapped=any(shift.over for shift in here),
        everywhere=any(not shift.domain for shift in here),
        me=next((shift.person for shift in here if shift.mine), ""),
    )


def _people(told: Iterable[Shift], me: str) -> tuple[str, ...]:
    names = {name for shift in told for name in (shift.person, shift.instead_of)} | {me}
    return tuple(sorted(names - {""}, key=str.casefold))


def _gaps(rows: Sequence[Row], domains: Sequence[str], always: Sequence[str]) -> tuple[Gap, ...]:
    """Return the times in which nobody is on duty, the earliest first; of those that begin together first what must never be."""
    found = [
        Gap(domain, begin, end, always=domain in always or (not domain and bool(always)))
        for column, domain in enumerate(domains)
        for begin, end in _empty([(row.begin, row.end, not row.cells[column].people) for row in rows])
    ]
    return tuple(sorted(found, key=lambda gap: (gap.begin, not gap.always, gap.domain)))


def _empty(stretches: Iterable[tuple[datetime, datetime | None, bool]]) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield begin and end of each time that is empty; neighbours are one."""
    for empty, group in groupby(stretches, key=lambda stretch: stretch[2]):
        if empty:
            together = list(group)
            yield together[0][0], together[-1][1]


def _off(world: World, now: datetime, zone: tzinfo | None) -> tuple[DayOff, ...]:
    """Return the coming holidays; one that two calendars know is told once."""
    today = now.astimezone(zone).date()
    holidays = [item for item in world.items.values() if isinstance(item, Holiday)]
    coming = {DayOff(one.title, one.first, one.last) for one in holidays if one.last >= today}
    near = [one for one in coming if one.first < (now + AHEAD).astimezone(zone).date()]
    return tuple(sorted(near, key=lambda one: (one.first, one.last, one.name)))


def _swaps(world: World, told: Iterable[Shift], sources: Iterable[Source], now: datetime) -> tuple[SwapLine, ...]:
    """Return the swaps that are not over; of several watches that bring one, the one that can be written names it."""
    writable = [source.name for source in sources if source.writable]
    found = []
    for shift in sorted(told, key=lambda one: (one.at, one.key)):
        if shift.over and shift.until > now:
            names = world.seen_by.get(shift.key, ())
            found.append(
                SwapLine(
                    person=shift.person,
                    begin=shift.at,
                    end=shift.until,
                    domain=shift.domain,
                    instead_of=shift.instead_of,
                    source=next((name for name in names if name in writable), names[0] if names else ""),
                )
            )
    return tuple(found)


# --- words for people


def coverage(found: Rota, zone: tzinfo | None = None) -> str:
    """Say what is not covered next, and the next holiday. Times are those of `zone` (the machine's if none)."""
    if not found.rows:
        return NO_ROTA
    return " ".join((_covered(found, zone), *map(_holiday, found.off[:1])))


def pm_text(found: Rota, zone: tzinfo | None = None) -> str:
    """Return what a PM should know of the rota: each gap and each holiday in a line."""
    if not found.rows:
        return NO_ROTA
    times = f" (times of {found.zone})" if found.zone else ""
    head = f"Support duty from {day(found.rows[0].begin, zone)}{times}:"
    gaps = [_uncovered(gap, found, zone) for gap in found.gaps] or [_covered(found, zone)]
    return "\n".join((head, *(f"- {line}" for line in (*gaps, *map(_holiday, found.off)))))


def volunteer_text(found: Rota, gap: Gap, zone: tzinfo | None = None) -> str:
    """Return a message in which I offer to be on duty in a gap; the PM changes the workplan."""
    return f"I can take {gap.domain or 'support duty'} {_span(gap, found, zone)}. Could you change the workplan?"


def _covered(found: Rota, zone: tzinfo | None) -> str:
    if not found.gaps:
        end = found.rows[-1].end
        return f"Everybody is there until {_moment(end, zone)}." if end else "Everybody is there."
    more = {1: "", 2: " There is another gap later."}
    others = f" There are {len(found.gaps) - 1} more gaps later."
    return _uncovered(found.gaps[0], found, zone) + more.get(len(found.gaps), others)


def _uncovered(gap: Gap, found: Rota, zone: tzinfo | None) -> str:
    domain = f" for {isolated(gap.domain)}" if gap.domain else ""
    always = "; there must always be somebody" if gap.always else ""
    return f"Nobody is on duty{domain} {_span(gap, found, zone)}{always}."


def _span(gap: Gap, found: Rota, zone: tzinfo | None) -> str:
    """Return when, in words. What began before the first row ended lasts now."""
    end = f" until {_moment(gap.end, zone)}" if gap.end else ""
    if gap.begin <= found.rows[0].begin:
        return f"now{end}" if end else "from now on"
    return f"from {_moment(gap.begin, zone)}{end or ' on'}"


def _holiday(off: DayOff) -> str:
    if off.first == off.last:
        return f"{_date(off.first)} is a holiday: {isolated(off.name)}."
    return f"{_date(off.first)} to {_date(off.last)} are holidays: {isolated(off.name)}."


def _date(one: date) -> str:
    return day(datetime.combine(one, time(12), UTC), UTC)


def _moment(at: datetime, zone: tzinfo | None) -> str:
    return f"{day(at, zone)} {clock(at, zone)}"
