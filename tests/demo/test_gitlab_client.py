"""Referees: python-gitlab works against the demo's GitLab, and its jobs are as GitLab describes them."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import gitlab
import httpx
import pytest
from gitlab.v4.objects import Project
from openapi_schema_validator import OAS30Validator

from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from tests.demo.conftest import NOON, SMALL

FLOW = {"name": "Pipeline", "file": "p.yml", "jobs": ["unit", "lint"]}
HOME = {"name": "small/shop", "host": "gitlab", "workflow": [FLOW], "files": {"docs/CODEOWNERS": "* @bo\n"}}
RED = {"fails": ["unit"], "log": "boom", "agent": "agent-14", "tests": 12, "broken": ["tests/test_a.py::test_sum"]}


def ran(at: str, title: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "do": "run", "workflow": "Pipeline", "by": "bo", "title": title, **more}


@pytest.fixture
def lab(serve: Callable[[Company], ThreadDemo]) -> ThreadDemo:
    """A company with one project: green, then red by a merge request, then red again on another branch."""
    entries = [
        ran("-3h", "One (!3)", files=["a.py"], tests=12),
        ran("-2h", "Two (!4)", files=["b.py", "c.py"], id="red", **RED),
        ran("-1h", "Half", branch="half", event="schedule"),
    ]
    logs = [{"id": "boom", "text": "E   assert 1 == 2\nFAILED tests/test_a.py::test_sum"}]
    people = [*SMALL["person"], {"id": "cy", "name": "Cy"}]
    return serve(
        Company(
            check({**SMALL, "person": people, "repository": [HOME], "log": logs, "entry": entries}), clock=lambda: NOON
        )
    )


def opened(lab: ThreadDemo, token: str = "glpat-demo-credential") -> gitlab.Gitlab:  # noqa: S107  the demo's own
    return gitlab.Gitlab(lab.addresses.gitlab, private_token=token, retry_transient_errors=False)


@pytest.fixture
def shop(lab: ThreadDemo) -> Iterator[Project]:
    with opened(lab) as hub:
        yield hub.projects.get("small/shop")


def test_the_caller_and_the_token_are_told(lab: ThreadDemo) -> None:
    with opened(lab) as hub:
        hub.auth()
        assert hub.user is not None
        assert (hub.user.username, hub.personal_access_tokens.get("self").scopes) == ("ada", ["api"])
    with opened(lab, "glpat-demo-credential-reads") as hub:
        assert hub.personal_access_tokens.get("self").scopes == ["read_api"]


def test_projects_are_listed_and_found_by_path_and_number(lab: ThreadDemo, shop: Project) -> None:
    with opened(lab) as hub:
        assert [one.path_with_namespace for one in hub.projects.list(membership=True, get_all=True)] == ["small/shop"]
        assert hub.projects.get(shop.id).path_with_namespace == "small/shop"


def test_pipelines_are_listed_newest_first_by_branch_and_source(shop: Project) -> None:
    every = shop.pipelines.list(get_all=True)
    assert [one.id for one in every] == sorted((one.id for one in every), reverse=True)
    assert [one.status for one in every] == ["success", "failed", "success"]
    assert [one.ref for one in shop.pipelines.list(source="schedule", get_all=True)] == ["half"]
    assert [one.status for one in shop.pipelines.list(ref="main", get_all=True)] == ["failed", "success"]


def test_lists_have_pages(shop: Project) -> None:
    first = shop.pipelines.list(per_page=2, iterator=True)
    assert (first.per_page, first.total, first.total_pages) == (2, 3, 2)
    assert len({one.id for one in first}) == 3


def test_the_jobs_of_a_pipeline_that_is_run_again_stand_there_twice(lab: ThreadDemo, shop: Project) -> None:
    red = shop.pipelines.list(status="failed", get_all=True)[0]
    (failed,) = red.jobs.list(scope=["failed"], get_all=True)
    assert (failed.name, failed.failure_reason) == ("unit", "script_failure")
    assert (failed.runner["description"], failed.commit["title"]) == ("agent-14", "Two (!4)")
    red.retry()
    assert shop.pipelines.get(red.id).status == "running"
    lab.call(lambda company: company.advance(timedelta(minutes=2)))
    assert shop.pipelines.get(red.id).status == "success"
    assert [job.name for job in red.jobs.list(get_all=True)] == ["unit", "lint"]
    again = red.jobs.list(include_retried=True, get_all=True)
    assert [(job.name, job.status) for job in again] == [("unit", "success"), ("lint", "success"), ("unit", "failed")]


def test_a_log_is_the_runners(shop: Project) -> None:
    red = shop.pipelines.list(status="failed", get_all=True)[0]
    (failed,) = red.jobs.list(scope="failed", get_all=True)
    log = bytes(shop.jobs.get(failed.id).trace()).decode()
    assert "FAILED tests/test_a.py::test_sum" in log
    assert "ERROR: Job failed: exit code 1" in log.splitlines()[-1]


def test_tests_are_reported_and_counted(shop: Project) -> None:
    red = shop.pipelines.list(status="failed", get_all=True)[0]
    report = red.test_report.get()
    (case,) = (one for one in report.test_suites[0]["test_cases"] if one["status"] == "failed")
    assert (report.total_count, report.failed_count) == (12, 1)
    assert (case["classname"], case["name"], case["file"]) == ("tests.test_a", "test_sum", "tests/test_a.py")
    assert red.test_report_summary.get().total["count"] == 12


def test_what_changed_is_told(shop: Project) -> None:
    red, green = shop.pipelines.list(ref="main", get_all=True)
    compared = shop.repository_compare(green.sha, red.sha)
    assert isinstance(compared, dict)
    assert [one["title"] for one in compared["commits"]] == ["Two (!4)"]
    assert [one["new_path"] for one in compared["diffs"]] == ["b.py", "c.py"]
    commit = shop.commits.get(red.sha)
    assert [one["new_path"] for one in commit.diff(get_all=True)] == ["b.py", "c.py"]
    (request,) = commit.merge_requests(get_all=True)
    assert (request["iid"], request["author"]["username"]) == (4, "bo")
    assert shop.files.raw("docs/CODEOWNERS", ref="main") == b"* @bo\n"
    assert [one.name for one in shop.branches.list(get_all=True)] == ["half", "main"]
    assert shop.branches.get("half").commit["title"] == "Half"


def test_a_remark_stands_below_the_merge_request(lab: ThreadDemo, shop: Project) -> None:
    request = shop.mergerequests.get(4)
    made = request.notes.create({"body": "Look"})
    assert [(one.id, one.body) for one in request.notes.list(get_all=True)] == [(made.id, "Look")]
    request.notes.create({"body": "And this"})
    assert [one.body for one in request.notes.list(get_all=True)] == ["And this", "Look"]
    line, _ = lab.call(lambda company: [one for one in company.ledger.lines() if one["what"] == "remarked"])
    assert (line["service"], line["change"], line["text"]) == ("gitlab", 4, "Look")


def test_issues_are_listed_in_the_boards_order_taken_labelled_and_closed(lab: ThreadDemo, shop: Project) -> None:
    def begin(company: Company) -> None:
        tracker, bo = company.trackers["small/shop"], company.people["bo"]
        for title in ("One", "Two", "Three"):
            tracker.make(bo, company.now(), title, "Why?", ("support",))
        first = tracker.ranked()[0]
        tracker.describe(first, release="3.2", due=date(2026, 12, 1), size=3, parent="7", priority="high")
        tracker.rank(tracker.ranked()[2], before=1)
        tracker.close(tracker.ranked()[2], bo, company.now())

    lab.call(begin)
    board = shop.issues.list(order_by="relative_position", sort="asc", state="opened", labels="support", get_all=True)
    assert [one.title for one in board] == ["Three", "One"]
    assert [one.title for one in shop.issues.list(state="closed", get_all=True)] == ["Two"]
    assert [one.iid for one in shop.issues.list(iids=[1, 3], sort="asc", get_all=True)] == [1, 3]
    assert shop.issues.list(updated_after="2030-01-01T00:00:00Z", get_all=True) == []
    one = shop.issues.get(1)
    assert (one.milestone["title"], one.due_date, one.weight, one.epic["iid"]) == ("3.2", "2026-12-01", 3, 7)
    assert one.labels == ["priority::high", "support"]
    with opened(lab) as hub:
        [ada] = hub.users.list(username="ada", get_all=True)
    one.assignee_ids = [ada.id]
    one.labels = [*one.labels, "status::In progress"]
    one.save()
    one = shop.issues.get(1)
    assert ([each["username"] for each in one.assignees], one.state) == (["ada"], "opened")
    assert "status::In progress" in one.labels
    one.state_event = "close"
    one.save()
    assert (shop.issues.get(1).state, shop.issues.get(1).attributes["closed_by"]["username"]) == ("closed", "ada")
    assert {"blocked", "status::In progress"} <= {each.name for each in shop.labels.list(get_all=True)}
    note = one.notes.create({"body": "Done"})
    assert [(each.id, each.body) for each in shop.issues.get(1).notes.list(get_all=True)] == [(note.id, "Done")]
    told = [
        line["what"] for line in lab.call(lambda company: company.ledger.lines()) if line.get("place") == "small/shop"
    ]
    assert told[-4:] == ["issue_assigned", "issue_moved", "issue_closed", "issue_commented"]


def test_merge_requests_are_listed_reviewed_and_approved(lab: ThreadDemo, shop: Project) -> None:
    def begin(company: Company) -> None:
        board, people = company.boards["small/shop"], company.people
        one = board.open(people["bo"], company.now(), "Labels", asked=(people["cy"],), checks="failure")
        board.say(one, people["cy"], company.now(), "changes")
        board.close(board.open(people["cy"], company.now(), "Old"), people["cy"], company.now(), merged=True)

    lab.call(begin)
    [one] = shop.mergerequests.list(state="opened", order_by="updated_at", get_all=True)
    assert (one.title, one.author["username"], one.draft) == ("Labels", "bo", False)
    assert {each.state for each in shop.mergerequests.list(state="all", get_all=True)} == {"opened", "merged"}
    alone = shop.mergerequests.get(one.iid)
    assert (alone.head_pipeline["status"], alone.head_pipeline["sha"]) == ("failed", alone.sha)
    assert [(each.user["username"], each.state) for each in alone.reviewer_details.list(get_all=True)] == [
        ("cy", "requested_changes")
    ]
    assert [each.head_commit_sha for each in alone.diffs.list(get_all=True)] == [alone.sha]
    assert alone.approvals.get().approved_by == []
    alone.approve()
    assert [each["user"]["username"] for each in alone.approvals.get().approved_by] == ["ada"]
    with opened(lab) as hub:
        [bo] = hub.users.list(username="bo", get_all=True)
    alone = shop.mergerequests.get(one.iid)
    alone.reviewer_ids = [*(each["id"] for each in alone.reviewers), bo.id]
    alone.save()
    assert {each["username"] for each in shop.mergerequests.get(one.iid).reviewers} == {"ada", "bo", "cy"}
    assert "Labels" in httpx.get(one.web_url, trust_env=False).text
    newest = shop.pipelines.list(order_by="updated_at", get_all=True)[0]
    assert (newest.source, newest.ref) == ("merge_request_event", f"refs/merge-requests/{one.iid}/head")


def test_errors_are_gitlabs_own(lab: ThreadDemo, shop: Project) -> None:
    with opened(lab, "wrong") as hub, pytest.raises(gitlab.GitlabAuthenticationError):
        hub.auth()
    with opened(lab) as hub, pytest.raises(gitlab.GitlabGetError, match="404 Project Not Found"):
        hub.projects.get("small/nothing")
    for place, wrong in ((shop.pipelines, 1), (shop.jobs, 1), (shop.mergerequests, 99), (shop.commits, "abc")):
        with pytest.raises(gitlab.GitlabGetError) as caught:
            place.get(wrong)
        assert caught.value.response_code == 404
    with opened(lab, "glpat-demo-credential-reads") as hub:
        pipeline = hub.projects.get("small/shop").pipelines.list(status="failed", get_all=True)[0]
        with pytest.raises(gitlab.GitlabPipelineRetryError) as refused:
            pipeline.retry()
    assert refused.value.response_code == 403


def test_an_unchanged_answer_is_empty(lab: ThreadDemo) -> None:
    address = f"{lab.addresses.gitlab}/api/v4/projects/small%2Fshop/pipelines"
    with httpx.Client(headers={"private-token": "demo-credential"}, trust_env=False) as web:
        first = web.get(address)
        again = web.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert int(first.headers["ratelimit-remaining"]) < int(first.headers["ratelimit-limit"])


def test_jobs_are_as_gitlab_describes_them(shop: Project, contracts: Path) -> None:
    described = json.loads((contracts / "gitlab_openapi.json").read_text(encoding="utf-8"))
    schema = with_null({"$ref": "#/components/schemas/API_Entities_Job", "components": described["components"]})
    validator = OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER)
    red = shop.pipelines.list(status="failed", get_all=True)[0]
    for job in red.jobs.list(get_all=True):
        validator.validate(job.attributes)
    with pytest.raises(Exception, match="not of type"):
        validator.validate({"id": "7"})


def with_null(schema: Any) -> Any:
    """The description does not say where null stands; GitLab's own examples have it there. And a duration has a fraction."""
    if isinstance(schema, dict):
        kept = {key: with_null(value) for key, value in schema.items()}
        if kept.get("type") in ("string", "integer", "number", "boolean") and kept != {"type": "string"}:
            kept["nullable"] = "example" in kept
        return kept | ({"type": "number"} if kept.get("description", "").startswith("The duration of the job") else {})
    return [with_null(one) for one in schema] if isinstance(schema, list) else schema


def test_a_page_for_people_stands_behind_each_link(lab: ThreadDemo, shop: Project) -> None:
    red = shop.pipelines.list(status="failed", get_all=True)[0]
    links = [red.web_url, red.jobs.list(get_all=True)[0].web_url, shop.mergerequests.get(4).web_url, shop.web_url]
    for link in links:
        assert httpx.get(link, trust_env=False).status_code == 200
    assert links[0].startswith(lab.addresses.gitlab)


def test_the_config_watches_the_project(lab: ThreadDemo) -> None:
    text = lab.config.read_text(encoding="utf-8")
    assert '[service.gitlab]\nkind = "gitlab"' in text
    assert 'kind = "gitlab.builds"\nname = "small/shop"\nservice = "gitlab"\nproject = "small/shop"' in text
    assert "github" not in text
