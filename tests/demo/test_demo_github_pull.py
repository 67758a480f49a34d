"""Referees of the demo's pull requests: GitHub's own description, and PyGithub."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from github import Auth, Github, GithubException

from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import ThreadDemo
from supporttray.demo.token import TOKEN
from tests.demo.conftest import NOON, SMALL
from tests.demo.test_demo_github_contract import validator

SHOP = "/github/repos/small/shop"
PULL = f"{SHOP}/pulls/7"
ENTRIES: list[dict[str, Any]] = [
    {"do": "pull", "at": "-3h", "by": "bo", "title": "Fold", "number": 7, "asks": ["ada"], "teams": ["small/core"]}
    | {"labels": ["bug"], "text": "See #1", "lines": 40, "files": ["src/fold.py"]},
    {"do": "pull", "at": "-2h", "by": "ada", "title": "Round", "number": 8, "draft": True, "checks": "pending"},
    {"do": "pull", "at": "-4h", "by": "bo", "title": "Old", "number": 6},
    {"do": "push", "at": "-90m", "by": "bo", "to": "small/shop#7", "lines": 44, "checks": "failure"},
    {"do": "review", "at": "-1h", "by": "robot", "to": "small/shop#7", "says": "commented", "text": "Why?"},
    {"do": "review", "at": "-50m", "by": "hook", "to": "small/shop#7", "says": "changes"},
    {"do": "merge", "at": "-40m", "by": "ada", "to": "small/shop#6"},
]


@pytest.fixture
def company(small: dict[str, Any]) -> Company:
    team = {"name": "small/core", "members": ["ada"]}
    return Company(check({**SMALL, **small, "team": [team], "entry": ENTRIES}), clock=lambda: NOON)


PLACE = "/repos/{owner}/{repo}"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (f"{PLACE}/pulls", f"{SHOP}/pulls?state=all&sort=updated&direction=desc"),
        (f"{PLACE}/pulls/{{pull_number}}", PULL),
        (f"{PLACE}/pulls/{{pull_number}}", f"{SHOP}/pulls/6"),
        (f"{PLACE}/pulls/{{pull_number}}/reviews", f"{PULL}/reviews"),
        (f"{PLACE}/pulls/{{pull_number}}/requested_reviewers", f"{PULL}/requested_reviewers"),
        (f"{PLACE}/commits/{{ref}}", f"{SHOP}/commits/change-7"),
        (f"{PLACE}/commits/{{ref}}/check-runs", f"{SHOP}/commits/change-7/check-runs"),
        (f"{PLACE}/commits/{{ref}}/check-runs", f"{SHOP}/commits/change-8/check-runs"),
        (f"{PLACE}/commits/{{ref}}/status", f"{SHOP}/commits/change-7/status"),
    ],
)
def test_a_body_is_as_described(web: httpx.Client, contracts: Path, path: str, address: str) -> None:
    body = web.get(address).raise_for_status().json()
    validator(contracts, path).validate(body)
    assert body


def test_who_is_asked_is_answered_as_described(web: httpx.Client, contracts: Path) -> None:
    made = web.post(f"{SHOP}/pulls/8/requested_reviewers", json={"reviewers": ["bo"], "team_reviewers": ["core"]})
    assert made.status_code == 201
    validator(contracts, f"{PLACE}/pulls").validate([made.json()])
    assert [one["login"] for one in made.json()["requested_reviewers"]] == ["bo"]


def test_an_unknown_commit_has_no_checks(web: httpx.Client) -> None:
    assert web.get(f"{SHOP}/commits/{'0' * 40}/check-runs").status_code == 422


def hub(demo: ThreadDemo) -> Github:
    return Github(base_url=demo.addresses.github, auth=Auth.Token(TOKEN), retry=None, seconds_between_requests=0)


def test_pygithub_lists_pull_requests_by_state_and_order(demo: ThreadDemo) -> None:
    with hub(demo) as opened:
        shop = opened.get_repo("small/shop")
        assert [one.number for one in shop.get_pulls()] == [8, 7]
        assert [one.number for one in shop.get_pulls(state="all", sort="updated", direction="desc")] == [6, 7, 8]
        assert [one.number for one in shop.get_pulls(state="closed")] == [6]
        one = shop.get_pull(7)
        assert (one.title, one.additions + one.deletions, one.draft, one.head.ref) == ("Fold", 44, False, "change-7")
        assert ([one.name for one in one.labels], one.body) == (["bug"], "See #1")
        assert (shop.get_pull(6).merged, shop.get_pull(8).draft) == (True, True)


def test_pygithub_reads_reviews_and_checks(demo: ThreadDemo) -> None:
    with hub(demo) as opened:
        shop = opened.get_repo("small/shop")
        one = shop.get_pull(7)
        said = [(each.user.login, each.state, each.commit_id == one.head.sha) for each in one.get_reviews()]
        assert said == [("robot", "COMMENTED", True), ("hook", "CHANGES_REQUESTED", True)]
        head = shop.get_commit(one.head.sha)
        assert [each.conclusion for each in head.get_check_runs()] == ["failure"]
        assert (head.get_combined_status().state, head.get_combined_status().total_count) == ("pending", 0)
        assert [team.slug for team in opened.get_user().get_teams()] == ["core"]


def test_pygithub_asks_for_a_review_and_hears_why_not(demo: ThreadDemo) -> None:
    with hub(demo) as opened:
        one = opened.get_repo("small/shop").get_pull(7)
        users, teams = one.get_review_requests()
        assert ([each.login for each in users], [each.slug for each in teams]) == (["ada"], ["core"])
        one.create_review_request(reviewers=["robot"])
        assert [each.login for each in one.get_review_requests()[0]] == ["ada", "robot"]
        with pytest.raises(GithubException, match="pull request author"):
            one.create_review_request(reviewers=["bo"])
        with pytest.raises(GithubException, match="is not a collaborator"):
            one.create_review_request(reviewers=["stranger"])
