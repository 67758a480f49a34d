"""Why a build of Buildbot's is red, as it tells: the results of the steps, their logs, the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.buildbot.api import API, WORDS, Attempt, Attempts, ask, page, steps_of
from supporttray.connectors.http import TAIL
from supporttray.core.text import shorten
from supporttray.core.triage import Evidence, Fact, Log
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from supporttray.connectors.buildbot.api import Step
    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

STEPS, LOGS = 3, 3  # whose logs are read: the first failed steps of a build, the first logs of a step
LINES = 10_000  # that are read of the end of a log; Buildbot cuts lines at 4,096 letters
STDIO, HTML = "s", "h"  # types of logs: each line of the first begins with the letter of its stream


class Written(msgspec.Struct, frozen=True):
    """A log of a step."""

    logid: int
    name: str
    slug: str
    num_lines: int = 0
    type: str = "t"


class Logs(msgspec.Struct, frozen=True):
    """GET /steps/{id}/logs."""

    logs: tuple[Written, ...]


class Chunk(msgspec.Struct, frozen=True):
    """Some lines of a log."""

    content: str


class Chunks(msgspec.Struct, frozen=True):
    """GET /logs/{id}/contents."""

    logchunks: tuple[Chunk, ...]


async def explain(http: Http, run: Run) -> Evidence:
    """Return what there is. What is gone or refused is said in it. Raises `SlowDown` and `Unreachable`."""
    try:
        query = [("property", "workername")]
        [one] = (await ask(http, f"/builds/{run.id}", Attempts, query)).builds
        steps = await steps_of(http, one)
    except (Refused, NotUnderstood) as error:
        return Evidence(logs=(Log(lacks=_why(error)),))
    logs = [log for step in steps[:STEPS] for log in await _logs(http, one, step)]
    worker = page(http, f"workers/{one.workerid}") if one.workerid else ""
    return Evidence(facts=tuple(_facts(one, steps)), logs=tuple(logs), agent=one.told("workername"), agent_url=worker)


def _facts(one: Attempt, steps: Iterable[Step]) -> Iterator[Fact]:
    """Yield the results by their names. That a worker was lost stands at the build alone where no step had begun."""
    yield Fact("results", _word(one.results))
    yield Fact("state_string", shorten(one.state_string or "", 200))
    for step in steps:
        yield Fact("results", _word(step.results), shorten(step.name, 100))


def _word(results: int | None) -> str:
    return WORDS[results] if results is not None and 0 <= results < len(WORDS) else ""


async def _logs(http: Http, one: Attempt, step: Step) -> list[Log]:
    """Return the ends of a step's logs, what it wrote first."""
    job = shorten(step.name, 100)
    try:
        written = (await ask(http, f"/steps/{step.stepid}/logs", Logs)).logs
    except (Refused, NotUnderstood) as error:
        return [Log(job=job, lacks=_why(error))]
    fit = sorted((log for log in written if log.type != HTML and log.num_lines), key=lambda log: log.type != STDIO)
    place = f"builders/{one.builderid}/builds/{one.number}/steps/{step.number}/logs"
    return [await _end(http, log, job, page(http, f"{place}/{shorten(log.slug, 100)}")) for log in fit[:LOGS]]


async def _end(http: Http, log: Written, job: str, url: str) -> Log:
    """Return the end of a log; its lines keep the numbers that they have there unless something stood before it."""
    before = max(0, log.num_lines - LINES)
    query = [("offset", str(before)), ("limit", str(LINES))]
    try:
        try:
            [chunk] = (await ask(http, f"/logs/{log.logid}/contents", Chunks, query)).logchunks
        except NotUnderstood:  # more than fits into one answer
            reply = await http.tail(f"{API}/logs/{log.logid}/raw")
            return Log(reply.body, job, url, cut=reply.cut)
    except (Refused, NotUnderstood) as error:
        return Log(job=job, url=url, lacks=_why(error))
    text = "\n".join(line[1:] for line in chunk.content.split("\n")) if log.type == STDIO else chunk.content
    body = text.encode(errors="replace")
    return Log(body[-TAIL:], job, url, cut=before > 0 or len(body) > TAIL)


def _why(error: Refused | NotUnderstood) -> str:
    gone = isinstance(error, Refused) and error.missing == "name"
    return "Buildbot has no log of it any more." if gone else error.phrase
