"""A week of reminders, walked by an engine: Easter 2027 in Berlin, with two holidays and a change of the clocks in it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supporttray import config
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Holiday
from supporttray.core.outbox import Entry, Fate
from supporttray.engine.database import Database
from supporttray.engine.diary import missing
from supporttray.engine.engine import Engine
from supporttray.engine.outbox import Outbox
from tests.engine.lab import HandClock, Recorder

BERLIN = ZoneInfo("Europe/Berlin")
STEP = timedelta(seconds=30)
WEEK = """
schema = 1
me = "Ada"
zone = "Europe/Berlin"

[service.slack]
kind = "slack"
address = "http://127.0.0.1:1/api"
demo = true

[daily]
channel = "C0456EFGH"
by = "16:30"

[[watch]]
kind = "roster.file"
shifts = [
    { person = "Ada", from = 2027-03-24T09:00:00+01:00, to = 2027-03-30T12:00:00+02:00 },
    { person = "Bo", from = 2027-03-30T12:00:00+02:00, to = 2027-04-06T12:00:00+02:00 },
]

[[watch]]
kind = "holiday.country"
country = "DE"
subdivision = "BE"

[[watch]]
kind = "meeting.rule"
name = "stand-up"
title = "Stand-up"
at = "09:45"
minutes = 15
zone = "Europe/Berlin"

[[watch]]
kind = "meeting.rule"
name = "planning"
title = "Planning with QA"
at = "14:00"
zone = "Europe/Berlin"
days = ["tue", "thu", "fri"]

[[watch]]
kind = "meeting.rule"
name = "sprint"
title = "Sprint planning"
at = "10:00"
zone = "Europe/Berlin"
rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"
start = 2027-03-10
skipped = true

[[watch]]
kind = "meeting.rule"
name = "check"
title = "On-call check"
at = "11:00"
zone = "Europe/Berlin"
days = ["fri", "mon"]
on_holidays = true
"""
# Good Friday and Easter Monday are holidays, Bo takes over on Tuesday at noon, and on Thursday the status is posted in time.
SPOKEN = [
    ("Wed 09:40", "Stand-up"),
    ("Wed 16:30", "Today's status is not posted yet"),
    ("Thu 09:40", "Stand-up"),
    ("Thu 13:55", "Planning with QA"),
    ("Fri 10:55", "On-call check"),
    ("Mon 10:55", "On-call check"),
    ("Tue 09:40", "Stand-up"),
]
WATCHED = (("09:30", "10:15"), ("10:50", "11:15"), ("13:50", "14:15"), ("16:20", "16:50"))


def wall(day: datetime, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day:%Y-%m-%d}T{clock}").replace(tzinfo=BERLIN).astimezone(UTC)


def posted(day: str, fate: Fate = Fate.SENT) -> Entry:
    at = datetime(2027, 3, 25, 14, tzinfo=UTC)
    deed = Deed(verb=Verb.POST, place="C0456EFGH", text="Today")
    return Entry(intent=f"daily:{day}:slack:C0456EFGH", account="slack", deed=deed, made_at=at, due=at, fate=fate)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_week_with_two_holidays_brings_exactly_the_right_reminders_at_the_right_minutes(tmp_path: Path) -> None:
    async def no_credential(_name: str) -> None:
        return None

    async def story() -> Recorder:
        face, clock = Recorder(), HandClock(datetime(2027, 3, 24, 8, 10, tzinfo=UTC))
        base = Database(tmp_path / "w.sqlite3", clock.now)
        engine = Engine(
            config.parse(WEEK, "week.toml"), base, clock=clock, credential=no_credential, face=face, lot=lambda: 0.5
        )
        running = asyncio.create_task(engine.run())
        try:
            async with asyncio.timeout(30):
                while not any(isinstance(one, Holiday) for one in engine.desk.store.items.values()):
                    if running.done():
                        running.result()
                    await asyncio.sleep(0.01)
            for number in range(7):
                day = datetime(2027, 3, 24) + timedelta(days=number)  # noqa: DTZ001  a day
                for begin, end in WATCHED:
                    clock.advance(wall(day, begin) - clock.now())
                    while clock.now() < wall(day, end):
                        await settle()
                        clock.advance(STEP)
                    if f"{day:%a} {end}" == "Thu 14:15":
                        Outbox(base).add([posted("2027-03-25")])
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            base.close()
        return face

    face = asyncio.run(story())

    reminders = [one for one in face.alerts if one.need.kind.startswith(("meeting.", "status."))]
    said = [(f"{one.at.astimezone(BERLIN):%a %H:%M}", one.need.title.partition(" at ")[0]) for one in reminders]
    assert said == SPOKEN
    quiet = {
        (f"{shown.at.astimezone(BERLIN):%a}", need.title)
        for shown in face.snapshots
        for need in shown.needs
        if need.kind == "meeting.skipped"
    }
    assert quiet == {("Wed", "Sprint planning is not for you while you are on duty")}


@pytest.mark.parametrize(
    ("clock", "intents", "since"),
    [
        ("16:29", [], None),
        ("16:30", [], "16:30"),
        ("23:59", [], "16:30"),
        ("16:30", [posted("2027-03-25")], None),
        ("16:30", [posted("2027-03-25", Fate.WAITING)], None),
        ("16:30", [posted("2027-03-25", Fate.UNKNOWN)], "16:30"),
        ("16:30", [posted("2027-03-25", Fate.UNDONE)], "16:30"),
        ("16:30", [posted("2027-03-24")], "16:30"),
    ],
)
def test_the_status_is_missing_from_its_hour_until_it_is_posted(
    tmp_path: Path, clock: str, intents: list[Entry], since: str | None
) -> None:
    day = datetime(2027, 3, 25)  # noqa: DTZ001  a day
    outbox = Outbox(Database(tmp_path / "w.sqlite3", lambda: wall(day, clock)))
    if intents:
        outbox.add(intents)
    plan = config.parse(WEEK, "week.toml")

    assert missing(plan, outbox, wall(day, clock)) == (wall(day, since) if since else None)
    assert missing(config.parse("", "none.toml"), outbox, wall(day, clock)) is None
