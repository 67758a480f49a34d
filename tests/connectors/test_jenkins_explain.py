"""What Jenkins knows about a red build: recordings of a real one, and what is gone, refused or far too long."""

import json
from pathlib import Path
from typing import Any

import pytest

from supporttray.core.item import Build, Result, Run
from supporttray.core.triage import Evidence, Fact, FailedTest
from supporttray.errors import SlowDown, Unreachable
from tests.connectors.jenkins_lab import built, job, ran, told, works
from tests.connectors.lab import NOON, reply, run

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contracts" / "jenkins_recordings.json").read_text(encoding="utf-8")
)
FILES, LOGS = RECORDED["files"], RECORDED["logs"]
PIPELINE = "org.jenkinsci.plugins.workflow.job.WorkflowRun"


def red(number: int) -> Run:
    return Run(id=str(number), at=NOON, ended=NOON, result=Result.FAILED, url=f"http://ci/{number}/")


async def explained(says: dict[str, Any], name: str, number: int, options: str = "") -> Evidence:
    async with told(says, job=options) as at:
        key = f"build:{at.jenkins.http.host}/ci/{name}"
        return await at.connector.explain(Build(key=key, title=name, url="", at=NOON, project=name), red(number))


def text(log: str) -> bytes:
    return reply(log.encode())


# --- recordings


def test_of_a_recorded_matrix_the_configuration_that_failed_is_read() -> None:
    async def work() -> None:
        log = LOGS["git-failure-1/node-test-commit-linuxone-label=rhel72-s390x-2220.txt"]
        here = "/job/node-test-commit-linuxone"
        says = {
            f"{here}/2220/api/json": FILES["git-failure-1/node-test-commit-linuxone-2220.json"],
            f"{here}/job/label=rhel72-s390x/2220/consoleText": text("the address of a job is none of a configuration"),
            f"{here}/label=rhel72-s390x/2220/consoleText": text(log),
            "/computer/test-linuxonecc-rhel72-s390x-3/api/json": {"offline": True, "offlineCauseReason": "No ping."},
        }
        evidence = await explained(says, "node-test-commit-linuxone", 2220)
        [one] = evidence.logs
        assert one.body.decode() == log
        assert one.job == "label=rhel72-s390x"
        assert one.url.endswith("/ci/job/node-test-commit-linuxone/label%3Drhel72-s390x/2220/console")
        assert evidence.agent == "test-linuxonecc-rhel72-s390x-3"
        assert evidence.agent_url.endswith("/ci/computer/test-linuxonecc-rhel72-s390x-3/")
        assert evidence.facts == (
            Fact("result", "FAILURE"),
        )  # that the agent is away by now says nothing of a failed fetch
        assert evidence.reported is False

    run(work())


def test_of_a_recorded_report_of_a_matrix_the_failed_tests_are_named() -> None:
    async def work() -> None:
        build = FILES["citgm-nobuild/citgm-smoker-nobuild-866.json"]
        says = {
            "/job/citgm-smoker-nobuild/866/api/json": build,
            "/job/citgm-smoker-nobuild/866/testReport/api/json": FILES[
                "citgm-nobuild/citgm-smoker-nobuild-866-testReport.json"
            ],
            "/job/citgm-smoker-nobuild/866/consoleText": text("Finished: FAILURE"),
        }
        evidence = await explained(says, "citgm-smoker-nobuild", 866)
        assert evidence.reported is True
        assert evidence.tests == (FailedTest("through2-v4.0.2"),)
        assert evidence.agent == ""  # the matrix' own machine only waits

    run(work())


def test_a_recorded_matrix_has_runs_of_older_numbers_that_were_not_repeated() -> None:
    async def work() -> None:
        recorded = FILES["js-flake-1/node-test-commit-linux-19446.json"]
        old = {
            "number": 19443,
            "result": "FAILURE",
            "url": "https://x.example/job/node-test-commit-linux/nodes=old/19443/",
        }
        other = {
            "number": 19446,
            "result": "FAILURE",
            "url": "https://x.example/job/node-test-commit-osx/nodes=a/19446/",
        }
        here = "/job/node-test-commit-linux"
        says = {
            f"{here}/19446/api/json": recorded | {"runs": [old, other, *recorded["runs"]]},
            f"{here}/nodes=debian9-64/19446/consoleText": text("not ok 2178"),
        }
        evidence = await explained(says, "node-test-commit-linux", 19446)
        assert [(one.job, one.body) for one in evidence.logs] == [("nodes=debian9-64", b"not ok 2178")]

    run(work())


def test_a_recorded_build_that_still_runs_is_no_run_yet() -> None:
    async def work() -> None:
        recorded = FILES["pending/node-test-pull-request-32777.json"]
        async with told({"/api/json": {"jobs": [job("pr", recorded | {"building": True, "result": None})]}}) as at:
            await at.look.poll()
            [build] = at.builds()
            assert (build.runs, build.running) == ((), True)

    run(work())


# --- the demo's pipelines


def test_of_a_pipeline_the_stage_the_agent_the_tests_and_the_log_are_told() -> None:
    async def work() -> None:
        broken: dict[str, Any] = {
            "tests": 40,
            "broken": ["tests/test_price.py::test_whole"],
            "log": "disk",
            "note": "exit code 2",
        }
        async with works(ran(), ran("-30m", fails=["test"], agent="agent-14", reason="Disk is full", **broken)) as at:
            await at.poll()
            build = at.build()
            evidence = await at.connector.explain(build, build.runs[-1])
            [note] = evidence.annotations
            assert (note.job, note.message, note.title) == ("test", "exit code 2", "AbortException")
            assert evidence.agent == "agent-14"
            assert evidence.agent_url == f"{at.demo.addresses.jenkins}/computer/agent-14/"
            assert evidence.tests == (FailedTest("tests.test_price.test_whole", message="test_whole failed"),)
            assert evidence.reported is True
            [log] = evidence.logs
            assert b"No space left on device" in log.body
            assert (log.job, log.cut) == ("test", False)
            assert log.url == f"{build.runs[-1].url}console"
            assert Fact("offlineCauseReason", "Disk is full") not in evidence.facts  # its tests failed: it did its work

    run(work())


def test_why_an_agent_is_away_is_asked_where_the_log_speaks_of_a_machine() -> None:
    async def work() -> None:
        reason = Fact("offlineCauseReason", "Disk space is too low.")
        for log, seen in (({"log": "disk"}, True), ({}, False)):
            entry = ran(fails=["build"], agent="agent-14", reason=reason.value, **log)
            async with works(entry) as at:
                await at.poll()
                evidence = await at.connector.explain(at.build(), at.build().runs[-1])
                assert (reason in evidence.facts) is seen
                assert evidence.reported is False

    run(work())


# --- which machine it was


HERE = "/job/api/7"


@pytest.mark.parametrize(
    ("log", "stages", "built_on", "agent"),
    [
        ("Running on agent-3 in /home/x\nRunning on agent-4 in /home/x", [], None, "agent-4"),
        ("Running on agent-3 in /home/x\nCannot contact agent-1: java.lang.InterruptedException", [], None, "agent-1"),
        ("Agent agent-9 was marked offline: Connection was broken", [], "agent-8", "agent-9"),
        ("Running on agent-3 in /w", [{"name": "t", "status": "FAILED", "execNode": "win 7"}], None, "win 7"),
        ("Running on agent-3 in /w", [{"name": "t", "status": "FAILED", "execNode": ""}], None, "agent-3"),
        ("12:00:01 Building remotely on mac-2 (osx arm64) in workspace /Users/x", [], "mac-2", "mac-2"),
        ("Running on Windows 10 in C:\\jenkins", [], None, "Windows 10"),
        ("Running on Jenkins in /var/jenkins_home/workspace/x", [], None, "built-in node"),
        ("Nothing of it", [], "", "built-in node"),
        ("Nothing of it", [], None, ""),
    ],
)
def test_the_machine_is_found(log: str, stages: list[dict[str, str]], built_on: str | None, agent: str) -> None:
    async def work() -> None:
        details: dict[str, Any] = {"_class": PIPELINE if stages or built_on is None else "x", "result": "FAILURE"}
        says = {
            f"{HERE}/api/json": details | ({} if built_on is None else {"builtOn": built_on}),
            f"{HERE}/consoleText": text(log),
            f"{HERE}/wfapi/describe": {"stages": stages},
        }
        assert (await explained(says, "api", 7)).agent == agent

    run(work())


# --- what is not there


def test_a_build_that_is_not_kept_any_more_is_said_to_be_gone() -> None:
    evidence = run(explained({}, "api", 7))
    [log] = evidence.logs
    assert "does not keep this build any more" in log.lacks
    assert (evidence.reported, evidence.agent) == (None, "")


@pytest.mark.parametrize(
    ("answer", "lacks"),
    [
        (reply(b"<html>", "404 Not Found"), "The log is gone."),
        (reply(b"<html>", "410 Gone"), "The log is gone."),
        (reply(b"<html>", "403 Forbidden"), "does not permit this"),
        (reply(b"x", content_encoding="br"), "encoding"),
    ],
)
def test_a_log_that_cannot_be_read_is_said_and_the_rest_stays(answer: bytes, lacks: str) -> None:
    async def work() -> None:
        says = {f"{HERE}/api/json": {"result": "FAILURE", "builtOn": "agent-1"}, f"{HERE}/consoleText": answer}
        evidence = await explained(says, "api", 7)
        [log] = evidence.logs
        assert lacks in log.lacks
        assert (evidence.agent, Fact("result", "FAILURE") in evidence.facts) == ("agent-1", True)

    run(work())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(b"", "503 Service Unavailable"), Unreachable),
        (reply(b"", "429 Too Many Requests", retry_after="60"), SlowDown),
    ],
)
@pytest.mark.parametrize("path", ["api/json", "consoleText", "wfapi/describe"])
def test_what_passes_is_asked_for_again_later(answer: bytes, error: type[Exception], path: str) -> None:
    async def work() -> None:
        says: dict[str, Any] = {f"{HERE}/api/json": {"_class": PIPELINE}, f"{HERE}/consoleText": text("x")}
        with pytest.raises(error):
            await explained(says | {f"{HERE}/{path}": answer}, "api", 7)

    run(work())


@pytest.mark.parametrize(
    "path", [f"{HERE}/wfapi/describe", f"{HERE}/testReport/api/json", "/computer/agent-1/api/json"]
)
def test_a_plugins_page_that_breaks_at_this_build_keeps_nothing_else_back(path: str) -> None:
    async def work() -> None:
        says: dict[str, Any] = {
            f"{HERE}/api/json": {"_class": PIPELINE, "actions": [{"failCount": 1, "totalCount": 9}]},
            f"{HERE}/consoleText": text("Running on agent-1 in /w\nwrite error: No space left on device"),
            path: reply(b"<html>java.lang.NullPointerException", "500 Server Error"),
        }
        evidence = await explained(says, "api", 7)
        assert b"No space left" in evidence.logs[0].body
        assert (evidence.agent, evidence.reported) == ("agent-1", True)

    run(work())


def test_of_a_long_log_the_end_is_read() -> None:
    async def work() -> None:
        body = b"x" * (3 * 2**20) + b"\nERROR: the end\n"
        says = {f"{HERE}/api/json": {"result": "FAILURE", "builtOn": "a"}, f"{HERE}/consoleText": reply(body)}
        async with told(says) as at:
            key = f"build:{at.jenkins.http.host}/ci/api"
            evidence = await at.connector.explain(Build(key=key, title="api", url="", at=NOON, project="api"), red(7))
            [log] = evidence.logs
            assert log.body == body[-(2**20) :]
            assert log.cut
            assert log.url.endswith("/job/api/7/consoleFull")
            [head] = [head for head in at.mouth.heads if "consoleText" in head]
            assert "range: bytes=-1048576" in head.lower()

    run(work())


def test_bytes_stay_as_they_came() -> None:
    async def work() -> None:
        body = b"\xef\xbb\xbf\x1b[31mred\x00\xff\r\n"
        says = {f"{HERE}/api/json": {"result": "FAILURE"}, f"{HERE}/consoleText": reply(body)}
        assert (await explained(says, "api", 7)).logs[0].body == body

    run(work())


def test_a_report_that_went_or_makes_no_sense_is_still_known_to_have_been_there() -> None:
    async def work() -> None:
        counted = {"result": "UNSTABLE", "actions": [{"failCount": 2, "totalCount": 5}, None]}
        for answer in (None, reply(b"<html>")):
            says: dict[str, Any] = {f"{HERE}/api/json": counted, f"{HERE}/consoleText": text("x")}
            evidence = await explained(says | ({f"{HERE}/testReport/api/json": answer} if answer else {}), "api", 7)
            assert (evidence.tests, evidence.reported) == ((), True)

    run(work())


def test_a_report_in_which_nothing_failed_is_not_read() -> None:
    async def work() -> None:
        counted = {"result": "FAILURE", "actions": [{"failCount": 0, "totalCount": 5}]}
        says: dict[str, Any] = {f"{HERE}/api/json": counted, f"{HERE}/consoleText": text("x")}
        async with told(says) as at:
            key = f"build:{at.jenkins.http.host}/ci/api"
            evidence = await at.connector.explain(Build(key=key, title="x", url="", at=NOON, project="x"), red(7))
            assert evidence.reported is True
            assert not [path for path, _ in at.mouth.asked if "testReport" in path]

    run(work())


def test_what_is_said_of_a_test_is_one_plain_line() -> None:
    async def work() -> None:
        case = {"className": "a.B", "name": "c", "status": "REGRESSION", "errorDetails": "\n\x1b[1mno\u202e\nmore"}
        other = {"className": None, "name": "d", "status": "FIXED"}
        says = {
            f"{HERE}/api/json": {"result": "UNSTABLE", "actions": [{"failCount": 1, "totalCount": 5}]},
            f"{HERE}/consoleText": text("x"),
            f"{HERE}/testReport/api/json": {"suites": [{"cases": [case, other]}, {"cases": None}]},
        }
        [test] = (await explained(says, "api", 7)).tests
        assert test.name == "a.B.c"
        assert "\x1b" not in test.message
        assert "more" not in test.message

    run(work())


def test_another_servers_build_is_not_asked_for_here() -> None:
    async def work() -> None:
        async with told({"/api/json": {"jobs": [job("api", built(1))]}}) as at:
            build = Build(key="build:other.example/ci/api", title="api", url="", at=NOON, project="api")
            with pytest.raises(Exception, match="does not have this build"):
                await at.connector.explain(build, red(1))
            assert at.mouth.asked == []

    run(work())
