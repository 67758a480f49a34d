"""What GitLab knows of a red pipeline: reasons, ends of logs, tests; and what is said where something is missing."""

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from supporttray.connectors.ci import CanExplain, CanRerun, CanTrace
from supporttray.connectors.http import TAIL
from supporttray.core.item import Build, Result, Run
from supporttray.core.triage import Evidence, Fact, FailedTest
from supporttray.demo.token import TOKEN
from supporttray.errors import ServiceError, SlowDown, Unreachable
from tests.connectors.foundry import LOG, RED, Foundry, foundry, ran
from tests.connectors.lab import CANARY, NOON, Raw, raw, reply, run


async def why(at: Foundry) -> Evidence:
    """Look, and ask why the newest run is red."""
    await at.poll()
    return await at.connector.explain(at.build(), at.red())


def test_it_can_explain_trace_and_run_again() -> None:
    async def work() -> None:
        async with foundry() as at:
            assert isinstance(at.connector, CanExplain)
            assert isinstance(at.connector, CanTrace)
            assert isinstance(at.connector, CanRerun)

    run(work())


def test_a_red_pipeline_has_a_reason_a_log_its_tests_and_a_machine() -> None:
    async def work() -> None:
        async with foundry(ran("-2h"), ran(**RED)) as at:
            found = await why(at)
            assert found.facts == (Fact("failure_reason", "script_failure", "unit"),)
            [log] = found.logs
            assert LOG.encode() in log.body
            assert (log.job, log.cut, log.lacks, log.url) == ("unit", False, "", at.red().failed[0].url)
            assert found.reported is True
            assert found.tests == (FailedTest("tests.test_a.test_sum", "tests/test_a.py", "AssertionError: test_sum"),)
            assert found.agent == "agent-14"
            assert found.agent_url.startswith(f"{at.demo.addresses.gitlab}/small/shop/-/runners/")

    run(work())


def test_an_earlier_attempt_is_explained_by_its_own_jobs() -> None:
    async def work() -> None:
        lost = {"fails": ["lint"], "reason": "runner_system_failure", "agent": "agent-2", "takes": "1m"}
        async with foundry(ran(id="r", **RED), {"at": "-30m", "do": "rerun", "run": "r", "by": "bo", **lost}) as at:
            await at.poll()
            first, second = (one for one in at.build().runs if one.red)
            assert (await at.connector.explain(at.build(), first)).facts[0].job == "unit"
            found = await at.connector.explain(at.build(), second)
            assert found.facts == (Fact("failure_reason", "runner_system_failure", "lint"),)
            assert b"Job failed (system failure)" in found.logs[0].body
            assert found.agent == "agent-2"
            assert (await at.connector.explain(at.build(), first)).reported is None, "the report is of the last attempt"

    run(work())


def test_a_pipeline_whose_file_is_wrong_says_so() -> None:
    async def work() -> None:
        async with foundry(ran(outcome="startup_failure")) as at:
            found = await why(at)
            assert found.facts == (Fact("failure_reason", "config_error"),)
            assert "visible job" in found.annotations[0].message
            assert found.annotations[0].path == ".gitlab-ci.yml"
            assert found.logs == ()

    run(work())


@pytest.mark.parametrize(
    ("status", "body", "lacks"),
    [
        ("404 Not Found", b"{}", "The log is gone."),
        ("410 Gone", b"{}", "The log is gone."),
        ("403 Forbidden", b"{}", "The log is refused: "),
        ("200 OK", b"", "The job wrote no log, or it was erased."),
    ],
)
def test_a_log_that_is_not_there_is_said(status: str, body: bytes, lacks: str) -> None:
    async def work() -> None:
        async with served(lambda *_: reply(body, status)) as found:
            [log] = (await found).logs
            assert log.lacks.startswith(lacks)
            assert log.body == b""

    run(work())


def test_of_a_long_log_the_end_is_read_also_where_all_of_it_comes() -> None:
    async def work() -> None:
        long = b"\n".join(b"line %d" % number for number in range(200_000)) + b"\nthe end"
        async with served(lambda *_: reply(long)) as found:
            [log] = (await found).logs
            assert log.cut
            assert len(log.body) <= TAIL
            assert log.body.endswith(b"the end")

    run(work())


def test_a_log_that_lies_elsewhere_is_fetched_without_the_token() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(b"far away")) as store:
            moved = reply(b"", "302 Found", location=f"{store.address}/signed?x=1")
            async with served(lambda *_: moved, token=CANARY) as found:
                assert (await found).logs[0].body == b"far away"
            assert CANARY not in "".join(store.heard)
            assert "range: bytes=-" in store.heard[0].lower()

    run(work())


@pytest.mark.parametrize(
    ("place", "fault", "error"),
    [
        *((place, "429", SlowDown) for place in ("/jobs", "/trace", "/test_report")),
        *((place, "500", Unreachable) for place in ("/jobs", "/trace")),
        ("/test_report", "cut", Unreachable),
    ],
)
def test_what_is_asked_to_wait_waits(fault: Any, error: type[ServiceError], place: str) -> None:
    async def work() -> None:
        async with foundry(ran(**RED)) as at:
            await at.poll()
            at.fault(fault, path=place)
            with pytest.raises(error):
                await at.connector.explain(at.build(), at.red())

    run(work())


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        *((place, fault) for place in ("/jobs", "/test_report") for fault in ("refused", "garbage")),
        ("/test_report", "500"),  # it can be too much for GitLab, each time
    ],
)
def test_what_is_refused_or_makes_no_sense_is_left_out(place: str, fault: Any) -> None:
    async def work() -> None:
        async with foundry(ran(**RED)) as at:
            await at.poll()
            at.fault(fault, path=place)
            found = await at.connector.explain(at.build(), at.red())
            if place == "/jobs":
                assert "jobs cannot be read" in found.logs[0].lacks
            else:
                assert found.reported is None
                assert found.logs[0].body

    run(work())


def test_a_pipeline_that_fails_by_another_one_says_which() -> None:
    async def work() -> None:
        bridge = {"name": "deploy: child", "status": "failed", "failure_reason": "downstream_pipeline_creation_failed"}
        answers = {"/jobs": [], "/bridges": [bridge, bridge | {"name": "x", "allow_failure": True}]}

        def say(_: Raw, path: str) -> bytes:
            found = next((body for end, body in answers.items() if end in path), None)
            return reply(json.dumps(found if found is not None else PIPELINE).encode())

        async with raw(say) as said, foundry(ran(**RED)) as at:
            await at.poll()
            build, red = at.build(), at.red()
            at.lab.http.address = said.address
            found = await at.connector.explain(build, red)
            assert found.facts == (Fact("failure_reason", "downstream_pipeline_creation_failed", "deploy: child"),)

    run(work())


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("\n  AssertionError: 1 == 2\n  at x", "AssertionError: 1 == 2"),
        ({"message": "boom", "type": "E"}, "boom"),
        ({"type": "E"}, "E"),
        (None, ""),
        (["odd"], ""),
        ("x" * 9_000, "x" * 299 + "…"),
    ],
)
def test_a_tests_own_words_are_their_first_line(output: object, message: str) -> None:
    async def work() -> None:
        case = {"name": "a sum", "classname": "Basket", "status": "error", "system_output": output}
        report = {"total_count": 1, "test_suites": [{"name": "s", "test_cases": [case, {"status": "success"}]}]}
        async with served(lambda *_: reply(b"log"), report=report) as found:
            assert [(one.name, one.message) for one in (await found).tests] == [("Basket.a sum", message)]

    run(work())


PIPELINE = {
    "id": 9,
    "status": "failed",
    "ref": "main",
    "created_at": "2026-11-23T10:00:00Z",
    "updated_at": "2026-11-23T10:05:00Z",
}
JOB = {
    "id": 5,
    "name": "unit",
    "status": "failed",
    "created_at": "2026-11-23T10:00:00Z",
    "finished_at": "2026-11-23T10:05:00Z",
    "web_url": "https://lab.example/small/shop/-/jobs/5",
}


@asynccontextmanager
async def served(
    trace: Callable[[Raw, str], bytes], *, report: dict[str, Any] | None = None, token: str = TOKEN
) -> AsyncIterator[Coroutine[Any, Any, Evidence]]:
    """Serve a GitLab that says one thing of the log; give the question why its pipeline 9 is red."""

    def say(server: Raw, path: str) -> bytes:
        if path.endswith("/trace"):
            return trace(server, path)
        told = report or {"total_count": 0, "test_suites": []}
        return reply(json.dumps(told if "test_report" in path else [JOB]).encode())

    async with raw(say) as said, foundry(token=token) as at:
        at.lab.http.address = said.address
        build = Build(key="build:x", title="x", url="", at=NOON, project="small/shop")
        yield at.connector.explain(build, Run("9", NOON, NOON, Result.FAILED))
