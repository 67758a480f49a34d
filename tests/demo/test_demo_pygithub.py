"""A referee: PyGithub works against the demo, and so do the headers that it does not show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from github import Auth, BadCredentialsException, Github, GithubException, UnknownObjectException

from supporttray.connectors.github.board import QUERY
from supporttray.connectors.github.stage import MOVE, PLACES
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.github.reply import within
from supporttray.demo.server import ThreadDemo
from supporttray.demo.token import TOKEN
from tests.demo.conftest import NOON, SMALL

RUNS = "/github/repos/quillfern-demo/shop/actions/runs"


def github(demo: ThreadDemo, prefix: str = "", token: str = TOKEN) -> Github:
    address = demo.addresses.github + prefix
    return Github(
        base_url=address, auth=Auth.Token(token), retry=None, seconds_between_requests=0, seconds_between_writes=0
    )


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_runs_are_listed_over_several_pages(today: ThreadDemo, prefix: str) -> None:
    with github(today, prefix) as hub:
        runs = hub.get_repo("quillfern-demo/shop").get_workflow_runs(branch="main")
        found = list(runs)
        assert runs.totalCount == len(found) == len({run.id for run in found}) > 60
        assert [run.created_at for run in found] == sorted((run.created_at for run in found), reverse=True)
        assert {run.head_branch for run in found} == {"main"}


def test_the_caller_and_the_rate_limit_are_told(today: ThreadDemo) -> None:
    with github(today) as hub:
        assert hub.get_user().login == "ada-okafor"
        assert hub.get_rate_limit().rate.limit == 5000


def test_failed_jobs_and_their_steps_are_listed(today: ThreadDemo) -> None:
    with github(today) as hub:
        red = next(iter(hub.get_repo("quillfern-demo/shop").get_workflow_runs(branch="main", status="failure")))
        jobs = {job.name: job for job in red.jobs()}
    assert {name for name, job in jobs.items() if job.conclusion == "failure"} == {"unit", "checkout"}
    assert [step.conclusion for step in jobs["unit"].steps] == ["success", "success", "failure", "success"]


def test_a_chatty_workflow_fills_the_first_page_and_hides_another(today: ThreadDemo) -> None:
    with github(today) as hub:
        repository = hub.get_repo("quillfern-demo/shop")
        names = [run.name for run in repository.get_workflow_runs(branch="main")]
        nightly = next(flow for flow in repository.get_workflows() if flow.name == "Nightly")
        assert "Nightly" not in names[:50]
        assert next(iter(nightly.get_runs(branch="main"))).conclusion == "success"


@pytest.mark.parametrize(
    ("span", "fits"),
    [
        (">=2026-11-23", True),
        (">2026-11-23", False),
        ("<2026-11-23T12:00:01Z", True),
        ("<=2026-11-22", False),
        ("2026-11-22..2026-11-23", True),
        ("2026-11-24..*", False),
        ("2026-11-23", True),
    ],
)
def test_runs_are_found_by_the_time_of_their_making(span: str, *, fits: bool) -> None:
    assert within(span, "2026-11-23T12:00:00Z") is fits


def test_branches_and_commits_are_listed(today: ThreadDemo) -> None:
    with github(today) as hub:
        repository = hub.get_repo("quillfern-demo/shop")
        assert [branch.name for branch in repository.get_branches()] == ["half-basket", "main"]
        newest = repository.get_commits()[0]
        assert newest.commit.message == "Round totals per line, not per order (#421)"
        assert newest.author.login == "jweber"


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_the_callers_repositories_are_listed_over_several_pages_the_last_pushed_first(
    today: ThreadDemo, prefix: str
) -> None:
    with github(today, prefix) as hub:
        hub.per_page = 1
        pushed = [(each.pushed_at, each.full_name) for each in hub.get_user().get_repos(sort="pushed")]
        named = [each.full_name for each in hub.get_user().get_repos()]
    assert pushed == sorted(pushed, reverse=True)
    assert len(named) > 1
    assert named == sorted(name for _, name in pushed)


@pytest.mark.parametrize(
    ("token", "scopes"), [("ghp_demo-credential", ["read:org", "repo"]), ("demo-credential", None)]
)
def test_a_classic_token_hears_its_scopes(today: ThreadDemo, token: str, scopes: list[str] | None) -> None:
    with github(today, token=token) as hub:
        assert hub.get_user().login == "ada-okafor"
        assert hub.oauth_scopes == scopes


def test_errors_are_githubs_own(today: ThreadDemo) -> None:
    with github(today) as hub, pytest.raises(UnknownObjectException):
        hub.get_repo("quillfern-demo/nothing")
    for wrong in ("wrong", "xoxp-demo-credential"):
        with github(today, token=wrong) as hub, pytest.raises(BadCredentialsException):
            hub.get_user().login  # noqa: B018 - asks for it
    with github(today) as hub, pytest.raises(GithubException, match="Not Found"):
        hub.get_repo("quillfern-demo/shop").get_issue(99).title  # noqa: B018 - asks for it


def test_an_unchanged_answer_is_empty_and_free(today_web: httpx.Client) -> None:
    first = today_web.get(RUNS)
    again = today_web.get(RUNS, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]


def test_pages_are_linked_by_whole_addresses(today_web: httpx.Client) -> None:
    first = today_web.get(RUNS, params={"per_page": 50, "branch": "main"})
    following = first.links["next"]["url"]
    assert following.startswith(str(today_web.base_url))
    second = today_web.get(following).json()
    assert len(first.json()["workflow_runs"]) == 50
    assert 0 < len(second["workflow_runs"]) < 50


def test_a_log_lies_elsewhere_for_a_minute_and_wants_no_credential(demo: ThreadDemo, web: httpx.Client) -> None:
    entry = {"do": "run", "workflow": "Tests", "by": "bo", "title": "x", "takes": "1m", "fails": ["unit"]}
    web.post("/_demo/play", json=entry).raise_for_status()
    run = web.get("/github/repos/small/shop/actions/runs").json()["workflow_runs"][0]
    job = web.get(run["jobs_url"]).json()["jobs"][0]
    assert web.get(f"{job['url']}/logs").status_code == 404
    demo.call(lambda company: company.advance(timedelta(minutes=1)))
    address = web.get(f"{job['url']}/logs").headers["location"]
    assert web.get(address).status_code == 400
    plain = httpx.get(address, trust_env=False)
    assert "##[error]Process completed with exit code 1." in plain.text
    tail = httpx.get(address, headers={"range": "bytes=-20"}, trust_env=False)
    assert (tail.status_code, tail.content) == (206, plain.content[-20:])
    demo.call(lambda company: company.advance(timedelta(minutes=2)))
    assert httpx.get(address, trust_env=False).status_code == 403


def test_running_again_keeps_the_run_and_adds_an_attempt(demo: ThreadDemo) -> None:
    entries = [
        {"do": "run", "id": "r", "workflow": "Tests", "by": "bo", "title": "x", "takes": "10s", "fails": ["unit"]},
        {"at": "20s", "do": "rerun", "run": "r", "by": "ada", "takes": "10s"},
    ]

    def live(company: Company) -> list[dict[str, object]]:
        company.play(entries)
        company.advance(timedelta(seconds=30))
        return company.ledger.lines()

    first, second = demo.call(live)
    assert (first["conclusion"], first["failed_jobs"], first["run_attempt"]) == ("failure", ["unit"], 1)
    assert (second["conclusion"], second["run_id"], second["run_attempt"]) == ("success", first["run_id"], 2)
    with github(demo) as hub:
        (run,) = hub.get_repo("small/shop").get_workflow_runs()
        assert (run.run_attempt, run.conclusion, run.jobs("all").totalCount, run.jobs().totalCount) == (
            2,
            "success",
            4,
            2,
        )
        assert run.created_at < run.run_started_at
        before = run.get_attempt(1)
        assert (before.id, before.run_attempt, before.conclusion) == (run.id, 1, "failure")
        assert before.updated_at < run.run_started_at
        with pytest.raises(UnknownObjectException):
            run.get_attempt(3)


# --- issues


def test_an_issue_is_made_given_to_somebody_closed_and_opened_again(demo: ThreadDemo) -> None:
    with github(demo) as hub:
        shop = hub.get_repo("small/shop")
        made = shop.create_issue("Order 7", "Where is it?", labels=["support"])
        assert (made.number, made.title, made.body, made.user.login) == (1, "Order 7", "Where is it?", "ada")
        assert [label.name for label in made.labels] == ["support"]
        made.add_to_assignees("bo")
        assert [one.login for one in shop.get_issue(1).assignees] == ["bo"]
        made.edit(state="closed", state_reason="not_planned")
        closed = shop.get_issue(1)
        assert (closed.state, closed.state_reason, closed.closed_by.login) == ("closed", "not_planned", "ada")
        closed.edit(state="open")
        assert (shop.get_issue(1).state, shop.get_issue(1).closed_at) == ("open", None)
        with pytest.raises(UnknownObjectException):
            shop.get_issue(99)


def test_an_issue_has_a_milestone_and_a_parent_and_is_taken_labelled_remarked_on_and_completed(
    demo: ThreadDemo,
) -> None:
    facts = {"release": "3.2", "due": "3d", "priority": "high", "parent": "small/shop#1"}
    entries = [{"title": "Big"}, {"title": "One", **facts}]
    told = [{"do": "open", "by": "bo", "place": "small/shop", **one} for one in entries]
    demo.call(lambda company: company.play(told))
    with github(demo) as hub:
        shop = hub.get_repo("small/shop")
        one = shop.get_issue(2)
        assert one.milestone.title == "3.2"
        assert str(one.milestone.due_on) == "2026-11-26 08:00:00+00:00"
        assert one.parent_issue_url == shop.get_issue(1).url
        one.add_to_assignees("ada")
        one.add_to_labels("Blocked")
        assert [label.name for label in shop.get_issue(2).labels] == ["Blocked", "priority: high"]
        assert shop.get_label("blocked").name == "blocked"
        one.remove_from_labels("blocked")
        assert [label.name for label in shop.get_issue(2).labels] == ["priority: high"]
        with pytest.raises(GithubException, match="Label does not exist"):
            one.remove_from_labels("blocked")
        comment = one.create_comment("Done")
        assert [each.body for each in one.get_comments()] == ["Done"]
        assert comment.html_url.startswith(one.html_url)
        one.edit(state="closed", state_reason="completed")
        done = shop.get_issue(2)
        assert (done.state, done.state_reason, done.comments) == ("closed", "completed", 1)
        assert [each.login for each in done.assignees] == ["ada"]
        assert {"blocked", "bug", "priority: high"} <= {label.name for label in shop.get_labels()}


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_a_board_tells_its_order_and_columns_and_an_issue_is_moved_on_it(demo: ThreadDemo, prefix: str) -> None:
    told = [{"do": "open", "by": "bo", "place": "small/shop", "title": f"No {number}"} for number in range(3)]
    demo.call(lambda company: company.play([*told, {"do": "rank", "by": "bo", "to": "small/shop#3", "before": 1}]))
    with github(demo, prefix) as hub:

        def ask(query: str, **values: object) -> Any:
            return hub.requester.graphql_query(query, values)[1]["data"]

        board = ask(QUERY, owner="small", number=1, after=None)["repositoryOwner"]["projectV2"]["items"]
        assert [one["content"]["number"] for one in board["nodes"]] == [3, 1, 2]
        assert board["pageInfo"]["hasNextPage"] is False
        [item] = ask(PLACES, owner="small", name="shop", number=2)["repository"]["issue"]["projectItems"]["nodes"]
        field = item["project"]["field"]
        option = next(one["id"] for one in field["options"] if one["name"] == "In Progress")
        ask(MOVE, project=item["project"]["id"], item=item["id"], field=field["id"], option=option)
        board = ask(QUERY, owner="small", number=1, after=None)["repositoryOwner"]["projectV2"]["items"]
        assert [one["fieldValueByName"]["name"] for one in board["nodes"]] == ["Todo", "Todo", "In Progress"]
        with pytest.raises(UnknownObjectException, match="ProjectV2"):
            ask(QUERY, owner="small", number=9, after=None)


def test_issues_are_listed_by_what_they_are_over_several_pages(demo: ThreadDemo) -> None:
    with github(demo) as hub:
        shop = hub.get_repo("small/shop")
        for number in range(35):
            shop.create_issue(f"No {number}", labels=["support"] if number % 5 == 0 else [])
        shop.get_issue(3).edit(state="closed")
        assert len(list(shop.get_issues())) == 34
        assert [one.number for one in shop.get_issues(state="closed")] == [3]
        assert [one.number for one in shop.get_issues(labels=["support"], direction="asc")] == [
            1,
            6,
            11,
            16,
            21,
            26,
            31,
        ]
        assert list(shop.get_issues(creator="bo")) == []
        assert list(shop.get_issues(since=NOON + timedelta(days=1))) == []


def test_a_list_of_issues_has_a_validator(web: httpx.Client) -> None:
    first = web.get("/github/repos/small/shop/issues")
    again = web.get("/github/repos/small/shop/issues", headers={"if-none-match": first.headers["etag"]})
    web.post("/github/repos/small/shop/issues", json={"title": "One"})
    changed = web.get("/github/repos/small/shop/issues", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, changed.status_code) == (304, 200)


def test_a_repository_without_issues_is_gone(serve: Callable[[Company], ThreadDemo]) -> None:
    home = {**SMALL["repository"][0], "issues": False}
    with github(serve(Company(check({**SMALL, "repository": [home], "entry": []})))) as hub:
        shop = hub.get_repo("small/shop")
        assert not shop.has_issues
        with pytest.raises(GithubException) as caught:
            shop.create_issue("One")
    assert caught.value.status == 410


RED = {
    "do": "run",
    "workflow": "Tests",
    "by": "bo",
    "title": "Fold it (#7)",
    "takes": "1m",
    "fails": ["unit"],
    "files": ["src/fold.py", "docs/fold.md"],
}


def test_what_changed_between_two_runs_is_told(demo: ThreadDemo) -> None:
    def play(company: Company) -> None:
        company.play([{"do": "run", "workflow": "Tests", "by": "bo", "title": "First"}, {**RED, "at": "2m"}])
        company.advance(timedelta(minutes=5))

    demo.call(play)
    with github(demo) as hub:
        shop = hub.get_repo("small/shop")
        red, green = list(shop.get_workflow_runs())
        told = shop.compare(green.head_sha, red.head_sha)
        assert (told.status, told.total_commits, told.commits[0].sha) == ("ahead", 1, red.head_sha)
        assert [one.filename for one in told.files] == RED["files"]
        [pull] = shop.get_commit(red.head_sha).get_pulls()
        assert (pull.number, pull.user.login, pull.merged) == (7, "bo", True)
        assert [one.filename for one in pull.get_files()] == RED["files"]
        assert pull.head.repo.full_name == "small/shop"


def test_a_pull_request_takes_comments(demo: ThreadDemo) -> None:
    demo.call(lambda company: company.play([RED]))
    with github(demo) as hub:
        pull = hub.get_repo("small/shop").get_pull(7)
        pull.create_issue_comment("Could you look?")
        [one] = pull.get_issue_comments()
        assert (one.body, one.user.login) == ("Could you look?", "ada")


def test_a_failed_run_begins_again_and_ends_well_unless_the_scenario_says_otherwise(demo: ThreadDemo) -> None:
    def play(company: Company) -> None:
        company.play([RED, {**RED, "title": "Again", "again": "failure"}])
        company.advance(timedelta(minutes=2))

    demo.call(play)
    with github(demo) as hub:
        shop = hub.get_repo("small/shop")
        runs = {run.display_title: run for run in shop.get_workflow_runs()}
        assert all(run.rerun_failed_jobs() for run in runs.values())
        running = shop.get_workflow_run(runs["Again"].id)
        assert (running.status, running.run_attempt) == ("in_progress", 2)
        assert not running.rerun_failed_jobs()
        demo.call(lambda company: company.advance(timedelta(minutes=2)))
        ends = {title: shop.get_workflow_run(run.id).conclusion for title, run in runs.items()}
        assert ends == {"Fold it (#7)": "success", "Again": "failure"}


def test_a_text_of_the_repository_is_told(small: dict[str, Any], serve: Callable[[Company], ThreadDemo]) -> None:
    [shop] = small["repository"]
    small["repository"] = [{**shop, "files": {".github/CODEOWNERS": "* @bo\n"}}]
    with github(serve(Company(check(small), clock=lambda: NOON))) as hub:
        told = hub.get_repo("small/shop").get_contents(".github/CODEOWNERS")
        assert not isinstance(told, list)
        assert told.decoded_content == b"* @bo\n"
        with pytest.raises(UnknownObjectException):
            hub.get_repo("small/shop").get_contents("CODEOWNERS")


def test_what_runs_out_of_time_is_cancelled_and_an_annotation_says_why(demo: ThreadDemo, web: httpx.Client) -> None:
    def play(company: Company) -> None:
        company.play([{**RED, "outcome": "timed_out"}])
        company.advance(timedelta(minutes=2))

    demo.call(play)
    with github(demo) as hub:
        [run] = hub.get_repo("small/shop").get_workflow_runs()
        [job] = [one for one in run.jobs() if one.conclusion == "cancelled"]
        assert run.conclusion == "cancelled"
        [note] = web.get(f"{job.check_run_url}/annotations").json()
        assert "exceeded the maximum execution time" in note["message"]


def test_another_hosts_repository_is_not_githubs(small: dict[str, Any], serve: Callable[[Company], ThreadDemo]) -> None:
    [shop] = small["repository"]
    small["repository"] = [shop, {**shop, "name": "small/depot", "host": "gitlab"}]
    with github(serve(Company(check(small), clock=lambda: NOON))) as hub:
        assert [one.full_name for one in hub.get_user().get_repos()] == ["small/shop"]
        with pytest.raises(UnknownObjectException):
            hub.get_repo("small/depot")
