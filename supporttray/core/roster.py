"""Who is on duty now, until when, who next. One answer, from the shifts that all rota watches brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.item import Shift
from supporttray.core.model import Duty

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from supporttray.core.item import AnyItem


def duty(items: Iterable[AnyItem], now: datetime) -> Duty:
    """Return whether I am on duty at `now`. With no shift at all nobody knows (`on` is None): the app never guesses."""
    shifts = sorted((item for item in items if isinstance(item, Shift)), key=lambda shift: (shift.at, shift.key))
    if not shifts:
        return Duty()
    current = [shift for shift in shifts if shift.at <= now < shift.until]
    coming = next((shift for shift in shifts if shift.at > now and not shift.mine), None)
    next_person = coming.person if coming else ""
    if mine := [shift for shift in current if shift.mine]:
        end = _end_of_duty(mine[0], shifts)
        return Duty(on=True, until=end, person=mine[0].person, next_person=next_person)
    my_next = next((shift.at for shift in shifts if shift.mine and shift.at > now), None)
    return Duty(on=False, until=my_next, person=current[0].person if current else "", next_person=next_person)


def _end_of_duty(shift: Shift, shifts: list[Shift]) -> datetime:
    """Follow my shifts that touch or overlap: duty ends where the last of them does."""
    end = shift.until
    for other in shifts:
        if other.mine and shift.at <= other.at <= end < other.until:
            end = other.until
    return end
