"""A build of Buildbot's as a run: when it has ended for good, how, and what failed in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray.connectors.buildbot.api import BROKE, LOST, build_page, moment, steps_of
from supporttray.core.item import Job, Result, Run
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supporttray.connectors.buildbot.api import Attempt
    from supporttray.connectors.http import Http

GREEN = (0, 1)  # results: success, and success with warnings
RESULTS = {2: Result.FAILED, BROKE: Result.ERRORED, LOST: Result.ERRORED} | dict.fromkeys(GREEN, Result.PASSED)
AT_ONCE = timedelta(seconds=2)  # another worker that is free has the build by then
JOBS = 20  # failed steps of a build


def settled(one: Attempt, builds: Mapping[int, Attempt], now: datetime) -> bool:
    """Whether nothing will change in a build. One that lost its worker waits a moment for another one."""
    if one.complete_at is None:
        return False
    return one.results != LOST or now - moment(one.complete_at) >= AT_ONCE or _went_on(one, builds)


def run_of(http: Http, one: Attempt, builds: Mapping[int, Attempt]) -> Run:
    """Return a build that has ended. Its number orders those of one second."""
    ended = one.complete_at or one.started_at
    after = timedelta(microseconds=one.number % 1_000_000)
    result = RESULTS.get(-1 if one.results is None else one.results, Result.IGNORED)
    return Run(
        id=str(one.buildid),
        at=moment(one.started_at) + after,
        ended=moment(ended) + after,
        result=Result.IGNORED if one.results == LOST and _went_on(one, builds) else result,
        url=build_page(http, one),
        commit=one.told("got_revision") or one.told("revision"),
    )


async def failed_jobs(http: Http, one: Attempt) -> tuple[Job, ...]:
    """Return the steps of a build that failed; none where that cannot be told any more. Raises a `ServiceError`."""
    try:
        steps = await steps_of(http, one)
    except Refused:
        return ()
    agent, url = one.told("workername"), build_page(http, one)
    return tuple(
        Job(
            shorten(step.name, 100), url, id=str(step.stepid), agent=agent, reason=shorten(step.state_string or "", 100)
        )
        for step in steps[:JOBS]
    )


def _went_on(one: Attempt, builds: Mapping[int, Attempt]) -> bool:
    """Whether Buildbot had another worker at once for what a lost one was at; then nobody need know."""
    ended = one.complete_at or one.started_at
    later = (other for number, other in builds.items() if number > one.buildid)
    again = (other for other in later if other.buildrequestid == one.buildrequestid and other.workerid != one.workerid)
    return any(other.started_at - ended <= AT_ONCE.total_seconds() for other in again)
