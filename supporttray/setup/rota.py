"""What becomes of the rota's shifts when a person says that they are on duty now, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from supporttray.connectors.roster.shift import Entry

    Stays = Iterator[tuple[int, Entry]]


def current(shift: Entry, me: str, now: datetime) -> bool:
    """Whether a shift is mine and lasts at `now`."""
    return shift.person.casefold() == me.casefold() and shift.begin <= now < shift.end


def named(shifts: Sequence[Entry], was: str, me: str) -> list[Entry]:
    """Return the shifts with my name of now in place of the one I had."""
    return [
        msgspec.structs.replace(one, person=me) if one.person.casefold() == was.casefold() != me.casefold() else one
        for one in shifts
    ]


def on_duty(shifts: Sequence[Entry], me: str, now: datetime, until: datetime) -> Stays:
    """Yield (number, shift) of what stays: my shift of now ends at `until`, and no other of mine begins before."""
    for number, shift in enumerate(shifts):
        if shift.person.casefold() != me.casefold():
            yield number, shift
        elif current(shift, me, now):
            yield number, msgspec.structs.replace(shift, end=until)
        else:
            yield from ((number, rest) for rest in _without(shift, now, until))


def off_duty(shifts: Sequence[Entry], me: str, now: datetime, until: datetime | None) -> Stays:
    """Yield (number, shift) of what stays: my shift of now has ended, and none of mine begins before `until`, if that was said.

    A shift that goes on after `until` comes twice, in two parts.
    """
    for number, shift in enumerate(shifts):
        if current(shift, me, now):
            if shift.begin < now:
                yield number, msgspec.structs.replace(shift, end=now)
            if until and shift.end > until:
                yield number, msgspec.structs.replace(shift, begin=until)
        elif until and shift.person.casefold() == me.casefold():
            yield from ((number, rest) for rest in _without(shift, now, until))
        else:
            yield number, shift


def _without(shift: Entry, now: datetime, until: datetime) -> Iterator[Entry]:
    """Yield what is left of a shift that does not last at `now`, without the time up to `until`."""
    if shift.end <= now or shift.begin >= until:
        yield shift
    elif shift.end > until:
        yield msgspec.structs.replace(shift, begin=until)
