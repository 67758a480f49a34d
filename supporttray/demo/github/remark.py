"""GitHub's comments on issues and pull requests."""

from typing import Any

import msgspec
from starlette.responses import Response

from supporttray.demo.actions import Actions, Remark
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import node
from supporttray.demo.github.reply import GitHubError
from supporttray.demo.moment import seconds_z

_LONGEST = 65_536
_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


class _Wanted(msgspec.Struct, frozen=True):
    """What a client sends to make a comment."""

    body: str


def comments(ask: Ask) -> Response:
    """GET …/issues/{issue}/comments: the oldest first."""
    home, number = _place(ask)
    since = ask.request.query_params.get("since", "")
    found = [one for one in home.remarks(number) if seconds_z(one.at) >= since]
    return ask.page(None, found, lambda one: _described(ask, home, one))


def comment(ask: Ask) -> Response:
    """POST …/issues/{issue}/comments."""
    home, number = _place(ask)
    try:
        wanted = msgspec.json.decode(ask.content, type=_Wanted)
    except msgspec.ValidationError:
        raise GitHubError(422, "Validation Failed") from None
    except msgspec.DecodeError:
        raise GitHubError(400, "Problems parsing JSON") from None
    if not wanted.body.strip() or len(wanted.body) > _LONGEST:
        raise GitHubError(422, "Validation Failed")
    now = ask.company.now()
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


def _place(ask: Ask) -> tuple[Actions, int]:
    """Find the issue or the pull request that is meant."""
    home, number = ask.home(), ask.request.path_params["issue"]
    tracker = ask.company.trackers[home.repository.name.lower()]
    if not home.change(number) and tracker.find(number) is None:
        raise GitHubError(404, "Not Found")
    return home, number


def _described(ask: Ask, home: Actions, one: Remark) -> dict[str, Any]:
    here = ask.body.here(home)
    kind = "pull" if home.change(one.change) else "issues"
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
