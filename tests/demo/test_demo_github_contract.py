"""Every body of the demo's GitHub satisfies GitHub's own description."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS30Validator

SHOP = "/repos/quillfern-demo/shop"


def with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Where null is allowed beside an enumeration, GitHub does not list it in the enumeration."""
    if schema.get("nullable") is True and "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return schema


def validator(contracts: Path, path: str) -> Any:
    text = (contracts / "github_openapi.json").read_text(encoding="utf-8")
    description = json.loads(text, object_hook=with_null)
    schema = {"allOf": [description["answers"][path]], "components": {"schemas": description["schemas"]}}
    return OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER)


def newest(web: httpx.Client, **query: str) -> dict[str, Any]:
    runs = web.get(f"/github{SHOP}/actions/runs", params=query).json()
    return runs["workflow_runs"][0]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/user", "/user"),
        ("/user/repos", "/user/repos?sort=pushed&per_page=100"),
        ("/rate_limit", "/rate_limit"),
        ("/repos/{owner}/{repo}", SHOP),
        ("/repos/{owner}/{repo}/actions/runs", f"{SHOP}/actions/runs?branch=main&per_page=100"),
        ("/repos/{owner}/{repo}/actions/runs", "/repos/quillfern-demo/depot/actions/runs"),
        ("/repos/{owner}/{repo}/actions/workflows", f"{SHOP}/actions/workflows"),
        ("/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", f"{SHOP}/actions/workflows/image.yml/runs"),
        ("/repos/{owner}/{repo}/branches", f"{SHOP}/branches"),
        ("/repos/{owner}/{repo}/commits", f"{SHOP}/commits?sha=main"),
    ],
)
@pytest.mark.parametrize("prefix", ["/github", "/github/api/v3"])
def test_a_body_is_as_described(today_web: httpx.Client, contracts: Path, path: str, address: str, prefix: str) -> None:
    body = today_web.get(prefix + address).raise_for_status().json()
    validator(contracts, path).validate(body)
    assert body


@pytest.mark.parametrize("query", [{"status": "failure"}, {"status": "success"}])
def test_runs_and_jobs_are_as_described(today_web: httpx.Client, contracts: Path, query: dict[str, str]) -> None:
    run = newest(today_web, **query)
    validator(contracts, "/repos/{owner}/{repo}/actions/runs/{run_id}").validate(today_web.get(run["url"]).json())
    jobs = today_web.get(run["jobs_url"]).json()
    validator(contracts, "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs").validate(jobs)
    job = today_web.get(jobs["jobs"][0]["url"]).json()
    validator(contracts, "/repos/{owner}/{repo}/actions/jobs/{job_id}").validate(job)


def test_a_running_build_is_as_described(web: httpx.Client, contracts: Path) -> None:
    web.post("/_demo/play", json={"do": "run", "workflow": "Tests", "by": "bo", "title": "x", "takes": "5m"})
    run = web.get("/github/repos/small/shop/actions/runs").json()["workflow_runs"][0]
    assert (run["status"], run["conclusion"]) == ("in_progress", None)
    validator(contracts, "/repos/{owner}/{repo}/actions/runs/{run_id}").validate(run)
    jobs = web.get(run["jobs_url"]).json()
    validator(contracts, "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs").validate(jobs)


def test_issues_are_as_described(web: httpx.Client, contracts: Path) -> None:
    shop = "/github/repos/small/shop/issues"
    made = web.post(shop, json={"title": "One", "body": "x", "labels": ["support"], "assignees": ["bo"]})
    assert made.status_code == 201
    issue = validator(contracts, "/repos/{owner}/{repo}/issues/{issue_number}")
    issue.validate(made.json())
    issue.validate(web.patch(made.json()["url"], json={"state": "closed", "state_reason": "not_planned"}).json())
    told = web.get(f"{shop}?state=all").json()
    validator(contracts, "/repos/{owner}/{repo}/issues").validate(told)
    assert [one["state_reason"] for one in told] == ["not_planned"]


def test_issues_with_all_that_is_known_of_them_are_as_described(web: httpx.Client, contracts: Path) -> None:
    facts = {"priority": "high", "release": "3.2", "due": "3d", "customer": "Acme", "size": 3, "parent": "small/shop#1"}
    for entry in ({"title": "Big", "epic": True}, {"title": "One", "labels": ["support"], **facts}):
        web.post("/_demo/play", json={"do": "open", "by": "bo", "place": "small/shop", **entry}).raise_for_status()
    shop = "/github/repos/small/shop"
    told = web.get(f"{shop}/issues?state=all").json()
    validator(contracts, "/repos/{owner}/{repo}/issues").validate(told)
    one = told[0]
    assert [label["name"] for label in one["labels"]] == ["support", "priority: high", "customer: Acme", "size: 3"]
    assert (one["milestone"]["title"], one["milestone"]["due_on"][10:]) == ("3.2", "T08:00:00Z")
    assert one["parent_issue_url"].endswith("/repos/small/shop/issues/1")
    assert web.get(one["parent_issue_url"]).json()["title"] == "Big"
    assert web.post(f"{one['url']}/comments", json={"body": "x"}).status_code == 201
    again = web.get(one["url"]).json()
    validator(contracts, "/repos/{owner}/{repo}/issues/{issue_number}").validate(again)
    assert again["comments"] == 1
    comments = web.get(f"{one['url']}/comments").json()
    validator(contracts, "/repos/{owner}/{repo}/issues/{issue_number}/comments").validate(comments)
    home = web.get(shop).json()
    validator(contracts, "/repos/{owner}/{repo}").validate(home)
    assert home["permissions"]["triage"]


def test_a_pull_request_is_an_issue_too(web: httpx.Client, contracts: Path) -> None:
    red_company(web)
    told = web.get("/github/repos/small/shop/issues/7").json()
    validator(contracts, "/repos/{owner}/{repo}/issues/{issue_number}").validate(told)
    assert told["pull_request"]["url"].endswith("/pulls/7")


def red_company(web: httpx.Client) -> dict[str, Any]:
    """Let a run fail on a machine that goes away; return it."""
    entry = {"do": "run", "workflow": "Tests", "by": "bo", "title": "Fold it (#7)", "takes": "1m", "fails": ["unit"]}
    more = {"files": ["src/fold.py"], "agent": "agent-14", "reason": "runner_system_failure"}
    web.post("/_demo/play", json=entry | more)
    web.post("/_demo/advance", json={"seconds": 90})
    run: dict[str, Any] = web.get("/github/repos/small/shop/actions/runs").json()["workflow_runs"][0]
    return run


def test_what_stands_beside_a_red_run_is_as_described(web: httpx.Client, contracts: Path) -> None:
    run = red_company(web)
    attempt = web.get(f"{run['url']}/attempts/1").json()
    validator(contracts, "/repos/{owner}/{repo}/actions/runs/{run_id}").validate(attempt)
    told = web.get(f"{run['url']}/attempts/1/jobs").json()
    validator(contracts, "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs").validate(told)
    [job] = [one for one in told["jobs"] if one["conclusion"] == "failure"]
    assert (job["runner_name"], job["steps"][2]["status"]) == ("agent-14", "in_progress")
    notes = web.get(f"{job['check_run_url']}/annotations").json()
    validator(contracts, "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations").validate(notes)
    assert "agent-14 lost communication" in notes[0]["message"]


def test_commits_and_pull_requests_are_as_described(web: httpx.Client, contracts: Path) -> None:
    run = red_company(web)
    shop = "/github/repos/small/shop"
    commit = web.get(f"{shop}/commits/{run['head_sha']}").json()
    validator(contracts, "/repos/{owner}/{repo}/commits/{ref}").validate(commit)
    assert [one["filename"] for one in commit["files"]] == ["src/fold.py"]
    pulls = web.get(f"{shop}/commits/{run['head_sha']}/pulls").json()
    validator(contracts, "/repos/{owner}/{repo}/commits/{commit_sha}/pulls").validate(pulls)
    pull = web.get(pulls[0]["url"]).json()
    validator(contracts, "/repos/{owner}/{repo}/pulls/{pull_number}").validate(pull)
    assert (pull["number"], pull["merged"], pull["user"]["login"]) == (7, True, "bo")


def test_comments_on_pull_requests_are_as_described(web: httpx.Client, contracts: Path) -> None:
    red_company(web)
    made = web.post("/github/repos/small/shop/issues/7/comments", json={"body": "Could you look?"})
    assert made.status_code == 201
    told = web.get("/github/repos/small/shop/issues/7/comments").json()
    validator(contracts, "/repos/{owner}/{repo}/issues/{issue_number}/comments").validate(told)
    assert told == [made.json()]
    page = web.get("/github/small/shop/pull/7").text
    assert "src/fold.py" in page
    assert "Could you look?" in page
    assert web.get("/github/small/shop/pull/8").status_code == 404
    assert web.post("/github/repos/small/shop/issues/8/comments", json={"body": "x"}).status_code == 404
    assert web.post("/github/repos/small/shop/issues/7/comments", json={"body": ""}).status_code == 422


def test_the_description_can_say_no(contracts: Path) -> None:
    with pytest.raises(Exception, match="workflow_runs"):
        validator(contracts, "/repos/{owner}/{repo}/actions/runs").validate({"total_count": 1})
