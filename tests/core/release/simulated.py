"""A help desk that is simulated, with known rates: weekdays and hours, a season, days and hours that differ more than by chance, holidays, a change of the clocks."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from supporttray.core.release.rate import Reading, alarm
from supporttray.core.release.season import Past

ZONE = ZoneInfo("Europe/Berlin")
HOUR, LOOK, DAY = timedelta(hours=1), timedelta(minutes=30), timedelta(days=1)
BEGIN = datetime(2026, 9, 28, tzinfo=ZONE)  # a Monday; the clocks change four weeks later
LOOKS = 7 * 48  # in a week
BY_HOUR = np.array(
    [0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 0.5, 1.1, 1.8, 2.4, 2.5, 2.2, 1.8, 1.9, 2.0, 1.9, 1.6, 1.3, 0.9, 0.7, 0.5, 0.4, 0.3, 0.3]
)  # fmt: skip
BY_DAY = np.array([1.3, 1.15, 1.1, 1.05, 1.0, 0.45, 0.4])


class Desk(NamedTuple):
    """What a simulated help desk is like: tickets an hour in its first week, by how much it grows in a week, how its days and hours differ besides."""

    base: float = 3.0
    growth: float = 0.06
    days: float = 0.1
    hours: float = 0.1
    weeks: int = 6
    free: tuple[date, ...] = ()


KINDS = {
    "by chance alone": Desk(growth=0, days=0, hours=0),
    "a season": Desk(),
    "holidays": Desk(free=(date(2026, 10, 26), date(2026, 11, 11))),
    "a steep season": Desk(growth=0.15, days=0.15),
    "wild days": Desk(base=5, days=0.25, hours=0.2),
    "busy": Desk(base=30, days=0.12),
    "quiet": Desk(base=0.6),
    "three weeks known": Desk(weeks=3),
}


class Rise(NamedTuple):
    """From which look to which one there is how many times as much in the week of the release."""

    begin: int
    end: int
    times: float


class Week:
    """A week in which a release is watched, with the weeks before it; the deploy is at nine o'clock of its first day unless `deploy` says another look."""

    def __init__(self, desk: Desk, seed: int, rise: Rise | None = None, deploy: int = 18, exact: float = 0) -> None:
        random: Any = np.random.default_rng(seed)
        rates = _rates(desk, random)
        self._first = desk.weeks * LOOKS
        if rise and exact:  # so many tickets an hour are to be expected while it lasts
            rates *= exact / 2 / rates[self._first + rise.begin : self._first + rise.end].mean()
        if rise:
            rates[self._first + rise.begin : self._first + rise.end] *= rise.times
        counts = random.poisson(rates)
        self._before = np.concatenate([[0], np.cumsum(counts)])
        self.begin = BEGIN.astimezone(UTC) + self._first * LOOK
        pairs = counts.reshape(-1, 2).sum(axis=1)
        self.hours = {BEGIN.astimezone(UTC) + n * HOUR: int(count) for n, count in enumerate(pairs) if count}
        self._live = self.begin + deploy * LOOK
        self.past = Past(self.hours, ZONE, self.begin, off=desk.free)

    def said(self, looks: Collection[int]) -> Iterator[tuple[int, Reading]]:
        """Yield the alarms: at which look each begins."""
        standing = False
        for look in looks:
            found = alarm(self._readings(self.begin + look * LOOK), standing=standing)
            if found and not standing:
                yield look, found
            standing = found is not None

    def _readings(self, now: datetime) -> Iterator[Reading]:
        midnight = (now - LOOK).astimezone(ZONE).replace(hour=0, minute=0).astimezone(UTC)
        windows = {"hour": now - HOUR, "three": now - 3 * HOUR, "day": midnight, "deploy": self._live}
        for name, begin in windows.items():
            if name in ("hour", "three") or now - begin > 3 * HOUR:
                yield Reading(name, begin, now, self._count(begin, now), self.past.usual(begin, now))

    def _count(self, begin: datetime, end: datetime) -> int:
        first, last = ((at - self.begin) // LOOK + self._first for at in (begin, end))
        return int(self._before[last] - self._before[first])


def _rates(desk: Desk, random: Any) -> Any:
    """Return the true rates of each half-hour."""
    number = (desk.weeks + 1) * LOOKS
    walls = [(BEGIN.astimezone(UTC) + half * LOOK).astimezone(ZONE) for half in range(number)]
    days = np.exp(random.normal(0, desk.days, number // 48 + 2))
    hours = np.repeat(np.exp(random.normal(0, desk.hours, number // 2)), 2)
    shape = [BY_HOUR[wall.hour] * BY_DAY[wall.weekday()] * (0.35 if wall.date() in desk.free else 1) for wall in walls]
    weather = [days[(wall.date() - BEGIN.date()).days] for wall in walls]
    season = np.exp(desk.growth * np.arange(number) / LOOKS)
    return desk.base / 2 * np.array(shape) * np.array(weather) * hours * season


MORNING = Rise(66, 72, 2)  # twice as many on the second day from nine to noon
WATCHED = range(62, 75)


def false_alarms(desk: Desk, seed: int) -> int:
    """Return how many alarms there are in a week in which all is as usual."""
    return len(list(Week(desk, seed).said(range(1, LOOKS + 1))))


def found(desk: Desk, seed: int, times: float = MORNING.times) -> bool:
    """Return whether a rise is found, at five tickets an hour, before an hour has passed since its end."""
    week = Week(desk, seed, MORNING._replace(times=times), MORNING.begin, exact=5)
    return any(look > MORNING.begin for look, _ in week.said(WATCHED))
