"""The attempts before one that was run again: GitHub lists a run by its newest attempt alone (GET …/actions/runs/{id}/attempts/{n}).

What passed the second time before anybody looked would else never have been red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.run import RESULTS, WorkflowRun
from supporttray.connectors.http import decode
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.connectors.http import Http

ATTEMPTS = 10  # read in one fetch


async def learn(
    http: Http, actions: str, known: dict[str, WorkflowRun | None], pipelines: Iterable[list[WorkflowRun]]
) -> bool:
    """Add the attempts before those that are listed to each pipeline's runs, the newest first; return whether some are still to be read.

    Each is read once; None stands for one that is gone. Before one that says nothing (it was cancelled) there may be another.
    Raises a `ServiceError`.
    """
    listed = [(run, runs) for runs in pipelines for run in runs]
    left, behind = ATTEMPTS, False
    for run, runs in sorted(listed, key=lambda pair: pair[0].order, reverse=True):
        before: WorkflowRun | None = run
        while before and before.run_attempt > 1 and (before is run or before.conclusion not in RESULTS):
            number = before.run_attempt - 1
            if (name := f"{run.id}.{number}") not in known:
                if not left:
                    behind = True
                    break
                known[name] = await _attempt(http, actions, run, number)
                left -= 1
            before = known[name]
            if before:
                runs.append(before)
    for _, runs in listed:
        runs.sort(key=lambda one: one.order, reverse=True)
    return behind


async def _attempt(http: Http, actions: str, run: WorkflowRun, number: int) -> WorkflowRun | None:
    """Read an attempt; it belongs where its run does, and its page is its own."""
    try:
        reply = await http.get(f"{actions}/runs/{run.id}/attempts/{number}", {"exclude_pull_requests": "true"})
    except Refused as error:
        if error.missing != "name":
            raise
        return None
    told = decode(reply.body, WorkflowRun, http.host)
    page = f"{run.html_url}/attempts/{number}" if run.html_url else None
    return msgspec.structs.replace(
        run,
        status="completed",
        conclusion=told.conclusion,
        updated_at=told.updated_at,
        run_attempt=number,
        html_url=page,
    )
