"""What Jenkins knows about a red build: its agent, its stages, its test report and the end of its log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from supporttray.connectors.http import decode
from supporttray.connectors.jenkins import place
from supporttray.connectors.jenkins.body import DETAILS, Case, Computer, Configuration, Details, Report, Stage, Stages
from supporttray.core.item import Job
from supporttray.core.text import shorten
from supporttray.core.triage import Annotation, Evidence, Fact, FailedTest, Log
from supporttray.errors import NotUnderstood, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

Shape = TypeVar("Shape")

PIPELINE, MATRIX = "WorkflowRun", "MatrixBuild"  # in the class of a run
SHOWN = 10  # stages that are named
BAD = frozenset({"FAILURE", "UNSTABLE", "ABORTED"})
FAILED = frozenset({"FAILED", "REGRESSION"})  # of tests
MOST_LOGS = 4  # configurations of a matrix whose logs are read
MOST_TESTS = 200
SERVER = "built-in node"  # what builds on the server itself
ITSELF = frozenset({"", "Jenkins", "master", "built-in", "Built-In Node"})  # what it is called there, by the version
CASES = "suites[cases[className,name,status,errorDetails]]"
_LOST = re.compile(rb"(?:Cannot contact ([^\s:]{1,200}):|Agent ([^\s]{1,200}) was marked offline)")
_SICK = re.compile(
    rb"[Nn]o space left|not enough space|[Dd]isk quota|Read-only file system|Cannot contact|marked offline|went offline"
    rb"|ChannelClosed|ClosedChannel|Backing channel|RequestAborted|AgentOffline|live FilePath|[Dd]isconnected|Connection (?:reset|was broken)"
)
_RUNNING = re.compile(
    rb"(?:Running on|Building remotely on) ([^\r\n]{1,200}?)(?: \([^()\r\n]*\))? in (?:the )?(?:/|[A-Z]:|workspace)"
)


async def explain(http: Http, full: str, run: Run) -> Evidence:
    """Return the evidence about a run of the job with this full name. Raises `SlowDown` and `Unreachable`."""
    here = f"{place.path(full)}/{run.id}"
    details, lacks = await _told(http, f"{here}/api/json", {"tree": DETAILS}, Details)
    if details is None:
        return Evidence(logs=(Log(url=run.url, lacks=lacks),))
    stages = await _stages(http, here) if PIPELINE in details.kind else ()
    logs = await _logs(http, full, run, details, stages)
    tests = await _tests(http, here, details)
    agent = _agent(details, run, stages, logs)
    return Evidence(
        facts=(
            *((Fact("result", shorten(details.result, 40)),) if details.result else ()),
            *(await _away(http, agent) if agent and not tests and _sick(logs) else ()),
        ),
        annotations=tuple(_notes(stages)),
        logs=logs,
        tests=tests,
        reported=details.failing is not None,
        agent=shorten(agent, 100),
        agent_url=_agent_page(http, agent) if agent else "",
    )


def tells(kind: str) -> bool:
    """Whether a run of this class has parts of which some failed."""
    return PIPELINE in kind or MATRIX in kind


async def failed(http: Http, full: str, number: int, kind: str) -> tuple[Job, ...]:
    """Return the stages of a pipeline, or the configurations of a matrix, that failed. Raises `SlowDown` and `Unreachable`."""
    here = f"{place.path(full)}/{number}"
    if PIPELINE in kind:
        url = place.page(http, here, "/console")
        bad = [one for one in await _stages(http, here) if one.status == "FAILED"]
        return tuple(Job(shorten(one.name, 100), url, agent=shorten(one.exec_node or "", 100)) for one in bad[:SHOWN])
    details = await _besides(http, f"{here}/api/json", {"tree": DETAILS}, Details)
    broken = _broken(details, str(number)) if details else []
    named = [(name, one) for one in broken if (name := place.last(one.url, place.names(full)))]
    return tuple(Job(shorten(name, 100), agent=shorten(one.built_on or "", 100)) for name, one in named[:SHOWN])


async def _told(http: Http, path: str, params: Mapping[str, str], shape: type[Shape]) -> tuple[Shape | None, str]:
    """Ask for something; where it is gone, refused or makes no sense, say so instead."""
    try:
        return decode((await http.get(path, params)).body, shape, http.host), ""
    except Refused as error:
        if error.missing == "credential":  # somebody may set another one
            raise
        gone = error.missing == "name"
        return None, f"{http.host} does not keep this build any more." if gone else error.phrase
    except NotUnderstood as error:
        return None, error.phrase


async def _besides(http: Http, path: str, params: Mapping[str, str], shape: type[Shape]) -> Shape | None:
    """Ask for what a plugin tells besides; it may break at one build, and go on doing so."""
    try:
        return (await _told(http, path, params, shape))[0]
    except Unreachable as error:
        if not error.page:
            raise
        return None


# --- stages


async def _stages(http: Http, here: str) -> tuple[Stage, ...]:
    """Return the stages; none where the plugin that tells them is not there."""
    found = await _besides(http, f"{here}/wfapi/describe", {}, Stages)
    return (found.stages or ()) if found else ()


def _failed(stages: tuple[Stage, ...]) -> Stage | None:
    """Return the first stage that failed."""
    return next((one for one in stages if one.status == "FAILED"), None)


def _notes(stages: tuple[Stage, ...]) -> Iterator[Annotation]:
    for one in stages:
        if one.status == "FAILED" and one.error and one.error.message:
            kind = (one.error.type or "").rpartition(".")[2]
            yield Annotation(
                message=shorten(one.error.message, 1000),
                title=shorten(kind, 100),
                level="failure",
                job=shorten(one.name, 100),
            )


# --- logs


async def _logs(http: Http, full: str, run: Run, details: Details, stages: tuple[Stage, ...]) -> tuple[Log, ...]:
    """Return the end of the log; of a matrix those of the configurations that failed this time."""
    above, top = place.names(full), place.path(full)
    named = [name for one in _broken(details, run.id) if (name := place.last(one.url, above))]
    if named:  # a configuration is no job: its page lies right below
        pages = [(f"{top}/{quote(name, safe='')}/{run.id}", name) for name in named[:MOST_LOGS]]
        return tuple([await _log(http, *page) for page in pages])
    stage = _failed(stages)
    return (await _log(http, f"{top}/{run.id}", stage.name if stage else ""),)


async def _log(http: Http, here: str, job: str) -> Log:
    """Return the end of a log. Jenkins gives the whole text only: what comes before the end is let go while it comes."""
    name, url = shorten(job, 100), place.page(http, here, "/console")
    try:
        reply = await http.tail(f"{here}/consoleText")
    except Refused as error:
        if error.missing == "credential":  # somebody may set another one
            raise
        gone = error.missing == "name"
        return Log(job=name, url=url, lacks="The log is gone." if gone else error.phrase)
    except NotUnderstood as error:
        return Log(job=name, url=url, lacks=error.phrase)
    url = place.page(http, here, "/consoleFull") if reply.cut else url
    return Log(reply.body, name, url, reply.cut)


# --- tests


async def _tests(http: Http, here: str, details: Details) -> tuple[FailedTest, ...]:
    """Return the tests that failed; the report is read only where it has some."""
    if not details.failing:
        return ()
    tree = f"{CASES},childReports[result[{CASES}]]"
    report = await _besides(http, f"{here}/testReport/api/json", {"tree": tree}, Report)
    if report is None:
        return ()
    of_matrix = (suite for one in report.child_reports or () if one.result for suite in one.result.suites or ())
    suites = (*(report.suites or ()), *of_matrix)
    cases = (case for suite in suites for case in suite.cases or () if case.status in FAILED)
    return tuple({one.name: one for one in map(_test, cases)}.values())[:MOST_TESTS]


def _test(case: Case) -> FailedTest:
    name = ".".join(filter(None, (case.class_name, case.name)))
    return FailedTest(shorten(name, 300), message=shorten((case.error_details or "").strip().partition("\n")[0], 300))


# --- the agent


def _agent(details: Details, run: Run, stages: tuple[Stage, ...], logs: tuple[Log, ...]) -> str:
    """Return the machine: the one that the log says was lost, that of the failed configuration or stage, the last that worked."""
    body = logs[0].body if logs else b""
    if lost := _LOST.search(body):
        return (lost[1] or lost[2]).decode("utf-8", "replace")
    broken, stage = _broken(details, run.id), _failed(stages)
    told = broken[0].built_on if broken else stage.exec_node or None if stage else None
    if told is None and (running := _RUNNING.findall(body)):
        told = running[-1].decode("utf-8", "replace")
    if told is None and not details.runs:  # a matrix' own machine only waits for the others
        told = details.built_on
    return "" if told is None else SERVER if told in ITSELF else told


def _sick(logs: tuple[Log, ...]) -> bool:
    """Whether it may be the machine: its log says so, or there is none. That an agent is away now says nothing of what was before."""
    return any(not log.body or _SICK.search(log.body) for log in logs)


def _broken(details: Details, number: str) -> list[Configuration]:
    """Return the configurations of a matrix that failed this time."""
    return [one for one in details.runs or () if str(one.number) == number and one.result in BAD]


def _computer(agent: str) -> str:
    return "/computer/(built-in)" if agent == SERVER else f"/computer/{quote(agent, safe='')}"


def _agent_page(http: Http, agent: str) -> str:
    return place.page(http, _computer(agent), "/")


async def _away(http: Http, agent: str) -> tuple[Fact, ...]:
    """Return why the agent is away, if it is. One that lived for this build alone is gone, and that says nothing."""
    tree = {"tree": "offline,offlineCauseReason"}
    found = await _besides(http, f"{_computer(agent)}/api/json", tree, Computer)
    reason = shorten(found.offline_cause_reason or "", 300) if found and found.offline else ""
    return (Fact("offlineCauseReason", reason),) if reason else ()
