"""How the checks of a commit ended, in GitHub's two ways: check runs, and the older statuses, of which the demo has none."""

from typing import Any

from starlette.responses import Response

from supporttray.demo.actions import Actions
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import node
from supporttray.demo.github.pull import by_head
from supporttray.demo.github.reply import GitHubError, answer
from supporttray.demo.moment import seconds_z
from supporttray.demo.review import Pull


def status(ask: Ask) -> Response:
    """GET …/commits/{ref}/status: where nobody tells one it is pending."""
    home, sha = ask.home(), ask.request.path_params["sha"]
    _known(ask, home, sha)
    here = ask.body.here(home)
    body = {
        "state": "pending",
        "statuses": [],
        "sha": sha,
        "total_count": 0,
        "repository": ask.body.repository(home),
        "commit_url": f"{here}/commits/{sha}",
        "url": f"{here}/commits/{sha}/status",
    }
    return answer(ask.request, ask.meter, body)


def check_runs(ask: Ask) -> Response:
    """GET …/commits/{ref}/check-runs: those of a pull request's newest commit."""
    home, sha = ask.home(), ask.request.path_params["sha"]
    one = _known(ask, home, sha)
    runs = [one] if one is not None and one.checks else []
    return ask.page("check_runs", runs, lambda pull: _run(ask, home, pull))


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/repos/{owner}/{repo}/commits/{sha}/status"): status,
    ("GET", "/repos/{owner}/{repo}/commits/{sha}/check-runs"): check_runs,
}


def _known(ask: Ask, home: Actions, sha: str) -> Pull | None:
    one = by_head(ask, home, sha)
    if one is None and sha not in home.branches and home.commit(sha) is None:
        raise GitHubError(422, f"No commit found for SHA: {sha}")
    return one


def _run(ask: Ask, home: Actions, one: Pull) -> dict[str, Any]:
    number = home.number * 10 + one.number * 100 + one.pushes
    link, page = f"{ask.body.here(home)}/check-runs/{number}", f"{ask.body.base}/github/{home.repository.name}"
    over = one.checks != "pending"
    return {
        "id": number,
        "node_id": node("CheckRun", number),
        "external_id": str(number),
        "head_sha": one.head,
        "name": "tests",
        "url": link,
        "html_url": f"{page}/runs/{number}",
        "details_url": f"{page}/runs/{number}",
        "status": "completed" if over else "in_progress",
        "conclusion": one.checks if over else None,
        "started_at": seconds_z(one.pushed),
        "completed_at": seconds_z(one.pushed) if over else None,
        "output": {
            **dict.fromkeys(("title", "summary", "text")),
            "annotations_count": 0,
            "annotations_url": f"{link}/annotations",
        },
        "check_suite": {"id": number},
        "app": None,
        "pull_requests": [],
    }
