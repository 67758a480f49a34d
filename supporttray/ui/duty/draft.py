"""What a person most likely means by taking over, handing over or swapping: a swap to begin with. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from supporttray.core.duty import Cell, Rota, SwapLine
from supporttray.core.rota import turn_end

if TYPE_CHECKING:
    from supporttray.ui.duty.table import Place

_DAY = timedelta(days=1)  # where nobody knows an end


def taking(found: Rota, place: Place | None, now: datetime) -> SwapLine:
    """I am on duty from now until the end of the present turn, in the chosen domain or the first that is not mine."""
    cells = _cells(found)
    others = [number for number, cell in enumerate(cells) if not cell.mine]
    number = place.column if place else next(iter(others), 0)
    return _swap(found, number, now, person=found.me)


def giving(found: Rota, place: Place | None, now: datetime) -> SwapLine:
    """Whoever follows me is on duty from now until the end of my turn."""
    cells = _cells(found)
    mine = [number for number, cell in enumerate(cells) if cell.mine]
    number = place.column if place and place.column in mine else next(iter(mine), 0)
    me = cells[number].me if cells else ""
    return _swap(found, number, now, person=_follower(found, number), instead_of=me or found.me)


def swapping(found: Rota, place: Place | None, now: datetime) -> SwapLine:
    """Somebody is on duty in the chosen time."""
    row, number = place or (0, 0)
    begin = max(now, found.rows[row].begin)
    mine = found.rows[row].cells[number].mine
    return _swap(found, number, begin, person="" if mine else found.me)


def is_mine(found: Rota) -> bool:
    """Whether I am on duty now, and could hand that over."""
    return any(cell.mine for cell in _cells(found))


def wall(at: datetime, zone: tzinfo | None) -> datetime:
    """Return what the clocks of a zone (the machine's if none) show, to the minute."""
    return at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


def _cells(found: Rota) -> tuple[Cell, ...]:
    return found.rows[0].cells if found.rows else ()


def _swap(found: Rota, number: int, begin: datetime, *, person: str, instead_of: str = "") -> SwapLine:
    """Who is on duty for all domains is relieved in all of them: in one alone a swap would not reach them."""
    here = next(row.cells[number] for row in found.rows if row.end is None or row.end > begin)
    only = here.people[0] if len(here.people) == 1 and here.people[0] != person else ""
    return SwapLine(
        person=person,
        begin=begin,
        end=turn_end(found, number, begin) or begin + _DAY,
        domain="" if here.everywhere else found.domains[number],
        instead_of=instead_of or only,
    )


def _follower(found: Rota, number: int) -> str:
    """Return the next other person in a domain; empty where nobody follows."""
    cells = [row.cells[number] for row in found.rows]
    me = {name.casefold() for name in (found.me, *(cell.me for cell in cells))}
    return next((person for cell in cells for person in cell.people if person.casefold() not in me), "")
