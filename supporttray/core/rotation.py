"""A rule that says who is on duty: people in order, each for a number of days. Turned into stretches of time, a window at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

DAY = timedelta(days=1)


class Member(msgspec.Struct, frozen=True):
    """One place in the order; a person may have several. `since` and `until` are the first and the last day in the rota."""

    person: str
    since: date = date.min
    until: date = date.max

    def there(self, day: date) -> bool:
        """Whether this place is in the rota on a day."""
        return self.since <= day <= self.until


class Absence(msgspec.Struct, frozen=True):
    """Somebody is away from the day `begin` up to and including the day `end`."""

    person: str
    begin: date
    end: date


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """People in order, each for `days` days, from the day `start` on.

    A day of duty lasts from `hand_over` on the wall's clock to the next day's. Who joins or leaves does so with a turn of their own:
    the order goes on behind whoever had the last turn, among those who are in the rota when the next one begins.
    Whoever is away, or has left in the middle of their turn, is stood in for on exactly those days by the next in order who is
    there; nobody's later turns move. Where nobody is there, nobody is on duty.
    """

    members: tuple[Member, ...]
    days: int
    start: date
    hand_over: time
    away: tuple[Absence, ...] = ()


class Stretch(NamedTuple):
    """A person is on duty from `begin` up to but not including `end` (UTC); never more than one turn."""

    person: str
    begin: datetime
    end: datetime


def moment(day: date, clock: time, zone: tzinfo | None) -> datetime:
    """Return when a clock on the wall shows a time on a day, in UTC; the machine's clock without a zone.

    Of a time that it shows twice the first; of one that is skipped, the first moment after the gap.
    """
    wall = datetime.combine(day, clock)
    found = _read(wall, zone)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    before, after = _read(wall.replace(fold=1), zone), found  # around the gap (PEP 495)
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _read(wall: datetime, zone: tzinfo | None) -> datetime:
    """Return the moment of a wall's time as its `fold` says; the machine's `astimezone` does not heed that in a gap."""
    return wall.replace(tzinfo=zone).astimezone(UTC) if zone else datetime.fromtimestamp(wall.timestamp(), UTC)


def stretches(rule: Rotation, zone: tzinfo, begin: datetime, end: datetime) -> Iterator[Stretch]:
    """Yield what touches the time from `begin` to `end`, in order and uncut. The years before cost nothing."""
    first = (begin.astimezone(zone).date() - 2 * DAY - rule.start) // DAY // rule.days
    last = (end.astimezone(zone).date() - rule.start) // DAY // rule.days
    for number, owner in _owners(rule, max(first, 0), last):
        day = rule.start + number * rule.days * DAY
        days = ((_present(rule, owner, day + count * DAY), day + count * DAY) for count in range(rule.days))
        for person, group in groupby(days, key=lambda one: one[0]):
            on = [one for _, one in group]
            told = Stretch(person, moment(on[0], rule.hand_over, zone), moment(on[-1] + DAY, rule.hand_over, zone))
            if person and told.begin < end and told.end > begin:
                yield told


def _owners(rule: Rotation, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the turns from `first` to `last` by their numbers, each with whose it is by their place in the order.

    Between two changes of who is in the rota the order is a plain round, which is counted, not walked.
    """
    edges = [member.since for member in rule.members if member.since > rule.start]
    edges += [member.until + DAY for member in rule.members if rule.start <= member.until < date.max]
    turns = sorted({0, last + 1, *(-((rule.start - edge) // DAY // rule.days) for edge in edges)})
    latest = -1
    for begin, end in pairwise(turns):
        if begin > last:
            return
        day = rule.start + begin * rule.days * DAY
        there = [place for place, member in enumerate(rule.members) if member.there(day)]
        if not there:
            continue
        shift = next((count for count, place in enumerate(there) if place > latest), 0) - begin
        yield from (
            (number, there[(number + shift) % len(there)]) for number in range(max(begin, first), min(end, last + 1))
        )
        latest = there[(end - 1 + shift) % len(there)]


def _present(rule: Rotation, owner: int, day: date) -> str:
    """Return who is on duty on a day of somebody's turn; empty if nobody is there."""
    away = {one.person for one in rule.away if one.begin <= day <= one.end}
    order = rule.members[owner:] + rule.members[:owner]
    return next((member.person for member in order if member.there(day) and member.person not in away), "")
