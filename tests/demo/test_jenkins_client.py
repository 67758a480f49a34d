"""A referee: python-jenkins, which people use against real servers, works against the demo's Jenkins."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jenkins  # type: ignore[import-untyped]
import pytest

from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from supporttray.demo.token import TOKEN
from tests.demo.conftest import NOON, SMALL

JOB = "small/apps/Dealer app/main"
RED: dict[str, Any] = {
    "fails": ["test"],
    "tests": 40,
    "broken": ["tests/test_price.py::test_a_price_is_whole"],
    "log": "words",
    "agent": "agent-14",
    "note": "script returned exit code 2",
}


def ran(at: str, title: str, **more: Any) -> dict[str, Any]:
    place = {"repository": "small/apps", "workflow": "Dealer app"}
    return {"at": at, "do": "run", "by": "bo", "title": title, "takes": "5m", **place} | more


SCENARIO: dict[str, Any] = SMALL | {
    "repository": [
        {
            "name": "small/apps",
            "host": "jenkins",
            "workflow": [{"name": "Dealer app", "file": "app.yml", "jobs": ["build", "test"]}],
        }
    ],
    "log": [{"id": "words", "text": "AssertionError: 3.5 is not whole"}],
    "entry": [
        ran("-3h", "Begin", agent="agent-14"),
        ran("-2h", "Round prices (#7)", files=["app/price.kt"], **RED),
        ran(
            "-1h",
            "Faster",
            branch="feature/fast lane",
            reason="Disk space is too low.",
            fails=["build"],
            agent="agent-2",
        ),
        ran("-1m", "Go on"),
    ],
}


@pytest.fixture
def served(serve: Callable[[Company], ThreadDemo]) -> ThreadDemo:
    return serve(Company(check(SCENARIO), clock=lambda: NOON))


@pytest.fixture
def ci(served: ThreadDemo) -> jenkins.Jenkins:
    return jenkins.Jenkins(served.addresses.jenkins, username="ada", password=TOKEN, timeout=20)


def test_the_caller_and_the_version_are_told(ci: jenkins.Jenkins) -> None:
    assert ci.get_whoami()["fullName"] == "Ada"
    assert ci.get_version().startswith("2.")


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_token_is_refused_with_a_page(served: ThreadDemo, password: str) -> None:
    with pytest.raises(jenkins.JenkinsException, match="401"):
        jenkins.Jenkins(served.addresses.jenkins, username="ada", password=password).get_whoami()
    with httpx.Client(trust_env=False) as web:
        answer = web.get(f"{served.addresses.jenkins}/api/json")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (403, "text/html")
    assert answer.headers["x-required-permission"] == "hudson.model.Hudson.Read"


@pytest.mark.parametrize("at_once", [10, 1])
def test_all_jobs_are_found_in_their_folders(ci: jenkins.Jenkins, at_once: int) -> None:
    found = {job["fullname"]: job.get("color") for job in ci.get_all_jobs(folder_depth_per_request=at_once)}
    assert found == {
        "small": None,
        "small/apps": None,
        "small/apps/Dealer app": None,
        "small/apps/Dealer app/main": "yellow_anime",
        "small/apps/Dealer app/feature%2Ffast%20lane": "red",
    }


def test_a_job_lists_its_builds_the_newest_first(ci: jenkins.Jenkins) -> None:
    job = ci.get_job_info(JOB)
    assert [one["number"] for one in job["builds"]] == [3, 2, 1]
    assert (job["name"], job["nextBuildNumber"], job["fullName"]) == ("main", 4, JOB)
    assert (job["lastStableBuild"]["number"], job["lastSuccessfulBuild"]["number"]) == (1, 2)
    assert ci.get_job_info("small/apps/Dealer app/feature%2Ffast%20lane")["displayName"] == "feature/fast lane"


def test_a_build_tells_its_result_its_commit_and_its_changes(ci: jenkins.Jenkins) -> None:
    build = ci.get_build_info(JOB, 2)
    assert (build["result"], build["building"], build["duration"]) == ("UNSTABLE", False, 300_000)
    assert build["timestamp"] == int((NOON - timedelta(hours=2)).timestamp() * 1000)
    [items] = [one["items"] for one in build["changeSets"]]
    assert [(one["msg"], one["affectedPaths"]) for one in items] == [("Round prices (#7)", ["app/price.kt"])]
    revisions = [one["lastBuiltRevision"]["SHA1"] for one in build["actions"] if "lastBuiltRevision" in one]
    assert revisions == [items[0]["commitId"]]
    running = ci.get_build_info(JOB, 3)
    assert (running["result"], running["building"]) == (None, True)
    assert ci.get_build_info("small/apps/Dealer app/feature%2Ffast%20lane", 1)["result"] == "FAILURE"


def test_the_console_names_the_agent_and_holds_the_log(ci: jenkins.Jenkins) -> None:
    text = ci.get_build_console_output(JOB, 2)
    assert "Running on agent-14 in " in text
    assert "AssertionError: 3.5 is not whole" in text
    assert text.endswith("Finished: UNSTABLE\n")


def test_the_test_report_names_what_failed_and_is_missing_where_nothing_was_tested(ci: jenkins.Jenkins) -> None:
    report = ci.get_build_test_report(JOB, 2)
    failed = [case for suite in report["suites"] for case in suite["cases"] if case["status"] == "FAILED"]
    assert [(case["className"], case["name"]) for case in failed] == [("tests.test_price", "test_a_price_is_whole")]
    assert (report["failCount"], report["passCount"]) == (1, 39)
    assert ci.get_build_test_report(JOB, 1) is None


def test_the_stages_say_which_one_failed_and_why(ci: jenkins.Jenkins) -> None:
    stages = ci.get_build_stages(JOB, 2)["stages"]
    assert [(one["name"], one["status"]) for one in stages] == [("build", "SUCCESS"), ("test", "FAILED")]
    assert stages[1]["error"]["message"] == "script returned exit code 2"


def test_a_job_is_built_again_with_a_new_number(ci: jenkins.Jenkins, served: ThreadDemo) -> None:
    served.call(lambda company: company.advance(timedelta(minutes=10)))
    assert ci.get_job_info(JOB)["lastBuild"]["number"] == 3
    assert ci.build_job(JOB) == 4
    assert ci.get_build_info(JOB, 4)["building"]
    first, again = (ci.get_build_info(JOB, number)["actions"][2]["lastBuiltRevision"]["SHA1"] for number in (3, 4))
    assert first == again


def test_the_agents_are_listed_and_one_says_why_it_is_away(ci: jenkins.Jenkins) -> None:
    nodes = {one["name"]: one["offline"] for one in ci.get_nodes()}
    assert nodes == {"Built-In Node": False, "agent-14": False, "agent-2": True}
    assert ci.get_node_info("agent-2")["offlineCauseReason"] == "Disk space is too low."
    assert ci.get_node_info("Built-In Node")["offline"] is False
    assert ci.get_running_builds() == []


def test_a_tree_gives_what_it_names_in_the_range_it_names(ci: jenkins.Jenkins) -> None:
    told = ci.get_info(query="?tree=jobs[name,jobs[name,jobs[jobs[name,builds[number]{1,2},nothing]]]]")
    [job] = [job for job in told["jobs"][0]["jobs"][0]["jobs"][0]["jobs"] if job["name"] == "main"]
    assert {name for name in job if name != "_class"} == {"name", "builds"}
    assert [one["number"] for one in job["builds"]] == [2]


@pytest.mark.parametrize("path", ["job/none/api/json", "job/small/job/apps/99/api/json", "computer/none/api/json"])
def test_what_is_not_there_is_not_found(ci: jenkins.Jenkins, path: str) -> None:
    with pytest.raises(jenkins.NotFoundException):
        ci.jenkins_open(_get(f"{ci.server}{path}"))


def _get(url: str) -> Any:
    import requests  # noqa: PLC0415  python-jenkins speaks with it

    return requests.Request("GET", url)


def test_a_browser_sees_pages_without_a_credential(served: ThreadDemo) -> None:
    with httpx.Client(trust_env=False) as web:
        page = web.get(f"{served.addresses.jenkins}/job/small/job/apps/job/Dealer%20app/job/main/2/console")
        assert "3.5 is not whole" in page.text
        assert web.get(f"{served.addresses.jenkins}/job/none/").status_code == 404
        assert web.get(f"{served.addresses.jenkins}/job/small/").status_code == 200
