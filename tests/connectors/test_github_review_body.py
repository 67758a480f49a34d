"""What GitHub's pull requests may look like: its own examples, what is missing or hostile, and what a token may not see."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.github.review import body
from supporttray.connectors.github.review.reviews import GithubReviews
from supporttray.connectors.github.service import GitHub
from supporttray.core.item import Review, Says
from supporttray.errors import NotUnderstood, Refused, ServiceError
from tests.connectors.lab import NOON, Clock, Look, raw, reply, run

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "contracts/github_build_examples.json").read_text(encoding="utf-8")
)
WEB = "https://github.example/acme/shop/pull/7"
PULL: dict[str, Any] = {
    "number": 7,
    "title": "Fold",
    "state": "open",
    "created_at": "2026-11-23T10:00:00Z",
    "updated_at": "2026-11-23T11:00:00Z",
    "html_url": WEB,
    "head": {"sha": "a1", "ref": "fold"},
    "user": {"login": "bo", "type": "User"},
}
NOTHING = {"status": {"state": "pending", "total_count": 0}, "check-runs": {"check_runs": []}}
DENIED = "403 Forbidden"
NO_GRAPHQL = "404 Not Found"


async def looked(pull: dict[str, Any], said: Any = (), **more: Any) -> Answer | ServiceError:
    """Look at one pull request of a server that says these things; a text stands for the status of a refusal."""
    single = {"additions": 3, "deletions": 4}
    answers = {
        "user": {"login": "Ada"},
        "teams": [],
        "pulls": [pull],
        "reviews": said,
        "7": single,
        "shop": {},
        "graphql": NO_GRAPHQL,
    }
    answers |= NOTHING | {name.replace("_", "-"): value for name, value in more.items()}

    def say(_: Any, path: str) -> bytes:
        value = answers[path.partition("?")[0].rpartition("/")[2]]
        return reply(b"{}", value) if isinstance(value, str) else reply(json.dumps(value).encode())

    async with raw(say) as server:
        clock = Clock()
        github = GitHub(server.address, "token", clock)
        options = GithubReviews.Options(repository="acme/shop")
        try:
            answer = await Look(GithubReviews(options, github, "Ada"), clock).poll()
        except ServiceError as error:
            return error
        finally:
            await github.http.close()
    assert isinstance(answer, Answer)
    return answer


def told(pull: dict[str, Any], said: Any = (), **more: Any) -> tuple[Review, str]:
    """Return the only one that is told, and what is said of what is not seen."""
    answer = run(looked(pull, said, **more))
    assert isinstance(answer, Answer), answer
    [one] = answer.items
    assert isinstance(one, Review)
    return one, answer.limits


def test_githubs_own_examples_are_understood() -> None:
    [simple] = msgspec.convert(EXAMPLES["pull-request-simple-items"], tuple[body.Pull, ...])
    one = body.review(simple, "api.github.com", "octocat/Hello-World", "other_user", ("octocat/justice-league",))
    assert (one.name, one.by, one.branch, one.labels) == ("octocat/Hello-World#1347", "octocat", "new-topic", ("bug",))
    assert one.asked == ("other_user", "octocat/justice-league")
    [said] = msgspec.convert(EXAMPLES["pull-request-review-items"], tuple[body.Said, ...])
    opinion = body.opinion(said, "octocat")
    assert opinion
    assert (opinion.says, opinion.mine, opinion.commit[:4]) == (Says.APPROVED, True, "ecdd")
    status = msgspec.convert(EXAMPLES["combined-commit-status"], body.Status)
    assert (status.state, status.total_count) == ("success", 2)
    assert msgspec.convert(EXAMPLES["check-run-paginated"], body.Checks).check_runs


@pytest.mark.parametrize(
    ("status", "checks", "red"),
    [
        ({"state": "failure", "total_count": 1}, [], True),
        ({"state": "error", "total_count": 1}, [], True),
        ({"state": "success", "total_count": 1}, [("completed", "failure")], True),
        ({"state": "pending", "total_count": 0}, [("completed", "timed_out")], True),
        ({"state": "pending", "total_count": 0}, [("in_progress", None), ("completed", "startup_failure")], True),
        ({"state": "pending", "total_count": 3}, [("queued", None)], False),
        ({"state": "success", "total_count": 1}, [("completed", "cancelled"), ("completed", "neutral")], False),
        ({"state": "new word", "total_count": 1}, [("new", "words")], False),
    ],
)
def test_checks_are_red_when_one_of_them_failed(status: Any, checks: list[Any], *, red: bool) -> None:
    runs = {"check_runs": [{"status": state, "conclusion": end} for state, end in checks]}
    assert told(PULL, status=status, check_runs=runs)[0].red is red


@pytest.mark.parametrize(
    ("denied", "words"),
    [
        ({"check_runs": DENIED}, "Whether checks are red your token may not see (Checks): a classic one"),
        ({"status": DENIED}, "your token may not see (Commit statuses): give it that permission"),
        ({"check_runs": DENIED, "status": DENIED}, "(Commit statuses, Checks)"),
    ],
)
def test_checks_that_the_token_may_not_see_are_said_and_no_error(denied: dict[str, Any], words: str) -> None:
    one, limits = told(PULL, **denied)
    assert (one.red, one.state) == (False, "waiting")
    assert words in limits


@pytest.mark.parametrize("status", [DENIED, "404 Not Found"])
def test_teams_that_the_token_may_not_see_are_said_only_where_one_is_asked(status: str) -> None:
    one, limits = told({**PULL, "requested_teams": [{"slug": "core"}], "requested_reviewers": []}, teams=status)
    assert (one.asked, one.asks_me) == (("acme/core",), False)
    assert "read:org" in limits
    assert told(PULL, teams=status)[1] == ""


@pytest.mark.parametrize(
    ("status", "shop", "words"),
    [
        (DENIED, {"full_name": "acme/shop"}, "Your token may not see the pull requests of acme/shop"),
        ("404 Not Found", {"full_name": "acme/shop"}, "Your token may not see the pull requests of acme/shop"),
        ("404 Not Found", "404 Not Found", "knows no repository acme/shop"),
        ("401 Unauthorized", {}, "refuses the credential"),
    ],
)
def test_a_refused_list_says_whether_the_repository_or_the_permission_is_missing(
    status: str, shop: Any, words: str
) -> None:
    error = run(looked(PULL, pulls=status, shop=shop))
    assert isinstance(error, Refused)
    assert words in error.phrase
    assert error.hint


def test_what_is_missing_breaks_nothing() -> None:
    bare = {name: PULL[name] for name in ("number", "title", "state", "created_at", "updated_at", "head")}
    nobody = {"user": None, "body": None, "draft": None, "labels": None, "requested_reviewers": None}
    said = [{"id": 1, "state": "APPROVED", "user": None, "submitted_at": "2026-11-23T11:00:00Z", "commit_id": None}]
    for pull in (bare, {**bare, **nobody}):
        one, _ = told(pull, said)
        assert (one.by, one.url, one.lines, one.asked, one.labels) == ("ghost", "", 7, (), ())
        assert one.opinions[0].by == "ghost"


def test_an_opinion_of_a_kind_that_nobody_knows_or_not_yet_sent_is_none() -> None:
    said = [
        {"id": number, "state": state, "user": {"login": "cy"}, "submitted_at": at, "commit_id": "a1"}
        for number, (state, at) in enumerate(
            [("PENDING", None), ("DISMISSED", WHEN), ("NEW", WHEN), ("COMMENTED", WHEN), ("APPROVED", WHEN)]
        )
    ]
    one, _ = told(PULL, said)
    assert [(each.id, each.says) for each in one.opinions] == [("3", Says.COMMENTED), ("4", Says.APPROVED)]


WHEN = "2026-11-23T11:00:00Z"


def test_hostile_text_becomes_plain_and_no_address_but_of_the_web_is_kept() -> None:
    evil = "<b>\u202ex\u0007\n" + "y" * 400
    labels = [{"name": f"l{number}"} for number in range(200)]
    one, _ = told({**PULL, "title": evil, "html_url": "javascript:alert(1)", "labels": labels})
    assert one.title.startswith("<b>x yyy")
    assert (len(one.title) <= 200, one.url, len(one.labels)) == (True, "", 20)
    assert told({**PULL, "title": "\u0007"})[0].title == "acme/shop#7"


def test_a_body_that_makes_no_sense_is_an_error() -> None:
    error = run(looked({"number": "seven"}))
    assert isinstance(error, NotUnderstood)


def test_a_commit_that_is_gone_has_no_checks() -> None:
    gone = "422 Unprocessable Entity"
    one, limits = told(PULL, status=gone, check_runs=gone)
    assert (one.red, limits) == (False, "")


def test_a_commit_that_was_made_long_before_it_was_pushed_came_after_the_review() -> None:
    said = [{"id": 1, "state": "CHANGES_REQUESTED", "user": {"login": "cy"}, "submitted_at": "2026-11-23T10:30:00Z"}]
    said[0]["commit_id"] = "old"
    made = {"commit": {"committer": {"date": "2026-11-20T00:00:00Z"}}}
    one, _ = told(PULL, said, a1=made)
    assert one.state == "pushed"
    assert one.pushed_at
    assert one.pushed_at.isoformat() == "2026-11-23T10:30:01+00:00"
    assert told(PULL, said, a1=DENIED)[0].pushed_at == NOON.replace(hour=11)


def test_an_hour_that_is_nearly_used_up_is_left_to_others() -> None:
    def say(_: Any, path: str) -> bytes:
        name = path.partition("?")[0].rpartition("/")[2]
        pulls = [{**PULL, "number": number} for number in range(1, 41)]
        value: Any = {"user": {"login": "Ada"}, "pulls": pulls, "teams": [], "reviews": []}.get(name, {})
        return reply(json.dumps(value).encode(), x_ratelimit_remaining="99")

    async def work() -> None:
        async with raw(say) as server:
            clock = Clock()
            github = GitHub(server.address, "token", clock)
            look = Look(GithubReviews(GithubReviews.Options(repository="acme/shop"), github, "Ada"), clock)
            answer = await look.poll()
            assert isinstance(answer, Answer)
            assert (answer.more, len(server.heard)) == (False, 7)
            await github.http.close()

    run(work())
