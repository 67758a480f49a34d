"""What GitLab knows of a red pipeline: the reason it gives, the end of each log, the report of its tests.

What is gone or refused is said in the evidence; where it is asked to wait, or is not there, that is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.gitlab import reading
from supporttray.connectors.gitlab.api import Pipeline, PipelineJob, first_line, home, page_of
from supporttray.connectors.gitlab.attempt import attempts
from supporttray.connectors.http import decode, web
from supporttray.core.text import shorten
from supporttray.core.triage import Annotation, Evidence, Fact, FailedTest, Log
from supporttray.errors import NotUnderstood, Refused, Unreachable

if TYPE_CHECKING:
    from supporttray.connectors.http import Http
    from supporttray.core.item import Run

LOGS = 5  # of one pipeline: the jobs that broke it first
TESTS = 200  # that failed
# where the page of a runner is; that of a group's has another place in each group
RUNNERS = {"project_type": "{project}/-/runners/{id}", "group_type": "{project}/-/settings/ci_cd"}
HERE = "instance_type"
CONFIG = "config_error"  # GitLab's own word for a pipeline whose file is wrong; its API tells the mistake instead


class Case(msgspec.Struct, frozen=True):
    """A test. Its output is a text, or what the report had in its place."""

    name: str | None = None
    classname: str | None = None
    status: str = ""
    file: str | None = None
    system_output: Any = None


class Suite(msgspec.Struct, frozen=True):
    """The tests of one job."""

    name: str = ""
    test_cases: tuple[Case, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """GET …/test_report."""

    total_count: int = 0
    test_suites: tuple[Suite, ...] = ()


class Bridge(msgspec.Struct, frozen=True):
    """A job that starts another pipeline, which is in no list of jobs."""

    name: str
    status: str = ""
    allow_failure: bool = False
    failure_reason: str | None = None


async def explain(http: Http, project: str, run: Run) -> Evidence:
    """Return the evidence. Raises `SlowDown` and `Unreachable`."""
    path = f"{home(project)}/pipelines"
    try:
        tries = attempts(await reading.jobs_of(http, path, run.id))
    except (Refused, NotUnderstood) as error:
        return Evidence(logs=(Log(url=run.url, lacks=f"The jobs cannot be read: {error.phrase}"),))
    number = min(run.attempt, len(tries))
    failed = tries[number - 1].failed
    if not failed:
        return await _without_jobs(http, path, run.id)
    logs = [await _log(http, project, job) for job in failed[:LOGS]]
    reported, tests = await _report(http, path, run.id) if number == len(tries) else (None, ())
    machine = next((job for job in failed if job.runner), failed[0])
    return Evidence(
        facts=tuple(
            Fact("failure_reason", shorten(job.failure_reason, 100), shorten(job.name, 100))
            for job in failed
            if job.failure_reason
        ),
        logs=tuple(logs),
        tests=tests,
        reported=reported,
        agent=reading.job(machine).agent,
        agent_url=_agent_page(machine, http),
    )


async def _without_jobs(http: Http, path: str, pipeline: str) -> Evidence:
    """Return why a pipeline failed in which no job did: its file is wrong, or what it started elsewhere failed."""
    try:
        reply = await http.get(f"{path}/{pipeline}")
        mistake = first_line(decode(reply.body, Pipeline, http.host).yaml_errors, 2_000)
        if mistake:
            note = Annotation(shorten(mistake, 2_000), "yaml_errors", "failure", path=".gitlab-ci.yml")
            return Evidence(facts=(Fact("failure_reason", CONFIG),), annotations=(note,), reported=False)
        reply = await http.get(f"{path}/{pipeline}/bridges", {"scope[]": "failed"})
        bridges = decode(reply.body, tuple[Bridge, ...], http.host)
    except (Refused, NotUnderstood) as error:
        return Evidence(logs=(Log(lacks=f"No job failed, and what did is not told: {error.phrase}"),))
    facts = tuple(
        Fact("failure_reason", shorten(one.failure_reason or "downstream_failure", 100), shorten(one.name, 100))
        for one in bridges
        if one.status == "failed" and not one.allow_failure
    )
    return Evidence(facts=facts, reported=False)


async def _log(http: Http, project: str, job: PipelineJob) -> Log:
    """Return the end of a job's log, or why there is none (GET …/jobs/{id}/trace)."""
    name, url = shorten(job.name, 100), web(job.web_url)
    try:
        reply = await http.tail(f"{home(project)}/jobs/{job.id}/trace")
    except Refused as error:
        if error.missing == "credential":  # somebody may set another one
            raise
        return Log(job=name, url=url, lacks=_lacks(error))
    except NotUnderstood as error:
        return Log(job=name, url=url, lacks=error.phrase)
    if not reply.body:
        return Log(job=name, url=url, lacks="The job wrote no log, or it was erased.")
    return Log(reply.body, name, url, reply.cut)


def _lacks(error: Refused) -> str:
    if error.missing == "name":
        return "The log is gone."
    return f"The log is refused: {error.phrase}"


async def _report(http: Http, path: str, pipeline: str) -> tuple[bool | None, tuple[FailedTest, ...]]:
    """Return whether there is a report of tests, and those that failed; None where that is not told."""
    try:
        reply = await http.get(f"{path}/{pipeline}/test_report")
        report = decode(reply.body, Report, http.host)
    except (Refused, NotUnderstood):
        return None, ()
    except Unreachable as error:  # a report can be too much for GitLab, each time it is asked for
        if not error.page:
            raise
        return None, ()
    cases = (one for suite in report.test_suites for one in suite.test_cases if one.status in ("failed", "error"))
    failed = tuple(_failed(one) for one, _ in zip(cases, range(TESTS), strict=False))
    return report.total_count > 0, failed


def _failed(one: Case) -> FailedTest:
    name, place = one.name or "", one.classname or ""
    whole = name if place in name else f"{place}.{name}"
    return FailedTest(shorten(whole, 300), shorten(one.file or "", 300), shorten(first_line(one.system_output), 300))


def _agent_page(job: PipelineJob, http: Http) -> str:
    """Return the page of the machine, where somebody who looks after it finds it."""
    project, runner = page_of(job), job.runner
    if runner is None or not project:
        return ""
    if runner.runner_type == HERE:
        return web(f"{http.address.removesuffix('/api/v4')}/admin/runners/{runner.id}")
    return web(RUNNERS.get(runner.runner_type, RUNNERS["project_type"]).format(project=project, id=runner.id))
