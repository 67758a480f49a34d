"""How unusual a release's tickets and errors are, from a database as a watch left it."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.core.item import Deploy
from supporttray.core.release.plan import Release
from supporttray.core.release.ticket import Tally, Ticket
from supporttray.engine.database import Database
from supporttray.engine.release.archive import Archive
from supporttray.engine.release.pace import Asked, Pace
from supporttray.engine.release.rate import Rates, rates
from supporttray.engine.store import Store

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
NOW = MONDAY + DAY + timedelta(hours=7, minutes=30)
RELEASE = Release(product="Shop", version="4.0", start=MONDAY, end=MONDAY + 14 * DAY, number=1)
UTC_ZONE = ZoneInfo("UTC")


def deploy(at: datetime, version: str = "v4.0") -> Deploy:
    return Deploy(key=f"deploy:h/{version}", title=version, url="", at=at, version=version)


def spread(begin: datetime, end: datetime, an_hour: int) -> list[datetime]:
    return [begin + n * HOUR / an_hour for n in range(ceil((end - begin) / HOUR * an_hour))]


class Shelf:
    """An archive with tickets opened at these moments; three an hour for six weeks are there already."""

    def __init__(self, weeks: int = 6) -> None:
        self.base = Database(None, lambda: NOW)
        self.archive = Archive(self.base)
        self.number = 0
        self.opened(spread(MONDAY - weeks * WEEK, MONDAY, 3))

    def opened(self, moments: Iterable[datetime], gone: str = "") -> None:
        tickets = []
        for at in moments:
            self.number += 1
            key = f"ticket:h/{self.number}"
            tickets.append(Ticket(key=key, name=f"#{self.number}", title="Where?", url="", at=at, gone=gone))
        self._keep(Answer(items=(), tickets=tuple(tickets)))

    def raised(self, begin: datetime, end: datetime, an_hour: int, series: str = "production") -> None:
        hours = range(int((end - begin) / HOUR))
        self._keep(Answer(items=(), tallies=tuple(Tally(series, begin + n * HOUR, an_hour) for n in hours)))

    def _keep(self, answer: Answer) -> None:
        with self.base.write() as base:
            self.archive.keep(base, "desk", answer, NOW)

    def rates(self, *deploys: Deploy, now: datetime = NOW, **more: Any) -> Rates:
        return rates(self.archive, RELEASE, deploys, now, UTC_ZONE, **more)


def test_a_calm_release_has_the_usual_impact() -> None:
    shelf = Shelf()
    shelf.opened(spread(MONDAY, NOW, 3))

    told = shelf.rates(deploy(MONDAY + HOUR))

    assert told.headline(0) == "Impact on Customer Support so far: as many tickets as usual, none confirmed."
    assert told.sentences[:2] == (
        "3 tickets in the last hour, usually 3 ± 2.",
        "47 tickets today, usually 47 ± 8.",
    )
    assert told.sentences[-1] == "Before the deploy 3 an hour, after it 3, when 3 are usual."
    assert not told.unusual


def test_a_rise_is_unusual_and_said_first() -> None:
    shelf = Shelf()
    shelf.opened(spread(MONDAY, NOW - 3 * HOUR, 3))
    shelf.opened(spread(NOW - 3 * HOUR, NOW, 10))

    told = shelf.rates()

    assert told.unusual
    assert told.sentences[0].startswith("30 tickets in the last three hours, usually 9 ± ")
    assert told.sentences[0].endswith(": that is unusual.")
    assert told.sentences[1].startswith("10 tickets in the last hour")
    assert told.headline(2) == "Impact on Customer Support so far: +21 tickets over usual, 2 confirmed."


def test_what_stands_is_said_until_it_is_usual_again() -> None:
    shelf = Shelf()
    shelf.opened(spread(MONDAY, NOW - 3 * HOUR, 3))
    shelf.opened(spread(NOW - 3 * HOUR, NOW, 6))

    assert not shelf.rates().unusual
    assert shelf.rates(standing=("tickets",)).unusual


def test_errors_are_counted_where_the_release_is() -> None:
    shelf = Shelf()
    shelf.raised(MONDAY - 4 * WEEK, MONDAY + DAY + 5 * HOUR, 20)
    shelf.raised(MONDAY + DAY + 5 * HOUR, NOW, 90)
    shelf.raised(NOW - HOUR / 2, NOW + HOUR / 2, 45)
    shelf.raised(MONDAY, NOW, 5000, "staging")

    told = shelf.rates()

    assert told.unusual
    assert any(one.startswith("245 errors since noon, usually ") and one.endswith("unusual.") for one in told.sentences)
    assert [point.errors for point in told.points[-4:]] == [20, 90, 90, 45]
    assert told.sentences[0] == "No tickets in the last hour, usually 3 ± 2."
    assert not any("tickets" in one and "unusual" in one for one in told.sentences)


def test_without_weeks_to_compare_it_is_said_once_that_nothing_is_known() -> None:
    shelf = Shelf(weeks=1)
    shelf.opened(spread(MONDAY, NOW, 40))
    shelf.raised(MONDAY - DAY, NOW, 20)

    told = shelf.rates(deploy(MONDAY + HOUR))

    assert told.sentences[0] == "40 tickets in the last hour."
    assert told.sentences.count("Too few weeks are known to say what is usual.") == 1
    assert told.headline(0).endswith("too few weeks are known to say what is usual; none confirmed.")
    assert not told.unusual
    assert {point.usual for point in told.points} == {None}


def test_what_came_since_the_last_look_is_not_known_yet() -> None:
    shelf = Shelf()
    looked = NOW - timedelta(minutes=40)
    shelf.opened(spread(MONDAY, looked, 3))
    shelf.archive.scanned("desk", looked)

    told = shelf.rates()

    assert told.sentences[0] == "3 tickets in the last hour, usually 3 ± 2."
    assert told.points[-1].hour == looked.replace(minute=0)


def test_the_chart_shows_a_day_before_the_release_and_what_is_usual() -> None:
    shelf = Shelf()
    shelf.opened(spread(MONDAY, NOW, 4))
    shelf.opened([NOW - 2 * HOUR] * 50, gone="It was merged into #1.")

    told = shelf.rates()
    points = told.points

    assert told.count == 4 * 31 + 2
    assert [points[0].hour, points[-1].hour] == [MONDAY - DAY, NOW.replace(minute=0)]
    assert len(points) == 24 + 32
    assert {point.tickets for point in points[:24]} == {3}
    assert {point.tickets for point in points[24:-1]} == {4}
    assert all(point.usual == pytest.approx(3, abs=0.01) for point in points)


def test_before_it_begins_nothing_is_said_and_once_it_is_over_its_whole_time_is() -> None:
    shelf = Shelf()
    shelf.opened(spread(MONDAY, MONDAY + 14 * DAY, 9))

    assert shelf.rates(now=MONDAY) == Rates()
    told = shelf.rates(now=MONDAY + 40 * DAY)

    assert told.sentences[0].startswith("3,024 tickets while the release was watched, usually 1,008 ± ")
    assert not told.unusual
    assert told.points[-1].hour == MONDAY + 14 * DAY - HOUR


def test_of_many_deploys_the_releases_own_counts() -> None:
    shelf = Shelf()
    shelf.opened(spread(MONDAY, NOW, 3))

    told = shelf.rates(deploy(MONDAY + 2 * HOUR), deploy(MONDAY + 20 * HOUR, "website-9"))

    assert "since the deploy (Monday 10:00)" in " ".join(told.sentences)


def test_a_long_release_shows_its_last_three_weeks() -> None:
    shelf = Shelf()
    long = msgspec.structs.replace(RELEASE, end=MONDAY + 90 * DAY)

    points = rates(shelf.archive, long, (), MONDAY + 50 * DAY, UTC_ZONE).points

    assert [points[0].hour, points[-1].hour] == [MONDAY + 29 * DAY, MONDAY + 50 * DAY - HOUR]
    assert points[-1].usual is not None


# --- kept from one look to the next


class Counted(Archive):
    """An archive that counts how often hours were counted."""

    times = 0

    def hours(self, since: datetime, until: datetime | None = None) -> dict[datetime, int]:
        self.times += 1
        return super().hours(since, until)


class Reading(Shelf):
    """A shelf whose rates are kept, as a running app has them."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(self.base)
        self.archive = self.store.archive = self.counted = Counted(self.base)
        self.begin()

    def begin(self) -> None:
        self.pace = Pace(self.store, UTC_ZONE)

    def asked(self, now: datetime) -> Asked:
        return Asked(RELEASE, (), now, ())

    def came(self, an_hour: int, hours: int, until: datetime) -> bool:
        """Scan so many, and return whether tickets are unusual then."""
        self.opened(spread(until - hours * HOUR, until, an_hour))
        self.archive.scanned("desk", until)
        return "tickets" in self.pace.rates(self.asked(until)).unusual


def test_rates_are_reckoned_once_a_scan_however_often_somebody_looks() -> None:
    shelf = Reading()
    shelf.came(3, 3, NOW)
    once = shelf.counted.times
    first = shelf.pace.rates(shelf.asked(NOW))
    later = shelf.pace.rates(shelf.asked(NOW + 20 * timedelta(minutes=1)))

    assert later is first
    assert shelf.counted.times == once

    shelf.archive.scanned("desk", NOW + HOUR)
    assert shelf.pace.rates(shelf.asked(NOW + HOUR)).points != first.points
    assert shelf.counted.times > once


def test_what_is_counted_otherwise_after_the_scan_is_reckoned_again() -> None:
    shelf = Reading()
    shelf.came(3, 3, NOW)
    first = shelf.pace.rates(shelf.asked(NOW)).count
    shelf.opened([NOW - 2 * HOUR])

    assert shelf.pace.rates(shelf.asked(NOW)).count == first + 1


def test_a_loop_does_other_things_between_the_pieces() -> None:
    shelf = Reading()
    shelf.raised(MONDAY - 4 * WEEK, NOW, 20)
    turns: list[int] = []  # how many spans were counted when something else was done

    async def others() -> None:
        while True:
            turns.append(shelf.counted.times)
            await asyncio.sleep(0)

    async def look() -> None:
        other = asyncio.create_task(others())
        await shelf.pace.ready(shelf.asked(NOW))
        other.cancel()

    asyncio.run(look())

    assert {*turns} >= {*range(1, shelf.counted.times + 1)}, "never two spans in one piece"
    assert len(turns) > 15
    once = shelf.counted.times
    assert shelf.pace.rates(shelf.asked(NOW)).points
    assert shelf.counted.times == once, "what was got ready is there"


def test_between_its_two_limits_a_rate_keeps_what_it_was_also_after_a_restart() -> None:
    shelf = Reading()
    shelf.opened(spread(MONDAY, NOW - 3 * HOUR, 3))
    assert not shelf.came(6, 3, NOW), "it was usual, and is a little more now"
    assert shelf.came(9, 1, NOW + HOUR)
    assert shelf.came(5, 2, NOW + 3 * HOUR), "it was unusual, and is hardly less now"
    shelf.begin()
    shelf.opened([NOW + HOUR])
    assert shelf.came(5, 1, NOW + 4 * HOUR), "and is so after a restart"
    assert not shelf.came(3, 72, NOW + 76 * HOUR)
    assert not shelf.came(6, 3, NOW + 79 * HOUR), "it was usual before"
