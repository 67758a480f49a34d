"""The hours in which the team works: which days are working days, and how much working time lies between two moments. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import msgspec

from supporttray.core.item import OPEN, Holiday
from supporttray.core.rotation import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from supporttray.core.item import Item

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = get_args(Weekday)
DAY = timedelta(days=1)
FAR = 3660  # days; what lies further ahead is never
LONGEST = 366  # days of one holiday


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when, on the wall's clock, work is done on which days of the week (0 is Monday); `lunch` is taken out.

    `zone` is whose clock that is (the machine's if none), `off` the days on which nobody works all the same.
    """

    days: frozenset[int] = frozenset(range(5))
    begin: time = time(9)
    end: time = time(17, 30)
    lunch: tuple[time, time] | None = None
    zone: tzinfo | None = None
    off: frozenset[date] = frozenset()

    def without(self, items: Iterable[Item]) -> Hours:
        """Return the same hours with the holidays among the items as days off."""
        holidays = [one for one in items if isinstance(one, Holiday)]
        days = {
            one.first + number * DAY
            for one in holidays
            for number in range(min((one.last - one.first) // DAY + 1, LONGEST))
        }
        return msgspec.structs.replace(self, off=frozenset(days))

    def day(self, at: datetime) -> date:
        """Return the day of a moment where the team is."""
        return at.astimezone(self.zone).date()

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        return day.weekday() in self.days and day not in self.off

    def open(self, at: datetime) -> bool:
        """Whether a moment is working time."""
        return self.opening(at) == at.astimezone(UTC)

    def working(self, begin: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments; none if the second one is not the later."""
        begin, end = begin.astimezone(UTC), end.astimezone(UTC)
        days = (self.day(end) - self.day(begin)) // DAY
        return sum((min(b, end) - a for a, b in self._stretches(begin, days) if a < end), timedelta(0))

    def after(self, begin: datetime, span: timedelta) -> datetime:
        """Return the first moment from `begin` on when so much working time has passed (UTC); `OPEN` if not within ten years."""
        begin = begin.astimezone(UTC)
        if span <= timedelta(0):
            return begin
        for first, last in self._stretches(begin, FAR):
            if span <= last - first:
                return first + span
            span -= last - first
        return OPEN

    def opening(self, at: datetime) -> datetime:
        """Return the first moment from `at` on that is working time (UTC); `OPEN` if not within ten years."""
        return next((first for first, _ in self._stretches(at.astimezone(UTC), FAR)), OPEN)

    def _stretches(self, begin: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working time from a moment (UTC) on, in order and without what is empty, up to the end of some day."""
        first = self.day(begin)
        for day in (first + number * DAY for number in range(days + 1)):
            for opens, closes in self._clocks if self.works(day) else ():
                start, end = max(moment(day, opens, self.zone), begin), moment(day, closes, self.zone)
                if start < end:
                    yield start, end

    @property
    def _clocks(self) -> tuple[tuple[time, time], ...]:
        """From when to when on the wall's clock a working day has working time."""
        if self.lunch is None:
            return ((self.begin, self.end),)
        return ((self.begin, self.lunch[0]), (self.lunch[1], self.end))
