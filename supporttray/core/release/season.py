"""What is usual at some hours, told from the same hours of the same weekdays in earlier weeks. Pure.

Hours are the wall's: what comes at ten o'clock on Mondays is compared with ten o'clock on Mondays, also over a change of the clocks. Counts by the hour are all that
is known: where a window begins or ends within an hour, of that hour a share counts that is as large as what lies in the window. A day on which nobody works is
left out of the past; what is usual on one is what is usual on Sundays.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from math import ceil, exp, floor, sqrt
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.release.rate import Usual
from supporttray.core.release.trend import DISCOUNT, Trend, trend
from supporttray.core.release.variation import evened, variation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

HOUR = timedelta(hours=1)
WEEK, DAY = 7 * 24, 24  # hours
WEEKS = 8  # older ones tell of another season
FEWEST = 2  # weeks that have to be known
LONGEST = 60  # days of a window: what a release lasts, and more
EPOCH = datetime(1970, 1, 5)  # noqa: DTZ001  a Monday on the wall's clock
SUNDAY = 6


class _Cell(NamedTuple):
    """What is known of one hour of the week: how many are usual in it, what one ticket of the past weighs there, how old the past is (weeks), how many weeks it has."""

    mean: float
    share: float
    age: float
    weeks: int


class Past:
    """What came in the weeks before a moment: from `until` on nothing is usual, for then the release is out.

    `hours` says how many came by when the hour began (UTC); hours without any are missing. Known is all since the first of them, or since `since`.
    """

    def __init__(
        self,
        hours: Mapping[datetime, int],
        zone: tzinfo | None,
        until: datetime,
        *,
        since: datetime | None = None,
        weeks: int = WEEKS,
        off: Collection[date] = (),
    ) -> None:
        begin = max(since or min(hours, default=until), until - weeks * WEEK * HOUR).astimezone(UTC)
        begin = begin.replace(minute=0, second=0, microsecond=0)
        self._zone, self._off = zone, frozenset(off)
        self._first = floor(self._at(begin)) - 1  # a change of the clocks may lie before
        length = max(ceil((until - begin) / HOUR), 0)
        self.counts = [0.0] * (length + 4)
        self.seen = [0.0] * (length + 4)
        self._variations: dict[int, float] = {}
        self._known: dict[int, _Cell | None] = {}
        for number in range(0, floor((until - begin) / HOUR) if until > begin else 0, DAY):
            self._note(hours, begin + number * HOUR, min(until, begin + (number + DAY) * HOUR))

    def _note(self, hours: Mapping[datetime, int], begin: datetime, end: datetime) -> None:
        """Put what came in a day's hours into those of the wall's clock: into two where the zone's minutes are others."""
        steady = self._at(end) - self._at(begin) == (end - begin) / HOUR  # the clocks did not change
        first = self._at(begin)
        for number in range(floor((end - begin) / HOUR)):
            hour = begin + number * HOUR
            at = (first + number if steady else self._at(hour)) - self._first
            cell, part = floor(at), at - floor(at)
            if self._free(cell + self._first):
                continue
            count = hours.get(hour, 0)
            self.counts[cell] += count * (1 - part)
            self.seen[cell] += 1 - part
            if part:
                self.counts[cell + 1] += count * part
                self.seen[cell + 1] += part

    def _at(self, moment: datetime) -> float:
        """Return a moment as hours of the wall's clock."""
        return (moment.astimezone(self._zone).replace(tzinfo=None) - EPOCH) / HOUR

    def _free(self, cell: int) -> bool:
        """Whether nobody works on the day of an hour of the wall's clock."""
        return bool(self._off) and EPOCH.date() + timedelta(days=cell // DAY) in self._off

    @cached_property
    def trend(self) -> Trend:
        """How much more there is each week."""
        return trend(self.counts, self.seen, self._first)

    def usual(self, begin: datetime, end: datetime) -> Usual | None:
        """Return what is usual between two moments; None where fewer than two weeks are known."""
        cells = self._cells(begin, min(end, begin + LONGEST * DAY * HOUR))
        known = [(part, found) for part, cell in cells if (found := self._cell(cell))]
        if not known or len(known) < len(cells) or sum(found.weeks for _, found in known) < FEWEST * len(known):
            return None
        number = sum(part for part, _ in known)
        share = sum(part * found.share for part, found in known) / number
        age = sum(part * found.age for part, found in known) / number
        # half a ticket more than were seen: that none was seen does not mean that none can come
        mean = sum(part * found.mean for part, found in known) + share / 2
        more = self._more(number) * mean**2
        variance = (mean + more) * (1 + share) + (mean * age) ** 2 * self.trend.variance
        return Usual(mean, sqrt(variance), round(sum(found.weeks for _, found in known) / len(known)))

    def rate(self, hour: datetime) -> float | None:
        """Return how many are usual in the hour that begins then; None where it is not known."""
        found = self._cell(floor(self._at(hour)))
        return found.mean if found and found.weeks >= FEWEST else None

    def _more(self, hours: float) -> float:
        """Return how much more windows of so many hours vary than by chance, squared and as a share of what is usual."""
        tile, evens = evened(hours)
        if tile not in self._variations:
            self._variations[tile] = variation(self.counts, self.seen, self._first, tile, self.trend.slope)
        return self._variations[tile] * evens

    def _cells(self, begin: datetime, end: datetime) -> list[tuple[float, int]]:
        """Return the wall's hours of a window, each with the share of it that lies there."""
        first, hours = self._at(begin), (end - begin) / HOUR
        last = self._at(end)
        last = last if last > first else first + hours
        scale = hours / (last - first) if hours > 0 else 0
        return [
            (scale * part, cell)
            for cell in range(floor(first), ceil(last))
            if (part := min(last, cell + 1) - max(first, cell)) > 0
        ]

    def _cell(self, cell: int) -> _Cell | None:
        """Return what the same hour had in the weeks before; None where nothing is known."""
        if cell not in self._known:
            self._known[cell] = self._weeks(cell)
        return self._known[cell]

    def _weeks(self, cell: int) -> _Cell | None:
        if self._free(cell):
            cell += (SUNDAY - cell // DAY % 7) * DAY
        count = weight = squares = seen = age = 0.0
        weeks = 0
        least = max(1, ceil((cell - self._first - len(self.seen) + 1) / WEEK))
        for back in range(least, (cell - self._first) // WEEK + 1):
            place = cell - self._first - back * WEEK
            if hours := self.seen[place]:
                worth = DISCOUNT**back
                count += worth * self.counts[place]
                weight += worth * hours * exp(-self.trend.slope * back)
                squares, seen = squares + worth**2 * hours, seen + worth * hours
                age, weeks = age + worth * hours * back, weeks + 1
        return _Cell(count / weight, squares / seen**2, age / seen, weeks) if weight else None


def usual(
    hours: Mapping[datetime, int],
    begin: datetime,
    end: datetime,
    zone: tzinfo | None,
    weeks: int = WEEKS,
    off: Collection[date] = (),
) -> Usual | None:
    """Return what is usual between two moments; None where fewer than two weeks before are known. Who asks for many windows keeps a `Past`."""
    return Past(hours, zone, begin, weeks=weeks, off=off).usual(begin, end)
