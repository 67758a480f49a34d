"""GitHub's comments on issues and pull requests."""

from typing import Any

import msgspec
from starlette.responses import Response

from supporttray.demo.actions import Actions, Remark
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import node
from supporttray.demo.github.reply import GitHubError
from supporttray.demo.moment import seconds_z
from supporttray.demo.tracker import Issue
from supporttray.demo.tracker import Remark as Written

_LONGEST = 65_536
_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


class _Wanted(msgspec.Struct, frozen=True):
    """What a client sends to make a comment."""

    body: str


def comments(ask: Ask) -> Response:
    """GET …/issues/{issue}/comments: the oldest first."""
    home, number, issue = _place(ask)
    since = ask.request.query_params.get("since", "")
    written = [_seen(issue, one) for one in issue.remarks] if issue else home.remarks(number)
    found = [one for one in written if seconds_z(one.at) >= since]
    return ask.page(None, found, lambda one: _described(ask, home, one))


def comment(ask: Ask) -> Response:
    """POST …/issues/{issue}/comments."""
    home, number, issue = _place(ask)
    try:
        wanted = msgspec.json.decode(ask.content, type=_Wanted)
    except msgspec.ValidationError:
        raise GitHubError(422, "Validation Failed") from None
    except msgspec.DecodeError:
        raise GitHubError(400, "Problems parsing JSON") from None
    if not wanted.body.strip() or len(wanted.body) > _LONGEST:
        raise GitHubError(422, "Validation Failed")
    now = ask.company.now()
    if issue:
        tracker = ask.company.trackers[home.repository.name.lower()]
        made = _seen(issue, tracker.remark(issue, wanted.body, ask.me, now))
    else:
        made = home.remark(number, ask.me, now, wanted.body)
        facts = {"repository": home.repository.name, "change": number, "text": wanted.body}
        ask.company.ledger.write(now, "github", "remarked", ask.me, **facts)
    ask.meter.spend(5)
    content = msgspec.json.encode(_described(ask, home, made))
    return Response(content, 201, ask.meter.headers(), "application/json; charset=utf-8")


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "/repos/{owner}/{repo}/issues/{issue:int}/comments"): comments,
    ("POST", "/repos/{owner}/{repo}/issues/{issue:int}/comments"): comment,
}


def _place(ask: Ask) -> tuple[Actions, int, Issue | None]:
    """Find the issue or the pull request that is meant."""
    home, number = ask.home(), ask.request.path_params["issue"]
    name = home.repository.name.lower()
    issue = ask.company.trackers[name].find(number)
    if not issue and not home.change(number) and not ask.company.boards[name].find(number):
        raise GitHubError(404, "Not Found")
    return home, number, issue


def _seen(issue: Issue, one: Written) -> Remark:
    return Remark(one.id, issue.number, one.by, one.at, one.text)


def _described(ask: Ask, home: Actions, one: Remark) -> dict[str, Any]:
    here = ask.body.here(home)
    kind = "issues" if ask.company.trackers[home.repository.name.lower()].find(one.change) else "pull"
    link = f"{here}/issues/comments/{one.number}"
    return {
        "id": one.number,
        "node_id": node("IssueComment", one.number),
        "url": link,
        "html_url": f"{ask.body.base}/github/{home.repository.name}/{kind}/{one.change}#issuecomment-{one.number}",
        "issue_url": f"{here}/issues/{one.change}",
        "body": one.text,
        "user": ask.body.user(one.by),
        "created_at": seconds_z(one.at),
        "updated_at": seconds_z(one.at),
        "author_association": "MEMBER",
        "performed_via_github_app": None,
        "reactions": {"url": f"{link}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)},
    }
