"""Six weeks of duty of three people in three domains, with two swaps and a hand-over: each app speaks only to the right person.

What is to be heard is told from the demo's ledger and the rota (duty_oracle.py); the apps are whole, but for their screens.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.core.action import Snooze as Sleep
from supporttray.core.duty import Announce, AskAnnouncement, OpenHandoff, SaveHandoff, TakeHandoff
from supporttray.core.model import Urgency
from supporttray.core.outbox import Fate
from tests.e2e.duty_oracle import Snooze, Thing, Told, heard, things
from tests.e2e.oracle import short
from tests.e2e.six_weeks import (
    BEFORE,
    BEGIN,
    CHANGES,
    DAY,
    HOUR,
    LIMITS,
    MINUTE,
    PEOPLE,
    PLACES,
    ROTA,
    SWAPS,
    WEEKS,
    Weeks,
    company,
    incidents,
    weeks,
)
from tests.engine.lab import HandClock

END = BEGIN + WEEKS
LAST = END + 3 * DAY
SECOND = timedelta(seconds=1)
UNDER_WAY = (Fate.WAITING, Fate.SENDING)
ABOUT_WORK = ("request.waiting", "build.broken")


def said(run: Weeks) -> list[Told]:
    """What the apps said of the company's work."""
    return [
        Told(app.person, short(alert.need.subject), alert.at, alert.need.urgency.word)
        for app in run.apps.values()
        for alert in app.alerts
        if alert.need.kind in ABOUT_WORK
    ]


async def announced(run: Weeks) -> None:
    """Everybody who is on duty announces it, each before the words of the one before are there."""
    here = [app for app in run.apps.values() if not ROTA.off_duty(app.person, run.clock.now())]
    for app in here:
        await app.do(AskAnnouncement())
        await app.do(Announce())
        run.clock.advance(2 * SECOND)
    async with asyncio.timeout(30):
        while any(entry.fate in UNDER_WAY for app in here for entry in app.engine.desk.outbox.latest()):
            run.clock.advance(SECOND)
            await run.rest()


async def handed_over(run: Weeks, file: Path) -> Snooze:
    """Ada snoozes a thing, and writes what is open; Cy takes it. Return the snooze as it is Cy's."""
    ada, cy = run.apps["Ada"], run.apps["Cy"]
    assert ada.engine.snapshot
    asleep = next(
        need for need in ada.engine.snapshot.needs if need.kind == "request.waiting" and need.domain == "apps"
    )
    await ada.do(Sleep(asleep.subject, 5 * HOUR))
    await ada.do(SaveHandoff(str(file), "Over to you."))
    opening = await cy.do(OpenHandoff(str(file)))
    assert (opening.person, opening.snoozes, opening.missing) == ("Ada", 1, ())
    await cy.do(TakeHandoff(str(file), opening.version))
    theirs = [
        (need.subject, need.urgency is Urgency.QUIET) for need in ada.engine.snapshot.needs if need.kind in ABOUT_WORK
    ]
    assert cy.engine.snapshot
    mine = [
        (need.subject, need.urgency is Urgency.QUIET) for need in cy.engine.snapshot.needs if need.kind in ABOUT_WORK
    ]
    assert sorted(mine) == sorted(theirs)
    assert len(mine) >= 4
    now = run.clock.now()
    return Snooze("Cy", short(asleep.subject), now, now + 5 * HOUR)


async def play(seed: int, folder: Path) -> tuple[Weeks, list[Snooze], int]:
    """Play the weeks; return them, the snoozes, and how often it was announced."""
    lot, clock = random.Random(seed), HandClock(BEFORE)  # noqa: S311  no secret
    found = incidents(lot)
    moments = sorted({moment for one in found for moment in one.moments} | set(CHANGES) | {END + 5 * HOUR})
    snoozes: list[Snooze] = []
    async with weeks(folder, company(found, lot, clock), clock) as run:
        await run.begun()
        for moment in (moment for moment in moments if moment < LAST):
            if moment >= END and not snoozes:
                await run.look(END - 10 * MINUTE + SECOND)
                snoozes.append(await handed_over(run, folder / "handoff.json"))
            await run.look(moment + SECOND)
            if moment in CHANGES:
                await announced(run)
        return run, snoozes, len([moment for moment in CHANGES if moment < LAST])


def worth_playing(spoken: Sequence[Told], found: Sequence[Thing]) -> None:
    """Assert that the lot drew something of each kind: else the weeks prove less than they say."""
    domains = {thing.subject: thing.domain for thing in found}
    hearing = {one: ROTA.on_duty(domains[one.subject], one.at) for one in spoken}
    assert [one for one, first in hearing.items() if one.person in first], "who is on duty for it"
    assert [one for one, first in hearing.items() if first and one.person not in first], "the others, late"
    assert [one for one, first in hearing.items() if not first], "everybody, where nobody is on duty for it"
    assert all(any(swap.begin <= one.at < swap.end and swap.person == one.person for one in spoken) for swap in SWAPS)
    assert {person for person in PEOPLE for thing in found if ROTA.off_duty(person, thing.since)} == set(PEOPLE)


@pytest.mark.parametrize("seed", [2026])
def test_in_six_weeks_each_app_speaks_only_to_the_right_person(seed: int, tmp_path: Path) -> None:
    run, snoozes, announcements = asyncio.run(play(seed, tmp_path))
    ledger = run.company.ledger.lines()

    spoken = said(run)
    found = things(
        [line for line in ledger if line.get("by_name") == "Rob" or line["what"] != "message"], PLACES, LIMITS, LAST
    )
    due = heard(found, ROTA, PEOPLE, run.moments, snoozes)
    assert set(spoken) - due == set(), "said, but not due"
    assert due - set(spoken) == set(), "due, but not said"
    assert [one for one, times in Counter(spoken).items() if times > 1] == []
    worth_playing(spoken, found)

    interrupted = [
        alert
        for app in run.apps.values()
        for alert in app.alerts
        if ROTA.off_duty(app.person, alert.at) and not alert.need.personal
    ]
    assert interrupted == []

    posted = Counter(line["text"] for line in ledger if line["what"] == "message" and line["channel"] == "C00000TEAM")
    topics = [line["topic"] for line in ledger if line["what"] == "topic"]
    assert set(posted.values()) == {1}
    assert len(posted) == len(topics) == len(set(topics)) == announcements
