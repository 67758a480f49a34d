"""Running the failed jobs of a run again (POST …/actions/runs/{id}/rerun-failed-jobs), and whether that has begun."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.moment import Moment
from supporttray.connectors.github.permission import worded
from supporttray.connectors.http import decode, web
from supporttray.core.deed import Receipt
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http
    from supporttray.core.deed import Deed

OLDEST = timedelta(days=30)  # GitHub runs nothing again that is older
ATTEMPTS = 50  # nor more often
HOW = "Look at it in GitHub."


class Run(msgspec.Struct, frozen=True):
    """A run, as far as it matters for running it again."""

    id: int
    status: str | None
    created_at: Moment
    run_attempt: int = 1
    html_url: str | None = None


async def write(http: Http, deed: Deed) -> Receipt:
    """Run the failed jobs again. Raises a `ServiceError`."""
    try:
        await http.tell(f"{_address(deed)}/rerun-failed-jobs", {})
    except Refused as error:
        raise worded(error, "run builds again", "Actions: read and write") from None
    return Receipt(deed.message)


async def find(http: Http, deed: Deed) -> Receipt | None:
    """Say whether it has been run again since, by whomever, or is running. Raises a `ServiceError`."""
    run = await _run(http, deed)
    begun = run.run_attempt > _attempt(deed) or run.status != "completed"
    return Receipt(str(run.id), web(run.html_url or "")) if begun else None


async def may(http: Http, deed: Deed, now: datetime) -> None:
    """Raise `Refused` where it cannot be run again, with the reason. What the token may not is said only when it is tried."""
    run = await _run(http, deed)
    if run.status != "completed" or run.run_attempt > _attempt(deed):
        raise Refused("Somebody has run it again already.", "Nothing to do.", missing="done")
    if now - run.created_at > OLDEST:
        raise Refused("This run is older than 30 days: GitHub does not run it again.", HOW, missing="age")
    if run.run_attempt >= ATTEMPTS:
        raise Refused(f"It ran {ATTEMPTS} times: GitHub does not run it again.", HOW, missing="age")


async def _run(http: Http, deed: Deed) -> Run:
    return decode((await http.get(_address(deed))).body, Run, http.host)


def _address(deed: Deed) -> str:
    return f"/repos/{deed.place}/actions/runs/{deed.message}"


def _attempt(deed: Deed) -> int:
    return int(deed.text) if deed.text.isdecimal() else 1
