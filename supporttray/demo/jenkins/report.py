"""A build's test report, its stages, and the agents."""

from typing import Any

from supporttray.demo.actions import Job
from supporttray.demo.company import Company
from supporttray.demo.jenkins.place import Numbered, agents
from supporttray.demo.jenkins.tree import Node

_SHOWN = 25  # tests that passed and are named
STATUS = {"success": "SUCCESS", "failure": "FAILED", "startup_failure": "FAILED", None: "IN_PROGRESS"}
BUILT_IN = "Built-In Node"


def counts(build: Numbered) -> tuple[int, int]:
    """Count the tests that failed, and all; without a report none ran."""
    failed = sum(len(job.broken) for job in build.attempt.jobs)
    return failed, max([failed, *(job.tests for job in build.attempt.jobs)])  # each job tells how many ran in all


def report(build: Numbered) -> Node | None:
    """Give the test report; nothing where there is none."""
    failed, total = counts(build)
    if not total or not build.over:
        return None
    jobs = build.attempt.jobs
    suites = [_suite(job) for job in jobs if job.broken] or [_suite(jobs[-1])]
    fields: dict[str, Any] = {
        "testActions": list,
        "duration": lambda: 12.5,
        "empty": lambda: False,
        "failCount": lambda: failed,
        "passCount": lambda: total - failed,
        "skipCount": lambda: 0,
        "suites": lambda: suites,
    }
    return Node("hudson.tasks.junit.TestResult", fields)


def _suite(job: Job) -> dict[str, Any]:
    well = [f"tests/test_{job.name.lower().replace(' ', '_')}.py::test_{number}" for number in range(job.tests)][
        :_SHOWN
    ]
    cases = [_case(name, "FAILED") for name in job.broken] + [_case(name, "PASSED") for name in well]
    return {
        "cases": cases,
        "duration": 12.5,
        "enclosingBlockNames": [job.name],
        "enclosingBlocks": [],
        "id": None,
        "name": job.name,
        "nodeId": None,
        "stderr": None,
        "stdout": None,
        "timestamp": None,
    }


def _case(name: str, status: str) -> dict[str, Any]:
    """Describe a test; a report in JUnit's form writes the file as a class: tests.test_total."""
    file, _, short = name.rpartition("::")
    failed = status == "FAILED"
    return {
        "testActions": [],
        "age": int(failed),
        "className": file.removesuffix(".py").replace("/", "."),
        "duration": 0.25,
        "errorDetails": f"{short} failed" if failed else None,
        "errorStackTrace": f"{name}: AssertionError" if failed else None,
        "failedSince": 0,
        "name": short,
        "properties": {},
        "skipped": False,
        "skippedMessage": None,
        "status": status,
        "stderr": None,
        "stdout": None,
    }


def described(build: Numbered) -> dict[str, Any]:
    """Describe the stages, as the plugin for them does (wfapi/describe)."""
    begun = int(build.attempt.started.timestamp() * 1000)
    return {
        "_links": {"self": {"href": "wfapi/describe"}},
        "id": str(build.number),
        "name": f"#{build.number}",
        "status": STATUS.get(build.attempt.conclusion, "ABORTED"),
        "startTimeMillis": begun,
        "stages": [_stage(job, number, begun) for number, job in enumerate(build.attempt.jobs)],
    }


def _stage(job: Job, number: int, begun: int) -> dict[str, Any]:
    status = STATUS.get(job.conclusion, "ABORTED")
    error = {"message": job.note or "script returned exit code 1", "type": "hudson.AbortException"}
    return {
        "_links": {"self": {"href": f"execution/node/{number + 6}/wfapi/describe"}},
        "id": str(number + 6),
        "name": job.name,
        "execNode": "",
        "status": status,
        **({"error": error} if status == "FAILED" else {}),
        "startTimeMillis": begun,
        "durationMillis": 1000,
        "pauseDurationMillis": 0,
    }


# --- agents


def computers(company: Company) -> Node:
    """Give all agents, the server itself among them."""
    every = [computer(company, name) for name in ("(built-in)", *agents(company))]
    fields: dict[str, Any] = {
        "busyExecutors": lambda: 0,
        "computer": lambda: [one for one in every if one],
        "displayName": lambda: "Nodes",
        "totalExecutors": lambda: 2 * len(every),
    }
    return Node("hudson.model.ComputerSet", fields)


def computer(company: Company, name: str) -> Node | None:
    """Give an agent; one whose newest work failed for a reason of its own is away for that."""
    jobs = agents(company).get(name)
    name = "(built-in)" if name == "(master)" else name  # its name before 2021
    if jobs is None and name != "(built-in)":
        return None
    newest = next((build for build, _ in jobs or () if build.over), None)
    reason = next((job.reason for build, job in jobs or () if build is newest and job.reason), "")
    shown = BUILT_IN if name == "(built-in)" else name
    fields: dict[str, Any] = {
        "displayName": lambda: shown,
        "description": lambda: "",
        "executors": lambda: [{"currentExecutable": None, "idle": True, "number": number} for number in range(2)],
        "idle": lambda: True,
        "jnlpAgent": lambda: False,
        "launchSupported": lambda: True,
        "manualLaunchAllowed": lambda: True,
        "numExecutors": lambda: 2,
        "offline": lambda: bool(reason),
        "offlineCause": lambda: {"_class": "hudson.slaves.OfflineCause$ByCLI"} if reason else None,
        "offlineCauseReason": lambda: reason,
        "temporarilyOffline": lambda: False,
    }
    kind = "hudson.model.Hudson$MasterComputer" if name == "(built-in)" else "hudson.slaves.SlaveComputer"
    return Node(kind, fields, tuple(fields))
